"""The towns that the bench measures in, and what it serves them with."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from walks.config import ROOT
from walks.demo.seed import PASSWORD

SAME = {"Sec-Fetch-Site": "same-origin"}
PATIENCE_S = 60
TOKEN = r'name="csrf_token"[^>]*value="([^"]+)"'


def town(findings: int) -> Path:
    """Return the folder of a town with that many findings; it is built once and kept."""
    folder = Path(os.environ.get("WALKS_BENCH_FOLDER", ROOT / "instance")) / f"bench-{findings}"
    done = folder / "complete"
    if not done.exists():
        _flask(folder, "bench-data", str(findings))
        done.touch()
    _flask(folder, "db", "upgrade")  # it may have been built before the latest migration
    _flask(folder, "demo", "--no-serve")  # a walk is under way today too
    return folder


def _flask(folder: Path, *words: str) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    subprocess.run(command, check=True, cwd=ROOT, env=_in(folder), stdout=subprocess.DEVNULL)  # noqa: S603


def _in(folder: Path) -> dict[str, str]:
    return {**os.environ, "WALKS_INSTANCE": str(folder)}


@dataclass
class Answer:
    """One answer: its status, how many bytes its body took on the wire, and headers."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class Server:
    """A running server of one town, and a browser of sorts."""

    port: int
    pid: int
    first_answer_s: float

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        """Get the path, or send it a form."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        body = urlencode(form) if form is not None else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        connection.request("POST" if body is not None else "GET", path, body, SAME | kind | headers)
        answer = connection.getresponse()
        found = Answer(answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()})
        connection.close()
        assert found.status < 400, (path, found.status)
        return found

    def signed_in(self, email: str) -> str:
        """Sign in as somebody of the demo; return the cookie."""
        page = self.ask("/logga-in")
        token = re.search(TOKEN, page.body.decode())
        assert token
        form = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
        answer = self.ask("/logga-in", form, Cookie=_cookie(page))
        return _cookie(answer)

    def joined(self, code: str) -> tuple[str, str]:
        """Join the walk; return its page's address and the cookie."""
        answer = self.ask(f"/g/{code}", {"role": "resident"})
        return answer.headers["location"], _cookie(answer)

    def workers_mb(self) -> list[float]:
        """Return how much memory each worker holds that is its own or shared, in MB."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        sizes = [Path(f"/proc/{child}/status").read_text() for child in children]
        return [int(re.findall(r"VmRSS:\s+(\d+)", size)[0]) / 1024 for size in sizes]


def _cookie(answer: Answer) -> str:
    return answer.headers["set-cookie"].split(";")[0]


@contextmanager
def served(folder: Path, workers: int = 2, threads: int = 4) -> Iterator[Server]:
    """Serve the town with gunicorn on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    gunicorn = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "gunicorn", "tests.bench.served:app", "--log-level", "error"),
            *("-b", f"127.0.0.1:{port}", "-w", str(workers), "--threads", str(threads)),
        ],
        cwd=ROOT,
        env=_in(folder),
    )
    try:
        server = Server(port, gunicorn.pid, 0)
        while time.perf_counter() - started < PATIENCE_S:
            try:
                server.ask("/")
                break
            except (OSError, HTTPException):
                time.sleep(0.02)
        server.first_answer_s = time.perf_counter() - started
        yield server
    finally:
        gunicorn.terminate()
        gunicorn.wait(PATIENCE_S)

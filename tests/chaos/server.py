"""The server as a test holds it: up, killed, down; and what its lives have answered."""

import json
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds, until a life must have begun


class Server:
    """A server over an app's database and folder, which is killed and comes back."""

    def __init__(
        self,
        app: Flask,
        *,
        dies: float | str = 0,
        seed: int = 1,
        gunicorn: bool = False,
        forgets: bool = False,
        trusting: bool = False,
        portal: int = 0,
    ) -> None:
        """Start it.

        `dies` is the share of its commits after which it falls without an answer, by `seed`, or
        "first": after the first of each thing. The rest are the controls: it `forgets` what it
        has, gives phones a `trusting` outbox, or lets the first `portal` requests meet a sign-in.
        """
        self.run, self.killed = uuid.uuid4().hex, 0
        # Bound and never listening: the port is ours between two lives too.
        self._place = socket.socket()
        self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self.port = self._place.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.folder = app.config["INSTANCE"] / "chaos"
        self.folder.mkdir()
        how = {
            "run": self.run,
            "port": self.port,
            "folder": str(self.folder),
            "instance": str(app.config["INSTANCE"]),
            "database": app.config["SQLALCHEMY_DATABASE_URI"],
            "gunicorn": gunicorn,
            "dies": dies,
            "seed": seed,
            "forgets": forgets,
            "trusting": trusting,
            "portal": portal,
        }
        self._keeper = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "tests.chaos.keeper", json.dumps(how)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is for us: we say when it is over
        )
        self._wait_for_life()

    def kill(self) -> None:
        """End its life by SIGKILL, wherever it is, and wait for the next."""
        last = self._life() or 0
        self._say("kill")
        self.killed += 1
        self._wait_for_life(after=last)

    def down(self) -> None:
        """End its life by SIGKILL; there is no next until `up`."""
        self._say("down")
        self.killed += 1
        self._until(lambda: self._life() is None, "the server is still there")

    def up(self) -> None:
        """Let it live again."""
        self._say("up")
        self._wait_for_life()

    def close(self) -> None:
        """End it for good."""
        self._keeper.communicate()  # closes its input
        self._place.close()

    @property
    def asked(self) -> int:
        """How many requests phones have made so far."""
        counted = self.folder / "asked"
        return counted.stat().st_size if counted.exists() else 0

    def requests(self, what: str = "answered") -> list[dict[str, Any]]:
        """Return what was written down of the phones' requests, in order; see faults.Watched."""
        path = self.folder / "requests"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in map(json.loads, lines) if line["what"] == what]

    def answers(self, result: str) -> int:
        """Return how often it has answered so: "new" or "same"."""
        return sum(answer["result"] == result for answer in self.requests())

    def _say(self, word: str) -> None:
        assert self._keeper.stdin
        self._keeper.stdin.write(f"{word}\n".encode())
        self._keeper.stdin.flush()

    def _life(self) -> int | None:
        """Return the number of the life that answers, or None."""
        with suppress(OSError, HTTPException), urlopen(f"{self.address}/chaos", timeout=5) as said:  # noqa: S310
            me = json.load(said)
            assert me["run"] == self.run, "somebody else answers at our port"
            return int(me["life"])
        return None

    def _wait_for_life(self, after: int = 0) -> None:
        self._until(lambda: (self._life() or 0) > after, "the server did not come back")

    def _until(self, met: Any, wrong: str) -> None:
        until = time.monotonic() + PATIENCE
        while not met():
            assert self._keeper.poll() is None, "the keeper of the server has ended"
            assert time.monotonic() < until, wrong
            time.sleep(0.02)

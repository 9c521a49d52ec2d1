"""What goes over the wire, how many requests a second, how soon and how large."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.bench.conftest import Row
from tests.bench.towns import Server

SECONDS = 8
ASKS = {"Accept-Encoding": "gzip", "User-Agent": "bench"}
HTMX = "htmx"
ENCODINGS = ("gzip", "br")
"""Browsers read brotli over https only; a walk by `demo --lan` without a certificate gets gzip."""


def join_code(folder: Path) -> str:
    """Return the code of the walk that is under way."""
    with create_engine(f"sqlite:///{folder}/walks.sqlite").connect() as connection:
        asked = text("SELECT join_code FROM walk WHERE state = 'under_way' ORDER BY starts_at")
        return str(connection.scalars(asked).first())


def first_load(
    server: Server, path: str, cookie: str = "", encoding: str = "gzip"
) -> dict[str, int]:
    """Return the bytes of the page and of each file it names, icons too, as they are sent."""
    asks = {**ASKS, "Accept-Encoding": encoding}
    page = server.ask(path, **asks, Cookie=cookie)
    plain = server.ask(path, Cookie=cookie).body.decode()
    names = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', plain))
    return {"": len(page.body)} | {n: len(server.ask(n, **asks).body) for n in sorted(names)}


def kb(size: float) -> str:
    """Return the size as people read it."""
    return f"{size / 1000:.1f} kB"


def test_bytes_on_the_wire(server: Server, few: Path, row: Row) -> None:
    path, cookie = server.joined(join_code(few))
    for encoding in ENCODINGS:
        sizes = first_load(server, path, cookie, encoding)
        htmx = sum(size for name, size in sizes.items() if HTMX in name)
        row(f"walk page, first load, {encoding}", "≤ 45 kB", kb(sum(sizes.values())))
        row("… without htmx", "≤ 30 kB", kb(sum(sizes.values()) - htmx))
        row("… later loads", "≤ 6 kB", kb(sizes[""]))
    row(
        "public form, first load, gzip",
        "≤ 60 kB",
        kb(sum(first_load(server, "/rapportera").values())),
    )


def requests_a_second(
    server: Server, path: str, cookie: str = "", more: tuple[str, ...] = ()
) -> float:
    """Return how many the server answers with eight browsers at it; `more` goes to wrk."""
    wrk = shutil.which("wrk")
    if wrk is None:
        pytest.skip("wrk is missing: apt-get install wrk")
    command = [wrk, "-t1", "-c8", f"-d{SECONDS}s", "-H", f"Cookie: {cookie}"]
    at = more.index("--") if "--" in more else len(more)
    command += [*more[:at], server.address + path, *more[at:]]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    assert "Non-2xx" not in said, said
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])


def test_requests_a_second(server: Server, row: Row) -> None:
    cookie = server.signed_in("bertil@granvik.example")
    page = server.ask("/inkorg", Cookie=cookie).body.decode()
    rows = page.count("<article")
    null = requests_a_second(server, "/null/")
    busy = requests_a_second(server, "/inkorg", cookie)
    row(
        f"worklist, {rows} rows, signed in, gunicorn 2×4, as a share of a null view's requests/s",
        "≥ 0.15",
        f"{busy / null:.3f} ({busy:.0f} of {null:.0f})",
    )
    row("memory of a worker process after that", "≤ 250 MB", f"{max(server.workers_mb()):.0f} MB")
    row("start to first answer", "≤ 2 s", f"{server.first_answer_s:.1f} s")

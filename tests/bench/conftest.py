"""The table: each measurement adds a row, and the run ends by printing it as README has it."""

import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.towns import Server, served, town

ROWS: list[tuple[str, str, str]] = []
MANY = int(os.environ.get("WALKS_BENCH_FINDINGS", "1000000"))
FEW = 1000

Row = Callable[[str, str, str], None]


@pytest.fixture
def row() -> Row:
    """`row(what, goal, measured)`: a line of the table. Nothing is asserted: machines differ."""
    return lambda what, goal, measured: ROWS.append((what, goal, measured))


@pytest.fixture(scope="session")
def few() -> Path:
    """A town with a thousand findings."""
    return town(FEW)


@pytest.fixture(scope="session")
def many() -> Path:
    """A town with a million, or WALKS_BENCH_FINDINGS."""
    return town(MANY)


@pytest.fixture(scope="session")
def server(few: Path) -> Iterator[Server]:
    """The small town, served by two processes of four threads."""
    with served(few) as running:
        yield running


def machine() -> str:
    """Return the machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    if ROWS:
        lines = ["| what | goal | measured |", "|---|---|---|"]
        lines += [f"| {' | '.join(cells)} |" for cells in ROWS]
        terminalreporter.write_line("\n".join(["", f"Measured on {machine()}:", "", *lines, ""]))

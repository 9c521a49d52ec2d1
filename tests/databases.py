"""The kind of database the suite runs on: SQLite, or PostgreSQL by WALKS_TEST_DATABASE=postgresql.

A test's database belongs to a folder. On SQLite it is a file in there; on PostgreSQL one named
after it, in a cluster of our own that lives in a temporary folder, has no port, and ends with the
run. Copying a database is copying a file, or CREATE DATABASE … TEMPLATE.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier

from walks import create_app
from walks.db import db

KIND = os.environ.get("WALKS_TEST_DATABASE", "sqlite")
assert KIND in ("sqlite", "postgresql"), KIND

# Nothing here outlives the run, so nothing waits for the disk.
HASTY = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    " -c shared_buffers=256MB -c max_wal_size=8GB -c wal_level=minimal -c max_wal_senders=0"
)

APPS: defaultdict[Path, list[Flask]] = defaultdict(list)
"""The apps over the database of each folder: they hold connections."""


def app_in(folder: Path, **settings: Any) -> Flask:
    """Return an app over the folder's database, which is made, empty, if there is none."""
    if KIND == "postgresql":
        cluster().ensure(folder)
        settings["SQLALCHEMY_DATABASE_URI"] = cluster().url(folder)
    made = create_app(INSTANCE=folder, **settings)
    APPS[folder].append(made)
    return made


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its database. Nobody may be connected to the source."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    if KIND == "postgresql":
        cluster().clone(source, target)


def drop(folder: Path) -> None:
    """Hang up on the folder's database, and remove it if removing the folder does not."""
    for app in APPS.pop(folder, ()):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    if KIND == "postgresql":
        cluster().drop(folder)


@cache
def cluster() -> "Cluster":
    """Start the cluster, once, or skip the test where there is no PostgreSQL."""
    from tests.need import postgresql  # a plugin: pytest wants to be first to import it

    return Cluster(postgresql())


class Cluster:
    """A running PostgreSQL for this run alone."""

    def __init__(self, programs: Path) -> None:
        """Start one with the programs of that folder; it stops when Python does."""
        self.home = Path(tempfile.mkdtemp(prefix="walks-pg-"))
        self._pg_ctl = [*_as_postgres(self.home), str(programs / "pg_ctl"), "-D", self.home / "d"]
        atexit.register(self._stop)
        initdb = [programs / "initdb", "-D", self.home / "d", "-U", "postgres", "-A", "trust"]
        _run(*_as_postgres(), *initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        _run(
            *self._pg_ctl,
            "-w",
            "-l",
            self.home / "log",
            "-o",
            f"{HASTY} -c listen_addresses='' -k {self.home}",
            "start",
        )
        self._connection = psycopg.connect(
            host=str(self.home), user="postgres", dbname="postgres", autocommit=True
        )
        self._made: set[str] = set()

    def url(self, folder: Path) -> str:
        """Return the address of the folder's database, as WALKS_DATABASE_URL takes it."""
        return f"postgresql+psycopg://postgres@/{_name(folder)}?host={self.home}"

    def ensure(self, folder: Path) -> None:
        """Make the folder an empty database unless it has one."""
        if _name(folder) not in self._made:
            self._create(folder, "template0")

    def clone(self, source: Path, target: Path) -> None:
        """Give the target folder a copy of the source's database."""
        self._create(target, _name(source))

    def drop(self, folder: Path) -> None:
        """Remove the folder's database."""
        name = Identifier(_name(folder))
        self._connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        self._made.discard(_name(folder))

    def _create(self, folder: Path, template: str) -> None:
        names = Identifier(_name(folder)), Identifier(template)
        self._connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        self._made.add(_name(folder))

    def _stop(self) -> None:
        if (self.home / "d" / "postmaster.pid").exists():
            _run(*self._pg_ctl, "-m", "immediate", "stop")
        shutil.rmtree(self.home)


def _name(folder: Path) -> str:
    return f"walks_{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:20]}"


def _as_postgres(home: Path | None = None) -> list[str]:
    """Return what goes before a command: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return []
    if home:
        shutil.chown(home, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _run(*command: str | Path) -> None:
    # Not to a pipe: the server that pg_ctl leaves behind would keep it open.
    words = [str(word) for word in command]
    subprocess.run(words, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603

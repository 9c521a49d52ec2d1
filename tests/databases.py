"""The kind of database the suite runs on: SQLite, or PostgreSQL by WALKS_TEST_DATABASE=postgresql.

A test's database belongs to a folder. On SQLite it is a file in there; on PostgreSQL one named
after it, in a cluster of our own that lives in a temporary folder, has no port, and ends with the
run, however the run ends. Copying a database is copying a file, or CREATE DATABASE … TEMPLATE.
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
        hang_up(app)
    if KIND == "postgresql":
        cluster().drop(folder)


def hang_up(app: Flask) -> None:
    """Close the app's connections. It may be used again, and then opens others."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def hang_up_on_all() -> None:
    """Close the connections of every app so far: one that is left open fails some later test."""
    while APPS:
        for app in APPS.popitem()[1]:
            hang_up(app)


@cache
def cluster() -> "Cluster":
    """Start the cluster, once, or skip the test where there is no PostgreSQL."""
    from tests.need import postgresql  # a plugin: pytest wants to be first to import it

    return Cluster(postgresql())


# What looks after the server: it lives as long as the pipe that is its standard input, so that a
# run that is killed leaves no server and no folder behind. Arguments: programs, folder, settings.
KEEPER = """
trap '' INT TERM HUP
if "$1/initdb" -D "$2/d" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/log" 2>&1 &&
   "$1/pg_ctl" -D "$2/d" -w -l "$2/log" -o "$3" start >/dev/null 2>&1 </dev/null
then
  echo started
  read -r _
  "$1/pg_ctl" -D "$2/d" -m immediate stop >/dev/null 2>&1
else
  cat "$2/log" >&2
fi
rm -rf "$2"
"""


class Cluster:
    """A running PostgreSQL for this run alone."""

    def __init__(self, programs: Path) -> None:
        """Start one with the programs of that folder; it stops when Python does."""
        self.home = Path(tempfile.mkdtemp(prefix="walks-pg-"))
        settings = f"{HASTY} -c listen_addresses='' -k {self.home}"
        self._keeper = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", KEEPER, "keeper", programs, self.home, settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            start_new_session=True,  # Ctrl+C is for us: we say when it is over
            **_as_postgres(self.home),
        )
        assert self._keeper.stdout
        assert self._keeper.stdout.readline() == b"started\n", "PostgreSQL did not start"
        self._connection = psycopg.connect(
            host=str(self.home), user="postgres", dbname="postgres", autocommit=True
        )
        self._made: set[str] = set()
        atexit.register(self._stop)

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
        self._connection.close()
        self._keeper.communicate()  # closes its input


def _name(folder: Path) -> str:
    return f"walks_{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:20]}"


def _as_postgres(home: Path) -> dict[str, Any]:
    """Say who runs the server and owns its folder: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    shutil.chown(home, "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}

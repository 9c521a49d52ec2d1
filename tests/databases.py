"""The kind of database the suite runs on: SQLite, or PostgreSQL by WALKS_TEST_DATABASE=postgresql.

A test's database belongs to a folder. On SQLite it is a file in there; on PostgreSQL one named
after it, in a cluster of our own that lives in a temporary folder, has no port, and ends with the
run, however the run ends. Copying a database is copying a file, or CREATE DATABASE … TEMPLATE; as
that takes a tenth of a second, one that many tests want is made once and emptied between them.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg.sql import SQL, Identifier
from sqlalchemy import event, make_url
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from walks import config, create_app
from walks.db import db
from walks.pages.limits import limiter

KIND = os.environ.get("WALKS_TEST_DATABASE", "sqlite")
assert KIND in ("sqlite", "postgresql"), KIND

# Nothing here outlives the run, so nothing waits for the disk.
HASTY = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
    " -c shared_buffers=256MB -c max_wal_size=8GB -c wal_level=minimal -c max_wal_senders=0"
)

OPENED: list[ConnectionPoolEntry] = []
"""Every connection that any engine has opened since the last test, whoever holds it now."""

event.listen(Pool, "connect", lambda _connection, entry: OPENED.append(entry))


def app_in(folder: Path, **settings: Any) -> Flask:
    """Return a new app over the folder's database, which is made, empty, if there is none."""
    made = create_app(**_over(folder, settings))
    if KIND == "sqlite":
        with made.app_context():
            event.listen(db.engine, "connect", _be_hasty)
    return made


def _over(folder: Path, settings: dict[str, Any]) -> dict[str, Any]:
    if KIND == "postgresql":
        cluster().ensure(folder)
        settings = {**settings, "SQLALCHEMY_DATABASE_URI": cluster().url(folder)}
    return {**settings, "INSTANCE": folder}


def _be_hasty(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class Kept:
    """One app for all the tests that want the same settings; each has it as if it were new.

    An app serves for months, and most of what a test would wait for is its first minute: its
    addresses, templates and statements are compiled once. It knows nothing of what is in the
    database, so it can be put over another.
    """

    def __init__(
        self, folder: Path, prepare: Callable[[Flask], object] | None = None, **settings: Any
    ) -> None:
        """Make it over the folder's database; `prepare` does to it what only a new app allows."""
        self._settings = settings
        self.app = app_in(folder, **settings)
        if prepare:
            prepare(self.app)
        with self.app.app_context():
            event.listen(db.engine, "do_connect", self._connect)
        self._config = dict(self.app.config)
        self._views = dict(self.app.view_functions)
        self._before = self._functions(self.app.before_request_funcs)
        self._after = self._functions(self.app.after_request_funcs)

    def over(self, source: Path, folder: Path) -> Flask:
        """Put the app over a copy of the source in the folder, as if nobody had used either."""
        shutil.copytree(source, folder, dirs_exist_ok=True)
        if KIND == "postgresql":
            cluster().lend(source, folder)
        app = self.app
        app.config.clear()
        app.config.update(self._config | config.load(_over(folder, self._settings)))
        app.secret_key = config.secret_key(folder)
        app.view_functions.clear()
        app.view_functions.update(self._views)
        for now, then in (
            (app.before_request_funcs, self._before),
            (app.after_request_funcs, self._after),
        ):
            now.clear()
            now.update(self._functions(then))
        limiter.enabled = app.config["RATELIMIT_ENABLED"]  # else as the newest app said
        return app

    def _connect(self, dialect: Any, _entry: object, given: list[Any], named: Any) -> None:
        """Connect to where the app is now, wherever its engine was made for."""
        address = make_url(self.app.config["SQLALCHEMY_DATABASE_URI"])
        given[:], more = dialect.create_connect_args(address)
        named.update(more)

    @staticmethod
    def _functions(given: dict[Any, list[Any]]) -> dict[Any, list[Any]]:
        return {name: list(functions) for name, functions in given.items()}


def copy(source: Path, target: Path) -> None:
    """Copy a folder with its database. Nobody may be connected to the source."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    if KIND == "postgresql":
        cluster().clone(source, target)


def drop(folder: Path) -> None:
    """Hang up on the folder's database, and remove it if removing the folder does not."""
    hang_up()
    if KIND == "postgresql":
        cluster().drop(folder)


def hang_up() -> None:
    """Close every connection there is, whoever holds it. An app that goes on opens others.

    One that is left open fails some later test, whenever Python finds that it is nobody's.
    """
    while OPENED:
        OPENED.pop().invalidate()


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
        self._idle: dict[Path, list[Lent]] = {}
        self._lent: dict[Path, tuple[Path, Lent]] = {}
        atexit.register(self._stop)

    def url(self, folder: Path) -> str:
        """Return the address of the folder's database, as WALKS_DATABASE_URL takes it."""
        name = self._lent[folder][1].name if folder in self._lent else _name(folder)
        return f"postgresql+psycopg://postgres@/{name}?host={self.home}"

    def ensure(self, folder: Path) -> None:
        """Make the folder an empty database unless it has one."""
        if _name(folder) not in self._made and folder not in self._lent:
            self._create(folder, "template0")

    def clone(self, source: Path, target: Path) -> None:
        """Give the target folder a copy of the source's database."""
        self._create(target, _name(source))

    def lend(self, source: Path, target: Path) -> None:
        """Give the target folder a copy of the source's database, to be handed back by `drop`."""
        idle = self._idle.setdefault(source, [])
        if idle:
            lent = idle.pop()
            lent.restore()
        else:
            self.clone(source, target)
            lent = Lent(self.home, _name(target))
        self._lent[target] = source, lent

    def drop(self, folder: Path) -> None:
        """Remove the folder's database, or take back what was lent."""
        if folder in self._lent:
            source, lent = self._lent.pop(folder)
            self._idle[source].append(lent)
            return
        name = Identifier(_name(folder))
        self._connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        self._made.discard(_name(folder))

    def _create(self, folder: Path, template: str) -> None:
        names = Identifier(_name(folder)), Identifier(template)
        self._connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        self._made.add(_name(folder))

    def _stop(self) -> None:
        self._connection.close()
        for idle in self._idle.values():
            for lent in idle:
                lent.connection.close()
        self._keeper.communicate()  # closes its input


TABLES = """SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relkind = %s AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""


class Lent:
    """A database that one test after the other has, each as it was when it was made.

    Beside its tables it keeps their rows in a schema that nobody else knows of.
    """

    def __init__(self, home: Path, name: str) -> None:
        """Remember how the database is now."""
        self.name = name
        self.connection = psycopg.connect(
            host=str(home), user="postgres", dbname=name, autocommit=True
        )
        ask = self.connection.execute
        ask("CREATE SCHEMA kept")
        # Triggers sleep, as for a replica: else the log could not be emptied, nor parents first.
        steps = [
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "SET session_replication_role = replica",
        ]
        for (table,) in ask(TABLES, ["r"]).fetchall():
            ask(SQL(f"CREATE TABLE kept.{table} AS TABLE {table}"))
            steps.append(f"DELETE FROM {table}")  # noqa: S608 - its own tables
            steps.append(f"INSERT INTO {table} SELECT * FROM kept.{table}")  # noqa: S608
        for (sequence,) in ask(TABLES, ["S"]).fetchall():
            found = ask(SQL(f"TABLE {sequence}")).fetchone()
            assert found
            steps.append(f"SELECT setval('{sequence}', {found[0]}, {found[2]})")
        self._restoring = SQL(";\n".join(steps))

    def restore(self) -> None:
        """Make it as it was, and hang up on whoever is still there."""
        self.connection.execute(self._restoring)


def _name(folder: Path) -> str:
    return f"walks_{hashlib.sha256(bytes(folder.absolute())).hexdigest()[:20]}"


def _as_postgres(home: Path) -> dict[str, Any]:
    """Say who runs the server and owns its folder: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return {}
    shutil.chown(home, "postgres")
    return {"user": "postgres", "group": "postgres", "extra_groups": []}

"""The database: base class, column types, and how a transaction begins.

All that is special to one kind of database stands here (and, when there is search, there).
"""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

Texts = dict[str, str]
"""One text in several languages, `{"sv": …, "en": …}`; Swedish is always there."""

Pk = Annotated[int, mapped_column(primary_key=True)]
Uuid = Annotated[str, mapped_column(String(36), unique=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC both ways. SQLite forgets zones by itself."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time (ValueError), store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        return value.replace(tzinfo=UTC) if value else None


def _stored_enum(kind: type[enum.StrEnum]) -> Enum:
    # By value, not by name. No CHECK: SQLite can't alter one, so each new member would mean
    # rebuilding the table; validate_strings refuses unknown values in Python instead.
    return Enum(
        kind,
        native_enum=False,
        validate_strings=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own name for it
        datetime: UtcDateTime,
        dict[str, str]: JSON,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        enum.StrEnum: _stored_enum(enum.StrEnum),
    }


db = SQLAlchemy(metadata=Model.metadata, session_options={"autoflush": True})
migrate = Migrate(directory=str(Path(__file__).parent / "migrations"))

reads_only: ContextVar[bool] = ContextVar("reads_only", default=False)
"""True while what runs only reads: it then need not queue behind a writer."""


PATIENCE_S = 30
"""How long a transaction waits for another before it gives up."""


def begin_writing() -> None:
    """End what was only read: the next statement begins a transaction that may write.

    What was read so far is read anew by it, and what was changed on the way is forgotten.
    """
    db.session.rollback()
    reads_only.set(False)


def listen(engine: Engine) -> None:
    """Make `engine` keep every update, and show a reader one moment of the database."""
    {"sqlite": _listen_sqlite, "postgresql": _listen_postgresql}[engine.dialect.name](engine)


def _listen_sqlite(engine: Engine) -> None:
    """One writer at a time.

    SQLAlchemy's default lost 1434 of 1600 updates by 8 writers without an error; with an immediate
    transaction for writes none is lost. Requests that only read begin a plain one, else they would
    queue behind the writer.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 must not begin by itself
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout={int(PATIENCE_S * 1000)}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reads_only.get() else "BEGIN IMMEDIATE")


def _listen_postgresql(engine: Engine) -> None:
    """Readers see one moment, as on SQLite: a page must not mix what was with what is.

    Writers run side by side and see what others have committed; those who change the same row
    wait for each other (`wait_for`, `alone_with`) and `version_id_col` catches the rest.
    """
    from psycopg.types.string import StrDumperUnknown  # not needed on SQLite

    class WithoutNul(StrDumperUnknown):
        """PostgreSQL refuses a NUL byte even to look for; what is called so is just not there."""

        def dump(self, obj: str) -> Any:
            """Return the text as PostgreSQL takes it."""
            return super().dump(obj.replace("\0", "\ufffd"))

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.adapters.register_dumper(str, WithoutNul)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        patience = f"SET LOCAL lock_timeout = {int(PATIENCE_S * 1000)}"
        moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;"
        connection.exec_driver_sql(moment + patience if reads_only.get() else patience)


def gave_way(error: OperationalError) -> bool:
    """Say whether the database let another transaction win over this one: trying again is right."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")  # deadlock, serialization


def waited_in_vain(error: OperationalError) -> bool:
    """Say whether another writer held what was wanted for longer than PATIENCE_S."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # or an extension of it
    return getattr(error.orig, "sqlstate", None) == "55P03"


def has_no_room(error: OperationalError) -> bool:
    """Say whether the database could not write down what it was told: its disk is full.

    SQLite says so in two ways, by which of its files found no room.
    """
    if isinstance(error.orig, sqlite3.Error):
        kind = error.orig.sqlite_errorcode & 0xFF
        return kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
    return getattr(error.orig, "sqlstate", None) == "53100"


def alone_with(key: str) -> None:
    """Let whoever else comes with the same key wait until this transaction has ended.

    For what has no row to lock yet: two who make the same thing at once must not both find that
    it is missing. On SQLite there is only one writer anyhow.
    """
    if not reads_only.get() and db.session.get_bind().dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
        db.session.execute(lock, {"key": key})


def wait_for(wanted: Select[int]) -> None:
    """Let whoever else wants to change these rows wait until this transaction has ended.

    Ask for the rows themselves afterwards: they may have changed while we waited. What only reads
    waits for nobody.
    """
    if not reads_only.get():
        db.session.execute(wanted.with_for_update(key_share=True))


def literals(*codes: enum.StrEnum) -> Any:
    """Return the codes for `in_` and `not_in`, written out in the statement itself.

    A database uses an index that holds a part of the rows only where it sees that the statement
    asks for no others, and it does not look into parameters.
    """
    return bindparam(None, sorted(codes), expanding=True, literal_execute=True)


def ids_were_given(table: Table) -> None:
    """Let the table's own counting of ids go on after rows that came with ids.

    SQLite looks at what is there; PostgreSQL counts apart.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        counter = func.pg_get_serial_sequence(table.name, "id")
        db.session.execute(select(func.setval(counter, func.max(table.c.id))))


def take(wanted: Select[int]) -> bool:
    """Take this row until the transaction has ended; False if it is gone or somebody else's now.

    For work that several do side by side: who comes second goes on to the next, and need not wait.
    """
    mine = wanted.with_for_update(key_share=True, skip_locked=True)
    return db.session.scalar(mine) is not None


def has_one_writer() -> bool:
    """Say whether writers queue whatever they write: then a second worker gains nothing."""
    return db.engine.dialect.name == "sqlite"


ORPHANS = "PRAGMA foreign_key_check"

EVENT_TRIGGERS = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS event_no_{verb} BEFORE {verb.upper()} ON event
        BEGIN SELECT RAISE(ABORT, 'the log can not be changed'); END"""
        for verb in ("update", "delete")
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION event_is_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the log can not be changed'
        USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE OR REPLACE TRIGGER event_kept BEFORE UPDATE OR DELETE ON event
        FOR EACH ROW EXECUTE FUNCTION event_is_kept()""",
        """CREATE OR REPLACE TRIGGER event_not_emptied BEFORE TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION event_is_kept()""",
    ],
}


def protect_events(connection: Connection) -> None:
    """Make the log unchangeable: put back the triggers, which a batch ALTER drops in silence."""
    for statement in EVENT_TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@contextmanager
def migrating(connection: Connection) -> Iterator[None]:
    """Let a migration rebuild tables while the block runs; then guard the log, and commit.

    On SQLite a batch ALTER drops the old table, and with it, or tripping over them, all rows that
    point to its rows. So foreign keys are looked at once, when it is done, as SQLite advises for
    ALTER TABLE: IntegrityError, and nothing is changed, if a row then points to one that is gone.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    raw: Any = connection.connection.driver_connection
    if on_sqlite:
        raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        if on_sqlite:
            _renew_partial_indexes(connection)
        if on_sqlite and (orphans := connection.exec_driver_sql(ORPHANS).all()):
            raise IntegrityError(ORPHANS, {}, sqlite3.IntegrityError(str(orphans)))
        if inspect(connection).has_table("event"):
            protect_events(connection)
        connection.commit()
    finally:
        connection.rollback()
        if on_sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


def _renew_partial_indexes(connection: Connection) -> None:
    """Make the narrow indexes last again, where rebuilding a table has mixed their order.

    Of two that serve as well SQLite takes the newer one, and a batch ALTER makes all of a table's
    anew in any order.
    """
    indexes = "SELECT tbl_name, name, sql, rowid FROM sqlite_master WHERE type = 'index' AND sql"
    whole = f"{indexes} NOT LIKE '% WHERE %'"
    narrow = f"{indexes} LIKE '% WHERE %'"
    mixed = connection.exec_driver_sql(
        f"SELECT DISTINCT n.tbl_name FROM ({narrow}) n JOIN ({whole}) w USING (tbl_name) "  # noqa: S608
        "WHERE n.rowid < w.rowid"
    )
    for table in mixed.scalars().all():
        found = connection.exec_driver_sql(f"{narrow} AND tbl_name = ? ORDER BY name", (table,))
        for _table, name, statement, _place in found.all():
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            connection.exec_driver_sql(statement)


def init_app(app: Flask) -> None:
    """Tie the database to the app."""
    app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    if make_url(app.config["SQLALCHEMY_DATABASE_URI"]).get_backend_name() == "postgresql":
        # A server that was restarted meanwhile must not cost each worker a failed page.
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"pool_pre_ping": True})
    db.init_app(app)
    migrate.init_app(app, db)
    with app.app_context():
        listen(db.engine)

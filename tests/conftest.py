"""What every test may use: an app with an empty database, a client, and four people."""

import gc
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from tests import databases, make
from tests.client import Client
from walks.db import db
from walks.model.rulebook import install_defaults

pytest_plugins = [
    "tests.need",
    "tests.windows",
    "tests.engines.browsers",
    "tests.town",
    "tests.world",
    "tests.validator",
]


def pytest_collection_finish() -> None:
    """Let Python's sweeping pass over what is there to stay: it took a tenth of each test."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """Close what a test has opened, when its fixtures are gone."""
    yield
    databases.hang_up()


QUICK_HASH = {"argon2__rounds": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
"""Passwords of invented people need not withstand anybody."""


@pytest.fixture(scope="session", autouse=True)
def _swept() -> Iterator[None]:
    """Find what was left open in time: after its last test a worker of xdist tells nobody."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a migrated database with the parties and categories that ship, to copy."""
    folder = tmp_path_factory.mktemp("database")
    made = databases.app_in(folder, TESTING=True)
    with made.app_context():
        upgrade()
        install_defaults()
        db.session.commit()
    databases.hang_up()  # else it can not be copied
    return folder


@pytest.fixture(scope="session")
def kept_app(empty_database: Path) -> databases.Kept:
    """The application of all the tests that ask for nothing special."""
    made = databases.Kept(
        empty_database,
        TESTING=True,
        RATELIMIT_ENABLED=False,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASH,
    )
    made.app.test_client_class = Client
    return made


@pytest.fixture
def app(kept_app: databases.Kept, empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application with a database and a folder of its own."""
    yield kept_app.over(empty_database, tmp_path)
    databases.drop(tmp_path)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without cookies. More of them: `app.test_client()`."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def now() -> Iterator[datetime]:
    """The evening of the walk: Tuesday 10 November 2026, 18:00 in Borås."""
    with time_machine.travel(make.NOW, tick=False):
        yield make.NOW


@pytest.fixture
def people(app: Flask) -> SimpleNamespace:
    """Anna leads walks, Bertil works for Tekniska nämnden, Cilla is police, Karin coordinates."""
    made = make.staff()
    db.session.commit()
    return made

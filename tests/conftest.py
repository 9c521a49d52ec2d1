"""What every test may use: an app with an empty database, a client, and four people."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from tests import make
from tests.client import Client
from walks import create_app
from walks.db import db
from walks.model.person import Role
from walks.model.rulebook import install_defaults

pytest_plugins = ["tests.need", "tests.town", "tests.windows", "tests.world"]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file with the parties and categories that ship; copied by each test."""
    folder = tmp_path_factory.mktemp("database")
    made = create_app(INSTANCE=folder, TESTING=True)
    with made.app_context():
        upgrade()
        install_defaults()
        db.session.commit()
        db.engine.dispose()
    return folder / "walks.sqlite"


@pytest.fixture
def app(empty_database: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application with a database and a folder of its own."""
    shutil.copy(empty_database, tmp_path / "walks.sqlite")
    made = create_app(INSTANCE=tmp_path, TESTING=True, RATELIMIT_ENABLED=False)
    made.test_client_class = Client
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


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
    made = SimpleNamespace(
        anna=make.person("Anna"),
        bertil=make.person("Bertil", Role.HANDLER, "tekniska-namnden"),
        cilla=make.person("Cilla", Role.HANDLER, "polisen"),
        karin=make.person("Karin", Role.COORDINATOR),
        rune=make.person("Rune", Role.READER),
        ada=make.person("Ada", Role.ADMIN),
    )
    db.session.commit()
    return made

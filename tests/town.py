"""The demo town, built once for all tests that read it or look at it, and tours of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import current_app

from tests import databases, make
from tests.client import Client
from tests.databases import app_in, hang_up
from tests.make import NOW
from tests.tour import EVERYBODY, IN_AN_EMPTY_TOWN, STAFF, Tour, can_fail
from walks.db import db
from walks.demo.seed import PASSWORD

TOURS = [
    *(("town", who) for who in EVERYBODY),
    *(("empty_town", who) for who in IN_AN_EMPTY_TOWN),
]
"""Whose pages there are to see, and where: what to parametrize ("tour", "who") with, indirectly."""


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `flask demo` has built its town at NOW."""
    folder = tmp_path_factory.mktemp("town")
    with time_machine.travel(NOW, tick=False):
        result = run_demo(folder)
    assert result.exit_code == 0, result.output
    return folder


def run_demo(folder: Path, *arguments: str) -> Result:
    """Run `flask demo --no-serve` over the folder, in an app of its own."""
    made = app_in(folder, TESTING=True)
    result = made.test_cli_runner().invoke(args=["demo", "--no-serve", *arguments])
    if current_app:  # then Flask has run it in the test's own context
        db.session.remove()
    hang_up()
    return result


@pytest.fixture(scope="session")
def kept_tour(empty_database: Path) -> databases.Kept:
    """The app of every tour, which can also be made to show each kind of error."""
    settings = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False, "RATELIMIT_ENABLED": False}
    made = databases.Kept(empty_database, can_fail, **settings)
    made.app.test_client_class = Client
    return made


@pytest.fixture
def town(
    kept_tour: databases.Kept, town_folder: Path, tmp_path: Path, now: object
) -> Iterator[Tour]:
    """A tour of a copy of the demo town."""
    addresses = {name: (f"{name}@granvik.example", PASSWORD) for name in STAFF}
    yield from _tour(kept_tour, town_folder, tmp_path, addresses)


@pytest.fixture
def empty_town(
    kept_tour: databases.Kept, empty_database: Path, tmp_path: Path, now: object
) -> Iterator[Tour]:
    """A tour of a town where nothing has happened yet: four people, no walk, no finding."""
    yield from _tour(kept_tour, empty_database, tmp_path, {})


def _tour(
    kept: databases.Kept, folder: Path, own: Path, addresses: dict[str, tuple[str, str]]
) -> Iterator[Tour]:
    app = kept.over(folder, own)
    with app.app_context():
        if not addresses:
            made = vars(make.staff())
            addresses = {name: (person.email, make.PASSWORD) for name, person in made.items()}
            db.session.commit()
        yield Tour(app, addresses)
    databases.drop(own)


@pytest.fixture
def tour(request: pytest.FixtureRequest) -> Tour:
    """The tour of the town that the test's parameter names."""
    found: Tour = request.getfixturevalue(request.param)
    return found

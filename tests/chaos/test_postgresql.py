"""AT-1 over PostgreSQL, behind gunicorn with two workers of four threads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from tests import databases
from tests.chaos.oracle import Verdict, perfect
from tests.chaos.phone import Phone
from tests.chaos.server import Server
from tests.chaos.storm import walk_through
from tests.conftest import QUICK_HASH
from walks import create_app
from walks.db import db
from walks.model.rulebook import install_defaults

SEED = 7


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The application over PostgreSQL, whatever the rest of the suite runs on."""
    cluster = databases.cluster()
    cluster.ensure(tmp_path)
    made = create_app(
        INSTANCE=tmp_path,
        SQLALCHEMY_DATABASE_URI=cluster.url(tmp_path),
        TESTING=True,
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=QUICK_HASH,
    )
    with made.app_context():
        upgrade()
        install_defaults()
        db.session.commit()
    yield made
    databases.hang_up()
    cluster.drop(tmp_path)


@pytest.mark.parametrize("many", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_what_is_saved_on_the_phone_arrives_once_in_postgresql(
    many: int,
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    server = serve(dies=0.15, seed=SEED, gunicorn=True)
    phone = buy(server)
    page = walk_through(phone, server, code, notes(many), SEED)
    assert verdict(phone, page) == perfect(many, many)
    assert server.answers("same") >= 2, "void: too calm"

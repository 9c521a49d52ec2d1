"""A walk under way, phones on it, and what stands between them and the server."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.browser.walking import Front, Walker
from tests.windows import Window
from walks.db import db
from walks.model.walk import Walk


@pytest.fixture
def walk(app: Flask, people: SimpleNamespace) -> Walk:
    """Give a walk that is under way."""
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW)
    db.session.commit()
    return made


@pytest.fixture
def walker(walk: Walk, window: Callable[..., Window]) -> Callable[..., Walker]:
    """Hand out phones; `more` goes to the window."""
    code = walk.join_code or ""
    db.session.rollback()

    def open_phone(**more: Any) -> Walker:
        return Walker(window(phone=True, **more), code)

    return open_phone


@pytest.fixture
def front(app: Flask) -> Iterator[Front]:
    """Stand between phones and the server."""
    made = Front(app)
    yield made
    made.let_through()

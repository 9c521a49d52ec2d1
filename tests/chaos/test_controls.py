"""AT-2: the oracle sees doubles and losses where there are some, and none where there are none."""

from collections.abc import Callable
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from tests.chaos.oracle import Verdict, perfect
from tests.chaos.phone import Phone
from tests.chaos.server import Server
from tests.chaos.storm import walk_through
from walks.db import db, migrating

MANY = 10


@pytest.fixture
def round_with(
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> Callable[..., Verdict]:
    """Walk through a small storm with such a server, and ask the oracle."""

    def walk(*, photos: bool = True, **server: Any) -> Verdict:
        served = serve(**server)
        phone = buy(served)
        return verdict(phone, walk_through(phone, served, code, notes(MANY, photos), seed=2))

    return walk


@pytest.mark.control
def test_doubles_are_seen_where_the_table_has_no_unique_key(
    app: Flask, code: str, round_with: Callable[..., Verdict]
) -> None:
    without_unique()
    found = round_with(dies="first", forgets=True, photos=False)
    assert found.findings == MANY
    assert found.doubled >= MANY


@pytest.mark.control
def test_losses_are_seen_where_the_phone_believes_whoever_answers(
    round_with: Callable[..., Verdict],
) -> None:
    found = round_with(trusting=True, portal=MANY // 2)
    assert found.findings == MANY
    assert found.lost >= MANY // 2
    assert found.findings_received < MANY


def test_nothing_is_lost_behind_the_same_portal(round_with: Callable[..., Verdict]) -> None:
    assert round_with(portal=MANY // 2) == perfect(MANY, MANY)


def without_unique() -> None:
    """Take the UNIQUE key from the tables that hold what phones send."""
    db.session.rollback()
    with db.engine.connect() as connection, migrating(connection):
        operations = Operations(MigrationContext.configure(connection))
        for table in ("entry", "finding"):
            with operations.batch_alter_table(table) as changed:
                changed.drop_constraint(f"uq_{table}_uuid", type_="unique")

"""AT-1: a whole walk without coverage, through kills on both sides, arrives once and whole."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.oracle import Verdict, perfect
from tests.chaos.phone import Phone
from tests.chaos.server import Server
from tests.chaos.storm import walk_through

SEED = 4


@pytest.mark.parametrize("many", [60, pytest.param(200, marks=pytest.mark.slow)])
def test_what_is_saved_on_the_phone_arrives_once(
    many: int,
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[[int], list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    server = serve(dies=0.06, seed=SEED)
    phone = buy(server)
    page = walk_through(phone, server, code, notes(many), SEED)
    assert verdict(phone, page) == perfect(many, many)
    assert (server.killed >= 5, server.answers("same") >= 5) == (True, True), "void: too calm"

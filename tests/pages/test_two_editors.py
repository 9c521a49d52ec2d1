"""Two open the same form at 09:00 and save at 09:05 and 09:06: the second sees both texts."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.client import Client
from walks.db import db
from walks.model.person import Role
from walks.model.walk import WalkState

NINE = datetime.fromisoformat("2026-11-16T09:00:00+01:00")
EDITORS = {"answer": ("bertil", "berit")}
BESIDES = {"on": "2026-12-03"}  # an answer of that kind needs its date
FIRST, SECOND = "Vi byter lampan på torsdag.", "Vi sätter upp en ny stolpe."


@pytest.fixture
def addresses(app: Flask, people: SimpleNamespace) -> dict[str, tuple[str, str, str]]:
    """The page with the form, the end of its action, and the field both write in; by name."""
    make.person("Kim", Role.COORDINATOR)
    make.person("Berit", Role.HANDLER, "tekniska-namnden")
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    noted = make.finding(walk, noter)
    report = make.report()
    later = make.walk(people.anna, starts_at=NINE + timedelta(days=9), area=make.area())
    walk.state = WalkState.SUMMING_UP
    db.session.commit()
    summing_up = f"/sammanstallning/{walk.public_id}"
    planned = f"/planering/{later.public_id}/andra"
    return {
        "answer": (f"/fynd/{report.number}", "/plan", "answer"),
        "plan": (planned, "/andra", "meeting_place"),
        "review": (f"/granska/{report.number}", f"/granska/{report.number}", "text"),
        "correction": (f"{summing_up}?ratta={noted.number}", f"/fynd/{noted.number}", "text"),
    }


@pytest.mark.parametrize("name", ["answer", "plan", "review", "correction"])
def test_the_second_sees_both_and_may_save_again(
    app: Flask, addresses: dict[str, tuple[str, str, str]], name: str
) -> None:
    page, action, field = addresses[name]
    clients: list[Client] = [app.test_client(), app.test_client()]
    forms = []
    with time_machine.travel(NINE, tick=False) as clock:
        for who, client in zip(EDITORS.get(name, ("karin", "kim")), clients, strict=True):
            client.sign_in(f"{who}@example.org")
            forms.append(client.visit(page).form(action))
        to = page.split("?")[0] if name in ("plan", "review") else page.split("?")[0] + action
        clock.move_to(NINE + timedelta(minutes=5))
        clients[0].send(to, {**forms[0], field: FIRST, **BESIDES})
        clock.move_to(NINE + timedelta(minutes=6))
        both = clients[1].send(to, {**forms[1], field: SECOND, **BESIDES}, 409)
        shown = both.words() + " ".join(str(v) for v in both.form(action).values())
        assert FIRST in shown
        assert SECOND in shown
        assert both.form(action)[field] == SECOND

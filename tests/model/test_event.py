"""The log: what was done can't be undone, in any of its rows."""

from datetime import datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests import make
from walks.db import db
from walks.model.event import Event


@pytest.fixture
def logged(people: SimpleNamespace, now: datetime) -> Event:
    """The first event of a finding."""
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    finding = make.finding(walk, noter)
    db.session.commit()
    return finding.events[0]


def test_an_event_can_not_be_changed(logged: Event) -> None:
    logged.actor = "coordinator"
    with pytest.raises(IntegrityError, match="the log can not be changed"):
        db.session.flush()
    db.session.rollback()
    assert logged.actor == "noter"


def test_an_event_can_not_be_removed(logged: Event) -> None:
    db.session.delete(logged)
    with pytest.raises(IntegrityError, match="the log can not be changed"):
        db.session.flush()


@pytest.mark.parametrize("statement", ["UPDATE event SET verb = 'fix'", "DELETE FROM event"])
def test_nor_past_the_model(logged: Event, statement: str) -> None:
    with pytest.raises(IntegrityError, match="the log can not be changed"):
        db.session.execute(text(statement))


def test_the_words_may_go_while_the_act_stays(
    logged: Event, people: SimpleNamespace, now: datetime
) -> None:
    finding = logged.finding
    finding.dismiss("Kalle i port sexton gjorde det.", by=people.anna, now=now)
    db.session.commit()
    words = finding.events[-1].text
    assert words is not None
    words.body = ""
    db.session.commit()
    assert finding.events[-1].verb == "dismiss"

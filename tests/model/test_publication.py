"""Public copies: paging and counting."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import NoResultFound

from tests import make
from walks.db import db
from walks.model.codes import FindingType
from walks.model.finding import Finding
from walks.model.progress import Progress, progress, progress_of_walks
from walks.model.publication import announced_walks, held_walks, page_of_copies, public_walk
from walks.model.review import Review, publish
from walks.model.walk import WalkKind, WalkState


def published(finding: Finding, people: SimpleNamespace, now: datetime) -> Finding:
    """Release and publish it."""
    finding.release(by=None, now=now)
    publish(finding, Review(text="Mörkt.", place=""), by=people.karin, now=now)
    db.session.flush()
    return finding


def test_every_copy_is_met_once_on_the_way_there_and_back(
    people: SimpleNamespace, now: datetime
) -> None:
    made = [published(make.report(f"{i:032}"), people, now).number for i in range(7)]
    page, met = page_of_copies(size=3), []
    while True:
        met += [c.number for c in page.rows]
        if page.after is None:
            break
        page = page_of_copies(size=3, after=page.after.id)
    assert met == made[::-1]
    back = [c.number for c in page.rows]
    while page.before is not None:
        page = page_of_copies(size=3, before=page.before.id)
        back = [c.number for c in page.rows] + back
    assert back == met
    assert page.after is not None


def test_progress_counts_safe_places_apart(people: SimpleNamespace, now: datetime) -> None:
    walk = make.walk(people.anna, state=WalkState.UNDER_WAY)
    noter = make.participant(walk)[0]
    done = published(make.finding(walk, noter), people, now)
    done.fix("Lampan är bytt sedan i går.", by=people.bertil, now=now)
    published(make.finding(walk, noter), people, now)
    published(make.finding(walk, noter, type=FindingType.SAFE), people, now)
    published(make.report(), people, now)
    db.session.flush()
    assert progress_of_walks([walk.id]) == {walk.id: Progress(due=2, answered=1, done=1, safe=1)}
    assert progress() == Progress(due=3, answered=1, done=1, safe=1)


def test_nothing_published_is_no_progress(people: SimpleNamespace, now: datetime) -> None:
    walk = make.walk(people.anna)
    assert progress() == Progress()
    assert progress_of_walks([walk.id]) == {}


def test_a_cancelled_walk_is_announced_until_its_day_has_passed(
    people: SimpleNamespace, now: datetime
) -> None:
    later = make.walk(people.anna, starts_at=now + timedelta(days=7))
    cancelled = make.walk(people.anna, starts_at=now + timedelta(days=1))
    cancelled.cancel("Ledaren är sjuk.")
    make.walk(people.anna, starts_at=now - timedelta(days=2)).cancel("Storm.")
    make.walk(people.anna, kind=WalkKind.ROUND, starts_at=now + timedelta(days=1))
    db.session.flush()
    assert announced_walks(now) == [cancelled, later]


def test_rounds_are_neither_announced_held_nor_found(
    people: SimpleNamespace, now: datetime
) -> None:
    around = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.RELEASED)
    held = make.walk(people.anna, state=WalkState.RELEASED)
    assert held_walks().rows == [held]
    assert public_walk(held.public_id) is held
    with pytest.raises(NoResultFound):
        public_walk(around.public_id)

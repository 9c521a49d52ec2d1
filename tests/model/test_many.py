"""What stays quick among a million findings: each list is read by an index made for it.

An index that holds a part of the rows is used only where the statement says that part in the very
words of the migration; here it shows when the two part.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests import make
from walks.db import db
from walks.model.clock import TASKS
from walks.model.party import parties
from walks.model.progress import progress
from walks.model.publication import announced_walks, latest_answers, page_of_copies
from walks.model.review import awaiting_review, count_awaiting_review, lately_reviewed
from walks.model.status import Status
from walks.model.worklist import Listing, Section
from walks.swedish import local_date

TODAY = local_date(make.NOW)


AS_NEW = (
    "REINDEX TABLE finding",
    "REINDEX TABLE informed_party",
    "UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE relkind IN ('r', 'i')"
    " AND relnamespace = 'public'::regnamespace",
    "DELETE FROM pg_statistic",
)
"""Makes PostgreSQL plan as over tables that nobody has counted yet; taken back with the test."""


@contextmanager
def kept() -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements run inside the block, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, words: str, given: object, *_: object) -> None:
        if words.startswith("SELECT"):
            found.append((words, given))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def plan(ask: Callable[[], object]) -> str:
    """Return how the database goes about what `ask` asks for."""
    with kept() as statements:
        ask()
    how = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}[db.engine.dialect.name]
    connection = db.session.connection()
    if db.engine.dialect.name == "postgresql":  # among so few rows it would read them all
        for way in ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        # and what earlier tests filled and emptied would count: how large, and how few rows
        for words in AS_NEW:
            connection.exec_driver_sql(words)
    lines = [
        row for words, given in statements for row in connection.exec_driver_sql(how + words, given)
    ]
    return "\n".join(str(row[-1]) for row in lines)


INDEXES = {s: f"ix_finding_{s.name.lower()}" for s in Section} | {
    Section.INFORMED: "ix_informed_party_party_id_finding_id"
}


@pytest.mark.parametrize("section", Section)
def test_each_section_is_read_by_an_index_of_its_own(app: Flask, section: Section) -> None:
    one, two = (tuple(p.id for p in parties()[:count]) for count in (1, 2))
    for party_ids in (one, two):
        listing = Listing(party_ids, section, TODAY)
        assert plan(listing.findings).count(INDEXES[section]) == len(party_ids)
        assert INDEXES[section] in plan(lambda listing=listing: listing.counts([section]))


def test_the_next_finding_is_found_by_the_same_index(people: SimpleNamespace, now: object) -> None:
    finding = make.report()
    db.session.flush()
    listing = Listing((finding.responsible_party_id,), Section.NEW, TODAY)
    assert plan(lambda: listing.next_to(finding)).count("ix_finding_new") == 2
    assert "ix_finding_new" in plan(lambda: listing.findings(finding))


def test_what_is_acute_is_read_by_an_index_of_its_own(app: Flask) -> None:
    listing = Listing(tuple(p.id for p in parties()[:2]), Section.NEW, TODAY)
    assert plan(lambda: listing.acute(10)).count("ix_finding_acute") == 2


@pytest.mark.parametrize(
    ("ask", "indexes"),
    [
        (awaiting_review, {"ix_finding_unread", "ix_public_copy_new_answer"}),
        (count_awaiting_review, {"ix_finding_unread", "ix_public_copy_new_answer"}),
        (lately_reviewed, {"ix_finding_reviewed"}),
        (lambda: announced_walks(make.NOW), {"ix_walk_announced"}),
        (latest_answers, {"ix_public_copy_answered_at_public_copy_id"}),
        (progress, {"ix_public_copy_status_public_copy_id"}),
        (lambda: page_of_copies(area_id=1), {"ix_public_copy_area_id_public_copy_id"}),
        (lambda: page_of_copies(category_id=1), {"ix_public_copy_category_id_public_copy_id"}),
        (lambda: page_of_copies(status=Status.NEW), {"ix_public_copy_status_public_copy_id"}),
    ],
)
def test_every_long_list_has_its_index(
    app: Flask, ask: Callable[[], object], indexes: set[str]
) -> None:
    made = plan(ask)
    assert {index for index in indexes if index not in made} == set(), made


def test_the_clock_looks_for_what_is_due_by_indexes_of_its_own(app: Flask) -> None:
    made = {task.name: plan(lambda task=task: task.due(make.NOW)) for task in TASKS}
    assert "ix_finding_promised" in made["planned date"], made
    assert "ix_finding_on_a_walk" in made["late arrival"], made
    # Where nobody has counted the rows, PostgreSQL takes the list of all that is late for as good.
    unanswered = ("ix_finding_awaited", "ix_finding_late")
    for name in ("due_soon", "late", "very_late"):
        assert any(index in made[name] for index in unanswered), made[name]
    assert "ix_reporter_with_address" in made["address"], made

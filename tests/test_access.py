"""Who may open what: every route, tried as somebody of each kind. DOMAIN, "Who may see what".

A new route belongs in the table, and in PROTECTION if it takes a POST; without it a test fails.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.world import KINDS, SIGNED_IN, World
from walks.db import db
from walks.pages.access import access_of, protection_of, reads_first

EVERYBODY = frozenset(KINDS)
STAFF = frozenset(SIGNED_IN)
PARTICIPANT = frozenset({"participant"})
COORDINATOR = frozenset({"coordinator"})
ADMIN = frozenset({"admin"})
READERS_OF_THE_FINDING = frozenset({"leader", "tn", "coordinator"})
RUNS_THE_WALK = frozenset({"leader", "coordinator"})

MAY = {
    "field.create": PARTICIPANT,
    "field.others": PARTICIPANT,
    "field.show": PARTICIPANT,
    "field.withdraw": PARTICIPANT,
    "findings.create_move": READERS_OF_THE_FINDING,
    "findings.preview": READERS_OF_THE_FINDING,
    "findings.show": READERS_OF_THE_FINDING,
    "findings.update_audience": COORDINATOR,
    "home.accessibility": EVERYBODY,
    "home.health": EVERYBODY,
    "home.index": EVERYBODY,
    "home.privacy": EVERYBODY,
    "join.create": EVERYBODY,
    "join.index": EVERYBODY,
    "join.show": EVERYBODY,
    "people.close": ADMIN,
    "people.create": ADMIN,
    "people.create_link": ADMIN,
    "people.create_membership": ADMIN,
    "people.delete_membership": ADMIN,
    "people.index": ADMIN,
    "people.reopen": ADMIN,
    "people.show": ADMIN,
    "photos.on_case": EVERYBODY,
    "photos.on_walk": PARTICIPANT,
    "photos.published": EVERYBODY,
    "photos.staff": READERS_OF_THE_FINDING,
    "planning.cancel": RUNS_THE_WALK,
    "planning.create": COORDINATOR,
    "planning.edit": RUNS_THE_WALK,
    "planning.end": RUNS_THE_WALK,
    "planning.index": STAFF,
    "planning.move": RUNS_THE_WALK,
    "planning.new": COORDINATOR,
    "planning.new_code": RUNS_THE_WALK,
    "planning.poster": RUNS_THE_WALK,
    "planning.show": RUNS_THE_WALK,
    "planning.start": RUNS_THE_WALK,
    "planning.update": RUNS_THE_WALK,
    "public.index": EVERYBODY,
    "public.map_page": EVERYBODY,
    "public.show": EVERYBODY,
    "report.case": EVERYBODY,
    "report.create": EVERYBODY,
    "report.new": EVERYBODY,
    "report.reopen": EVERYBODY,
    "report.withdraw": EVERYBODY,
    "review.create": COORDINATOR,
    "review.destroy": COORDINATOR,
    "review.index": COORDINATOR,
    "review.preview": COORDINATOR,
    "review.show": COORDINATOR,
    "security.login": EVERYBODY,
    "security.logout": EVERYBODY,
    "signing_in.landing": STAFF,
    "signing_in.set_password": EVERYBODY,
    "static": EVERYBODY,
    "summing_up.confirm": RUNS_THE_WALK,
    "summing_up.dismiss": RUNS_THE_WALK,
    "summing_up.show": RUNS_THE_WALK,
    "summing_up.release": RUNS_THE_WALK,
    "summing_up.release_one": RUNS_THE_WALK,
    "summing_up.update": RUNS_THE_WALK,
    "summing_up.withdraw": RUNS_THE_WALK,
    "worklist.index": frozenset({"tn", "police", "coordinator", "reader"}),
}
"""Endpoint → who gets an answer about the things of tests/world.py; others get none."""

SAME_ORIGIN = frozenset(
    {
        "field.create",
        "field.withdraw",
        "join.create",
        "report.create",
        "report.reopen",
        "report.withdraw",
    }
)
"""The POST views that tell by headers that our own page sent the form. All others: by a token."""

READS_FIRST = frozenset(
    {"findings.preview", "review.preview", "security.login", "signing_in.set_password"}
)
"""The POST views that hold up no writer: they write nothing, or begin to when slow work is done."""

WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})

NO_STRANGERS = frozenset({"static", "signing_in.set_password"})
"""Not found by a made-up id in another way: a file, and a link that says it is dead (410)."""

LAST = "report.withdraw"
"""Tried after all others: what is withdrawn is nobody's any more."""

UNKNOWN = {
    "code": "ZZZZZZZZ",
    "filename": "x",
    "number": "BOR-2026-9999",
    "person_id": "999999",
    "secret": "t" * 32,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "walk_id": "zzzzzzzzzz",
}


def rules(app: Flask) -> list[Rule]:
    """Return one rule for each endpoint, in Swedish."""
    found = {rule.endpoint: rule for rule in app.url_map.iter_rules() if _is_swedish(rule)}
    return [found[endpoint] for endpoint in sorted(found)]


def _is_swedish(rule: Rule) -> bool:
    return "lang" not in rule.arguments or "lang" in (rule.defaults or {})


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app) if "POST" in (rule.methods or ())]


def ask(world: World, browser: FlaskClient, method: str, address: str) -> TestResponse:
    """Send an empty request as our own page would."""
    data = {"csrf_token": world.token()} if method == "POST" else None
    headers = {"Sec-Fetch-Site": "same-origin"}
    return browser.open(address, method=method, data=data, headers=headers, buffered=True)


def was_let_in(answer: TestResponse) -> bool:
    """Say whether the answer is about the thing: not "not found", "sign in" or "join first"."""
    assert answer.status_code < 500, answer.text[-3000:]
    assert answer.status_code not in (400, 403), answer.text[-3000:]
    if answer.status_code in (301, 302, 303):
        return not answer.headers["Location"].startswith(("/logga-in", "/g/", "/en/g/"))
    return answer.status_code not in (401, 404)


def test_the_table_holds_every_route(world: World) -> None:
    assert sorted(MAY) == sorted({rule.endpoint for rule in world.app.url_map.iter_rules()})


def test_every_view_declares_its_access(world: World) -> None:
    with world.app.app_context():
        assert [name for name in MAY if access_of(name) is None] == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_route_answers_whom_it_should(world: World, kind: str) -> None:
    for rule in sorted(rules(world.app), key=lambda rule: rule.endpoint == LAST):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            browser = world.browser(kind)
            answer = ask(world, browser, method, world.address(rule))
            wanted = kind in MAY[rule.endpoint]
            assert was_let_in(answer) == wanted, (method, rule.endpoint, answer.status)


def test_what_does_not_exist_is_not_found(world: World) -> None:
    for rule in rules(world.app):
        for name in sorted(rule.arguments & UNKNOWN.keys()):
            if rule.endpoint in NO_STRANGERS:
                continue
            kind = sorted(MAY[rule.endpoint])[0]
            address = world.address(rule, **{name: UNKNOWN[name]})
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            answer = ask(world, world.browser(kind), method, address)
            assert answer.status_code == 404, (method, address, answer.status)


def test_the_protection_of_every_post_is_the_one_listed(world: World) -> None:
    with world.app.app_context():
        declared = {rule.endpoint: protection_of(rule.endpoint).value for rule in posts(world.app)}
    wanted = {name: "same_origin" if name in SAME_ORIGIN else "csrf" for name in declared}
    assert declared == wanted
    assert declared.keys() >= SAME_ORIGIN


def test_a_post_that_reads_first_is_listed_and_takes_no_lock_to_write(
    world: World, written: list[str]
) -> None:
    with world.app.app_context():
        declared = {rule.endpoint for rule in posts(world.app) if reads_first(rule.endpoint)}
    assert declared == READS_FIRST
    for rule in posts(world.app):
        if rule.endpoint in READS_FIRST:
            browser = world.browser(sorted(MAY[rule.endpoint])[0])
            answer = ask(world, browser, "POST", world.address(rule, noun="plan"))
            assert answer.status_code in (200, 302, 422), rule.endpoint
    assert written == []


FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://elak.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_a_post_from_another_site_does_nothing(
    world: World, written: list[str], headers: dict[str, str]
) -> None:
    for rule in posts(world.app):
        kind = sorted(MAY[rule.endpoint])[0]
        for who in {kind, "anonymous"}:
            answer = world.browser(who).post(world.address(rule), headers=headers)
            refused = answer.status_code in (400, 403)
            elsewhere = answer.status_code == 303 and rule.endpoint == "security.logout"
            assert refused or elsewhere, (who, rule.endpoint, answer.status)
    assert written == []


@pytest.mark.parametrize("name", sorted(SAME_ORIGIN))
def test_a_post_with_our_origin_is_ours(world: World, name: str) -> None:
    (rule,) = (rule for rule in posts(world.app) if rule.endpoint == name)
    browser = world.browser(sorted(MAY[name])[0])
    answer = browser.post(world.address(rule), headers={"Origin": "http://localhost"})
    assert answer.status_code in (303, 409, 422)


@pytest.fixture
def written(world: World) -> Iterator[list[str]]:
    """What is written to the database during the test, and each lock taken to write."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] in WRITING or statement == "BEGIN IMMEDIATE":
            statements.append(statement)

    with world.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("htmx", [False, True])
def test_opening_a_page_writes_nothing_and_every_name_it_shows_is_given(
    world: World, written: list[str], kind: str, htmx: bool
) -> None:
    """The world's templates are strict; with htmx each page's block is rendered alone."""
    headers = {"HX-Request": "true"} if htmx else {}
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            answer = world.browser(kind).get(world.address(rule), headers=headers)
            assert answer.status_code < 500, rule.endpoint
    assert written == []

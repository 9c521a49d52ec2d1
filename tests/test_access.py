"""Who may open what: every address, by every method, as somebody of each kind. See doors.py."""

import pytest
from werkzeug.test import TestResponse

from tests.doors import BEARER, MAY, READS_FIRST, REPORTS, ask, posts, rules, was_let_in
from tests.world import KINDS, World
from walks.pages.access import access_of, reads_first

METHODS = ("OPTIONS", "HEAD", "GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "POST")
"""What is tried at every address; POST comes last, for it may change the world."""

NO_STRANGERS = frozenset({"static", "signing_in.set_password", *BEARER, *REPORTS})
"""Not found by a made-up id in another way: a file, a link that says it is dead (410), and what a
phone makes the ids of."""

LAST = ("report.withdraw", "account.sign_out_everywhere")
"""Tried after all others: what is withdrawn is nobody's, and who has signed out is nobody."""

UNKNOWN = {
    "code": "ZZZZZZZZ",
    "filename": "x",
    "letter_id": "999999",
    "number": "BOR-2026-9999",
    "person_id": "999999",
    "secret": "t" * 32,
    "uuid": "00000000-0000-4000-8000-000000000000",
    "walk_id": "zzzzzzzzzz",
}


def test_the_table_holds_every_route(world: World) -> None:
    assert sorted(MAY) == sorted({rule.endpoint for rule in world.app.url_map.iter_rules()})


def test_every_view_declares_its_access(world: World) -> None:
    with world.app.app_context():
        assert [name for name in MAY if access_of(name) is None] == []


Addresses = dict[str, dict[str, str]]


def addresses(world: World) -> Addresses:
    """Return each address with the endpoint that answers each of its methods there."""
    found: Addresses = {}
    for rule in world.app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            found.setdefault(world.address(rule), {}).setdefault(method, rule.endpoint)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_each_address_answers_whom_it_should_by_each_method(world: World, kind: str) -> None:
    doors = addresses(world)
    for method in METHODS:
        for address in sorted(doors, key=lambda each: _order(doors[each].get(method))):
            answer = ask(world, world.browser(kind), method, address)
            where = (kind, method, address, answer.status)
            if method not in doors[address]:
                assert answer.status_code == 405, where
            elif method == "OPTIONS":
                # Flask answers by itself: the methods, which are no secret, and not a word more.
                assert not was_let_in(answer) or answer.data == b"", where
            else:
                wanted = kind in MAY[doors[address][method]]
                assert was_let_in(answer) == wanted, where
            if answer.status_code == 405 or (method == "OPTIONS" and was_let_in(answer)):
                assert set(answer.headers["Allow"].split(", ")) == set(doors[address]), where


def _order(endpoint: str | None) -> int:
    return LAST.index(endpoint) + 1 if endpoint in LAST else 0


@pytest.mark.parametrize("kind", KINDS)
def test_head_says_what_get_would_and_nothing_more(world: World, kind: str) -> None:
    for rule in rules(world.app):
        if "GET" in (rule.methods or ()):
            address = world.address(rule)
            head, get = (ask(world, world.browser(kind), each, address) for each in ("HEAD", "GET"))
            assert head.data == b"", address
            assert head.status_code == get.status_code, address
            assert _said_of_it(head) == _said_of_it(get), address


def _said_of_it(answer: TestResponse) -> dict[str, str | None]:
    names = ("Location", "Cache-Control", "Content-Type", "ETag", "Vary")
    return {name: answer.headers.get(name) for name in names}


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

"""Guessing passwords: how often, and what a guesser learns. Nobody is locked out by another."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_security import hash_password, utils

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.pages import limits

ADA, BERTIL, NOBODY = "ada@example.org", "bertil@example.org", "ingen@example.org"
TOWN_HALL, HOME = "192.0.2.1", "198.51.100.7"

Try = Callable[..., int]


@pytest.fixture
def limited(app: Flask, people: SimpleNamespace) -> Iterator[Try]:
    """Try to sign in from an address, as somebody new each time; return the answer's status."""
    quick = "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"
    settings = {quick: app.config[quick], "TESTING": True, "RATELIMIT_ENABLED": True}
    made = app_in(app.config["INSTANCE"], **settings)
    made.test_client_class = Client

    def attempt(email: str, address: str, password: str = "fel ramsa") -> int:
        client: Any = made.test_client()
        answer = client.post(
            "/logga-in",
            data={"email": email, "password": password, "csrf_token": client.token()},
            environ_base={"REMOTE_ADDR": address},
        )
        return int(answer.status_code)

    yield attempt
    limits.limiter.reset()
    limits.limiter.enabled = False


@pytest.mark.parametrize("email", [ADA, NOBODY])
def test_an_account_takes_ten_wrong_passwords_from_one_address(limited: Try, email: str) -> None:
    assert [limited(email, HOME) for _attempt in range(11)] == [422] * 10 + [429]
    assert limited(f" {email.upper()} ", HOME) == 429, "however it is written"
    assert limited(BERTIL, HOME, make.PASSWORD) == 302


def test_an_address_takes_twenty_wrong_passwords_whosever_they_are(limited: Try) -> None:
    statuses = [limited(f"{number}@example.org", HOME) for number in range(21)]
    assert statuses == [422] * 20 + [429]
    assert limited(ADA, HOME, make.PASSWORD) == 429
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302


@pytest.mark.parametrize("email", [ADA, NOBODY])
def test_an_account_takes_fifty_wrong_passwords_from_anywhere(limited: Try, email: str) -> None:
    statuses = [limited(email, f"203.0.113.{number}") for number in range(51)]
    assert statuses == [422] * 50 + [429]
    assert limited(BERTIL, "203.0.113.99", make.PASSWORD) == 302


def test_who_has_signed_in_from_there_is_not_shut_out_by_a_neighbour(limited: Try) -> None:
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302
    for number in range(21):
        last = limited(f"{number}@example.org", TOWN_HALL)
    assert last == 429
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302


def test_who_has_signed_in_from_there_is_not_shut_out_by_a_stranger_elsewhere(
    limited: Try,
) -> None:
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302
    for number in range(51):
        last = limited(ADA, f"203.0.113.{number}")
    assert last == 429
    assert limited(ADA, HOME, make.PASSWORD) == 429, "new there"
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302


def test_guessing_at_an_account_that_is_known_there_is_limited_too(limited: Try) -> None:
    assert limited(ADA, TOWN_HALL, make.PASSWORD) == 302
    assert [limited(ADA, TOWN_HALL) for _attempt in range(11)] == [422] * 10 + [429]


def test_who_has_to_wait_gets_in_ten_minutes_later(limited: Try) -> None:
    with time_machine.travel(make.NOW, tick=False) as clock:
        for _attempt in range(11):
            last = limited(ADA, HOME)
        assert last == 429
        clock.shift(601)
        assert limited(ADA, HOME, make.PASSWORD) == 302


def test_where_limits_are_counted_no_address_stands_in_plain_words(limited: Try) -> None:
    limited(ADA, HOME)
    counted: Any = limits.limiter.storage
    assert counted.storage
    assert "ada" not in str(counted.storage)


@pytest.mark.parametrize(
    ("name", "email", "password"),
    [
        ("wrong", ADA, "fel ramsa"),
        ("unknown", NOBODY, "fel ramsa"),
        ("closed", "rune@example.org", "fel ramsa"),
        ("closed, right password", "rune@example.org", make.PASSWORD),
        ("no password yet", "anna@example.org", "fel ramsa"),
    ],
)
def test_a_guesser_learns_nothing_by_words_nor_by_the_work_it_takes(
    app: Flask,
    client: Client,
    people: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    email: str,
    password: str,
) -> None:
    people.rune.active = False
    # Hashed as today: keeping an old one anew is work that only the right password causes.
    people.ada.password = people.rune.password = hash_password(make.PASSWORD)
    people.anna.password = None
    db.session.commit()
    context = utils._pwd_context
    work: list[str] = []

    def counted(kind: str) -> Callable[..., Any]:
        does = getattr(context, kind)

        def counting(*given: Any, **more: Any) -> Any:
            work.append(kind)
            return does(*given, **more)

        return counting

    # One argon2 each, as slow for a check as for a hash.
    pretended = SimpleNamespace(
        hash=counted("hash"),
        verify=counted("verify"),
        needs_update=context.needs_update,
        identify=context.identify,
        schemes=context.schemes,
    )
    monkeypatch.setattr(utils, "_pwd_context", pretended)
    page = client.send("/logga-in", {"email": email, "password": password}, status=422)
    assert len(work) == 1, (name, work)
    other = client.send("/logga-in", {"email": NOBODY, "password": password}, status=422)
    assert page.words("main") == other.words("main").replace(NOBODY, email)


def test_letters_with_a_password_link_are_limited_whoever_they_are_for(
    app: Flask, people: SimpleNamespace
) -> None:
    made = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    made.test_client_class = Client

    def ask(email: str, address: str) -> int:
        client: Any = made.test_client()
        answer = client.post(
            "/glomt-losenord",
            data={"email": email, "csrf_token": client.token()},
            environ_base={"REMOTE_ADDR": address},
        )
        return int(answer.status_code)

    for email in (ADA, NOBODY):
        assert [ask(email, f"192.0.2.{n}") for n in range(10, 14)] == [303, 303, 303, 429]
    assert [ask(f"n{n}@example.org", HOME) for n in range(11)] == [303] * 10 + [429]

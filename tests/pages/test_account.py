"""One's own account: sessions that are one's own, and the way to end them all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from flask import Flask
from flask_security import hash_password

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.pages import signing_in
from walks.pages.signing_in import password_link

BERTIL = "bertil@example.org"


@pytest.fixture
def browser(app: Flask, people: SimpleNamespace) -> Callable[[str], Client]:
    """Give somebody one more browser, signed in."""

    def signed_in(name: str = "bertil") -> Client:
        made: Client = app.test_client()  # type: ignore[assignment]
        made.sign_in(f"{name}@example.org")
        assert is_in(made)
        return made

    return signed_in


def is_in(browser: Client) -> bool:
    return browser.get("/mitt-konto").status_code == 200


def stolen_from(app: Flask, browser: Client) -> Client:
    """Return a browser with a copy of that one's session cookie."""
    thief: Client = app.test_client()  # type: ignore[assignment]
    cookie = browser.get_cookie("session")
    assert cookie
    thief.set_cookie("session", cookie.value)
    return thief


def test_the_page_says_who_one_is_and_is_reached_by_one_s_name(
    browser: Callable[..., Client],
) -> None:
    bertil = browser()
    (link,) = bertil.visit("/inkorg").select("header a.who")
    words = bertil.visit(str(link["href"])).words()
    for seen in ("Bertil", BERTIL, "Handläggare (Tekniska nämnden)", "Logga ut överallt"):
        assert seen in words
    assert "Du har ingen roll." in browser("anna").visit("/mitt-konto").words()


def test_signing_out_everywhere_ends_every_session_of_that_person_and_nobody_else_s(
    app: Flask, browser: Callable[..., Client], people: SimpleNamespace
) -> None:
    office, home, cilla = browser(), browser(), browser("cilla")
    thief = stolen_from(app, office)
    assert is_in(thief)
    page = home.send("/mitt-konto/utloggning", {})
    assert page.response.request.path == "/logga-in"
    assert "Du är utloggad överallt." in page.words(".flashes")
    assert [is_in(each) for each in (office, home, thief, cilla)] == [False, False, False, True]
    office.sign_in(BERTIL)
    assert is_in(office)
    assert not is_in(thief)


def test_a_new_password_signs_out_everywhere(
    app: Flask, browser: Callable[..., Client], people: SimpleNamespace
) -> None:
    office, home, cilla = browser(), browser(), browser("cilla")
    new = {"password": "Blåbär på bänken", "again": "Blåbär på bänken"}
    home.send(link_for(app, people.bertil), new)
    assert [is_in(each) for each in (office, home, cilla)] == [False, False, True]


def test_a_link_used_twice_at_once_sets_one_password(
    app: Flask, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = link_for(app, people.bertil)
    db.session.rollback()
    both = Barrier(2)

    def hash_beside_the_other(password: str) -> str:
        both.wait(timeout=20)
        return str(hash_password(password))

    monkeypatch.setattr(signing_in, "hash_password", hash_beside_the_other)

    def use(password: str) -> int:
        browser: Client = app.test_client()  # type: ignore[assignment]
        with app.app_context():  # a thread has none of its own
            data = {"csrf_token": browser.token(), "password": password, "again": password}
            return browser.post(link, data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(use, ["Blåbär på bänken", "Hallon i hagen"]))
    assert sorted(statuses) == [303, 410]


def test_closing_the_account_signs_out_everywhere_also_when_it_is_opened_again(
    browser: Callable[..., Client], people: SimpleNamespace
) -> None:
    office, home, ada = browser(), browser(), browser("ada")
    address = f"/personer/{people.bertil.id}"
    for act in ("stangning", "oppning"):
        ada.send(f"{address}/{act}", {})
        assert [is_in(each) for each in (office, home, ada)] == [False, False, True]


def test_signing_out_everywhere_ends_a_link_that_was_not_used(
    app: Flask, browser: Callable[..., Client], people: SimpleNamespace
) -> None:
    link = link_for(app, people.bertil)
    browser().send("/mitt-konto/utloggning", {})
    assert "Länken gäller inte längre" in browser("cilla").visit(link, status=410).words()


def test_a_session_planted_before_sign_in_gives_nothing(app: Flask, people: object) -> None:
    mallory: Client = app.test_client()  # type: ignore[assignment]
    token = mallory.token()
    planted = mallory.get_cookie("session")
    assert planted
    victim = stolen_from(app, mallory)
    victim.sign_in(BERTIL)
    cookie = victim.get_cookie("session")
    assert cookie
    assert cookie.value != planted.value
    assert is_in(victim)
    assert not is_in(mallory)
    answer = victim.post("/mitt-konto/utloggning", data={"csrf_token": token})
    assert answer.status_code == 400, "nor is a form planted with it taken"
    assert is_in(victim)


def test_a_session_made_up_or_changed_is_none(app: Flask, browser: Callable[..., Client]) -> None:
    thief = stolen_from(app, browser())
    assert is_in(thief)
    cookie = thief.get_cookie("session")
    assert cookie
    payload, rest = cookie.value.split(".", 1)
    for value in ("x", "", f"{payload}.", f"{payload[:-1]}A.{rest}", f"{cookie.value}x"):
        thief.set_cookie("session", value)
        assert not is_in(thief), value


@pytest.mark.parametrize(
    ("base", "production", "secure"),
    [("http://localhost", False, False), ("https://localhost", False, True),
     ("http://localhost", True, True)],
)  # fmt: skip
@pytest.mark.parametrize("cookie", ["session", "join"])
def test_cookies_are_for_our_own_pages_only_and_for_https_only_where_there_is_https(
    app: Flask,
    people: SimpleNamespace,
    now: object,
    monkeypatch: pytest.MonkeyPatch,
    base: str,
    production: bool,
    secure: bool,
    cookie: str,
) -> None:
    code = make.walk(people.anna).join_code
    db.session.commit()
    if production:
        monkeypatch.setenv("WALKS_ENV", "production")
        monkeypatch.setenv("WALKS_SECRET_KEY", "k" * 40)
    client = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=False).test_client()
    headers = {"Sec-Fetch-Site": "same-origin"}
    if cookie == "session":
        answer = client.get("/logga-in", base_url=base)
    else:
        address, data = f"/g/{code}", {"role": "resident"}
        answer = client.post(address, data=data, base_url=base, headers=headers)
    (line,) = answer.headers.getlist("Set-Cookie")
    flags = {part.strip() for part in line.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags
    assert ("Secure" in flags) == secure
    assert not any(flag.startswith("Domain") for flag in flags)


def link_for(app: Flask, person: object) -> str:
    with app.test_request_context():
        return password_link(person).removeprefix("http://localhost")  # type: ignore[arg-type]

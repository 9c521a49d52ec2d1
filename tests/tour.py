"""Every page there is to see, as somebody of each kind, in each state: opened, refused, stale.

Pages are found as a reader finds them, by following links in the demo town or in an empty one; of
each kind of page some are looked at. Whoever checks something on every page (axe, valid HTML,
spelling, a silent console, a screenshot) walks this tour.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from functools import wraps
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask, abort
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests import make
from tests.client import Client, fields_of
from tests.windows import Window
from walks.db import db
from walks.model.contact import Referral, contacts
from walks.model.finding import Finding
from walks.model.follower import Follower
from walks.model.link import party_link, referral_link
from walks.model.party import party_by_slug
from walks.model.person import people
from walks.model.status import Status
from walks.model.walk import Walk, WalkState
from walks.pages.access import PUBLIC, access_of, public
from walks.pages.rendering import now
from walks.pages.signing_in import password_link
from walks.signed import FOLLOWER, signed

ANYBODY, PARTICIPANT, REPORTER, NEWCOMER = "anybody", "participant", "reporter", "newcomer"
BY_LINK, CONTACT, FOLLOWS = "party by link", "contact by link", "follower by link"
STAFF = ("ada", "amina", "anna", "bertil", "cilla", "karin", "rune")
EVERYBODY = (ANYBODY, PARTICIPANT, REPORTER, NEWCOMER, BY_LINK, CONTACT, FOLLOWS, *STAFF)
"""Who walks through the demo town. A newcomer is staff with a link to choose a password by."""
OWN_PAGE = {
    REPORTER: ("questions.on_case", "report.case"),
    NEWCOMER: ("signing_in.set_password",),
    BY_LINK: ("answering.index", "answering.show"),
    CONTACT: ("answering.index",),
    FOLLOWS: ("following.show",),
}
"""Who sees pages that nobody else sees, by a secret link."""
IN_AN_EMPTY_TOWN = (ANYBODY, NEWCOMER, "ada", "anna", "bertil", "cilla", "karin", "rune")

OF_EACH_KIND = 2
ERRORS = tuple(f"/prov/{status}" for status in (400, 403, 405, 409, 413, 429, 500))
LOST = (
    "/finns-inte",
    "/en/finns-inte",
    "/utan-tackning",
    "/en/utan-tackning",
    "/g/ZZZZZZZZ",
    "/en/g/ZZZZZZZZ",
    "/aterstall/x",
)


class State(Enum):
    """What was done to a page before it is looked at."""

    OPENED = "opened"
    PREVIEWED = "previewed"
    EMPTIED = "sent with every field empty"
    STALE = "sent after somebody else had saved"
    BUSY = "asked for while somebody else held it"
    SIGNED_OUT = "sent when the session had died"


@dataclass(frozen=True)
class Stop:
    """One page in one state, as one person sees it. `action` is the form that was sent."""

    who: str
    path: str
    state: State = State.OPENED
    action: str = ""

    def __str__(self) -> str:
        """Say where a fault was found."""
        done = "" if self.state is State.OPENED else f", {self.action} {self.state.value}"
        return f"{self.path} as {self.who}{done}"


def can_fail(app: Flask) -> None:
    """Give the app the addresses in ERRORS."""
    app.add_url_rule("/prov/<int:status>", "prov", public(_fail))


class Tour:
    """A walk through all pages of one app."""

    def __init__(self, app: Flask, addresses: dict[str, tuple[str, str]]) -> None:
        """Take the app, and e-mail address and password of each member of staff in it."""
        self.app, self._addresses = app, addresses
        self._clients: dict[str, tuple[Client, str]] = {}
        self._windows: set[tuple[Window, str]] = set()

    def stops(self, who: str, of_each_kind: int = OF_EACH_KIND) -> list[Stop]:
        """Return the pages that links lead this person to, then the states of their forms."""
        opened = list(self._linked(who, of_each_kind))
        refused = list(self._refused(opened))
        if who == ANYBODY:
            del self._clients[who]  # an empty form may have joined a walk
        return opened + refused

    def read(self, stop: Stop) -> TestResponse:
        """Return the page of the stop as the server sends it."""
        client, _start = self._client(stop.who)
        if not stop.action:
            with self._held(stop):
                return client.get(stop.path)
        answer = client.get(stop.path)
        form = _form(BeautifulSoup(answer.text, "html5lib"), stop.action)
        data = _filled(form, stop.state)
        sender = self.app.test_client() if stop.state is State.SIGNED_OUT else client
        with self._held(stop):
            return sender.post(stop.action, data=data)

    def see(self, window: Window, stop: Stop) -> Page:
        """Show the page of the stop in a browser window, which must not belong to another person.

        A stop whose state is SIGNED_OUT leaves the window signed out.
        """
        self._enter(window, stop.who)
        if not stop.action:
            with self._held(stop):
                return window.visit(stop.path)
        page = window.visit(stop.path)
        if stop.state is State.SIGNED_OUT:
            window.context.clear_cookies()
            self._windows.discard((window, stop.who))
        with self._held(stop), page.expect_navigation():
            page.evaluate(SEND, [stop.action, stop.state.name])
        return page

    def endpoint(self, path: str, method: str = "GET") -> str | None:
        """Return which view answers the path, and whether in another language than Swedish."""
        with self.app.test_request_context(path) as context:
            try:
                endpoint, values = context.url_adapter.match(method=method)  # type: ignore[union-attr]
            except HTTPException:
                return None
        return endpoint if values.get("lang", "sv") == "sv" else f"{endpoint} (en)"

    @contextmanager
    def _held(self, stop: Stop) -> Iterator[None]:
        """Let the view that a busy stop asks lose against somebody else, however often it runs."""
        if stop.state is not State.BUSY:
            yield
            return
        where = (stop.action, "POST") if stop.action else (stop.path, "GET")
        name = str(self.endpoint(*where)).removesuffix(" (en)")
        view = self.app.view_functions[name]
        self.app.view_functions[name] = wraps(view)(_lose)
        yield
        self.app.view_functions[name] = view

    def _linked(self, who: str, of_each_kind: int) -> Iterator[Stop]:
        client, start = self._client(who)
        queue = [start, *(self._beside_links() if who == ANYBODY else ())]
        seen: Counter[str] = Counter()
        known = set(queue)
        while queue:
            path = queue.pop(0)
            endpoint = self.endpoint(path)
            if seen[endpoint or path] == of_each_kind or self._is_anybodys(who, endpoint):
                continue
            seen[path if endpoint == "prov" else endpoint or path] += 1
            answer = client.get(path)
            if answer.mimetype != "text/html":
                continue
            if not 300 <= answer.status_code < 400:
                yield Stop(who, path)
            for new in _links(path, answer):
                if new not in known:
                    known.add(new)
                    queue.append(new)

    def _beside_links(self) -> list[str]:
        """Return what no link leads to: errors, thanks, a walk to whoever has not joined it."""
        walk = self._walk_under_way()
        of_walk: tuple[str, ...] = ()
        if walk:
            thanks = f"/vandringar/{walk.public_id}/folj/tack"
            of_walk = (f"/g/{walk.join_code}", f"/falt/{walk.public_id}", thanks)
        return [*LOST, *ERRORS, *of_walk, *(f"/en{path}" for path in of_walk)]

    def _is_anybodys(self, who: str, endpoint: str | None) -> bool:
        """Say whether somebody who is not anybody would see here what anybody sees."""
        if who == ANYBODY:
            return False
        name = (endpoint or "").removesuffix(" (en)")
        if who in OWN_PAGE:
            return name not in OWN_PAGE[who]
        return endpoint is None or access_of(name) == PUBLIC

    def _refused(self, opened: list[Stop]) -> Iterator[Stop]:
        tried: set[tuple[str | None, State]] = set()
        last = None
        for stop in opened:
            page = BeautifulSoup(self.read(stop).text, "html5lib")
            for state, action in _states(page):
                sent = replace(stop, state=state, action=action)
                kind = (self.endpoint(action, "POST"), state)
                if kind in tried:
                    continue
                answer = self.read(sent)
                if answer.status_code >= 400 or state is State.PREVIEWED:
                    tried.add(kind)
                    last = sent
                    yield sent
        if last:
            yield replace(last, state=State.BUSY)
            yield replace(last, state=State.BUSY, action="")
        if last and (last.who in self._addresses or last.who == PARTICIPANT):
            yield replace(last, state=State.SIGNED_OUT)

    def _client(self, who: str) -> tuple[Client, str]:
        if who not in self._clients:
            client: Any = self.app.test_client()
            self._clients[who] = client, self._begin(client, who)
        return self._clients[who]

    def _begin(self, client: Client, who: str) -> str:
        """Sign in, join or report, and return where this person's pages begin."""
        if who == ANYBODY:
            return "/"
        if who == PARTICIPANT:
            return str(client.post(f"/g/{self._join_code()}").location)
        if who == REPORTER:
            report = make.report(SECRET)
            bertil = next(person for person in people() if person.email.startswith("bertil"))
            report.ask_reporter("Vilken av lamporna är det?", by=bertil, now=now())
            db.session.commit()
            return f"/arende/{SECRET}"
        if who in (BY_LINK, CONTACT):
            return f"/svar/{_link_of(who)}"
        if who == FOLLOWS:
            follower = db.session.scalars(select(Follower).order_by(Follower.id)).first()
            assert follower
            return f"/folj/{signed(FOLLOWER, follower.id, follower.owner)}"
        if who == NEWCOMER:
            with self.app.test_request_context():
                link = password_link(people()[0])
            return urlsplit(link).path
        client.sign_in(*self._addresses[who])
        return "/min-sida"

    def _enter(self, window: Window, who: str) -> None:
        if (window, who) in self._windows:
            return
        self._windows.add((window, who))
        if who in self._addresses:
            window.sign_in(*self._addresses[who])
        elif who == PARTICIPANT:
            window.visit(f"/g/{self._join_code()}").get_by_role("button", name="Gå med").click()

    def _join_code(self) -> str:
        walk = self._walk_under_way()
        assert walk
        return walk.join_code or ""

    def _walk_under_way(self) -> Walk | None:
        walk = db.session.scalars(db.select(Walk).where(Walk.state == WalkState.UNDER_WAY)).first()
        db.session.expunge_all()
        db.session.rollback()  # holds no lock while somebody writes
        return walk


SECRET = "r" * 32

SEND = """([action, state]) => {
  const form = [...document.forms].find(f =>
    f.getAttribute("action") === action || f.querySelector(`[formaction="${action}"]`));
  for (const field of form.elements) {
    if (field.name === "version" && state === "STALE") field.value = "1";
    if (field.type === "textarea" && state === "BUSY") field.value = "Det är mörkt här.";
    if (state !== "EMPTIED") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (!["hidden", "submit", "button"].includes(field.type)) field.value = "";
  }
  form.action = action;
  setTimeout(() => HTMLFormElement.prototype.submit.call(form));
}"""
# submit() and no click: what our scripts would have said before sending is not what is looked at.


def _link_of(who: str) -> str:
    """Make the secret of a link: for all that Tekniska nämnden has of a walk, or for a contact."""
    if who == CONTACT:
        passed = select(Referral).where(Referral.ended_at.is_(None)).order_by(Referral.id)
        referral = db.session.scalars(passed).first() or _pass_one_on()
        secret = referral_link(referral, now())
    else:
        party = party_by_slug("tekniska-namnden")
        theirs = Finding.responsible_party_id == party.id, Finding.status == Status.NEW
        wanted = select(Walk).join(Finding).where(Finding.released_at.is_not(None), *theirs)
        walk = db.session.scalars(wanted.order_by(Walk.id.desc())).first()
        secret = party_link(party, now(), walk=walk)
    db.session.commit()
    return secret


def _pass_one_on() -> Referral:
    bertil = next(person for person in people() if person.name.startswith("Bertil"))
    finding = make.report("b" * 32)
    finding.pass_to(
        contacts()[0], "Lampan sitter hos er.", "Vi har bett dem laga den.", by=bertil, now=now()
    )
    return finding.referrals[0]


def _fail(status: int) -> None:
    abort(status)


def _lose(**_address: object) -> None:
    raise StaleDataError


def _links(path: str, answer: TestResponse) -> list[str]:
    page = BeautifulSoup(answer.text, "html5lib")
    found = [str(link["href"]) for link in page.select("a[href]")]
    if answer.location:
        found.append(answer.location)
    split = [urlsplit(urljoin(path, link))._replace(fragment="") for link in found]
    return [link.geturl() for link in split if not link.netloc and link.path.startswith("/")]


def _form(page: BeautifulSoup, action: str) -> Tag:
    """Return the form that is sent there, by its own action or by that of one of its buttons."""
    return next(
        form
        for form in page.select("form")
        if form["action"] == action or form.select(f'[formaction="{action}"]')
    )


def _states(page: BeautifulSoup) -> Iterator[tuple[State, str]]:
    """Give what may be done with the forms of a page without anything being saved."""
    for form in page.select("form[method=post]"):
        action = str(form["action"])
        if form.select("[required], [type=radio][name=category]"):
            yield State.EMPTIED, action
        if form.select("[name=version]"):
            yield State.STALE, action
        for button in form.select("[formaction*=forhandsvisning]"):
            yield State.PREVIEWED, str(button["formaction"])


def _filled(form: Tag, state: State) -> dict[str, Any]:
    values = fields_of(form)
    if state is State.STALE:
        return values | {"version": "1"}
    if state is State.BUSY:
        words = {str(field["name"]): "Det är mörkt här." for field in form.select("textarea")}
        return values | words
    hidden = {str(field["name"]) for field in form.select("input[type=hidden]")}
    if state is State.EMPTIED:
        return {name: value for name, value in values.items() if name in hidden}
    return values

"""A house that nothing changes: what a request writes is flushed, seen to fit, and forgotten.

So each example meets the same house, in whatever order they come. In it stands the world of
tests/world.py and what it lacks: a walk in each of the other states, and an answered report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine

from tests import databases, make
from tests.client import Page, fields_of
from tests.doors import EVERYBODY, MAY, posts, rules
from tests.world import Built, World
from walks.db import db
from walks.model.person import people
from walks.model.release import release_walk
from walks.model.walk import WalkKind
from walks.pages.forms import Form

ANSWERED = "a" * 32
TYPED = ("text", "search", "email", "tel", "url", "textarea")
KINDS = ("anonymous", "participant", "leader", "tn", "coordinator", "admin")


@dataclass(frozen=True)
class Sendable:
    """A form that somebody has on a page of theirs: where it goes and what it holds untouched."""

    endpoint: str
    action: str
    kind: str
    given: dict[str, Any]
    names: tuple[str, ...]
    typed: tuple[str, ...]  # those that one writes in, and that come back filled


@dataclass(frozen=True)
class House:
    """The world, every form in it, and every address."""

    world: World
    forms: tuple[Sendable, ...]
    addresses: tuple[tuple[str, str], ...]  # (kind, path) of each page somebody may open


@pytest.fixture(scope="session")
def built(world_folder: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house, once for the whole run."""
    folder, values, others = world_folder
    own = tmp_path_factory.mktemp("house") / "house"
    databases.copy(folder, own)
    app = databases.app_in(own, TESTING=True, RATELIMIT_ENABLED=False)
    world = World(app, dict(values), others)
    with time_machine.travel(make.NOW, tick=False):
        with app.test_request_context():
            more = _furnish()
            db.session.commit()
        worlds = [World(app, world.values | other, others) for other in ({}, *more)]
        pages = {(kind, path): None for w in worlds for kind, path in _pages(w)}
        forms = {form.action: form for kind, path in pages for form in _forms(world, kind, path)}
        unseen = _unseen(world, {form.endpoint for form in forms.values()})
        yield House(world, (*forms.values(), *unseen), tuple(pages))
    databases.drop(own)


@pytest.fixture
def house(built: House, now: object, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house on the evening of the walk; it keeps nothing."""
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    return built


def _furnish() -> list[dict[str, str]]:
    """Build what the world lacks; return the values of its addresses."""
    anna, bertil = (next(p for p in people() if p.name == name) for name in ("Anna", "Bertil"))
    planned, summing_up, over = (make.walk(anna, title=title) for title in ("P", "S", "R"))
    made = []
    for walk in (summing_up, over):
        walk.start(make.NOW)
        noter, _secret = make.participant(walk)
        made.append(make.finding(walk, noter))
        walk.end(make.NOW)
    release_walk(over, by=anna, now=make.NOW)
    make.walk(anna, kind=WalkKind.ROUND, title="Rond")
    answered = make.report(ANSWERED)
    answered.fix("Lampan är bytt.", by=bertil, now=make.NOW)
    db.session.flush()
    return [
        {"walk_id": planned.public_id, "kind": "rond"},
        {"walk_id": summing_up.public_id, "number": made[0].number, "noun": "plan"},
        {"walk_id": over.public_id, "number": made[1].number, "noun": "atgard"},
        {"secret": ANSWERED, "number": answered.number, "noun": "ateroppning"},
    ]


def _pages(world: World) -> Iterator[tuple[str, str]]:
    """Return each page with each kind of person it opens for."""
    for rule in rules(world.app):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            for kind in KINDS if len(MAY[rule.endpoint]) < len(EVERYBODY) else KINDS[:1]:
                if kind in MAY[rule.endpoint]:
                    yield kind, world.address(rule)


def _forms(world: World, kind: str, path: str) -> Iterator[Sendable]:
    """Return the forms on a page."""
    answer = world.browser(kind).get(path, buffered=True)
    if answer.mimetype != "text/html":
        return
    for form in Page(answer.text, "html.parser").select("form[method=post]"):
        fields = [field for field in form.select("[name]") if field["name"] != "csrf_token"]
        yield Sendable(
            _endpoint(world, form["action"]),
            form["action"],
            kind,
            {name: value for name, value in fields_of(form).items() if name != "csrf_token"},
            tuple(dict.fromkeys(field["name"] for field in fields)),
            tuple(f["name"] for f in fields if f.get("type", f.name) in TYPED),
        )


def _unseen(world: World, seen: set[str]) -> Iterator[Sendable]:
    """Return each way to write that no page of the house offers, with every name a form knows."""
    every = tuple(sorted({name for form in _form_classes(Form) for name in _names(form)}))
    for rule in posts(world.app):
        if rule.endpoint not in seen:
            kind = next(kind for kind in KINDS if kind in MAY[rule.endpoint])
            yield Sendable(rule.endpoint, world.address(rule), kind, {}, every, ())


def _form_classes(base: type[Form]) -> Iterator[type[Form]]:
    for each in base.__subclasses__():
        yield each
        yield from _form_classes(each)


def _names(form: type[Form]) -> list[str]:
    return [name for name in dir(form) if hasattr(getattr(form, name), "field_class")]


def _endpoint(world: World, action: str) -> str:
    found = world.app.url_map.bind("localhost").match(urlsplit(action).path, method="POST")
    return str(found[0])

"""A small world in one database: somebody of each kind, and one thing of each kind to ask for.

Built once and copied by each test. Anna leads the walk where a participant noted the finding that
Tekniska nämnden answers for; a resident's report is released and published. Beside it lies what
most of them may not read (`others`): findings of the police, another leader's walk, a round.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import Undefined
from jinja2.utils import missing
from sqlalchemy import event, select
from werkzeug.routing import Rule

from tests import databases, make
from walks import storage
from walks.db import db
from walks.exports import typesetting
from walks.model.answer_template import all_templates
from walks.model.area import areas
from walks.model.contact import contacts
from walks.model.finding import Finding
from walks.model.follower import Follower, follow
from walks.model.link import party_link, referral_link
from walks.model.outbox import letters_due
from walks.model.party import party_by_slug
from walks.model.person import Person, Role, people
from walks.model.review import Review, publish
from walks.model.token import new_token
from walks.model.walk import Walk, WalkKind, walk_by_public_id
from walks.pages.access import cookie_name
from walks.pages.signing_in import password_link
from walks.signed import FOLLOWER, signed

SECRET = "s" * 32
PHOTO = "00000000-0000-4000-8000-000000000001"
CSRF = "c" * 40

SIGNED_IN = MappingProxyType(
    {
        "leader": "Anna",
        "tn": "Bertil",
        "police": "Cilla",
        "coordinator": "Karin",
        "reader": "Rune",
        "admin": "Ada",
    }
)
KINDS = ("anonymous", "participant", *SIGNED_IN)
"""Every kind of person there is to be."""


Built = tuple[Path, dict[str, str], dict[str, dict[str, str]]]


@dataclass
class World:
    """The app over the world, and what its addresses take."""

    app: Flask
    values: dict[str, str]
    others: dict[str, dict[str, str]]
    """What most of them are strangers to, by name: its ids, as addresses take them."""

    def browser(self, kind: str) -> FlaskClient:
        """Return the browser of somebody of that kind, signed in or joined already."""
        client = FlaskClient(self.app, self.app.response_class)
        if kind == "participant":
            client.set_cookie(cookie_name(self.values["walk_id"]), self.values["joined"])
            client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self.values['bearer']}"
        with client.session_transaction() as session:
            session["csrf_token"] = CSRF
            if kind in SIGNED_IN:
                session["_user_id"], session["_fresh"] = self.values[kind], True
        return client

    def token(self) -> str:
        """Return the CSRF token of every browser here."""
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        return str(signer.dumps(CSRF))

    def address(self, rule: Rule, **other: str) -> str:
        """Return the rule's address for the things of this world; `other` values replace them."""
        own = {
            name.split("/")[1]: value
            for name, value in self.values.items()
            if name.startswith(f"{rule.endpoint}/")
        }
        chosen = {**self.values, **own, **other}
        with self.app.test_request_context():
            values = {name: chosen[name] for name in rule.arguments if name != "lang"}
            if "lang" in rule.arguments:
                values["lang"] = "en" if "lang" not in (rule.defaults or {}) else "sv"
            return url_for(rule.endpoint, **values)


class Ungiven(Undefined):
    """A name that nobody gave the template: it may be asked for (`if leader`), never shown."""

    def __str__(self) -> str:
        """Fail, where Jinja would show nothing."""
        self._fail_with_undefined_error()

    __iter__ = __len__ = __str__  # type: ignore[assignment]


def _undefined(hint: str | None = None, obj: Any = missing, *args: Any, **given: Any) -> Undefined:
    name_alone = hint is None and obj is missing
    return (Ungiven if name_alone else Undefined)(hint, obj, *args, **given)


@pytest.fixture(scope="session")
def world_folder(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The folder of the world, its values and what others have in it."""
    folder = tmp_path_factory.mktemp("world")
    databases.copy(empty_database, folder)
    made = databases.app_in(folder, TESTING=True)
    with time_machine.travel(make.NOW, tick=False), made.test_request_context():
        values = _build(folder)
        others = _others(folder, values)
        db.session.commit()
    databases.hang_up()
    return folder, values, others


@pytest.fixture(scope="session")
def kept_world(world_folder: Built) -> databases.Kept:
    """The app of every copy of the world. Its templates show no name that nobody gave them."""
    made = databases.Kept(world_folder[0], TESTING=True, RATELIMIT_ENABLED=False)
    made.app.jinja_env.undefined = _undefined  # type: ignore[assignment]
    return made


SET: dict[bytes, bytes] = {}
"""Documents that have been set in this run, by their order: the same one gives the same bytes."""


def _set_once(folder: Path) -> Callable[[bytes, str], bytes]:
    """Return what sets a document of the world as the program does, each but once in a run."""
    really = typesetting._run

    def run(order: bytes, scratch: str) -> bytes:
        key = order.replace(bytes(folder), b"")
        if key not in SET:
            SET[key] = really(order, scratch)
        return SET[key]

    return run


@pytest.fixture
def world(
    kept_world: databases.Kept,
    world_folder: Built,
    tmp_path: Path,
    now: object,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """A copy of the world, to do with as one likes, on the evening of the walk."""
    folder, values, others = world_folder
    monkeypatch.setattr(typesetting, "_run", _set_once(tmp_path))
    yield World(kept_world.over(folder, tmp_path), values, others)
    databases.drop(tmp_path)


def _build(folder: Path) -> dict[str, str]:
    anna = make.person("Anna")
    make.person("Bertil", Role.HANDLER, "tekniska-namnden")
    make.person("Cilla", Role.HANDLER, "polisen")
    karin = make.person("Karin", Role.COORDINATOR)
    make.person("Rune", Role.READER)
    ada = make.person("Ada", Role.ADMIN)
    walk = make.walk(anna, area=make.area())
    walk.start(make.NOW)
    noter, joined = make.participant(walk)
    pictures = [storage.keep(make.picture(colour=c), folder) for c in ("navy", "teal")]
    finding = make.finding(walk, noter, photos=(pictures[0],))
    anothers = make.finding(walk, make.participant(walk)[0])
    report = make.report(SECRET, "elsa@example.org", photos=(pictures[1],))
    photo = report.photos[0]
    make.entry_of(report, {PHOTO: hashlib.sha256(b"{}").hexdigest()})  # as doors.ask sends it
    review = Review(text="Mörkt i tunneln.", place="Tunneln", photos={photo.id: "En tunnel"})
    publish(report, review, by=karin, now=make.NOW)
    return {
        **_identities(),
        "walk_id": walk.public_id,
        "code": walk.join_code or "",
        "joined": joined,
        "bearer": new_token(noter, make.NOW),
        "photo": PHOTO,
        "number": finding.number,
        "uuid": finding.photos[0].uuid,
        "field.withdraw/uuid": finding.uuid,
        "field.agree/uuid": anothers.uuid,
        "questions.on_walk/uuid": finding.uuid,
        "questions.reply_on_walk/uuid": finding.uuid,
        "report_sync.put_photo/uuid": report.uuid,
        "secret": SECRET,
        "photos.on_case/uuid": photo.uuid,
        "photos.published/uuid": photo.uuid,
        **{f"review.{view}/number": report.number for view in ("show", "create", "destroy")},
        "review.preview/number": report.number,
        "person_id": str(anna.id),
        "letter_id": str(letters_due(make.NOW)[0]),
        "membership_id": str(ada.memberships[0].id),
        **_links(report),
        **{f"following.{v}/secret": _following(walk) for v in ("show", "confirm", "end", "ending")},
        "token": password_link(anna).split("/")[-1],
        "filename": "favicon.svg",
        "kind": "vandring",
        "ending": "pdf",
        "noun": "mottagande",
        "slug": "polisen",
        "template_id": str(all_templates()[0].id),
        "area_id": str(areas()[0].id),
        "contact_id": str(contacts()[0].id),
        "what": "vila",
        "day": "2027-01-05",
    }


def _following(walk: Walk) -> str:
    """Return the secret of somebody who hears of the walk."""
    follow(walk, "boende@example.org", "sv", make.NOW)
    follower = db.session.scalars(select(Follower)).one()
    return signed(FOLLOWER, follower.id, follower.owner)


def _links(report: Finding) -> dict[str, str]:
    """Make links by which somebody answers: the report's party, and a contact of another."""
    tn, contact = party_by_slug("tekniska-namnden"), contacts()[0]
    passed = make.report("p" * 32)
    bertil = next(person for person in people() if person.name == "Bertil")
    passed.pass_to(contact, "Den sitter hos er.", "Vi har bett dem.", by=bertil, now=make.NOW)
    secret = party_link(tn, make.NOW, finding=report)
    views = ("index", "show", "create_move", "preview", "create_link")
    return {
        **{f"answering.{view}/secret": secret for view in views},
        **{f"answering.{view}/number": report.number for view in views},
        "answering.create_reply/secret": referral_link(passed.referrals[0], make.NOW),
        "photos.by_link/secret": secret,
        "photos.by_link/uuid": report.photos[0].uuid,
    }


WORDS = MappingProxyType(
    {
        "police finding": "Kvällstid säljs det ur en zebrarandig bil",
        "another walk": "Vid laxtrappan delas det ut påsar",
        "round": "Personalen möts av hotfulla ugglor",
        "another report": "Grannen i porten med igelkotten slår",
    }
)
"""What stands in each of the others' findings: in its text, its proposal and its place."""


def _others(folder: Path, values: dict[str, str]) -> dict[str, dict[str, str]]:
    """Make what others have: a finding of the police in each place where one may be noted."""
    nils, walk = make.person("Nils"), walk_by_public_id(values["walk_id"])
    theirs = make.walk(nils, area=make.area("Sjöbo", west=13.0), title="Vårvandring på Sjöbo")
    rond = make.walk(nils, kind=WalkKind.ROUND, title="Rond på biblioteket")
    found = {}
    places = {"police finding": walk, "another walk": theirs, "round": rond}
    for shade, (name, on) in enumerate(places.items()):
        if on is not walk:
            on.start(make.NOW)
        made = make.finding(on, make.participant(on)[0], **_secrets(folder, name, shade))
        made.release(by=on.leader, now=make.NOW)
        found[name] = made
    found["another report"] = make.report("u" * 32, **_secrets(folder, "another report", 3))
    cilla = next(person for person in people() if person.name == "Cilla")
    for shade, made in enumerate(found.values()):
        done = storage.keep(make.picture(colour=f"#{shade}d{shade}e{shade}f"), folder)
        made.fix("En patrull har varit där.", by=cilla, now=make.NOW, photos=(done,))
    return {
        name: {
            "number": made.number,
            "uuid": made.photos[0].uuid,
            "finding_uuid": made.uuid,
            "photo": made.photos[0].stored_sha256 or "",
            "after_uuid": made.after_photos[0].uuid,
            "after_photo": made.after_photos[0].stored_sha256 or "",
            "walk_id": made.walk.public_id if made.walk else "",
            "code": (made.walk.join_code or "") if made.walk else "",
        }
        for name, made in found.items()
    }


def _secrets(folder: Path, name: str, shade: int) -> dict[str, Any]:
    picture = storage.keep(make.picture(colour=f"#{shade}a{shade}b{shade}c"), folder)
    point = {"latitude": 57.712345 + shade / 100, "longitude": 12.912345}
    words = {"text": WORDS[name], "proposal": WORDS[name], "place_words": WORDS[name]}
    return {"category": "drugs", "photos": (picture,), **words, **point}


def _identities() -> dict[str, str]:
    by_name: dict[str, Person] = {person.name: person for person in people()}
    return {kind: by_name[name].fs_uniquifier for kind, name in SIGNED_IN.items()}


WRITING = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE"})


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

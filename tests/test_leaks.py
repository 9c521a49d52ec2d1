"""Trying to get at what one may not read: every address, with every id and parameter there is.

What is looked for are the words, the photos and the exact points of the findings in `others` of
tests/world.py. Whoever may read them finds them here, so that the looking is known to work.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.exports.reading_pdf import said_in
from tests.world import KINDS, WORDS, World
from walks.db import db
from walks.exports import EXPORTS
from walks.model.finding import Finding
from walks.model.person import people
from walks.model.publication import PublicCopy
from walks.model.review import Review, publish
from walks.storage import photo_path

DOCUMENTS = {export.mimetype for export in EXPORTS.values()}

KNOWN = {"If-None-Match": "*", "If-Modified-Since": "Tue, 10 Nov 2030 17:00:00 GMT"}
"""What a browser says that has the photo already, or pretends to."""

READERS = {
    "police finding": {"leader", "police", "coordinator"},
    "another walk": {"police", "coordinator"},
    "round": {"police", "coordinator"},
    "another report": {"police", "coordinator"},
}
"""Who may read the words and see the photo of each."""

ANIMALS = {
    "police finding": "zebra",
    "another walk": "laxtrapp",
    "round": "ugglor",
    "another report": "igelkott",
}
"""A word of each that stands nowhere else: a piece of the text is a leak too."""

POSTED = {
    "text": "Mörkt.", "place_words": "Tunneln", "category": "lighting", "type": "unsafe",
    "light": "dark", "answer": "Svar.", "reason": "Skäl.", "version": "1", "date": "2026-12-01",
}  # fmt: skip
"""What is sent along: an old version, so that a page with both texts comes back."""


def queries(world: World) -> list[dict[str, str]]:
    """Return the parameters by which lists are narrowed, searched and turned over."""
    asked = [{}, {"visa": "done"}, {"part": "polisen"}, {"kategori": "drugs"}, {"status": "new"}]
    asked += [{"efter": "99"}, {"fore": "1"}, {"sida": "1"}, {"omrade": "2"}, {"last": "99"}]
    for other in world.others.values():
        for name in ("nummer", "efter", "fore", "visa"):
            asked.append({name: other["number"]})
        asked.append({"vandring": other["walk_id"], "part": "polisen", "visa": "new"})
        asked.append({"next": f"/fynd/{other['number']}", "kod": other["code"]})
    return asked


def asked_for(world: World, rule: Rule) -> Iterator[str]:
    """Return the rule's address with one's own ids, and with each mix of those of others."""
    yield world.address(rule)
    for other in world.others.values():
        theirs = {other[kind] for kind in ("uuid", "after_uuid", "finding_uuid")}
        uuids = theirs if "uuid" in rule.arguments else {""}
        walks = {other["walk_id"], world.values["walk_id"]} if "walk_id" in rule.arguments else {""}
        for uuid, walk_id in product(sorted(uuids), sorted(walks)):
            ids = {"uuid": uuid, "walk_id": walk_id, "number": other["number"]}
            if other["code"]:
                ids["code"] = other["code"]
            if all(ids[name] for name in ids.keys() & rule.arguments):
                yield world.address(rule, **ids)


def answers(world: World, kind: str) -> Iterator[tuple[str, TestResponse]]:
    """Ask for everything as somebody of that kind: pages, fragments, photos, refusals."""
    browser = world.browser(kind)
    token = {"csrf_token": world.token()}
    ours = {"Sec-Fetch-Site": "same-origin"}
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in ("static", "security.logout", "account.sign_out_everywhere"):
            continue
        for address in dict.fromkeys(asked_for(world, rule)):
            if "GET" in (rule.methods or ()):
                yield f"GET {address}", browser.get(address)
                headers = KNOWN if "/bild/" in address else {"HX-Request": "true"}
                yield f"GET {address} {headers}", browser.get(address, headers=headers)
            elif kind not in ("leader", "police", "coordinator"):
                for form in ({}, POSTED):
                    answer = browser.post(address, data={**token, **form}, headers=ours)
                    yield f"POST {address}", answer
        if "GET" in (rule.methods or ()) and not rule.arguments - {"lang"}:
            for query in queries(world):
                answer = browser.get(world.address(rule), query_string=query)
                yield f"GET {world.address(rule)} {query}", answer


def found(world: World, kind: str) -> dict[str, set[str]]:
    """Return what of each other's finding somebody of that kind got to see, and where."""
    folder = world.app.config["INSTANCE"]
    photos = {
        name: [photo_path(other[kind], folder).read_bytes() for kind in ("photo", "after_photo")]
        for name, other in world.others.items()
    }
    seen: dict[str, set[str]] = {name: set() for name in WORDS}
    for where, answer in answers(world, kind):
        assert answer.status_code < 500, (kind, where)
        said = read(answer) + str(answer.headers).encode()
        for shade, name in enumerate(WORDS):
            point = f"{57.712345 + shade / 100:.6f}"
            marks = (ANIMALS[name].encode(), point.encode())
            uuids = world.others[name]["uuid"], world.others[name]["after_uuid"]
            known = answer.status_code == 304 and any(uuid in where for uuid in uuids)
            if known or any(mark in said for mark in (*photos[name], *marks)):
                seen[name].add(where)
    return seen


def read(answer: TestResponse) -> bytes:
    """Return what a reader gets to see of the answer, be it a page or a document."""
    return said_in(answer.data) if answer.mimetype in DOCUMENTS else answer.data


@pytest.mark.parametrize(
    ("kind", "published"),
    [*((kind, False) for kind in KINDS), ("anonymous", True), ("participant", True)],
)
def test_nobody_gets_at_what_they_may_not_read(world: World, kind: str, published: bool) -> None:
    """Published with one act, a police item still shows category, area, month and answer only."""
    if published:
        _publish(world)
    seen = found(world, kind)
    leaked = {name: where for name, where in seen.items() if where and kind not in READERS[name]}
    assert leaked == {}
    for name, readers in READERS.items():
        if kind in readers:
            ways = [where for where in seen[name] if "/fynd/" in where or "/bild/" in where]
            assert len(ways) >= 3, "who may read it finds the words and the photos"


def _publish(world: World) -> None:
    with world.app.test_request_context():
        karin = next(person for person in people() if person.name == "Karin")
        for name in ("police finding", "another walk", "another report"):
            number = world.others[name]["number"]
            finding = db.session.scalars(db.select(Finding).filter_by(number=number)).one()
            publish(finding, Review(text="", place=""), by=karin, now=finding.noted_at)
        db.session.commit()
        assert len(db.session.scalars(db.select(PublicCopy)).all()) == 4

"""Report sync: a saved report arrives once, and whoever sends it again gets the same link."""

import json
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import make
from tests.api.phone import BROKEN, digest
from tests.client import Client
from tests.databases import app_in
from tests.test_database import all_at_once
from walks.db import db
from walks.model.codes import Audience, Source
from walks.model.entry import Entry
from walks.model.finding import Finding
from walks.model.photo import Photo
from walks.model.publication import PublicCopy
from walks.model.reporter import Reporter

SECRET = "hemlig-lank_0123456789"
pytestmark = pytest.mark.usefixtures("now")


def seal(secret: str = SECRET, **given: Any) -> bytes:
    """Return a report as a device seals it; `given` are envelope fields or `body`."""
    body = {"category": "lighting", "text": "Två lampor är släckta.", "place_words": "Tunneln"}
    body |= {"secret": secret, **given.pop("body", {})}
    entry = {"v": 1, "kind": "finding", "of": None, "noted_at": make.NOW.isoformat(), "photos": []}
    entry |= {"clock_offset": None, "language": "sv", "body": body, **given}
    return json.dumps(entry, ensure_ascii=False).encode()


def put(app: Flask, path: str, body: bytes, **headers: str) -> TestResponse:
    """Send it as our own page does."""
    sent = {"Sec-Fetch-Site": "same-origin", "X-Sha256": digest(body), "Content-Type": "image/jpeg"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().put(f"/api/r/e/{path}", data=body, headers=sent)


def new_id() -> str:
    return str(uuid.uuid4())


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def the_finding() -> Finding:
    return db.session.scalars(select(Finding)).one()


def listed(picture: bytes) -> tuple[str, bytes]:
    """Return a photo's id, and a report that lists it."""
    photo = new_id()
    return photo, seal(photos=[{"id": photo, "sha256": digest(picture)}])


def test_a_saved_report_becomes_a_report_and_the_receipt_tells_number_and_link(app: Flask) -> None:
    raw, entry = seal(body={"email": "elsa@example.org"}), new_id()
    answer = put(app, entry, raw)
    assert answer.status_code == 201, answer.text
    finding = the_finding()
    assert answer.json == {
        "id": entry,
        "sha256": digest(raw),
        "bytes": len(raw),
        "result": "new",
        "late": False,
        "number": finding.number,
        "link": f"/arende/{SECRET}",
    }
    assert (finding.uuid, finding.source, finding.audience) == (
        entry,
        Source.PUBLIC,
        Audience.PARTY,
    )
    assert finding.released_at == make.NOW
    assert finding.reporter is not None
    assert finding.reporter.email == "elsa@example.org"
    page = Client(app).visit(f"/arende/{SECRET}")
    assert finding.number in page.h1.text
    assert "Två lampor är släckta." in page.words()


def test_the_answer_holds_a_secret_and_is_kept_by_nobody(app: Flask) -> None:
    assert put(app, new_id(), seal()).headers["Cache-Control"] == "private, no-store"


def test_a_repeat_gets_the_same_number_and_the_same_link(app: Flask) -> None:
    raw, entry = seal(), new_id()
    first, second = put(app, entry, raw), put(app, entry, raw)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json == {**(first.json or {}), "result": "same"}
    assert count(Finding) == 1


def test_neither_the_secret_nor_the_sealed_words_are_kept_readable(app: Flask) -> None:
    put(app, new_id(), seal())
    assert db.session.scalars(select(Entry.raw)).all() == [None]
    rows = [vars(db.session.scalars(select(table)).one()) for table in (Entry, Finding, Reporter)]
    assert SECRET not in repr(rows)


def test_other_content_under_the_same_id_is_refused_and_the_first_stays(app: Flask) -> None:
    entry = new_id()
    put(app, entry, seal())
    for other in (seal(body={"text": "Något annat."}), seal("annan-hemlig_0123456789")):
        answer = put(app, entry, other)
        assert (answer.status_code, (answer.json or {})["error"]) == (409, "other_content")
        assert "link" not in (answer.json or {})
    assert the_finding().text == "Två lampor är släckta."


def test_the_same_secret_for_another_report_is_refused(app: Flask) -> None:
    put(app, new_id(), seal())
    assert put(app, new_id(), seal(body={"text": "Något annat."})).status_code == 409
    assert count(Finding) == 1


def test_eight_identical_at_once_are_one(app: Flask) -> None:
    raw, entry = seal(), new_id()
    answers = all_at_once(app, lambda _index: put(app, entry, raw).status_code)
    assert sorted(map(str, answers)) == ["200"] * 7 + ["201"]
    assert count(Finding) == count(Entry) == 1


def test_what_the_plain_form_has_brought_already_is_the_same_report(app: Flask) -> None:
    """The answer to the plain form was lost on the way, and the outbox sends it again."""
    client = Client(app)
    form = client.visit("/rapportera").form("/rapportera")
    words = {"category": "lighting", "text": "Två lampor är släckta.", "place_words": "Tunneln"}
    sent = client.post("/rapportera", data={**form, **words})
    answer = put(app, form["uuid"], seal(form["secret"]))
    assert (answer.status_code, (answer.json or {})["link"]) == (200, sent.location)
    assert client.post("/rapportera", data={**form, **words}).location == sent.location
    assert count(Finding) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", b""), (seal()[:-5], seal()), (seal(), seal() + b" ")],
    ids=["empty", "cut", "other digest"],
)
def test_what_did_not_come_whole_is_not_taken(app: Flask, body: bytes, told: bytes) -> None:
    answer = put(app, new_id(), body, X_Sha256=digest(told))
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "digest")
    assert count(Entry) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site", "Origin": "http://localhost"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "https://elak.example"},
    ],
    ids=str,
)
def test_another_site_can_neither_send_nor_read(app: Flask, headers: dict[str, str]) -> None:
    path = new_id()
    sent, asked = (
        put(app, path, seal(), **headers),
        app.test_client().options(
            f"/api/r/e/{path}",
            headers={
                "Origin": "https://elak.example",
                "Access-Control-Request-Method": "PUT",
                "Access-Control-Request-Headers": "x-sha256",
            },
        ),
    )
    assert (sent.status_code, (sent.json or {})["error"]) == (403, "origin")
    for answer in (sent, asked):
        assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert count(Finding) == 0


def test_without_the_header_that_another_site_may_not_send_nothing_is_taken(app: Flask) -> None:
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = app.test_client().put(f"/api/r/e/{new_id()}", data=seal(), headers=headers)
    assert answer.status_code == 400
    assert count(Finding) == 0


def test_what_has_come_can_not_be_read_back(app: Flask) -> None:
    entry = new_id()
    put(app, entry, seal())
    assert app.test_client().get(f"/api/r/e/{entry}").status_code == 405


def test_a_photo_comes_after_its_report_and_once(app: Flask) -> None:
    picture, entry = make.picture(), new_id()
    photo, raw = listed(picture)
    put(app, entry, raw)
    answers = [put(app, f"{entry}/p/{photo}", picture) for _turn in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[1].json == {**(answers[0].json or {}), "result": "same"}
    kept = db.session.scalars(select(Photo)).one()
    assert (kept.finding_id, kept.received_sha256) == (the_finding().id, digest(picture))
    page = Client(app).visit(f"/arende/{SECRET}")
    assert len(page.select("img.note-photo")) == 1
    assert count(PublicCopy) == 0


def test_a_photo_is_looked_at_only_when_its_report_has_come_and_lists_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []
    monkeypatch.setattr("walks.storage.keep", lambda received, _instance: looked.append(received))
    entry, picture = new_id(), make.picture()
    photo, raw = listed(picture)
    early = put(app, f"{entry}/p/{photo}", picture)
    assert (early.status_code, (early.json or {})["error"]) == (404, "unknown")
    put(app, entry, raw)
    assert put(app, f"{entry}/p/{photo}", make.picture(colour="red")).status_code == 409
    assert put(app, f"{entry}/p/{new_id()}", picture).status_code == 409
    assert looked == []
    assert count(Photo) == 0


def test_a_photo_of_a_walk_is_nothing_a_resident_can_send(app: Flask) -> None:
    anna = make.person("Anna")
    walk = make.walk(anna)
    noter, _secret = make.participant(walk)
    entry, photo, picture = new_id(), new_id(), make.picture()
    sealed = Entry(
        uuid=entry, walk=walk, participant=noter, kind="finding", sha256="0" * 64,
        photos={photo: digest(picture)}, noted_at=make.NOW, received_at=make.NOW, fate="done",
    )  # fmt: skip
    db.session.add(sealed)
    db.session.commit()
    assert put(app, f"{entry}/p/{photo}", picture).status_code == 404
    assert put(app, entry, seal()).status_code == 409


def test_an_unreadable_photo_is_received_and_told_of_on_the_link(app: Flask) -> None:
    broken, entry = make.picture()[:200], new_id()
    photo, raw = listed(broken)
    put(app, entry, raw)
    answer = put(app, f"{entry}/p/{photo}", broken)
    assert (answer.status_code, (answer.json or {})["readable"]) == (201, False)
    words = Client(app).visit(f"/arende/{SECRET}").words()
    assert "En bild gick inte att läsa" in words


def test_what_is_no_picture_or_too_large_is_refused(app: Flask) -> None:
    path = f"{new_id()}/p/{new_id()}"
    refused = put(app, path, b"<svg>", Content_Type="text/html")
    assert (refused.status_code, (refused.json or {})["error"]) == (415, "type")
    large = put(app, path, b"x" * (8 * 1024 * 1024 + 1))
    assert (large.status_code, (large.json or {})["error"]) == (413, "too_large")
    assert put(app, new_id(), b"x" * (64 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    "raw",
    [
        *BROKEN,
        json.dumps({"v": 1, "kind": "finding", "body": "ord"}).encode(),
        json.dumps({"v": 1, "kind": "finding", "language": ["sv"], "body": {}}).encode(),
        seal(kind="withdrawal"),
        seal(kind="correction"),
        seal(kind="agree"),
        seal(body={"text": "x" * 4001}),
        seal(body={"category": "", "text": ""}),
        seal(body={"category": "", "text": "\x00"}),
        seal(body={"place_words": ""}),
        seal(body={"email": "elsa snabel-a hemma"}),
        seal(body={"secret": None}),
        seal(body={"secret": ["a" * 32]}),
        seal(""),
        seal("a" * 21),
        seal("a" * 65),
        seal("../../etc/passwd/och/mera"),
        seal("å" * 30),
        seal(photos="många"),
        seal(photos=[{"id": "x", "sha256": "y"}]),
        seal(photos=[{"id": new_id(), "sha256": "0" * 64}] * 5),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_sentence(app: Flask, raw: bytes) -> None:
    answer = put(app, new_id(), raw)
    told = answer.json or {}
    assert answer.status_code == 422, answer.text
    assert told["error"]
    assert told["text"][-1] in ".?"
    assert count(Entry) == count(Finding) == 0


@pytest.mark.parametrize(
    "body",
    [
        {"photos": "x", "camera": "y", "kept": "z", "uuid": "å", "stop": "7", "csrf_token": "k"},
        {"latitude": "inf", "longitude": "nan", "accuracy": "-1"},
        {"latitude": "0", "longitude": "0", "accuracy": "5"},
        {"text": "\ud800\u202e<script>alert(1)</script>", "email": None},
        {"category": "gone"},
    ],
    ids=str,
)
def test_what_no_page_of_ours_says_does_no_harm(app: Flask, body: dict[str, object]) -> None:
    entry = new_id()
    raw = json.dumps(json.loads(seal()) | {"body": {**json.loads(seal())["body"], **body}}).encode()
    assert put(app, entry, raw).status_code == 201
    finding = the_finding()
    assert (finding.uuid, finding.latitude, finding.photos) == (entry, None, [])


def test_the_refusal_and_the_link_speak_the_language_of_the_report(app: Flask) -> None:
    refused = put(app, new_id(), seal(language="en", body={"place_words": ""}))
    assert "where it is" in (refused.json or {})["text"]
    link = (put(app, new_id(), seal(language="en")).json or {})["link"]
    assert link == f"/en/arende/{SECRET}"
    early = put(app, f"{new_id()}/p/{new_id()}", b"x", Accept_Language="en")
    assert re.search(r"report .* not arrived", (early.json or {})["text"])


@pytest.mark.parametrize(
    ("days", "kept"),
    [(-3, -3), (-31, 0), (1, 0), (-365, 0)],
    ids=["waited", "long", "ahead", "year"],
)
def test_it_is_known_when_it_was_written_unless_the_clock_is_wrong(
    app: Flask, days: int, kept: int
) -> None:
    put(app, new_id(), seal(noted_at=(make.NOW + timedelta(days=days)).isoformat()))
    finding = the_finding()
    assert finding.noted_at == make.NOW + timedelta(days=kept)
    assert finding.received_at == make.NOW


def test_the_limit_of_the_plain_form_holds_and_a_repeat_still_gets_its_link(app: Flask) -> None:
    strict = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    strict.test_client_class = Client
    client = strict.test_client()
    reports = [(new_id(), seal(f"hemlig-lank-nummer-{turn:04}")) for turn in range(10)]
    for entry, raw in reports:
        assert put(strict, entry, raw).status_code == 201
        assert put(strict, entry, raw).status_code == 200
    more = put(strict, new_id(), seal())
    assert (more.status_code, (more.json or {})["error"]) == (429, "wait")
    assert int(more.headers["Retry-After"]) == 600
    for entry, raw in ((reports[0][0], seal()), (new_id(), reports[0][1])):
        assert put(strict, entry, raw).status_code == 429  # half of it known is nobody's receipt
    again = put(strict, *reports[0])
    assert (again.status_code, (again.json or {})["link"]) == (
        200,
        "/arende/hemlig-lank-nummer-0000",
    )
    form = client.visit("/rapportera").form("/rapportera")
    plain = client.post("/rapportera", data={**form, "category": "lighting", "place_words": "Bron"})
    assert plain.status_code == 429
    with strict.app_context():
        assert count(Finding) == 10

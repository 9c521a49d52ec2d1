"""Walk sync: everything arrives once, and the phone is told only what is true."""

import json
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.api import phone as phones
from tests.api.phone import BROKEN, Phone, digest, seal
from tests.test_database import all_at_once
from walks.db import db
from walks.model.agreement import agreements
from walks.model.clock import tick
from walks.model.codes import Audience
from walks.model.entry import Entry
from walks.model.finding import Finding
from walks.model.photo import Photo
from walks.model.release import release_walk
from walks.model.status import Status, Verb
from walks.model.token import Token
from walks.model.walk import Walk, WalkState


@pytest.fixture
def walk(people: SimpleNamespace, now: object) -> Walk:
    return make.walk(people.anna, area=make.area())


@pytest.fixture
def phone(app: Flask, walk: Walk) -> Phone:
    return phones.on(app, walk)


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def the_finding() -> Finding:
    return db.session.scalars(select(Finding)).one()


def released(walk: Walk) -> None:
    walk.end(make.NOW)
    release_walk(walk, by=None, now=make.NOW)
    db.session.commit()


def test_an_entry_becomes_a_finding_and_the_receipt_says_what_is_safe(phone: Phone) -> None:
    raw, entry = seal(), str(uuid.uuid4())
    answer = phone.put(raw, entry)
    assert answer.status_code == 201, answer.text
    finding = the_finding()
    assert answer.json == {
        "id": entry,
        "sha256": digest(raw),
        "bytes": len(raw),
        "result": "new",
        "late": False,
        "wish": False,
        "number": finding.number,
        "said": [f"Sparat – gick till Tekniska nämnden: {finding.reason}"],
    }
    assert (finding.uuid, finding.text) == (entry, phones.BODY["text"])
    assert finding.participant_id == phone.participant.id
    assert phone.participant.heard_from_at == make.NOW


def test_the_same_entry_twice_is_kept_once(phone: Phone) -> None:
    raw, entry = seal(), str(uuid.uuid4())
    first, second = phone.put(raw, entry), phone.put(raw, entry)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json == {**(first.json or {}), "result": "same"}
    assert count(Finding) == 1


def test_other_content_under_the_same_id_is_refused_and_the_first_stays(phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal(), entry)
    answer = phone.put(seal(body={"text": "Något helt annat."}), entry)
    assert (answer.status_code, (answer.json or {})["error"]) == (409, "other_content")
    assert the_finding().text == phones.BODY["text"]


def test_the_same_id_from_another_phone_is_refused(app: Flask, walk: Walk, phone: Phone) -> None:
    raw, entry = seal(), str(uuid.uuid4())
    phone.put(raw, entry)
    assert phones.on(app, walk).put(raw, entry).status_code == 409


def test_eight_identical_at_once_are_one(app: Flask, phone: Phone) -> None:
    raw, entry = seal(), str(uuid.uuid4())
    answers = all_at_once(app, lambda _index: phone.put(raw, entry).status_code)
    assert sorted(map(str, answers)) == ["200"] * 7 + ["201"]
    assert count(Finding) == count(Entry) == 1


@pytest.mark.parametrize(
    ("body", "told"),
    [(b"", b""), (seal()[:-5], seal()), (seal(), seal() + b" ")],
    ids=["empty", "cut", "other digest"],
)
def test_what_did_not_come_whole_is_not_taken(phone: Phone, body: bytes, told: bytes) -> None:
    answer = phone.put(body, X_Sha256=digest(told))
    assert (answer.status_code, (answer.json or {})["error"]) == (400, "digest")
    assert count(Entry) == 0


def test_a_cookie_alone_is_nobody(app: Flask, walk: Walk, phone: Phone) -> None:
    _other, secret = make.participant(walk)
    db.session.commit()
    client = app.test_client()
    client.set_cookie(f"walk_{walk.public_id}", secret)
    raw = seal()
    answer = client.put(
        f"/api/w/{walk.public_id}/e/{uuid.uuid4()}", data=raw, headers={"X-Sha256": digest(raw)}
    )
    assert answer.status_code == 401
    assert (answer.json or {})["error"] == "token"


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic x", "Bearer \udcff"])
def test_without_a_token_nothing_is_taken(phone: Phone, token: str) -> None:
    assert phone.put(seal(), Authorization=token).status_code == 401
    assert count(Entry) == 0


def test_a_token_is_for_one_walk(app: Flask, people: SimpleNamespace, phone: Phone) -> None:
    other = make.walk(people.anna)
    db.session.commit()
    phone.walk_id = other.public_id
    assert phone.put(seal()).status_code == 403
    phone.walk_id = "finnsinte1"
    assert phone.put(seal()).status_code == 404


def test_a_token_reads_nothing(app: Flask, phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal(), entry)
    for path in (f"/api/w/{phone.walk_id}/e/{entry}", f"/falt/{phone.walk_id}"):
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {phone.token}"})
        assert answer.status_code in (303, 405)
        assert phones.BODY["text"] not in answer.text


def test_only_the_hash_of_a_token_is_kept(phone: Phone) -> None:
    kept = db.session.scalars(select(Token.token_hash)).all()
    assert phone.token not in kept


def test_what_comes_after_the_walk_is_kept_for_a_look(phone: Phone, walk: Walk) -> None:
    released(walk)
    answer = phone.put(seal())
    assert (answer.status_code, (answer.json or {})["late"]) == (202, True)
    assert the_finding().released_at is None


def test_even_after_the_archive_nothing_is_refused(phone: Phone, walk: Walk) -> None:
    released(walk)
    walk.state, walk.join_code = WalkState.ARCHIVED, None
    db.session.commit()
    with time_machine.travel(make.NOW + timedelta(days=70), tick=False):
        assert phone.put(seal()).status_code == 202
    assert count(Finding) == 1


def test_a_correction_changes_the_words(phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal(), entry)
    answer = phone.put(seal("correction", of=entry, body={"text": "Tre lampor, inte två."}))
    assert (answer.status_code, (answer.json or {})["wish"]) == (201, False)
    assert the_finding().text == "Tre lampor, inte två."


def test_what_comes_before_its_finding_waits_for_it_in_order(phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal("correction", of=entry, body={"text": "Rättat."}))
    phone.put(seal("withdrawal", of=entry))
    assert count(Finding) == 0
    phone.put(seal(), entry)
    finding = the_finding()
    assert (finding.text, finding.status) == ("Rättat.", Status.WITHDRAWN)


def test_what_comes_too_late_is_kept_as_a_wish(phone: Phone, walk: Walk) -> None:
    entry, change = str(uuid.uuid4()), str(uuid.uuid4())
    phone.put(seal(), entry)
    released(walk)
    raw = seal("correction", of=entry, body={"text": "Det var vid parken."})
    answers = [
        phone.put(raw, change),
        phone.put(raw, change),
        phone.put(seal("withdrawal", of=entry)),
    ]
    assert [(a.status_code, (a.json or {})["wish"]) for a in answers] == [(202, True)] * 3
    finding = the_finding()
    assert (finding.text, finding.status) == (phones.BODY["text"], Status.NEW)
    wishes = [event for event in finding.events if event.verb is Verb.WISH]
    assert [wish.text.body if wish.text else None for wish in wishes] == [
        "Det var vid parken.\nGångtunneln vid torget",
        "Jag ångrar det jag noterade.",
    ]


def test_nobody_changes_what_another_noted(app: Flask, walk: Walk, phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal(), entry)
    answer = phones.on(app, walk).put(seal("withdrawal", of=entry))
    assert (answer.status_code, (answer.json or {})["error"]) == (422, "not_yours")
    assert the_finding().status is Status.NEW


def test_agreeing_counts_once_and_can_be_taken_back(app: Flask, walk: Walk, phone: Phone) -> None:
    entry, yes = str(uuid.uuid4()), str(uuid.uuid4())
    phone.put(seal(), entry)
    finding, other = the_finding(), phones.on(app, walk)
    assert finding.audience is Audience.WALK
    other.put(seal("agree", of=entry), yes)
    other.put(seal("agree", of=entry))
    phone.put(seal("agree", of=entry))
    assert agreements([finding.id]) == {finding.id: 1}
    other.put(seal("withdrawal", of=yes))
    assert agreements([finding.id]) == {}


def test_what_one_can_not_see_one_can_not_agree_with(app: Flask, walk: Walk, phone: Phone) -> None:
    entry = str(uuid.uuid4())
    phone.put(seal(body={"category": "threat"}), entry)
    phones.on(app, walk).put(seal("agree", of=entry))
    assert agreements([the_finding().id]) == {}


@pytest.mark.parametrize("photo_first", [True, False])
def test_photo_and_finding_come_in_any_order(phone: Phone, photo_first: bool) -> None:
    entry, photo, picture = str(uuid.uuid4()), str(uuid.uuid4()), make.picture()
    raw = seal(photos=[{"id": photo, "sha256": digest(picture)}])
    sends = [lambda: phone.put_photo(picture, entry, photo), lambda: phone.put(raw, entry)]
    answers = [send() for send in (sends if photo_first else sends[::-1])]
    assert [answer.status_code for answer in answers] == [201, 201]
    kept = db.session.scalars(select(Photo)).one()
    assert (kept.finding_id, kept.received_sha256) == (the_finding().id, digest(picture))
    assert phone.put_photo(picture, entry, photo).status_code == 200
    assert count(Photo) == 1


def test_a_photo_that_the_entry_does_not_list_is_refused(phone: Phone) -> None:
    entry, photo = str(uuid.uuid4()), str(uuid.uuid4())
    phone.put(seal(photos=[{"id": photo, "sha256": "0" * 64}]), entry)
    assert phone.put_photo(make.picture(), entry, photo).status_code == 409
    assert phone.put_photo(make.picture(), entry, str(uuid.uuid4())).status_code == 409
    assert count(Photo) == 0


def test_an_unreadable_photo_is_received_and_kept_apart(phone: Phone) -> None:
    entry, photo, broken = str(uuid.uuid4()), str(uuid.uuid4()), make.picture()[:200]
    phone.put(seal(photos=[{"id": photo, "sha256": digest(broken)}]), entry)
    answer = phone.put_photo(broken, entry, photo)
    assert (answer.status_code, (answer.json or {})["readable"]) == (201, False)
    assert the_finding().shown_photos == []


def test_what_is_no_picture_or_too_large_is_refused(phone: Phone) -> None:
    entry, photo = str(uuid.uuid4()), str(uuid.uuid4())
    refused = phone.put_photo(b"<svg>", entry, photo, Content_Type="text/html")
    assert (refused.status_code, (refused.json or {})["error"]) == (415, "type")
    large = phone.put_photo(b"x" * (8 * 1024 * 1024 + 1), entry, photo)
    assert (large.status_code, (large.json or {})["error"]) == (413, "too_large")
    assert phone.put(b"x" * (64 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    "raw",
    [
        *BROKEN,
        json.dumps({"v": 1, "kind": "poem"}).encode(),
        json.dumps({"v": 1, "kind": ["finding"]}).encode(),
        seal("withdrawal", of="x"),
        seal("correction", of=None),
        seal(body={"text": "x" * 4001}),
        seal(body={"category": "", "text": ""}),
        seal(body={"place_words": ""}),
        seal(photos=[{"id": "x", "sha256": "y"}]),
        seal(photos="många"),
        seal(photos=[{"id": str(uuid.uuid4()), "sha256": "0" * 64}] * 5),
        json.dumps({"v": 1, "kind": "finding", "body": "ord"}).encode(),
    ],
)
def test_what_can_not_be_read_is_refused_with_a_sentence(phone: Phone, raw: bytes) -> None:
    answer = phone.put(raw)
    told = answer.json or {}
    assert answer.status_code == 422
    assert told["error"]
    assert told["text"][-1] in ".?"
    assert count(Entry) == 0


def test_the_refusal_speaks_the_language_of_the_entry(phone: Phone) -> None:
    answer = phone.put(seal(language="en", body={"place_words": ""}))
    assert "stop" in (answer.json or {})["text"]


@pytest.mark.parametrize(
    ("noted_at", "offset", "minutes"),
    [
        (make.NOW - timedelta(minutes=10), 0, -10),
        (make.NOW - timedelta(days=365, minutes=5), 365 * 86400 * 1000, -5),
        (make.NOW - timedelta(days=365), 0, 0),
        (make.NOW + timedelta(hours=3), 0, 0),
        ("inte en tid", 0, 0),
        ("9999-12-31T23:59:59Z", 1e18, 0),
        (None, None, 0),
    ],
)
def test_a_clock_that_is_wrong_does_no_harm(
    phone: Phone, noted_at: object, offset: object, minutes: int
) -> None:
    given = noted_at.isoformat() if hasattr(noted_at, "isoformat") else noted_at
    phone.put(seal(noted_at=given, clock_offset=offset))
    finding = the_finding()
    assert finding.noted_at == make.NOW + timedelta(minutes=minutes)
    assert finding.received_at == make.NOW


def test_what_an_old_page_offered_and_is_gone_is_left_out(phone: Phone) -> None:
    body = {"category": "gone", "stop": "999", "stop_name": "Gamla bron", "place_words": ""}
    answer = phone.put(seal(body=body))
    assert answer.status_code == 201
    assert the_finding().place_words == "Gamla bron"


def test_a_position_abroad_does_not_stop_a_note_with_a_place(phone: Phone) -> None:
    answer = phone.put(seal(body={"latitude": "0", "longitude": "0", "accuracy": "5"}))
    assert answer.status_code == 201
    assert the_finding().latitude is None


def test_the_sealed_bytes_are_kept_until_release(phone: Phone, walk: Walk) -> None:
    raw = seal()
    phone.put(raw)
    tick(make.NOW)
    assert db.session.scalars(select(Entry.raw)).one() == raw
    released(walk)
    tick(make.NOW)
    assert db.session.scalars(select(Entry.raw)).one() is None
    assert phone.put(raw, entry=db.session.scalars(select(Entry.uuid)).one()).status_code == 202


def test_the_phone_gets_a_token_by_its_cookie(app: Flask, walk: Walk) -> None:
    participant, secret = make.participant(walk)
    db.session.commit()
    client = app.test_client()
    client.set_cookie(f"walk_{walk.public_id}", secret)
    address = f"/falt/{walk.public_id}/token"
    answer = client.post(address)
    token = (answer.json or {})["token"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert len(token) == 43
    assert client.post(address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Phone(app, walk.public_id, token, participant).put(seal()).status_code == 201
    assert the_finding().participant_id == participant.id


def test_joining_again_with_an_old_token_is_the_same_participant(
    app: Flask, walk: Walk, phone: Phone
) -> None:
    _again, secret = make.participant(walk)
    db.session.commit()
    client = app.test_client()
    client.set_cookie(f"walk_{walk.public_id}", secret)
    held = {"Authorization": f"Bearer {phone.token}"}
    answer = client.post(f"/falt/{walk.public_id}/token", headers=held)
    Phone(app, walk.public_id, (answer.json or {})["token"], phone.participant).put(seal())
    assert the_finding().participant_id == phone.participant.id


def test_a_phone_that_sends_too_much_at_once_waits_and_its_neighbour_does_not(
    app: Flask, walk: Walk, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from walks.pages.limits import limiter

    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    answers = [phone.put(b"{") for _ in range(241)]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert phones.on(app, walk).put(seal()).status_code == 201
    limiter.reset()

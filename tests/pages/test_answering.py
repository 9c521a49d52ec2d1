"""Answering by the link in a letter: a party, and an outside contact who sees what was passed."""

import re
from datetime import datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Client, Page
from walks import storage
from walks.db import db
from walks.model.clock import tick
from walks.model.contact import contacts
from walks.model.finding import Finding
from walks.model.letter import Letter, LetterKind, LetterState
from walks.model.link import VALID, Link, link_with, party_link, referral_link
from walks.model.party import party_by_slug
from walks.model.photo import Photo
from walks.model.release import release_walk
from walks.model.status import Actor, Status, Verb, WaitingOn
from walks.worker import Worker

ANSWER = "Lampan är bytt och lyser igen."
BRIEF = "Lampan sitter på er gavel mot parken."
SOLD = "Det säljs ur en röd bil."


@pytest.fixture
def walked(people: SimpleNamespace, now: datetime, app: Flask) -> SimpleNamespace:
    """A released walk: a lamp for Tekniska nämnden, a bench too, and a deal for the police."""
    walk = make.walk(people.anna)
    walk.start(now)
    noter, _secret = make.participant(walk)
    picture = storage.keep(make.picture(), app.config["INSTANCE"])
    lamp = make.finding(walk, noter, photos=(picture,), latitude=57.72, longitude=12.94)
    bench = make.finding(walk, noter, category="upkeep", text="Bänken är trasig.")
    deal = make.finding(
        walk, noter, category="drugs", text=SOLD, place_words="Hos Olle i port 7", photos=(picture,)
    )
    walk.end(now)
    release_walk(walk, by=people.anna, now=now)
    tn, police = party_by_slug("tekniska-namnden"), party_by_slug("polisen")
    made = SimpleNamespace(
        walk=walk, lamp=lamp, bench=bench, deal=deal, tn=tn, police=police, **vars(people)
    )
    made.secret = party_link(tn, now, walk=walk)
    made.theirs = party_link(police, now, walk=walk)
    db.session.commit()
    return made


def act(client: Client, finding: Finding, secret: str, noun: str, status: int = 200, **g: str):  # type: ignore[no-untyped-def]
    address = f"/svar/{secret}/fynd/{finding.number}"
    form = client.visit(address).form(f"/{noun}")
    return client.send(f"{address}/{noun}", {**form, **g}, status)


def passed(walked: SimpleNamespace, finding: Finding, now: datetime, email: str | None) -> str:
    """Pass the finding to a contact; return the secret of a link."""
    contact = contacts()[0]
    contact.email = email
    by = walked.cilla if finding is walked.deal else walked.bertil
    finding.pass_to(contact, BRIEF, "Vi har bett AB Bostäder laga lampan.", by=by, now=now)
    assert finding.referral
    secret = referral_link(finding.referral, now)
    db.session.commit()
    return secret


def letters(kind: LetterKind) -> list[Letter]:
    db.session.expire_all()
    return list(db.session.scalars(select(Letter).filter_by(kind=kind).order_by(Letter.id)))


def link_in(app: Flask, letter: Letter) -> str:
    """Return the path of the link in a letter that was sent to the folder."""
    eml = (app.config["INSTANCE"] / "letters" / f"{letter.id:06}.eml").read_text()
    found = re.search(r"/svar/[\w-]+", eml.replace("=\n", ""))
    assert found, eml
    return found.group()


def test_a_party_answers_without_signing_in(client: Client, walked: SimpleNamespace) -> None:
    page = client.visit(f"/svar/{walked.secret}")
    assert [h.get_text().strip().split(":")[0] for h in page.select("h2.row-title")] == [
        "Belysning",
        "Skötsel och trasig utrustning",
    ]
    page = act(client, walked.lamp, walked.secret, "atgard", answer=ANSWER)
    assert "Åtgärdat" in page.words()
    event = walked.lamp.events[-1]
    assert (event.verb, event.actor, event.person) == (Verb.FIX, Actor.HANDLER, None)
    assert event.link.party == walked.tn
    assert "Tekniska nämnden (genom länk) svarade" in page.words()
    first = client.visit(f"/svar/{walked.secret}").select("h2.row-title")[0]
    assert "Skötsel" in first.text, "what waits stands first"


def test_the_page_is_kept_by_nobody(client: Client, walked: SimpleNamespace) -> None:
    for path in ("", f"/fynd/{walked.lamp.number}"):
        answer = client.get(f"/svar/{walked.secret}{path}")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers


def test_a_link_reaches_nothing_of_another_party(client: Client, walked: SimpleNamespace) -> None:
    page = client.visit(f"/svar/{walked.secret}")
    assert SOLD not in page.text
    photo = walked.deal.photos[0].uuid
    client.visit(f"/svar/{walked.secret}/fynd/{walked.deal.number}", 404)
    assert client.get(f"/svar/{walked.secret}/bild/{photo}").status_code == 404
    assert client.get(f"/svar/{walked.theirs}/bild/{photo}").status_code == 200
    assert SOLD in client.visit(f"/svar/{walked.theirs}/fynd/{walked.deal.number}").text
    report = make.report()
    db.session.commit()
    client.visit(f"/svar/{walked.secret}/{report.number}", 404)
    address = f"/svar/{walked.secret}/fynd/{walked.deal.number}/mottagande"
    client.send(address, {"version": "1"}, 404)


def test_an_answer_that_says_nothing_comes_back(client: Client, walked: SimpleNamespace) -> None:
    page = act(client, walked.lamp, walked.secret, "atgard", 422, answer="Klart")
    assert "Skriv vad som har gjorts" in page.words()
    assert page.select_one("#fix-answer").text.strip() == "Klart"  # type: ignore[union-attr]
    page = act(client, walked.lamp, walked.secret, "plan", 422, answer=ANSWER, on="2020-01-01")
    assert "Datumet har redan varit" in page.words()


def test_two_places_at_once_the_second_sees_the_first(
    client: Client, walked: SimpleNamespace
) -> None:
    address = f"/svar/{walked.secret}/fynd/{walked.lamp.number}"
    form = client.visit(address).form("/atgard")
    act(
        client,
        walked.lamp,
        walked.secret,
        "plan",
        answer="Lampan byts snart av oss.",
        on="2026-12-01",
    )
    page = client.send(f"{address}/atgard", {**form, "answer": ANSWER}, 409)
    assert ANSWER in page.text
    assert "Lampan byts snart av oss." in page.words()
    client.send(f"{address}/atgard", page.form("/atgard"))
    assert walked.lamp.status is Status.FIXED


def test_the_same_press_twice_by_the_link_is_done_once(
    client: Client, walked: SimpleNamespace
) -> None:
    address = f"/svar/{walked.secret}/fynd/{walked.lamp.number}"
    form = {**client.visit(address).form("/atgard"), "answer": ANSWER}
    for _twice in range(2):
        page = client.send(f"{address}/atgard", form)
        assert "Fyndet är åtgärdat" in page.words(".flashes")
    assert [e.verb for e in walked.lamp.events].count(Verb.FIX) == 1
    address = f"/svar/{walked.secret}/fynd/{walked.bench.number}"
    form = client.visit(address).form("/overlamning")
    form |= {"party": "polisen", "reason": "Det hör till er."}
    for _twice in range(2):
        page = client.send(f"{address}/overlamning", form)
        assert page.h1.text.endswith("är inte längre hos er")
        assert "Det här sparades inte" not in page.words()


def test_an_answer_after_a_hand_over_says_who_has_it_and_loses_nothing(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    address = f"/svar/{walked.secret}/fynd/{walked.lamp.number}"
    form = client.visit(address).form("/atgard")
    walked.lamp.hand_over(walked.police, "Det är en polisfråga.", by=walked.bertil, now=now)
    db.session.commit()
    page = client.send(f"{address}/atgard", {**form, "answer": ANSWER}, 409)
    assert "Polisen har fyndet nu" in page.words()
    assert ANSWER in page.words()
    assert "Polisen har det nu" in client.visit(f"/svar/{walked.secret}").words()
    assert walked.lamp.status is Status.NEW


def test_an_ended_link_keeps_what_was_written_and_a_new_one_goes_by_letter_once(
    app: Flask, client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    Worker().round(now)
    letter = next(each for each in letters(LetterKind.RELEASE) if each.party == walked.tn)
    address = link_in(app, letter)
    assert "[hemlig länk]" in letter.body
    link_with(address.split("/")[-1]).end(now)
    db.session.commit()
    page = client.visit(address, 410)
    assert "Länken gäller inte längre" in page.words()
    page = client.send(f"{address}/fynd/{walked.lamp.number}/atgard", {"answer": ANSWER}, 410)
    assert ANSWER in page.words()
    for _twice in range(2):
        page = client.send(f"{address}/ny-lank", {})
        assert "samma adress" in page.words()
    assert not page.select("a[href^='/svar/']")
    [new] = letters(LetterKind.LINK)
    assert new.recipient == letter.recipient
    Worker().round(now)
    assert "Belysning" in client.visit(link_in(app, new)).words()


def test_a_link_ends_with_its_time_or_with_the_account_it_was_sent_to(
    app: Flask, client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    Worker().round(now)
    letter = next(each for each in letters(LetterKind.RELEASE) if each.party == walked.tn)
    address = link_in(app, letter)
    assert client.get(address).status_code == 200
    walked.bertil.active = False
    db.session.commit()
    assert client.get(address).status_code == 410
    link = link_with(walked.secret)
    link.valid_until = now
    db.session.commit()
    page = client.visit(f"/svar/{walked.secret}", 410)
    assert "Be den som gav dig länken" in page.words()
    assert client.get(f"/svar/{walked.secret}/bild/{walked.lamp.photos[0].uuid}").status_code == 404
    assert timedelta(days=60) == VALID


def test_a_digest_carries_no_link(walked: SimpleNamespace, now: datetime) -> None:
    made = len(db.session.scalars(select(Link)).all())
    for letter in letters(LetterKind.RELEASE):
        letter.state, letter.due_at = LetterState.GATHERED, now
    db.session.commit()
    Worker().round(now)
    db.session.expire_all()
    [digest] = [each for each in letters(LetterKind.DIGEST) if each.person == walked.bertil]
    assert digest.state is LetterState.SENT
    assert "utan att logga in" not in digest.body
    assert len(db.session.scalars(select(Link)).all()) == made


def test_a_contact_sees_what_was_passed_and_no_more(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    page = client.visit(f"/svar/{passed(walked, walked.lamp, now, 'bo@example.org')}")
    said = page.words()
    for words in (BRIEF, "Belysning", "Gångtunneln vid torget", "Tekniska nämnden"):
        assert words in said
    assert walked.lamp.text not in page.text
    assert "Boende" not in said
    assert client.get(page.select("main img")[0]["src"]).status_code == 200
    bench = walked.bench
    client.visit(f"/svar/{page.form('/svar') and 'x'}", 404)
    secret = passed(walked, bench, now, "bo@example.org")
    assert client.get(f"/svar/{secret}/bild/{walked.lamp.photos[0].uuid}").status_code == 404
    client.visit(f"/svar/{secret}/fynd/{bench.number}", 404)


def test_nothing_of_the_police_reaches_a_contact(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    secret = passed(walked, walked.deal, now, "bo@example.org")
    page = client.visit(f"/svar/{secret}")
    for words in (SOLD, "port 7"):
        assert words not in page.text
    assert not page.select("main img")
    photo = walked.deal.photos[0].uuid
    assert client.get(f"/svar/{secret}/bild/{photo}").status_code == 404


def reply(client: Client, secret: str, status: int = 200, **data: object) -> Page:
    return client.send(f"/svar/{secret}/svar", data, status, content_type="multipart/form-data")


def test_a_contact_replies_with_a_photo_and_the_party_owes_an_answer(
    app: Flask, client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    secret = passed(walked, walked.lamp, now, "bo@example.org")
    picture = (BytesIO(make.picture(colour="teal")), "ny.jpg")
    page = reply(client, secret, answer="Vi bytte lampan i går.", photos=picture)
    assert "Tack! Svaret har gått till Tekniska nämnden" in page.words()
    assert "1 foto följde med" in page.words()
    assert (walked.lamp.status, walked.lamp.waiting_on) == (Status.RECEIVED, WaitingOn.PARTY)
    assert len(walked.lamp.photos) == 1, "kept apart from what was noted"
    [back] = walked.lamp.referrals[0].replied_photos
    [letter] = letters(LetterKind.RETURNED)
    assert letter.recipient == "bertil@example.org"
    bertil: Client = app.test_client()  # type: ignore[assignment]
    bertil.sign_in("bertil@example.org")
    page = bertil.visit(f"/fynd/{walked.lamp.number}")
    assert "Vi bytte lampan i går." in page.words()
    assert "Foton från AB Bostäder" in page.words()
    assert "Vi bytte lampan i går." in page.words(".notice"), "what to act on stands on top"
    assert bertil.get(f"/bild/{back.uuid}").status_code == 200
    for stranger in ("cilla", "rune"):
        other: Client = app.test_client()  # type: ignore[assignment]
        other.sign_in(f"{stranger}@example.org")
        assert other.get(f"/bild/{back.uuid}").status_code == 404
    assert client.get(f"/vandringar/bild/{back.uuid}").status_code == 404
    assert client.get(f"/svar/{walked.secret}/bild/{back.uuid}").status_code == 200


def test_a_reply_twice_is_once_and_another_comes_too_late(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    secret = passed(walked, walked.lamp, now, "bo@example.org")
    for _twice in range(2):
        reply(client, secret, answer="Vi bytte lampan i går.")
    page = reply(client, secret, 409, answer="Nej, vi bytte den i dag.")
    assert "Det här kom inte med" in page.words()
    assert "Nej, vi bytte den i dag." in page.words()
    assert walked.lamp.number in page.words(".panel")
    assert BRIEF in page.words(".panel"), "what was answered"
    assert "Svara på brevet" in page.words(), "how to say more"
    assert [e.verb for e in walked.lamp.events].count(Verb.TAKE_BACK) == 1


def test_a_reply_that_says_nothing_or_has_a_bad_photo_keeps_the_good_one(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    secret = passed(walked, walked.lamp, now, "bo@example.org")
    good, bad = (BytesIO(make.picture()), "a.jpg"), (BytesIO(b"inte en bild"), "b.jpg")
    page = reply(client, secret, 422, answer="", photos=[good, bad])
    assert "En bild gick inte att läsa" in page.words()
    kept = page.form("/svar")
    assert kept["kept"]
    reply(client, secret, answer="Vi bytte lampan i går.", kept=kept["kept"])
    assert len(db.session.scalars(select(Photo).where(Photo.referral_id.is_not(None))).all()) == 1


def test_a_photo_for_a_link_that_is_none_is_not_stored(app: Flask, client: Client) -> None:
    picture = (BytesIO(make.picture(colour="teal")), "ny.jpg")
    reply(client, "x" * 43, 404, answer="Vi bytte lampan i går.", photos=picture)
    assert not list((app.config["INSTANCE"] / "photos").glob("*"))


def test_what_was_taken_back_meanwhile_is_said_so(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    secret = passed(walked, walked.lamp, now, "bo@example.org")
    walked.lamp.take_back("Vi gör det själva ändå.", by=walked.bertil, now=now)
    db.session.commit()
    assert "Ni behöver inte göra något mer" in client.visit(f"/svar/{secret}").words()
    page = reply(client, secret, 409, answer="Vi bytte lampan i går.")
    assert "Vi bytte lampan i går." in page.words()


def test_a_contact_gets_a_letter_a_reminder_and_then_the_party_is_told(
    app: Flask, client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    passed(walked, walked.lamp, now, "bo@example.org")
    Worker().round(now)
    [asked] = letters(LetterKind.REFERRAL)
    assert (asked.recipient, asked.name) == ("bo@example.org", "AB Bostäder")
    assert BRIEF not in asked.body
    assert BRIEF in client.visit(link_in(app, asked)).words()
    tick(now + timedelta(days=14))
    assert letters(LetterKind.REMINDER) == []
    tick(now + timedelta(days=15))
    tick(now + timedelta(days=16))
    assert len(letters(LetterKind.REMINDER)) == 1
    assert letters(LetterKind.RETURNED) == []
    tick(now + timedelta(days=22))
    assert [each.recipient for each in letters(LetterKind.RETURNED)] == ["bertil@example.org"]


def test_the_handler_sees_what_the_contact_will_see_and_gets_the_link_of_one_without_mail(
    client: Client, walked: SimpleNamespace, now: datetime
) -> None:
    client.sign_in("bertil@example.org")
    address = f"/fynd/{walked.lamp.number}"
    form = {**client.visit(address).form("/uppdrag"), "brief": BRIEF, "answer": ANSWER}
    form["contact"] = str(contacts()[0].id)
    page = client.send(f"{address}/uppdrag/forhandsvisning", form)
    shown = page.words("#pass_to-preview")
    assert f"Så här ser AB Bostäder det, och inget mer: Nummer {walked.lamp.number}" in shown
    assert BRIEF in shown
    assert walked.lamp.text not in shown
    page = client.send(f"{address}/uppdrag", form)
    assert "AB Bostäder har ingen e-postadress" in page.words()
    link = page.select_one("textarea").text.strip()  # type: ignore[union-attr]
    path = link[link.index("/svar/") :]
    assert BRIEF in client.visit(path).words()
    assert walked.lamp.referrals[0].with_photos
    assert "Hos AB Bostäder sedan 10 november 2026" in client.visit("/inkorg?visa=nya").words() or (
        "Hos AB Bostäder sedan 10 november 2026" in client.visit(address).words()
    )


def test_only_the_coordinator_writes_a_new_contact(client: Client, walked: SimpleNamespace) -> None:
    client.sign_in("karin@example.org")
    address = f"/fynd/{walked.lamp.number}"
    form = {**client.visit(address).form("/uppdrag"), "brief": BRIEF, "answer": ANSWER}
    form |= {"new_contact": "Norrby Fastigheter", "new_email": "inte en adress"}
    page = client.send(f"{address}/uppdrag", form, 422)
    assert "E-postadressen är inte rätt skriven" in page.words()
    client.send(f"{address}/uppdrag", form | {"new_email": "hus@example.org"})
    assert "Norrby Fastigheter" in [each.name for each in contacts()]
    [letter] = letters(LetterKind.REFERRAL)
    assert letter.recipient == "hus@example.org"
    page = client.visit("/inkorg?visa=vantar&part=tekniska-namnden")
    assert (
        "new_contact" not in client.visit(f"/svar/{walked.secret}/fynd/{walked.bench.number}").text
    )


def test_the_reporter_reads_with_whom_it_is(client: Client, walked: SimpleNamespace) -> None:
    report = make.report("r" * 32)
    report.pass_to(
        contacts()[0], BRIEF, "Vi har bett dem laga den.", by=walked.bertil, now=make.NOW
    )
    db.session.commit()
    page = client.visit(f"/arende/{'r' * 32}")
    assert "Ärendet är hos AB Bostäder sedan 10 november 2026" in page.words()


def test_a_coordinator_writes_down_what_the_party_said(
    client: Client, walked: SimpleNamespace
) -> None:
    client.sign_in("karin@example.org")
    address = f"/fynd/{walked.deal.number}"
    page = client.visit(address)
    assert "Skriv in ett svar åt parten" in page.words()
    form = {**client.visit(f"{address}/at-parten").form("/atgard"), "answer": "Vi går dit i kväll."}
    page = client.send(f"{address}/at-parten/atgard", form, 422)
    assert "Skriv varför" in page.words() or "Skriv vem" in page.words()
    said = "EST-möte 4 mars, Cilla på polisen"
    page = client.send(f"{address}/at-parten/atgard", {**form, "said": said})
    assert f"Polisen ({said}, antecknat av Karin) svarade" in page.words()
    assert walked.deal.events[-1].said.body == said
    client.send(f"{address}/at-parten/atgard", {**form, "said": said})
    assert [event.verb for event in walked.deal.events].count(Verb.FIX) == 1, "the same press"
    said = "Telefon 5 mars, Cilla på polisen"
    page = client.send(f"{address}/at-parten/atgard", {**form, "said": said}, 409)
    assert said in page.text

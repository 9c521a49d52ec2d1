"""Photos of what was done: sent with the answer, shown beside what was noted, public by review."""

import io
from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from tests import make
from tests.client import Client, Page
from tests.exports.reading_pdf import text_of
from walks import storage
from walks.db import db
from walks.model.contact import contacts
from walks.model.finding import Finding
from walks.model.link import party_link, referral_link
from walks.model.party import party_by_slug
from walks.model.review import Review, publish
from walks.model.status import Status
from walks.pages.access import cookie_name
from walks.pages.answering_photos import AFTER_MAX

ANSWER = "Lampan är bytt och lyser igen."
SECRET = "r" * 32
MULTIPART = "multipart/form-data"


def jpeg(colour: str = "teal", **save: Any) -> tuple[BytesIO, str]:
    return BytesIO(make.picture(colour=colour, **save)), f"{colour}.jpg"


def no_picture() -> tuple[BytesIO, str]:
    return BytesIO(b"inte en bild"), "b.jpg"


@pytest.fixture
def lamp(people: SimpleNamespace, now: datetime, app: Flask) -> Finding:
    """A resident's report with a photo, to Tekniska nämnden."""
    make.area()
    picture = storage.keep(make.picture(), app.config["INSTANCE"])
    made = make.report(SECRET, photos=(picture,), latitude=57.72, longitude=12.94)
    db.session.commit()
    return made


def browser(app: Flask, name: str) -> Client:
    made: Client = app.test_client()  # type: ignore[assignment]
    made.sign_in(f"{name}@example.org")
    return made


@pytest.fixture
def bertil(app: Flask, lamp: Finding) -> Client:
    """The browser of the party's handler."""
    return browser(app, "bertil")


def fix(client: Client, page: str, status: int = 200, **given: Any) -> Page:
    """Open the page, answer there that it is done, and send it as a browser does."""
    form = {**client.visit(page).form("/atgard"), "answer": ANSWER, **given}
    return client.send(f"{page}/atgard", form, status, content_type=MULTIPART)


def test_before_and_after_stand_side_by_side(bertil: Client, lamp: Finding) -> None:
    page = fix(bertil, f"/fynd/{lamp.number}", photos=[jpeg("teal"), jpeg("olive")])
    before, after = page.select(".before-after figure")
    assert before.figcaption.get_text().strip() == "Före"
    assert " ".join(after.figcaption.get_text().split()) == (
        "Efter, Tekniska nämnden, 10 november 2026"
    )
    assert [len(before.select("img")), len(after.select("img"))] == [1, 2]
    assert "Foto 2 av det som gjordes" in after.select("img")[1]["alt"]
    assert len(lamp.photos) == 1, "kept apart from what was noted"
    assert [photo.finding_id for photo in lamp.after_photos] == [None, None]


def test_documents_show_before_and_after(app: Flask, bertil: Client, lamp: Finding) -> None:
    plain = bertil.get(f"/fynd/{lamp.number}.pdf").data
    assert "Före" not in text_of(plain)
    fix(bertil, f"/fynd/{lamp.number}", photos=[jpeg("teal"), jpeg("olive")])
    resident = app.test_client()
    for pdf in (bertil.get(f"/fynd/{lamp.number}.pdf"), resident.get(f"/arende/{SECRET}.pdf")):
        assert [text_of(pdf.data).count(words) for words in ("Före", "Efter")] == [1, 2]


def test_a_protocol_shows_before_and_after_beside_the_finding(
    app: Flask, people: SimpleNamespace, lamp: Finding
) -> None:
    anna = browser(app, "anna")
    walk = make.walk(people.anna)
    walk.start(make.NOW)
    lamp.walk_id = walk.id
    db.session.commit()
    fix(browser(app, "bertil"), f"/fynd/{lamp.number}", photos=[jpeg("teal")])
    here = f"/sammanstallning/{walk.public_id}/protokoll"
    page = anna.visit(here)
    captions = [each.get_text() for each in page.select(".protocol-photos figcaption")]
    assert captions == ["Före", "Efter"]
    for picture in page.select(".protocol-photos img"):
        assert anna.get(picture["src"]).status_code == 200
    said = text_of(anna.get(f"{here}.pdf").data)
    assert ("Före" in said, "Efter" in said) == (True, True)


def test_without_a_photo_nothing_is_set_side_by_side(bertil: Client, lamp: Finding) -> None:
    page = fix(bertil, f"/fynd/{lamp.number}")
    assert lamp.status is Status.FIXED
    assert not page.select(".before-after")
    assert page.select(".photo img")


def test_nothing_of_the_camera_is_kept(app: Flask, bertil: Client, lamp: Finding) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kameran AB"
    fix(bertil, f"/fynd/{lamp.number}", photos=jpeg(exif=exif))
    shown = bertil.get(f"/bild/{lamp.after_photos[0].uuid}").data
    assert b"Kameran AB" not in shown
    assert dict(Image.open(io.BytesIO(shown)).getexif()) == {}


def test_more_than_three_are_refused_and_nothing_is_lost(bertil: Client, lamp: Finding) -> None:
    four = [jpeg(colour) for colour in ("teal", "olive", "navy", "red")]
    page = fix(bertil, f"/fynd/{lamp.number}", 422, photos=four)
    assert "Högst 3 foton går att skicka: välj om dem." in page.words("#error-summary")
    assert page.form("/atgard")["answer"] == ANSWER
    assert lamp.status is Status.NEW
    assert AFTER_MAX == 3


def test_one_that_can_not_be_read_is_said_so_and_the_rest_is_kept(
    bertil: Client, lamp: Finding
) -> None:
    here = f"/fynd/{lamp.number}"
    page = fix(bertil, here, 422, photos=[jpeg(), no_picture()])
    assert "En bild gick inte att läsa." in page.words("#error-summary")
    form = page.form("/atgard")
    assert form["answer"] == ANSWER
    assert form["kept"], "the one that could be read need not be chosen again"
    bertil.send(f"{here}/atgard", form, content_type=MULTIPART)
    assert len(lamp.after_photos) == 1


def test_what_is_missing_in_the_words_costs_no_photo(bertil: Client, lamp: Finding) -> None:
    page = fix(bertil, f"/fynd/{lamp.number}", 422, answer="Klart", photos=jpeg())
    assert page.form("/atgard")["kept"]


def test_a_preview_costs_no_photo(bertil: Client, lamp: Finding) -> None:
    here = f"/fynd/{lamp.number}"
    form = {**bertil.visit(here).form("/atgard"), "answer": ANSWER}
    data = {**form, "photos": [jpeg(), no_picture()]}
    page = bertil.send(f"{here}/atgard/forhandsvisning", data, content_type=MULTIPART)
    assert "En bild gick inte att läsa." in page.words()
    bertil.send(f"{here}/atgard", page.form("/atgard"), content_type=MULTIPART)
    assert len(lamp.after_photos) == 1


def test_who_comes_second_loses_no_photo(
    bertil: Client, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    here = f"/fynd/{lamp.number}"
    form = {**bertil.visit(here).form("/atgard"), "answer": ANSWER, "photos": jpeg()}
    lamp.receive(by=people.bertil, now=now)
    db.session.commit()
    page = bertil.send(f"{here}/atgard", form, 409, content_type=MULTIPART)
    bertil.send(f"{here}/atgard", page.form("/atgard"), content_type=MULTIPART)
    assert len(lamp.after_photos) == 1


def test_who_was_signed_out_is_told_to_choose_them_again(app: Flask, lamp: Finding) -> None:
    stranger: Client = app.test_client()  # type: ignore[assignment]
    for photos, told in ((jpeg(), True), ((BytesIO(b""), ""), False)):
        data = {"answer": ANSWER, "photos": photos}
        page = stranger.send(f"/fynd/{lamp.number}/atgard", data, 401, content_type=MULTIPART)
        assert ANSWER in page.words()
        assert ("Bilderna följer inte med." in page.words()) is told


def test_no_other_answer_takes_photos(bertil: Client, lamp: Finding) -> None:
    page = bertil.visit(f"/fynd/{lamp.number}")
    assert [field["id"] for field in page.select("input[type=file]")] == ["fix-photos"]
    form = {
        **page.form("/avslag"),
        "answer": "Stolpen är inte kommunens. Fråga ägaren.",
        "photos": jpeg(),
    }
    bertil.send(f"/fynd/{lamp.number}/avslag", form, content_type=MULTIPART)
    assert lamp.status is Status.DECLINED
    assert lamp.events[-1].photos == []


def test_a_party_sends_them_by_its_link(client: Client, lamp: Finding, now: datetime) -> None:
    secret = party_link(party_by_slug("tekniska-namnden"), now, finding=lamp)
    theirs = party_link(party_by_slug("polisen"), now, finding=lamp)
    db.session.commit()
    here = f"/svar/{secret}/fynd/{lamp.number}"
    page = fix(client, here, 422, answer="", photos=[jpeg(), no_picture()])
    page = client.send(
        f"{here}/atgard", {**page.form("/atgard"), "answer": ANSWER}, content_type=MULTIPART
    )
    assert len(page.select(".before-after figure")) == 2
    [after] = lamp.after_photos
    assert client.get(f"/svar/{secret}/bild/{after.uuid}").status_code == 200
    assert client.get(f"/svar/{theirs}/bild/{after.uuid}").status_code == 404


def test_the_coordinator_sends_them_on_behalf_of_the_party(app: Flask, lamp: Finding) -> None:
    karin = browser(app, "karin")
    here = f"/fynd/{lamp.number}/at-parten"
    page = fix(karin, here, said="EST-möte 4 mars, Bo på gatukontoret", photos=jpeg())
    assert len(page.select(".before-after figure")) == 2
    assert len(lamp.after_photos) == 1


def test_staff_see_them_as_they_see_the_rest(app: Flask, bertil: Client, lamp: Finding) -> None:
    fix(bertil, f"/fynd/{lamp.number}", photos=jpeg())
    address = f"/bild/{lamp.after_photos[0].uuid}"
    for name, status in (("karin", 200), ("cilla", 404), ("rune", 404)):
        assert browser(app, name).get(address).status_code == status, name
    assert app.test_client().get(address).status_code == 303


def test_the_reporter_sees_them_by_their_own_link(
    client: Client, bertil: Client, lamp: Finding
) -> None:
    make.report("o" * 32)
    db.session.commit()
    fix(bertil, f"/fynd/{lamp.number}", photos=jpeg())
    page = client.visit(f"/arende/{SECRET}")
    addresses = [img["src"] for img in page.select(".before-after img")]
    before, after = lamp.photos[0].uuid, lamp.after_photos[0].uuid
    assert addresses == [f"/arende/{SECRET}/bild/{uuid}" for uuid in (before, after)]
    assert page.response.text.count(before) == 2, "the photo and its link, and not once more below"
    assert all(client.get(address).status_code == 200 for address in addresses)
    assert client.get(f"/arende/{'o' * 32}/bild/{after}").status_code == 404


def test_who_noted_it_on_the_walk_sees_them_and_the_others_do_not(
    app: Flask, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna)
    phones: list[Client] = []
    noters = [make.participant(walk) for _phone in range(2)]
    for _noter, secret in noters:
        phone: Client = app.test_client()  # type: ignore[assignment]
        phone.set_cookie(cookie_name(walk.public_id), secret)
        phones.append(phone)
    made = make.finding(walk, noters[0][0])
    made.release(by=people.anna, now=now)
    db.session.commit()
    fix(browser(app, "bertil"), f"/fynd/{made.number}", photos=jpeg())
    address = f"/falt/{walk.public_id}/bild/{made.after_photos[0].uuid}"
    assert address in phones[0].visit(f"/falt/{walk.public_id}").response.text
    assert [phone.get(address).status_code for phone in phones] == [200, 404]


def test_a_contact_sees_only_what_was_noted(
    client: Client, bertil: Client, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    fix(bertil, f"/fynd/{lamp.number}", photos=jpeg())
    after = lamp.after_photos[0].uuid
    lamp.reopen("Den är trasig igen.", by=people.karin, now=now)
    lamp.pass_to(contacts()[0], "Den sitter hos er.", "Vi har bett dem.", by=people.bertil, now=now)
    secret = referral_link(lamp.referrals[0], now)
    db.session.commit()
    assert after not in client.visit(f"/svar/{secret}").response.text
    assert client.get(f"/svar/{secret}/bild/{after}").status_code == 404
    assert client.get(f"/svar/{secret}/bild/{lamp.photos[0].uuid}").status_code == 200


def test_another_answer_leaves_them_in_the_history(
    bertil: Client, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    here = f"/fynd/{lamp.number}"
    fix(bertil, here, photos=jpeg())
    address = f"/bild/{lamp.after_photos[0].uuid}"
    lamp.reopen("Den är trasig igen.", by=people.karin, now=now)
    lamp.plan("Den byts i december.", date(2026, 12, 3), by=people.bertil, now=now)
    db.session.commit()
    page = bertil.visit(here)
    assert not page.select(".before-after")
    assert [link["href"] for link in page.select(".history a")] == [address]
    assert lamp.after_photos == []


def test_a_party_that_had_it_does_not_see_what_the_next_one_did(
    app: Flask, bertil: Client, lamp: Finding, people: SimpleNamespace
) -> None:
    earlier = make.NOW.replace(hour=16)
    police = party_by_slug("polisen")
    lamp.hand_over(police, "Det är polisens sak.", by=people.bertil, now=earlier)
    db.session.commit()
    fix(browser(app, "cilla"), f"/fynd/{lamp.number}", photos=jpeg())
    after = lamp.after_photos[0].uuid
    assert after not in bertil.visit(f"/fynd/{lamp.number}").response.text
    assert bertil.get(f"/bild/{after}").status_code == 404


def test_the_public_sees_them_when_the_reviewer_says_so(
    app: Flask, client: Client, bertil: Client, lamp: Finding
) -> None:
    fix(bertil, f"/fynd/{lamp.number}", photos=jpeg())
    before, after = lamp.photos[0], lamp.after_photos[0]
    public = f"/vandringar/bild/{after.uuid}"
    karin, here = browser(app, "karin"), f"/granska/{lamp.number}"
    form = karin.visit(here).form(lamp.number)
    karin.send(here, form)
    assert client.get(public).status_code == 404, "nothing is public by itself"
    assert "Efter" not in client.visit("/karta").words(".published")
    form = karin.visit(here).form(lamp.number) | {f"photo_{after.id}": "y"}
    page = karin.send(here, form, 422)
    assert "Beskriv bilden för den som inte kan se den." in page.words()
    form |= {f"alt_{after.id}": "Lampan lyser.", f"photo_{before.id}": "y"}
    karin.send(here, form | {f"alt_{before.id}": "En mörk tunnel."})
    pair = client.visit("/karta").select(".published .before-after figure")
    assert [figure.figcaption.text for figure in pair] == ["Före", "Efter"]
    assert [figure.img["alt"] for figure in pair] == ["En mörk tunnel.", "Lampan lyser."]
    assert client.get(public).status_code == 200
    karin.send(f"{here}/enskilt", karin.visit(here).form(lamp.number))
    assert client.get(public).status_code == 404


def test_of_what_is_guarded_they_need_a_second_act(
    app: Flask, people: SimpleNamespace, now: datetime
) -> None:
    threat = make.report("t" * 32, category="threat", text="Han hotade mig.")
    db.session.commit()
    fix(browser(app, "cilla"), f"/fynd/{threat.number}", photos=jpeg())
    after = threat.after_photos[0]
    karin, here = browser(app, "karin"), f"/granska/{threat.number}"
    form = karin.visit(here).form(threat.number)
    page = karin.send(here, form | {f"photo_{after.id}": "y", f"alt_{after.id}": "En låst grind."})
    assert "Exakt det här blir offentligt" in page.words()
    assert threat.public_copy is None


def test_a_new_answer_with_other_photos_replaces_the_published_ones_by_review(
    app: Flask, bertil: Client, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    here = f"/fynd/{lamp.number}"
    fix(bertil, here, photos=jpeg())
    first = lamp.after_photos[0]
    publish(
        lamp, Review("Mörkt.", "Tunneln", photos={first.id: "Lyser."}), by=people.karin, now=now
    )
    lamp.reopen("Den är trasig igen.", by=people.karin, now=now)
    db.session.commit()
    fix(bertil, here, photos=jpeg("olive"))
    assert [shown.photo for shown in lamp.public_copy.after] == [first], "until it has been read"  # type: ignore[union-attr]
    karin, there = browser(app, "karin"), f"/granska/{lamp.number}"
    assert f"photo_{first.id}" not in karin.visit(there).response.text
    karin.send(there, karin.visit(there).form(lamp.number))
    assert lamp.public_copy.after == []  # type: ignore[union-attr]

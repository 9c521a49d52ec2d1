"""The public form and the reporter's own page: sent once, followed by a secret link."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.client import Client
from tests.databases import app_in
from walks.db import db
from walks.model.codes import Audience, Source
from walks.model.finding import Finding
from walks.model.reporter import WHERE_IT_STANDS, Reporter
from walks.model.status import Status

SECRET = "s" * 32


def filled(client, **given):
    """Return what a browser sends: the form as the server gave it, and what was filled in."""
    form = client.visit("/rapportera").form("/rapportera")
    return {**form, "category": "lighting", "place_words": "Gångtunneln", **given}


def photo(content=None, name="IMG_1.jpg"):
    return (io.BytesIO(make.picture() if content is None else content), name)


def the_finding():
    return db.session.query(Finding).one()


def a_case(**given):
    """Make a report with a known link and return it."""
    finding = make.report(secret=SECRET, **given)
    db.session.commit()
    return finding


# Sending


def test_a_report_gets_a_number_a_link_an_owner_and_a_next_step(client, now):
    data = filled(client, text="Två lampor är släckta.", photos=photo())
    answer = client.post("/rapportera", data=data)
    assert answer.status_code == 303
    assert answer.location == f"/arende/{data['secret']}"
    page = client.visit(answer.location)
    assert "BOR-2026-0001" in page.h1.text
    assert page.select_one(".note-link").text == f"http://localhost/arende/{data['secret']}"
    words = page.words()
    assert "Rapporten har kommit fram till Tekniska nämnden." in words
    assert "Du får svar här senast 8 december 2026." in words
    assert "Belysning hör till Tekniska nämnden." in words
    assert "Två lampor är släckta." in words
    image = page.select_one("img.note-photo")["src"]
    assert client.get(image).mimetype == "image/jpeg"
    finding = the_finding()
    assert (finding.source, finding.audience) == (Source.PUBLIC, Audience.PARTY)
    assert finding.released_at == now


def test_before_sending_one_is_told_of_112_and_the_police(client):
    page = client.visit("/rapportera")
    form = page.select_one("form[data-note]")
    before = "".join(
        str(part) for part in form.select_one("button[type=submit]").find_all_previous("p")
    )
    assert "Ring 112." in before
    assert "114 14" in before
    assert "polisen.se" in before
    assert page.select_one("main a[href='tel:112']")
    assert "Är det ett brott?" in page.words(".emergency-note")
    assert form.select_one("[name=category][value=threat]").has_attr("data-emergency")


def test_the_form_needs_no_cookie_and_is_not_kept(client):
    answer = client.get("/rapportera")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in client.post("/rapportera", data=filled(client)).headers


def test_not_knowing_the_category_is_fine(client):
    assert "Vet inte" in client.visit("/rapportera").words("form[data-note]")
    data = filled(client, category="", text="Det ligger glas på gångvägen efter krossad flaska.")
    client.send("/rapportera", data)
    assert the_finding().category.key != ""


def test_the_address_is_optional_checked_and_kept_apart(client):
    client.send("/rapportera", filled(client, email="david@example.org"))
    assert db.session.query(Reporter).one().email == "david@example.org"
    assert "david@example.org" not in repr(vars(the_finding()))
    page = client.send("/rapportera", filled(client, email="david snabel-a hemma"), status=422)
    assert "E-postadressen är inte rätt skriven" in page.words("#error-summary")
    assert page.form("/rapportera")["email"] == "david snabel-a hemma"


def test_words_that_say_crime_bring_112_on_the_receipt(client):
    client.send("/rapportera", filled(client, category="", text="Två män hotade mig med kniv."))
    secret = filled(client)["secret"]
    data = filled(client, category="", text="En man hotade mig med kniv.", secret=secret)
    page = client.send("/rapportera", data)
    assert "Polisen" in page.words()
    assert page.select_one("main .emergency")


def test_in_english_it_is_the_same_form(client):
    page = client.visit("/en/rapportera")
    assert page.html["lang"] == "en"
    assert "Lighting" in page.words("form[data-note]")
    data = {**page.form("/rapportera"), "category": "lighting", "place_words": "The tunnel"}
    answer = client.post("/en/rapportera", data=data)
    assert answer.location == f"/en/arende/{data['secret']}"
    client.visit(answer.location)
    assert the_finding().language == "en"


def test_another_site_can_not_report(client):
    answer = client.post(
        "/rapportera", data=filled(client), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert db.session.query(Finding).count() == 0


# Twice is once


def test_the_same_report_twice_gives_the_same_number_and_link(client):
    data = filled(client)
    first = client.send("/rapportera", data)
    again = client.send("/rapportera", data)
    assert first.h1.text == again.h1.text
    assert db.session.query(Finding).count() == 1


@pytest.mark.parametrize("kept", ["uuid", "secret"])
def test_a_used_form_with_other_words_comes_back_to_be_a_new_report(client, kept):
    data = filled(client)
    client.send("/rapportera", data)
    other = filled(client, text="Och en bänk är trasig.", **{kept: data[kept]})
    page = client.send("/rapportera", other, status=409)
    assert "redan skickat en rapport" in page.words("#error-summary")
    again = page.form("/rapportera")
    assert again["text"] == "Och en bänk är trasig."
    assert again["uuid"] != data["uuid"]
    assert again["secret"] != data["secret"]
    client.send("/rapportera", again)
    assert db.session.query(Finding).count() == 2


@pytest.mark.parametrize("weak", ["", "123", "../../etc", "a" * 21, "a" * 65, "å" * 30])
def test_a_secret_that_could_be_guessed_is_replaced(client, weak):
    answer = client.post("/rapportera", data=filled(client, secret=weak))
    assert re.fullmatch(r"/arende/[A-Za-z0-9_-]{22}", answer.location)


# Bad input


def test_without_place_the_form_asks_for_one_and_keeps_the_photo(client):
    data = filled(client, place_words="", text="Två lampor.", photos=photo())
    page = client.send("/rapportera", data, status=422)
    assert "Skriv var det är" in page.words("#error-summary")
    again = page.form("/rapportera")
    assert again["text"] == "Två lampor."
    client.send("/rapportera", {**again, "place_words": "Tunneln"})
    assert len(the_finding().shown_photos) == 1


def test_typed_coordinates_are_a_position(client):
    client.send("/rapportera", filled(client, place_words="57.72, 12.94"))
    finding = the_finding()
    assert (finding.latitude, finding.longitude, finding.place_words) == (57.72, 12.94, "")


def test_a_place_of_coordinates_alone_is_said_in_words(client):
    make.report(SECRET, place_words="", latitude=57.72111, longitude=12.94)
    db.session.commit()
    words = client.visit(f"/arende/{SECRET}").words()
    assert "Plats Utmärkt på kartan Koordinater 57.72111, 12.94000" in words
    assert "Marked on the map" in client.visit(f"/en/arende/{SECRET}").words()


@pytest.mark.parametrize("typed", ["48.85, 2.35", "12.94, 57.72", "-57.72, 12.94"])
def test_coordinates_outside_sweden_are_kindly_refused(client, typed):
    page = client.send("/rapportera", filled(client, place_words=typed), status=422)
    assert "utanför Sverige" in page.words("#error-summary")
    assert page.form("/rapportera")["place_words"] == typed


def test_words_with_figures_in_them_are_words(client):
    client.send("/rapportera", filled(client, place_words="Storgatan 12, 14"))
    assert the_finding().place_words == "Storgatan 12, 14"


@pytest.mark.parametrize("content", [b"", b"<svg></svg>", make.picture()[:200]])
def test_a_picture_that_can_not_be_read_is_told_on_the_receipt(client, content):
    page = client.send("/rapportera", filled(client, photos=photo(content)))
    assert "En bild gick inte att läsa" in page.words()
    assert "med en annan bild" in page.words()
    assert the_finding().photos[0].stored_sha256 is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": "x" * 1_000_000}, "1 000 000 tecken. Högst 4 000"),
        ({"place_words": "x" * 301}, "301 tecken. Högst 300"),
        ({"category": "drakar"}, "Välj något i listan"),
        ({"category": "", "text": "\x00"}, "Välj vad det gäller"),
        ({"uuid": "x"}, "Skicka igen"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(client, wrong, said):
    page = client.send("/rapportera", filled(client, **wrong), status=422)
    assert said in page.words("#error-summary").replace("\xa0", " ")
    assert page.form("/rapportera")["place_words"]


def test_form_and_privacy_page_promise_the_same_removal(client):
    """What keeps the promise: test_following.test_addresses_are_forgotten_in_time."""
    words = client.visit("/rapportera").words()
    assert "tas bort ett halvår efter att ärendet är avslutat" in words
    told = client.visit("/integritet").words()
    assert "tas bort ett halvår efter att ärendet är avslutat eller vandringen arkiverad" in told


def test_what_was_not_kept_and_what_was_sent_twice_is_not_counted(app: Flask):
    strict = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    strict.test_client_class = Client
    client = strict.test_client()
    data = filled(client)
    for _turn in range(6):
        assert client.post("/rapportera", data=data).status_code == 303
        assert client.post("/rapportera", data=data | {"category": "drakar"}).status_code == 422
    assert client.post("/rapportera", data=filled(client)).status_code == 303
    with strict.app_context():
        assert db.session.query(Finding).count() == 2


def test_ten_reports_an_hour_are_enough_for_one_address(app: Flask, tmp_path: Path):
    strict = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    strict.test_client_class = Client
    client = strict.test_client()
    for _turn in range(10):
        assert client.post("/rapportera", data=filled(client)).status_code == 303
    page = client.send("/rapportera", filled(client, text="Det elfte."), status=429)
    assert "många rapporter på en gång" in page.words()
    assert page.form("/rapportera")["text"] == "Det elfte."
    assert client.get("/rapportera").status_code == 200
    with strict.app_context():
        assert db.session.query(Finding).count() == 10


def test_a_kept_report_sent_again_gets_its_receipt_however_many_came_before(app: Flask):
    strict = app_in(app.config["INSTANCE"], TESTING=True, RATELIMIT_ENABLED=True)
    strict.test_client_class = Client
    client = strict.test_client()
    first = filled(client, text="Det första.")
    for data in [first, *(filled(client) for _turn in range(9))]:
        assert client.post("/rapportera", data=data | {"photos": photo()}).status_code == 303
    assert client.post("/rapportera", data=filled(client)).status_code == 429
    again = client.post("/rapportera", data=first | {"photos": photo()})
    assert (again.status_code, again.location) == (303, f"/arende/{first['secret']}")
    for stolen in ("uuid", "secret"):  # half of it known is nobody's receipt
        data = filled(client) | {stolen: first[stolen]}
        assert client.post("/rapportera", data=data).status_code == 429
    other = client.send("/rapportera", first | {"text": "Något annat."}, status=409)
    new = client.send("/rapportera", other.form("/rapportera"), status=429)
    assert new.form("/rapportera")["text"] == "Något annat."
    with strict.app_context():
        assert db.session.query(Finding).count() == 10
        db.engine.dispose()


# Following


def test_an_unknown_link_is_nobodys_page(client):
    a_case()
    for path in ("", "/angra", "/oppna"):
        assert client.get(f"/arende/{'t' * 32}").status_code == 404
        if path:
            assert client.post(f"/arende/{'t' * 32}{path}", data={"reason": "x"}).status_code == 404
    assert client.get("/arende/%00%ff").status_code == 404


def test_the_case_is_never_indexed_nor_kept(client):
    a_case()
    answer = client.get(f"/arende/{SECRET}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_answers_are_shown_as_they_come(client, people, now):
    finding = a_case()
    finding.plan("Vi byter lampan på torsdag.", now.date(), by=people.bertil, now=now)
    finding.fix("Lampan är bytt och lyser nu.", by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(f"/arende/{SECRET}")
    answers = [" ".join(a.get_text(" ").split()) for a in page.select(".answer")]
    assert "Vi byter lampan på torsdag." in answers[0]
    assert "Planerat till 10 november 2026." in answers[0]
    assert answers[1].startswith("Svar från Tekniska nämnden, 10 november 2026")
    assert "svarar att det är åtgärdat" in page.words()


def test_a_promised_day_that_has_passed_is_told_so_with_what_comes_instead(client, people, now):
    finding = a_case()
    finding.plan("Vi byter lampan på torsdag.", now.date(), by=people.bertil, now=now)
    db.session.commit()
    passed = "Det var planerat till 10 november 2026, och den dagen har gått."

    def told(at):
        with time_machine.travel(at, tick=False):
            words = client.visit(f"/arende/{SECRET}").words()
        assert "Det är planerat" not in words
        return words

    tomorrow = now + timedelta(days=1)
    assert f"{passed} Ett nytt besked väntas." in told(tomorrow)
    finding.planned_date_passed(now=tomorrow)
    db.session.commit()
    assert f"{passed} Du får ett nytt besked här senast 9 december 2026." in told(tomorrow)
    late = now + timedelta(days=40)
    assert f"{passed} Ett nytt besked skulle ha kommit senast 9 december" in told(late)


def test_why_it_went_there_is_told_in_the_language_of_the_page_where_it_has_the_words(
    client, people, now
):
    finding = a_case()
    assert "Belysning hör till Tekniska nämnden." in client.visit(f"/arende/{SECRET}").words()
    english = client.visit(f"/en/arende/{SECRET}")
    assert "Lighting belongs to the Technical Services Committee." in english.words()
    assert not english.select("#stands ~ p [lang=sv]")
    finding.hand_over(people.cilla.parties[0], "Det är er sak.", by=people.bertil, now=now)
    db.session.commit()
    as_it_was = client.visit(f"/en/arende/{SECRET}").select_one("#stands ~ p [lang=sv]")
    assert as_it_was.text == finding.reason


def test_words_between_officials_are_not_shown(client, people, now):
    finding = a_case()
    police = people.cilla.parties[0]
    finding.hand_over(police, "Det här är er sak, kolleger.", by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(f"/arende/{SECRET}")
    assert "kolleger" not in page.response.text
    assert "Polisen" in page.words()


def test_a_date_promised_before_a_hand_over_says_whose_promise_it_was(client, people, now):
    finding = a_case()
    finding.plan("Vi byter lampan på torsdag.", now.date(), by=people.bertil, now=now)
    police = people.cilla.parties[0]
    finding.hand_over(police, "Det här är polisens sak.", by=people.bertil, now=now)
    db.session.commit()
    said = "Tekniska nämnden planerade det till 10 november 2026. Polisen har det nu."
    assert said in client.visit(f"/arende/{SECRET}").words()


def test_in_english_a_party_is_named_as_one_names_it_inside_a_sentence(client, people, now):
    finding = a_case()
    address = f"/en/arende/{SECRET}"
    assert "has reached the Technical Services Committee." in client.visit(address).words()
    finding.plan("Vi byter lampan på torsdag.", now.date(), by=people.bertil, now=now)
    finding.hand_over(people.cilla.parties[0], "Polisens sak.", by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(address)
    assert "Answer from the Technical Services Committee, 10 November 2026" in page.words()
    said = "by the Technical Services Committee, and is with the Police now."
    assert said in page.words()
    assert page.words("main p [lang=sv]") == finding.reason
    form = client.visit("/en/rapportera").select_one("form[data-note]")
    assert form.select_one("input[value=drugs]")["data-party"] == "the Police"


def test_a_late_answer_is_said_to_be_late(client, now):
    finding = a_case()
    finding.due_on = finding.due_on.replace(month=11, day=9)
    db.session.commit()
    assert "Det är försenat" in client.visit(f"/arende/{SECRET}").words()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mörkt. Ring mig på 070-174 06 05.", "Du skrev ett telefonnummer."),
        ("Mörkt. Skriv till lo@example.org.", "Du skrev en e-postadress."),
        ("Han heter så, 850413-1234.", "Du skrev ett personnummer."),
    ],
)
def test_who_wrote_a_number_or_an_address_is_told_that_it_is_not_shown_unread(client, text, told):
    a_case(text=text)
    notice = client.visit(f"/arende/{SECRET}").words(".notice")
    assert f"{told} Det visas inte för allmänheten utan granskning." in notice


def test_who_wrote_of_the_place_alone_is_told_nothing_of_it(client):
    a_case(text="Mörkt vid Storgatan 4.")
    assert "Du skrev" not in client.visit(f"/arende/{SECRET}").words()


def test_a_new_report_can_be_taken_back_and_twice_is_once(client):
    a_case()
    page = client.send(f"/arende/{SECRET}/angra", {})
    assert "Du har tagit tillbaka rapporten" in page.words()
    client.send(f"/arende/{SECRET}/angra", {})
    assert the_finding().status is Status.WITHDRAWN


def test_what_somebody_works_with_can_not_be_taken_back(client, people, now):
    a_case().receive(by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(f"/arende/{SECRET}")
    assert not page.select("form[action$='/angra']")
    assert client.post(f"/arende/{SECRET}/angra").status_code == 409


def test_it_can_be_opened_again_once_per_answer_with_a_reason(client, people, now):
    a_case().fix("Lampan är bytt och lyser nu.", by=people.bertil, now=now)
    db.session.commit()
    address = f"/arende/{SECRET}/oppna"
    for nothing in ("", "   ", "..."):
        page = client.send(address, {"reason": nothing}, status=422)
        assert "Skriv va" in page.words("#error-summary")
    page = client.send(address, {"reason": "Den slocknade igen."})
    assert "Ärendet är öppet igen. Tekniska nämnden ska läsa det" in page.words()
    assert "Den slocknade igen." in page.words(".answer:last-of-type")
    client.send(address, {"reason": "Den slocknade igen."})  # pressed twice
    page = client.send(address, {"reason": "Och glaset är kvar."}, status=409)
    assert "Det här kom inte med: Och glaset är kvar." in page.words()
    finding = the_finding()
    assert finding.status is Status.RECEIVED
    finding.decline("Tunneln rivs i vår, så vi byter inte.", by=people.bertil, now=now)
    db.session.commit()
    assert client.visit(f"/arende/{SECRET}").select("form[action$='/oppna']")


def test_an_open_or_withdrawn_report_is_not_reopened(client, people, now):
    a_case()
    assert not client.visit(f"/arende/{SECRET}").select("form[action$='/oppna']")
    client.send(f"/arende/{SECRET}/angra", {})
    assert client.post(f"/arende/{SECRET}/oppna", data={"reason": "Ändå."}).status_code == 409


def test_every_status_is_told_in_plain_words():
    assert set(WHERE_IT_STANDS) == set(Status)

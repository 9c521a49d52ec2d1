"""The review pages: the coordinator decides what the public reads."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.finding import Finding
from walks.model.photo import Photo, Picture
from walks.model.publication import PublicCopy
from walks.model.walk import WalkKind, WalkState

ANSWER = "Två nya lampor sitter uppe sedan i dag."


@pytest.fixture
def report(people: SimpleNamespace, now: datetime) -> Finding:
    """A resident's report with a phone number and a photo."""
    make.area()
    made = make.report(
        text="Släckt i tunneln. Ring Anna Svensson, 070-174 06 05.",
        place_words="Storgatan 4",
        latitude=57.7204,
        longitude=12.9406,
    )
    made.photos.append(Photo.of(Picture("a" * 64, "b" * 64, 640, 480), now))
    db.session.commit()
    return made


@pytest.fixture
def threat(people: SimpleNamespace, now: datetime) -> Finding:
    """A report for the police."""
    make.area("Hässleholmen", 57.80)
    made = make.report(
        "t" * 32, category="threat", text="Han hotade mig.", latitude=57.82, longitude=12.92
    )
    db.session.commit()
    return made


@pytest.fixture
def karin(client: Client, people: SimpleNamespace, now: datetime) -> Client:
    """Karin's browser: she coordinates."""
    client.sign_in("karin@example.org")
    return client


def public_words(client: Client) -> str:
    """Return what anybody reads."""
    return client.application.test_client().visit("/karta").words()  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["bertil", "rune", "anna", "ada"])
def test_everybody_but_the_coordinator_gets_404(
    client: Client, people: SimpleNamespace, report: Finding, who: str
) -> None:
    client.sign_in(f"{who}@example.org")
    for path in ("", f"/{report.number}"):
        client.visit(f"/granska{path}", 404)
    for path in ("", "/forhandsvisning", "/enskilt"):
        client.send(f"/granska/{report.number}{path}", {"version": "1"}, 404)


def test_a_stranger_is_asked_to_sign_in(client: Client, report: Finding) -> None:
    assert client.get("/granska").headers["Location"].startswith("/logga-in")


def test_a_form_from_elsewhere_publishes_nothing(karin: Client, report: Finding) -> None:
    answer = karin.post(f"/granska/{report.number}", data={"text": "x", "version": "1"})
    assert answer.status_code == 400
    assert report.number not in public_words(karin)


def test_the_list_has_the_oldest_first_and_marks_what_to_mind(
    karin: Client, people: SimpleNamespace, report: Finding, threat: Finding, now: datetime
) -> None:
    rows = [
        " ".join(row.get_text(" ").split()) for row in karin.visit("/granska").select("tbody tr")
    ]
    assert [report.number in rows[0], threat.number in rows[1]] == [True, True]
    assert "Bild" in rows[0]
    assert "Känsligt" in rows[1]
    url = f"/granska/{report.number}"
    karin.send(url, {**karin.visit(url).form(report.number), "confirmed": "y"})
    db.session.refresh(report)
    report.fix(ANSWER, by=people.bertil, now=now)
    db.session.commit()
    assert "Nytt svar" in karin.visit("/granska").words("tbody")


def test_an_empty_list_says_so(karin: Client) -> None:
    assert "Allt är granskat." in karin.visit("/granska").words()


def test_the_original_stands_beside_a_form_with_a_coarse_place(
    karin: Client, report: Finding
) -> None:
    page = karin.visit(f"/granska/{report.number}")
    assert "Storgatan 4" in page.words(".panel")
    form = page.form(report.number)
    assert form["text"].startswith("Släckt i tunneln.")
    assert form["place"] == "Norrby"
    assert form["point"] == "y"
    assert not [name for name in form if name.startswith("photo_")], "no photo by itself"
    assert "answer" not in form, "nobody has answered yet"


def test_what_may_point_somebody_out_is_told(karin: Client, report: Finding) -> None:
    warned = karin.visit(f"/granska/{report.number}").words(".suspects")
    assert warned == (
        "telefonnummer: 070-174 06 05 adress med husnummer: Storgatan 4 namn: Anna Svensson"
    )


def test_published_it_is_read_by_all_and_the_next_comes_up(
    karin: Client, report: Finding, threat: Finding
) -> None:
    form = karin.visit(f"/granska/{report.number}").form(report.number)
    page = karin.send(f"/granska/{report.number}", {**form, "text": "Släckt i tunneln."})
    assert page.words("h1") == f"Granska {threat.number}"
    assert f"{report.number} är publicerat." in page.words(".flashes")
    undo = page.select_one(".flashes a")
    assert (undo.text, undo["href"]) == ("Ångra eller ändra", f"/granska/{report.number}")
    words = public_words(karin)
    assert "Släckt i tunneln. " in words
    assert "Anna Svensson" not in words


def test_the_last_decision_leads_back_to_the_list(karin: Client, report: Finding) -> None:
    form = karin.visit(f"/granska/{report.number}").form(report.number)
    page = karin.send(f"/granska/{report.number}/enskilt", form)
    assert page.words("h1") == "Granska"
    assert f"{report.number} visas inte för allmänheten." in page.words(".flashes")
    assert report.number not in public_words(karin)


def test_a_decision_can_be_undone_both_ways(karin: Client, report: Finding) -> None:
    url = f"/granska/{report.number}"
    karin.send(f"{url}/enskilt", karin.visit(url).form(report.number))
    karin.send(url, {**karin.visit(url).form(report.number), "confirmed": "y"})
    assert report.number in public_words(karin)
    page = karin.visit(url)
    assert "Ta bort från webben" in page.words("form .action-bar")
    karin.send(f"{url}/enskilt", page.form(report.number))
    assert report.number not in public_words(karin)


def test_the_preview_shows_what_the_public_will_see_and_keeps_nothing(
    karin: Client, report: Finding
) -> None:
    url = f"/granska/{report.number}"
    form = {**karin.visit(url).form(report.number), "text": "Mörkt. Ring 070-174 06 05."}
    page = karin.send(f"{url}/forhandsvisning", form)
    seen = page.words(".as-seen")
    assert page.form(report.number)["text"] == form["text"]
    assert "telefonnummer: 070-174 06 05" in page.words("#as_seen .suspects")
    assert report.number not in public_words(karin)
    karin.send(url, {**form, "confirmed": "y"})
    public = karin.application.test_client().visit("/karta")  # type: ignore[attr-defined]
    # The list's number on the drawing comes with the map, not with the finding.
    public.select_one(".map-number").decompose()
    assert public.words(".published") == seen


def test_htmx_gets_the_preview_alone(karin: Client, report: Finding) -> None:
    url = f"/granska/{report.number}"
    form = {**karin.visit(url).form(report.number), "csrf_token": karin.token()}
    answer = karin.post(f"{url}/forhandsvisning", data=form, headers={"HX-Request": "true"})
    assert "Så här ser allmänheten det" in answer.text
    assert "<html" not in answer.text


def test_a_photo_is_shown_only_with_a_description(karin: Client, report: Finding) -> None:
    url, photo = f"/granska/{report.number}", report.photos[0]
    uuid, chosen = photo.uuid, f"photo_{photo.id}"
    form = {**karin.visit(url).form(report.number), "text": "Min rättade text.", chosen: "y"}
    page = karin.send(url, form, 422)
    assert "Beskriv bilden för den som inte kan se den." in page.words("#error-summary")
    assert page.form(report.number)["text"] == "Min rättade text."
    karin.send(url, {**form, f"alt_{photo.id}": "En mörk gång."})
    image = karin.application.test_client().visit("/karta").select_one(".published img")  # type: ignore[attr-defined]
    assert (image["src"], image["alt"]) == (f"/vandringar/bild/{uuid}", "En mörk gång.")


def test_a_police_item_goes_out_bare_in_one_act(karin: Client, threat: Finding) -> None:
    url = f"/granska/{threat.number}"
    form = karin.visit(url).form(threat.number)
    assert (form["text"], form["place"], "point" in form) == ("", "Hässleholmen", False)
    karin.send(url, form)
    assert threat.number in public_words(karin)


def test_the_words_of_a_police_item_need_a_second_act(karin: Client, threat: Finding) -> None:
    url = f"/granska/{threat.number}"
    form = {**karin.visit(url).form(threat.number), "text": "Någon hotade en boende."}
    page = karin.send(url, form)
    assert page.words("h1") == f"Bekräfta {threat.number}"
    assert "Någon hotade en boende." in page.words(".as-seen")
    assert threat.number not in public_words(karin)
    again = page.form(threat.number)
    page = karin.send(url, again, status=422)
    assert page.words("h1") == f"Bekräfta {threat.number}"
    assert "Kryssa i att du beslutar det" in page.words("#error-summary")
    karin.send(url, {**again, "confirmed": "y"})
    assert "Någon hotade en boende." in public_words(karin)


@pytest.mark.parametrize(
    ("field", "words", "found"),
    [
        ("text", "Mörkt. Ring 070-174 06 05.", "telefonnummer: 070-174 06 05"),
        ("text", "Anna Svensson såg det.", "namn: Anna Svensson"),
        ("place", "Storgatan 4", "adress med husnummer: Storgatan 4"),
    ],
)
def test_words_that_may_point_somebody_out_need_a_second_act(
    karin: Client, report: Finding, field: str, words: str, found: str
) -> None:
    url = f"/granska/{report.number}"
    clean = {**karin.visit(url).form(report.number), "text": "Mörkt.", "place": "Tunneln"}
    page = karin.send(url, {**clean, field: words})
    assert page.words("h1") == f"Bekräfta {report.number}"
    assert found in page.words(".notice .suspects")
    assert "Publicera ändå" in page.words(".action-bar")
    assert "Tillbaka och ändra" in page.words(".action-bar")
    assert report.number not in public_words(karin)
    again = page.form(report.number)
    assert karin.send(f"{url}/forhandsvisning", again).form(report.number)[field] == words
    karin.send(url, {**again, "confirmed": "y"})
    assert report.number in public_words(karin)


def test_what_is_emptied_of_all_words_is_asked_about_once(karin: Client, report: Finding) -> None:
    address = f"/granska/{report.number}"
    form = karin.visit(address).form(address) | {"text": " ", "place": "Norrby"}
    page = karin.send(address, form)
    assert page.h1.text == f"Bekräfta {report.number}"
    assert "Du har tagit bort all text" in page.words()
    assert report.text in page.words(".notice")
    assert report.number not in public_words(karin)
    karin.send(address, page.form(address) | {"confirmed": "y"})
    assert report.number in public_words(karin)
    form = karin.visit(address).form(address) | {"place": "Norrby, tunneln"}
    page = karin.send(address, form)
    assert "är publicerat" in page.words(), "it was decided already"


def test_a_photos_description_may_point_somebody_out_too(karin: Client, report: Finding) -> None:
    url, photo = f"/granska/{report.number}", report.photos[0]
    form = {**karin.visit(url).form(report.number), "text": "Mörkt.", f"photo_{photo.id}": "y"}
    page = karin.send(url, {**form, f"alt_{photo.id}": "Erik Larsson vid tunneln."})
    assert "namn: Erik Larsson" in page.words(".notice .suspects")
    assert report.number not in public_words(karin)


def test_from_the_second_act_one_can_go_back_and_change(karin: Client, threat: Finding) -> None:
    url = f"/granska/{threat.number}"
    form = {**karin.visit(url).form(threat.number), "text": "Någon hotade en boende."}
    again = karin.send(url, form).form(threat.number)
    page = karin.send(f"{url}/forhandsvisning", again)
    assert page.form(threat.number)["text"] == "Någon hotade en boende."


def test_a_round_is_not_in_the_list_and_needs_two_acts(
    karin: Client, people: SimpleNamespace, now: datetime
) -> None:
    around = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.UNDER_WAY)
    door = make.finding(around, make.participant(around)[0])
    door.release(by=None, now=now)
    db.session.commit()
    assert door.number not in karin.visit("/granska").words()
    url = f"/granska/{door.number}"
    page = karin.send(url, karin.visit(url).form(door.number))
    assert "kommer från en rond" in page.words()
    assert door.number not in public_words(karin)
    karin.send(url, {**page.form(door.number), "confirmed": "y"})
    assert door.number in public_words(karin)


def test_the_findings_own_page_leads_to_the_review_of_what_may_be_reviewed(
    karin: Client, report: Finding, people: SimpleNamespace, now: datetime
) -> None:
    page, review = karin.visit(f"/fynd/{report.number}"), f"/granska/{report.number}"
    assert page.select_one(f"a[href='{review}']").text == "Granska för webben"
    report.dismiss("Det är inget ärende.", by=people.karin, now=now)
    db.session.commit()
    assert not karin.visit(f"/fynd/{report.number}").select(f"a[href='{review}']")


def test_the_second_of_two_reviewers_sees_both_and_loses_nothing(
    karin: Client, report: Finding
) -> None:
    url = f"/granska/{report.number}"
    first = karin.visit(url).form(report.number)
    second = {**first, "text": "Den andras ord.", "place": "Den andras plats"}
    karin.send(url, {**first, "text": "Den förstas ord."})
    page = karin.send(url, second, 409)
    assert "Någon annan hann före" in page.words()
    assert "Den förstas ord." in page.words(".notice")
    kept = page.form(report.number)
    assert (kept["text"], kept["place"]) == ("Den andras ord.", "Den andras plats")
    assert "Den förstas ord." in public_words(karin)
    karin.send(f"{url}/enskilt", second, 409)
    karin.send(url, kept)
    assert "Den andras ord." in public_words(karin)


def test_a_stale_form_stays_stale_through_the_preview(karin: Client, report: Finding) -> None:
    url = f"/granska/{report.number}"
    old = karin.visit(url).form(report.number)
    karin.send(url, {**old, "confirmed": "y"})
    looked_at = karin.send(f"{url}/forhandsvisning", old).form(report.number)
    karin.send(url, looked_at, 409)


def test_an_answer_given_meanwhile_stops_the_publishing(
    karin: Client, people: SimpleNamespace, report: Finding, now: datetime
) -> None:
    url = f"/granska/{report.number}"
    form = karin.visit(url).form(report.number)
    db.session.refresh(report)
    report.fix(ANSWER, by=people.bertil, now=now)
    db.session.commit()
    page = karin.send(url, form, 409)
    assert f"Svaret är nu: {ANSWER}" in page.words(".notice")


def test_a_new_answer_is_prefilled_and_shown_after_review(
    karin: Client, people: SimpleNamespace, report: Finding, now: datetime
) -> None:
    url = f"/granska/{report.number}"
    karin.send(url, {**karin.visit(url).form(report.number), "text": "Min text."})
    db.session.refresh(report)
    report.fix(ANSWER, by=people.bertil, now=now)
    db.session.commit()
    assert ANSWER not in public_words(karin)
    form = karin.visit(url).form(report.number)
    assert (form["text"], form["answer"]) == ("Min text.", ANSWER)
    karin.send(url, form)
    assert ANSWER in public_words(karin)


@pytest.mark.parametrize("wrong", ["", "x", "-1", "9" * 30])
def test_an_odd_version_is_a_stale_form(karin: Client, report: Finding, wrong: str) -> None:
    url = f"/granska/{report.number}"
    form = {**karin.visit(url).form(report.number), "version": wrong}
    page = karin.send(url, form, 409)
    assert page.form(report.number)["text"] == form["text"]


def test_too_long_is_told_and_control_characters_fall_away(karin: Client, report: Finding) -> None:
    url = f"/granska/{report.number}"
    form = karin.visit(url).form(report.number)
    page = karin.send(url, {**form, "text": "a" * 1_000_000}, 422)
    assert "Texten är för lång." in page.words("#error-summary")
    karin.send(url, {**form, "text": "Mör\x00kt."})
    assert "Mörkt." in public_words(karin)


def test_what_is_not_released_or_does_not_exist_is_404(
    karin: Client, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna, state=WalkState.UNDER_WAY)
    early = make.finding(walk, make.participant(walk)[0])
    db.session.commit()
    for number in (early.number, "BOR-2026-9999", "%00"):
        karin.visit(f"/granska/{number}", 404)
        karin.send(f"/granska/{number}", {"version": "1"}, 404)


def test_what_was_dismissed_can_only_be_taken_down(
    karin: Client, people: SimpleNamespace, report: Finding, now: datetime
) -> None:
    url = f"/granska/{report.number}"
    karin.send(url, {**karin.visit(url).form(report.number), "confirmed": "y"})
    db.session.refresh(report)
    report.dismiss("Det var ett skämt.", by=people.karin, now=now)
    db.session.commit()
    assert report.number not in public_words(karin)
    page = karin.visit(url)
    karin.send(url, {**page.form("/enskilt"), "text": "Ändå."}, 409)
    karin.send(f"{url}/enskilt", page.form("/enskilt"))
    assert db.session.query(PublicCopy).count() == 0
    karin.visit(url, 404)


def test_the_list_asks_the_database_equally_often_however_long(
    app: Flask, karin: Client, report: Finding, now: datetime
) -> None:
    def ask() -> int:
        with counted(app) as statements:
            karin.visit("/granska")
        return len(statements)

    few = ask()
    for i in range(8):
        made = make.report(f"{i:032}", latitude=57.71, longitude=12.91)
        made.photos.append(Photo.of(Picture("a" * 64, "b" * 64), now + timedelta(hours=i)))
    db.session.commit()
    assert ask() == few
    assert few <= 14

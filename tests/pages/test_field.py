"""The walk page: noting, seeing where it went, undoing, and what the others see."""

import pytest
from bs4 import BeautifulSoup

from tests import make
from tests.pages.on_walk import a_walk_with_two, filled, photo, send, the_finding
from tests.queries import counted
from walks.db import db
from walks.model.codes import Audience, FindingType, Urgency
from walks.model.finding import Finding
from walks.model.status import Status
from walks.model.walk import WalkKind, WalkState


@pytest.fixture
def walked(app, people, now):
    """A walk under way that David and Elsa have joined."""
    return a_walk_with_two(app, people)


# It works


def test_three_taps_note_a_finding_and_say_where_it_went(walked):
    page = send(walked, filled(walked, camera=photo()))
    assert "Sparat – gick till Tekniska nämnden: Belysning hör till" in page.words(".receipt")
    assert "Belysning" in page.words(".finding")
    finding = the_finding()
    assert finding.category.key == "lighting"
    assert finding.light.value == "dark"  # prefilled: six in the evening in November
    assert len(finding.shown_photos) == 1


def test_the_form_begins_with_the_photo_and_names_each_category_s_owner(walked):
    page = walked.david.visit(walked.address)
    form = page.select_one("form[data-note]")
    camera, picker = form.select("input[type=file]")
    assert (camera["accept"], camera["capture"]) == ("image/*", "environment")
    assert picker.has_attr("multiple")
    assert not picker.has_attr("capture")
    lamp = form.select_one("[name=category][value=lighting]")
    assert lamp["data-party"] == "Tekniska nämnden"
    assert lamp["data-reason"].startswith("Belysning hör till")
    threat = form.select_one("[name=category][value=threat]")
    assert threat["data-party"] == "Polisen"
    assert threat.has_attr("data-emergency")
    assert "Är det ett brott?" in page.words(".emergency-note")


def test_a_round_offers_workplace_safety_and_a_walk_does_not(app, people, now, walked):
    on_round = a_walk_with_two(app, people, kind=WalkKind.ROUND)
    tile = "[name=category][value=workplace]"
    assert on_round.david.visit(on_round.address).select(tile)
    assert not walked.david.visit(walked.address).select(tile)


def test_all_that_may_be_said_is_kept(walked):
    stop = walked.walk.stops[0].id
    data = filled(
        walked,
        type="proposal",
        text="En bänk vore bra.",
        proposal="Ställ en bänk vid lekplatsen.",
        urgency="long_term",
        place_type="playground",
        felt_safety="3",
        light="dusk",
        sensitive="y",
        stop=stop,
    )
    send(walked, data)
    finding = the_finding()
    assert finding.type is FindingType.PROPOSAL
    assert finding.proposal == "Ställ en bänk vid lekplatsen."
    assert finding.urgency is Urgency.LONG_TERM
    assert (finding.place_type, finding.felt_safety, finding.light) == ("playground", "3", "dusk")
    assert finding.stop_id == stop
    assert finding.audience is Audience.NOTER_AND_PARTY


def test_the_phones_position_is_enough(walked):
    data = filled(walked, place_words="", latitude="57.721", longitude="12.94", accuracy="11.5")
    send(walked, data)
    finding = the_finding()
    assert (finding.latitude, finding.longitude) == (57.721, 12.94)
    assert finding.accuracy_m == 11.5


def test_typed_coordinates_are_a_position(walked):
    send(walked, filled(walked, place_words="57,72; 12,94"))
    assert (the_finding().latitude, the_finding().longitude) == (57.72, 12.94)


def test_the_words_decide_when_no_category_is_picked(walked):
    data = filled(walked, text="Det säljs narkotika vid porten.")
    del data["category"]
    page = send(walked, data)
    assert "gick till Polisen" in page.words(".receipt")
    assert "Ring 112" in page.words(".flashes")


def test_a_safe_place_is_thanked_for(walked):
    page = send(walked, filled(walked, type="safe"))
    assert "trygg plats" in page.words(".receipt")
    assert "Tack, sparat" in page.words(".finding")


def test_akut_reaches_the_party_at_once(walked):
    send(walked, filled(walked, urgency="acute"))
    assert the_finding().released_at == make.NOW


def test_mina_fynd_shows_the_answer(walked, people):
    finding = make.finding(walked.walk, walked.david_noter)
    finding.release(by=people.anna, now=make.NOW)
    finding.fix("Lamporna byttes i dag.", by=people.bertil, now=make.NOW)
    db.session.commit()
    card = walked.david.visit(walked.address).words(".finding")
    assert "Åtgärdat" in card
    assert "Svar från Tekniska nämnden" in card
    assert "Lamporna byttes i dag." in card


def test_the_help_card_has_112_the_leaders_phone_and_a_word_about_people(walked):
    page = walked.david.visit(walked.address)
    assert page.select_one("#help a[href='tel:112']")
    assert page.select_one("#help a[href='tel:+46701740605']")
    assert "Fotografera inte människor" in page.words("#help")


def test_in_english_the_categories_are_english(walked):
    page = walked.david.visit(f"/en{walked.address}")
    assert page.html["lang"] == "en"
    assert "Lighting" in page.words("form[data-note]")
    form = page.form("/fynd")
    page = walked.david.send(
        f"/en{walked.address}/fynd", {**form, "category": "lighting", "place_words": "Tunnel"}
    )
    assert page.html["lang"] == "en"
    assert the_finding().language == "en"


def test_it_is_dark_after_sunset_until_somebody_chooses(walked):
    assert walked.david.visit(walked.address).html["data-color-scheme"] == "dark"
    walked.david.set_cookie("colours", "light")
    assert walked.david.visit(walked.address).html["data-color-scheme"] == "light"
    walked.david.set_cookie("colours", '"><script>')
    assert walked.david.visit(walked.address).html["data-color-scheme"] == "dark"


# Who


def test_nobody_gets_in_without_having_joined(walked, app, client, people):
    assert client.get(walked.address).status_code == 303
    assert client.post(f"{walked.address}/fynd", data={}).status_code == 401
    other = a_walk_with_two(app, people)
    assert other.david.get(walked.address).status_code == 303
    assert other.david.get(f"{walked.address}/andras").status_code == 303
    assert client.get("/falt/finnsinte").status_code == 404


def test_another_site_can_not_note_for_me(walked):
    answer = walked.david.post(
        f"{walked.address}/fynd", data=filled(walked), headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert db.session.query(Finding).count() == 0


def test_others_see_what_is_for_all_and_else_only_that_something_was_noted(walked):
    make.finding(walked.walk, walked.elsa_noter, text="Skräp vid containern", category="litter")
    make.finding(walked.walk, walked.elsa_noter, text="Han säljer till barn", category="drugs")
    make.finding(walked.walk, walked.david_noter, text="Min egen lampa")
    db.session.commit()
    page = walked.david.visit(f"{walked.address}/andras")
    assert "Skräp vid containern" in page.words()
    assert "Ett fynd noterat" in page.words()
    assert "barn" not in page.response.text
    assert "Narkotika" not in page.response.text
    assert "Min egen lampa" not in page.words()


def test_others_see_what_is_no_complaint_and_i_see_what_i_chose(walked):
    for kind in FindingType:
        make.finding(walked.walk, walked.elsa_noter, text=kind.value, type=kind)
    make.finding(walked.walk, walked.david_noter, urgency=Urgency.ACUTE, sensitive=True)
    db.session.commit()
    page = walked.david.visit(f"{walked.address}/andras")
    tops = [top.get_text(" ", strip=True) for top in page.select(".finding-top")]
    assert sorted(tops) == ["Förslag", "Tryggt"]
    mine = walked.david.visit(walked.address).words(".finding-top")
    assert "Akut" in mine
    assert "Känsligt" in mine


def test_what_is_taken_back_is_gone_for_the_others(walked):
    finding = make.finding(walked.walk, walked.elsa_noter, text="Skräp vid containern")
    finding.withdraw(by=walked.elsa_noter, now=make.NOW)
    db.session.commit()
    assert "Skräp" not in walked.david.visit(f"{walked.address}/andras").words()


def test_the_script_gets_the_list_alone(walked):
    others = walked.david.visit(walked.address).select_one("#others")
    link = others.select_one("a")
    assert link["href"] == others["data-address"] == f"{walked.address}/andras"
    page = walked.david.get(link["href"], headers={"HX-Request": "true"})
    (found,) = BeautifulSoup(page.text, "html.parser").find_all(recursive=False)
    assert found["id"] == "others"


# Twice is once


def test_the_same_form_sent_twice_is_one_finding(walked):
    data = filled(walked)
    first = send(walked, {**data, "camera": photo()})
    again = send(walked, {**data, "camera": photo()})
    assert first.words(".finding") == again.words(".finding")
    assert len(the_finding().photos) == 1


def test_the_same_form_with_other_words_comes_back_to_be_sent_as_a_new_one(walked):
    data = filled(walked)
    send(walked, data)
    page = send(walked, {**data, "text": "Och en till."}, status=409)
    assert "redan sparat ett fynd" in page.words("#error-summary")
    again = page.form("/fynd")
    assert again["text"] == "Och en till."
    assert again["uuid"] != data["uuid"]
    send(walked, again)
    assert db.session.query(Finding).count() == 2


def test_the_newest_note_can_be_undone_until_the_release(walked, people):
    send(walked, filled(walked))
    page = walked.david.visit(walked.address)
    undo = page.select_one("form[action$='/angra']")["action"]
    page = walked.david.send(undo, {})
    assert "Ångrat" in page.words(".finding")
    assert not page.select("form[action$='/angra']")
    walked.david.send(undo, {})  # pressed twice
    assert the_finding().status is Status.WITHDRAWN


def test_nobody_undoes_what_somebody_else_noted_or_what_is_released(walked, people):
    finding = make.finding(walked.walk, walked.david_noter)
    address = f"{walked.address}/fynd/{finding.uuid}/angra"
    db.session.commit()
    assert walked.elsa.post(address).status_code == 404
    finding.release(by=people.anna, now=make.NOW)
    db.session.commit()
    assert not walked.david.visit(walked.address).select("form[action$='/angra']")
    assert walked.david.post(address).status_code == 409
    assert the_finding().status is Status.NEW


# The end of a walk


def test_after_the_release_others_notes_are_read_on_the_walks_page_and_mina_fynd_stay(walked):
    make.finding(walked.walk, walked.elsa_noter, text="Skräp vid containern", category="litter")
    make.finding(walked.walk, walked.david_noter)
    walked.walk.state = WalkState.RELEASED
    db.session.commit()
    page = walked.david.visit(walked.address)
    assert "Belysning" in page.words(".finding")
    assert not page.select("[data-hx-get$='/andras']")
    others = walked.david.visit(f"{walked.address}/andras")
    assert "Skräp" not in others.words()
    assert "visas bara tills vandringen är frisläppt" in others.words()
    assert others.select_one(f"main a[href='/vandringar/{walked.walk.public_id}']")


def test_a_walk_that_has_ended_says_so_and_what_can_still_be_done(walked):
    assert "Vandringen är avslutad" not in walked.david.visit(walked.address).words()
    walked.walk.state, walked.walk.ended_at = WalkState.SUMMING_UP, make.NOW
    db.session.commit()
    page = walked.david.visit(walked.address)
    assert "Vandringen är avslutad" in page.words()
    assert "Fram till dess kan du lägga till, rätta och ångra." in page.words()
    walked.walk.state, walked.walk.released_at = WalkState.RELEASED, make.NOW
    db.session.commit()
    page = walked.david.visit(walked.address)
    assert "Fynden skickades till dem som ansvarar den " in page.words()
    assert "ångra" not in page.words(".notice")
    assert page.select_one("form[data-note]")


def test_an_archived_walk_says_so_and_where_to_read_on(walked):
    finding = make.finding(walked.walk, walked.david_noter, text="Min egen lampa")
    walked.walk.state = WalkState.ARCHIVED
    db.session.commit()
    page = walked.david.visit(walked.address)
    assert "Vandringen är arkiverad" in page.words()
    assert page.select_one(f"main a[href='/vandringar/{walked.walk.public_id}']")
    assert "Min egen lampa" not in page.response.text
    assert not page.select("form[data-note]")
    walked.david.send(f"{walked.address}/fynd/{finding.uuid}/angra", {}, status=404)


def test_an_archived_round_has_no_public_page_to_name(app, people, now):
    walked = a_walk_with_two(app, people, kind=WalkKind.ROUND)
    walked.walk.state = WalkState.ARCHIVED
    db.session.commit()
    page = walked.david.visit(walked.address)
    assert "Ronden är arkiverad" in page.words()
    assert not page.select("main a[href^='/vandringar/']")
    assert "på vandringens sida" not in page.words()


def test_a_cancelled_walk_says_that_it_is_over(walked):
    walked.walk.state = WalkState.CANCELLED
    db.session.commit()
    assert "Vandringen är avslutad" in walked.david.visit(walked.address).words()


def test_what_was_typed_when_the_walk_closed_is_shown(walked):
    data = filled(walked, text="Två lampor är släckta.")
    walked.walk.state = WalkState.ARCHIVED
    db.session.commit()
    page = send(walked, data, status=409)
    assert "Två lampor är släckta." in page.words(".kept-words")


def test_late_notes_are_taken_until_the_walk_is_archived(walked):
    walked.walk.state = WalkState.RELEASED
    db.session.commit()
    send(walked, filled(walked))
    assert the_finding().released_at is None


def test_the_page_asks_as_few_questions_with_many_findings_as_with_one(walked, app):
    def asked() -> int:
        with counted(app) as statements:
            walked.david.get(walked.address)
        with counted(app) as more:
            walked.david.get(f"{walked.address}/andras")
        return len(statements) + len(more)

    def note(noter):
        make.finding(walked.walk, noter, latitude=57.72, longitude=12.94, place_words="")

    make.area()
    note(walked.david_noter)
    note(walked.elsa_noter)
    db.session.commit()
    few = asked()
    for _turn in range(5):
        note(walked.david_noter)
        note(walked.elsa_noter)
    db.session.commit()
    assert asked() == few


def test_a_phone_that_lost_its_cookie_keeps_what_was_written_and_saves_after_joining(
    app, people, now
):
    walked = a_walk_with_two(app, people)
    note = filled(walked, text="Två lampor är släckta.")
    stranger = app.test_client()
    page = stranger.send(f"{walked.address}/fynd", note, status=401)
    assert page.response.headers["Cache-Control"] == "private, no-store"
    assert "Två lampor är släckta." in page.words()
    assert db.session.query(Finding).count() == 0
    again = page.form("/fynd")
    stranger.send(f"/g/{walked.walk.join_code}", {"role": "resident"})
    stranger.send(f"{walked.address}/fynd", again)
    assert the_finding().text == "Två lampor är släckta."


def test_a_note_that_the_leader_took_away_says_so_and_why(walked, people, now):
    send(walked, filled(walked, text="Ett tips om en granne."))
    send(walked, filled(walked, text="Fel knapp."))
    first, second = db.session.query(Finding).order_by(Finding.id)
    first.dismiss("Det gäller en person, inte en plats.", by=people.anna, now=now)
    second.withdraw(by=people.anna, now=now)
    db.session.commit()
    words = walked.david.visit(walked.address).words()
    assert "Det blev inget ärende, för att: Det gäller en person, inte en plats." in words
    assert "Vandringsledaren tog bort fyndet från vandringen." in words


def test_every_note_of_ones_own_can_be_undone_until_release(walked):
    for text in ("Ett.", "Två."):
        send(walked, filled(walked, text=text))
    page = walked.david.visit(walked.address)
    assert len(page.select("form[action$='/angra']")) == 2


def test_an_akut_note_is_undone_right_away(walked, people):
    page = send(walked, filled(walked, urgency="acute"))
    undo = page.select_one(".receipt form[action$='/angra']")
    walked.david.send(undo["action"], {})
    assert the_finding().status is Status.WITHDRAWN


def test_a_proposal_alone_says_what_it_is_about(walked):
    note = filled(walked, type="proposal", category="", proposal="Sätt upp en bänk här.")
    send(walked, note)
    assert the_finding().proposal == "Sätt upp en bänk här."

"""What the walk page says of each thing it holds, in each language, and what can be done there."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, request
from playwright.sync_api import expect
from sqlalchemy import select

from tests import make
from tests.browser.walking import (
    NOTHING,
    OUTDOORS,
    Front,
    Walker,
    a_photo,
    photo_count,
    soon,
    texts,
)
from walks.db import db
from walks.model.finding import Finding
from walks.model.release import release_walk
from walks.model.walk import Walk, WalkState

WORDS = {
    "sv": {
        "draft": "Utkast på telefonen",
        "wait": "Sparat på telefonen",
        "waiting": "1 väntar på täckning. Lämna inte sidan förrän det står 0 kvar.",
        "left": "1 kvar att skicka",
        "text": "Skickat – foto väntar",
        "sent": "Skickat ",
        "refused": "Kunde inte tas emot: ",
        "paused": "Skanna QR-koden igen för att skicka 1.",
        "again": "Ändra och skicka som ny",
        "failed": "Telefonen kunde inte spara – texten står kvar. ",
    },
    "en": {
        "draft": "Draft on the phone",
        "wait": "Saved on the phone",
        "waiting": "1 waiting for coverage. Don’t leave the page until it says 0 left.",
        "left": "1 left to send",
        "text": "Sent – photo waiting",
        "sent": "Sent ",
        "refused": "Could not be received: ",
        "paused": "Scan the QR code again to send 1.",
        "again": "Change it and send as new",
        "failed": "The phone could not save – your text is still here. ",
    },
}
"""OFFLINE 2.7, by the language of the page."""


@pytest.mark.parametrize("language", WORDS)
def test_every_state_is_in_sight_and_read_out(
    walker: Callable[[], Walker], front: Front, language: str
) -> None:
    lisa, says = walker(), WORDS[language]
    lisa.join()
    page = lisa.page
    if language != "sv":
        page.get_by_role("link", name="English").click()
        expect(lisa.ready).to_contain_text("Ready for poor coverage")
    lisa.offline()
    _fill(lisa)
    expect(page.get_by_role("status").filter(has_text=says["draft"])).to_be_visible()
    page.locator(".save-button").click()
    line = lisa.line("Ett.")
    how = line.get_by_role("status")
    expect(how).to_have_text(says["wait"])
    expect(page.get_by_role("status").filter(has_text=says["waiting"])).to_be_visible()
    expect(page.locator(".save-bar")).to_contain_text(says["left"])

    front.refuse(401, "token", "-")
    page.route("**/token", lambda route: route.abort())
    lisa.offline(False)
    expect(page.get_by_role("alert").filter(has_text=says["paused"])).to_be_visible()
    page.unroute("**/token")

    front.refuse(500)
    refuse = front.answer
    front.answer = lambda: refuse() if refuse and "/p/" in request.path else None
    page.locator("[data-send]").dispatch_event("click")
    expect(how).to_have_text(says["text"])

    front.refuse(422, "refused", "Nej.")
    page.locator("[data-send]").dispatch_event("click")
    expect(how).to_contain_text("Nej.")
    _fill(lisa)
    page.locator(".save-button").click()
    refused = lisa.line("Ett.").filter(has_text=says["refused"])
    expect(refused.get_by_role("button", name=says["again"])).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="2 ")).to_be_visible()

    page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new Error(); }; }")
    _fill(lisa)
    page.locator(".save-button").click()
    expect(page.get_by_role("alert").filter(has_text=says["failed"])).to_be_visible()


def _fill(lisa: Walker) -> None:
    """Fill in the form whatever its language, with a photo."""
    page = lisa.page
    page.locator("[name=category][value=lighting]").check(force=True)
    page.locator("details").evaluate_all("all => all.forEach((part) => { part.open = true; })")
    page.locator("[name=text]").fill("Ett.")
    page.locator("[name=place_words]").fill("Bron")
    page.locator("#photos").set_input_files([a_photo("red")])


def test_what_has_arrived_says_when(walker: Callable[[], Walker], app: Flask) -> None:
    lisa = walker()
    lisa.join()
    gone: list[bool] = [True]

    def keep_the_list_away() -> tuple[str, int] | None:
        asked = gone and request.path.startswith("/falt/") and "HX-Request" in request.headers
        return ("", 503) if asked else None

    app.before_request_funcs.setdefault(None, []).insert(0, keep_the_list_away)
    lisa.note("Ett.")
    expect(lisa.line("Ett.").get_by_role("status")).to_have_text(re.compile(r"Skickat \d\d:\d\d"))


def test_four_photos_are_sent_and_counted(walker: Callable[[], Walker]) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.", "red", "green", "blue", "white")
    expect(lisa.line("Ett.")).to_contain_text("4 bilder")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert photo_count() == 4


def test_what_was_noted_is_put_right_and_undone_without_coverage(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.note("Först.")
    expect(lisa.page.locator("#mine-list")).to_contain_text("Först.")
    lisa.offline()
    lisa.note("Ånger.")
    page = lisa.page
    page.locator("#mine-list").get_by_role("button", name="Rätta").click()
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value("Först.")
    page.get_by_label("Beskriv med egna ord").fill("Rättat.")
    lisa.save()
    own = page.locator("#mine-list article, .outbox-line").filter(has_text="Först.")
    expect(own).to_contain_text("Rättelse väntar på att skickas.")
    expect(lisa.line("Din rättelse")).to_have_count(0)
    lisa.line("Ånger.").get_by_role("button", name="Ångra").click()
    expect(page.locator(".receipt")).to_contain_text("Fyndet är ångrat.")
    expect(lisa.line("Ångrat: Belysning: Ånger.")).to_be_visible()
    page.reload()
    expect(own).to_contain_text("Rättelse väntar på att skickas.")
    expect(lisa.waiting).to_contain_text("2 väntar")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    findings = db.session.scalars(select(Finding).order_by(Finding.id)).all()
    assert [(f.text, f.status.value) for f in findings] == [
        ("Rättat.", "new"),
        ("Ånger.", "withdrawn"),
    ]


def test_what_one_is_writing_is_not_thrown_away_by_putting_another_right(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.")
    lisa.write("Halvskrivet.")
    lisa.line("Ett.").get_by_role("button", name="Rätta").click()
    expect(lisa.page.get_by_role("alert").filter(has_text="Spara först")).to_be_visible()
    expect(lisa.page.get_by_label("Beskriv med egna ord")).to_have_value("Halvskrivet.")


def test_each_note_has_the_place_where_it_was_made(walker: Callable[..., Walker]) -> None:
    lisa = walker(**OUTDOORS)
    page = lisa.join()
    places = (57.7211, 57.7311)
    for number, latitude in enumerate(places):
        here = {"latitude": latitude, "longitude": 12.9401, "accuracy": 12}
        lisa.phone.context.set_geolocation(here)
        soon(page, lambda at=latitude: page.locator("#latitude").input_value() == str(at))
        lisa.note(f"{number}.")
    first = page.locator("#mine-list article").filter(has_text="0.")
    expect(first).to_be_visible()
    lisa.offline()
    first.get_by_role("button", name="Rätta").click()
    page.get_by_label("Beskriv med egna ord").fill("0 rättat.")
    lisa.save()
    expect(lisa.waiting).not_to_have_text(NOTHING)
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    findings = db.session.scalars(select(Finding).order_by(Finding.id)).all()
    assert [(f.text, f.latitude) for f in findings] == [("0 rättat.", places[0]), ("1.", places[1])]


def test_stops_and_what_one_has_noted_are_on_a_map_and_in_words(
    walker: Callable[..., Walker],
) -> None:
    lisa = walker(**OUTDOORS)
    page = lisa.join()
    drawing = page.get_by_role("img", name="Karta")
    expect(drawing).to_have_count(0)  # one stop is no map
    lisa.offline()
    expect(page.get_by_text("Din plats är med")).to_be_visible()
    lisa.note("Ett.")
    expect(drawing.locator("circle:not(.own)")).to_have_count(1)
    expect(drawing.locator("circle.own")).to_have_count(1)
    expect(drawing).to_have_accessible_description(
        re.compile("Gångtunneln.*1 som du har noterat", re.DOTALL)
    )
    inside = drawing.locator("circle").evaluate_all(
        "all => all.every(({cx, cy}) => cx.baseVal.value > 0 && cx.baseVal.value < 360"
        " && cy.baseVal.value > 0 && cy.baseVal.value < 240)"
    )
    assert inside
    page.reload()
    expect(drawing.locator("circle.own")).to_have_count(1)
    lisa.line("Ett.").get_by_role("button", name="Ångra").click()
    expect(drawing).to_have_count(0)


def _release(walk: Walk) -> None:
    walk.end(make.NOW)
    release_walk(walk, by=walk.leader, now=make.NOW)


def _archive(walk: Walk) -> None:
    _release(walk)
    walk.state = WalkState.ARCHIVED


@pytest.mark.parametrize("has_cookie", [True, False])
@pytest.mark.parametrize("happens", [_release, _archive, Walk.new_code])
def test_a_walk_that_closed_or_whose_code_was_changed_takes_what_waits(
    walker: Callable[[], Walker], walk: Walk, happens: Callable[[Walk], None], has_cookie: bool
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.", "red")
    happens(walk)
    db.session.commit()
    if not has_cookie:
        lisa.phone.context.clear_cookies()
    lisa.offline(False)
    lisa.page.reload()
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett."], 1)


def test_what_is_missing_is_told_where_one_looks(walker: Callable[[], Walker]) -> None:
    lisa = walker()
    page = lisa.join()
    page.get_by_label("Platsen med ord").fill("Bron")
    lisa.save()
    expect(page.get_by_text("Välj vad det gäller, eller beskriv")).to_be_in_viewport()
    lisa.write("Lång. " * 700)
    lisa.save()
    expect(page.get_by_text("Korta den till högst 4000 tecken")).to_be_in_viewport()
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(re.compile("^Lång. Lång."))


def test_what_is_undone_before_it_is_sent_is_one_thing_that_waits(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.")
    lisa.note("Två.")
    expect(lisa.waiting).to_contain_text("2 väntar")
    lisa.line("Två.").get_by_role("button", name="Ångra").click()
    expect(lisa.line("Ångrat: ")).to_contain_text("Två.")
    expect(lisa.page.get_by_role("heading", name="Mina fynd")).to_be_hidden()
    expect(lisa.waiting).to_contain_text("2 väntar")


def test_skicka_nu_without_coverage_says_so(walker: Callable[[], Walker]) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.")
    lisa.page.get_by_role("button", name="Skicka nu").click()
    expect(lisa.page.locator("[data-tried]")).to_contain_text("Ingen täckning just nu")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    expect(lisa.page.locator("[data-tried]")).to_be_hidden()


def test_what_is_put_right_shows_the_photo_that_it_has(walker: Callable[[], Walker]) -> None:
    lisa = walker()
    page = lisa.join()
    lisa.offline()
    lisa.note("Ett.", "red")
    lisa.line("Ett.").get_by_role("button", name="Rätta").click()
    box = page.locator("[data-correcting]")
    expect(box).to_contain_text("Redan med: 1 bild.")
    expect(box.locator("img")).to_be_visible()


def test_the_page_asks_for_the_position_when_somebody_begins_and_not_before(
    walker: Callable[..., Walker],
) -> None:
    lisa = walker()
    lisa.phone.context.add_init_script(
        "window.asked = 0;"
        "navigator.geolocation.watchPosition = () => { window.asked += 1; return 1; };"
        "navigator.permissions.query = async () => ({ state: 'prompt' });"
    )
    page = lisa.join()
    expect(page.locator("[data-position]")).to_have_text("Din plats tas med när du börjar fylla i.")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("radio", name="Belysning", exact=True).check()
    expect(page.locator("[data-position]")).to_have_text("Söker din plats …")
    assert page.evaluate("window.asked") == 1


def test_agreeing_is_answered_where_it_was_pressed_before_and_after_it_is_sent(
    walker: Callable[[], Walker],
) -> None:
    lisa, david = walker(), walker()
    lisa.join()
    lisa.note("Mörkt vid bron.")
    expect(lisa.waiting).to_have_text(NOTHING)
    page = david.join()
    card = page.locator("#others article").filter(has_text="Mörkt vid bron.")
    button = card.get_by_role("button", name="Håller med")
    button.scroll_into_view_if_needed()
    david.offline()
    before = card.bounding_box()
    button.click()
    expect(card.locator(".agreed")).to_have_text("Du håller med. Sparat på telefonen.")
    expect(card.locator(".agreed")).to_be_focused()
    after = card.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 2, "under the thumb, whatever was added above"
    expect(page.locator(".receipt")).to_be_hidden()
    david.offline(False)
    expect(card.locator(".agreed")).to_contain_text("Du håller med. Skickat ")
    page.reload()
    expect(card).to_contain_text("Du håller med. Noterat!")

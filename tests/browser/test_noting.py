"""What the script adds to the walk page and the public form, in a real browser."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.windows import IN_TOWN, Window
from walks.db import db
from walks.model.finding import Finding
from walks.pages.access import cookie_name
from walks.pages.rendering import now

OUTDOORS = {"geolocation": IN_TOWN, "permissions": ["geolocation"]}


@pytest.fixture
def on_walk(window: Callable[..., Window], people: SimpleNamespace) -> Callable[..., Page]:
    """Open the walk page on the phone of somebody who has joined."""

    def open_page(**more: object) -> Page:
        walk = make.walk(people.anna)
        _noter, secret = make.participant(walk)
        name, path = cookie_name(walk.public_id), f"/falt/{walk.public_id}"
        db.session.commit()
        phone = window(phone=True, **more)
        phone.context.add_cookies([{"name": name, "value": secret, "url": phone.address}])
        return phone.visit(path)

    return open_page


def photo(colour: str) -> dict[str, object]:
    """Return a picture as Playwright hands it to a file field."""
    return {
        "name": f"{colour}.jpg",
        "mimeType": "image/jpeg",
        "buffer": make.picture(colour=colour),
    }


def pick(page: Page, category: str) -> None:
    """Press a category's tile."""
    page.get_by_role("radio", name=category, exact=True).check()


def arrived(page: Page) -> None:
    """Wait until everything that was saved, photos too, has come to the server."""
    expect(page.locator(".receipt")).to_contain_text("gick till Tekniska nämnden")
    expect(page.get_by_text("Inget väntar på telefonen.")).to_be_visible()


def the_finding() -> Finding:
    return db.session.query(Finding).one()


def test_photo_category_save_is_all_it_takes(on_walk):
    page = on_walk(**OUTDOORS)
    expect(page.get_by_text("Din plats är med, på 12 meter när.")).to_be_visible()
    page.get_by_label("Ta foto").set_input_files(photo("red"))
    pick(page, "Belysning")
    page.get_by_role("button", name="Spara").click()
    arrived(page)
    finding = the_finding()
    assert (finding.latitude, finding.accuracy_m) == (IN_TOWN["latitude"], IN_TOWN["accuracy"])
    assert len(finding.shown_photos) == 1


@pytest.mark.parametrize(
    ("accuracy", "said"),
    [(0, "några"), (4.9, "några"), (5, "5"), (11.2, "12")],
)
def test_the_position_is_never_said_to_be_nearer_than_a_phone_can_tell(on_walk, accuracy, said):
    page = on_walk(**{**OUTDOORS, "geolocation": {**IN_TOWN, "accuracy": accuracy}})
    expect(page.get_by_text(f"Din plats är med, på {said} meter när.")).to_be_visible()


def test_picking_a_category_tells_where_it_goes(on_walk):
    page = on_walk()
    told = page.locator("[data-destination]")
    expect(told).to_have_text("")
    pick(page, "Belysning")
    expect(told).to_contain_text("Går till Tekniska nämnden. Belysning hör till")
    expect(page.get_by_text("Är det ett brott?")).to_be_hidden()
    page.get_by_text("Fler att välja på").click()
    pick(page, "Hot, våld eller annat brott")
    expect(told).to_contain_text("Går till Polisen.")
    expect(page.get_by_text("Är det ett brott?")).to_be_visible()
    pick(page, "Tryggt")
    expect(told).to_contain_text("trygg plats")


def test_photos_are_gathered_looked_at_and_taken_away(on_walk):
    page = on_walk(**OUTDOORS)
    for colour in ("red", "green"):
        page.get_by_label("Ta foto").set_input_files(photo(colour))
    page.get_by_label("Välj bilder").set_input_files([photo(c) for c in ("blue", "white", "black")])
    expect(page.locator("[data-previews] img")).to_have_count(4)
    expect(page.get_by_text("Fyra bilder är det mesta")).to_be_visible()
    page.get_by_role("button", name="Ta bort bild 1").click()
    expect(page.locator("[data-previews] img")).to_have_count(3)
    pick(page, "Belysning")
    page.get_by_role("button", name="Spara").click()
    arrived(page)
    assert len(the_finding().shown_photos) == 3


def test_without_a_position_the_page_asks_before_anything_is_sent(on_walk):
    page = on_walk()
    page.get_by_label("Ta foto").set_input_files(photo("red"))
    pick(page, "Belysning")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Välj ett stopp, eller skriv var det är.")).to_be_visible()
    expect(page.get_by_label("Vid vilket stopp?")).to_be_focused()
    page.get_by_label("Vid vilket stopp?").select_option(label="Gångtunneln")
    page.get_by_role("button", name="Spara").click()
    arrived(page)
    assert the_finding().stop.name == "Gångtunneln"


def test_pressing_save_three_times_sends_once(on_walk):
    page = on_walk(**OUTDOORS)
    expect(page.get_by_text("Din plats är med")).to_be_visible()
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.url) if request.method == "PUT" else None
    )
    pick(page, "Belysning")
    page.evaluate(
        "() => { const save = document.querySelector('.save-button');"
        " save.click(); save.click(); save.click(); }"
    )
    arrived(page)
    assert len(sent) == 1


def test_what_others_noted_comes_by_itself_and_without_the_script_by_a_link(on_walk):
    page = on_walk()
    expect(page.get_by_text("Ingen annan har noterat något än.")).to_be_visible()
    page = on_walk(javascript=False)
    page.get_by_role("link", name="Visa vad andra har noterat").click()
    expect(page.get_by_text("Ingen annan har noterat något än.")).to_be_visible()
    page.get_by_role("link", name="Tillbaka till mitt formulär").click()
    expect(page.get_by_role("button", name="Spara")).to_be_visible()


def test_light_and_dark_are_one_press_apart_and_remembered(on_walk):
    page = on_walk()
    html = page.locator("html")
    before = html.get_attribute("data-color-scheme")
    after = {"dark": "light", "light": "dark", "auto": "dark"}[before]
    page.get_by_role("button", name="Byt mellan ljus och mörk skärm").click()
    expect(html).to_have_attribute("data-color-scheme", after)
    page.reload()
    expect(html).to_have_attribute("data-color-scheme", after)


def test_the_public_form_asks_for_the_position_only_when_told_to(window):
    david = window(phone=True, **OUTDOORS)
    page = david.visit("/rapportera")
    assert page.locator("#latitude").input_value() == ""
    page.get_by_role("button", name="Använd min plats").click()
    expect(page.get_by_text("Din plats är med")).to_be_visible()
    pick(page, "Belysning")
    page.get_by_role("button", name="Skicka rapporten").click()
    expect(page.locator("h1")).to_contain_text("Din rapport BOR-")
    assert the_finding().latitude == IN_TOWN["latitude"]


def test_over_plain_http_the_walk_page_says_why_it_has_no_position_and_saves_all_the_same(
    window, on_network
):
    phone = window(phone=True, **OUTDOORS)
    page = phone.page
    page.goto(on_network)
    page.get_by_role("button", name="Gå med").click()
    assert page.evaluate("isSecureContext") is False
    expect(page.locator("[data-position]")).to_have_text(
        "Adressen börjar på http och inte https. "
        "Då ger telefonen ingen position: skriv platsen i stället."
    )
    page.get_by_label("Ta foto").set_input_files(photo("red"))
    expect(page.get_by_role("button", name="Ta bort bild 1")).to_be_visible()
    pick(page, "Belysning")
    page.get_by_label("Platsen med ord").fill("Gångtunneln")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".receipt:visible")).to_contain_text("Sparat")
    finding = the_finding()
    assert finding.latitude is None
    assert len(finding.shown_photos) == 1


@pytest.fixture
def on_network(served: str, people: SimpleNamespace) -> str:
    """Where a phone on the same network joins the walk, over plain http."""
    walk = make.walk(people.anna, starts_at=now())
    walk.start(now())
    code = walk.join_code
    db.session.commit()
    return f"{served.replace('127.0.0.1', 'vandring.test')}/g/{code}"

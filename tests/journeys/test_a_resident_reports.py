"""A resident reports and gets an answer: from a phone, in another language, without an account.

Amal writes in English, sends a photo and keeps the secret link. Bertil reads it in his inbox and
mends the lamp. Amal reads the answer at her link before anybody else. Karin reviews; then everybody
reads it on the map's page, with the photo, and never the address that Amal left.
"""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.journeys.acts import answer, choose, main, press
from tests.windows import Window
from walks.db import db

NOTED = (
    "The lamp by the bus stop has been broken for two weeks. My daughter and I wait in the dark."
)
WHERE = "Bus stop on Lindvägen"
MENDED = "Lampan lyser igen. En kabel var avgrävd vid ett vägarbete. Tack för att du skrev!"
FOR_ALL = "Lampan vid hållplatsen har varit trasig i två veckor."
SHOWN = "En släckt lykta vid en hållplats."
ADDRESS = "amal@example.org"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_resident_reports_and_gets_an_answer(
    window: Callable[..., Window], people: SimpleNamespace, javascript: bool
) -> None:
    make.area()
    db.session.commit()
    amal, david = (window(phone=True, javascript=javascript) for _ in range(2))
    bertil, karin = (window(javascript=javascript) for _ in range(2))

    number, link = report(amal)
    expect(main(amal.page)).to_contain_text("It is for the Technical Services Committee to answer.")
    assert "The page does not exist" in david.visit(link[:-1]).title()

    page = bertil.sign_in("bertil@example.org")
    main(page).get_by_role("link", name="Belysning").click()
    expect(main(page)).to_contain_text(NOTED)
    expect(main(page).locator("section").first.locator("a.photo img")).to_have_count(1)
    answer(page, "Markera åtgärdat", MENDED)

    page = amal.visit(link)
    expect(main(page)).to_contain_text("Put right")
    expect(main(page)).to_contain_text(MENDED)
    assert MENDED not in david.visit("/karta").content()

    publish(karin)
    page = david.visit("/karta")
    for words in (number, FOR_ALL, MENDED):
        expect(main(page)).to_contain_text(words)
    photo = main(page).get_by_role("img", name=SHOWN)
    photo.scroll_into_view_if_needed()
    assert photo.evaluate("async image => (await image.decode(), image.naturalWidth)") > 0
    for words in (NOTED, ADDRESS, link.split("/")[-1]):
        assert words not in page.content()


def report(amal: Window) -> tuple[str, str]:
    """Amal reports a broken lamp; return its number and the secret link she is given."""
    page = amal.visit("/en/rapportera")
    expect(page.locator("h1")).to_have_text("Report a place")
    choose(page, "Lighting")
    page.get_by_label("Describe in your own words").fill(NOTED)
    photo = {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": make.picture(colour="teal")}
    page.get_by_label("Choose pictures").set_input_files(photo)
    page.get_by_label("The place in words").fill(WHERE)
    page.get_by_label("E-mail").fill(ADDRESS)
    press(page, "Send the report")
    expect(page.locator("h1")).to_contain_text("Your report")
    expect(main(page).get_by_role("img")).to_have_count(1)
    number = re.search(r"BOR-\d{4}-\d{4}", page.title())
    assert number
    return number[0], own_link(page).removeprefix(amal.address)


def own_link(page: Page) -> str:
    """Return the link that the page tells its reader to keep."""
    return main(page).locator(".note-link a").inner_text()


def publish(karin: Window) -> None:
    """Karin reads what waits, writes it in Swedish, describes the photo and publishes."""
    karin.sign_in("karin@example.org")
    page = karin.visit("/granska")
    main(page).get_by_role("link", name="Belysning").click()
    expect(main(page)).to_contain_text(NOTED)
    page.get_by_label("Text", exact=True).fill(FOR_ALL)
    page.get_by_label("Visa bilden").check()
    press(page, "Publicera")
    expect(main(page)).to_contain_text("Beskriv bilden för den som inte kan se den.")
    page.get_by_label("Vad bilden visar").fill(SHOWN)
    press(page, "Publicera")
    expect(main(page)).to_contain_text("Allt är granskat")

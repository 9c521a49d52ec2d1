"""What people do on a page, by the words they read: shared by the journeys."""

import re

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.windows import Window


def main(page: Page) -> Locator:
    """What the page is about."""
    return page.locator("main")


def press(page: Page, name: str) -> None:
    """Press the button that is called so."""
    main(page).get_by_role("button", name=name, exact=True).click()


def unfold(wanted: Locator, summary: Locator) -> None:
    """Open what hides the wanted thing, if something does: once the page that has it is there.

    A page that is still on its way has neither, and would look as if something were hidden.
    """
    expect(wanted).to_be_attached()
    if not wanted.is_visible():
        summary.click()


def write(page: Page, text: str) -> None:
    """Write what one has seen, in the part of the walk page that may be folded."""
    words = page.get_by_label("Beskriv med egna ord")
    unfold(words, page.get_by_text("Mer: beskriv, bråttom, ljus"))
    words.fill(text)


def choose(page: Page, category: str) -> None:
    """Choose a tile, among the rest if it is not one of the first."""
    tile = page.locator("label.tile", has_text=category)
    unfold(tile, page.get_by_text("Fler att välja på"))
    tile.click()


def start(leader: Window, title: str) -> str:
    """The leader signs in and starts the walk; return the code that it shows."""
    page = leader.sign_in("anna@example.org")
    main(page).get_by_role("link", name=title).first.click()
    # "Starta vandringen" on its day; half an hour before midnight it is planned for tomorrow.
    main(page).get_by_role("button", name="Starta").click()
    expect(main(page)).to_contain_text("Låt alla skanna koden")
    return page.locator(".join-code").first.inner_text()


def join(somebody: Window, code: str, role: str = "") -> None:
    """Somebody types the code and takes part, in the role that stands chosen or in another."""
    page = somebody.visit("/g/")
    page.get_by_label("Kod").fill(code)
    main(page).get_by_role("button").click()
    if role:
        choose(page, role)
    press(page, "Gå med")
    expect(page.get_by_role("button", name="Spara")).to_be_visible()


def answer(page: Page, verb: str, words: str, on: str = "") -> None:
    """Answer in public by a verb, the open one or one that is tucked away."""
    button = main(page).locator("button", has_text=re.compile(f"^\\s*{verb}\\s*$"))
    unfold(button, page.locator("details.move > summary", has_text=verb))
    form = page.locator("form", has=page.get_by_role("button", name=verb, exact=True))
    form.get_by_label("Svar till allmänheten").fill(words)
    if on:
        form.get_by_label("När ska det vara klart?").fill(on)
    button.click()
    expect(main(page)).to_contain_text(words)


def link_to(app: Flask, recipient: str) -> str:
    """Return the path of the link in the letter that lies in the folder for the recipient."""
    for letter in sorted((app.config["INSTANCE"] / "letters").glob("*.eml")):
        text = letter.read_text().replace("=\n", "")
        link = re.search(r"/svar/[\w-]+", text)
        if recipient in text and link:
            return link.group()
    raise AssertionError(f"no letter with a link to {recipient}")

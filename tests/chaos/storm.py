"""A walk in bad weather: no coverage, killed browsers, killed servers, two tabs sending at once."""

import random
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect

from tests.chaos.phone import NOTHING_WAITS, Phone
from tests.chaos.server import Server

PRESSED = "() => document.querySelector('[data-send]').click()"
"""Skicka nu, in a tab that nobody looks at too."""

CALM = 8
"""How many requests a life is asked on average before it is killed."""

LONGEST = 1500
"""Turns until a storm without an end is given up."""

RELOAD, PRESS = 0.1, 0.1
"""How likely it is at each turn that a tab loads anew, and that somebody presses Skicka nu."""


def walk_through(
    phone: Phone, server: Server, code: str, notes: Iterable[tuple[str, Path | None]], seed: int
) -> Page:
    """Join, note all of it without coverage, and send it through a storm. Return a page of it."""
    ahead = list(notes)
    page = phone.join(code)
    phone.context.set_offline(True)
    server.down()
    phone.reload(page)
    for words, photo in ahead[: len(ahead) // 2]:
        phone.note(page, words, photo)
    phone.kill()
    phone.start(offline=True)
    page = phone.open(phone.context.pages[0])
    for words, photo in ahead[len(ahead) // 2 :]:
        phone.note(page, words, photo)
    server.up()
    phone.context.set_offline(False)
    send(phone, server, [page, phone.open()], random.Random(seed))
    return page


def send(phone: Phone, server: Server, tabs: list[Page], chance: random.Random) -> None:
    """Let the tabs send while the server is killed and the tabs are loaded anew, until all is.

    Kills go by how much was asked, not by the clock: a slow machine has the same weather.
    """
    due = server.asked + chance.randint(1, 2 * CALM)
    turns = 0
    while phone.waiting(tabs[0]) != 0:
        turns += 1
        assert turns < LONGEST, "it is not sent"
        tabs[0].wait_for_timeout(chance.uniform(50, 400))
        if server.asked >= due:
            server.kill()
            due = server.asked + chance.randint(1, 2 * CALM)
        tab = chance.choice(tabs)
        try:
            if chance.random() < RELOAD:
                tab.reload(wait_until="commit")
            if chance.random() < PRESS:
                tab.evaluate(PRESSED)
        except BrowserError:
            continue  # a page that is loading can't be reloaded or pressed
    for tab in tabs:
        expect(tab.locator(".outbox-waiting")).to_have_text(NOTHING_WAITS)

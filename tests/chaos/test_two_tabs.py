"""AT-6: two tabs and the service worker send at the same time, and are as one."""

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.chaos.oracle import Verdict, perfect
from tests.chaos.phone import NOTHING_WAITS, Phone
from tests.chaos.server import Server
from tests.chaos.storm import PRESSED

MANY = 30


def test_two_tabs_and_a_sync_event_send_each_thing_once(
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    server = serve()
    phone = buy(server)
    page = phone.join(code)
    server.down()
    for words, photo in notes(MANY, photos=False):
        phone.note(page, words, photo)
    other = phone.open()
    line = phone.context.new_cdp_session(page)
    event = sync_event(line, page)
    server.up()
    line.send("ServiceWorker.dispatchSyncEvent", event)
    for tab in (page, other):
        tab.evaluate(PRESSED)
    for tab in (page, other):
        expect(tab.locator(".outbox-waiting")).to_have_text(NOTHING_WAITS)
    assert verdict(phone, page) == perfect(MANY, 0)
    assert (server.answers("new"), server.answers("same")) == (MANY, 0)
    assert overlaps(server) == []


def sync_event(line: CDPSession, page: Page) -> dict[str, Any]:
    """Return what a sync event for the page's service worker is, as Chromium's debugger asks."""
    known: list[dict[str, Any]] = []
    heard = "ServiceWorker.workerRegistrationUpdated"
    line.on(heard, lambda said: known.extend(said["registrations"]))
    line.send("ServiceWorker.enable")
    while not known:
        page.wait_for_timeout(20)
    return {
        "origin": page.evaluate("() => location.origin"),
        "registrationId": known[0]["registrationId"],
        "tag": "outbox",
        "lastChance": False,
    }


def overlaps(server: Server) -> list[str]:
    """Return the paths that were asked for again before the answer was given."""
    times: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for what in ("asked", "answered"):
        for request in server.requests(what):
            times[request["path"]].append((request["at"], what))
    return [
        path
        for path, seen in times.items()
        if any(one[1] == two[1] for one, two in pairwise(sorted(seen)))
    ]

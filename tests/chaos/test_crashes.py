"""AT-3 to AT-5: one kind of crash at a time, at its worst moment."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from tests.browser.walking import EVERYTHING, soon
from tests.chaos.conftest import picture
from tests.chaos.oracle import Verdict, perfect
from tests.chaos.phone import NOTHING_WAITS, Phone, fill
from tests.chaos.server import Server
from walks.db import db
from walks.model.photo import Photo

EDGE = 1600  # pixels: what the page leaves of a larger photo; of grain, about a megabyte
SLOW_LINE = 150_000  # bytes a second
SENDING = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    this.upload.addEventListener("progress", ({ loaded, total }) => {
      document.body.dataset.sending = loaded > total / 4 && loaded < total ? "half" : "";
    });
    return send.call(this, body);
  };
}"""


def noted_offline(phone: Phone, server: Server, code: str, notes: list[Any]) -> Page:
    """Join, and note all of it while there is nobody to send it to."""
    page = phone.join(code)
    server.down()
    for words, photo in notes:
        phone.note(page, words, photo)
    return page


def sent(page: Page) -> None:
    """Wait until nothing waits, impatiently."""
    for _turn in range(120):
        if page.locator(".outbox-waiting").text_content() == NOTHING_WAITS:
            return
        if page.locator("[data-send]").is_visible():
            page.locator("[data-send]").dispatch_event("click")
        page.wait_for_timeout(500)
    expect(page.locator(".outbox-waiting")).to_have_text(NOTHING_WAITS)


def drafts(page: Page) -> list[Any]:
    """Return the words of each draft on the phone, and how many photos it has."""
    kept = page.evaluate(EVERYTHING)["draft"]
    return [[draft["fields"].get("text"), len(draft["photos"])] for draft in kept]


def test_a_server_that_falls_after_each_commit_has_each_finding_once(
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    """AT-3."""
    server = serve(dies="first")
    phone = buy(server)
    page = noted_offline(phone, server, code, notes(20, photos=False))
    server.up()
    sent(page)
    assert verdict(phone, page) == perfect(20, 0)
    assert server.answers("same") >= 20
    assert server.answers("new") == 0


def test_a_draft_with_its_photo_outlives_the_browser(
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    """AT-13: the phone kills the browser while the camera is open."""
    phone = buy(serve())
    page = phone.join(code)
    [(words, photo)] = notes(1)
    fill(page, words, photo)
    soon(page, lambda: drafts(page) == [[words, 1]])
    phone.kill()
    phone.start()
    page = phone.open()
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(words)
    expect(page.get_by_role("radio", name="Belysning", exact=True)).to_be_checked()
    expect(page.locator("[data-previews] img")).to_have_count(1)
    page.get_by_role("button", name="Spara", exact=True).click()
    phone.noted.append(words)
    expect(page.locator(".receipt")).to_contain_text("gick till Tekniska nämnden")
    sent(page)
    assert verdict(phone, page) == perfect(1, 1)


def test_a_server_killed_while_a_photo_comes_in_has_all_of_it_or_nothing(
    app: Flask,
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    verdict: Callable[..., Verdict],
    tmp_path: Path,
) -> None:
    """AT-4."""
    server = serve()
    phone = buy(server)
    big = picture(tmp_path, 1, EDGE, grain=1)
    page = noted_offline(phone, server, code, [("Mörkt vid lampa 1.", big)])
    page.evaluate(SENDING)
    line = phone.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": SLOW_LINE})
    server.up()
    page.locator("[data-send]").dispatch_event("click")
    expect(page.locator("body[data-sending=half]")).to_be_visible()
    server.down()
    expect(page.locator(".outbox-line")).to_contain_text("Skickat – foto väntar")
    assert db.session.scalar(select(func.count()).select_from(Photo)) == 0
    db.session.rollback()
    instance = app.config["INSTANCE"]
    assert list(stored(instance)) == []
    line.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    server.up()
    sent(page)
    assert verdict(phone, page) == perfect(1, 1)
    assert len(list(stored(instance))) == 1


def stored(instance: Path) -> Iterator[Path]:
    """Return the files that have the name of a whole photo."""
    for folder in ("photos", "kept"):
        yield from (path for path in (instance / folder).glob("*") if path.name[0] != ".")


@pytest.mark.parametrize("times", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_a_browser_killed_as_soon_as_it_says_saved_has_saved(
    times: int,
    code: str,
    serve: Callable[..., Server],
    buy: Callable[[Server], Phone],
    notes: Callable[..., list[Any]],
    verdict: Callable[..., Verdict],
) -> None:
    """AT-5."""
    server = serve()
    phone = buy(server)
    page = phone.join(code)
    server.down()
    for words, photo in notes(times):
        fill(page, words, photo)
        page.get_by_role("button", name="Spara", exact=True).click(no_wait_after=True)
        page.wait_for_selector("[data-receipt]:not([hidden])")
        phone.kill()
        phone.noted.append(words)
        phone.start(offline=True)
        page = phone.open(phone.context.pages[0])
        assert [entry.words for entry in phone.saved(page)].count(words) == 1
    phone.context.set_offline(False)
    server.up()
    sent(page)
    assert verdict(phone, page) == perfect(times, times)

"""The walk page needs nobody else: no third party, no htmx, no console (AT-15, AT-19)."""

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, request
from flask.wrappers import Response
from playwright.sync_api import expect

from tests.browser.walking import NOTHING, OUTDOORS, Walker, photo_count, soon, texts


def test_it_asks_nobody_else_and_says_nothing_on_the_console(
    walker: Callable[..., Walker],
) -> None:
    lisa = walker(**OUTDOORS)
    asked: list[str] = []
    said: list[str] = []
    lisa.phone.context.on("request", lambda given: asked.append(given.url))
    lisa.page.on("console", lambda message: said.append(message.text))
    lisa.join()
    lisa.note("Ett.", "red")
    expect(lisa.waiting).to_have_text(NOTHING)
    lisa.page.reload()
    expect(lisa.page.locator("#mine-list")).to_contain_text("Ett.")
    here = urlsplit(lisa.phone.address).netloc
    elsewhere = [url for url in asked if urlsplit(url).netloc != here and url[:5] != "blob:"]
    assert elsewhere == []
    assert [url for url in asked if "htmx" in url] == []
    assert said == []


def test_without_javascript_one_joins_and_a_double_tap_notes_once(
    walker: Callable[..., Walker], app: Flask
) -> None:
    """The second tap comes while the server still has the first, as with a slow line."""
    came: list[str] = []
    answers: list[int] = []
    twice = threading.Event()

    def hold() -> None:
        if request.method == "POST" and request.path.endswith("/fynd"):
            came.append(request.path)
            if len(came) == 2:
                twice.set()
            assert twice.wait(30)

    def answered(response: Response) -> Response:
        if request.method == "POST" and request.path.endswith("/fynd"):
            answers.append(response.status_code)
        return response

    app.before_request_funcs.setdefault(None, []).insert(0, hold)
    app.after_request_funcs.setdefault(None, []).append(answered)
    lisa = walker(javascript=False)
    page = lisa.phone.visit(f"/g/{lisa.code}")
    page.get_by_role("button", name="Gå med").click()
    expect(page.locator(".outbox")).to_be_hidden()
    lisa.write("Ett.", "red", "blue")
    spara = page.get_by_role("button", name="Spara", exact=True)
    box = spara.bounding_box()
    assert box
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(*spot)
    soon(page, lambda: len(came) == 1)
    page.mouse.click(*spot)  # a locator's own click would wait for the answer to the first
    expect(page.locator(".receipt:visible")).to_contain_text("gick till Tekniska nämnden")
    soon(page, lambda: len(answers) == 2)
    assert answers == [303, 303]
    assert (texts(), photo_count()) == (["Ett."], 2)

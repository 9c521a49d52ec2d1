"""Fixtures: a served app and real Chromium windows, phone or desktop, with JavaScript or without.

Own ones, not pytest-playwright's: its page would outlive the app that a test serves. A plugin and
no conftest, because tests/browser and tests/journeys share one running Chromium.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.serving import make_server

from tests import make
from tests.need import chromium

# What keeps Chromium from calling home, which a test machine has no answer to.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # A name that is no loopback to the browser: there it is as careful as a phone on the network.
    "--host-resolver-rules=MAP vandring.test 127.0.0.1",
]
PHONE = {
    "viewport": {"width": 412, "height": 915},
    "device_scale_factor": 2.625,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 60_000
"""How long what should be seen may take, in milliseconds: a slow machine is no defect, and speed
belongs in tests/bench."""

IN_TOWN = {"latitude": 57.7211, "longitude": 12.9401, "accuracy": 12}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser `browser`, so that `-m "not browser"` leaves it out."""
    for item in items:
        if {"playwright", "hand", "safari"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of Chromium, and of Firefox in tests/engines: a second can't run beside it."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chrome(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; each page has a context of its own in it."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


class Inside:
    """The app, counting who is in it: a page that polls may ask as the test ends.

    What is answered after the app's connections were closed would leave one open.
    """

    def __init__(self, app: Flask) -> None:
        """Stand before the app."""
        self._app, self._count, self._changed = app, 0, threading.Condition()
        self._closed = False

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer as the app does, or that it is closed."""
        with self._changed:
            if self._closed:
                return ServiceUnavailable()(environ, start_response)
            self._count += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Let nobody more in, and wait until nobody is there.

        Who had come to the door when the server stopped has a thread that it does not wait for.
        """
        with self._changed:
            self._closed = True
            assert self._changed.wait_for(lambda: self._count == 0, timeout=30)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the app on a free port while the block runs; give its address."""
    inside = Inside(app)
    server = make_server("127.0.0.1", 0, inside, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        inside.close()
        server.server_close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the test's own app."""
    with serving(app) as address:
        yield address


class Window:
    """Somebody's browser: opens pages, and remembers what went wrong in them."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        """Take over the context; `address` is where the app answers."""
        self.context, self.address = context, address
        self.wrongs: list[str] = []
        context.on("page", self._listen)
        self.page = context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.wrongs.append(f"{page.url}: {error}"))
        page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium logs each answer of 400 and more as an error; a test looks at those itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrongs.append(f"{message.page.url if message.page else ''}: {message.text}")

    def visit(self, path: str) -> Page:
        """Open the path and return the page."""
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, email: str, password: str = make.PASSWORD) -> Page:
        """Sign in as somebody of tests/make.py, or with a password; return where that leads."""
        page = self.visit("/logga-in")
        page.get_by_label("E-post").fill(email)
        page.get_by_label("Lösenord").fill(password)
        page.locator("main").get_by_role("button", name="Logga in").click()
        # A click does not wait for what it leads to; the next visit would cut the signing in off.
        page.wait_for_url(lambda url: "/logga-in" not in url)
        return page


@pytest.fixture
def window(chrome: Browser, served: str) -> Iterator[Callable[..., Window]]:
    """Open windows: `window()`, `window(phone=True)`, `window(javascript=False, **more)`.

    `more` goes to Playwright's new_context (color_scheme="dark", geolocation=IN_TOWN with
    permissions=["geolocation"]). An error in a page or its console fails the test.
    """
    opened: list[Window] = []
    with ExitStack() as stack:

        def open_window(*, phone: bool = False, javascript: bool = True, **more: Any) -> Window:
            context = chrome.new_context(
                **{
                    **(PHONE if phone else DESKTOP),
                    "locale": "sv-SE",
                    "timezone_id": "Europe/Stockholm",
                    "java_script_enabled": javascript,
                    **more,
                }
            )
            stack.callback(context.close)
            opened.append(Window(context, served))
            return opened[-1]

        yield open_window
        assert [wrong for each in opened for wrong in each.wrongs] == []

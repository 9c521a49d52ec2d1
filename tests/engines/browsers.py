"""Firefox and WebKit beside the Chromium of tests/windows.py, and a hand on each of the three.

A plugin and no conftest, because tests/chaos drives them too.
"""

import os
import subprocess
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.webkitgtk.service import Service

from tests.engines.hand import Hand, Playwrights, Seleniums
from tests.need import firefox, webkit, xvfb
from tests.windows import PHONE, Window

NARROWEST = 447
"""Pixels: a window of WebKitGTK's MiniBrowser gets no narrower."""

# What Playwright asks of Firefox by itself, an unpatched one does not know.
AS_IT_IS = dict.fromkeys(("color_scheme", "reduced_motion", "forced_colors", "contrast"), "null")


@pytest.fixture(scope="session")
def fox(playwright: Playwright) -> Iterator[Browser]:
    """One Firefox ESR for all tests, as Debian ships it: driven over WebDriver BiDi."""
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=firefox())
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """A screen that nobody sees, on a display number that it found free itself."""
    reading, writing = os.pipe()
    server = subprocess.Popen(  # noqa: S603
        [xvfb(), "-displayfd", str(writing), "-screen", "0", "1280x1400x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as number:
        yield f":{number.readline().strip()}"
    server.terminate()
    server.wait()


@pytest.fixture
def safari(screen: str) -> Iterator[WebKitGTK]:
    """A fresh WebKit window, as narrow as it gets. An automated one keeps nothing after it."""
    driver, browser = webkit()
    options = WebKitGTKOptions()
    options.binary_location = browser
    options.add_argument("--automation")
    service = Service(driver, env={**os.environ, "DISPLAY": screen})
    with warnings.catch_warnings():  # selenium calls itself in a way that it advises against
        warnings.filterwarnings("ignore", "setting remote_server_addr", DeprecationWarning)
        window = WebKitGTK(options=options, service=service)
    window.set_window_size(NARROWEST, 1000)
    yield window
    window.quit()


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def hand(request: pytest.FixtureRequest) -> Iterator[Hand]:
    """A hand on each engine in turn. What Chromium's or Firefox's console says fails the test.

    WebKit's console can't be read: its driver has no log, and a private window writes none.
    """
    address = request.getfixturevalue("served")
    if request.param == "webkit":
        yield Seleniums(request.getfixturevalue("safari"))
        return
    browser: Browser = request.getfixturevalue("chrome" if request.param == "chromium" else "fox")
    as_firefox: dict[str, Any] = {"viewport": PHONE["viewport"], **AS_IT_IS}
    phone: dict[str, Any] = PHONE if request.param == "chromium" else as_firefox
    with browser.new_context(**phone, locale="sv-SE", timezone_id="Europe/Stockholm") as context:
        window = Window(context, address)
        yield Playwrights(window.page)
        assert window.wrongs == []

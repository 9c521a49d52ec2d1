"""A hand on a browser, whoever made it: what a person does, by the words they read.

Chromium and Firefox are driven by Playwright, WebKit (the nearest to an iPhone there is on Linux)
by selenium. A journey is written once, against Hand.
"""

import time
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Error, Page
from selenium.common.exceptions import JavascriptException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

PATIENCE = 60  # seconds, until what should be seen must be there


class Hand(Protocol):
    """What a person does with a page."""

    def visit(self, address: str) -> None:
        """Open an address."""

    def press(self, words: str) -> None:
        """Press the button, tile, link or fold that says just this."""

    def fill(self, label: str, text: str) -> None:
        """Write in the field with that label."""

    def pick(self, label: str, option: str) -> None:
        """Pick from the list with that label."""

    def give(self, label: str, *files: Path) -> None:
        """Give files to the field with that label."""

    def run(self, script: str) -> Any:
        """Return what a JavaScript expression is worth in the page."""


class Playwrights:
    """A hand on Chromium or Firefox."""

    def __init__(self, page: Page) -> None:
        """Lay the hand on a page."""
        self.page = page

    def visit(self, address: str) -> None:
        """Open an address."""
        self.page.goto(address)

    def press(self, words: str) -> None:
        """Press the first that says just this."""
        self.page.locator(f"xpath={_pressable(words)}").first.click()

    def fill(self, label: str, text: str) -> None:
        """Write in the field with that label."""
        self.page.get_by_label(label).fill(text)

    def pick(self, label: str, option: str) -> None:
        """Pick from the list with that label."""
        self.page.get_by_label(label).select_option(label=option)

    def give(self, label: str, *files: Path) -> None:
        """Give files to the field with that label."""
        self.page.get_by_label(label).set_input_files(files)

    def run(self, script: str) -> Any:
        """Return what an expression is worth in the page."""
        return self.page.evaluate(script)


class Seleniums:
    """A hand on WebKit."""

    def __init__(self, driver: WebDriver) -> None:
        """Lay the hand on a window."""
        self.driver = driver
        driver.implicitly_wait(PATIENCE)

    def visit(self, address: str) -> None:
        """Open an address."""
        self.driver.get(address)

    def press(self, words: str) -> None:
        """Press the first that says just this."""
        pressed = self.driver.find_element(By.XPATH, _pressable(words))
        # Its driver scrolls no further than to the edge, where the save bar lies over it.
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", pressed)
        pressed.click()

    def fill(self, label: str, text: str) -> None:
        """Write in the field with that label."""
        self._field(label).send_keys(text)

    def pick(self, label: str, option: str) -> None:
        """Pick from the list with that label."""
        Select(self._field(label)).select_by_visible_text(option)

    def give(self, label: str, *files: Path) -> None:
        """Give files to the field with that label."""
        self._field(label).send_keys("\n".join(map(str, files)))

    def run(self, script: str) -> Any:
        """Return what an expression is worth in the page."""
        return self.driver.execute_script(f"return {script}")

    def _field(self, label: str) -> WebElement:
        named = self.driver.find_element(
            By.XPATH, f'//label[contains(normalize-space(), "{label}")]'
        )
        return self.driver.find_element(By.ID, named.get_attribute("for") or "")


def _pressable(words: str) -> str:
    """Return the XPath of what is pressed: in main, whatever element it is, by its whole text."""
    kinds = "self::button or self::a or self::summary or self::label[contains(@class, 'tile')]"
    return f'//main//*[{kinds}][normalize-space()="{words}"]'


def sees(hand: Hand, words: str) -> None:
    """Wait until the page says so."""
    wait_for(hand, "document.querySelector('main')?.innerText.replace(/\\s+/g, ' ')", words)


def wait_for(hand: Hand, script: str, wanted: str) -> None:
    """Wait until the expression's text holds what is wanted; fail with what it held instead."""
    last, until = None, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            last = hand.run(script)
        except (JavascriptException, Error):  # between two pages there is nothing to ask
            last = None
        if last is not None and wanted in last:
            return
        time.sleep(0.1)
    raise AssertionError(f"{wanted!r} is not in {last!r}")

"""What a browser is asked of each page, in one visit: the checks, by name.

Numbers are those of WCAG 2.2. The accessibility statement's claims stand beside what proves them in
tests/statement.py.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.tour import Stop, Tour
from tests.windows import Window

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
OURS = Path(__file__).parent / "looking.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN_ANOTHER_LIGHT = ["color-contrast", "link-in-text-block", "target-size"]
"""Rules whose answer may be another in the dark or in a narrow window."""

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 700}
NARROW = {"width": 320, "height": 256}
"""1280 × 1024 at 400 %, and the width that 1.4.10 names."""


class Looker:
    """Looks at page after page in one window, and keeps what its console says meanwhile."""

    def __init__(self, tour: Tour, window: Window) -> None:
        """Take over the window; what it opens from here on carries axe and our own questions."""
        self.tour, self.window = tour, window
        self._heard: list[str] = []
        window.context.add_init_script(path=AXE)
        window.context.add_init_script(path=OURS)
        window.page.on("console", self._listen)
        window.page.on("requestfailed", lambda request: self._heard.append(f"failed {request.url}"))
        window.page.on("response", self._answered)

    def faults(self, stop: Stop) -> list[str]:
        """Return what is wrong with the page of the stop."""
        self._heard.clear()
        page = self._fresh(stop)
        return [
            f"{stop}: {name}: {fault}" for name, check in CHECKS.items() for fault in check(page)
        ] + [f"{stop}: console: {said}" for said in self._heard]

    def _fresh(self, stop: Stop) -> Page:
        page = self.window.page
        page.emulate_media(
            color_scheme="light", forced_colors="none", reduced_motion="no-preference"
        )
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        return self.tour.see(self.window, stop)

    def _listen(self, message: ConsoleMessage) -> None:
        # Chromium logs that the page itself was answered with 400 or more: that is its state.
        page = message.page.url if message.page else ""
        about = message.location["url"]
        own = about.split("#")[0] == page.split("#")[0] and "Failed to load" in message.text
        if not own:
            self._heard.append(f"{message.type} {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self._heard.append(f"{response.status} {response.url}")


def axe_in_light(page: Page) -> list[str]:
    """Ask axe by all its rules, in a wide window."""
    return _axe(page, {"runOnly": {"type": "tag", "values": RULES}})


def axe_in_the_dark(page: Page) -> list[str]:
    """Ask axe what may differ in the dark and on a phone, with all that folds unfolded."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    page.evaluate("look.openAll()")
    return _axe(page, {"runOnly": {"type": "rule", "values": IN_ANOTHER_LIGHT}})


def focus_on_a_phone(page: Page) -> list[str]:
    """2.4.7, 2.4.11: what has focus looks so, and no bar lies over it."""
    return list(page.evaluate("look.focus()"))


def narrow(page: Page) -> list[str]:
    """1.4.4, 1.4.10: 320 px and 400 %: nothing to the side, no bar over what has focus."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return list(page.evaluate("[...look.tooWide(), ...look.focus()]"))


def text_spacing(page: Page) -> list[str]:
    """1.4.12: a reader's own spacing cuts nothing off."""
    return list(page.evaluate("look.spaced()"))


def forced_colours(page: Page) -> list[str]:
    """1.4.11 and 2.4.7 where the reader's own colours rule: edges, choices, icons, focus."""
    page.emulate_media(color_scheme="light", forced_colors="active")
    return list(
        page.evaluate("[...look.edged(), ...look.chosen(), ...look.drawn(), ...look.focus()]")
    )


def reduced_motion(page: Page) -> list[str]:
    """2.3.3: nothing moves for those who ask for that."""
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    return list(page.evaluate("look.moving()"))


CHECKS: dict[str, Callable[[Page], list[str]]] = {
    check.__name__: check
    for check in (
        axe_in_light,
        axe_in_the_dark,
        focus_on_a_phone,
        narrow,
        text_spacing,
        forced_colours,
        reduced_motion,
    )
}
"""In this order: each goes on from the window that the one before left."""


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    answer = page.evaluate(
        "options => axe.run({...options, resultTypes: ['violations']}).then(found =>"
        " found.violations.flatMap(fault => fault.nodes.map(node =>"
        " `${fault.id} ${node.html.slice(0, 200)} ${node.failureSummary}`)))",
        options,
    )
    return [str(fault) for fault in answer]

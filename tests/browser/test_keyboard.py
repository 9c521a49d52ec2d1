"""The program by the keys alone: note, report and answer, always seeing where one is.

After each Tab: focus has moved on in the order of the page, is seen, and nothing lies over it.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.looking import OURS
from tests.windows import Window
from walks.db import db
from walks.model.finding import Finding
from walks.model.status import Status

MOST = 60
"""Presses of Tab to anything on a page."""


class Keys:
    """Somebody with a keyboard and nothing else."""

    def __init__(self, window: Window, path: str) -> None:
        """Open the page that the journey begins on."""
        window.context.add_init_script(path=OURS)
        self.page: Page = window.visit(path)

    def press(self, *keys: str) -> None:
        """Press the keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, text: str, *, exact: bool = False, key: str = "Tab") -> None:
        """Press Tab until focus is on what is called so; `key="Shift+Tab"` goes backwards."""
        passed = []
        for _press in range(MOST):
            self.press(key)
            here = self.page.evaluate("look.tabbed()")
            backwards = {"goes back"} if key == "Shift+Tab" else set()
            assert set(here["faults"]) <= backwards, here
            if here["text"] == text or (not exact and here["text"].startswith(text)):
                return
            passed.append(here["text"][:30])
        raise AssertionError(f"no Tab leads to {text!r}: {passed}")

    def write(self, label: str, text: str) -> None:
        """Write in the field with the label."""
        self.to(label)
        self.page.keyboard.type(text)

    def go(self, text: str) -> None:
        """Press Enter on what is called so, and wait for the page that comes."""
        self.to(text, exact=True)
        with self.page.expect_navigation():
            self.press("Enter")


@pytest.fixture
def keys(window: Callable[..., Window]) -> Callable[[str], Keys]:
    """Open a page for somebody with a keyboard, whose window is as small as a tablet's."""
    return lambda path: Keys(window(viewport={"width": 800, "height": 600}), path)


def test_noting_on_a_walk(keys: Callable[[str], Keys], people: SimpleNamespace) -> None:
    walk = make.walk(people.anna)
    walk.start(make.NOW)
    code = walk.join_code or ""
    db.session.commit()
    lisa = keys("/g/")
    lisa.write("Kod", code)
    with lisa.page.expect_navigation():
        lisa.press("Enter")
    lisa.go("Gå med")
    lisa.to("Belysning")
    lisa.press("ArrowRight", "ArrowLeft")
    expect(lisa.page.get_by_role("radio", name="Belysning")).to_be_checked()
    lisa.write("Vid vilket stopp?", "Gång")
    lisa.to("Spara", exact=True)
    lisa.press("Enter")
    expect(lisa.page.locator(".receipt")).to_be_focused()
    expect(lisa.page.locator(".receipt")).to_contain_text("gick till Tekniska nämnden")
    assert db.session.query(Finding).one().stop.name == "Gångtunneln"


def test_reporting_first_with_nothing_and_then_with_something(
    keys: Callable[[str], Keys], people: SimpleNamespace
) -> None:
    david = keys("/rapportera")
    david.to("Hoppa till innehållet")
    david.press("Enter")
    expect(david.page.locator("main")).to_be_focused()
    david.go("Skicka rapporten")
    expect(david.page).to_have_title("Fel: Rapportera en plats – Trygga platser")
    summary = david.page.locator("#error-summary[role=alert]")
    expect(summary).to_be_focused()
    first = summary.get_by_role("link").first
    david.to(first.inner_text())
    field = (first.get_attribute("href") or "").removeprefix("#")
    david.press("Enter")
    expect(david.page.locator(f"[id='{field}']")).to_be_focused()
    david.press("Space")
    expect(david.page.get_by_role("radio", name="Belysning")).to_be_checked()
    david.write("Beskriv", "Lampan är trasig.")
    david.write("Platsen med ord", "Vid kiosken")
    david.go("Skicka rapporten")
    expect(david.page.locator("h1")).to_contain_text("Din rapport BOR-")


def test_answering(keys: Callable[[str], Keys], people: SimpleNamespace) -> None:
    make.report()
    db.session.commit()
    bertil = keys("/logga-in")
    bertil.write("E-post", "bertil@example.org")
    bertil.write("Lösenord", make.PASSWORD)
    bertil.go("Logga in")
    bertil.to("Belysning")
    with bertil.page.expect_navigation():
        bertil.press("Enter")
    bertil.to("Markera åtgärdat", exact=True)
    bertil.press("Enter")
    bertil.write("Svar till allmänheten", "Nu lyser lampan igen.")
    bertil.go("Markera åtgärdat")
    expect(bertil.page.get_by_role("status").first).not_to_be_empty()
    assert db.session.query(Finding).one().status is Status.FIXED

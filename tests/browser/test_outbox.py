"""The walk page without coverage: what is saved on the phone arrives, once."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import make
from tests.windows import Window
from walks.db import db
from walks.model.finding import Finding
from walks.model.walk import Walk


@pytest.fixture
def walk(app: Flask, people: SimpleNamespace) -> Walk:
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW)
    db.session.commit()
    return made


def joined(phone: Window, walk: Walk) -> Page:
    """Join, and wait until the phone says that it is ready for bad coverage."""
    code = walk.join_code
    db.session.rollback()
    page = phone.visit(f"/g/{code}")
    page.get_by_role("button", name="Gå med").click()
    expect(page.locator(".outbox-ready")).to_have_text("Redo för dålig täckning ✓")
    return page


def note(page: Page, words: str) -> None:
    """Note something dark by the bridge."""
    page.get_by_role("radio", name="Belysning", exact=True).check()
    page.get_by_text("Mer: beskriv, bråttom, ljus").click()
    page.get_by_label("Beskriv med egna ord").fill(words)
    page.get_by_label("Platsen med ord").fill("Bron")
    page.get_by_role("button", name="Spara").click()


def test_what_is_noted_without_coverage_arrives_when_it_is_back(
    app: Flask, walk: Walk, window: Callable[..., Window]
) -> None:
    phone = window(phone=True)
    page = joined(phone, walk)
    phone.context.set_offline(True)
    note(page, "Kolsvart under bron.")
    expect(page.locator(".outbox-waiting")).to_contain_text("1 väntar på täckning")
    expect(page.locator(".outbox-line")).to_contain_text("Sparat på telefonen")
    page.reload()
    expect(page.locator(".outbox-line")).to_contain_text("Kolsvart under bron.")
    phone.context.set_offline(False)
    expect(page.locator("#mine-list")).to_contain_text("Kolsvart under bron.")
    expect(page.locator(".outbox-waiting")).to_have_text("Inget väntar på telefonen.")
    assert db.session.scalars(select(Finding.text)).all() == ["Kolsvart under bron."]


def test_a_phone_that_has_lost_its_cookie_still_shows_and_sends_what_it_holds(
    app: Flask, walk: Walk, window: Callable[..., Window]
) -> None:
    """A browser that is killed soon after joining has not written its cookies down."""
    phone = window(phone=True)
    page = joined(phone, walk)
    phone.context.set_offline(True)
    note(page, "Kolsvart under bron.")
    expect(page.locator(".outbox-line")).to_contain_text("Sparat på telefonen")
    phone.context.clear_cookies()
    phone.context.route("**/api/**", lambda route: route.abort())  # not before the page is back
    phone.context.set_offline(False)
    page.reload()
    expect(page.locator(".outbox-line")).to_contain_text("Kolsvart under bron.")
    phone.context.unroute("**/api/**")
    page.locator("[data-send]").dispatch_event("click")
    expect(page.locator(".outbox-waiting")).to_have_text("Inget väntar på telefonen.")
    assert db.session.scalars(select(Finding.text)).all() == ["Kolsvart under bron."]
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gå med i en vandring")


AGE = """async (days) => {
  const [entry] = await outbox.entries();
  await outbox.put("entry", { ...entry, sentAt: Date.now() - days * 24 * 60 * 60 * 1000 });
}"""


@pytest.mark.parametrize(("days", "left"), [(89, 1), (91, 0)])
def test_what_was_sent_is_told_for_ninety_days(
    walk: Walk, window: Callable[..., Window], days: int, left: int
) -> None:
    page = joined(window(phone=True), walk)
    note(page, "Kolsvart under bron.")
    expect(page.locator(".receipt")).to_contain_text("gick till Tekniska nämnden")
    page.evaluate(AGE, days)
    page.evaluate("outbox.flush()")
    assert page.evaluate("outbox.entries().then((all) => all.length)") == left

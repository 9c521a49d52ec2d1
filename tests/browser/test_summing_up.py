"""Summing up in a browser: what is chosen in a row is saved at once, and focus stays there."""

from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import expect

from tests import make
from tests.windows import Window
from walks.db import db
from walks.model.walk import Walk


def summed_up(people: SimpleNamespace, findings: int) -> Walk:
    """Make Anna's walk with findings here and there, to be summed up."""
    walk: Walk = make.walk(people.anna)
    walk.start(make.NOW)
    noter, _secret = make.participant(walk)
    for number in range(findings):
        make.finding(
            walk,
            noter,
            category=("lighting", "greenery", "litter", "path")[number % 4],
            text=f"Nummer {number}: trasigt vid {('hissen', 'bänken', 'trappan')[number % 3]}.",
            latitude=57.72 + number * 0.0002,
            longitude=12.94,
        )
    walk.end(make.NOW)
    db.session.commit()
    return walk


def test_row_is_saved_as_soon_as_something_is_chosen(
    window: Callable[..., Window], people: SimpleNamespace
) -> None:
    walk = summed_up(people, 3)
    where, number = f"/sammanstallning/{walk.public_id}", walk.findings[1].number
    db.session.rollback()
    anna = window()
    anna.sign_in("anna@example.org")
    page = anna.visit(where)
    row = page.locator(f"[id='{number}']")
    row.get_by_label("Kategori").focus()
    row.get_by_label("Kategori").select_option("drugs")
    expect(row.get_by_role("status")).to_contain_text("går nu till Polisen")
    expect(row.get_by_label("Kategori")).to_have_value("drugs")
    expect(row.get_by_label("Kategori")).to_be_focused()
    row.get_by_label("Brådska").select_option("high")
    expect(row.get_by_role("status")).to_contain_text("ansvarar som förut")
    assert page.url.endswith(where), "no page was loaded"

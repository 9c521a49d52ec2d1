"""Summing up in a browser: what is chosen in a row is saved at once, and focus stays there."""

from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import expect

from tests import make
from tests.browser.test_keyboard import Keys
from tests.windows import Window
from walks.db import db
from walks.model.walk import Walk


def summed_up(people: SimpleNamespace, findings: int) -> Walk:
    """Make Anna's walk with findings here and there, to be summed up.

    The 37th tells of the same as the first, at the same place.
    """
    walk: Walk = make.walk(people.anna)
    walk.start(make.NOW)
    (noter, _secret), (other, _other) = make.participant(walk), make.participant(walk)
    for number in range(findings):
        make.finding(
            walk,
            noter if number < 36 else other,
            category=("lighting", "greenery", "litter", "path")[number % 4],
            text=f"Nummer {number}: trasigt vid {('hissen', 'bänken', 'trappan')[number % 3]}."
            if number % 36
            else "Lyktan vid kvarnen är släckt.",
            latitude=57.72 + number % 36 * 0.0002,
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
    row.get_by_text("Ändra eller ta bort").click()
    row.get_by_label("Kategori").focus()
    row.get_by_label("Kategori").select_option("drugs")
    expect(row.get_by_role("status")).to_contain_text("går nu till Polisen")
    expect(row.get_by_label("Kategori")).to_have_value("drugs")
    expect(row.get_by_label("Kategori")).to_be_focused()
    row.get_by_label("Brådska").select_option("high")
    expect(row.get_by_role("status")).to_contain_text("ansvarar som förut")
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    row.get_by_label("Plats med ord").fill("Under bron")
    row.get_by_role("button", name="Spara").click()
    expect(row.get_by_role("status")).to_be_visible()
    expect(row.locator(".note-place, p").filter(has_text="Under bron").first).to_be_visible()
    assert len(posts) == 1, "leaving the field and pressing the button is one save"
    assert page.url.endswith(where), "no page was loaded"


def test_forty_findings_are_summed_up_by_the_keys_alone(
    window: Callable[..., Window], people: SimpleNamespace
) -> None:
    walk = summed_up(people, 40)
    where, numbers = f"/sammanstallning/{walk.public_id}", [f.number for f in walk.findings]
    db.session.rollback()
    anna = window()
    anna.sign_in("anna@example.org")
    keys = Keys(anna, where)
    page = keys.page
    reading, focused = page.locator("#reading"), page.locator(":focus")

    # Where nothing is read yet the line leads to the first; each card read leads to the next.
    keys.to("Till det första olästa")
    keys.press("Enter")
    for read, number in enumerate(numbers[:3], 1):
        expect(focused).to_have_id(number)
        keys.to("Läst")
        keys.press("Enter")
        expect(reading).to_contain_text(f"Du har läst {read} av 40")
        expect(focused).to_have_id(f"read-{number}")
        expect(focused).to_have_attribute("aria-pressed", "true")
        keys.to("Nästa olästa")
        keys.press("Enter")
    # The first card was drawn while the second was unread; it leads on from there all the same.
    expect(page.locator(f"#next-{numbers[0]} a")).to_have_attribute("href", f"#{numbers[3]}")

    keys.to("Kan bli offentligt")
    keys.press("Space")
    expect(focused).to_have_id(f"public-{numbers[3]}")
    expect(focused).to_have_attribute("aria-pressed", "true")
    keys.to("Ändra eller ta bort")
    keys.press("Enter")
    keys.to("Kategori")
    keys.press("ArrowDown")
    row = page.locator(f"#{numbers[3]}")
    expect(row.get_by_role("status")).to_contain_text("rättat")
    expect(focused).to_have_id(f"category-{numbers[3]}")

    page.reload()  # from the top backwards: what is the same as another stands at the later one
    keys.to("Slå ihop", key="Shift+Tab")
    with page.expect_navigation():
        keys.press("Enter")
    expect(page.locator("main")).to_contain_text("är ihopslaget med")
    expect(reading).to_contain_text("Du har läst 3 av 39")
    page.reload()
    keys.to("Frisläpp 39 fynd", key="Shift+Tab")
    with page.expect_navigation():
        keys.press("Enter")
    keys.go("Frisläpp nu")
    expect(page.locator("main")).to_contain_text("Frisläppt")

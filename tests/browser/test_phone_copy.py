"""A copy to carry by hand, and what is deleted from the phone (AT-18)."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.walking import NOTHING, Front, Walker, photo_count, texts
from tests.windows import Window

FIVE = [f"Nummer {number}." for number in range(5)]


def test_what_was_carried_by_hand_is_the_same_when_the_phone_sends_it(
    walker: Callable[[], Walker],
    window: Callable[..., Window],
    front: Front,
    tmp_path: Path,
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note(FIVE[0], "red", "blue")
    for words in FIVE[1:]:
        lisa.note(words)
    with lisa.page.expect_download() as downloading:
        lisa.page.get_by_role("button", name="Ladda ner kopia").first.click()
    copy = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(copy)
    walk = lisa.page.url.rpartition("/")[2]
    assert copy.name == f"fynd-{walk}.json"

    karin = window()
    karin.sign_in("karin@example.org")
    page = karin.visit(f"/planering/{walk}/kopia")
    page.get_by_label("Filen från telefonen").set_input_files(copy)
    page.get_by_role("button", name="Läs in").click()
    expect(page.get_by_text("5 nya, 0 fanns redan.")).to_be_visible()
    assert (texts(), photo_count()) == (FIVE, 2)

    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (FIVE, 2)
    assert len(set(front.asked)) == 7
    assert set(front.answered) == {"same"}
    assert lisa.held()["photo"] == []


def test_what_is_deleted_from_the_phone_can_be_brought_back_with_its_photo(
    walker: Callable[[], Walker], front: Front
) -> None:
    """It is the only copy: no slip of the finger in a glove may end it."""
    lisa = walker()
    lisa.join()
    front.refuse(422, "refused", "Nej.")
    lisa.note("Ett.", "red")
    expect(lisa.line("Ett.")).to_contain_text("Kunde inte tas emot: Nej.")
    lisa.line("Ett.").get_by_role("button", name="Radera på telefonen").click()
    expect(lisa.line("Ett.")).to_contain_text("Raderat på telefonen")
    assert (lisa.held()["entry"], lisa.held()["photo"]) == ([], [])
    lisa.line("Ett.").get_by_role("button", name="Ångra").click()
    expect(lisa.line("Ett.")).to_contain_text("Kunde inte tas emot: Nej.")
    assert (len(lisa.held()["entry"]), len(lisa.held()["photo"])) == (1, 1)
    lisa.line("Ett.").get_by_role("button", name="Radera på telefonen").click()
    expect(lisa.line("Ett.")).to_contain_text("Raderat på telefonen")
    lisa.page.reload()
    expect(lisa.waiting).to_have_text(NOTHING)
    expect(lisa.line()).to_have_count(0)

"""What is on the phone, and what is there when it fails (AT-7, AT-13, AT-16)."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walking import EVERYTHING, NOTHING, Walker, photo_count, soon, texts

NO_ROOM = """() => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (value) {
    if (this.name === "photo") throw new DOMException("no room", "QuotaExceededError");
    return add.call(this, value);
  };
}"""

REMEMBER_DATABASES = """(() => {
  self.databases = [];
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...given) {
    const request = open.apply(this, given);
    request.addEventListener("success", () => self.databases.push(request.result));
    return request;
  };
})()"""


def test_pressing_save_three_times_saves_one(walker: Callable[[], Walker]) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.write("Ett.", "red")
    lisa.page.evaluate(
        "() => { const save = document.querySelector('.save-button');"
        " save.click(); save.click(); save.click(); }"
    )
    expect(lisa.waiting).to_contain_text("1 väntar på täckning")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett."], 1)


def _same_draft_in_another_tab(lisa: Walker) -> Page:
    expect(lisa.page.locator("form [data-draft]")).to_have_text("Utkast på telefonen")
    other = lisa.phone.context.new_page()
    other.goto(lisa.page.url)
    expect(other.get_by_label("Beskriv med egna ord")).to_have_value("Ett.")
    return other


def test_the_same_draft_saved_in_two_tabs_is_one_and_with_other_words_two(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.write("Ett.", "red")
    same, other = _same_draft_in_another_tab(lisa), _same_draft_in_another_tab(lisa)
    other.get_by_text("Mer: beskriv, bråttom, ljus").click()
    other.get_by_label("Beskriv med egna ord").fill("Något annat.")
    lisa.offline()
    for tab in (lisa.page, same, other):
        tab.get_by_role("button", name="Spara", exact=True).click()
        expect(tab.locator(".receipt")).to_be_visible()
    expect(lisa.waiting).to_contain_text("2 väntar på täckning")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett.", "Något annat."], 2)


def test_no_room_for_the_photo_leaves_no_half_and_all_of_it_in_the_form(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.page.evaluate(NO_ROOM)
    lisa.write("Ett.", "red")
    lisa.save()
    expect(lisa.page.get_by_role("alert").filter(has_text="kunde inte spara")).to_have_text(
        "Telefonen kunde inte spara – texten står kvar. Prova igen, eller ta bort en bild."
    )
    expect(lisa.page.get_by_label("Beskriv med egna ord")).to_have_value("Ett.")
    expect(lisa.page.locator("[data-previews] img")).to_have_count(1)
    assert (lisa.held()["entry"], lisa.held()["photo"]) == ([], [])
    lisa.page.get_by_role("button", name="Ta bort bild 1").click()
    lisa.save()
    expect(lisa.page.locator(".receipt")).to_contain_text("gick till Tekniska nämnden")
    assert texts() == ["Ett."]


@pytest.mark.parametrize(
    "close",
    [
        "database => database.close()",
        "database => { database.close(); database.dispatchEvent(new Event('close')); }",
    ],
)
def test_a_database_that_the_system_closed_is_opened_again(
    walker: Callable[[], Walker], close: str
) -> None:
    lisa = walker()
    lisa.phone.context.add_init_script(REMEMBER_DATABASES)
    lisa.join()
    lisa.offline()
    lisa.write("Ett.", "red")
    lisa.page.evaluate(f"self.databases.forEach({close})")
    lisa.save()
    expect(lisa.line("Ett.")).to_contain_text("Sparat på telefonen")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett."], 1)


FILES = """(all) => {
  const found = [];
  const look = (value, path) => {
    if (value instanceof Blob) found.push(path);
    else if (value && typeof value === "object" && !(value instanceof ArrayBuffer)) {
      Object.entries(value).forEach(([key, inner]) => look(inner, `${path}.${key}`));
    }
  };
  look(all, "");
  return found;
}"""


def test_no_file_ever_lies_in_the_database(walker: Callable[[], Walker]) -> None:
    """WebKit loses Blobs and Files that were kept there, without an error (OFFLINE 2.3)."""
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.", "red", "blue")
    lisa.write("Ett utkast.", "green")
    soon(lisa.page, lambda: bool(lisa.held()["draft"] and lisa.held()["draft"][0]["photos"]))
    assert lisa.page.evaluate(f"async () => ({FILES})(await ({EVERYTHING})())") == []
    assert lisa.page.evaluate(f"() => ({FILES})({{a: [new File([], 'x')]}})") == [".a.0"]


def test_what_is_on_the_phone_when_the_camera_opens_is_already_a_draft(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    lisa.page.clock.install()
    lisa.page.clock.pause_at("2036-01-01")  # no second passes: only the press can have saved it
    lisa.write("Ett.")
    with lisa.page.expect_file_chooser():
        lisa.page.get_by_label("Ta foto").click()
    soon(lisa.page, lambda: _drafted(lisa, "Ett."))


def _drafted(lisa: Walker, words: str) -> bool:
    drafts: list[dict[str, Any]] = lisa.held()["draft"]
    return bool(drafts) and drafts[0]["fields"].get("text") == words

"""What comes back may be no receipt: nothing leaves the phone before it is safe (AT-8, AT-9)."""

from collections.abc import Callable

from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from playwright.sync_api import expect
from sqlalchemy import delete

from tests.browser.walking import NOTHING, Front, Walker, photo_count, soon, texts
from walks.db import db
from walks.model.token import Token

TOO_LARGE = "Det är för stort att ta emot."


def _two_waiting(walker: Walker) -> None:
    walker.join()
    walker.offline()
    walker.note("Ett.", "red")
    walker.note("Två.")
    expect(walker.waiting).to_contain_text("2 väntar på täckning")


def _try_again(walker: Walker, front: Front) -> None:
    """Send now, and wait until the stand-in has answered and the phone has heard it."""
    before, tries = len(front.asked), _tries(walker)
    walker.send()
    soon(walker.page, lambda: len(front.asked) > before and _tries(walker) > tries)


def _tries(walker: Walker) -> int:
    return sum(entry["tries"] for entry in walker.held()["entry"])


def _to_a_login_page() -> ResponseReturnValue:
    return redirect("/logga-in", 302)


def _with_another_digest() -> ResponseReturnValue:
    return jsonify(id=request.path.split("/")[-1], sha256="0" * 64, result="new")


def _with_another_id() -> ResponseReturnValue:
    return jsonify(id="0", sha256=request.headers["X-Sha256"], result="new")


def test_no_answer_but_a_receipt_of_its_own_lets_anything_go(
    walker: Callable[[], Walker], front: Front
) -> None:
    """A captive portal, a login page with 200, JSON that is not ours, and all that passes."""
    lisa = walker()
    _two_waiting(lisa)
    front.refuse(200)
    lisa.offline(False)
    soon(lisa.page, lambda: _tries(lisa) > 0)
    for answer in (_to_a_login_page, _with_another_digest, _with_another_id):
        front.answer = answer
        _try_again(lisa, front)
        expect(lisa.waiting).to_contain_text("2 väntar på täckning")
    for status in (200, 401, 403, 500, 502, 503, 429, 408, 400, 404, 413):  # all of them pages
        front.refuse(status)
        _try_again(lisa, front)
        expect(lisa.waiting).to_contain_text("2 väntar på täckning")
    front.refuse(400, "digest", "Det kom inte fram helt.")
    _try_again(lisa, front)
    assert {entry["state"] for entry in lisa.held()["entry"]} == {"wait"}
    assert len(lisa.held()["photo"]) == 1
    front.let_through()
    lisa.send()
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett.", "Två."], 1)
    assert lisa.held()["photo"] == []


def test_what_met_an_error_is_sent_again_by_itself(
    walker: Callable[[], Walker], front: Front
) -> None:
    lisa = walker()
    lisa.join()
    front.refuse(500)
    lisa.note("Ett.")
    soon(lisa.page, lambda: len(front.asked) > 1)
    front.refuse(503, "wait", "Det är mycket just nu.", Retry_After="2")
    soon(lisa.page, lambda: _tries(lisa) > 2)
    front.let_through()
    expect(lisa.waiting).to_have_text(NOTHING)
    assert texts() == ["Ett."]


def test_a_server_that_never_answers_holds_nothing_up_but_the_sending(
    walker: Callable[[], Walker], front: Front
) -> None:
    lisa = walker()
    lisa.join()
    front.hang()
    lisa.note("Ett.", "red")
    soon(lisa.page, lambda: len(front.asked) == 1)
    lisa.note("Två.")
    expect(lisa.waiting).to_contain_text("2 väntar på täckning")
    lisa.page.reload()
    expect(lisa.waiting).to_contain_text("2 väntar på täckning")
    front.let_through()
    lisa.send()
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett.", "Två."], 1)


def test_what_is_refused_says_why_and_the_next_is_sent(
    walker: Callable[[], Walker], front: Front
) -> None:
    lisa = walker()
    _two_waiting(lisa)
    lisa.note("Tre.")
    first = next(e["id"] for e in lisa.held()["entry"] if e["label"].endswith("Ett."))
    for status, error in ((409, "other_content"), (415, "type"), (422, "refused")):
        _refuse_only(front, first, status, error)
        lisa.offline(False)
        expect(lisa.line("Ett.")).to_contain_text(f"Kunde inte tas emot: Nej, {status}.")
        expect(lisa.waiting).to_have_text(NOTHING)
        lisa.offline()
        _send_as_new(lisa)
        first = next(e["id"] for e in lisa.held()["entry"] if e["state"] == "wait")
    assert texts() == ["Tre.", "Två."]
    front.let_through()
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert (texts(), photo_count()) == (["Ett.", "Tre.", "Två."], 1)


def _refuse_only(front: Front, uuid: str, status: int, error: str) -> None:
    front.refuse(status, error, f"Nej, {status}.")
    refuse = front.answer
    front.answer = lambda: refuse() if refuse and uuid in request.path else None


def _send_as_new(lisa: Walker) -> None:
    """Go on by the way that the line offers: the words and the photo are in the form again."""
    expect(lisa.page.get_by_role("alert").filter(has_text="1 kunde inte tas emot")).to_be_visible()
    lisa.page.get_by_role("button", name="Ändra och skicka som ny").click()
    expect(lisa.page.get_by_label("Beskriv med egna ord")).to_have_value("Ett.")
    expect(lisa.page.locator("[data-previews] img")).to_have_count(1)
    lisa.save()
    expect(lisa.line("Ett.").filter(has_text="Sparat på telefonen")).to_be_visible()
    expect(lisa.line("Ett.")).to_have_count(1)


def test_a_photo_that_is_refused_holds_up_neither_its_words_nor_the_other_photo(
    walker: Callable[[], Walker], front: Front
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    lisa.note("Ett.", "red", "blue")
    photo = sorted(photo["id"] for photo in lisa.held()["photo"])[0]
    front.refuse(413, "too_large", TOO_LARGE)
    refuse = front.answer
    front.answer = lambda: refuse() if refuse and request.path.endswith(photo) else None
    lisa.offline(False)
    expect(lisa.line("Ett.")).to_contain_text(
        f"Skickat, men en bild kunde inte tas emot: {TOO_LARGE}"
    )
    expect(lisa.line().get_by_role("button", name="Ändra och skicka som ny")).to_be_hidden()
    expect(lisa.line().get_by_role("button", name="Ladda ner kopia")).to_be_visible()
    assert (texts(), photo_count(), len(lisa.held()["photo"])) == (["Ett."], 1, 1)


def test_a_phone_that_is_not_known_any_more_scans_again_and_sends_all(
    app: Flask, walker: Callable[[], Walker]
) -> None:
    lisa = walker()
    _two_waiting(lisa)
    with app.app_context():
        db.session.execute(delete(Token))
        db.session.commit()
    lisa.phone.context.clear_cookies()
    lisa.offline(False)
    alert = lisa.page.get_by_role("alert").filter(has_text="Skanna QR-koden igen")
    expect(alert).to_have_text("Skanna QR-koden igen för att skicka 2.")
    expect(lisa.page.get_by_role("link", name="Skriv koden i stället")).to_be_visible()
    expect(lisa.line("Två.")).to_contain_text("Sparat på telefonen – skanna QR-koden igen")
    assert texts() == []
    lisa.join()
    expect(lisa.waiting).to_have_text(NOTHING)
    expect(alert).to_be_hidden()
    assert (texts(), photo_count()) == (["Ett.", "Två."], 1)

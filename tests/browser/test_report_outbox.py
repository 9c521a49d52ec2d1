"""The public form without a network: kept on the device when the resident says so, sent once."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect
from sqlalchemy import select

from tests import make
from tests.windows import Window
from walks.db import db
from walks.model.finding import Finding
from walks.model.photo import Photo
from walks.model.reporter import Reporter

WORDS = "Kolsvart under bron."
API = "**/api/r/**"


@pytest.fixture
def phone(window: Callable[..., Window]) -> Window:
    return window(phone=True)


def ready(phone: Window) -> Page:
    """Open the form, and wait until it can be opened without a network too."""
    page = phone.visit("/rapportera")
    page.evaluate(
        """async () => {
          const copied = () => caches.match(location.pathname);
          while (!navigator.serviceWorker.controller || !(await copied())) {
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }"""
    )
    return page


def fill(page: Page, words: str = WORDS) -> None:
    page.get_by_role("radio", name="Belysning", exact=True).check()
    page.get_by_label("Beskriv med egna ord").fill(words)
    page.get_by_label("Platsen med ord").fill("Bron")


def send(page: Page) -> None:
    page.get_by_role("button", name="Skicka rapporten").click()


def keep(page: Page) -> None:
    """Say yes to the question."""
    question = page.get_by_role("group", name="Det gick inte att skicka")
    expect(question).to_contain_text("Spara på den här enheten tills det går att skicka?")
    question.get_by_role("button", name="Ja, spara").click()


def expect_line(page: Page, text: str) -> None:
    expect(page.locator(".outbox-line")).to_contain_text(text)


def received(column: Any) -> list[Any]:
    """Return what has come of the column, and leave the database to the server again."""
    found = list(db.session.scalars(select(column)))
    db.session.rollback()
    return found


def kept(page: Page) -> str:
    """Return all that the device keeps, as text."""
    return str(
        page.evaluate(
            """async () => {
              const decoder = new TextDecoder();
              const kept = (await outbox.entries()).map(
                (entry) => JSON.stringify(entry) + (entry.raw ? decoder.decode(entry.raw) : ""));
              const cached = await (await caches.match(location.pathname)).text();
              return kept.join() + cached;
            }"""
        )
    )


def send_now(page: Page, name: str) -> None:
    """Press the button, which goes away if it has been sent by itself in the same moment."""
    page.locator("[data-send]", has_text=name).dispatch_event("click")


def test_with_a_network_it_goes_straight_to_the_report_and_nothing_is_kept(phone: Window) -> None:
    page = ready(phone)
    fill(page)
    send(page)
    page.wait_for_url("**/arende/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Din rapport BOR-")
    assert received(Finding.text) == [WORDS]
    page.goto(phone.address + "/rapportera")
    assert WORDS not in kept(page)
    expect(page.locator(".outbox")).to_be_hidden()


def test_without_a_network_it_is_kept_when_asked_and_arrives_once_when_it_is_back(
    phone: Window,
) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value("")
    page.reload()
    expect_line(page, WORDS)
    assert received(Finding.text) == []
    phone.context.set_offline(False)
    expect_line(page, "Skickat")
    (number,) = received(Finding.number)
    expect_line(page, f"Din rapport {number}")
    link = page.locator(".outbox-line a")
    address = link.inner_text()
    assert address.startswith(f"{phone.address}/arende/")
    assert WORDS not in kept(page)
    page.reload()
    expect(link).to_have_text(address)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Din rapport {number}")
    assert received(Finding.text) == [WORDS]


def test_an_answer_that_was_lost_is_asked_for_again_and_gives_the_same_number_and_link(
    phone: Window,
) -> None:
    page = ready(phone)

    def lose(route: Route) -> None:
        route.fetch()
        with suppress(Error):  # the page may have left while the server answered
            route.abort()

    phone.context.route(API, lose)
    fill(page)
    send(page)
    expect(page.get_by_role("group", name="Det gick inte att skicka")).to_be_visible()
    (first,) = received(Finding.number)
    page.get_by_role("button", name="Nej").click()
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")
    phone.context.unroute(API)
    page.reload()
    expect_line(page, f"Din rapport {first}")
    page.locator(".outbox-line a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Din rapport {first}")
    assert received(Finding.text) == [WORDS]


def test_nothing_is_kept_on_the_device_when_the_answer_is_no(phone: Window) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    send(page)
    page.get_by_role("button", name="Nej").click()
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(WORDS)
    assert WORDS not in kept(page)
    phone.context.set_offline(False)
    send(page)
    page.wait_for_url("**/arende/*")
    assert received(Finding.text) == [WORDS]


def test_the_photos_follow_and_one_that_was_cut_off_is_sent_again(
    phone: Window, tmp_path: Path
) -> None:
    page = ready(phone)
    pictures = []
    for colour in ("navy", "teal"):
        pictures.append(tmp_path / f"{colour}.jpg")
        pictures[-1].write_bytes(make.picture(colour=colour))
    phone.context.route("**/api/r/**/p/**", lambda route: route.abort())
    fill(page)
    page.get_by_label("Välj bilder").set_input_files(pictures)
    send(page)
    keep(page)
    expect_line(page, "en bild väntar på nätet")
    assert received(Photo.id) == []
    phone.context.unroute("**/api/r/**/p/**")
    page.reload()
    expect_line(page, "Skickat")
    assert len(received(Photo.finding_id)) == 2


def test_what_the_server_refuses_is_told_by_the_plain_form(phone: Window) -> None:
    page = ready(phone)
    page.get_by_label("Beskriv med egna ord").fill(WORDS)
    send(page)
    expect(page.locator("#error-summary")).to_contain_text("Skriv var det är")
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(WORDS)


def test_what_was_kept_and_then_refused_says_why_and_can_be_mended(phone: Window) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    page.get_by_label("E-postadress").fill("elsa snabel-a hemma")
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")
    phone.context.set_offline(False)
    expect_line(page, "Kunde inte tas emot: E-postadressen är inte rätt skriven.")
    page.get_by_role("button", name="Ändra och skicka som ny").click()
    expect(page.locator(".outbox")).to_be_hidden()
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(WORDS)
    page.get_by_label("E-postadress").fill("elsa@example.org")
    send(page)
    page.wait_for_url("**/arende/*")
    assert received(Reporter.email) == ["elsa@example.org"]


def test_without_a_network_it_is_asked_what_and_where_before_anything_is_kept(
    phone: Window,
) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_have_text(
        "Välj vad det gäller, eller beskriv med egna ord."
    )
    page.get_by_label("Beskriv med egna ord").fill(WORDS)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Skriv var det är")
    page.get_by_label("Platsen med ord").fill("Bron")
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")


def test_what_can_not_be_kept_stays_in_the_form(phone: Window) -> None:
    page = ready(phone)
    page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => {"
        " throw new DOMException('', 'QuotaExceededError'); } }"
    )
    phone.context.set_offline(True)
    fill(page)
    send(page)
    keep(page)
    expect(page.get_by_role("alert")).to_contain_text("Det gick inte att spara")
    expect(page.get_by_label("Beskriv med egna ord")).to_have_value(WORDS)


def test_without_a_service_worker_it_is_sent_when_the_page_is_opened(
    window: Callable[..., Window],
) -> None:
    phone = window(phone=True, service_workers="block")
    page = phone.visit("/rapportera")
    fill(page)
    phone.context.route(API, lambda route: route.abort())
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")
    phone.context.unroute(API)
    phone.visit("/rapportera")
    expect_line(page, "Skickat")
    assert received(Finding.text) == [WORDS]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, "<h1>Logga in på nätet</h1>"),
        (200, '{"id": "x", "sha256": "y"}'),
        (500, "{}"),
        (503, '{"error": "wait", "text": "x"}'),
        (429, '{"error": "wait", "text": "x"}'),
        (403, '{"error": "origin", "text": "x"}'),
    ],
)
def test_whoever_answers_without_a_receipt_has_not_received_it(
    phone: Window, status: int, body: str
) -> None:
    page = ready(phone)
    phone.context.route(
        API, lambda route: route.fulfill(status=status, body=body, content_type="application/json")
    )
    fill(page)
    send(page)
    keep(page)
    expect_line(page, "Sparat på den här enheten")
    phone.context.unroute(API)
    send_now(page, "Skicka nu")
    expect_line(page, "Skickat")
    assert received(Finding.text) == [WORDS]


def test_the_kept_copy_of_the_form_holds_no_id_no_secret_and_nobody_s_name(
    phone: Window, people: object
) -> None:
    db.session.commit()
    phone.sign_in("karin@example.org")
    expect(phone.page.get_by_role("heading", name="Planering")).to_be_visible()
    page = ready(phone)
    copy = page.evaluate("async () => (await caches.match(location.pathname)).text()")
    assert 'name="secret" type="hidden" value=""' in copy
    assert 'name="uuid" type="hidden" value=""' in copy
    assert "Karin" not in copy
    assert "csrf_token" not in copy


def test_one_can_remove_from_the_device_what_was_kept(phone: Window) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    send(page)
    keep(page)
    page.get_by_role("button", name="Ta bort från den här enheten").click()
    expect_line(page, "Borttaget från den här enheten.")
    assert WORDS not in kept(page)
    page.reload()
    expect(page.locator(".outbox")).to_be_hidden()


def test_what_was_removed_by_mistake_is_brought_back_and_its_link_stays_in_sight(
    phone: Window,
) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    send(page)
    keep(page)
    phone.context.set_offline(False)
    expect_line(page, "Skickat")
    address = page.locator(".outbox-line a").inner_text()
    page.get_by_role("button", name="Ta bort från den här enheten").click()
    expect_line(page, "spara den innan du stänger sidan")
    expect(page.locator(".outbox-line a")).to_have_text(address)
    undo = page.locator(".outbox-line").get_by_role("button", name="Ångra")
    expect(undo).to_be_focused()
    undo.click()
    expect_line(page, "Skickat")
    page.reload()
    expect(page.locator(".outbox-line a")).to_have_text(address)


def test_skicka_nu_without_a_network_says_so(phone: Window) -> None:
    page = ready(phone)
    phone.context.set_offline(True)
    fill(page)
    send(page)
    keep(page)
    page.get_by_role("button", name="Skicka nu").click()
    expect(page.locator("[data-tried]")).to_contain_text("Inget nät just nu")


def test_in_english_all_of_it_is_in_english(phone: Window) -> None:
    page = phone.visit("/en/rapportera")
    page.get_by_label("The place in words").fill("The bridge")
    page.get_by_role("radio", name="Lighting", exact=True).check()
    phone.context.route(API, lambda route: route.abort())
    page.get_by_role("button", name="Send the report").click()
    page.get_by_role("button", name="Yes, save").click()
    expect_line(page, "Saved on this device")
    phone.context.unroute(API)
    send_now(page, "Send now")
    expect_line(page, "/en/arende/")

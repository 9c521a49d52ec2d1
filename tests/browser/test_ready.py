"""Ready for bad coverage or not, what to do about it, and phones that can't or are wrong."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from tests.browser.walking import OUTDOORS, READY, Walker, photo_count, texts
from walks.db import db
from walks.model.finding import Finding

NOT_READY = (
    "Vänta med att gå: sidan är inte redo för dålig täckning än. "
    "Ladda om den där täckningen är bra."
)
FULL = "Vänta med att gå: telefonens minne är fullt. Ta bort något på den och ladda om sidan."
UNABLE = (
    "Vänta med att gå: den här webbläsaren klarar inte dålig täckning. Öppna sidan i Safari eller "
    "Chrome. Formuläret fungerar så länge du har täckning."
)
INSECURE = (
    "Vänta med att gå: adressen börjar på http och inte https, och då kan telefonen inte spara "
    "utan täckning. Formuläret fungerar så länge du har täckning."
)

BROKEN = {
    "no worker comes": (
        "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('no'));",
        NOT_READY,
    ),
    "the copy is not there": ("CacheStorage.prototype.match = async () => undefined;", NOT_READY),
    "the copy is another page": (
        "const match = CacheStorage.prototype.match;"
        "CacheStorage.prototype.match = async function (asked) {"
        "  const found = await match.call(this, asked);"
        "  return String(asked).startsWith('/falt/') ? new Response('<h1>Hej</h1>') : found; };",
        NOT_READY,
    ),
    "a part of the copy is missing": (
        "const match = CacheStorage.prototype.match;"
        "CacheStorage.prototype.match = async function (asked) {"
        "  return String(asked).includes('note.css') ? undefined : match.call(this, asked); };",
        NOT_READY,
    ),
    "what is read back is not what was written": (
        "const get = IDBObjectStore.prototype.get;"
        "IDBObjectStore.prototype.get = function (key) {"
        "  const request = get.call(this, key);"
        "  request.addEventListener('success', () => {"
        "    if (request.result?.buf) new Uint8Array(request.result.buf)[150000] ^= 1; });"
        "  return request; };",
        FULL,
    ),
    "there is no room": (
        "const put = IDBObjectStore.prototype.put;"
        "IDBObjectStore.prototype.put = function (value) {"
        "  if (value.buf?.byteLength > 100000) throw new DOMException('x', 'QuotaExceededError');"
        "  return put.call(this, value); };",
        FULL,
    ),
    "no token comes": (
        "const fetched = self.fetch;"
        "self.fetch = (asked, more) => String(asked).endsWith('/token')"
        "  ? Promise.reject(new TypeError('x')) : fetched(asked, more);",
        NOT_READY,
    ),
    "an answer that is no token": (
        "const fetched = self.fetch;"
        "self.fetch = async (asked, more) => String(asked).endsWith('/token')"
        "  ? new Response('{}', {headers: {Date: new Date().toUTCString()}})"
        "  : fetched(asked, more);",
        NOT_READY,
    ),
}
"""Each thing that being ready rests on, and how it is broken before the page begins."""


@pytest.mark.parametrize("broken", BROKEN)
def test_one_waits_with_setting_off_while_anything_is_missing(
    walker: Callable[[], Walker], broken: str
) -> None:
    script, says = BROKEN[broken]
    lisa = walker()
    lisa.phone.context.add_init_script(f"(() => {{ {script} }})()")
    page = lisa.join(says=says)
    expect(page.get_by_role("status").filter(has_text="Vänta med att gå")).to_be_visible()


def test_what_was_missing_is_tried_again_when_coverage_is_back(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.page.route("**/token", lambda route: route.abort())
    lisa.join(says=NOT_READY)
    lisa.page.unroute("**/token")
    lisa.offline()
    lisa.offline(False)
    expect(lisa.ready).to_have_text(READY)


PLAIN = {
    "no database, as in some private windows": (
        "Object.defineProperty(self, 'indexedDB', {value: undefined});"
    ),
    "a database that may not be opened": (
        "IDBFactory.prototype.open = () => { throw new DOMException('x', 'SecurityError'); };"
    ),
    "no locks": "Object.defineProperty(navigator, 'locks', {value: undefined});",
    "no worker, as in the browser inside another app": (
        "delete Navigator.prototype.serviceWorker;"
    ),
}


@pytest.mark.parametrize("lacks", PLAIN)
def test_a_browser_that_can_not_says_which_can_and_its_form_works(
    walker: Callable[[], Walker], lacks: str
) -> None:
    lisa = walker()
    lisa.phone.context.add_init_script(f"(() => {{ {PLAIN[lacks]} }})()")
    lisa.join(says=UNABLE)
    lisa.write("Ett.", "red")
    lisa.save()
    expect(lisa.page.locator(".receipt:visible")).to_contain_text("gick till Tekniska nämnden")
    expect(lisa.page.locator("#mine-list")).to_contain_text("Ett.")
    assert (texts(), photo_count()) == (["Ett."], 1)


def test_over_plain_http_the_page_says_so_and_its_form_works(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.phone.address = lisa.phone.address.replace("127.0.0.1", "vandring.test")
    lisa.join(says=INSECURE)
    assert lisa.page.evaluate("isSecureContext") is False
    lisa.write("Ett.")
    lisa.save()
    expect(lisa.page.locator(".receipt:visible")).to_contain_text("gick till Tekniska nämnden")
    assert texts() == ["Ett."]


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_clock_that_is_wrong_by_a_year_dates_nothing_wrongly(
    walker: Callable[..., Walker], year: int
) -> None:
    lisa = walker(**OUTDOORS)
    lisa.page.clock.install(time=f"{year}-11-10T18:30:00+01:00")
    lisa.join()
    lisa.offline()
    lisa.note("Ett.")
    lisa.page.wait_for_timeout(2000)
    lisa.offline(False)
    expect(lisa.page.locator(".receipt:visible")).to_contain_text("gick till Tekniska nämnden")
    finding = db.session.scalars(select(Finding)).one()
    assert 1 <= (finding.received_at - finding.noted_at).total_seconds() < 60
    assert finding.latitude is not None

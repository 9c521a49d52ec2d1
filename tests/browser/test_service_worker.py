"""The worker: the page comes without coverage, and what waits outlives its updates (AT-14)."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, request
from flask.wrappers import Response
from playwright.sync_api import expect

from tests.browser.walking import NOTHING, READY, Walker, texts

UPDATE = """async () => {
  const worker = await navigator.serviceWorker.ready;
  const changed = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
  });
  await worker.update();
  await changed;
}"""
"""Fetch the worker again, and wait until the newer one has taken over."""

TEN = [f"Nummer {number:02}." for number in range(10)]


def test_it_answers_for_the_whole_site_and_only_what_is_read(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    lisa.join()
    scope = "async () => (await navigator.serviceWorker.ready).scope"
    assert lisa.page.evaluate(scope) == f"{lisa.phone.address}/"
    worker = lisa.phone.context.service_workers[-1]
    worker.evaluate(
        """() => {
          self.answered = [];
          const answer = FetchEvent.prototype.respondWith;
          FetchEvent.prototype.respondWith = function (given) {
            self.answered.push(`${this.request.method} ${new URL(this.request.url).pathname}`);
            return answer.call(this, given);
          };
        }"""
    )
    lisa.note("Ett.", "red")
    expect(lisa.waiting).to_have_text(NOTHING)
    lisa.page.evaluate("() => fetch('/halsa', {method: 'POST'})")
    lisa.page.evaluate("() => fetch('/api/w/aaaaaaaaaa/e/x')")
    lisa.page.reload()
    answered = worker.evaluate("() => self.answered")
    assert f"GET /falt/{lisa.page.url[-10:]}" in answered
    assert {line.split(" ")[0] for line in answered} == {"GET"}
    assert [line for line in answered if "/api/" in line] == []


def test_the_page_comes_without_coverage_again_and_cold_and_can_all_that_it_could(
    walker: Callable[[], Walker],
) -> None:
    lisa = walker()
    address = lisa.join().url
    lisa.offline()
    lisa.page.reload()
    expect(lisa.ready).to_have_text(READY)
    lisa.page.close()
    lisa.page = lisa.phone.context.new_page()
    lisa.page.goto(address)
    expect(lisa.ready).to_have_text(READY)
    lisa.page.get_by_label("Vid vilket stopp?").select_option(label="Gångtunneln")
    lisa.note("Ett.", "red")
    lisa.offline(False)
    expect(lisa.waiting).to_have_text(NOTHING)
    assert texts() == ["Ett."]


@pytest.fixture
def stuck(app: Flask) -> Iterator[threading.Event]:
    """Let the walk page hang while the event is clear; it is set at first and at the end."""
    let_go = threading.Event()
    let_go.set()

    def wait() -> None:
        if request.path.startswith("/falt/") and request.method == "GET":
            let_go.wait()

    app.before_request_funcs.setdefault(None, []).insert(0, wait)
    yield let_go
    let_go.set()


def test_a_server_that_hangs_does_not_keep_the_page_from_coming(
    walker: Callable[[], Walker], stuck: threading.Event
) -> None:
    lisa = walker()
    lisa.join()
    stuck.clear()
    lisa.page.reload()
    expect(lisa.ready).to_have_text(READY)
    assert not stuck.is_set()
    lisa.note("Ett.")
    stuck.set()


def test_an_error_of_the_server_shows_the_copy(walker: Callable[[], Walker], app: Flask) -> None:
    lisa = walker()
    lisa.join()
    broken = [True]

    def fail() -> Response | None:
        wrong = broken and request.path.startswith("/falt/")
        return Response("gick sönder", 502) if wrong else None

    app.before_request_funcs.setdefault(None, []).insert(0, fail)
    lisa.page.reload()
    expect(lisa.ready).to_have_text(READY)


def test_somebody_elses_page_is_never_kept_as_the_copy(
    walker: Callable[[], Walker], app: Flask
) -> None:
    """A captive portal answers 200 to everything."""
    lisa = walker()
    address = lisa.join().url
    portal = [True]

    def answer() -> Response | None:
        asked = portal and request.path.startswith("/falt/") and request.method == "GET"
        return Response("<h1>Välkommen till Gratis-WiFi</h1>") if asked else None

    app.before_request_funcs.setdefault(None, []).insert(0, answer)
    lisa.page.goto(address)
    expect(lisa.page.get_by_role("heading")).to_have_text("Välkommen till Gratis-WiFi")
    portal.clear()
    lisa.offline()
    lisa.page.goto(address)
    expect(lisa.page.get_by_role("heading", level=1)).to_have_text("Notera ett fynd")


def test_ten_that_wait_outlive_a_newer_worker_and_a_newer_page(
    walker: Callable[[], Walker], app: Flask
) -> None:
    lisa = walker()
    lisa.join()
    lisa.offline()
    for words in TEN:
        lisa.note(words)
    before = [(entry["id"], entry["sha256"], bytes(entry["raw"])) for entry in _entries(lisa)]
    _publish_newer(app)
    app.before_request_funcs[None].insert(0, _no_api)
    lisa.offline(False)
    lisa.page.evaluate(UPDATE)
    lisa.page.reload()
    expect(lisa.page.locator("meta[name=newer]")).to_be_attached()
    expect(lisa.waiting).to_contain_text("10 väntar på täckning")
    assert [(e["id"], e["sha256"], bytes(e["raw"])) for e in _entries(lisa)] == before
    app.before_request_funcs[None].remove(_no_api)
    lisa.send()
    expect(lisa.waiting).to_have_text(NOTHING)
    assert texts() == TEN


def _entries(lisa: Walker) -> list[dict[str, object]]:
    held = lisa.page.evaluate(
        "async () => (await outbox.entries()).map((e) => ({...e, raw: [...new Uint8Array(e.raw)]}))"
    )
    return sorted(held, key=lambda entry: str(entry["id"]))


def _no_api() -> Response | None:
    return Response("", 503) if request.path.startswith("/api/") else None


def _publish_newer(app: Flask) -> None:
    """Serve another worker and another page than the phone has met."""

    def newer(response: Response) -> Response:
        if request.path == "/sw.js":
            response.set_data(response.get_data() + b"// newer")
        elif request.path.startswith("/falt/") and response.mimetype == "text/html":
            marked = response.get_data().replace(b"<head>", b'<head><meta name="newer">')
            response.set_data(marked)
        return response

    app.after_request_funcs.setdefault(None, []).append(newer)


def test_a_link_without_coverage_leads_to_a_page_of_ours_with_the_way_back(
    walker: Callable[[], Walker],
) -> None:
    """And to no copy of what it leads to: staff pages are never kept."""
    lisa = walker()
    page = lisa.join()
    lisa.phone.visit("/inkorg")
    page.go_back()
    lisa.offline()
    for path in ("/inkorg", "/planering", "/integritet"):
        page.evaluate("(path) => location.assign(path)", path)
        expect(page.get_by_role("heading", level=1)).to_have_text("Du är utan täckning")
        page.get_by_role("link", name="Tillbaka").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Notera ett fynd")
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) {
            const requests = await (await caches.open(name)).keys();
            found.push(...requests.map(({ url }) => new URL(url).pathname));
          }
          return found.filter((path) => !path.startsWith("/static/"));
        }"""
    )
    assert sorted(kept) == sorted([f"/falt/{page.url[-10:]}", "/utan-tackning"])

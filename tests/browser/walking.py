"""Somebody on a walk with their phone: joins, notes, and reads what the page says."""

import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests import make
from tests.windows import IN_TOWN, Window
from walks.db import db
from walks.model.finding import Finding

READY = "Redo för dålig täckning ✓"
OUTDOORS = {"geolocation": IN_TOWN, "permissions": ["geolocation"]}
NOTHING = "Inget väntar på telefonen."

EVERYTHING = """async () => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open("outbox");
    request.onsuccess = () => resolve(request.result);
  });
  const read = (name) => new Promise((resolve) => {
    const request = db.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  const all = {};
  for (const name of db.objectStoreNames) all[name] = await read(name);
  db.close();
  return all;
}"""


class Walker:
    """A participant and their phone."""

    def __init__(self, phone: Window, code: str) -> None:
        """Take over the window; `code` is the walk's."""
        self.phone, self.code = phone, code
        self.page: Page = phone.page

    def join(self, says: str = READY) -> Page:
        """Join by the code, and wait until the page says how it is with bad coverage."""
        self.phone.visit(f"/g/{self.code}")
        self.page.get_by_role("button", name="Gå med").click()
        expect(self.ready).to_have_text(says)
        return self.page

    def write(self, words: str, *photos: str) -> None:
        """Fill in the form: something dark by the bridge, with a photo of each colour."""
        page = self.page
        page.get_by_role("radio", name="Belysning", exact=True).check()
        if not page.get_by_label("Beskriv med egna ord").is_visible():
            page.get_by_text("Mer: beskriv, bråttom, ljus").click()
        page.get_by_label("Beskriv med egna ord").fill(words)
        if page.locator("#place_words").is_visible():
            page.get_by_label("Platsen med ord").fill("Bron")
        if photos:
            page.get_by_label("Välj bilder").set_input_files([a_photo(c) for c in photos])

    def save(self) -> None:
        """Press Spara."""
        self.page.get_by_role("button", name="Spara", exact=True).click()

    def note(self, words: str, *photos: str) -> None:
        """Write, save, and wait until it is on the phone."""
        self.write(words, *photos)
        self.save()
        expect(self.line(words)).to_be_attached()

    def offline(self, off: bool = True) -> None:
        """Lose coverage, or get it back."""
        self.phone.context.set_offline(off)

    def line(self, words: str = "") -> Any:
        """Return what the phone's own list says of a note."""
        return self.page.locator(".outbox-line").filter(has_text=words)

    @property
    def ready(self) -> Any:
        """Whether the page is ready for bad coverage."""
        return self.page.locator(".outbox-ready")

    @property
    def waiting(self) -> Any:
        """How many wait, in the panel."""
        return self.page.locator(".outbox-waiting")

    def held(self) -> dict[str, list[dict[str, Any]]]:
        """Return all that the phone has in its database."""
        found: dict[str, list[dict[str, Any]]] = self.page.evaluate(EVERYTHING)
        return found

    def send(self) -> None:
        """Press Skicka nu."""
        self.page.locator("[data-send]").dispatch_event("click")


def a_photo(colour: str) -> Any:
    """Return a picture as Playwright hands it to a file field."""
    return {
        "name": f"{colour}.jpg",
        "mimeType": "image/jpeg",
        "buffer": make.picture(colour=colour),
    }


class Front:
    """Answers phones in the server's place: what a bad network or a full server would say.

    Before the server and not in the browser, so that the service worker meets it too.
    """

    def __init__(self, app: Flask) -> None:
        """Stand before the app, letting all through."""
        self.answer: Callable[[], ResponseReturnValue | None] | None = None
        self.asked: list[str] = []
        """What phones have sent, oldest first: method and path."""
        self.answered: list[str] = []
        """What the server made of it: new, same, or the error's word."""
        self._released = threading.Event()
        app.before_request_funcs.setdefault(None, []).insert(0, self._look)
        app.after_request_funcs.setdefault(None, []).append(self._listen)

    def _look(self) -> ResponseReturnValue | None:
        if not request.path.startswith("/api/"):
            return None
        self.asked.append(f"{request.method} {request.path}")
        return self.answer() if self.answer else None

    def _listen(self, response: Response) -> Response:
        if request.path.startswith("/api/") and response.is_json:
            said = response.json or {}
            self.answered.append(said.get("result") or said.get("error", ""))
        return response

    def refuse(self, status: int, error: str = "", text: str = "", **headers: str) -> None:
        """Answer all with a status: a refusal as our server words it, or somebody's page."""

        def answer() -> Response:
            response = jsonify(error=error, text=text) if error else Response("<h1>Logga in</h1>")
            response.status_code = status
            response.headers.update({name.replace("_", "-"): v for name, v in headers.items()})
            return response

        self.answer = answer

    def hang(self) -> None:
        """Answer nobody, until the test ends."""
        self._released.clear()
        self.answer = self._hang

    def _hang(self) -> ResponseReturnValue | None:
        self._released.wait()
        return None

    def let_through(self) -> None:
        """Let the server answer."""
        self.answer = None
        self._released.set()


def soon(page: Page, happened: Callable[[], bool]) -> None:
    """Wait until something has happened that no page shows; fail if it never does."""
    for _ in range(300):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it has not happened")


def texts() -> list[str]:
    """Return what has come to the server, in words. Leaves no transaction open."""
    found = sorted(text or "" for text in db.session.scalars(select(Finding.text)))
    db.session.rollback()
    return found


def photo_count() -> int:
    """Return how many readable photos have come to the server. Leaves no transaction open."""
    found = sum(len(finding.shown_photos) for finding in db.session.scalars(select(Finding)))
    db.session.rollback()
    return found

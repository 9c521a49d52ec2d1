"""A participant's phone: a Chromium whose profile outlives it when it is killed."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as BrowserError

from tests.need import chromium
from tests.windows import ARGUMENTS, PHONE

READY = "Redo för dålig täckning ✓"
NOTHING_WAITS = "Inget väntar på telefonen."

# What the outbox holds, hashed anew from what is really there.
SAVED = """async () => Promise.all((await self.outbox.entries()).map(async (entry) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", entry.raw));
  const { body, photos } = self.outbox.opening(entry);
  return {
    id: entry.id,
    sha256: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    state: entry.state,
    words: body.text,
    photos: Object.fromEntries(photos.map((photo) => [photo.id, photo.sha256])),
  };
}))"""


UNFOLD = "() => document.querySelectorAll('details').forEach((fold) => { fold.open = true })"


@dataclass(frozen=True)
class Saved:
    """One finding as the phone has sealed it."""

    id: str
    sha256: str
    state: str
    words: str
    photos: dict[str, str] = field(hash=False)


@dataclass
class Phone:
    """One phone at the address of a server."""

    playwright: Playwright
    profile: Path
    address: str
    noted: list[str] = field(default_factory=list)
    """The words of what it has said that it saved."""
    killed: int = 0
    walk: str = ""
    cookies: list[Any] = field(default_factory=list)
    context: BrowserContext = field(init=False)

    def start(self, *, offline: bool = False) -> None:
        """Start the browser over what it had when it ended."""
        self.context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=chromium(),
            args=ARGUMENTS,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            offline=offline,
            **PHONE,
        )
        # Chromium writes cookies down after half a minute: here the walk has gone on for longer.
        # What becomes of a phone that has lost them stands in tests/browser/test_outbox.py.
        self.context.add_cookies(self.cookies)

    def kill(self) -> None:
        """End the browser by SIGKILL, as a phone does that needs its memory or lost its power."""
        process = self._process()
        os.kill(process, signal.SIGKILL)
        self.killed += 1
        with suppress(BrowserError):  # it can't be asked to any more
            self.context.close()
        while self._process():
            time.sleep(0.01)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink()

    def close(self) -> None:
        """Put it away."""
        with suppress(BrowserError):
            self.context.close()

    def join(self, code: str) -> Page:
        """Join the walk of that code, and wait until the phone is ready for bad coverage."""
        page = self.context.pages[0]
        page.goto(f"{self.address}/g/{code}")
        page.get_by_role("button", name="Gå med").click()
        expect(page.locator(".outbox-ready")).to_have_text(READY)
        self.walk, self.cookies = page.url, self.context.cookies()
        return self._unfold(page)

    def open(self, page: Page | None = None) -> Page:
        """Open the walk page, in a tab of its own if none is given, whoever answers."""
        page = page or self.context.new_page()
        page.goto(self.walk)
        return self._unfold(page)

    def reload(self, page: Page) -> Page:
        """Load the page again."""
        page.reload()
        return self._unfold(page)

    def note(self, page: Page, words: str, photo: Path | None = None) -> None:
        """Note something dark, without coverage, until the phone says that it is saved."""
        fill(page, words, photo)
        page.get_by_role("button", name="Spara", exact=True).click()
        expect(page.locator(".outbox-line", has_text=words).first).to_contain_text(
            "Sparat på telefonen"
        )
        self.noted.append(words)

    def saved(self, page: Page) -> list[Saved]:
        """Return what lies on the phone, sent or not."""
        return [Saved(**entry) for entry in page.evaluate(SAVED)]

    def waiting(self, page: Page) -> int | None:
        """Return how many things wait to be sent; None while the page is between two loads."""
        count = """async () => (await self.outbox.entries())
          .filter((entry) => self.outbox.UNSENT.includes(entry.state)).length"""
        try:
            return int(page.evaluate(count))
        except BrowserError:
            return None

    def _unfold(self, page: Page) -> Page:
        expect(page.locator("[data-proof]")).to_be_visible()
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((d) => { d.open = true })"
        )
        return page

    def _process(self) -> int | None:
        """Return the process that all others of the browser depend on."""
        mine = f"--user-data-dir={self.profile}"
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (folder / "cmdline").read_text("utf-8", "replace").split("\0")
                if mine in words and not any(word.startswith("--type=") for word in words):
                    return int(folder.name)
        return None


def fill(page: Page, words: str, photo: Path | None = None) -> None:
    """Fill in the form of the walk page."""
    if photo:
        page.locator("[name=photos]").set_input_files(photo)
    page.get_by_role("radio", name="Belysning", exact=True).check()
    page.get_by_label("Beskriv med egna ord").fill(words)
    page.get_by_label("Platsen med ord").fill("Bron")

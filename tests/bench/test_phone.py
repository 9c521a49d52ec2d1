"""What a phone on a walk waits for: the page, Save, and the server's receipt."""

import json
import re
import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests import make
from tests.api.phone import digest, seal
from tests.bench.conftest import Row
from tests.bench.test_served import join_code, requests_a_second
from tests.bench.towns import Server

ENTRIES = 20000
SLOW_LINE = {"downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 150}
"""400 kbit/s both ways, in bytes a second; the latency in milliseconds is a poor 3G line's."""
SLOW_PHONE = 4
NIGHT = (4000, 3000)
"""Pixels of a photo of 12 megapixels."""


def test_taking_in_by_sync(server: Server, few: Path, row: Row, tmp_path: Path) -> None:
    path, cookie = server.joined(join_code(few))
    answer = server.ask(f"{path}/token", {}, Cookie=cookie)
    token = json.loads(answer.body)["token"]
    walk, lines = path.split("/")[-1], []
    for number in range(ENTRIES):
        raw = seal(body={"text": f"Lampa {number} är släckt."})
        address = f"/api/w/{walk}/e/{uuid.uuid4()}"
        lines.append(f"{address}\t{digest(raw)}\t{raw.decode()}\n")
    entries = tmp_path / "entries"
    entries.write_text("".join(lines))
    null = requests_a_second(server, "/null/")
    script = ("-s", str(Path(__file__).with_name("put.lua")), "--", str(entries), token)
    taken = requests_a_second(server, "/", more=script)
    row(
        "taking in a finding by sync, durable, as a share of a null view's requests/s",
        "≥ 0.4",
        f"{taken / null:.3f} ({taken:.0f} of {null:.0f})",
    )


@pytest.fixture
def phone(chrome: Browser, server: Server, few: Path) -> tuple[Page, CDPSession]:
    """A slow phone before the walk's page, joined already."""
    path, cookie = server.joined(join_code(few))
    name, value = cookie.split("=", 1)
    context = chrome.new_context(viewport={"width": 390, "height": 844}, locale="sv-SE")
    context.add_cookies([{"name": name, "value": value, "url": server.address}])
    page = context.new_page()
    throttle = context.new_cdp_session(page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_PHONE})
    page.goto("about:blank")
    page.walk_address = server.address + path  # type: ignore[attr-defined]
    return page, throttle


def test_the_page_on_a_slow_line(phone: tuple[Page, CDPSession], row: Row) -> None:
    page, throttle = phone
    throttle.send("Network.enable")
    throttle.send("Network.emulateNetworkConditions", {"offline": False, **SLOW_LINE})
    page.goto(page.walk_address)  # type: ignore[attr-defined]
    # The styles are there and the scripts have run.
    usable = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    row("walk page usable, 400 kbit/s, CPU 4 × slower", "≤ 2 s", f"{usable / 1000:.1f} s")


def test_save(phone: tuple[Page, CDPSession], row: Row) -> None:
    page, throttle = phone
    page.goto(page.walk_address)  # type: ignore[attr-defined]
    expect(page.locator(".outbox-ready")).to_contain_text("Redo", timeout=60_000)
    picture = make.picture(size=NIGHT, colour="navy")
    for rate, most in ((1, "≤ 0.3 s and ≤ 2 s"), (SLOW_PHONE, "≤ 5 s with photo")):
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        took = [save(page, None), save(page, picture)]
        row(
            f"Save → “Sparat”, text and 12 MP photo, CPU {rate} × slower",
            most,
            " and ".join(f"{seconds:.2f} s" for seconds in took),
        )


def save(page: Page, picture: bytes | None) -> float:
    """Note something, press Save the moment it is filled in, and return the seconds it took."""
    page.get_by_role("radio", name="Belysning", exact=True).check()
    page.get_by_label("Vid vilket stopp?").select_option(index=1)
    if picture:
        photo = {"name": "natt.jpg", "mimeType": "image/jpeg", "buffer": picture}
        page.get_by_label("Ta foto").set_input_files(photo)
    took = page.evaluate(
        """() => new Promise((resolve) => {
          const receipt = document.querySelector("[data-receipt]");
          receipt.hidden = true;
          const begun = performance.now();
          new MutationObserver((_seen, observer) => {
            if (receipt.hidden) return;
            observer.disconnect();
            resolve((performance.now() - begun) / 1000);
          }).observe(receipt, { attributes: true });
          document.querySelector(".save-button").click();
        })"""
    )
    expect(page.locator("[data-received]")).to_have_text(re.compile("Sparat|Skickat"))
    return float(took)

"""The walk page and the public form as people use them, in Chromium, Firefox and WebKit."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from selenium.webdriver import WebKitGTK
from selenium.webdriver.support.ui import WebDriverWait

from tests import make
from tests.engines.hand import PATIENCE, Hand, Seleniums, sees, wait_for
from walks.db import db
from walks.pages.rendering import now

WORDS = "Två lampor är släckta i tunneln."
MY_PHOTO = "String(document.querySelector('.finding img, .note-photo').naturalWidth)"
CAMERA = "document.querySelector('.photo-tile-input')"
FOCUSED = "document.activeElement.id"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as a phone's album holds it."""
    path = tmp_path / "lampa.jpg"
    path.write_bytes(make.picture(colour="teal"))
    return path


@pytest.fixture
def invited(served: str, people: SimpleNamespace) -> str:
    """The address in the QR code of a walk that is under way."""
    walk = make.walk(people.anna, starts_at=now())
    walk.start(now())
    code = walk.join_code
    db.session.commit()
    return f"{served}/g/{code}"


def test_a_participant_joins_notes_with_a_photo_and_undoes(
    hand: Hand, invited: str, photo: Path
) -> None:
    hand.visit(invited)
    hand.press("Gå med")
    sees(hand, "Notera ett fynd")
    hand.press("Spara")
    sees(hand, "Välj ett stopp, eller skriv var det är.")

    hand.give("Ta foto", photo)
    sees(hand, "Ta bort bild 1")
    # The photo is in the list by now: that the camera holds none is not said.
    wait_for(hand, f"getComputedStyle({CAMERA}).color", "rgba(0, 0, 0, 0)")
    hand.press("Belysning")
    sees(hand, "Går till Tekniska nämnden.")
    hand.pick("Vid vilket stopp?", "Gångtunneln")
    hand.press("Mer: beskriv, bråttom, ljus")
    hand.fill("Beskriv med egna ord", WORDS)
    hand.press("Spara")
    sees(hand, "Sparat – gick till Tekniska nämnden")
    sees(hand, f"Belysning Gångtunneln {WORDS}")
    hand.run("document.querySelector('.finding img').scrollIntoView()")
    wait_for(hand, MY_PHOTO, "640")
    hand.press("Ångra")
    sees(hand, "Fyndet är ångrat.")


def test_a_resident_reports_and_follows_the_secret_link(
    hand: Hand, served: str, photo: Path
) -> None:
    hand.visit(f"{served}/rapportera")
    hand.press("Skicka rapporten")
    sees(hand, "Det är något som behöver rättas")
    wait_for(hand, FOCUSED, "error-summary")

    hand.press("Belysning")
    hand.fill("Beskriv med egna ord", WORDS)
    hand.give("Välj bilder", photo)
    sees(hand, "Ta bort bild 1")
    hand.fill("Platsen med ord", "Gångtunneln vid torget")
    hand.press("Skicka rapporten")
    sees(hand, "Din rapport BOR-")
    link = hand.run("document.querySelector('.note-link').innerText.trim()")
    assert link.startswith(f"{served}/arende/")
    hand.visit(f"{served}/")
    hand.visit(link)
    sees(hand, WORDS)
    sees(hand, "Gångtunneln vid torget")
    hand.run("document.querySelector('.note-photo').scrollIntoView()")
    wait_for(hand, MY_PHOTO, "640")


def test_webkit_writes_in_the_camera_tile_whether_a_photo_is_chosen(
    safari: WebKitGTK, invited: str
) -> None:
    hand = Seleniums(safari)
    hand.visit(invited)
    hand.press("Gå med")
    sees(hand, "Notera ett fynd")
    written = colours(safari)
    hand.run(f"{CAMERA}.style.color = 'transparent'")
    WebDriverWait(safari, PATIENCE).until(lambda seen: colours(seen) != written)


def colours(driver: WebKitGTK) -> bytes:
    """Return the dots of the camera tile."""
    box = driver.execute_script(
        f"const box = {CAMERA}.getBoundingClientRect();"
        "return [box.left, box.top, box.right, box.bottom]"
    )
    seen = Image.open(io.BytesIO(driver.get_screenshot_as_png()))
    return seen.crop(tuple(map(int, box))).tobytes()

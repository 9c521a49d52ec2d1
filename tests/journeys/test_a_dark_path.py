"""A dark path is seen and the lamp is mended: the whole thread, as its people live it.

Karin plans. Two residents join by code and note three things with photos. Anna releases. Bertil
plans and mends; Cilla says no, with a reason. Karin reviews. Everybody reads the answer, and
nobody but its noter, its leader and the police ever saw what was told to the police.
"""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.journeys.acts import answer, choose, join, main, press, start, write
from tests.windows import Window
from walks.db import db
from walks.pages.rendering import now
from walks.swedish import local

WALK = "Kvällsvandring i tunneln"
SECRET = "röd jacka"
TOLD_TO_THE_POLICE = f"En man i {SECRET} säljer något till skolbarn vid kiosken."
DARK = "Tre lampor är släckta på stigen."
PLANNED = "Vi byter de tre lamporna under nästa vecka."
MENDED = "Nu lyser lamporna igen. Felet satt i en kabel."
NO = "Nej, vi kan inte stå där varje kväll, men vi passerar på helgerna. Ring 114 14 om du ser mer."


# Each window and each way once in the ordinary run; the other two pairs by `-m slow`.
@pytest.mark.parametrize(
    ("phone", "javascript"),
    [
        pytest.param(True, True, id="phone-script"),
        pytest.param(False, False, id="desktop-no-script"),
        pytest.param(True, False, id="phone-no-script", marks=pytest.mark.slow),
        pytest.param(False, True, id="desktop-script", marks=pytest.mark.slow),
    ],
)
def test_a_dark_path_is_seen_and_the_lamp_is_mended(
    window: Callable[..., Window], people: SimpleNamespace, phone: bool, javascript: bool
) -> None:
    make.area()
    db.session.commit()
    karin, anna, lisa, olle, bertil, cilla, david = (
        window(phone=phone, javascript=javascript) for _ in range(7)
    )

    plan_a_walk(karin)
    code = start(anna, WALK)
    for resident in (lisa, olle):
        join(resident, code)
    note(lisa.page, "Belysning", DARK)
    note(lisa.page, "Skötsel och trasig utrustning", "Bänken saknar en planka.")
    note(olle.page, "Narkotika och alkohol", TOLD_TO_THE_POLICE)
    expect(main(olle.page)).to_contain_text("Polisen")
    lisa.page.goto(lisa.page.url.split("#")[0] + "/andras")
    expect(main(lisa.page)).to_contain_text("Ett fynd noterat")
    assert SECRET not in lisa.page.content()

    release(anna.page)
    bertil.sign_in("bertil@example.org")
    assert SECRET not in bertil.page.content()
    bertil.page.get_by_role("link", name="Belysning").click()
    press(bertil.page, "Ta emot")
    answer(bertil.page, "Planera", PLANNED, on=f"{local(now()) + timedelta(days=7):%Y-%m-%d}")
    answer(bertil.page, "Markera åtgärdat", MENDED)
    cilla.sign_in("cilla@example.org")
    cilla.page.get_by_role("link", name="Narkotika").click()
    expect(main(cilla.page)).to_contain_text(TOLD_TO_THE_POLICE)
    answer(cilla.page, "Svara att det inte går", NO)
    publish_all(karin)

    david.visit("/vandringar")
    main(david.page).get_by_role("link", name=WALK).click()
    for words in (DARK, MENDED, NO):
        expect(main(david.page)).to_contain_text(words)
    for path in ("/", "/karta", "/vandringar", david.page.url.removeprefix(david.address)):
        assert SECRET not in david.visit(path).content(), path
    olle.page.reload()
    for words in (TOLD_TO_THE_POLICE, NO):
        expect(main(olle.page)).to_contain_text(words)


def plan_a_walk(karin: Window) -> None:
    """Karin plans a walk that begins in half an hour and is led by Anna."""
    karin.sign_in("karin@example.org")
    page = karin.visit("/planering")
    main(page).get_by_role("link", name="Ny vandring").first.click()
    soon = local(now()) + timedelta(minutes=30)
    page.get_by_label("Namn").fill(WALK)
    page.get_by_label("Område").select_option(label="Norrby")
    page.get_by_label("Samlingsplats").fill("Norrbytorget, vid klockan")
    page.get_by_label("Datum").fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Klockslag").fill(f"{soon:%H:%M}")
    page.get_by_label("Mörker").check()
    page.get_by_label("Stopp på vägen").fill("Gångtunneln; 57.7210, 12.9401\nKiosken")
    page.get_by_label("Vandringsledare").select_option(label="Anna")
    page.get_by_label("Ledarens telefon").fill("070-174 06 05")
    press(page, "Spara planen")
    expect(page.locator("h1")).to_have_text(WALK)


def note(page: Page, category: str, text: str) -> None:
    """Note something with a photo at the first stop, and some words."""
    photo = {"name": "lampa.jpg", "mimeType": "image/jpeg", "buffer": make.picture(colour="teal")}
    page.get_by_label("Ta foto").set_input_files(photo)
    choose(page, category)
    page.get_by_label("Vid vilket stopp?").select_option(label="Gångtunneln")
    write(page, text)
    press(page, "Spara")
    expect(main(page)).to_contain_text("Sparat")


def release(page: Page) -> None:
    """Anna ends the walk, reads through and releases."""
    page.get_by_role("link", name="Avsluta vandringen").click()
    press(page, "Avsluta vandringen")
    expect(main(page)).to_contain_text(TOLD_TO_THE_POLICE)
    page.get_by_role("link", name="Frisläpp 3 fynd").click()
    press(page, "Frisläpp nu")
    expect(main(page)).to_contain_text("Frisläppt")


def publish_all(karin: Window) -> None:
    """Karin reads what waits and publishes it as it stands."""
    page = karin.visit("/granska")
    main(page).locator("tbody").get_by_role("link").first.click()
    for _finding in range(3):
        press(page, "Publicera")
    expect(main(page)).to_contain_text("Allt är granskat")

"""A round at the library: staff look at their own workplace, and nothing of it leaves by itself.

Karin plans it with the employer's contact. Two of the staff join and note three things. Anna sums
up and releases, Bertil answers. To outsiders the round does not exist, until Karin opens one
finding of it by two explicit acts; the rest stays inside.
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

ROUND = "Trygghetsrond på Stadsbiblioteket"
CONTACT = "Eva Ek, enhetschef, 070-174 06 09"
ALONE = "Den som stänger på torsdagar är ensam i huset, och larmet ligger i en låda."
LAMP = "Lampan över lastkajen är trasig."
THREAT = "En besökare har hotat oss tre gånger i höst."
ALARM = "Alla som stänger får ett bärbart larm på måndag. Tills dess är ni alltid två."
MENDED = "Lampan lyser igen. Den tänds nu av sig själv när någon kommer."


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_round_at_the_library(
    window: Callable[..., Window], people: SimpleNamespace, javascript: bool
) -> None:
    make.area()
    db.session.commit()
    sara, omar, david = (window(phone=True, javascript=javascript) for _ in range(3))
    karin, anna, bertil, cilla = (window(javascript=javascript) for _ in range(4))

    plan_a_round(karin)
    code = start(anna, ROUND)
    walk_id = anna.page.url.split("/")[-1].split("#")[0]
    for employee in (sara, omar):
        join(employee, code, "Personal")
    note(sara.page, "Skalskydd, larm, ensamarbete", ALONE)
    note(sara.page, "Belysning", LAMP)
    note(omar.page, "Hot, våld", THREAT)
    page = omar.visit(f"/falt/{walk_id}/andras")
    assert [words in page.content() for words in (ALONE, LAMP, THREAT)] == [False] * 3

    sum_up_and_release(anna.page)
    bertil.sign_in("bertil@example.org")
    respond(bertil.page, "Skalskydd, larm, ensamarbete", ALARM)
    respond(bertil.visit("/inkorg"), "Belysning", MENDED)
    cilla.sign_in("cilla@example.org")
    assert [words in cilla.page.content() for words in (ALONE, LAMP, THREAT)] == [
        False,
        False,
        True,
    ]
    expect(main(sara.visit(f"/falt/{walk_id}"))).to_contain_text(ALARM)

    does_not_exist_for(david, walk_id)
    page = karin.visit("/granska")
    expect(main(page)).to_contain_text("Allt är granskat")
    publish_by_two_acts(karin, LAMP)
    page = david.visit("/karta")
    for words in (LAMP, MENDED):
        expect(main(page)).to_contain_text(words)
    for words in (ALONE, ALARM, THREAT, ROUND, "Eva Ek"):
        assert words not in page.content()


def plan_a_round(karin: Window) -> None:
    """Karin plans a round that begins in half an hour and is led by Anna."""
    karin.sign_in("karin@example.org")
    page = karin.visit("/planering")
    main(page).get_by_role("link", name="Ny rond").first.click()
    soon = local(now()) + timedelta(minutes=30)
    page.get_by_label("Namn").fill(ROUND)
    page.get_by_label("Arbetsplats").fill("Stadsbiblioteket")
    page.get_by_label("Enhet").fill("Kultur och fritid")
    press(page, "Spara planen")
    expect(main(page)).to_contain_text("Skriv vem hos arbetsgivaren som tar emot fynden.")
    page.get_by_label("Arbetsgivarens kontakt").fill(CONTACT)
    page.get_by_label("Samlingsplats").fill("Personalrummet")
    page.get_by_label("Datum").fill(f"{soon:%Y-%m-%d}")
    page.get_by_label("Klockslag").fill(f"{soon:%H:%M}")
    page.get_by_label("Dagsljus").check()
    page.get_by_label("Stopp på vägen").fill("Läsesalen; 57.7210, 12.9401\nLastkajen")
    page.get_by_label("Vandringsledare").select_option(label="Anna")
    press(page, "Spara planen")
    expect(page.locator("h1")).to_have_text(ROUND)
    expect(main(page)).to_contain_text(CONTACT)


def note(page: Page, category: str, text: str) -> None:
    """Note something at the first stop."""
    choose(page, category)
    page.get_by_label("Vid vilket stopp?").select_option(label="Läsesalen")
    write(page, text)
    press(page, "Spara")
    expect(main(page)).to_contain_text("Sparat")


def sum_up_and_release(page: Page) -> None:
    """Anna ends the round, reads what was noted and releases it."""
    page.get_by_role("link", name="Avsluta ronden").click()
    press(page, "Avsluta ronden")
    for words in (ALONE, LAMP, THREAT):
        expect(main(page)).to_contain_text(words)
    page.get_by_role("link", name="Frisläpp 3 fynd").click()
    press(page, "Frisläpp nu")
    expect(main(page)).to_contain_text("Frisläppt")


def respond(page: Page, category: str, words: str) -> None:
    """Bertil opens the finding in his inbox and says that it is done."""
    main(page).get_by_role("link", name=category).click()
    answer(page, "Markera åtgärdat", words)


def does_not_exist_for(outsider: Window, walk_id: str) -> None:
    """No public page names the round, and its addresses lead nowhere."""
    for path in (f"/vandringar/{walk_id}", f"/planering/{walk_id}"):
        response = outsider.page.goto(outsider.address + path)
        assert response
        assert ROUND not in outsider.page.content(), path
        assert response.status == 404 or "/logga-in" in outsider.page.url, path
    for path in ("/", "/vandringar", "/karta", f"/falt/{walk_id}"):
        for words in (ROUND, ALONE, ALARM, LAMP, MENDED, THREAT):
            assert words not in outsider.visit(path).content(), path


def publish_by_two_acts(karin: Window, words: str) -> None:
    """Karin goes from the finding to its review, writes what is shown, and decides once more."""
    page = karin.visit("/inkorg?visa=klara")
    main(page).get_by_role("link", name="Belysning").click()
    main(page).get_by_role("link", name="Granska för webben").click()
    page.get_by_label("Text", exact=True).fill(words)
    press(page, "Publicera")
    expect(page.locator("h1")).to_contain_text("Bekräfta")
    press(page, "Publicera det här")
    expect(main(page)).to_contain_text("Kryssa i att du beslutar det")
    page.get_by_label("Ja, jag beslutar").check()
    press(page, "Publicera det här")
    expect(main(page)).to_contain_text("är publicerat")

"""From release to the last answer: an officer without an account, and a landlord, by their links.

And the case that nobody wanted. With JavaScript and without.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests import make
from tests.browser.walking import a_photo
from tests.journeys.acts import answer, link_to, main, press, unfold
from tests.windows import Window
from walks.db import db
from walks.model.contact import contacts
from walks.pages.rendering import now
from walks.swedish import local
from walks.worker import Worker

LANDLORD = "hyresvard@example.org"
PLANNED = "Vi passerar parken varje kväll från och med måndag."
PASSED_BY = "Vi har varit på plats varje kväll i två veckor. Ring 114 14 om du ser mer."
ASKED = "Vi har bett dem som äger stolpen att laga lampan."
BRIEF = "Lampan på er stolpe vid porten är trasig."
REPLIED = "Lampan är bytt i dag av vår egen elektriker."
MENDED = "Ägaren har bytt lampan. Tack för att ni sade till!"
NOT_OURS = "Det är belysning, och den sköter inte vi."
CRIME = "Lampan slås sönder varje vecka. Det är ett brott."
LAMP = "Lampan är kommunens, så kommunen lagar den."
AT_LAST = "Vi har satt upp en lampa som inte går att slå sönder."


def opened(page: Page, verb: str) -> tuple[Locator, Locator]:
    """Return the verb's button and form, unfolded."""
    button = main(page).locator("button", has_text=re.compile(f"^\\s*{verb}\\s*$"))
    unfold(button, page.locator("details.move > summary", has_text=verb))
    return button, page.locator("form", has=page.get_by_role("button", name=verb, exact=True))


def do(page: Page, verb: str, **fields: str) -> None:
    """Carry a verb out, with what it must carry by the labels of its form."""
    button, form = opened(page, verb)
    for label, words in fields.items():
        form.get_by_label(label.replace("_", " "), exact=False).fill(words)
    button.click()


SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


@SCRIPT
def test_everybody_answers_and_the_public_reads_it(
    app: Flask, window: Callable[..., Window], people: SimpleNamespace, javascript: bool
) -> None:
    contact = contacts()[0]
    contact.email, landlords = LANDLORD, contact.name
    walk = make.walk(people.anna)
    walk.start(make.NOW)
    noter, _secret = make.participant(walk)
    make.finding(walk, noter, category="drugs", text="Det säljs något vid bänkarna.")
    make.finding(walk, noter, category="disturbance", text="Det är stökigt och mörkt.")
    make.finding(walk, noter, category="lighting", text="Lampan vid porten är trasig.")
    walk.end(now())
    db.session.commit()
    walk_id = walk.public_id
    db.session.rollback()

    anna = window(javascript=javascript)
    anna.sign_in("anna@example.org")
    page = anna.visit(f"/sammanstallning/{walk_id}")
    main(page).get_by_role("link", name="Frisläpp 3 fynd").click()
    press(page, "Frisläpp nu")
    expect(main(page)).to_contain_text("Frisläppt")
    Worker().round(now())

    cilla = window(phone=True, javascript=javascript)
    here = link_to(app, "cilla@example.org")
    page = cilla.visit(here)
    main(page).get_by_role("link", name="Narkotika").click()
    answer(page, "Planera", PLANNED, on=f"{local(now()) + timedelta(days=7):%Y-%m-%d}")
    answer(page, "Markera åtgärdat", PASSED_BY)
    expect(main(page)).to_contain_text("Polisen (genom länk) svarade")
    page = cilla.visit(here)
    main(page).get_by_role("link", name="Störande").click()
    do(page, "Lämna över", Varför=NOT_OURS)
    expect(main(page)).to_contain_text("Tekniska nämnden")

    bertil = window(javascript=javascript)
    bertil.sign_in("bertil@example.org")
    page = bertil.visit("/inkorg?visa=nya")
    main(page).get_by_role("link", name="Belysning").click()
    finding = page.url
    button, form = opened(page, "Be någon annan utföra")
    form.get_by_label(landlords, exact=True).check()
    form.get_by_label("Vad behöver de veta?").fill(BRIEF)
    form.get_by_label("Svar till allmänheten").fill(ASKED)
    button.click()
    expect(main(page)).to_contain_text(f"Hos {landlords}")
    Worker().round(now())

    landlord = window(phone=True, javascript=javascript)
    page = landlord.visit(link_to(app, LANDLORD))
    expect(main(page)).to_contain_text(BRIEF)
    page.get_by_label("Ert svar").fill(REPLIED)
    page.get_by_label("Foton").set_input_files([a_photo("green")])
    press(page, "Skicka svar")
    expect(main(page)).to_contain_text("1 foto följde med.")

    page = bertil.visit(re.sub("https?://[^/]+", "", finding))
    expect(main(page)).to_contain_text(REPLIED)
    answer(page, "Markera åtgärdat", MENDED)

    karin = window(javascript=javascript)
    karin.sign_in("karin@example.org")
    page = karin.visit("/granska")
    main(page).locator("tbody").get_by_role("link", name="Belysning").click()
    press(page, "Publicera")
    expect(page.locator(".flashes")).to_contain_text("är publicerat")
    resident = window(phone=True, javascript=javascript)
    expect(main(resident.visit(f"/vandringar/{walk_id}"))).to_contain_text(MENDED)
    assert REPLIED not in resident.page.content(), "what the landlord wrote is the party's to read"


@SCRIPT
def test_the_case_that_both_refused_has_an_answer_at_last(
    window: Callable[..., Window], people: SimpleNamespace, javascript: bool
) -> None:
    report = make.report()
    db.session.commit()
    address, own = f"/fynd/{report.number}", "/arende/" + "s" * 32
    db.session.rollback()
    bertil, cilla, karin = (window(javascript=javascript) for _ in range(3))
    for somebody, name in ((bertil, "bertil"), (cilla, "cilla"), (karin, "karin")):
        somebody.sign_in(f"{name}@example.org")
    david = window(phone=True, javascript=javascript)
    expect(main(david.visit(own))).to_contain_text("kommit fram till Tekniska nämnden")

    do(bertil.visit(address), "Lämna över", Varför=CRIME)
    expect(main(bertil.page)).to_contain_text("Överlämnat till Polisen")
    expect(main(david.visit(own))).to_contain_text("Polisen")

    do(cilla.visit(address), "Fråga samordnaren", Varför=NOT_OURS)
    expect(main(cilla.page)).to_contain_text("Väntar på samordnaren")
    page = karin.visit("/utan-agare")
    expect(main(page)).to_contain_text(NOT_OURS)
    main(page).locator("tbody").get_by_role("link").first.click()
    main(page).get_by_label("Tekniska nämnden").check()
    do(page, "Bestäm ansvarig", Varför=LAMP)
    expect(main(page)).to_contain_text("bestämde att Tekniska nämnden ansvarar")

    page = bertil.visit(address)
    assert not page.locator("details.move > summary", has_text="Lämna över").count(), "not again"
    answer(page, "Markera åtgärdat", AT_LAST)
    page = david.visit(own)
    expect(main(page)).to_contain_text("Tekniska nämnden svarar att det är åtgärdat.")
    expect(main(page)).to_contain_text(AT_LAST)

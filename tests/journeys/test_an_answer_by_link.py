"""An answer by the link in the letter: an officer who never signs in, without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from flask import Flask
from playwright.sync_api import expect

from tests import make
from tests.journeys.acts import answer, main
from tests.windows import Window
from walks.db import db
from walks.model.release import release_walk
from walks.pages.rendering import now
from walks.swedish import local
from walks.worker import Worker

PLANNED = "Vi passerar parken varje kväll från och med måndag."
DONE = "Vi har varit på plats varje kväll i två veckor. Ring 114 14 om du ser mer."


def test_an_officer_answers_without_signing_in(
    app: Flask, window: Callable[..., Window], people: SimpleNamespace
) -> None:
    walk = make.walk(people.anna)
    walk.start(make.NOW)
    noter, _secret = make.participant(walk)
    deal = make.finding(walk, noter, category="drugs", text="Det säljs något vid bänkarna.")
    walk.end(now())
    release_walk(walk, by=people.anna, now=now())
    db.session.commit()
    number = deal.number
    Worker().round(now())

    cilla = window(phone=True, javascript=False)
    page = cilla.visit(link_to(app, "cilla@example.org"))
    main(page).get_by_role("link", name="Narkotika").click()
    answer(page, "Planera", PLANNED, on=f"{local(now()) + timedelta(days=7):%Y-%m-%d}")
    answer(page, "Markera åtgärdat", DONE)
    expect(main(page)).to_contain_text("Polisen (genom länk) svarade")
    assert "/logga-in" not in page.url
    assert number in page.content()


def link_to(app: Flask, recipient: str) -> str:
    """Return the path of the link in the letter that lies in the folder for the recipient."""
    for letter in sorted((app.config["INSTANCE"] / "letters").glob("*.eml")):
        text = letter.read_text().replace("=\n", "")
        link = re.search(r"/svar/[\w-]+", text)
        if recipient in text and link:
            return link.group()
    raise AssertionError(f"no letter with a link to {recipient}")

"""The two links that `flask demo` names: open each time the town is served."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from tests.client import Client
from tests.databases import app_in, copy, drop
from tests.make import NOW
from walks.db import db
from walks.demo.links import LANDLORD, POLICE, open_links, open_sights
from walks.model.clock import tick
from walks.model.link import Link, link_with

LONG = timedelta(days=70)
"""When a link has run out, and a silent contact has lost what it was asked to do."""


@pytest.fixture
def served(town_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app over a town of one's own."""
    copy(town_folder, tmp_path / "town")
    made = app_in(tmp_path / "town", TESTING=True)
    made.test_client_class = Client
    with made.app_context():
        yield made
    drop(tmp_path / "town")


def opened(app: Flask, secret: str, now: datetime, status: int = 200) -> str:
    """Return the words of the link's page at that moment."""
    with time_machine.travel(now, tick=False):
        browser: Client = app.test_client()  # type: ignore[assignment]
        return browser.visit(f"/svar/{secret}", status=status).words()


def start(now: datetime) -> None:
    """Do what a start does with the links."""
    open_links(now)
    db.session.commit()


def test_a_party_answers_and_a_landlord_replies_by_them(served: Flask) -> None:
    assert [path for path, _why in open_sights()] == [f"/svar/{POLICE}", f"/svar/{LANDLORD}"]
    page = opened(served, POLICE, NOW)
    assert "Polisen" in page
    assert "Någon välter stolparna" in page
    page = opened(served, LANDLORD, NOW)
    assert "Till AB Bostäder." in page
    assert "Svara här" in page


def test_they_run_out_as_others_do_and_are_good_again_at_the_next_start(served: Flask) -> None:
    later = NOW + LONG
    tick(later)
    db.session.commit()
    for secret in (POLICE, LANDLORD):
        opened(served, secret, later, status=410)
    start(later)
    assert "Någon välter stolparna" in opened(served, POLICE, later)
    assert "Svara här" in opened(served, LANDLORD, later), "it was silent, and is asked again"


def test_a_link_that_somebody_ended_is_good_again_too(served: Flask) -> None:
    link_with(POLICE).end(NOW)
    db.session.commit()
    opened(served, POLICE, NOW, status=410)
    start(NOW)
    opened(served, POLICE, NOW)


def test_a_landlord_that_has_replied_is_thanked_and_not_asked_again(served: Flask) -> None:
    with time_machine.travel(NOW, tick=False):
        browser: Client = served.test_client()  # type: ignore[assignment]
        browser.send(f"/svar/{LANDLORD}/svar", {"answer": "Lyktan är bytt i dag på förmiddagen."})
    start(NOW)
    assert "Tack! Svaret har gått till Tekniska nämnden." in opened(served, LANDLORD, NOW)


def test_a_town_without_them_names_none(served: Flask) -> None:
    db.session.execute(delete(Link))
    assert open_sights() == []
    db.session.rollback()

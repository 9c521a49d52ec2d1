"""What the tests of planning share: Anna's walk, a filled form, somebody's own browser."""

from types import SimpleNamespace
from typing import Any

from flask import Flask

from tests import make
from tests.client import Client
from walks.db import db
from walks.model.walk import Walk, walk_by_public_id

KARIN, ANNA, BERTIL = "karin@example.org", "anna@example.org", "bertil@example.org"


def annas_walk(people: SimpleNamespace) -> Walk:
    """Keep Anna's walk on Norrby at 18:00 today; Rune takes notes."""
    made = make.walk(people.anna, note_taker=people.rune, area=make.area())
    db.session.commit()
    return made


def stored(walk_id: str) -> Walk:
    """Return the walk as the database has it."""
    return walk_by_public_id(walk_id)


def signed_in(app: Flask, email: str) -> Client:
    """Return a browser of their own."""
    browser: Client = app.test_client()  # type: ignore[assignment]
    browser.sign_in(email)
    return browser


def planned(**given: Any) -> dict[str, Any]:
    """Return a well filled form of a new walk."""
    return {
        "title": "Vintervandring på Norrby",
        "meeting_place": "Utanför biblioteket",
        "starts_on": "2026-12-15",
        "starts_at": "18:30",
        "light": "dark",
        "stops": "Gångtunneln; 57.7210, 12.9401\nTorget\n\nParken",
        "leader_phone": "070-174 06 05",
        "purpose": "Många undviker tunneln på kvällen.",
        **given,
    }

"""Fills an empty database with the demo town, and keeps one walk under way each day.

Every act happens in the order of its moment, so that numbers and the log read as they would in
life. The same first start gives the same town.
"""

import json
from dataclasses import replace
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale, format_date

from walks.db import db
from walks.demo import content
from walks.demo.album import Album
from walks.demo.builder import CASE, PASSWORD, PREFIX, Builder, public_id
from walks.demo.calendar import Calendar
from walks.demo.links import open_sights
from walks.model.area import Area
from walks.model.letter import LetterKind
from walks.model.outbox import letter_by_id, letters_due
from walks.model.person import people
from walks.model.rulebook import install_defaults
from walks.model.setting import DEMO, put_setting
from walks.model.walk import Walk, WalkState
from walks.swedish import local_date

__all__ = [
    "MUNICIPALITY",
    "PASSWORD",
    "PREFIX",
    "TownTooOld",
    "build_town",
    "sights",
    "walk_under_way_today",
]

MUNICIPALITY = "Granviks kommun (demo)"
TODAY = "riverside-today"
REPORTED = "apromenaden-slackt"
LETTERS_OF = timedelta(days=3)
"""How old a letter of the town may be and still be sent."""


class TownTooOld(Exception):
    """A town of an earlier version lacks what today's walk needs."""


def build_town(now: datetime) -> None:
    """Fill an empty, migrated database. Days count back from `now`. Does not commit."""
    town = content.load()
    instance = current_app.config["INSTANCE"]
    with Album((p for f in town.findings for p in f.pictures), instance) as album:
        install_defaults()
        put_setting(DEMO, now.isoformat())
        background = json.dumps(content.background(), ensure_ascii=False)
        (instance / "background.geojson").write_text(background, encoding="utf-8")
        Builder(town, Calendar(now, town)).build(album)
    _leave_letters(now)


def _leave_letters(now: datetime) -> None:
    """Let the worker send what was written lately, and no whole year of letters; one came back."""
    old = [letter_by_id(letter_id) for letter_id in letters_due(now - LETTERS_OF)]
    for letter in old:
        letter.drop("Demostadens äldre brev skickas inte.")
    for letter in [letter for letter in old if letter.kind is LetterKind.RECEIPT][-1:]:
        letter.fail("550 5.2.2 Mailbox full")


def walk_under_way_today(now: datetime) -> None:
    """Make sure that one walk is under way on this day; make a new one when it has passed.

    Raises TownTooOld when there is nobody to lead it, or no area for it.
    """
    running = db.session.query(Walk).filter_by(state=WalkState.UNDER_WAY).all()
    passed = [walk for walk in running if local_date(walk.ends_by_itself) <= local_date(now)]
    for walk in passed:
        walk.end(now)
    if len(passed) < len(running):
        return
    town = content.load()
    planned = next(w for w in town.walks if w.key == TODAY)
    with force_locale("sv"):
        day = format_date(local_date(now), "d MMMM", rebase=False)
    build = Builder(town, Calendar(now, town))
    build.people = {p.email.split("@")[0]: p for p in people()}
    by_name = {area.name: area for area in db.session.query(Area)}
    build.areas = {a.key: by_name[a.name] for a in town.areas if a.name in by_name}
    if planned.area not in build.areas or not {planned.leader, planned.note_taker} <= {
        *build.people
    }:
        raise TownTooOld
    build.add_walk(replace(planned, title=f"{planned.title}, {day}"), public_id=None)


def sights() -> list[tuple[str, str]]:
    """Return the addresses worth a look, with why."""
    running = db.session.query(Walk).filter_by(state=WalkState.UNDER_WAY)
    today = running.order_by(Walk.starts_at).limit(1).one()
    return [
        ("/", "startsidan, som alla ser den"),
        (f"/g/{today.join_code}", "gå med i dagens vandring med telefonen"),
        (f"/vandringar/{public_id('station-evening')}", "en vandring och vad som hände sedan"),
        (f"/arende/{CASE.format(key=REPORTED)}", "Davids egen sida om det han rapporterade"),
        ("/inkorg", "handläggarens inkorg (logga in som Bertil)"),
        *open_sights(),
    ]

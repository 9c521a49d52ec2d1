"""Puts the demo town into an empty database by playing its stories through the domain's verbs.

Every act happens in the order of its moment, so that numbers and the log read as they would in
life. The same first start gives the same town.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as Clock
from functools import partial
from itertools import count
from operator import itemgetter

from flask import current_app
from flask_babel import force_locale, format_date
from flask_security import hash_password

from walks.db import db
from walks.demo import content, pictures
from walks.model.acting import By
from walks.model.area import Area, AreaVersion
from walks.model.codes import Light
from walks.model.daylight import light_at
from walks.model.finding import Finding
from walks.model.note import Note, note_on_walk, report_from_public
from walks.model.party import party_by_slug
from walks.model.person import Membership, Person, people
from walks.model.release import release_walk
from walks.model.review import Review, coarse_place, keep_private, publish
from walks.model.rulebook import install_defaults
from walks.model.setting import DEMO, put_setting
from walks.model.status import Verb
from walks.model.walk import Participant, Stop, Walk, WalkState
from walks.storage import keep
from walks.swedish import at_local, local_date

PASSWORD = "granvik-demo"  # noqa: S105 - printed at every start, of an invented town
PREFIX = "GRA"
MUNICIPALITY = "Granviks kommun (demo)"
CASE = "granvik-david-{key}"
"""The secret of a resident's own page; in a real town nobody could know it beforehand."""
TODAY = "riverside-today"
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "granvik.example")


def build_town(now: datetime) -> None:
    """Fill an empty, migrated database. Days count back from `now`. Does not commit."""
    _Build(now).run()


def walk_under_way_today(now: datetime) -> None:
    """Make sure that one walk is under way on this day; make a new one when it has passed."""
    running = db.session.query(Walk).filter_by(state=WalkState.UNDER_WAY).all()
    passed = [walk for walk in running if local_date(walk.ends_by_itself) <= local_date(now)]
    for walk in passed:
        walk.end(now)
    if len(passed) < len(running):
        return
    town = content.load()
    planned = next(w for w in town.walks if w.key == TODAY)
    build = _Build(now)
    build.people = {p.email.split("@")[0]: p for p in people()}
    build.areas = {a.key: db.session.query(Area).filter_by(name=a.name).one() for a in town.areas}
    build.add_walk(planned, public_id=None)


def sights() -> list[tuple[str, str]]:
    """Return five addresses worth a look, with why."""
    running = db.session.query(Walk).filter_by(state=WalkState.UNDER_WAY)
    today = running.order_by(Walk.starts_at).limit(1).one()
    return [
        ("/", "startsidan, som alla ser den"),
        (f"/g/{today.join_code}", "gå med i dagens vandring med telefonen"),
        (f"/vandringar/{public_id('station-evening')}", "en vandring och vad som hände sedan"),
        (f"/arende/{CASE.format(key=_reported())}", "Davids egen sida om det han rapporterade"),
        ("/inkorg", "handläggarens inkorg (logga in som Bertil)"),
    ]


def public_id(key: str) -> str:
    """Return the address id of a walk of the town: the same in every demo."""
    letters = uuid.uuid5(NAMESPACE, key).hex.translate(str.maketrans("01", "xy"))
    return letters[:10]


def _reported() -> str:
    return next(f.key for f in content.load().findings if f.reporter and f.story)


@dataclass
class _Build:
    """One building of the town: the rows made so far, by the keys of the content."""

    now: datetime
    town: content.Town = field(default_factory=content.load)
    people: dict[str, Person] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    noters: dict[tuple[str, str], Participant] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def run(self) -> None:
        install_defaults()
        put_setting(DEMO, self.now.isoformat())
        self._draw_background()
        for someone in self.town.people:
            self._add_person(someone)
        for area in self.town.areas:
            self._add_area(area)
        for walk in self.town.walks:
            self.walks[walk.key] = self.add_walk(walk, public_id(walk.key))
        for _moment, _order, act in sorted(self._acts(), key=itemgetter(0, 1)):
            act()
            db.session.flush()

    def _draw_background(self) -> None:
        path = current_app.config["INSTANCE"] / "background.geojson"
        path.write_text(json.dumps(content.background(), ensure_ascii=False), encoding="utf-8")

    def _add_person(self, someone: content.Someone) -> None:
        person = Person(
            name=someone.name,
            email=someone.email,
            password=self._password,
            active=True,
            fs_uniquifier=uuid.uuid4().hex,
        )
        person.memberships = [
            Membership(role=role, party=party_by_slug(slug) if slug else None)
            for role, slug in someone.memberships
        ]
        db.session.add(person)
        self.people[someone.key] = person

    @property
    def _password(self) -> str:
        first = next(iter(self.people.values()), None)
        return str(first.password if first else hash_password(PASSWORD))

    def _add_area(self, area: content.Area) -> None:
        polygon = {"type": "Polygon", "coordinates": [[[lon, lat] for lat, lon in area.ring]]}
        row = Area(name=area.name, network_emails=list(area.network_emails))
        since = self.now - timedelta(days=365)
        row.versions.append(AreaVersion(number=1, polygon=polygon, valid_from=since))
        db.session.add(row)
        self.areas[area.key] = row

    def add_walk(self, walk: content.Walk, public_id: str | None) -> Walk:
        """Add a walk in the state it is in before anything is noted on it: under way."""
        began = self._began(walk)
        row = Walk(
            kind=walk.kind,
            title=walk.title,
            area=self.areas[walk.area],
            workplace=walk.workplace,
            unit=walk.unit,
            employer_contact=walk.employer_contact,
            purpose=walk.purpose,
            starts_at=began,
            light=self._light(walk),
            meeting_place=walk.meeting_place,
            leader=self.people[walk.leader],
            note_taker=self.people[walk.note_taker] if walk.note_taker else None,
            leader_phone=walk.leader_phone,
            state=WalkState.PLANNED,
        )
        if public_id:
            row.public_id = public_id
        row.start(began)
        row.stops = [
            Stop(position=place, name=stop.name, latitude=stop.lat, longitude=stop.lon)
            for place, stop in enumerate(walk.stops, start=1)
        ]
        db.session.add(row)
        db.session.flush()
        return row

    def _acts(self) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
        """Yield all that happens, with its moment; the order breaks ties as it is written."""
        order = count(1)
        for finding in self.town.findings:
            yield self._noted(finding), next(order), partial(self._note, finding)
            for step in finding.story:
                at = self._ago(step.days_ago, step.time)
                yield at, next(order), partial(self._play, finding, step, at)
        for walk in self.town.walks:
            if walk.minutes is not None:
                ended = self._began(walk) + timedelta(minutes=walk.minutes)
                yield ended, 0, partial(self.walks[walk.key].end, ended)
            if walk.released_days_ago is not None:
                at = self._ago(walk.released_days_ago, Clock(10, 0))
                row, leader = self.walks[walk.key], self.people[walk.leader]
                yield at, 0, partial(release_walk, row, by=leader, now=at)

    def _note(self, finding: content.Finding) -> None:
        at = self._noted(finding)
        note = self._words(finding)
        if finding.walk is None:
            email = next((r.email for r in self.town.residents if r.key == finding.reporter), None)
            secret = CASE.format(key=finding.key)
            made, _new = report_from_public(note, secret=secret, email=email, prefix=PREFIX, now=at)
        else:
            walk, noter = self.walks[finding.walk], self._noter(finding)
            made, _new = note_on_walk(walk, noter, note, prefix=PREFIX, now=at)
        for photo, drawn in zip(made.photos, finding.photos, strict=True):
            photo.alt_text = drawn.alt
        self.findings[finding.key] = made

    def _words(self, finding: content.Finding) -> Note:
        walk = self.walks[finding.walk] if finding.walk else None
        stops = walk.stops if walk else []
        return Note(
            uuid=str(uuid.uuid5(NAMESPACE, finding.key)),
            type=finding.type,
            category=finding.category,
            text=finding.text,
            proposal=finding.proposal,
            latitude=finding.lat,
            longitude=finding.lon,
            accuracy_m=finding.accuracy_m,
            stop_id=next((s.id for s in stops if s.name == finding.stop), None),
            place_words=finding.place,
            place_type=finding.place_type,
            urgency=finding.urgency,
            felt_safety=finding.felt,
            light=finding.light or (walk.light if walk else None),
            sensitive=finding.sensitive,
            photos=tuple(
                keep(pictures.draw(p.motif, p.seed), current_app.config["INSTANCE"])
                for p in finding.photos
            ),
        )

    def _noter(self, finding: content.Finding) -> Participant:
        """Return who noted it; each joined as the walk began."""
        key = (finding.walk or "", finding.noter or "")
        if key not in self.noters:
            walk = self.walks[key[0]]
            self.noters[key], _secret = walk.join(finding.noter_role, walk.starts_at)
            db.session.flush()
        return self.noters[key]

    def _play(self, story: content.Finding, step: content.Step, at: datetime) -> None:
        finding, by = self.findings[story.key], self._who(story, step)
        words = self._dated(step)
        if step.verb is Verb.PUBLISH:
            publish(finding, self._review(story, finding, step), by=by, now=at)
        elif step.verb is Verb.UNPUBLISH:
            keep_private(finding, by=by, now=at)
        elif step.verb is Verb.PLAN:
            finding.plan(words, self._day(step), by=by, now=at)
        else:
            carried = [party_by_slug(step.to) if step.to else None, words or step.reason]
            getattr(finding, step.verb)(*filter(None, carried), by=by, now=at)

    def _review(self, story: content.Finding, finding: Finding, step: content.Step) -> Review:
        shown = finding.shown_photos if step.photo else []
        return Review(
            text=step.text,
            place=coarse_place(finding),
            answer=finding.answer.body if finding.answer else "",
            point=step.point,
            photos={photo.id: photo.alt_text or "" for photo in shown},
        )

    def _who(self, story: content.Finding, step: content.Step) -> By:
        if step.by == "noter":
            return self._noter(story)
        return self.findings[story.key].reporter if step.by == "reporter" else self.people[step.by]

    def _dated(self, step: content.Step) -> str:
        """Return the answer with its date written out: 3 december."""
        if not step.answer or step.date_in is None:
            return step.answer or ""
        with force_locale("sv"):
            return step.answer.replace("{datum}", format_date(self._day(step), "d MMMM"))

    def _day(self, step: content.Step) -> date:
        return local_date(self.now) + timedelta(days=step.date_in or 0)

    def _ago(self, days: int, clock: Clock) -> datetime:
        return at_local(local_date(self.now) - timedelta(days=days), clock)

    def _began(self, walk: content.Walk) -> datetime:
        """Return when it began; the one of today never before midnight."""
        if walk.minutes_ago is not None:
            planned = self.now - timedelta(minutes=walk.minutes_ago)
            return max(planned, self._ago(0, Clock(0, 0)))
        return self._ago(walk.days_ago, walk.time or Clock(18, 0))

    def _light(self, walk: content.Walk) -> Light:
        """Return the light chosen on purpose; of today's walk, what it is when it begins."""
        return walk.light if walk.minutes_ago is None else light_at(self._began(walk))

    def _noted(self, finding: content.Finding) -> datetime:
        if finding.walk is None:
            return self._ago(finding.days_ago, finding.time)
        walk = next(w for w in self.town.walks if w.key == finding.walk)
        began, into = self._began(walk), timedelta(minutes=finding.minutes)
        if walk.minutes_ago is not None:  # a walk cut short by midnight is walked faster
            into *= (self.now - began) / timedelta(minutes=walk.minutes_ago)
        return began + into

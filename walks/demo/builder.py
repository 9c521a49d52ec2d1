"""Builds the town: its people and areas as rows, all that happened through the domain's verbs."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as Clock
from functools import partial
from itertools import count
from operator import itemgetter

from flask_babel import force_locale, format_date
from flask_security import hash_password

from walks.db import db
from walks.demo import content
from walks.demo.album import Album
from walks.demo.calendar import Calendar
from walks.model.acting import By
from walks.model.agreement import agree
from walks.model.area import Area, AreaVersion
from walks.model.clock import tick
from walks.model.closed_day import close_offices
from walks.model.contact import contacts
from walks.model.finding import Finding
from walks.model.follower import Follower, follow
from walks.model.note import Note, note_on_walk, report_from_public
from walks.model.party import party_by_slug
from walks.model.person import Membership, Person
from walks.model.reading import mark_read, suggest
from walks.model.release import release_walk
from walks.model.review import Review, coarse_place, keep_private, publish
from walks.model.status import Verb
from walks.model.walk import Participant, Stop, Walk, WalkState
from walks.swedish import at_local

PASSWORD = "granvik-demo"  # noqa: S105 - printed at every start, of an invented town
PREFIX = "GRA"
CASE = "granvik-{key}"
"""The secret of a resident's own page; in a real town nobody could know it beforehand."""
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "granvik.example")
MORNING = Clock(6, 0)
READ_AFTER = timedelta(hours=3)
"""How long after its noting a finding is read by those who sum up."""


def public_id(key: str) -> str:
    """Return the address id of a walk of the town: the same in every demo."""
    letters = uuid.uuid5(NAMESPACE, key).hex.translate(str.maketrans("01", "xy"))
    return letters[:10]


@dataclass
class Builder:
    """One building of the town: the rows made so far, by the keys of the content."""

    town: content.Town
    calendar: Calendar
    people: dict[str, Person] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    walks: dict[str, Walk] = field(default_factory=dict)
    noters: dict[tuple[str, str], Participant] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def build(self, album: Album) -> None:
        """Make it all, each act in the order of its moment."""
        self._fill_in(self.town.office)
        for someone in self.town.people:
            self._add_person(someone)
        for area in self.town.areas:
            self._add_area(area)
        for walk in self.town.walks:
            self.walks[walk.key] = self.add_walk(walk, public_id(walk.key))
        for _moment, _order, act in sorted(self._acts(album), key=itemgetter(0, 1)):
            act()
            db.session.flush()

    def _fill_in(self, office: content.Office) -> None:
        today = self.calendar.day(0)
        for closed in office.closed_days:
            close_offices(self.calendar.working_day(closed.days_in), closed.name, today)
        for told in office.parties:
            party = party_by_slug(told.slug)
            party.email, party.escalation_email = told.email, told.escalation_email
        by_name = {contact.name: contact for contact in contacts()}
        for asked in office.contacts:
            contact = by_name[asked.name]
            contact.email, contact.phone = asked.email, asked.phone

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
        since = self.calendar.ago(400, MORNING)
        row.versions.append(AreaVersion(number=1, polygon=polygon, valid_from=since))
        db.session.add(row)
        self.areas[area.key] = row

    def add_walk(self, walk: content.Walk, public_id: str | None) -> Walk:
        """Add a walk in the state it is in before anything is noted on it: under way.

        One that is still to come is planned.
        """
        began = self.calendar.began(walk)
        row = Walk(
            kind=walk.kind,
            title=walk.title,
            area=self.areas[walk.area],
            workplace=walk.workplace,
            unit=walk.unit,
            employer_contact=walk.employer_contact,
            purpose=walk.purpose,
            starts_at=began,
            light=self.calendar.light(walk),
            meeting_place=walk.meeting_place,
            leader=self.people[walk.leader],
            note_taker=self.people[walk.note_taker] if walk.note_taker else None,
            leader_phone=walk.leader_phone,
            state=WalkState.PLANNED,
        )
        if public_id:
            row.public_id = public_id
        if walk.state is not WalkState.PLANNED:
            row.start(began)
        row.stops = [
            Stop(position=place, name=stop.name, latitude=stop.lat, longitude=stop.lon)
            for place, stop in enumerate(walk.stops, start=1)
        ]
        db.session.add(row)
        db.session.flush()
        return row

    def _acts(self, album: Album) -> Iterator[tuple[datetime, int, Callable[[], object]]]:
        """Yield all that happens, with its moment; the order breaks ties as it is written."""
        order = count(1)
        for finding in self.town.findings:
            at = self.calendar.noted(finding)
            yield at, next(order), partial(self._note, finding, at, album)
            for step in finding.story:
                at = self.calendar.ago(step.days_ago, step.time)
                yield at, next(order), partial(self._play, finding, step, at, album)
            if finding.read or finding.public is not None:
                at = self.calendar.noted(finding) + READ_AFTER
                yield at, next(order), partial(self._mark, finding, at)
        for walk in self.town.walks:
            row, leader = self.walks[walk.key], self.people[walk.leader]
            if walk.minutes is not None:
                ended = self.calendar.ended(walk)
                yield ended, 0, partial(row.end, ended)
            if walk.released_days_ago is not None:
                at = self.calendar.ago(walk.released_days_ago, Clock(10, 0))
                yield at, 0, partial(release_walk, row, by=leader, now=at)
            for email in walk.followers:
                at = self.calendar.ended(walk)
                yield at, next(order), partial(self._follow, row, email, at)
        for at in self._strokes():
            yield at, next(order), partial(tick, at)

    def _strokes(self) -> Iterator[datetime]:
        """Yield when the clock has something to do: the mornings after promised dates, and now."""
        for finding in self.town.findings:
            for step in finding.story:
                if step.date_in is not None and step.date_in < 0:
                    yield at_local(self.calendar.day(step.date_in + 1), MORNING)
        yield self.calendar.now

    def _note(self, finding: content.Finding, at: datetime, album: Album) -> None:
        note = self._words(finding, album)
        if finding.walk is None:
            email = next((r.email for r in self.town.residents if r.key == finding.reporter), None)
            secret = CASE.format(key=finding.key)
            made, _new = report_from_public(note, secret=secret, email=email, prefix=PREFIX, now=at)
        else:
            walk, noter = self.walks[finding.walk], self._noter(finding)
            made, _new = note_on_walk(walk, noter, note, prefix=PREFIX, now=at)
            for other in finding.agreed:
                agree(made, self._on_walk(finding.walk, other), at)
        for photo, drawn in zip(made.photos, finding.photos, strict=True):
            photo.alt_text = drawn.alt or None
        self.findings[finding.key] = made

    def _words(self, finding: content.Finding, album: Album) -> Note:
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
            language=finding.language,
            photos=tuple(album.picture(photo) for photo in finding.photos),
        )

    def _noter(self, finding: content.Finding) -> Participant:
        """Return who noted it."""
        return self._on_walk(finding.walk or "", finding.noter or "")

    def _on_walk(self, walk_key: str, noter: str) -> Participant:
        """Return who takes part; each joined as the walk began."""
        key = (walk_key, noter)
        if key not in self.noters:
            walk = self.walks[walk_key]
            self.noters[key], _secret = walk.join(content.role_of(noter), walk.starts_at)
            db.session.flush()
        return self.noters[key]

    def _mark(self, marked: content.Finding, at: datetime) -> None:
        """Let those who sum up have read it, and the leader suggest what the public may read."""
        finding, leader = self.findings[marked.key], self.walks[marked.walk or ""].leader
        for key in marked.read:
            mark_read(finding, self.people[key], finding.version)
        suggest(finding, leader, marked.public, at)

    def _follow(self, walk: Walk, email: str, at: datetime) -> None:
        """Let somebody ask to hear of the walk, and say yes."""
        follow(walk, email, "sv", at)
        db.session.query(Follower).filter_by(walk=walk, email=email).one().confirm(at)

    def _play(self, story: content.Finding, step: content.Step, at: datetime, album: Album) -> None:
        finding, by = self.findings[story.key], self._who(story, step)
        words = self._dated(step)
        if step.verb is Verb.PUBLISH:
            publish(finding, self._review(finding, step), by=by, now=at)
        elif step.verb is Verb.UNPUBLISH:
            keep_private(finding, by=by, now=at)
        elif step.verb is Verb.PLAN:
            finding.plan(words, self.calendar.day(step.date_in or 0), by=by, now=at)
        elif step.done:
            finding.fix(words, by=by, now=at, photos=[album.picture(step.done)])
            finding.after_photos[0].alt_text = step.done.alt
        else:
            carried = [
                party_by_slug(step.to) if step.to else None,
                next((c for c in contacts() if c.name == step.contact), None),
                self.findings[step.of] if step.of else None,
                step.brief,
                words or step.reason or step.reference,
            ]
            getattr(finding, step.verb)(*filter(None, carried), by=by, now=at)

    def _review(self, finding: Finding, step: content.Step) -> Review:
        shown = [*finding.shown_photos, *finding.after_photos] if step.photo else []
        return Review(
            text=step.text,
            place=coarse_place(finding),
            answer=finding.answer.body if finding.answer else "",
            point=step.point,
            photos={photo.id: photo.alt_text or "" for photo in shown},
            confirmed=step.confirmed,
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
            day = format_date(self.calendar.day(step.date_in), "d MMMM", rebase=False)
        return step.answer.replace("{datum}", day)

"""One finding as documents show it to one reader: plain data in Swedish."""

from dataclasses import dataclass
from datetime import date, datetime

from walks.exports import words
from walks.model.codes import FindingType, Urgency
from walks.model.photo import Photo
from walks.model.status import Status
from walks.model.visibility import Seen
from walks.swedish import local


@dataclass(frozen=True)
class Shot:
    """A photo that may be shown, by its id and by its file, and what it shows in words."""

    uuid: str
    stored_sha256: str
    width: int
    height: int
    alt: str
    caption: str = ""
    """Before or after, once something has been done; else nothing."""


@dataclass(frozen=True)
class Entry:
    """One finding. Empty texts and None: nobody said, or the reader may not know."""

    index: int
    number: str
    safe: bool
    type: str
    category: str
    place: str
    stop: str
    point: tuple[float, float] | None
    """Latitude and longitude, WGS 84 degrees."""
    noted_at: datetime
    noted_by: str
    text: str
    proposal: str
    light: str
    felt: str
    photos: tuple[Shot, ...]
    unreadable: int
    agreed: int
    urgency: str
    party: str
    reason: str
    informed: tuple[str, ...]
    contact: str
    with_other: str
    """To whom it has been passed and since when, or nothing."""
    reference: str
    status: str
    done: bool
    due_on: date | None
    planned_on: date | None
    answer: str
    """The latest one; `is_answered` False: the finding was opened again after it."""
    is_answered: bool
    answered_by: str
    answered_on: datetime | None

    @property
    def circumstances(self) -> str:
        """At which stop, when, by whom and in what light, in one line."""
        when = f"kl. {local(self.noted_at):%H.%M}"
        stop = self.stop if self.stop != self.place else ""
        kind = "" if self.type == FindingType.UNSAFE.label else self.type
        return " · ".join(s for s in (stop, kind, when, self.noted_by, self.light) if s)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Whose it is, how far they have come, and what more there is to know."""
        ordinary = self.urgency == Urgency.NORMAL.label
        facts = [
            ("Ansvarig", f"{self.party}. {self.reason}".strip()),
            ("För kännedom", ", ".join(self.informed)),
            ("Kan gälla", self.contact),
            ("Kändes", self.felt),
            ("Brådska", "" if ordinary else self.urgency),
            ("Svar senast", self.due),
            ("Status", self.status),
            ("Hos", self.with_other),
            ("Beteckning", self.reference),
            ("Planerat till", self.planned),
            ("Håller med", f"{self.agreed} deltagare" if self.agreed else ""),
        ]
        return [(label, value) for label, value in facts if value]

    @property
    def due(self) -> str:
        """The last day for an answer, as people write it."""
        return words.day(self.due_on)

    @property
    def planned(self) -> str:
        """The day it is planned for, as people write it."""
        return words.day(self.planned_on)

    @property
    def answer_from(self) -> str:
        """Whose answer it is and when it was given, as the words above it."""
        if not self.answered_by:
            return ""
        kind = "Svar" if self.is_answered else "Tidigare svar"
        return f"{kind} från {self.answered_by}, {words.day(self.answered_on)}"


def entry_of(index: int, seen: Seen, agreed: int) -> Entry:
    """Return the finding as its reader may read it.

    A party that handed it over reads what stood there then: not where it was put right to be, nor
    what has become of it.
    """
    finding, answered, now = seen.finding, seen.answered, seen.until is None
    as_it_was = not seen.corrected_since
    place = words.place(finding) if as_it_was else ""
    has_point = as_it_was and finding.latitude is not None and finding.longitude is not None
    return Entry(
        index=index,
        number=finding.number,
        safe=is_safe(seen),
        type=finding.type.label if as_it_was else "",
        category=finding.category.name,
        place=place,
        stop=finding.stop.name if as_it_was and finding.stop else "",
        point=(finding.latitude or 0.0, finding.longitude or 0.0) if has_point else None,
        noted_at=finding.noted_at,
        noted_by=finding.noter_role.label,
        text=seen.text,
        proposal=finding.proposal if as_it_was else "",
        light=finding.light.label if as_it_was and finding.light else "",
        felt=finding.felt_safety.label if as_it_was and finding.felt_safety else "",
        photos=_shots(seen, place),
        unreadable=len(finding.photos) - len(finding.shown_photos) if now else 0,
        agreed=agreed,
        urgency=finding.urgency.label if as_it_was else "",
        party=_party(seen),
        reason=finding.reason if now else "",
        informed=tuple(party.name for party in finding.informed) if now else (),
        contact=(finding.contact or "") if now else "",
        with_other=_with_other(seen) if now else "",
        reference=finding.reference if now else "",
        status=_status(seen),
        done=now and finding.status in (Status.FIXED, Status.VERIFIED),
        due_on=finding.due_on if now and finding.expects_answer else None,
        planned_on=finding.planned_on if now else None,
        answer=seen.answer.body if seen.answer else "",
        is_answered=answered is not None and not (now and finding.answered_at is None),
        answered_by=(answered.from_party or answered.to_party).name if answered else "",
        answered_on=answered.at if answered else None,
    )


def is_safe(seen: Seen) -> bool:
    """Say whether it is a safe place, as far as its reader knows."""
    return not seen.corrected_since and seen.finding.type is FindingType.SAFE


def _party(seen: Seen) -> str:
    if seen.until is not None and seen.handed_over:
        return seen.handed_over.to_party.name
    return seen.finding.responsible_party.name


def _with_other(seen: Seen) -> str:
    referral = seen.finding.referral
    return f"{referral.contact.name} sedan {words.day(referral.passed_at)}" if referral else ""


def _status(seen: Seen) -> str:
    if seen.until is not None:
        return f"Överlämnat till {_party(seen)}"
    if seen.finding.released_at is None and seen.finding.is_open:
        return "Inte frisläppt än"
    return seen.finding.status.label


def _shots(seen: Seen, place: str) -> tuple[Shot, ...]:
    """Return what was noted, and after it what has been done."""
    noted, done = seen.photos, seen.after_photos
    before, after = ("Före", "Efter") if done else ("", "")
    captioned = [*((photo, before) for photo in noted), *((photo, after) for photo in done)]
    return tuple(
        _shot(index, photo, caption, seen, place)
        for index, (photo, caption) in enumerate(captioned, start=1)
    )


def _shot(index: int, photo: Photo, caption: str, seen: Seen, place: str) -> Shot:
    """Return the photo with words for it: its own, else what it hangs on."""
    finding = seen.finding
    about = ", ".join(
        each for each in (finding.category.name.lower(), place, caption.lower()) if each
    )
    said = photo.alt_text or f"Foto {index} till {finding.number}: {about}"
    width, height = photo.width or 4, photo.height or 3
    return Shot(photo.uuid, photo.stored_sha256 or "", width, height, said, caption)

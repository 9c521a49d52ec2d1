"""A walk's protocol as plain data in Swedish: its page, PDF and spreadsheet all show this."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from walks.exports import words
from walks.exports.entry import Entry, entry_of, is_safe
from walks.exports.map_svg import MARK, map_svg
from walks.exports.town_map import Spot, draw
from walks.model.codes import NoterRole
from walks.model.planning import participants_by_role
from walks.model.protocol import Reading
from walks.model.status import Status
from walks.model.walk import Walk, WalkKind, WalkState
from walks.swedish import local

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Protocol:
    """All that a walk's protocol says to one reader."""

    walk_id: str
    title: str
    kind: str
    """What it is the protocol of: Trygghetsvandring."""
    internal: bool
    """A round's protocol tells of risks at a workplace: it stays inside."""
    whole: bool
    """False: an extract of what one party may read."""
    draft: bool
    """Not released: what stands in it may still be put right."""
    state: str
    facts: Facts
    people: list[tuple[str, int]]
    stops: list[tuple[str, str]]
    """Letter and name, in the order they were walked."""
    entries: list[Entry]
    safe: list[Entry]
    dismissed: list[str]
    """The numbers of what was no case for anybody."""
    shares: list[tuple[str, int, int]]
    """Party, how many are theirs, how many of those they have answered."""
    drawing: str
    """The map as SVG, or nothing where nothing has a point."""
    drawing_said: str
    began: datetime
    at: datetime
    as_of: str

    @property
    def name(self) -> str:
        """What the document is called."""
        return f"Protokoll: {self.title}" if self.whole else f"Utdrag ur protokoll: {self.title}"


def protocol_of(reading: Reading) -> Protocol:
    """Return the protocol of a walk, with what the reader may read and no more.

    The map's background is the one that the application is set to draw.
    """
    walk = reading.walk
    stayed = [s for s in reading.seen if s.finding.status is not Status.NOT_A_CASE or s.until]
    # What is to be answered first, then the safe places, each in the order they were noted.
    numbered = list(enumerate(sorted(stayed, key=is_safe), start=1))
    entries = [entry_of(n, s, reading.agreements.get(s.finding.id, 0)) for n, s in numbered]
    lettered = [
        (LETTERS[n] if n < len(LETTERS) else str(n + 1), stop) for n, stop in enumerate(walk.stops)
    ]
    placed = [
        (letter, (stop.latitude, stop.longitude))
        for letter, stop in lettered
        if stop.latitude is not None and stop.longitude is not None
    ]
    drawing = draw(
        [Spot(e.index, *e.point, e.number, "", done=e.done) for e in entries if e.point],
        [point for _letter, point in placed],
        mark=MARK,
    )
    return Protocol(
        walk_id=walk.public_id,
        title=walk.title,
        kind=walk.kind.label,
        internal=walk.kind is WalkKind.ROUND,
        whole=reading.whole,
        draft=walk.state not in (WalkState.RELEASED, WalkState.ARCHIVED),
        state=_state(walk),
        facts=_facts(walk, whole=reading.whole),
        people=_people(walk) if reading.whole else [],
        stops=[(letter, stop.name) for letter, stop in lettered],
        entries=[e for e in entries if not e.safe],
        safe=[e for e in entries if e.safe],
        dismissed=[s.finding.number for s in reading.seen if s not in stayed],
        shares=_shares(entries),
        drawing=map_svg(drawing, [letter for letter, _point in placed]) if drawing else "",
        drawing_said=_drawing_said([s for _letter, s in lettered if s.latitude], entries),
        began=walk.started_at or walk.starts_at,
        at=reading.as_of or walk.starts_at,
        as_of=words.moment(reading.as_of),
    )


def _facts(walk: Walk, *, whole: bool) -> Facts:
    """Return what was planned and how it went; what nobody wrote down is left out."""
    began = local(walk.started_at or walk.starts_at)
    ended = f"–{local(walk.ended_at):%H.%M}" if walk.ended_at and _same_day(walk) else ""
    facts = [
        ("Datum", words.weekday(began)),
        ("Tid", f"kl. {began:%H.%M}{ended}"),
        ("Område", walk.area.name if walk.area else ""),
        ("Arbetsplats", walk.workplace or ""),
        ("Enhet", walk.unit or ""),
        ("Arbetsgivarens kontakt", (walk.employer_contact or "") if whole else ""),
        ("Samlingsplats", walk.meeting_place),
        ("Ljus", walk.light.label),
        ("Syfte", walk.purpose or ""),
        ("Ledare", walk.leader.name),
        ("Protokollförare", walk.note_taker.name if walk.note_taker else ""),
        ("Flyttad från", words.moment(walk.moved_from)),
    ]
    return [(label, value) for label, value in facts if value]


def _same_day(walk: Walk) -> bool:
    began = local(walk.started_at or walk.starts_at)
    return walk.ended_at is not None and local(walk.ended_at).date() == began.date()


def _people(walk: Walk) -> list[tuple[str, int]]:
    counts = participants_by_role(walk)
    return [(role.label, counts[role]) for role in NoterRole if role in counts]


def _state(walk: Walk) -> str:
    """Return how binding the protocol is."""
    noun = "ronden" if walk.kind is WalkKind.ROUND else "vandringen"
    match walk.state:
        case WalkState.RELEASED | WalkState.ARCHIVED:
            return f"Frisläppt den {words.day(walk.released_at)}. Fynden är hos dem som ansvarar."
        case WalkState.CANCELLED:
            return f"Det finns inget att protokollföra: {noun} är inställd."
        case WalkState.PLANNED:
            return f"Det finns inget att protokollföra än: {noun} har inte börjat."
        case _:
            return f"Utkast: {noun} är inte frisläppt, och det som står här kan ändras."


def _shares(entries: Sequence[Entry]) -> list[tuple[str, int, int]]:
    """Return how much each party has to answer for, the most first, and how far they have come."""
    owed = [entry for entry in entries if not entry.safe]
    parties = sorted({entry.party for entry in owed})
    counted = [
        (
            party,
            sum(entry.party == party for entry in owed),
            sum(entry.party == party and entry.is_answered for entry in owed),
        )
        for party in parties
    ]
    return sorted(counted, key=lambda share: -share[1])


def _drawing_said(stops: Sequence[object], entries: Sequence[Entry]) -> str:
    """Return what the map shows, to whoever does not see it."""
    points = sum(entry.point is not None for entry in entries)
    return (
        f"Karta med {len(stops)} stopp på vägen och {points} fynd. Samma platser står i ord "
        "i listorna."
    )

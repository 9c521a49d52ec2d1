"""Entries: what a phone has sealed and sends until it is told that we have it.

An entry never changes. Its UUID is the phone's own; the same entry twice is kept once, and other
content under the same UUID is refused. What a later entry says of an earlier one may arrive first:
it then waits for it. What the table of moves no longer allows is kept as the noter's wish, so a
well-formed entry is always received (DOMAIN, Release).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, Select, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, Uuid, alone_with, db
from walks.model.agreement import agree, disagree
from walks.model.finding import Finding
from walks.model.note import Note, OtherContent, correct, note_on_walk
from walks.model.photo import Photo, Picture
from walks.model.status import MoveNotAllowed
from walks.model.walk import Participant, Walk


class Kind(StrEnum):
    """What an entry does."""

    FINDING = "finding"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    AGREE = "agree"


class Fate(StrEnum):
    """What became of an entry."""

    DONE = "done"
    WAITS = "waits"  # for the entry it speaks of
    WISH = "wish"  # came too late to be done: people read it


class NotTheirs(Exception):
    """The entry speaks of what its sender may not touch."""


@dataclass(frozen=True)
class Sealed:
    """A sealed entry, read and validated. `photos` are UUID and SHA-256 of each photo listed."""

    uuid: str
    kind: Kind
    raw: bytes
    sha256: str
    of: str | None
    noted_at: datetime
    note: Note | None
    photos: dict[str, str]


class Entry(Model):
    """One entry as it was received. `raw` is dropped when its finding is released.

    A resident's report has no walk and no participant; nothing is done to it but keep it once. It
    is released at once, so its `raw`, which holds the secret of its link, is never kept.
    """

    __tablename__ = "entry"
    # Few have their bytes left, and the worker asks for those all day.
    __table_args__ = (
        Index(
            "ix_entry_sealed",
            "finding_id",
            sqlite_where=text("raw IS NOT NULL"),
            postgresql_where=text("raw IS NOT NULL"),
        ),
    )

    id: Mapped[Pk]
    uuid: Mapped[Uuid]
    walk_id: Mapped[int | None] = mapped_column(ForeignKey("walk.id"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participant.id"), index=True)
    kind: Mapped[Kind]
    of: Mapped[str | None] = mapped_column(String(36), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    photos: Mapped[dict[str, str]]
    noted_at: Mapped[datetime]
    received_at: Mapped[datetime]
    fate: Mapped[Fate]
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("finding.id"), index=True)

    walk: Mapped[Walk] = relationship()
    participant: Mapped[Participant] = relationship()
    finding: Mapped[Finding | None] = relationship()


def take_in(
    participant: Participant,
    sealed: Sealed,
    *,
    read: Callable[[Entry], Sealed],
    prefix: str,
    now: datetime,
) -> tuple[Entry, bool]:
    """Keep the entry; return it and whether it is new. Never commits.

    `read` opens a stored entry again when what it waited for has come. Raises OtherContent when
    the UUID holds something else, and NotTheirs when it speaks of another participant's note.
    """
    alone_with(f"uuid {sealed.uuid}")  # sent twice at once, it is still kept once
    known = db.session.scalars(select(Entry).where(Entry.uuid == sealed.uuid)).first()
    if known is not None:
        if known.sha256 != sealed.sha256 or known.participant_id != participant.id:
            raise OtherContent(sealed.uuid)
        return known, False
    entry = Entry(
        uuid=sealed.uuid,
        walk=participant.walk,
        participant=participant,
        kind=sealed.kind,
        of=sealed.of,
        sha256=sealed.sha256,
        raw=sealed.raw,
        photos=sealed.photos,
        noted_at=sealed.noted_at,
        received_at=now,
        fate=Fate.DONE,
    )
    db.session.add(entry)
    _carry_out(entry, sealed, prefix=prefix, now=now)
    db.session.flush()
    _join_photos(entry)
    for waiting in _waiting_for(entry):
        _carry_out(waiting, read(waiting), prefix=prefix, now=now)
    return entry, True


def keep_photo(
    participant: Participant | None, entry_uuid: str, uuid: str, picture: Picture, *, now: datetime
) -> tuple[Photo, bool]:
    """Keep a photo of an entry, which may not have come yet; return it and whether it is new.

    Without a participant it is a resident's. Raises OtherContent when the UUID holds another
    photo, or the entry lists another or none.
    """
    holder = participant.id if participant else None
    alone_with(f"uuid {uuid}")
    known = db.session.scalars(select(Photo).where(Photo.uuid == uuid)).first()
    if known is not None:
        same = known.received_sha256 == picture.received_sha256 and known.entry_uuid == entry_uuid
        if not same or known.participant_id != holder:
            raise OtherContent(uuid)
        return known, False
    photo = Photo.of(picture, now, uuid=uuid)
    photo.entry_uuid, photo.participant_id = entry_uuid, holder
    alone_with(f"uuid {entry_uuid}")  # the entry may be coming in at this moment
    entry = db.session.scalars(select(Entry).where(Entry.uuid == entry_uuid)).first()
    if entry is not None:
        if entry.participant_id != holder or not _lists(entry, photo):
            raise OtherContent(uuid)
        photo.finding_id = entry.finding_id
    db.session.add(photo)
    return photo, True


def sealed_of_released() -> Select[int]:
    """Select the entries whose sealed bytes nobody needs: their finding has left the walk."""
    released = select(Finding.id).where(Finding.released_at.is_not(None))
    return select(Entry.id).where(Entry.raw.is_not(None), Entry.finding_id.in_(released))


def forget_sealed(entry_id: int) -> None:
    """Drop the sealed bytes; the digest stays, so that the same entry is known again."""
    db.session.get_one(Entry, entry_id).raw = None


def _carry_out(entry: Entry, sealed: Sealed, *, prefix: str, now: datetime) -> None:
    """Do what the entry says, or let it wait, or keep it as a wish."""
    if sealed.kind is Kind.FINDING and sealed.note is not None:
        entry.finding, _new = note_on_walk(
            entry.walk,
            entry.participant,
            sealed.note,
            prefix=prefix,
            now=now,
            noted_at=sealed.noted_at,
            sealed=True,
        )
        return
    target = db.session.scalars(select(Entry).where(Entry.uuid == sealed.of)).first()
    entry.finding = (target and target.finding) or _finding(entry.walk, sealed.of or "")
    if entry.finding is None:
        entry.fate = Fate.WAITS
        return
    entry.fate = Fate.DONE
    if sealed.kind is Kind.AGREE:
        agree(entry.finding, entry.participant, now)
    elif sealed.kind is Kind.WITHDRAWAL and target and target.kind is Kind.AGREE:
        disagree(entry.finding, entry.participant)
    else:
        _of_ones_own(entry, entry.finding, sealed.note, now)


def _of_ones_own(entry: Entry, finding: Finding, note: Note | None, now: datetime) -> None:
    """Correct or take back one's own note; too late for that, it is told as a wish."""
    if finding.participant_id != entry.participant_id:
        raise NotTheirs(entry.of)
    try:
        if note is not None:
            correct(finding, note, by=entry.participant, now=now)
        else:
            finding.withdraw(by=entry.participant, now=now)
    except MoveNotAllowed:
        entry.fate = Fate.WISH
        finding.wish(_wished(note), by=entry.participant, now=now)


def _wished(note: Note | None) -> str:
    """Return in words what the noter wanted: to take it back, or what it should have said."""
    if note is None:
        return "Jag ångrar det jag noterade."
    said = [note.text, note.proposal, note.place_words]
    return "\n".join(words for words in said if words) or "Jag ändrade annat än orden."


def _finding(walk: Walk, uuid: str) -> Finding | None:
    """Return a finding of the walk that came by another way than an entry."""
    return db.session.scalars(
        select(Finding).where(Finding.uuid == uuid, Finding.walk_id == walk.id)
    ).first()


def _waiting_for(entry: Entry) -> list[Entry]:
    return list(
        db.session.scalars(
            select(Entry).where(Entry.of == entry.uuid, Entry.fate == Fate.WAITS).order_by(Entry.id)
        )
    )


def _join_photos(entry: Entry) -> None:
    """Give the finding its photos that came before it."""
    early = select(Photo).where(
        Photo.entry_uuid == entry.uuid, Photo.participant_id == entry.participant_id
    )
    for photo in db.session.scalars(early):
        if _lists(entry, photo):
            photo.finding_id = entry.finding_id


def _lists(entry: Entry, photo: Photo) -> bool:
    return entry.photos.get(photo.uuid) == photo.received_sha256

"""A resident's report as their device has saved it: an entry of no walk, from nobody we know."""

from datetime import datetime

from sqlalchemy import select

from walks.db import alone_with, db
from walks.model.entry import Entry, Fate, Sealed
from walks.model.note import OtherContent, report_from_public
from walks.model.photo import Photo


def take_in_report(
    sealed: Sealed, *, secret: str, email: str | None, prefix: str, now: datetime
) -> tuple[Entry, bool]:
    """Keep a resident's report; return its entry and whether the report is new. Never commits.

    It may have come by the plain form already, under the same UUID and secret. Raises OtherContent
    when either holds something else.
    """
    alone_with(f"uuid {sealed.uuid}")
    known = db.session.scalars(select(Entry).where(Entry.uuid == sealed.uuid)).first()
    if known is not None:
        if known.sha256 != sealed.sha256 or known.participant_id is not None:
            raise OtherContent(sealed.uuid)
        return known, False
    if sealed.note is None:
        raise ValueError("a report says something")
    finding, new = report_from_public(
        sealed.note, secret=secret, email=email, prefix=prefix, now=now, noted_at=sealed.noted_at
    )
    entry = Entry(
        uuid=sealed.uuid,
        kind=sealed.kind,
        sha256=sealed.sha256,
        photos=sealed.photos,
        noted_at=sealed.noted_at,
        received_at=now,
        fate=Fate.DONE,
        finding=finding,
    )
    db.session.add(entry)
    return entry, new


def photo_of_report(entry_uuid: str, uuid: str, received_sha256: str) -> Photo | None:
    """Return the report's photo if it is here already, or None if it is expected.

    Only what a report lists is worth decoding: anybody may send. Raises NoResultFound when no
    report came by that entry, and OtherContent when it lists another photo or none.
    """
    wanted = select(Entry).where(Entry.uuid == entry_uuid, Entry.participant_id.is_(None))
    entry = db.session.scalars(wanted).one()
    if entry.photos.get(uuid) != received_sha256:
        raise OtherContent(uuid)
    here = select(Photo).where(Photo.uuid == uuid, Photo.entry_uuid == entry_uuid)
    return db.session.scalars(here).first()

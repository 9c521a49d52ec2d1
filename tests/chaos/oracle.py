"""The oracle: is all that the phone called saved on the server, once, and as it was?"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import make_url

from tests.chaos.phone import Saved
from walks.db import db
from walks.model.entry import Entry
from walks.model.finding import Finding
from walks.model.photo import Photo
from walks.storage import photo_path


@dataclass(frozen=True)
class Verdict:
    """What came of a round; `str()` is the sentence."""

    findings: int
    photos: int
    findings_received: int
    photos_received: int
    doubled: int
    lost: int

    def __str__(self) -> str:
        """Say it in one sentence."""
        return (
            f"{self.findings} findings and {self.photos} photos were saved on the phone; "
            f"{self.findings_received} and {self.photos_received} were received, "
            f"{self.doubled} doubled, {self.lost} lost."
        )

    def __add__(self, other: "Verdict") -> "Verdict":
        """Sum up two rounds."""
        return Verdict(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


NOTHING = Verdict(0, 0, 0, 0, 0, 0)


def perfect(findings: int, photos: int) -> Verdict:
    """Return what must come of a round."""
    return Verdict(findings, photos, findings, photos, 0, 0)


def judge(noted: list[str], saved: Iterable[Saved], instance: Path) -> Verdict:
    """Compare what was `noted` and called saved with what lies on the phone and on the server.

    A thing is received when it is there with its own id and digest, a photo when it also belongs
    to its finding. Needs an app context. AssertionError if what is stored does not hold together.
    """
    kept = list(saved)
    _require_whole(instance)
    entries = _rows(select(Entry.uuid, Entry.sha256))
    findings = _rows(select(Finding.uuid, Finding.text))
    theirs = Finding.uuid == Photo.entry_uuid
    photos = _rows(select(Photo.uuid, Photo.received_sha256).join(Photo.finding).where(theirs))
    told = {entry.words for entry in kept}
    arrived = {
        entry.id
        for entry in kept
        if (entry.id, entry.sha256) in entries and (entry.id, entry.words) in findings
    }
    listed = [(uuid, sha256) for entry in kept for uuid, sha256 in entry.photos.items()]
    photos_arrived = [pair for pair in listed if pair in photos]
    saved_on_phone = len(set(noted) | told)
    return Verdict(
        findings=saved_on_phone,
        photos=len(listed),
        findings_received=len(arrived),
        photos_received=len(photos_arrived),
        doubled=_surplus(entries) + _surplus(findings) + _surplus(photos),
        lost=saved_on_phone - len(arrived) + len(listed) - len(photos_arrived),
    )


def _rows(asked: "select[tuple[str, str]]") -> Counter[tuple[str, str]]:
    rows = Counter((first, second) for first, second in db.session.execute(asked))
    db.session.rollback()  # we must not hold up a server
    return rows


def _surplus(rows: Counter[tuple[str, str]]) -> int:
    """Return how many rows there are too many: of one id, or of one content."""
    by_id = rows.total() - len({uuid for uuid, _content in rows})
    by_content = rows.total() - len({content for _uuid, content in rows})
    return max(by_id, by_content)


def _require_whole(instance: Path) -> None:
    """Re-hash every stored thing, and check the database."""
    for entry in db.session.scalars(select(Entry)):
        assert hashlib.sha256(entry.raw or b"").hexdigest() == entry.sha256
    for photo in db.session.scalars(select(Photo)):
        if photo.stored_sha256:
            _require_file(photo_path(photo.stored_sha256, instance), photo.stored_sha256)
        else:
            _require_file(instance / "kept" / photo.received_sha256, photo.received_sha256)
    db.session.rollback()
    file = make_url(db.engine.url).database
    if db.engine.dialect.name == "sqlite":
        with sqlite3.connect(str(file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        database.close()


def _require_file(path: Path, sha256: str) -> None:
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256

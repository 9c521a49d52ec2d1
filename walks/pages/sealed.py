"""Opening a sealed entry: from the phone's JSON to what the model understands.

`{"v": 1, "kind": …, "of": …, "noted_at": …, "clock_offset": …, "language": …, "body": {…},
"photos": [{"id": …, "sha256": …}]}`. The body has the fields of the form that it was written in,
the walk page's or the public one, by the same names: the same validation serves both. Bytes sealed
by an older page stay acceptable: what has gone since (a stop, a category) is left out of what they
say.
"""

import hashlib
import json
import re
import uuid as uuids
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import g
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from walks.model.codes import FindingType
from walks.model.entry import Kind, Sealed
from walks.model.sweden import in_sweden
from walks.model.walk import Walk
from walks.pages.field import FieldForm
from walks.pages.language import LANGUAGES
from walks.pages.noting import PHOTOS_MAX, NoteForm
from walks.pages.report import SECRET, ReportForm

Noted = TypeVar("Noted", bound=NoteForm)
FormOf = Callable[[MultiDict[str, str]], Noted]

VERSIONS = (1,)
ENTRY_MAX = 64 * 1024
"""Bytes of a sealed entry that are read."""
SHA256 = re.compile(r"[0-9a-f]{64}")
EARLY = timedelta(hours=1)
"""How long before a walk begins something may have been noted on it."""
LONG = timedelta(days=30)
"""How long a report may have waited on a resident's device; what says longer has a wrong clock."""


class Unfit(Exception):
    """The entry can't be taken in, now or later. `str()` says why, to the participant."""

    def __init__(self, error: str, text: str) -> None:
        """`error` is a word for programs, `text` a sentence for people."""
        super().__init__(text)
        self.error = error


def open_sealed(walk: Walk, uuid: str, raw: bytes, now: datetime) -> Sealed:
    """Read and validate an entry of the walk; sets the language it speaks. Raises Unfit."""
    entry, kind = _read(raw, tuple(Kind))
    noted = kind in (Kind.FINDING, Kind.CORRECTION)
    return Sealed(
        uuid=uuid,
        kind=kind,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        of=None if kind is Kind.FINDING else _uuid(entry.get("of")),
        noted_at=_noted_at(entry, walk.began - EARLY, now),
        note=_filled(lambda given: FieldForm(walk, formdata=given), uuid, entry).note()
        if noted
        else None,
        photos=_photos(entry.get("photos") or []) if noted else {},
    )


def open_report(uuid: str, raw: bytes, now: datetime) -> tuple[Sealed, str, str | None]:
    """Read and validate a resident's report; return it, its secret and perhaps an address.

    Sets the language it speaks. The device made the secret: whoever sends the same again gets the
    same link, though only its hash is kept. Raises Unfit.
    """
    entry, kind = _read(raw, (Kind.FINDING,))
    form = _filled(lambda given: ReportForm(formdata=given), uuid, entry)
    secret = str(entry["body"].get("secret"))
    if not SECRET.fullmatch(secret):
        raise _broken()
    sealed = Sealed(
        uuid=uuid,
        kind=kind,
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        of=None,
        noted_at=_noted_at(entry, now - LONG, now),
        note=form.note(),
        photos=_photos(entry.get("photos") or []),
    )
    return sealed, secret, form.email.data or None


def _read(raw: bytes, kinds: tuple[Kind, ...]) -> tuple[dict[str, Any], Kind]:
    """Return what the envelope holds, and of which of the kinds it is."""
    try:
        entry = json.loads(raw)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        raise _broken()
    g.lang = entry["language"] if entry.get("language") in tuple(LANGUAGES) else "sv"
    if entry.get("v") not in VERSIONS or entry.get("kind") not in kinds:
        raise Unfit("unknown", _("Sidan i telefonen är en annan version än vår. Ladda om den."))
    return entry, Kind(entry["kind"])


def _broken() -> Unfit:
    return Unfit("broken", _("Något gick sönder på vägen. Skriv om det och spara som nytt."))


def _uuid(given: object) -> str:
    try:
        return str(uuids.UUID(str(given)))
    except ValueError:
        raise _broken() from None


def _noted_at(entry: dict[str, Any], earliest: datetime, now: datetime) -> datetime:
    """Return when it was noted by our clock; what can't be so is when it was received."""
    try:
        moment = datetime.fromisoformat(str(entry.get("noted_at")))
        moment += timedelta(milliseconds=float(entry.get("clock_offset") or 0))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return now
    return moment if earliest <= moment <= now else now


def _photos(given: object) -> dict[str, str]:
    if not isinstance(given, list) or len(given) > PHOTOS_MAX:
        raise Unfit("photos", _("Högst %(limit)d bilder får plats.", limit=PHOTOS_MAX))
    listed = {}
    for photo in given:
        sha256 = photo.get("sha256") if isinstance(photo, dict) else None
        if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
            raise _broken()
        listed[_uuid(photo.get("id"))] = sha256
    return listed


def _filled(form_of: FormOf[Noted], uuid: str, entry: dict[str, Any]) -> Noted:
    """Return the form filled in with the entry's body, if it is valid."""
    body = entry.get("body")
    if not isinstance(body, dict):
        raise _broken()
    sent = {str(name): str(value) for name, value in body.items() if value is not None}
    fields = UNTOUCHED | sent | {"uuid": uuid}
    form = form_of(MultiDict(fields))
    fit = _as_it_stands(form, fields)
    form = form if fit == fields else form_of(MultiDict(fit))
    if not form.validate():
        said = [str(error) for errors in form.errors.values() for error in errors]
        raise Unfit("refused", " ".join(dict.fromkeys(said)))
    return form


def _as_it_stands(offered: NoteForm, fields: dict[str, str]) -> dict[str, str]:
    """Let what is no choice (any more) be as if untouched: an old page offered what has gone.

    A stop that has gone stays a place, by the name the phone knew it by.
    """
    fit = dict(fields)
    for field in offered:
        choices = [str(choice[0]) for choice in getattr(field, "choices", None) or ()]
        if choices and field.name in fit and fit[field.name] not in choices:
            del fit[field.name]
    if fields.get("stop") and not fit.get("stop") and not fields.get("place_words"):
        fit["place_words"] = fields.get("stop_name") or _("Ett stopp som inte finns kvar")
    if fields.get("category") and not fit.get("category") and not fields.get("text"):
        fit["category"] = "other"
    if not _in_sweden(fields) and (fit.get("stop") or fit.get("place_words")):
        fit = {name: value for name, value in fit.items() if name not in POINT}
    return UNTOUCHED | fit


UNTOUCHED = {"type": FindingType.UNSAFE.value, "stop": "", "place_type": "", "urgency": ""}
"""What a page sends of the lists that nobody touched; a phone leaves out what is empty."""
POINT = ("latitude", "longitude", "accuracy")


def _in_sweden(fields: dict[str, str]) -> bool:
    try:
        return in_sweden(float(fields["latitude"]), float(fields["longitude"]))
    except (KeyError, ValueError):
        return False

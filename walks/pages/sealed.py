"""Opening a sealed entry: from the phone's JSON to what the model understands.

`{"v": 1, "kind": …, "of": …, "noted_at": …, "clock_offset": …, "language": …, "body": {…},
"photos": [{"id": …, "sha256": …}]}`. The body of a finding or a correction has the fields of the
walk page's form, by the same names: the same validation serves both. Bytes sealed by an older page
stay acceptable: what has gone since (a stop, a category) is left out of what they say.
"""

import hashlib
import json
import re
import uuid as uuids
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import g
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from walks.model.codes import FindingType
from walks.model.entry import Kind, Sealed
from walks.model.note import Note
from walks.model.sweden import in_sweden
from walks.model.walk import Walk
from walks.pages.field import FieldForm
from walks.pages.language import LANGUAGES
from walks.pages.noting import PHOTOS_MAX

VERSIONS = (1,)
SHA256 = re.compile(r"[0-9a-f]{64}")
EARLY = timedelta(hours=1)
"""How long before a walk begins something may have been noted on it."""


class Unfit(Exception):
    """The entry can't be taken in, now or later. `str()` says why, to the participant."""

    def __init__(self, error: str, text: str) -> None:
        """`error` is a word for programs, `text` a sentence for people."""
        super().__init__(text)
        self.error = error


def open_sealed(walk: Walk, uuid: str, raw: bytes, now: datetime) -> Sealed:
    """Read and validate an entry of the walk; sets the language it speaks. Raises Unfit."""
    entry = _read(raw)
    g.lang = entry["language"] if entry.get("language") in LANGUAGES else "sv"
    kind = entry.get("kind")
    if entry.get("v") not in VERSIONS or kind not in list(Kind):
        raise Unfit("unknown", _("Sidan i telefonen är en annan version än vår. Ladda om den."))
    of = None if kind == Kind.FINDING else _uuid(entry.get("of"))
    noted = kind in (Kind.FINDING, Kind.CORRECTION)
    return Sealed(
        uuid=uuid,
        kind=Kind(kind),
        raw=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
        of=of,
        noted_at=_noted_at(entry, walk, now),
        note=_note(walk, uuid, entry.get("body")) if noted else None,
        photos=_photos(entry.get("photos") or []) if noted else {},
    )


def _read(raw: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(raw)
    except (ValueError, RecursionError):
        entry = None
    if not isinstance(entry, dict):
        raise _broken()
    return entry


def _broken() -> Unfit:
    return Unfit("broken", _("Något gick sönder på vägen. Skriv om det och spara som nytt."))


def _uuid(given: object) -> str:
    try:
        return str(uuids.UUID(str(given)))
    except ValueError:
        raise _broken() from None


def _noted_at(entry: dict[str, Any], walk: Walk, now: datetime) -> datetime:
    """Return when it was noted by our clock; what can't be so is when it was received."""
    try:
        moment = datetime.fromisoformat(str(entry.get("noted_at")))
        moment += timedelta(milliseconds=float(entry.get("clock_offset") or 0))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        return now
    return moment if walk.began - EARLY <= moment <= now else now


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


def _note(walk: Walk, uuid: str, body: object) -> Note:
    if not isinstance(body, dict):
        raise _broken()
    sent = {str(name): str(value) for name, value in body.items() if value is not None}
    fields = UNTOUCHED | sent
    form = _form(walk, uuid, fields)
    fit = _as_it_stands(form, fields)
    form = form if fit == fields else _form(walk, uuid, fit)
    if not form.validate():
        said = [str(error) for errors in form.errors.values() for error in errors]
        raise Unfit("refused", " ".join(dict.fromkeys(said)))
    return form.note()


def _form(walk: Walk, uuid: str, fields: dict[str, str]) -> FieldForm:
    return FieldForm(walk, formdata=MultiDict(fields | {"uuid": uuid}))


def _as_it_stands(offered: FieldForm, fields: dict[str, str]) -> dict[str, str]:
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

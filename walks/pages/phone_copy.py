"""A copy that a participant downloaded from their phone, taken in by the same door as the rest.

What a copy holds is what the phone would have sent: sealed entries and photos, with their ids. So
it does no harm if the phone sends them too, before or after.
"""

import base64
import binascii
import hashlib
import json
import secrets
import uuid as uuids
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField

from walks import storage
from walks.db import begin_writing, db
from walks.model.codes import NoterRole
from walks.model.entry import Entry, NotTheirs, keep_photo, take_in
from walks.model.note import OtherContent
from walks.model.photo import Picture
from walks.model.planning import walk_for
from walks.model.token import participant_by
from walks.model.walk import Participant, Walk, hashed
from walks.pages.access import reads, signed_in
from walks.pages.forms import Form
from walks.pages.rendering import now, render
from walks.pages.sealed import ENTRY_MAX, Unfit, open_sealed

bp = Blueprint("phone_copy", __name__)


class CopyForm(Form):
    """The file."""

    copy = FileField(_l("Filen från telefonen"))


@dataclass
class Item:
    """One entry of a copy, with its photos already in storage."""

    uuid: str
    raw: bytes
    token: str
    photos: dict[str, Picture] = field(default_factory=dict)


@bp.get("/planering/<walk_id>/kopia")
@signed_in
def new(walk_id: str) -> ResponseReturnValue:
    """Ask for the file."""
    return _page(walk_for(g.person, walk_id), CopyForm(formdata=None))


@bp.post("/planering/<walk_id>/kopia")
@signed_in
@reads
def create(walk_id: str) -> ResponseReturnValue:
    """Take in what the copy holds, and say how it went."""
    form, walk = CopyForm(), walk_for(g.person, walk_id)
    try:
        items = _items()
    except (ValueError, KeyError, TypeError, RecursionError):
        form.copy.errors = [_not_a_copy()]
        return _page(walk, form), 422
    begin_writing()
    walk = walk_for(g.person, walk_id)
    outcomes = [_take_in(walk, item) for item in items]
    g.lang = "sv"  # each entry spoke its own language
    db.session.commit()
    new_ones, known = outcomes.count("new"), outcomes.count("same")
    said = _("%(new)d nya, %(known)d fanns redan.", new=new_ones, known=known)
    if refused := len(outcomes) - new_ones - known:
        said += " " + _("%(count)d gick inte att läsa in.", count=refused)
    flash(said)
    return redirect(url_for("planning.show", walk_id=walk_id), code=303)


def _not_a_copy() -> str:
    upload = request.files.get("copy")
    if upload is None or not upload.filename:
        return str(_("Välj en fil först."))
    if upload.tell() == 0:  # it has been read to its end
        return str(_("Filen är tom. Be deltagaren ladda ner kopian igen."))
    return str(_("Det är ingen kopia från en telefon. Välj filen som börjar på fynd-."))


def _page(walk: Walk, form: CopyForm) -> Response:
    return render("phone_copy/new.html", walk=walk, form=form)


def _items() -> list[Item]:
    """Read the file, and put its photos in storage: slow, before anything is written.

    Raises ValueError, KeyError, TypeError or RecursionError when no phone of ours wrote it.
    """
    upload = request.files.get("copy")
    found = json.loads(upload.read() if upload else b"")
    return [_item(given) for given in found["items"]]


def _item(given: dict[str, Any]) -> Item:
    item = Item(_uuid(given["id"]), _bytes(given["raw"], given), str(given.get("token") or ""))
    item.token.encode()  # half a character is no text to a digest: a ValueError
    if len(item.raw) > ENTRY_MAX:
        raise ValueError("larger than what a phone may send")
    for photo in given.get("photos", []):
        content = _bytes(photo["data"], photo)
        item.photos[_uuid(photo["id"])] = storage.keep(content, current_app.config["INSTANCE"])
    return item


def _uuid(given: object) -> str:
    return str(uuids.UUID(str(given)))


def _bytes(text: str, given: dict[str, Any]) -> bytes:
    """Return what base64 holds. Raises ValueError when it is not what was copied."""
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if hashlib.sha256(content).hexdigest() != given["sha256"]:
        raise ValueError("not what was copied")
    return content


def _take_in(walk: Walk, item: Item) -> str:
    moment = now()

    def read(entry: Entry) -> Any:
        return open_sealed(walk, entry.uuid, entry.raw or b"", moment)

    try:
        with db.session.begin_nested():
            who = _holder(walk, item.token)
            sealed = open_sealed(walk, item.uuid, item.raw, moment)
            prefix = current_app.config["NUMBER_PREFIX"]
            _entry, is_new = take_in(who, sealed, read=read, prefix=prefix, now=moment)
            for uuid, picture in item.photos.items():
                keep_photo(who, item.uuid, uuid, picture, now=moment)
    except (Unfit, OtherContent, NotTheirs):
        return "refused"
    return "new" if is_new else "same"


def _holder(walk: Walk, token: str) -> Participant:
    """Return whose phone it was; of a phone that never got its token, somebody new."""
    known = participant_by(token) if token else None
    if known and known.walk_id == walk.id:
        return known
    secret = secrets.token_urlsafe(32)  # known to nobody: they can't come in again
    made = Participant(walk=walk, role=NoterRole.OTHER, secret_hash=hashed(secret), joined_at=now())
    db.session.add(made)
    return made

"""Walk sync: a phone hands over what it has saved, one thing at a time, until it has a receipt.

OFFLINE 2.4. An answer with a receipt means: durable here, let go of it. The body is read and
hashed, and a photo decoded, before the transaction that writes begins.
"""

import hashlib

from flask import Blueprint, current_app, g, request
from flask.typing import ResponseReturnValue

from walks import storage
from walks.api.answers import (
    PHOTO_MAX,
    init_blueprint,
    receipt,
    whole_body,
    whole_picture,
)
from walks.db import begin_writing, db
from walks.model.entry import Entry, Fate, Kind, keep_photo, take_in
from walks.pages.access import at_most, bearer, reads
from walks.pages.field import told
from walks.pages.limits import limiter
from walks.pages.rendering import now
from walks.pages.sealed import ENTRY_MAX, open_sealed

bp = Blueprint("sync", __name__, url_prefix="/api/w")
init_blueprint(bp)

PER_PHONE = "240 per minute"
"""A walk of 25 phones stands behind one address: limits go by token."""


def _token() -> str:
    return hashlib.sha256(request.headers.get("Authorization", "").encode()).hexdigest()


@bp.put("/<walk_id>/e/<uuid:uuid>")
@bearer
@at_most(ENTRY_MAX)
@limiter.limit(PER_PHONE, key_func=_token)
def put_entry(walk_id: str, uuid: object) -> ResponseReturnValue:
    """Take in one sealed entry, once."""
    raw = whole_body()
    moment, walk = now(), g.walk
    entry, new = take_in(
        g.participant,
        open_sealed(walk, str(uuid), raw, moment),
        read=lambda known: open_sealed(walk, known.uuid, known.raw or b"", moment),
        prefix=current_app.config["NUMBER_PREFIX"],
        now=moment,
    )
    g.participant.heard_from_at = moment
    # Written before it is true, sent only when it is: once it is saved all would be read anew.
    answer = receipt(
        str(uuid), entry.sha256, len(raw), new=new, late=not walk.joinable, **_became(entry)
    )
    db.session.commit()
    return answer


@bp.put("/<walk_id>/e/<uuid:uuid>/p/<uuid:photo>")
@bearer
@at_most(PHOTO_MAX)
@reads
@limiter.limit(PER_PHONE, key_func=_token)
def put_photo(walk_id: str, uuid: object, photo: object) -> ResponseReturnValue:
    """Take in one photo of an entry, once; it may come before its entry."""
    received = whole_picture()
    holder = g.participant.id
    db.session.rollback()  # decoding is slow: nobody's transaction waits for it
    picture = storage.keep(received, current_app.config["INSTANCE"])
    begin_writing()
    participant = db.session.get_one(type(g.participant), holder)
    kept, new = keep_photo(participant, str(uuid), str(photo), picture, now=now())
    participant.heard_from_at = now()
    late = not participant.walk.joinable
    db.session.commit()
    return receipt(
        kept.uuid,
        kept.received_sha256,
        len(received),
        new=new,
        late=late,
        readable=kept.stored_sha256 is not None,
    )


def _became(entry: Entry) -> dict[str, object]:
    """Return what the phone shows of it: its number, what became of it, whether it is a wish."""
    noted = entry.finding if entry.kind is Kind.FINDING else None
    return {
        "wish": entry.fate is Fate.WISH,
        "number": noted.number if noted else None,
        "said": told(noted) if noted else [],
    }

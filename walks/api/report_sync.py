"""Report sync: a resident's device hands over the report that it saved when there was no network.

The envelope and the receipts of the walk sync, without a token: a resident has none. What guards it
is what guards the plain form (from our own pages only, so many from one address), and that a photo
is looked at only when a report that came lists it. The answer tells the secret link, so nobody
keeps it.
"""

import hashlib

from flask import Blueprint, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import TooManyRequests

from walks import storage
from walks.api.answers import (
    PHOTO_MAX,
    init_blueprint,
    receipt,
    whole_body,
    whole_picture,
)
from walks.db import begin_writing, db
from walks.model.entry import keep_photo
from walks.model.reporter import is_kept
from walks.model.saved_report import photo_of_report, take_in_report
from walks.pages.access import at_most, public, reads, same_origin
from walks.pages.limits import count_report, has_reported_enough
from walks.pages.rendering import now
from walks.pages.sealed import ENTRY_MAX, open_report

bp = Blueprint("report_sync", __name__, url_prefix="/api/r")
init_blueprint(
    bp,
    {
        403: ("origin", _l("Det går bara att skicka från vår egen sida.")),
        404: ("unknown", _l("Rapporten som bilden hör till har inte kommit fram.")),
        409: ("other_content", _l("Något annat har redan skickats med det här formuläret.")),
    },
)

ENOUGH_FOR_NOW = 600
"""Seconds to wait when one address has sent as many reports as it may in an hour."""


@bp.put("/e/<uuid:uuid>")
@public
@same_origin
@at_most(ENTRY_MAX)
def put_entry(uuid: object) -> ResponseReturnValue:
    """Take in one sealed report, once, and tell its number and its link."""
    raw, moment = whole_body(), now()
    sealed, secret, email = open_report(str(uuid), raw, moment)
    if has_reported_enough() and not is_kept(sealed.uuid, secret):
        raise TooManyRequests(retry_after=ENOUGH_FOR_NOW)
    prefix = current_app.config["NUMBER_PREFIX"]
    entry, new = take_in_report(sealed, secret=secret, email=email, prefix=prefix, now=moment)
    db.session.commit()
    if new:
        count_report()
    number = entry.finding.number if entry.finding else None
    link = url_for("report.case", secret=secret)
    answer = receipt(
        str(uuid), entry.sha256, len(raw), new=new, late=False, number=number, link=link
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.put("/e/<uuid:uuid>/p/<uuid:photo>")
@public
@same_origin
@at_most(PHOTO_MAX)
@reads
def put_photo(uuid: object, photo: object) -> ResponseReturnValue:
    """Take in one photo of a report that has come, once."""
    received = whole_picture()
    sha256 = hashlib.sha256(received).hexdigest()
    known, new = photo_of_report(str(uuid), str(photo), sha256), False
    if known is None:
        db.session.rollback()  # decoding is slow: nobody's transaction waits for it
        picture = storage.keep(received, current_app.config["INSTANCE"])
        begin_writing()
        known, new = keep_photo(None, str(uuid), str(photo), picture, now=now())
        db.session.commit()
    readable = known.stored_sha256 is not None
    return receipt(known.uuid, sha256, len(received), new=new, late=False, readable=readable)

"""What an outbox sends and is told: a body that came whole, and a receipt or a refusal.

Never a page: what can't be read as a receipt stays in the outbox.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, abort, g, jsonify, request
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException

from walks.db import db
from walks.model.entry import NotTheirs
from walks.model.note import OtherContent
from walks.pages.collisions import NotNow
from walks.pages.language import LANGUAGES
from walks.pages.sealed import Unfit

PHOTO_MAX = 8 * 1024 * 1024
"""Bytes of a photo that are read."""

WAIT = 30
"""Seconds that a phone is asked to wait when there is too much at once, unless the refusal says."""

Texts = Mapping[int, tuple[str, object]]

TEXTS: Texts = {
    400: ("digest", _l("Det kom inte fram helt. Telefonen försöker igen.")),
    401: ("token", _l("Telefonen behöver gå med i vandringen igen.")),
    403: ("token", _l("Telefonen behöver gå med i vandringen igen.")),
    404: ("unknown", _l("Vandringen finns inte.")),
    405: ("unknown", _l("Så går det inte att skicka.")),
    409: ("other_content", _l("Något annat är redan sparat under samma nummer.")),
    413: ("too_large", _l("Det är för stort att ta emot.")),
    415: ("type", _l("Det är inte en bild som vi kan ta emot.")),
    429: ("wait", _l("Det blev mycket på en gång. Telefonen försöker igen.")),
    503: ("wait", _l("Det är mycket just nu. Telefonen försöker igen.")),
}
"""The word for programs and the sentence for people, by status. Others are read as 400."""


FULL = "full", _l("Vår server har ont om plats. Telefonen försöker igen.")
"""The same when the disk is full: the phone has to wait until somebody has made room."""


def receipt(
    uuid: str, sha256: str, size: int, *, new: bool, late: bool, **more: object
) -> Response:
    """Return the receipt of something that is safe here: 201 new, 200 the same, 202 if late."""
    response = jsonify(
        id=uuid, sha256=sha256, bytes=size, result="new" if new else "same", late=late, **more
    )
    response.status_code = 202 if late else 201 if new else 200
    return response


def whole_body() -> bytes:
    """Return the body if all of it came: never trust a length of nothing (WebKit 319985).

    The header is one that a page of another origin may not send without asking first.
    """
    body = request.get_data()
    if not body or hashlib.sha256(body).hexdigest() != request.headers.get("X-Sha256"):
        abort(400)
    return body


def whole_picture() -> bytes:
    """Return the body if all of it came and it calls itself a picture."""
    body = whole_body()
    if not request.mimetype.startswith("image/"):
        abort(415)
    return body


def init_blueprint(bp: Blueprint, own: Texts | None = None) -> None:
    """Answer what goes wrong in the blueprint's views with refusals, in the phone's language.

    `own` are the blueprint's own words for some statuses.
    """
    undone = partial(_undone, {**TEXTS, **(own or {})})
    bp.before_request(_speak_as_asked)
    bp.register_error_handler(HTTPException, partial(_http, undone))
    bp.register_error_handler(NotNow, partial(_not_now, undone))
    bp.register_error_handler(NoResultFound, lambda _error: undone(404))
    bp.register_error_handler(OtherContent, lambda _error: undone(409))
    bp.register_error_handler(NotTheirs, lambda _error: undone(422, "not_yours", _not_yours()))
    bp.register_error_handler(Unfit, lambda error: undone(422, error.error, str(error)))


def _not_yours() -> str:
    return str(_("Det är en annans fynd."))


def _speak_as_asked() -> None:
    g.lang = request.accept_languages.best_match(LANGUAGES) or "sv"


def _http(undone: Callable[[int], Response], error: HTTPException) -> Response:
    response = undone(error.code or 500)
    if error.code in (429, 503):
        response.headers["Retry-After"] = str(getattr(error, "retry_after", None) or WAIT)
    return response


def _not_now(undone: Callable[..., Response], error: NotNow) -> Response:
    response = undone(503, FULL[0], str(FULL[1])) if error.full else undone(503)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _undone(texts: Texts, status: int, error: str = "", text: str = "") -> Response:
    """Forget what was begun and say why, in the words of the status unless others are given."""
    db.session.rollback()
    own_error, own_text = texts.get(status, texts[400])
    response = jsonify(error=error or own_error, text=text or str(own_text))
    response.status_code = status
    return response

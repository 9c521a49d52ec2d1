"""What a phone is told: a receipt, or a refusal it understands. Never a page."""

from flask import Blueprint, g, jsonify, request
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException

from walks.db import db
from walks.model.entry import NotTheirs
from walks.model.note import OtherContent
from walks.pages.language import LANGUAGES
from walks.pages.sealed import Unfit

WAIT = 30
"""Seconds that a phone is asked to wait when there is too much at once."""

TEXTS = {
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


def receipt(
    uuid: str, sha256: str, size: int, *, new: bool, late: bool, **more: object
) -> Response:
    """Return the receipt of something that is safe here: 201 new, 200 the same, 202 if late."""
    response = jsonify(
        id=uuid, sha256=sha256, bytes=size, result="new" if new else "same", late=late, **more
    )
    response.status_code = 202 if late else 201 if new else 200
    return response


def refusal(status: int, error: str = "", text: str = "") -> Response:
    """Return a refusal as JSON, in the words of its status unless others are given."""
    own_error, own_text = TEXTS.get(status, TEXTS[400])
    response = jsonify(error=error or own_error, text=text or str(own_text))
    response.status_code = status
    return response


def init_blueprint(bp: Blueprint) -> None:
    """Answer what goes wrong in the blueprint's views with refusals, in the phone's language."""
    bp.before_request(_speak_as_asked)
    bp.register_error_handler(HTTPException, _http)
    bp.register_error_handler(NoResultFound, lambda _error: _undone(404))
    bp.register_error_handler(OtherContent, lambda _error: _undone(409))
    bp.register_error_handler(NotTheirs, lambda _error: _undone(422, "not_yours", _not_yours()))
    bp.register_error_handler(Unfit, lambda error: _undone(422, error.error, str(error)))


def _not_yours() -> str:
    return str(_("Det är en annans fynd."))


def _speak_as_asked() -> None:
    g.lang = request.accept_languages.best_match(LANGUAGES) or "sv"


def _http(error: HTTPException) -> Response:
    response = _undone(error.code or 500)
    if error.code in (429, 503):
        response.headers["Retry-After"] = str(WAIT)
    return response


def _undone(status: int, error: str = "", text: str = "") -> Response:
    db.session.rollback()
    return refusal(status, error, text)

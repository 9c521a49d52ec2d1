"""Documents on their way out: a file to keep, or a page that says why there is none and what else.

A document is slow to make, so that whoever asks has read all it needs from the database first.
"""

import re
from collections.abc import Callable
from io import BytesIO

from flask import current_app, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from walks.db import db, reads_only
from walks.exports.typesetting import NotTypeset

PDF = "application/pdf"


def document(
    make: Callable[[], bytes], name: str, mimetype: str, instead: tuple[str, str]
) -> ResponseReturnValue:
    """Answer with the file that `make` gives, called `name`; it asks the database for nothing.

    When it can't be made, a page says so and leads on to `instead`: a link's words and address.
    """
    db.session.rollback()  # what comes is slow, and needs no moment of the database kept for it
    try:
        made = make()
    except NotTypeset as error:
        current_app.logger.error("%s was not made: %s", name, error)
        return _not_made(instead)
    answer = send_file(BytesIO(made), mimetype, as_attachment=True, download_name=_plain(name))
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _plain(name: str) -> str:
    """Return the name as every system can keep it: letters, digits and what parts them."""
    stem, _dot, ending = name.rpartition(".")
    kept = re.sub(r"[^\w-]+", "-", stem).strip("-")[:80]
    return f"{kept}.{ending}"


def _not_made(instead: tuple[str, str]) -> ResponseReturnValue:
    reads_only.set(True)
    page = render_template(
        "errors/error.html",
        title=_("Det gick inte att göra dokumentet"),
        message=_("Inget är borta. Samma uppgifter finns på sidan, och den går att skriva ut."),
        what_next=_("Vill du ha filen: försök igen om några minuter."),
        link=instead,
    )
    return page, 503, {"Retry-After": "120", "Cache-Control": "private, no-store"}

"""When something can not be saved just now: two in each other's way, or no room on the disk.

A view commits once, so of one that lost nothing is kept and it can be run again. It then sees what
the other has saved, and its own check of versions shows both texts. Whoever waited in vain, lost
twice or met a full disk gets a page that keeps all they wrote, photos too where they were taken,
and a button that sends it again. The phones' outboxes get a refusal instead (api/answers.py).
"""

import errno

from flask import Flask, current_app, g, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import ServiceUnavailable

from walks.db import begin_writing, db, gave_way, has_no_room, reads_only, waited_in_vain
from walks.pages.access import READING, Protection, protection_of, reads_first
from walks.pages.forms import kept_fields

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What writing a file ends with when the disk, the quota or the process's own limit is full."""


class NotNow(ServiceUnavailable):
    """Nothing was saved, and the same may be sent again in a while."""

    def __init__(self, *, full: bool = False) -> None:
        """`full`: the disk is; somebody has to make room first."""
        super().__init__(retry_after=120 if full else 10)
        self.full = full


def init_app(app: Flask) -> None:
    """Answer what could not be saved."""
    app.register_error_handler(StaleDataError, _lost)
    app.register_error_handler(OperationalError, _not_now)
    app.register_error_handler(OSError, _not_written)
    app.register_error_handler(NotNow, _keep_what_was_sent)


@event.listens_for(db.session, "after_commit")
def _only_read_from_now_on(_session: object) -> None:
    """Let what a view asks once it has saved wait for nobody: that could no longer be undone."""
    if has_request_context() and request.method not in READING:
        reads_only.set(True)


def _not_now(error: OperationalError) -> ResponseReturnValue:
    if gave_way(error):
        return _lost(error)
    if waited_in_vain(error):
        return _answer(NotNow())
    if has_no_room(error):
        return _full(error)
    raise error  # the database is not there, or worse: a 500


def _not_written(error: OSError) -> ResponseReturnValue:
    if error.errno in NO_ROOM:
        return _full(error)
    raise error


def _full(error: Exception) -> ResponseReturnValue:
    current_app.logger.critical("there is no room on the disk: %s", error)
    return _answer(NotNow(full=True))


def _answer(refusal: NotNow) -> ResponseReturnValue:
    """Let the page's own place say it: a page, or what an outbox reads."""
    return current_app.handle_user_exception(refusal)


def _lost(_error: Exception) -> ResponseReturnValue:
    if g.get("runs_again") or request.method in READING:
        return _answer(NotNow())
    g.runs_again = True
    begin_writing()
    reads_only.set(reads_first(request.endpoint or ""))
    try:
        return current_app.dispatch_request()
    except Exception as wrong:
        return current_app.handle_user_exception(wrong)


def _keep_what_was_sent(refusal: NotNow) -> ResponseReturnValue:
    begin_writing()
    reads_only.set(True)  # the page itself must not wait for the same thing once more
    kept, photos_lost = _sent()
    page = render_template(
        "errors/busy.html",
        sent=request.method not in READING,
        full=refusal.full,
        kept=kept,
        written=[value for name, value in kept if " " in value and name != "kept"],
        photos=any(name == "kept" for name, _value in kept),
        photos_lost=photos_lost,
        token=request.endpoint and protection_of(request.endpoint) is Protection.CSRF,
        action=request.full_path.rstrip("?"),
    )
    headers = {"Cache-Control": "private, no-store", "Retry-After": str(refusal.retry_after)}
    return page, 503, headers


def _sent() -> tuple[list[tuple[str, str]], bool]:
    """Return what was sent, to be sent again, and whether photos among it found no room."""
    try:
        kept = kept_fields()
        files = any(file.filename for file in request.files.values())
    except OSError:  # the form itself did not fit, with what it carried
        return [], False
    if "taken" not in g:
        return kept, files
    kept = [each for each in kept if each[0] != "kept"]
    return kept + [("kept", ticket) for ticket, _readable in g.taken.kept], False

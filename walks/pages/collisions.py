"""When two are in each other's way: the loser's view runs again, else what was written comes back.

A view commits once, so of one that lost nothing is kept and it can be run again. It then sees what
the other has saved, and its own check of versions shows both texts. Whoever waited in vain, or lost
twice, gets a page that keeps all they wrote, photos too, and a button that sends it again.
"""

from flask import Flask, current_app, g, has_request_context, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from walks.db import begin_writing, db, gave_way, reads_only, waited_in_vain
from walks.pages.access import READING, Protection, protection_of, reads_first
from walks.pages.forms import kept_fields

RETRY_AFTER_S = 10


def init_app(app: Flask) -> None:
    """Answer a collision."""
    app.register_error_handler(StaleDataError, _lost)
    app.register_error_handler(OperationalError, _not_now)


@event.listens_for(db.session, "after_commit")
def _only_read_from_now_on(_session: object) -> None:
    """Let what a view asks once it has saved wait for nobody: that could no longer be undone."""
    if has_request_context() and request.method not in READING:
        reads_only.set(True)


def _not_now(error: OperationalError) -> ResponseReturnValue:
    if gave_way(error):
        return _lost(error)
    if waited_in_vain(error):
        return _keep_what_was_sent()
    raise error  # the database is not there, or worse: a 500


def _lost(_error: Exception) -> ResponseReturnValue:
    if g.get("runs_again") or request.method in READING:
        return _keep_what_was_sent()
    g.runs_again = True
    begin_writing()
    reads_only.set(reads_first(request.endpoint or ""))
    try:
        return current_app.dispatch_request()
    except Exception as wrong:
        return current_app.handle_user_exception(wrong)


def _keep_what_was_sent() -> ResponseReturnValue:
    begin_writing()
    reads_only.set(True)  # the page itself must not wait for the same thing once more
    kept = kept_fields()
    if "taken" in g:
        kept = [each for each in kept if each[0] != "kept"]
        kept += [("kept", ticket) for ticket, _readable in g.taken.kept]
    page = render_template(
        "errors/busy.html",
        sent=request.method not in READING,
        kept=kept,
        written=[value for name, value in kept if " " in value and name != "kept"],
        photos=any(name == "kept" for name, _value in kept),
        token=request.endpoint and protection_of(request.endpoint) is Protection.CSRF,
        action=request.full_path.rstrip("?"),
    )
    headers = {"Cache-Control": "private, no-store", "Retry-After": str(RETRY_AFTER_S)}
    return page, 503, headers

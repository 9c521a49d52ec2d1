"""Letters: which have not come to those they were for, why, and the way to try again."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from walks.db import db
from walks.model.letter import AGAIN, Letter, LetterKind, SentAlready
from walks.model.outbox import letter_by_id, troubled_letters, waiting_letters
from walks.model.person import Role
from walks.pages.access import allow
from walks.pages.rendering import now, render

bp = Blueprint("letters", __name__, url_prefix="/brev")

ONE = "/<int(max=2147483647):letter_id>"


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show what failed or is unsure, and what has waited longest."""
    page = troubled_letters(after=_number("efter"), before=_number("fore"))
    return render(
        "letters/index.html",
        letters=page.rows,
        before=page.before,
        after=page.after,
        waiting=waiting_letters(now()),
        to=to,
    )


@bp.get(ONE)
@allow(Role.COORDINATOR)
def show(letter_id: int) -> ResponseReturnValue:
    """Show one letter as it was sent, but for secret links, and what came of it."""
    letter = letter_by_id(letter_id)
    again = letter.state in AGAIN
    return render("letters/show.html", letter=letter, may_send_again=again, to=to)


@bp.post(ONE + "/nytt-forsok")
@allow(Role.COORDINATOR)
def send_again(letter_id: int) -> ResponseReturnValue:
    """Let the worker try once more. Twice is once."""
    letter = letter_by_id(letter_id)
    try:
        letter.send_again(by=g.person, now=now())
    except SentAlready as already:
        flash(_(str(already)))
    else:
        db.session.commit()
        flash(_("Brevet skickas igen om en liten stund."))
    return redirect(url_for(".index"), code=303)


def to(letter: Letter) -> str:
    """Return to whom it goes; of a resident who reported only how the address begins and ends."""
    if letter.person_id or letter.party_id or letter.name:
        return f"{letter.name} <{letter.recipient}>" if letter.recipient else letter.name
    if not letter.recipient:
        return str(_("en adress som är borttagen"))
    name, _at, domain = letter.recipient.rpartition("@")
    address = f"{name[:1]}…@{domain}"
    if letter.kind in (LetterKind.FOLLOW, LetterKind.NEWS):
        return str(_("Den som följer vandringen, %(address)s", address=address))
    return str(_("Den som rapporterade, %(address)s", address=address))


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None

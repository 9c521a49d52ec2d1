"""Answering by the link in a letter: a party that does not sign in, or an outside contact."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from walks.db import db
from walks.model.acting import NotAnAnswer, stated
from walks.model.answer_template import templates_for
from walks.model.answering import (
    FOR_A_PARTY,
    finding_by_link,
    findings_by_link,
    passed_on_by,
    referral_of,
    replied,
    reply,
    waits,
)
from walks.model.contact import Referral
from walks.model.finding import Finding
from walks.model.link import Link
from walks.model.note import TEXT_MAX
from walks.model.notices import send_link
from walks.model.status import MoveNotAllowed
from walks.model.visibility import seen_in_full
from walks.pages import history
from walks.pages.access import public, reads, same_origin
from walks.pages.answering_photos import PhotoForm, photos_of_the_fix
from walks.pages.forms import at_most, event_told, kept_fields
from walks.pages.limits import link_or_wrong
from walks.pages.move_fields import Carried
from walks.pages.move_forms import (
    MoveForm,
    forms_for,
    likeliest,
    may_be_tried,
    version_of,
)
from walks.pages.move_words import DONE, NOUNS
from walks.pages.noting import TakenPhotos, take_photos
from walks.pages.photos import link_photo
from walks.pages.rendering import now, render
from walks.pages.repeats import is_repeat
from walks.swedish import N_, local_date

bp = Blueprint("answering", __name__, url_prefix="/svar")

A_MOVE = f"/<secret>/fynd/<number>/<any({','.join(NOUNS)}):noun>"


def _an_answer(words: str) -> str:
    try:
        return stated(words)
    except NotAnAnswer:
        raise NotAnAnswer(N_("Skriv ert svar, med minst två ord.")) from None


class ReplyForm(PhotoForm):
    """What an outside contact answers: words, and photos of what was done."""

    answer = TextAreaField(
        _l("Ert svar"), validators=[Carried(_an_answer), at_most(TEXT_MAX)], default=""
    )

    def __init__(self, taken: TakenPhotos | None = None) -> None:
        """`taken` are the photos of this request, stored already."""
        super().__init__()
        self.taken = taken or self.taken


@bp.get("/<secret>")
@public
def index(secret: str) -> ResponseReturnValue:
    """Show what waits for an answer by this link."""
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        return _ended(link, secret)
    if link.referral:
        return _passed(link.referral, secret, ReplyForm())
    return _private(
        "answering/index.html",
        link=link,
        secret=secret,
        findings=findings_by_link(link),
        gone=passed_on_by(link),
        waits=waits,
        today=local_date(now()),
    )


@bp.get("/<secret>/fynd/<number>")
@public
def show(secret: str, number: str) -> ResponseReturnValue:
    """Show one finding, with a form for each thing its party may do by the link."""
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        return _ended(link, secret)
    return _page(link, secret, finding_by_link(link, number))


@bp.post(A_MOVE)
@public
@same_origin
def create_move(secret: str, number: str, noun: str) -> ResponseReturnValue:
    """Do one verb of the table of moves, as the party."""
    link_or_wrong(secret)  # nothing is stored for who holds none
    taken = photos_of_the_fix(noun)
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        return _ended(link, secret)
    finding = finding_by_link(link, number)
    form = _addressed(MoveForm(NOUNS[noun], finding, taken=taken), secret)
    if is_repeat(form, link):
        return _done(finding, secret)
    if not link.answers_for(finding):
        return _page(link, secret, finding, form), 409
    if form.version.data != version_of(finding):
        return _stale(link, secret, finding, form), 409
    if form.verb not in FOR_A_PARTY or not may_be_tried(form, link):
        raise MoveNotAllowed(f"{form.verb} from {finding.status}")
    if not form.validate():
        return _page(link, secret, finding, form), 422
    form.carry_out(by=link, now=now())
    link.used_at = now()
    return _done(finding, secret)


def _done(finding: Finding, secret: str) -> ResponseReturnValue:
    done = DONE[finding.events[-1].verb]
    db.session.commit()
    flash(_(done))
    return redirect(url_for(".show", secret=secret, number=finding.number), code=303)


@bp.post(A_MOVE + "/forhandsvisning")
@public
@same_origin
@reads
def preview(secret: str, number: str, noun: str) -> ResponseReturnValue:
    """Show how the public, or a contact, will read it. Nothing is saved."""
    link_or_wrong(secret)  # nothing is stored for who holds none
    taken = photos_of_the_fix(noun)
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        return _ended(link, secret)
    finding = finding_by_link(link, number)
    form = _addressed(MoveForm(NOUNS[noun], finding, taken=taken), secret)
    if "answer" not in form or not link.answers_for(finding):
        raise MoveNotAllowed(f"{form.verb} has no answer here")
    if request.headers.get("HX-Request") and "mall" not in request.form:
        shown = {"finding": finding, "form": form, "photo": link_photo(secret)}
        return _private("findings/_preview.html", **shown)
    form.take_in_photos()
    return _page(link, secret, finding, form)


@bp.post("/<secret>/svar")
@public
@same_origin
def create_reply(secret: str) -> ResponseReturnValue:
    """Take a contact's answer to the party, once."""
    link_or_wrong(secret)  # nothing is stored for who holds none
    form = ReplyForm(take_photos())
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        return _ended(link, secret)
    referral = referral_of(link)
    words = (form.answer.data or "").strip()
    if referral.ended_at is not None:
        if replied(referral) == words:  # the same press twice
            return redirect(url_for(".index", secret=secret), code=303)
        return _passed(referral, secret, form), 409
    if not form.validate():
        return _passed(referral, secret, form), 422
    reply(link, words, form.taken.pictures, now())
    db.session.commit()
    return redirect(url_for(".index", secret=secret), code=303)


@bp.post("/<secret>/ny-lank")
@public
@same_origin
def create_link(secret: str) -> ResponseReturnValue:
    """Send a new link to where this one went. It is never shown."""
    link = link_or_wrong(secret)
    letter = send_link(link, now())
    db.session.commit()
    return _private("answering/ended.html", link=link, secret=secret, sent=bool(letter), written=[])


def _addressed(form: MoveForm, secret: str) -> MoveForm:
    here: dict[str, Any] = {"secret": secret, "number": form.finding.number, "noun": form.noun}
    form.send_to(url_for(".create_move", **here), url_for(".preview", **here), token=False)
    return form


def _page(link: Link, secret: str, finding: Finding, sent: MoveForm | None = None) -> Response:
    """Render the finding; what is no longer theirs, as who has it now and what was written."""
    if not link.answers_for(finding):
        written = _written(sent) if sent else []
        shown = {"finding": finding, "secret": secret, "written": written, "link": link}
        return _private("answering/gone.html", **shown)
    forms = forms_for(link, finding, sent, FOR_A_PARTY)
    beginnings = templates_for(finding.category) if forms else ()
    for form in forms:
        form.version.data = version_of(finding)
        chosen = request.form.get("mall") if form is sent else None
        _addressed(form, secret).begin_from(beginnings, chosen)
    seen = seen_in_full(finding)
    return _private(
        "answering/show.html",
        link=link,
        secret=secret,
        finding=finding,
        seen=seen,
        forms=forms,
        first=likeliest(finding, forms),
        sent=sent,
        photo=link_photo(secret),
        lines=history.lines(reversed(seen.events)),
        today=local_date(now()),
    )


def _stale(link: Link, secret: str, finding: Finding, form: MoveForm) -> Response:
    """Show what has happened since, and what was written, ready to be sent again."""
    known, form.version.data = event_told(form.version.data), version_of(finding)
    seen = seen_in_full(finding)
    return _private(
        "findings/stale.html",
        finding=finding,
        seen=seen,
        form=form,
        allowed=form.verb in FOR_A_PARTY and may_be_tried(form, link),
        lines=history.lines(event for event in seen.events if event.id > known),
        again=url_for(".show", secret=secret, number=finding.number),
        photo=link_photo(secret),
    )


def _passed(referral: Referral, secret: str, form: ReplyForm) -> Response:
    """Render what was passed to a contact, with the form to answer it."""
    return _private(
        "answering/passed.html",
        referral=referral,
        finding=referral.finding,
        secret=secret,
        form=form,
        reply=replied(referral),
        photo=link_photo(secret),
    )


def _ended(link: Link, secret: str) -> ResponseReturnValue:
    """Say that the link is over, and how to get another; what was written stays on the page."""
    written = [value for name, value in kept_fields() if " " in value and name != "kept"]
    shown = {"link": link, "secret": secret, "sent": None, "written": written}
    return _private("answering/ended.html", **shown), 410


def _written(form: MoveForm) -> list[str]:
    return [str(field.data) for field in form if isinstance(field, TextAreaField) and field.data]


def _private(template: str, **context: Any) -> Response:
    response = render(template, **context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

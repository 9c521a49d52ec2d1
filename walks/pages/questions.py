"""A party's question to whoever noted the finding, and their reply.

A resident comes by the secret link, a participant by having joined: the page is the same.
"""

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from walks.db import db
from walks.model.acting import By, NotAnAnswer
from walks.model.finding import Finding
from walks.model.reporter import reporter_with
from walks.model.status import Verb, WaitingOn
from walks.model.visibility import own_finding
from walks.pages.access import public, same_origin, walk_participant
from walks.pages.forms import Form
from walks.pages.language import TranslatedBlueprint
from walks.pages.noting import fits
from walks.pages.rendering import now, render

bp: Blueprint = TranslatedBlueprint("questions", __name__)


class ReplyForm(Form):
    """What somebody answers to a question."""

    reply = TextAreaField(
        _l("Ditt svar"), validators=[DataRequired(_l("Skriv ditt svar på frågan.")), fits]
    )


@bp.get("/arende/<secret>/fraga")
@public
def on_case(secret: str) -> ResponseReturnValue:
    """Show a resident the question about their report."""
    back = url_for("report.case", secret=secret)
    return _page(reporter_with(secret).finding, back, ReplyForm())


@bp.post("/arende/<secret>/fraga")
@public
@same_origin
def reply_on_case(secret: str) -> ResponseReturnValue:
    """Keep a resident's reply."""
    reporter = reporter_with(secret)
    return _keep(reporter.finding, reporter, url_for("report.case", secret=secret))


@bp.get("/falt/<walk_id>/fynd/<uuid>/fraga")
@walk_participant
def on_walk(walk_id: str, uuid: str) -> ResponseReturnValue:
    """Show a participant the question about what they noted."""
    finding = own_finding(g.participant, uuid)
    return _page(finding, url_for("field.show", walk_id=walk_id), ReplyForm())


@bp.post("/falt/<walk_id>/fynd/<uuid>/fraga")
@walk_participant
@same_origin
def reply_on_walk(walk_id: str, uuid: str) -> ResponseReturnValue:
    """Keep a participant's reply."""
    finding = own_finding(g.participant, uuid)
    return _keep(finding, g.participant, url_for("field.show", walk_id=walk_id))


def _keep(finding: Finding, by: By, back: str) -> ResponseReturnValue:
    """Keep the reply, once, and go back; one that comes too late stands on the page."""
    form = ReplyForm()
    if not form.validate():
        return _page(finding, back, form), 422
    if finding.waiting_on is not WaitingOn.REPORTER:
        if _is_kept(finding, form.reply.data):
            return redirect(back, code=303)
        return _page(finding, back, form), 409
    try:
        finding.reply(form.reply.data, by=by, now=now())
    except NotAnAnswer:
        form.reply.errors = [_("Skriv ditt svar med minst två ord.")]
        return _page(finding, back, form), 422
    db.session.commit()
    return redirect(back, code=303)


def _is_kept(finding: Finding, words: str) -> bool:
    """Say whether the same words were the latest reply: the same press twice is once."""
    replies = [e.text.body for e in finding.events if e.verb is Verb.REPLY and e.text]
    return bool(replies) and replies[-1] == words.strip()


def _page(finding: Finding, back: str, form: ReplyForm) -> Response:
    asked = [e for e in finding.events if e.verb is Verb.ASK_REPORTER]
    response = render(
        "questions/show.html",
        finding=finding,
        question=asked[-1] if asked else None,
        waits=finding.waiting_on is WaitingOn.REPORTER,
        back=back,
        form=form,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

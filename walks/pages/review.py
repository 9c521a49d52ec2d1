"""Review: the coordinator reads each finding and decides what the public may read of it."""

from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from walks.db import db
from walks.model.codes import Source
from walks.model.finding import Finding
from walks.model.person import Role
from walks.model.personal_data import suspects
from walks.model.publication import NEVER
from walks.model.reading import suggestions_for
from walks.model.review import (
    SecondActMissing,
    awaiting_review,
    finding_to_review,
    keep_private,
    lately_reviewed,
    left_in,
    next_awaiting,
    publish,
    sketch,
)
from walks.model.status import Verb
from walks.pages import history
from walks.pages.access import allow, reads
from walks.pages.rendering import now, render
from walks.pages.review_form import ReviewForm, review_form

bp = Blueprint("review", __name__)

SUGGESTED = {"ja": True, "nej": False}
"""What those who summed up said of publishing, as the address has it."""
A_PAGE = 50
"""How many of those that wait are listed: one is read at a time, and the next comes by itself."""


@bp.get("/granska")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show what waits for a reviewer, the oldest first."""
    wanted = request.args.get("forslag", "")
    first = awaiting_review(A_PAGE + 1, suggested=SUGGESTED.get(wanted))
    return render(
        "review/index.html",
        findings=first[:A_PAGE],
        suggested=suggestions_for(finding.id for finding in first),
        wanted=wanted if wanted in SUGGESTED else "",
        are_more=len(first) > A_PAGE,
        reviewed=lately_reviewed(),
    )


@bp.get("/granska/<number>")
@allow(Role.COORDINATOR)
def show(number: str) -> ResponseReturnValue:
    """Show what was noted, beside the form for what becomes public."""
    finding = finding_to_review(number)
    return _page(finding, review_form(finding))


@bp.post("/granska/<number>")
@allow(Role.COORDINATOR)
def create(number: str) -> ResponseReturnValue:
    """Publish; what is guarded or points a person out is first shown as it would be read."""
    finding = finding_to_review(number)
    form = review_form(finding)
    if form.version.data != finding.version:
        return _page(finding, form, status=409)
    if not form.validate_on_submit():
        return _page(finding, form, status=422)
    if form.empties(finding) and not form.confirmed.data:
        return _ask_again(finding, form)
    try:
        publish(finding, form.review(), by=g.person, now=now())
    except SecondActMissing:
        return _ask_again(finding, form)
    return _decided(finding, _("%(number)s är publicerat.", number=finding.number))


@bp.post("/granska/<number>/forhandsvisning")
@allow(Role.COORDINATOR)
@reads
def preview(number: str) -> ResponseReturnValue:
    """Show the form again with what the public would see; nothing is kept."""
    finding = finding_to_review(number)
    return _page(finding, review_form(finding))


@bp.post("/granska/<number>/enskilt")
@allow(Role.COORDINATOR)
def destroy(number: str) -> ResponseReturnValue:
    """Show the public nothing of it; what is published comes down."""
    finding = finding_to_review(number)
    form = review_form(finding)
    if form.version.data != finding.version:
        return _page(finding, form, status=409)
    keep_private(finding, by=g.person, now=now())
    return _decided(finding, _("%(number)s visas inte för allmänheten.", number=finding.number))


def _decided(finding: Finding, sentence: str) -> ResponseReturnValue:
    """Keep the decision, say so with a way back, and go on to the next in the list."""
    following = next_awaiting(finding)
    db.session.commit()
    back = url_for(".show", number=finding.number)
    flash(Markup('{} <a href="{}">{}</a>').format(sentence, back, _("Ångra eller ändra")))
    where = url_for(".show", number=following.number) if following else url_for(".index")
    return redirect(where, code=303)


def _ask_again(finding: Finding, form: ReviewForm) -> ResponseReturnValue:
    """Show exactly what becomes public; who comes from there without a tick is told so."""
    missed = bool(form.asked.data)
    if missed:
        form.confirmed.errors = [_("Kryssa i att du beslutar det, eller gå tillbaka och ändra.")]
    form.asked.data = "y"
    response = render("review/confirm.html", **_shared(finding, form))
    response.status_code = 422 if missed else 200
    return response


def _page(finding: Finding, form: ReviewForm, status: int = 200) -> ResponseReturnValue:
    following = next_awaiting(finding)
    response = render(
        "review/show.html",
        fragment="as_seen",
        stale=status == 409,
        wishes=history.lines(event for event in finding.events if event.verb is Verb.WISH),
        original=suspects(_all_words(finding)),
        may_publish=finding.status not in NEVER,
        following=following.number if following else "",
        suggested=suggestions_for([finding.id]).get(finding.id),
        **_shared(finding, form),
    )
    response.status_code = status
    return response


def _shared(finding: Finding, form: ReviewForm) -> dict[str, Any]:
    """Return what both steps show: the finding, the form and the copy that it would make."""
    review = form.review()
    return {
        "finding": finding,
        "form": form,
        "guarded": finding.guarded,
        "round": finding.source is Source.ROUND,
        "seen": sketch(finding, review),
        "left_in": left_in(review),
        "emptied": form.empties(finding),
    }


def _all_words(finding: Finding) -> str:
    answer = finding.answer.body if finding.answer else ""
    return "\n".join([finding.text, finding.proposal, finding.place_words, answer])

"""Summing up: leader and note taker read through the walk's findings, put them right, let go."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from walks.db import db
from walks.model.note import as_noted, correct
from walks.model.planning import walk_for
from walks.model.reading import keep_read, marks_of, suggestions_for
from walks.model.release import (
    UnreadFindings,
    awaits_release,
    finding_on,
    findings_to_read,
    newest,
    news,
    release_late,
    release_walk,
    shares,
)
from walks.model.walk import Walk, WalkState
from walks.pages.access import signed_in
from walks.pages.forms import event_told
from walks.pages.rendering import now, render
from walks.pages.summing_up_form import CorrectionForm, DismissForm
from walks.pages.summing_up_page import OVER, back, corrected, page
from walks.pages.walk_words import noun
from walks.swedish import local_date

bp = Blueprint("summing_up", __name__)


@bp.get("/sammanstallning/<walk_id>")
@signed_in
def show(walk_id: str) -> ResponseReturnValue:
    """All findings on one screen; `ratta` names the one whose form is open."""
    walk = walk_for(g.person, walk_id)
    number = request.args.get("ratta")
    opened = finding_on(walk, number) if number else None
    form = CorrectionForm(opened) if opened and awaits_release(opened) else None
    return page(walk, opened=opened, form=form)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>")
@signed_in
def update(walk_id: str, number: str) -> ResponseReturnValue:
    """Correct a finding; it is routed again, and the page says if its owner changed."""
    walk = walk_for(g.person, walk_id)
    finding = finding_on(walk, number)
    form = CorrectionForm(finding)
    if not awaits_release(finding) or form.version.data != str(finding.version):
        return page(walk, opened=finding, form=form, stale=form.catch_up(finding)), 409
    if not form.validate_on_submit():
        return page(walk, opened=finding, form=form), 422
    before = finding.responsible_party
    correct(finding, replace(as_noted(finding), **form.changes), by=g.person, now=now())
    keep_read(finding, g.person)
    db.session.commit()
    flash(corrected(finding, changed=finding.responsible_party.id != before.id))
    return back(walk_id, number)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/angra")
@signed_in
def withdraw(walk_id: str, number: str) -> ResponseReturnValue:
    """Take away a finding that was noted by mistake."""
    finding = finding_on(walk_for(g.person, walk_id), number)
    finding.withdraw(by=g.person, now=now())
    db.session.commit()
    flash(_("%(number)s är ångrat.", number=number))
    return back(walk_id, number)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/inget-arende")
@signed_in
def dismiss(walk_id: str, number: str) -> ResponseReturnValue:
    """Say that a finding is no case for anybody, and why."""
    walk = walk_for(g.person, walk_id)
    finding = finding_on(walk, number)
    form = DismissForm()
    if not form.validate_on_submit():
        return page(walk, dismissed=finding, dismissal=form), 422
    finding.dismiss(form.reason.data, by=g.person, now=now())
    db.session.commit()
    flash(_("%(number)s är inget ärende.", number=number))
    return back(walk_id, number)


@bp.get("/sammanstallning/<walk_id>/frislapp")
@signed_in
def confirm(walk_id: str) -> ResponseReturnValue:
    """Say what release does before it is done: it can't be undone. `last`: read that far."""
    walk = walk_for(g.person, walk_id)
    if walk.state is not WalkState.SUMMING_UP or not walk.may_release(g.person):
        return redirect(url_for(".show", walk_id=walk_id), code=303)
    return _confirm(walk, request.args.get("last", type=event_told))


@bp.post("/sammanstallning/<walk_id>/frislapp")
@signed_in
def release(walk_id: str) -> ResponseReturnValue:
    """Release the walk's findings: the leader alone, and only what the leader has read."""
    walk = walk_for(g.person, walk_id)
    read_to = event_told(request.form.get("last"))
    if walk.state in OVER:
        flash(_("Fynden är redan frisläppta."))
        return redirect(url_for(".show", walk_id=walk_id), code=303)
    try:
        count = release_walk(walk, by=g.person, now=now(), read_to=read_to)
    except UnreadFindings:
        return _confirm(walk, read_to), 409
    db.session.commit()
    flash(ngettext("%(num)d fynd är frisläppt.", "%(num)d fynd är frisläppta.", count))
    return redirect(url_for(".show", walk_id=walk_id), code=303)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/frislapp")
@signed_in
def release_one(walk_id: str, number: str) -> ResponseReturnValue:
    """Release a finding that came in after the walk's release."""
    finding = finding_on(walk_for(g.person, walk_id), number)
    release_late(finding, by=g.person, now=now())
    db.session.commit()
    flash(_("%(number)s är frisläppt.", number=number))
    return back(walk_id, number)


def _confirm(walk: Walk, read_to: int | None) -> Response:
    leaving = [finding for finding in findings_to_read(walk) if awaits_release(finding)]
    return render(
        "summing_up/confirm.html",
        walk=walk,
        noun=noun(walk),
        leaving=leaving,
        unread=[] if read_to is None else news(walk, g.person, read_to),
        last=newest(walk),
        never_read=len(leaving) - len(marks_of(leaving, g.person).mine),
        uncertain=[f for f in leaving if not f.certain and f.expects_answer],
        suggested=sum(s.public for s in suggestions_for(f.id for f in leaving).values()),
        shares=shares(leaving, local_date(now())),
        unanswered=sum(not finding.expects_answer for finding in leaving),
    )

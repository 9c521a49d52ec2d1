"""Summing up, doubles: two findings become one, or somebody says that they are not the same."""

from flask import Blueprint, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from walks.db import db
from walks.model.acting import NotAnAnswer
from walks.model.finding import Finding
from walks.model.merging import keep_apart, part
from walks.model.planning import walk_for
from walks.model.release import finding_on
from walks.model.walk import Walk
from walks.pages.access import signed_in
from walks.pages.rendering import now
from walks.pages.summing_up_page import back, page

bp = Blueprint("merging", __name__)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/sammanslagning")
@signed_in
def create(walk_id: str, number: str) -> ResponseReturnValue:
    """Let a finding follow the one in `med`, whose answer its noter gets."""
    walk = walk_for(g.person, walk_id)
    finding = finding_on(walk, number)
    kept = _other(walk)
    if kept is None:
        return _refused(walk, _("Det fyndet finns inte på vandringen. Välj ett annat."))
    try:
        finding.mark_duplicate(kept, by=g.person, now=now())
    except NotAnAnswer as refused:
        return _refused(walk, _(str(refused)))
    db.session.commit()
    flash(_("%(number)s är ihopslaget med %(kept)s.", number=number, kept=kept.number))
    return back(walk_id, kept.number)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/inte-samma")
@signed_in
def refuse(walk_id: str, number: str) -> ResponseReturnValue:
    """Say that a finding and the one in `med` are not the same; it is not suggested again."""
    walk = walk_for(g.person, walk_id)
    finding, other = finding_on(walk, number), _other(walk)
    if other is None:
        return _refused(walk, _("Det fyndet finns inte på vandringen. Välj ett annat."))
    keep_apart(finding, other)
    db.session.commit()
    return back(walk_id, number)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/isar")
@signed_in
def destroy(walk_id: str, number: str) -> ResponseReturnValue:
    """Undo a merger made by mistake; it is a finding of its own again."""
    finding = finding_on(walk_for(g.person, walk_id), number)
    part(finding, by=g.person, now=now())
    db.session.commit()
    flash(_("%(number)s är ett eget fynd igen.", number=number))
    return back(walk_id, number)


def _other(walk: Walk) -> Finding | None:
    """Return the walk's finding that the form names in `med`, if it is there."""
    try:
        return finding_on(walk, request.form.get("med", ""))
    except NoResultFound:
        return None


def _refused(walk: Walk, sentence: str) -> ResponseReturnValue:
    flash(sentence, "warning")
    return page(walk), 409

"""Summing up, paper notes: a line at a time from the note taker, and sheets to write on."""

import uuid

from flask import Blueprint, current_app, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from walks.db import db
from walks.model.category import categories
from walks.model.note import OtherContent
from walks.model.paper_notes import put_in
from walks.model.planning import walk_for
from walks.pages.access import signed_in
from walks.pages.rendering import now, render
from walks.pages.summing_up_form import PaperForm
from walks.pages.summing_up_page import page
from walks.pages.walk_words import noun

bp = Blueprint("paper_notes", __name__)

LINES = 8
"""Findings that a sheet has room for."""


@bp.post("/sammanstallning/<walk_id>/anteckning")
@signed_in
def create(walk_id: str) -> ResponseReturnValue:
    """Keep a line, and come back to an empty one at the same stop and in the same role."""
    walk = walk_for(g.person, walk_id)
    form = PaperForm(walk, categories(walk.source.value))
    if not form.validate_on_submit():
        return page(walk, paper=form), 422
    prefix = current_app.config["NUMBER_PREFIX"]
    try:
        finding, _new = put_in(walk, form.said_as, form.note, by=g.person, prefix=prefix, now=now())
    except OtherContent:
        form.uuid.data = str(uuid.uuid4())
        form.text.errors = [_("En annan rad hann före. Läs igenom och spara igen.")]
        return page(walk, paper=form), 409
    db.session.commit()
    flash(_("%(number)s är sparat. Skriv nästa.", number=finding.number))
    stop, role = form.stop.data or "", form.role.data
    where = url_for("summing_up.show", walk_id=walk_id, stopp=stop, roll=role, _anchor="anteckna")
    return redirect(where, code=303)


@bp.get("/sammanstallning/<walk_id>/blad")
@signed_in
def sheets(walk_id: str) -> ResponseReturnValue:
    """Sheets to print and write on, one a stop."""
    walk = walk_for(g.person, walk_id)
    return render(
        "summing_up/sheets.html",
        walk=walk,
        noun=noun(walk),
        categories=categories(walk.source.value),
        lines=LINES,
    )

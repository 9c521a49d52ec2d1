"""Summing up, fixed in place: the small selects of one finding's row."""

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from walks.db import db
from walks.model.fixing import fix
from walks.model.planning import walk_for
from walks.model.reading import keep_read
from walks.model.release import awaits_release, finding_on
from walks.pages.access import signed_in
from walks.pages.rendering import now
from walks.pages.summing_up_form import RowForm
from walks.pages.summing_up_page import ROW, corrected, page

bp = Blueprint("fixing", __name__)


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/rad")
@signed_in
def update(walk_id: str, number: str) -> ResponseReturnValue:
    """Put right what the row says; it is routed again, and the row says who gets it."""
    walk = walk_for(g.person, walk_id)
    finding = finding_on(walk, number)
    form = RowForm(finding, walk)
    if not awaits_release(finding) or form.version.data != str(finding.version):
        return page(walk, opened=finding, row=form, stale=form.catch_up(finding)), 409
    if not form.validate_on_submit():
        return page(walk, opened=finding, row=form), 422
    before = finding.responsible_party_id
    fix(finding, form.fix, by=g.person, now=now())
    keep_read(finding, g.person)
    db.session.commit()
    flash(corrected(finding, changed=finding.responsible_party_id != before), ROW)
    where = url_for("summing_up.show", walk_id=walk_id, sparat=number, _anchor=number)
    return redirect(where, code=303)

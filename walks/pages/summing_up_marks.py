"""Summing up, marked: what I have read, and what may become public."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from walks.db import db
from walks.model.codes import Source
from walks.model.planning import walk_for
from walks.model.reading import mark_read, mark_unread, suggest
from walks.model.release import awaits_release, finding_on
from walks.pages.access import signed_in
from walks.pages.rendering import now
from walks.pages.summing_up_page import back

bp = Blueprint("marking", __name__)

PUBLIC = {"publikt": True, "internt": False, "osagt": None}


@bp.post("/sammanstallning/<walk_id>/fynd/<number>/markering")
@signed_in
def create(walk_id: str, number: str) -> ResponseReturnValue:
    """Mark one finding by the button that was pressed; a name that is none changes nothing."""
    finding = finding_on(walk_for(g.person, walk_id), number)
    mark = request.form.get("mark", "")
    if not awaits_release(finding):
        return back(walk_id, number)  # the page shows what has become of it
    if mark == "last":
        seen = request.form.get("version", "")
        if seen.isdecimal() and len(seen) < 10 and int(seen) <= finding.version:
            mark_read(finding, g.person, int(seen))
    elif mark == "olast":
        mark_unread(finding, g.person)
    elif mark in PUBLIC and finding.source is not Source.ROUND:
        suggest(finding, g.person, PUBLIC[mark], now())
    db.session.commit()
    return back(walk_id, number)

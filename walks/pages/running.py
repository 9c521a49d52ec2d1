"""Running a walk on the day: starting it, ending it, and opening one again that ended by mistake.

What is easily pressed by mistake is asked on a page of its own first.
"""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from walks.db import db
from walks.model.planning import finding_counts, walk_for
from walks.model.walk import Walk, WalkState
from walks.pages.access import signed_in
from walks.pages.rendering import now, render
from walks.pages.walk_words import noun

bp = Blueprint("running", __name__)


@bp.get("/planering/<walk_id>/starta")
@signed_in
def confirm_start(walk_id: str) -> ResponseReturnValue:
    """Ask whether to start long before the time that everybody knows."""
    walk = walk_for(g.person, walk_id)
    if walk.state is not WalkState.PLANNED:
        return _to_walk(walk)
    return render("planning/confirm_start.html", walk=walk, noun=noun(walk))


@bp.post("/planering/<walk_id>/starta")
@signed_in
def start(walk_id: str) -> ResponseReturnValue:
    """Open the walk; long before its time only from the page that asks."""
    walk = walk_for(g.person, walk_id)
    if walk.state is WalkState.UNDER_WAY:  # the other leader, or the first who joined
        flash(_("%(walk)s är redan igång.", walk=noun(walk).capitalize()))
    elif walk.is_early(now()) and "anyway" not in request.form:
        return redirect(url_for(".confirm_start", walk_id=walk_id), code=303)
    else:
        walk.start(now())
        db.session.commit()
        flash(_("Igång! Låt alla skanna koden."))
    return _to_walk(walk)


@bp.get("/planering/<walk_id>/avsluta")
@signed_in
def confirm_end(walk_id: str) -> ResponseReturnValue:
    """Say what ending does before it is done."""
    walk = walk_for(g.person, walk_id)
    if walk.state is not WalkState.UNDER_WAY:
        return _to_walk(walk)
    count = finding_counts([walk]).get(walk.id, 0)
    return render("planning/confirm_end.html", walk=walk, noun=noun(walk), count=count)


@bp.post("/planering/<walk_id>/avsluta")
@signed_in
def end(walk_id: str) -> ResponseReturnValue:
    """End the walk; summing up begins."""
    walk = walk_for(g.person, walk_id)
    if walk.state is WalkState.SUMMING_UP:
        flash(_("%(walk)s är redan avslutad.", walk=noun(walk).capitalize()))
    else:
        walk.end(now())
        db.session.commit()
        flash(_("Avslutad. Nu läser ni igenom fynden tillsammans."))
    return redirect(url_for("summing_up.show", walk_id=walk_id), code=303)


@bp.post("/planering/<walk_id>/oppna-igen")
@signed_in
def reopen(walk_id: str) -> ResponseReturnValue:
    """Let a walk that was ended by mistake go on."""
    walk = walk_for(g.person, walk_id)
    walk.reopen(now())
    db.session.commit()
    flash(_("%(walk)s är öppen igen.", walk=noun(walk).capitalize()))
    return _to_walk(walk)


def _to_walk(walk: Walk) -> ResponseReturnValue:
    return redirect(url_for("planning.show", walk_id=walk.public_id), code=303)

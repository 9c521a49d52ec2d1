"""Planning: the year's walks and rounds, making and changing one."""

from datetime import date
from itertools import groupby

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from walks.db import db
from walks.model.clock import has_stopped
from walks.model.codes import Light
from walks.model.daylight import misses, sunrise_on, sunset_on
from walks.model.duties import unread_acute
from walks.model.outbox import count_troubled
from walks.model.person import Role
from walks.model.phones import phones_of
from walks.model.planning import (
    finding_counts,
    is_behind,
    may_plan,
    may_run,
    participants_by_role,
    walk_for,
    walk_seen_by,
    walk_with,
    walks_of_year,
)
from walks.model.walk import Walk, WalkKind, WalkState
from walks.pages.access import allow, signed_in
from walks.pages.forms import clean
from walks.pages.planning_forms import CancelForm, MoveForm, WalkForm
from walks.pages.rendering import moment, now, render
from walks.pages.walk_words import invitation, noun
from walks.swedish import local, local_date

bp = Blueprint("planning", __name__)

KINDS = {"vandring": WalkKind.WALK, "rond": WalkKind.ROUND}
WALKS_A_PAGE = 50


@bp.get("/planering")
@signed_in
def index() -> ResponseReturnValue:
    """The year: those ahead, or that somebody works with, month by month; then the rest.

    `fore` and `efter` name the walk that the page before ends with, or begins with.
    """
    today = local_date(now())
    year = request.args.get("ar", today.year, type=int)
    if not 2000 <= year <= 2100:
        abort(404)
    kind = KINDS.get(request.args.get("slag", ""))
    page = walks_of_year(
        g.person,
        year,
        kind,
        today=today,
        after=_listed("efter"),
        before=_listed("fore"),
        size=WALKS_A_PAGE,
    )
    mine = [walk for walk in page.rows if may_run(g.person, walk)]
    ahead = [walk for walk in page.rows if not is_behind(walk, today)]
    return render(
        "planning/index.html",
        fragment="year_plan",
        year=year,
        kind=kind,
        months=[(m, list(some)) for m, some in groupby(ahead, _month)],
        behind=[walk for walk in page.rows if walk not in ahead],
        before=page.before,
        after=page.after,
        mine=mine,
        counts=finding_counts(mine),
        acute=unread_acute(mine),
        may_plan=may_plan(g.person),
        troubled=count_troubled() if may_plan(g.person) else 0,
        clock_stopped=may_plan(g.person) and has_stopped(now()),
    )


def _listed(name: str) -> Walk | None:
    """Return the walk that the address names, if it names one; raises NoResultFound."""
    public_id = clean(request.args.get(name, ""))
    return walk_seen_by(g.person, public_id) if public_id else None


def _month(walk: Walk) -> str:
    return f"{local(walk.starts_at):%Y-%m}"


@bp.get("/planering/ny/<any(vandring, rond):kind>")
@allow(Role.COORDINATOR)
def new(kind: str) -> ResponseReturnValue:
    """An empty form."""
    return _form(WalkForm(KINDS[kind], today=local_date(now())), KINDS[kind])


@bp.post("/planering/ny/<any(vandring, rond):kind>")
@allow(Role.COORDINATOR)
def create(kind: str) -> ResponseReturnValue:
    """Plan a walk or a round."""
    form = WalkForm(KINDS[kind], today=local_date(now()))
    walk = Walk(kind=KINDS[kind], state=WalkState.PLANNED, public_id=form.public_id.data)
    if not form.validate_on_submit():
        return _form(form, KINDS[kind]), 422
    if known := walk_with(form.public_id.data):
        return _sent_twice(form, known)
    form.fill(walk)  # a new walk has no findings at its stops: nothing to refuse
    walk.starts_at = form.moment
    db.session.add(walk)
    db.session.commit()
    flash(_("”%(title)s” är planerad. Affischen går att skriva ut redan nu.", title=walk.title))
    _tell_what_is_seen(walk)
    _warn_of_light(walk)
    return redirect(url_for(".show", walk_id=walk.public_id), code=303)


def _sent_twice(form: WalkForm, known: Walk) -> ResponseReturnValue:
    if form.is_kept_as(known):
        return redirect(url_for(".show", walk_id=known.public_id), code=303)
    form.new_id()
    form.form_errors.append(
        _(
            "Du har redan sparat en plan med det här formuläret. Det du skrev nu står kvar: "
            "spara igen om det ska bli en till."
        )
    )
    return _form(form, known.kind), 409


@bp.get("/planering/<walk_id>/andra")
@signed_in
def edit(walk_id: str) -> ResponseReturnValue:
    """The form as the walk stands."""
    walk = walk_for(g.person, walk_id)
    walk.require_open()
    return _form(_form_of(walk), walk.kind, walk)


@bp.post("/planering/<walk_id>/andra")
@signed_in
def update(walk_id: str) -> ResponseReturnValue:
    """Change the walk; an older form than the walk gets both texts."""
    walk = walk_for(g.person, walk_id)
    walk.require_open()
    form = _form_of(walk)
    if form.version.data != str(walk.version):
        return _form(form, walk.kind, walk, stale=form.catch_up(walk)), 409
    if not (form.validate_on_submit() and form.fill(walk)):
        return _form(form, walk.kind, walk), 422
    db.session.commit()
    flash(_("Ändringarna är sparade."))
    _tell_what_is_seen(walk)
    _warn_of_light(walk)
    return redirect(url_for(".show", walk_id=walk_id), code=303)


def _tell_what_is_seen(walk: Walk) -> None:
    """Say that the public reads of the walk from now on, and where."""
    if walk.kind is WalkKind.WALK:
        said, where = _("Vandringen syns på webben."), _("Se hur den visas")
        page = url_for("public.show", walk_id=walk.public_id)
        flash(Markup('{} <a href="{}">{}</a>').format(said, page, where), "info")


def _warn_of_light(walk: Walk) -> None:
    """Say so when the sun does not keep to the light that was chosen: perhaps it is meant."""
    if not misses(walk.light, walk.starts_at):
        return
    starts, day = local(walk.starts_at), local_date(walk.starts_at)
    told = {
        "clock": f"{starts:%H.%M}",
        "day": format_date(day, "d MMMM", rebase=False),
        "rises": f"{local(sunrise_on(day)):%H.%M}",
        "sets": f"{local(sunset_on(day)):%H.%M}",
    }
    if walk.light is Light.DAYLIGHT:
        said = _("Obs: kl. %(clock)s den %(day)s är solen inte uppe.", **told)
    else:
        said = _("Obs: kl. %(clock)s den %(day)s är det ljust ute.", **told)
    sun = _("Solen går upp %(rises)s och ner %(sets)s.", **told)
    flash(f"{said} {sun}", "warning")


def _form_of(walk: Walk) -> WalkForm:
    today, planner = local_date(now()), may_plan(g.person)
    return WalkForm(walk.kind, today=today, walk=walk, chooses_leader=planner)


def _form(
    form: WalkForm,
    kind: WalkKind,
    walk: Walk | None = None,
    stale: list[tuple[str, str, str]] | None = None,
) -> Response:
    return render("planning/form.html", form=form, kind=kind, walk=walk, stale=stale)


@bp.get("/planering/<walk_id>")
@signed_in
def show(walk_id: str) -> ResponseReturnValue:
    """One walk: its facts, how people join, and what to do now."""
    return _show(walk_for(g.person, walk_id))


@bp.get("/planering/<walk_id>/affisch")
@signed_in
def poster(walk_id: str) -> ResponseReturnValue:
    """A sheet to print and hang up: the code, when and where."""
    walk = walk_for(g.person, walk_id)
    return render("planning/poster.html", walk=walk, invitation=invitation(walk), noun=noun(walk))


@bp.post("/planering/<walk_id>/ny-kod")
@signed_in
def new_code(walk_id: str) -> ResponseReturnValue:
    """Revoke the join code and give another."""
    walk = walk_for(g.person, walk_id)
    walk.new_code()
    db.session.commit()
    flash(_("Den gamla koden gäller inte längre. Här är den nya."))
    return redirect(url_for(".show", walk_id=walk_id), code=303)


@bp.post("/planering/<walk_id>/flytta")
@signed_in
def move(walk_id: str) -> ResponseReturnValue:
    """Give the walk a new date."""
    walk = walk_for(g.person, walk_id)
    form = MoveForm(local_date(now()))
    if form.version.data != str(walk.version):
        form.version.data = str(walk.version)
        return _show(walk, move=form, moved_meanwhile=True), 409
    if not form.validate_on_submit():
        return _show(walk, move=form), 422
    walk.move(form.moment, form.note.data)
    db.session.commit()
    flash(_("Flyttad till %(moment)s.", moment=moment(walk.starts_at)))
    _warn_of_light(walk)
    return redirect(url_for(".show", walk_id=walk_id), code=303)


@bp.post("/planering/<walk_id>/stall-in")
@signed_in
def cancel(walk_id: str) -> ResponseReturnValue:
    """Cancel the walk."""
    walk = walk_for(g.person, walk_id)
    form = CancelForm()
    if not form.validate_on_submit():
        return _show(walk, cancel=form), 422
    walk.cancel(form.why.data)
    db.session.commit()
    flash(_("Inställd. Den som skannar koden får veta det."))
    return redirect(url_for(".show", walk_id=walk_id), code=303)


def _show(
    walk: Walk,
    *,
    move: MoveForm | None = None,
    cancel: CancelForm | None = None,
    moved_meanwhile: bool = False,
) -> Response:
    today = local_date(now())
    walk_day = local_date(walk.starts_at)
    return render(
        "planning/show.html",
        walk=walk,
        noun=noun(walk),
        invitation=invitation(walk),
        findings=finding_counts([walk]).get(walk.id, 0),
        acute=unread_acute([walk]).get(walk.id, []),
        participants=participants_by_role(walk),
        phones=phones_of(walk) if walk.takes_notes else [],
        sunset=sunset_on(walk_day),
        is_day=walk_day == today,
        is_past=walk_day < today,
        opens_now=walk.opens(now()),
        is_early=walk.is_early(now()),
        may_reopen=walk.may_reopen(now()),
        may_release=walk.may_release(g.person),
        move=move or _move_form(walk, today),
        cancel=cancel or CancelForm(formdata=None),
        moved_meanwhile=moved_meanwhile,
    )


def _move_form(walk: Walk, today: date) -> MoveForm:
    begins = local(walk.starts_at)
    given = {"starts_on": begins.date(), "starts_at": begins.time(), "version": str(walk.version)}
    return MoveForm(today, formdata=None, data=given)

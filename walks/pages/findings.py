"""One finding: what was seen, whose it is, what has been answered, and what can be done."""

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _

from walks.db import db
from walks.model.agreement import agreements
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.person import Role
from walks.model.review import may_be_reviewed
from walks.model.status import MoveNotAllowed, Verb
from walks.model.visibility import as_seen_by, finding_for
from walks.pages import history
from walks.pages.access import allow, reads, signed_in
from walks.pages.move_forms import DONE, NOUNS, AudienceForm, MoveForm, forms_for, likeliest
from walks.pages.rendering import now, render
from walks.pages.worklist import asked, listing_for
from walks.swedish import local_date

bp = Blueprint("findings", __name__, url_prefix="/fynd")

A_MOVE = f"/<number>/<any({','.join(NOUNS)}):noun>"


@bp.get("/<number>")
@signed_in
def show(number: str) -> ResponseReturnValue:
    """Show the finding, with a form for each thing this person may do."""
    return _page(finding_for(g.person, number))


@bp.post(A_MOVE)
@signed_in
def create_move(number: str, noun: str) -> ResponseReturnValue:
    """Do one verb of the table of moves."""
    finding = finding_for(g.person, number)
    form = MoveForm(NOUNS[noun], finding)
    if form.version.data != _version(finding):
        return _stale(finding, form), 409
    if not _offered(form):
        raise MoveNotAllowed(f"{form.verb} from {finding.status}")
    if not form.validate_on_submit():
        return _page(finding, form), 422
    form.carry_out(by=g.person, now=now())
    db.session.commit()
    flash(_(DONE[finding.events[-1].verb]))
    return redirect(url_for(".show", number=number, **asked()), code=303)


@bp.post(A_MOVE + "/forhandsvisning")
@signed_in
@reads
def preview(number: str, noun: str) -> ResponseReturnValue:
    """Show how the public will read an answer. Nothing is saved."""
    finding = finding_for(g.person, number)
    form = MoveForm(NOUNS[noun], finding)
    if "answer" not in form:
        raise MoveNotAllowed(f"{form.verb} has no answer")
    if request.headers.get("HX-Request"):
        return render("findings/_preview.html", finding=finding, form=form)
    return _page(finding, form)


@bp.post("/<number>/lasare")
@allow(Role.COORDINATOR)
def update_audience(number: str) -> ResponseReturnValue:
    """Change who inside may read it."""
    finding = finding_for(g.person, number)
    form = AudienceForm(finding)
    if form.version.data != _version(finding):
        return _stale(finding, form), 409
    if not form.validate_on_submit():
        return _page(finding, audience_form=form), 422
    audience = Audience(form.audience.data)
    finding.widen(audience, form.reason.data, by=g.person, now=now())
    db.session.commit()
    flash(_("Ändringen är sparad."))
    return redirect(url_for(".show", number=number, **asked()), code=303)


def _version(finding: Finding) -> str:
    """The version of a finding's page is its last event: every verb writes one."""
    return str(finding.events[-1].id)


def _offered(form: MoveForm) -> bool:
    """Say whether the move may be tried. A second hand_over may: it becomes a question."""
    verb = Verb.ASK_COORDINATOR if form.verb is Verb.HAND_OVER else form.verb
    return form.finding.may(form.verb, g.person) or form.finding.may(verb, g.person)


def _page(
    finding: Finding, sent: MoveForm | None = None, audience_form: AudienceForm | None = None
) -> Response:
    """Render the finding; a form that was sent stands in its place as it was sent."""
    seen = as_seen_by(g.person, finding)
    forms = forms_for(g.person, finding, sent)
    if audience_form is None and g.person.has(Role.COORDINATOR):
        audience_form = AudienceForm(finding, formdata=None)
    for form in (*forms, *([audience_form] if audience_form else [])):
        form.version.data = _version(finding)
    return render(
        "findings/show.html",
        finding=finding,
        seen=seen,
        forms=forms,
        first=likeliest(finding, forms),
        sent=sent,
        audience_form=audience_form,
        may_review=g.person.has(Role.COORDINATOR) and may_be_reviewed(finding),
        lines=history.lines(reversed(seen.events)),
        handed_over=history.lines([seen.handed_over]) if seen.handed_over else [],
        wishes=history.lines(seen.of(Verb.WISH)),
        agreements=agreements([finding.id]).get(finding.id, 0) if seen.until is None else 0,
        replies=history.lines(seen.of(Verb.REPLY)[-1:]) if finding.answered_at is None else [],
        question=history.lines([seen.question]) if seen.question else [],
        neighbours=_neighbours(finding),
        kept=asked(),
        has_worklist=g.person.has(Role.HANDLER, Role.COORDINATOR),
        today=local_date(now()),
    )


def _neighbours(finding: Finding) -> tuple[str | None, str | None]:
    """Return the numbers before and after it in the list that the person came from."""
    if "visa" not in request.args or not g.person.has(Role.HANDLER, Role.COORDINATOR):
        return None, None
    return listing_for(g.person, asked()).next_to(finding)


def _stale(finding: Finding, form: MoveForm | AudienceForm) -> Response:
    """Show what has happened since, and what the person wrote, ready to be sent again."""
    before, form.version.data = form.version.data or "", _version(finding)
    seen = as_seen_by(g.person, finding)
    known = int(before) if before.isdecimal() and len(before) < 12 else 0
    allowed = isinstance(form, AudienceForm) or _offered(form)
    return render(
        "findings/stale.html",
        finding=finding,
        seen=seen,
        form=form,
        allowed=allowed,
        lines=history.lines(e for e in seen.events if e.id > known),
        kept=asked(),
    )

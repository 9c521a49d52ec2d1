"""The coordinator writes down what a party has answered in a meeting, by phone or by mail."""

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _

from walks.db import db
from walks.model.acting import OnBehalf
from walks.model.answering import FOR_A_PARTY
from walks.model.finding import Finding
from walks.model.person import Role
from walks.model.status import MoveNotAllowed
from walks.model.visibility import finding_for, seen_in_full
from walks.pages import history
from walks.pages.access import allow
from walks.pages.answering_photos import photos_of_the_fix
from walks.pages.forms import event_told
from walks.pages.move_forms import MoveForm, forms_for, may_be_tried, version_of
from walks.pages.move_words import DONE, NOUNS
from walks.pages.photos import staff_photo
from walks.pages.rendering import now, render
from walks.pages.repeats import is_repeat

bp = Blueprint("on_behalf", __name__, url_prefix="/fynd")

HERE = "/<number>/at-parten"


@bp.get(HERE)
@allow(Role.COORDINATOR)
def show(number: str) -> ResponseReturnValue:
    """Show a form for each thing the party may have answered."""
    return _page(finding_for(g.person, number))


@bp.post(f"{HERE}/<any({','.join(NOUNS)}):noun>")
@allow(Role.COORDINATOR)
def create_move(number: str, noun: str) -> ResponseReturnValue:
    """Write down what the party said, as its own answer."""
    taken = photos_of_the_fix(noun)
    finding = finding_for(g.person, number)
    form = _addressed(MoveForm(NOUNS[noun], finding, taken=taken, on_behalf=True))
    if is_repeat(form, g.person):
        return _done(finding)
    if form.version.data != version_of(finding):
        return _stale(finding, form), 409
    if form.verb not in FOR_A_PARTY or not may_be_tried(form, _as_party(finding)):
        raise MoveNotAllowed(f"{form.verb} from {finding.status}")
    if not form.validate_on_submit():
        return _page(finding, form), 422
    form.carry_out(by=OnBehalf(g.person, finding.responsible_party, form.said.data), now=now())
    return _done(finding)


def _done(finding: Finding) -> ResponseReturnValue:
    done = DONE[finding.events[-1].verb]
    db.session.commit()
    flash(_(done))
    return redirect(url_for("findings.show", number=finding.number), code=303)


def _as_party(finding: Finding) -> OnBehalf:
    """Return who acts as long as it is not told yet who said so."""
    return OnBehalf(g.person, finding.responsible_party, "ännu inte sagt")


def _addressed(form: MoveForm) -> MoveForm:
    form.send_to(url_for(".create_move", number=form.finding.number, noun=form.noun))
    return form


def _page(finding: Finding, sent: MoveForm | None = None) -> Response:
    forms = forms_for(_as_party(finding), finding, sent, FOR_A_PARTY, on_behalf=True)
    for form in forms:
        form.version.data = version_of(finding)
        _addressed(form)
    return render("on_behalf/show.html", finding=finding, forms=forms, sent=sent, photo=staff_photo)


def _stale(finding: Finding, form: MoveForm) -> Response:
    known, form.version.data = event_told(form.version.data), version_of(finding)
    seen = seen_in_full(finding)
    return render(
        "findings/stale.html",
        finding=finding,
        seen=seen,
        form=form,
        allowed=form.verb in FOR_A_PARTY and may_be_tried(form, _as_party(finding)),
        lines=history.lines(event for event in seen.events if event.id > known),
        again=url_for(".show", number=finding.number),
        photo=staff_photo,
    )

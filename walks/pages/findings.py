"""One finding: what was seen, whose it is, what has been answered, and what can be done."""

from flask import Blueprint, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from markupsafe import Markup

from walks.db import db
from walks.model.agreement import agreements
from walks.model.answer_template import templates_for
from walks.model.codes import Audience
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.link import referral_link
from walks.model.person import Role
from walks.model.review import may_be_reviewed
from walks.model.status import MoveNotAllowed, Verb
from walks.model.visibility import Seen, as_seen_by, finding_for
from walks.pages import history
from walks.pages.access import allow, reads, signed_in
from walks.pages.answering_photos import photos_of_the_fix
from walks.pages.findings_forms import AudienceForm, ReferenceForm
from walks.pages.forms import event_told
from walks.pages.move_forms import MoveForm, forms_for, likeliest, may_be_tried, version_of
from walks.pages.move_words import DONE, NOUNS
from walks.pages.photos import staff_photo
from walks.pages.rendering import now, render
from walks.pages.repeats import is_repeat
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
    taken = photos_of_the_fix(noun)
    finding = finding_for(g.person, number)
    form = MoveForm(NOUNS[noun], finding, taken=taken)
    if is_repeat(form, g.person):
        return _done(finding)
    if form.version.data != version_of(finding):
        return _stale(finding, form), 409
    if not may_be_tried(form, g.person):
        raise MoveNotAllowed(f"{form.verb} from {finding.status}")
    if not form.validate_on_submit():
        return _page(finding, form), 422
    form.carry_out(by=g.person, now=now())
    return _done(finding)


@bp.post(A_MOVE + "/forhandsvisning")
@signed_in
@reads
def preview(number: str, noun: str) -> ResponseReturnValue:
    """Show how the public will read an answer. Nothing is saved."""
    taken = photos_of_the_fix(noun)
    finding = finding_for(g.person, number)
    form = MoveForm(NOUNS[noun], finding, taken=taken)
    if "answer" not in form:
        raise MoveNotAllowed(f"{form.verb} has no answer")
    if request.headers.get("HX-Request") and "mall" not in request.form:
        return render("findings/_preview.html", finding=finding, form=form, photo=staff_photo)
    form.take_in_photos()
    return _page(finding, form)


@bp.post("/<number>/lasare")
@allow(Role.COORDINATOR)
def update_audience(number: str) -> ResponseReturnValue:
    """Change who inside may read it."""
    finding = finding_for(g.person, number)
    form = AudienceForm(finding)
    if form.version.data != version_of(finding):
        return _stale(finding, form), 409
    if not form.validate_on_submit():
        return _page(finding, audience_form=form), 422
    audience = Audience(form.audience.data)
    finding.widen(audience, form.reason.data, by=g.person, now=now())
    db.session.commit()
    flash(_("Ändringen är sparad."))
    return redirect(url_for(".show", number=number, **asked()), code=303)


@bp.post("/<number>/beteckning")
@signed_in
def update_reference(number: str) -> ResponseReturnValue:
    """Keep the party's own number of it."""
    finding = finding_for(g.person, number)
    if not finding.may_be_referred_by(g.person):
        raise MoveNotAllowed("only the party or a coordinator writes its number")
    form = ReferenceForm(finding)
    if form.is_stale:
        return _page(finding, reference_form=form), 409
    if not form.validate_on_submit():
        return _page(finding, reference_form=form), 422
    finding.refer(form.reference.data or "", by=g.person, now=now())
    db.session.commit()
    flash(_("Beteckningen är sparad.") if finding.reference else _("Beteckningen är borttagen."))
    return redirect(url_for(".show", number=number, **asked()), code=303)


def _addressed(form: MoveForm) -> MoveForm:
    """Let the form be sent to this finding's page."""
    here = {"number": form.finding.number, "noun": form.noun, **asked()}
    form.send_to(url_for(".create_move", **here), url_for(".preview", **here))
    return form


def _done(finding: Finding) -> ResponseReturnValue:
    """Go back to the page; or show, this once, the link of a contact who gets no letter."""
    referral, event = finding.referral, finding.events[-1]
    if event.verb is not Verb.PASS_TO or referral is None or referral.contact.email:
        db.session.commit()
        flash(_what_happened(event))
        return redirect(url_for(".show", number=finding.number, **asked()), code=303)
    secret = referral_link(referral, now())
    db.session.commit()
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    link = base + url_for("answering.index", secret=secret)
    return render("findings/link.html", finding=finding, referral=referral, link=link)


def _what_happened(event: Event) -> str:
    """Say what was done; of what was split off, with the way to it."""
    if event.other is None or event.verb is not Verb.SPLIT:
        return str(_(DONE[event.verb]))
    where = url_for(".show", number=event.other.number)
    link = Markup('<a href="{}">{}</a>').format(where, event.other.number)
    return Markup("{} {}").format(_(DONE[event.verb]), link)


def _page(
    finding: Finding,
    sent: MoveForm | None = None,
    audience_form: AudienceForm | None = None,
    reference_form: ReferenceForm | None = None,
) -> Response:
    """Render the finding; a form that was sent stands in its place as it was sent."""
    seen = as_seen_by(g.person, finding)
    forms = forms_for(g.person, finding, sent)
    if audience_form is None and g.person.has(Role.COORDINATOR):
        audience_form = AudienceForm(finding, formdata=None)
    if reference_form is None and finding.may_be_referred_by(g.person):
        reference_form = ReferenceForm(finding, formdata=None)
    for form in (*forms, *([audience_form] if audience_form else [])):
        form.version.data = version_of(finding)
    beginnings = templates_for(finding.category) if any("answer" in form for form in forms) else ()
    for form in forms:
        _addressed(form).begin_from(beginnings, request.form.get("mall") if form is sent else None)
    return render(
        "findings/show.html",
        finding=finding,
        seen=seen,
        forms=forms,
        first=likeliest(finding, forms),
        sent=sent,
        audience_form=audience_form,
        reference_form=reference_form,
        may_write_for=g.person.has(Role.COORDINATOR) and finding.is_open and finding.released_at,
        may_review=g.person.has(Role.COORDINATOR) and may_be_reviewed(finding),
        lines=history.lines(reversed(seen.events)),
        handed_over=history.lines([seen.handed_over]) if seen.handed_over else [],
        wishes=history.lines(seen.of(Verb.WISH)),
        agreements=agreements([finding.id]).get(finding.id, 0) if seen.until is None else 0,
        replies=_replies(seen),
        question=history.lines([seen.question]) if seen.question else [],
        neighbours=_neighbours(finding),
        kept=asked(),
        photo=staff_photo,
        has_worklist=g.person.has(Role.HANDLER, Role.COORDINATOR),
        today=local_date(now()),
    )


def _replies(seen: Seen) -> list[history.Line]:
    """Return what has come back, from who noted it and from a contact, until it is answered."""
    if seen.finding.answered_at is not None:
        return []
    back = [event for event in seen.of(Verb.TAKE_BACK) if event.link and event.link.referral]
    return history.lines([*seen.of(Verb.REPLY)[-1:], *back[-1:]])


def _neighbours(finding: Finding) -> tuple[str | None, str | None]:
    """Return the numbers before and after it in the list that the person came from."""
    if "visa" not in request.args or not g.person.has(Role.HANDLER, Role.COORDINATOR):
        return None, None
    return listing_for(g.person, asked()).next_to(finding)


def _stale(finding: Finding, form: MoveForm | AudienceForm) -> Response:
    """Show what has happened since, and what the person wrote, ready to be sent again."""
    known, form.version.data = event_told(form.version.data), version_of(finding)
    seen = as_seen_by(g.person, finding)
    allowed = isinstance(form, AudienceForm) or may_be_tried(form, g.person)
    if isinstance(form, MoveForm):
        _addressed(form)
    return render(
        "findings/stale.html",
        finding=finding,
        again=url_for(".show", number=finding.number, **asked()),
        seen=seen,
        form=form,
        allowed=allowed,
        photo=staff_photo,
        lines=history.lines(e for e in seen.events if e.id > known),
        kept=asked(),
    )

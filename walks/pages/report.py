"""A resident reports a place, and follows it by a secret link. No account and no cookie."""

import re
import secrets
from typing import Any

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Optional

from walks.db import begin_writing, db
from walks.model.acting import NotAnAnswer, promised_by
from walks.model.codes import Source
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.note import OtherContent, report_from_public
from walks.model.personal_data import Trace, suspects
from walks.model.reporter import WHERE_IT_STANDS, Reporter, is_kept, reporter_with
from walks.model.status import MOVES, Carry, Status, Verb, WaitingOn
from walks.pages.access import public, same_origin
from walks.pages.forms import Form
from walks.pages.language import TranslatedBlueprint
from walks.pages.limits import count_report, has_reported_enough
from walks.pages.noting import NoteForm, TakenPhotos, fits, take_photos
from walks.pages.photos import case_photo
from walks.pages.rendering import day, now, render, text_in, within
from walks.swedish import local_date

bp = TranslatedBlueprint("report", __name__)

SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")
"""At least 128 bits in base64; ours are exactly that."""

OWN_TRACES = {
    Trace.IDENTITY_NUMBER: _l("Du skrev ett personnummer."),
    Trace.EMAIL: _l("Du skrev en e-postadress."),
    Trace.PHONE: _l("Du skrev ett telefonnummer."),
}
"""What the receipt tells of what a resident wrote that leads straight to a person."""


class ReportForm(NoteForm):
    """A resident's report: one thing, one place, and an address only if they like."""

    secret = HiddenField()
    email = StringField(_l("E-postadress"), validators=[Optional(), Email()])

    def __init__(self, taken: TakenPhotos | None = None, **given: Any) -> None:
        """Offer the public's categories, and "don't know" as good as any.

        `given` may hold `formdata` of another channel than a browser's form.
        """
        super().__init__(Source.PUBLIC, taken, **given)
        self.category.choices.append(_not_known())
        if not SECRET.fullmatch(self.secret.data or ""):
            self.secret.data = secrets.token_urlsafe(16)

    def tell_where_each_goes(self) -> None:
        """Give each tile the party it leads to; what nobody knows leads nowhere yet."""
        super().tell_where_each_goes()
        self.category.choices.append(_not_known())

    def new_id(self) -> None:
        """Make it a report of its own, with a link of its own."""
        super().new_id()
        self.secret.data = secrets.token_urlsafe(16)


def _not_known() -> tuple[str, str, dict[str, Any]]:
    return ("", _("Vet inte – beskriv bara"), {})


class ReopenForm(Form):
    """Why it is not done after all."""

    reason = TextAreaField(
        _l("Vad är fortfarande fel?"),
        validators=[DataRequired(_l("Skriv vad som fortfarande är fel.")), fits],
    )


@bp.get("/rapportera")
@public
def new() -> ResponseReturnValue:
    """Show the empty form."""
    return _form_page(ReportForm())


@bp.post("/rapportera")
@public
@same_origin
def create() -> ResponseReturnValue:
    """Keep the report, once, and go to its own page."""
    if has_reported_enough() and not _is_repeat(ReportForm()):
        return _form_page(ReportForm(), too_often=True), 429
    form = ReportForm(take_photos())
    if not form.validate():
        return _form_page(form), 422
    secret, email = form.secret.data, form.email.data
    prefix = current_app.config["NUMBER_PREFIX"]
    try:
        _finding, new = report_from_public(
            form.note(), secret=secret, email=email, prefix=prefix, now=now()
        )
    except OtherContent:
        form.new_id()
        form.form_errors.append(_already_sent())
        return _form_page(form), 409
    db.session.commit()
    if new:
        count_report()
    return redirect(url_for(".case", secret=secret), code=303)


@bp.get("/arende/<secret>")
@public
def case(secret: str) -> ResponseReturnValue:
    """Show the report and how far it has come."""
    return _case_page(reporter_with(secret), secret, ReopenForm())


@bp.post("/arende/<secret>/angra")
@public
@same_origin
def withdraw(secret: str) -> ResponseReturnValue:
    """Take the report back. Twice is once."""
    reporter = reporter_with(secret)
    if reporter.finding.status is not Status.WITHDRAWN:
        reporter.finding.withdraw(by=reporter, now=now())
        db.session.commit()
    return redirect(url_for(".case", secret=secret), code=303)


@bp.post("/arende/<secret>/adress")
@public
@same_origin
def remove_address(secret: str) -> ResponseReturnValue:
    """Forget the resident's address. The link goes on working. Twice is once."""
    reporter_with(secret).remove_address()
    db.session.commit()
    return redirect(url_for(".case", secret=secret, adress="borttagen"), code=303)


@bp.post("/arende/<secret>/oppna")
@public
@same_origin
def reopen(secret: str) -> ResponseReturnValue:
    """Say that it is not done, once per answer. The same press twice is once."""
    reporter, form = reporter_with(secret), ReopenForm()
    if not form.validate():
        return _case_page(reporter, secret, form), 422
    if reporter.finding.is_open:
        return _already_open(reporter, secret, form)
    try:
        reporter.finding.reopen(form.reason.data, by=reporter, now=now())
    except NotAnAnswer as error:
        form.reason.errors = [_(str(error))]
        return _case_page(reporter, secret, form), 422
    db.session.commit()
    return redirect(url_for(".case", secret=secret), code=303)


def _is_repeat(form: ReportForm) -> bool:
    """Say whether the report is kept already: who sends it again gets the same receipt again."""
    known = is_kept(form.uuid.data, form.secret.data)
    begin_writing()  # what comes next is slow: nothing read here may hold up a writer
    return known


def _already_open(reporter: Reporter, secret: str, form: ReopenForm) -> ResponseReturnValue:
    """The same words again are the same press; others came too late, and are shown back."""
    words = (form.reason.data or "").strip()
    texts = (event.text for event in reporter.finding.events if event.verb is Verb.REOPEN)
    if any(text is not None and text.body == words for text in texts):
        return redirect(url_for(".case", secret=secret), code=303)
    return _case_page(reporter, secret, form, unsent=words), 409


def _form_page(form: ReportForm, *, too_often: bool = False) -> Response:
    form.tell_where_each_goes()
    response = render("report/new.html", form=form, too_often=too_often)
    response.headers["Cache-Control"] = "no-store"  # each opening has an id and a secret of its own
    return response


def _case_page(reporter: Reporter, secret: str, form: ReopenForm, *, unsent: str = "") -> Response:
    finding = reporter.finding
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    party = within(text_in(finding.responsible_party.names))
    response = render(
        "report/case.html",
        finding=finding,
        secret=secret,
        link=base + url_for(".case", secret=secret),
        party=party,
        where_it_stands=where_it_stands(finding, party),
        unsent=unsent,
        next_step=next_step(finding),
        said=[event for event in finding.events if is_told(event)],
        today=local_date(now()),
        traces=_own_traces(finding),
        unreadable=len(finding.photos) - len(finding.shown_photos),
        verbs=finding.verbs_for(reporter),
        has_address=reporter.email is not None,
        photo=case_photo(secret),
        form=form,
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _own_traces(finding: Finding) -> list[str]:
    """Return a sentence for each kind of way to a person that the resident wrote down."""
    found = {s.trace for s in suspects(f"{finding.text}\n{finding.proposal}\n{finding.place}")}
    return [str(sentence) for trace, sentence in OWN_TRACES.items() if trace in found]


def where_it_stands(finding: Finding, party: str) -> str:
    """Return how far the report has come, said to the one who sent it."""
    if finding.events[-1].verb is Verb.REOPEN:
        return str(_l("Ärendet är öppet igen. %(party)s ska läsa det och svara på nytt.")) % {
            "party": party
        }
    if finding.referral:
        return str(_l("Ärendet är hos %(contact)s sedan %(day)s. %(party)s håller i det.")) % {
            "contact": finding.referral.contact.name,
            "day": day(finding.referral.passed_at),
            "party": party,
        }
    return str(_(WHERE_IT_STANDS[finding.status])) % {"party": party}


def is_told(event: Event) -> bool:
    """Say whether the reporter reads the event's words: public answers, and their own."""
    own = event.verb in (Verb.REOPEN, Verb.REPLY) and event.person_id is None
    move = MOVES.get(event.verb)
    return event.text is not None and (own or (move and Carry.ANSWER in move.carries) or False)


def next_step(finding: Finding) -> str:
    """Return what the reporter may wait for, or nothing."""
    due, late = finding.due_on, finding.is_late(local_date(now()))
    if finding.waiting_on is WaitingOn.REPORTER:
        said = _("De har en fråga till dig.")
    elif finding.waiting_on is WaitingOn.COORDINATOR:
        said = _("Samordnaren avgör nu vem som ska svara.")
    elif finding.status is Status.PLANNED:
        said = _planned(finding)
    elif former := promised_by(finding):
        said = _(
            "%(former)s planerade det till %(day)s. %(party)s har det nu.",
            former=within(text_in(former.names)),
            day=day(finding.planned_on),
            party=within(text_in(finding.responsible_party.names)),
        )
    elif late:
        said = _("Svaret skulle ha kommit senast %(day)s. Det är försenat.", day=day(due))
    elif finding.is_open and finding.answered_at is None:
        said = _("Du får svar här senast %(day)s.", day=day(due))
    else:
        said = ""
    return str(said)


def _planned(finding: Finding) -> str:
    """Return the promise; when its day has passed, that it was one, and what comes instead."""
    until, today = finding.planned_on, local_date(now())
    if until is None or until >= today:
        return str(_("Det är planerat till %(day)s.", day=day(until)))
    passed = _("Det var planerat till %(day)s, och den dagen har gått.", day=day(until))
    if finding.is_late(today):
        then = _("Ett nytt besked skulle ha kommit senast %(day)s.", day=day(finding.due_on))
    elif finding.answered_at is None:
        then = _("Du får ett nytt besked här senast %(day)s.", day=day(finding.due_on))
    else:  # the clock will ask them
        then = _("Ett nytt besked väntas.")
    return f"{passed} {then}"


def _already_sent() -> str:
    said = _(
        "Du har redan skickat en rapport med det här formuläret. Det du skrev nu står kvar: "
        "skicka igen om det ska bli en ny rapport."
    )
    return str(said)

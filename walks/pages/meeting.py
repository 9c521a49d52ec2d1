"""A meeting with a party: what it answers about its findings, written down several at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from walks.db import db
from walks.model.acting import NotAnAnswer, OnBehalf, own_words, who_said
from walks.model.finding import Finding
from walks.model.note import TEXT_MAX
from walks.model.party import Party, party_by_slug
from walks.model.person import Role
from walks.model.status import Status, Verb
from walks.model.visibility import finding_for, latest_events
from walks.model.worklist import Listing, Section
from walks.pages.access import allow
from walks.pages.forms import Form, at_most, clean
from walks.pages.move_fields import Carried, PlanDate, a_day
from walks.pages.move_forms import version_of
from walks.pages.rendering import day, now, render
from walks.swedish import local_date

bp = Blueprint("meeting", __name__, url_prefix="/mote")

PAGE_SIZE = 20
SECTIONS = (Section.WAITING, Section.LATE, Section.PLANNED)
SAYS = {
    Verb.RECEIVE: _l("Tar hand om det"),
    Verb.PLAN: _l("Ska göra det"),
    Verb.FIX: _l("Har gjort det"),
    Verb.DECLINE: _l("Det går inte"),
}
"""What a party says in a meeting. All else is written on the finding's own page."""


class SaidForm(Form):
    """Who said all that follows, when and where."""

    said = StringField(
        _l("Vem sade det, när och var?"), [Carried(who_said), at_most(200)], default=""
    )


class AnswerForm(Form):
    """What was said of one finding, if anything."""

    version = HiddenField()
    verb = SelectField(_l("Vad säger de?"), validate_choice=False, default="")
    answer = TextAreaField(_l("Svar till allmänheten"), [at_most(TEXT_MAX)], default="")
    on = PlanDate(_l("Klart senast (om de ska göra det)"))

    def __init__(self, finding: Finding, version: str, **given: Any) -> None:
        """Offer what the finding's status lets its party say."""
        super().__init__(prefix=f"{finding.number}-", **given)
        self.finding = finding
        self.is_stale = bool(self.version.data) and self.version.data != version
        offered = [v for v in SAYS if v is not Verb.RECEIVE or finding.status is Status.NEW]
        self.verb.choices = [
            ("", _("Inget svar i dag")),
            *((v.value, str(SAYS[v])) for v in offered),
        ]
        self.version.data = version
        for field in (self.verb, self.answer, self.on):  # twenty of each on a page, read aloud
            field.render_kw = {"aria-label": f"{field.label.text} {finding.number}"}

    @property
    def chosen(self) -> Verb | None:
        """What they said, or None."""
        return next((verb for verb in SAYS if verb.value == self.verb.data), None)

    @property
    def is_filled_in(self) -> bool:
        """Say whether anything was written, or chosen."""
        return bool(
            self.verb.data or self.answer.data or (self.on.raw_data and self.on.raw_data[0])
        )

    @property
    def is_current(self) -> bool:
        """Say whether nobody has done anything since the page was shown; else tell it."""
        if self.is_stale:
            said = _("Någon annan hann före. Läs hur det står nu, och spara igen.")
            self.verb.errors = [said]
        return not self.is_stale

    def carry_out(self, by: OnBehalf) -> bool:
        """Write it down; say whether it could be. What is wrong stands at the field."""
        if not self.is_current or not self.validate():
            return False
        if self.chosen is None:
            self.verb.errors = [_("Välj vad de sade om det.")]
            return False
        if not self.finding.may(self.chosen, by):
            self.verb.errors = [_("Det går inte att svara så längre. Läs hur det står nu.")]
            return False
        if not self._says_enough(self.chosen):
            return False
        given = [] if self.chosen is Verb.RECEIVE else [self.answer.data]
        given += [self.on.data] if self.chosen is Verb.PLAN else []
        getattr(self.finding, self.chosen.value)(*given, by=by, now=now())
        return True

    def _says_enough(self, verb: Verb) -> bool:
        """Say whether words and date are there; all that is missing is told at its field."""
        if verb is not Verb.RECEIVE:
            _hold(self.answer, partial(own_words, self.answer.data or "", verb=verb))
        if verb is Verb.PLAN:
            _hold(self.on, partial(a_day, self.on.data))
        return not self.errors


def _hold(field: Any, check: Callable[[], object]) -> None:
    try:
        check()
    except NotAnAnswer as error:
        field.errors = [_(str(error))]


@bp.get("/<slug>")
@allow(Role.COORDINATOR)
def show(slug: str) -> ResponseReturnValue:
    """Show what the party has not answered, the first due first, a form at each."""
    return _page(party_by_slug(slug))


@bp.post("/<slug>")
@allow(Role.COORDINATOR)
def create(slug: str) -> ResponseReturnValue:
    """Write down what was said: each that is right is saved, the others come back as they were."""
    party, said = party_by_slug(slug), SaidForm()
    # Always in the same order: two who write at once would else wait for each other.
    numbers = sorted({name.rpartition("-")[0] for name in request.form if name.endswith("-verb")})
    findings = [finding_for(g.person, number) for number in numbers]
    forms = [AnswerForm(finding, version_of(finding)) for finding in findings]
    forms = [form for form in forms if form.is_filled_in]
    if not said.validate_on_submit():
        stale = [form for form in forms if not form.is_current]
        return _page(party, said, forms), 409 if stale else 422
    saved = [form for form in forms if form.carry_out(OnBehalf(g.person, party, said.said.data))]
    left = [form for form in forms if form not in saved]
    db.session.commit()
    told = ngettext("%(num)d svar är sparat.", "%(num)d svar är sparade.", len(saved))
    if left:
        return _page(party, said, left, told if saved else ""), 422
    flash(
        told if saved else _("Inget var ifyllt, så inget är sparat."),
        "success" if saved else "info",
    )
    return redirect(_here(party), code=303)


def _listing(party: Party) -> Listing:
    wanted = request.args.get("visa")
    return Listing(
        party_ids=(party.id,),
        section=next((s for s in SECTIONS if s.value == wanted), SECTIONS[0]),
        today=local_date(now()),
        walk=clean(request.args.get("vandring", "")),
    )


def _here(party: Party, **more: str) -> str:
    kept: dict[str, Any] = {n: request.args[n] for n in ("visa", "vandring") if n in request.args}
    return url_for(".show", slug=party.slug, **{**kept, **more})


def _page(
    party: Party,
    said: SaidForm | None = None,
    sent: list[AnswerForm] | None = None,
    told: str = "",
) -> Response:
    """Show the list. What was sent and is not saved stands first, whatever page it was on."""
    listing, start = _listing(party), clean(request.args.get("efter", ""))
    after = finding_for(g.person, start) if start else None
    rows = listing.findings(after, limit=PAGE_SIZE + 1)
    known = {form.finding.id for form in sent or ()}
    shown = [finding for finding in rows[:PAGE_SIZE] if finding.id not in known]
    versions = latest_events([finding.id for finding in shown])
    fresh = [AnswerForm(f, str(versions.get(f.id, "")), formdata=None) for f in shown]
    return render(
        "meeting/show.html",
        party=party,
        said=said or SaidForm(formdata=None),
        forms=[*(sent or ()), *fresh],
        wrong=[form for form in sent or () if form.errors],
        told=told,
        listing=listing,
        sections=SECTIONS,
        walks=[
            (walk.public_id, f"{walk.title}, {day(walk.starts_at)}") for walk in listing.walks()
        ],
        more=_here(party, efter=rows[PAGE_SIZE - 1].number) if len(rows) > PAGE_SIZE else "",
        start=_here(party) if after else "",
        here=_here,
        today=listing.today,
    )

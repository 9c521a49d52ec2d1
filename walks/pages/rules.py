"""What the coordinator keeps: whom parties are reached by, area networks, closed days."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Email, Optional, StopValidation
from wtforms.validators import ValidationError as Wrong

from walks.db import db
from walks.model.area import Area, area_to_change, areas
from walks.model.follower import keep_network, said_no
from walks.model.party import Party, parties, party_by_slug, party_to_change
from walks.model.person import Role
from walks.pages.access import allow
from walks.pages.forms import Form, at_most, fingerprint
from walks.pages.rendering import render, text_in
from walks.swedish import N_

bp = Blueprint("rules", __name__, url_prefix="/regler")

MOST_ADDRESSES = 50
"""E-mail addresses of one area's network."""


@dataclass(frozen=True)
class Entry:
    """One line of the page: where it leads, and what is kept there."""

    endpoint: str
    label: str
    about: str


ENTRIES = (
    Entry("rules.party_list", N_("Parter"), N_("Vart brev till Tekniska nämnden och Polisen går.")),
    Entry(
        "contacts.index",
        N_("Utförare"),
        N_("Hyresvärdar, väghållare och andra som kan bli bedda att göra arbetet."),
    ),
    Entry(
        "answer_templates.index",
        N_("Svarsmallar"),
        N_("Svar att börja från för den som svarar."),
    ),
    Entry("rules.area_list", N_("Områden"), N_("Områdesnätverkens adresser.")),
    Entry(
        "closed_days.index", N_("Lediga dagar"), N_("Dagar då kontoren har stängt, utöver helger.")
    ),
)
"""In the order of the page. What else a coordinator keeps is one more line."""


class PartyForm(Form):
    """Where a party's letters go."""

    version = HiddenField()
    email = StringField(
        _l("E-post till parten"),
        [Optional(), Email(), at_most(255)],
        description=_l("Brev går hit när parten inte har någon handläggare som loggar in."),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    escalation_email = StringField(
        _l("E-post när svar är sena"),
        [Optional(), Email(), at_most(255)],
        description=_l("Till exempel en chef. Utan adress går det brevet till handläggarna."),
        render_kw={"type": "email", "autocomplete": "off"},
    )


class Addresses:
    """Checks that every line is an e-mail address, and tells which one is not."""

    def __call__(self, form: Form, field: Any) -> None:
        """Raises StopValidation with the line."""
        lines = addresses(field.data or "")
        if len(lines) > MOST_ADDRESSES:
            raise StopValidation(
                _("Det är för många adresser. Skriv högst %(max)d.", max=MOST_ADDRESSES)
            )
        for line in lines:
            try:
                Email()(form, _Line(line))
            except Wrong as wrong:
                raise StopValidation(
                    _("”%(line)s” är ingen e-postadress. Skriv en adress på varje rad.", line=line)
                ) from wrong


@dataclass
class _Line:
    """What a validator of WTForms asks of a field."""

    data: str

    def gettext(self, message: str) -> str:
        return message


class AreaForm(Form):
    """Whom the area's network is."""

    version = HiddenField()
    network_emails = TextAreaField(
        _l("Nätverkets e-postadresser"),
        [Addresses()],
        description=_l(
            "En adress på varje rad. De får veta när en vandring i området är publicerad, "
            "och när något har blivit gjort."
        ),
        default="",
    )


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show what there is to keep."""
    return render("rules/index.html", entries=ENTRIES)


@bp.get("/parter")
@allow(Role.COORDINATOR)
def party_list() -> ResponseReturnValue:
    """Show the parties and their addresses."""
    return render("rules/parties.html", parties=parties())


@bp.get("/parter/<slug>")
@allow(Role.COORDINATOR)
def party(slug: str) -> ResponseReturnValue:
    """Show the form of one party."""
    found = party_by_slug(slug)
    return _party_page(found, PartyForm(obj=found, version=_party_version(found)))


@bp.post("/parter/<slug>")
@allow(Role.COORDINATOR)
def update_party(slug: str) -> ResponseReturnValue:
    """Keep a party's addresses."""
    found, form = party_to_change(slug), PartyForm()
    if form.version.data != _party_version(found):
        form.version.data = _party_version(found)
        return _party_page(found, form, stale=True), 409
    if not form.validate_on_submit():
        return _party_page(found, form), 422
    found.email = form.email.data or None
    found.escalation_email = form.escalation_email.data or None
    db.session.commit()
    flash(_("Adresserna till %(party)s är sparade.", party=text_in(found.names)))
    return redirect(url_for(".party_list"), code=303)


@bp.get("/omraden")
@allow(Role.COORDINATOR)
def area_list() -> ResponseReturnValue:
    """Show the areas and how many their networks reach."""
    return render("rules/areas.html", areas=areas())


@bp.get("/omraden/<int(max=2147483647):area_id>")
@allow(Role.COORDINATOR)
def area(area_id: int) -> ResponseReturnValue:
    """Show the form of one area's network."""
    found = db.get_or_404(Area, area_id)
    lines = "\n".join(found.network_emails)
    return _area_page(found, AreaForm(network_emails=lines, version=fingerprint(lines)))


@bp.post("/omraden/<int(max=2147483647):area_id>")
@allow(Role.COORDINATOR)
def update_area(area_id: int) -> ResponseReturnValue:
    """Keep the addresses of an area's network."""
    found, form = area_to_change(area_id), AreaForm()
    known = fingerprint("\n".join(found.network_emails))
    if form.version.data != known:
        form.version.data = known
        return _area_page(found, form, stale=True), 409
    if not form.validate_on_submit():
        return _area_page(found, form), 422
    keep_network(found, addresses(form.network_emails.data or ""))
    db.session.commit()
    flash(_("Adresserna till nätverket i %(area)s är sparade.", area=found.name))
    return redirect(url_for(".area_list"), code=303)


def addresses(text: str) -> list[str]:
    """Return the lines of it that say something, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _party_version(found: Party) -> str:
    return fingerprint(found.email, found.escalation_email)


def _party_page(found: Party, form: PartyForm, stale: bool = False) -> Response:
    return render("rules/party.html", party=found, form=form, stale=stale)


def _area_page(found: Area, form: AreaForm, stale: bool = False) -> Response:
    return render("rules/area.html", area=found, form=form, stale=stale, said_no=said_no(found.id))

"""Outside contacts: who can be asked to do the work, how they are reached, what they have."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Email, Optional, StopValidation

from walks.db import db
from walks.model.contact import (
    Contact,
    ContactRefused,
    all_contacts,
    contact_to_change,
    keep_contact,
    referrals_of,
    with_contacts,
)
from walks.model.person import Role
from walks.pages.access import allow
from walks.pages.forms import Form, at_most, fingerprint
from walks.pages.rendering import render
from walks.telephone import telephone

bp = Blueprint("contacts", __name__, url_prefix="/utforare")


class ContactForm(Form):
    """A contact's name and how it is reached."""

    version = HiddenField()
    name = StringField(
        _l("Namn"),
        [DataRequired(_l("Skriv vad utföraren heter.")), at_most(120)],
        description=_l(
            "Allmänheten läser namnet när ett fynd är hos dem. "
            "Skriv en organisation, inte en person."
        ),
        render_kw={"autocomplete": "off"},
    )
    email = StringField(
        _l("E-post"),
        [Optional(), Email(), at_most(255)],
        description=_l("Hit går brevet med länken som de svarar genom."),
        render_kw={"type": "email", "autocomplete": "off"},
    )
    phone = StringField(
        _l("Telefon"), [Optional(), at_most(40)], render_kw={"type": "tel", "autocomplete": "off"}
    )

    def validate_phone(self, field: StringField) -> None:
        """It must be a number that can be rung."""
        if field.data and telephone(field.data) is None:
            raise StopValidation(_("Skriv ett telefonnummer, till exempel 033-35 70 00."))

    def keep(self, contact: Contact) -> bool:
        """Write the contact down; say whether it could be."""
        phone = telephone(self.phone.data) if self.phone.data else None
        try:
            keep_contact(contact, self.name.data, self.email.data or None, phone)
        except ContactRefused as refused:
            self.name.errors = [_(str(refused))]
            return False
        return True


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show every contact, how it is reached and how much it has."""
    return _list(ContactForm())


@bp.post("")
@allow(Role.COORDINATOR)
def create() -> ResponseReturnValue:
    """Add a contact."""
    form, made = ContactForm(), Contact(active=True)
    if not form.validate_on_submit() or not form.keep(made):
        return _list(form), 422
    db.session.commit()
    flash(_("%(name)s är tillagd.", name=made.name))
    return redirect(url_for(".index"), code=303)


@bp.get("/<int(max=2147483647):contact_id>")
@allow(Role.COORDINATOR)
def show(contact_id: int) -> ResponseReturnValue:
    """Show one contact, what it has now, and the form that changes it."""
    contact = db.get_or_404(Contact, contact_id)
    return _page(contact, ContactForm(obj=contact, version=_version(contact)))


@bp.post("/<int(max=2147483647):contact_id>")
@allow(Role.COORDINATOR)
def update(contact_id: int) -> ResponseReturnValue:
    """Change a contact."""
    contact, form = contact_to_change(contact_id), ContactForm()
    if form.version.data != _version(contact):
        form.version.data = _version(contact)
        return _page(contact, form, stale=True), 409
    if not form.validate_on_submit() or not form.keep(contact):
        return _page(contact, form), 422
    db.session.commit()
    flash(_("%(name)s är sparad.", name=contact.name))
    return redirect(url_for(".index"), code=303)


@bp.post("/<int(max=2147483647):contact_id>/<any(vila,aterkomst):what>")
@allow(Role.COORDINATOR)
def retire(contact_id: int, what: str) -> ResponseReturnValue:
    """Ask the contact no more, or again. What it has already stays with it."""
    contact = db.get_or_404(Contact, contact_id)
    contact.active = what == "aterkomst"
    db.session.commit()
    if contact.active:
        flash(_("%(name)s kan bli tillfrågad igen.", name=contact.name))
    else:
        flash(_("%(name)s blir inte tillfrågad mer.", name=contact.name))
    return redirect(url_for(".index"), code=303)


def _version(contact: Contact) -> str:
    return fingerprint(contact.name, contact.email, contact.phone)


def _list(form: ContactForm) -> Response:
    return render("contacts/index.html", contacts=all_contacts(), counts=with_contacts(), form=form)


def _page(contact: Contact, form: ContactForm, stale: bool = False) -> Response:
    return render(
        "contacts/show.html",
        contact=contact,
        form=form,
        stale=stale,
        referrals=referrals_of(contact),
    )

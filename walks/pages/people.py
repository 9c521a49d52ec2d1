"""People: who has an account, what each may do, and the link that lets them choose a password."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Email

from walks.db import alone_with, db
from walks.model.notices import send_invitation
from walks.model.party import parties, party_by_slug
from walks.model.person import AccountRefused, Person, Role, add_person, people
from walks.pages.access import allow
from walks.pages.forms import Form, at_most
from walks.pages.rendering import now, render, text_in
from walks.pages.signing_in import password_link

bp = Blueprint("people", __name__, url_prefix="/personer")


class RoleForm(Form):
    """A role, and the party that a handler works for. No role is chosen beforehand."""

    NO_ROLE = _l("Välj roll")

    role = SelectField(_l("Roll"), [DataRequired(_l("Välj vilken roll personen ska ha."))])
    party = SelectField(_l("Var handläggaren arbetar"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        roles = [(role.value, _(role.label)) for role in Role]
        self.role.choices = [("", str(self.NO_ROLE)), *roles]
        self.party.choices = [("", _("Ingen")), *((p.slug, text_in(p.names)) for p in parties())]

    def give_to(self, person: Person) -> None:
        """Give the person the role; raises AccountRefused."""
        party = party_by_slug(self.party.data) if self.party.data else None
        person.give(Role(self.role.data), party)


class PersonForm(RoleForm):
    """Somebody new. Whoever only leads walks needs no role."""

    NO_ROLE = _l("Ingen: leder bara vandringar")

    role = SelectField(_l("Roll"))
    name = StringField(_l("Namn"), [DataRequired(_l("Skriv personens namn.")), at_most(200)])
    email = StringField(
        _l("E-post"),
        [DataRequired(_l("Skriv personens e-postadress.")), Email(), at_most(200)],
        description=_l("Den loggar personen in med."),
        render_kw={"type": "email", "autocomplete": "off"},
    )

    def make(self) -> Person:
        """Add the person with the role chosen; raises AccountRefused."""
        person = add_person(self.name.data, self.email.data)
        if self.role.data:
            self.give_to(person)
        return person


@bp.before_request
def one_at_a_time() -> None:
    """Let two administrators not close each other's accounts at once: one must be left."""
    alone_with("people")


@bp.get("")
@allow(Role.ADMIN)
def index() -> ResponseReturnValue:
    """Show everybody with an account, and the form that adds one."""
    return render("people/index.html", people=people(), form=PersonForm())


@bp.post("")
@allow(Role.ADMIN)
def create() -> ResponseReturnValue:
    """Add somebody, send them the link that sets their password, and show it too."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            person = form.make()
        except AccountRefused as refused:
            db.session.rollback()
            form.form_errors.append(_(str(refused)))
        else:
            link = password_link(person)
            send_invitation(person, now())
            db.session.commit()
            return render("people/link.html", account=person, link=link, invited=True)
    return render("people/index.html", people=people(), form=form), 422


@bp.get("/<int(max=2147483647):person_id>")
@allow(Role.ADMIN)
def show(person_id: int) -> ResponseReturnValue:
    """Show one person's roles and what can be done with the account."""
    person = db.get_or_404(Person, person_id)
    return render("people/show.html", account=person, form=RoleForm())


@bp.post("/<int(max=2147483647):person_id>/roller")
@allow(Role.ADMIN)
def create_membership(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    person, form = db.get_or_404(Person, person_id), RoleForm()
    if form.validate_on_submit():
        try:
            form.give_to(person)
        except AccountRefused as refused:
            form.form_errors.append(_(str(refused)))
        else:
            db.session.commit()
            flash(_("%(name)s har fått rollen.", name=person.name))
            return _back_to(person)
    return render("people/show.html", account=person, form=form), 422


@bp.post("/<int(max=2147483647):person_id>/roller/<int(max=2147483647):membership_id>/borttagning")
@allow(Role.ADMIN)
def delete_membership(person_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a role away; one that is already gone stays gone."""
    person = db.get_or_404(Person, person_id)
    person.take(membership_id)
    db.session.commit()
    flash(_("Rollen är borttagen."))
    return _back_to(person)


@bp.post("/<int(max=2147483647):person_id>/stangning")
@allow(Role.ADMIN)
def close(person_id: int) -> ResponseReturnValue:
    """Close the account."""
    person = db.get_or_404(Person, person_id)
    person.close()
    db.session.commit()
    flash(_("%(name)s kan inte längre logga in.", name=person.name))
    return _back_to(person)


@bp.post("/<int(max=2147483647):person_id>/oppning")
@allow(Role.ADMIN)
def reopen(person_id: int) -> ResponseReturnValue:
    """Open a closed account."""
    person = db.get_or_404(Person, person_id)
    person.reopen()
    db.session.commit()
    flash(_("%(name)s kan logga in igen.", name=person.name))
    return _back_to(person)


@bp.post("/<int(max=2147483647):person_id>/lank")
@allow(Role.ADMIN)
def create_link(person_id: int) -> ResponseReturnValue:
    """Show, this once, a link by which the person sets a new password."""
    person = db.get_or_404(Person, person_id)
    link = password_link(person)
    return render("people/link.html", account=person, link=link, invited=False)


@bp.errorhandler(AccountRefused)
def refused(refusal: AccountRefused) -> ResponseReturnValue:
    """Say why not, on the person's page."""
    db.session.rollback()
    flash(_(str(refusal)), "danger")
    person_id = (request.view_args or {})["person_id"]
    return redirect(url_for("people.show", person_id=person_id), code=303)


def _back_to(person: Person) -> ResponseReturnValue:
    return redirect(url_for("people.show", person_id=person.id), code=303)

"""One's own account: who one is here, which letters one gets, the way to sign out everywhere."""

from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import logout_user
from wtforms import RadioField

from walks.db import db
from walks.model.person import Letters
from walks.pages.access import signed_in
from walks.pages.forms import Form
from walks.pages.rendering import render

bp = Blueprint("account", __name__, url_prefix="/mitt-konto")


class LettersForm(Form):
    """When letters about what is to be answered come."""

    letters = RadioField(_l("När vill du ha brev?"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.letters.choices = [(each.value, _(each.label)) for each in Letters]


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """Show the person's name, address, roles and letters, and what ends their sessions."""
    return render("account/show.html", account=g.person, form=LettersForm(obj=g.person))


@bp.post("/brev")
@signed_in
def update() -> ResponseReturnValue:
    """Choose when letters come."""
    form = LettersForm()
    if not form.validate_on_submit():
        return render("account/show.html", account=g.person, form=form), 422
    g.person.letters = Letters(form.letters.data)
    db.session.commit()
    flash(_("Ditt val är sparat."))
    return redirect(url_for(".show"), code=303)


@bp.post("/utloggning")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, the present one too."""
    g.person.sign_out_everywhere()
    db.session.commit()
    logout_user()
    flash(_("Du är utloggad överallt."))
    return redirect(url_for("security.login"), code=303)

"""One's own account: who one is here, and the way to sign out everywhere."""

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import logout_user

from walks.db import db
from walks.pages.access import signed_in
from walks.pages.rendering import render

bp = Blueprint("account", __name__, url_prefix="/mitt-konto")


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    """Show the person's name, address and roles, and what ends their sessions."""
    return render("account/show.html", account=g.person)


@bp.post("/utloggning")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, the present one too."""
    g.person.sign_out_everywhere()
    db.session.commit()
    logout_user()
    flash(_("Du är utloggad överallt."))
    return redirect(url_for("security.login"), code=303)

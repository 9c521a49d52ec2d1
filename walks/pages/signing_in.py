"""Signing in: Flask-Security with our own templates, messages and addresses, in Swedish.

A password is set by a link, which lives a day and dies when the password changes. Whoever has
forgotten theirs gets it by letter; an administrator makes one too (people.py, `flask reset-link`).
"""

from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import (
    Security,
    SQLAlchemyUserDatastore,
    hash_password,
    user_authenticated,
)
from flask_security.recoverable import (
    generate_reset_password_token,
    reset_password_token_status,
)
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired, Email, EqualTo, Length

from walks.db import alone_with, begin_writing, db
from walks.model.notices import send_password_link
from walks.model.person import Person, Role, person_with_account
from walks.pages.access import public, reads, signed_in
from walks.pages.forms import Form, at_most
from walks.pages.limits import may_ask_for_password
from walks.pages.rendering import now, render
from walks.pages.sign_in_form import LONGEST_PASSWORD, SignInForm

SHORTEST_PASSWORD = 10
LINK_LIVES = timedelta(days=1)

SETTINGS = {
    "SECURITY_LOGIN_URL": "/logga-in",
    "SECURITY_LOGOUT_URL": "/logga-ut",
    "SECURITY_POST_LOGIN_VIEW": "signing_in.landing",
    "SECURITY_POST_LOGOUT_VIEW": "home.index",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SALT": "trygga-platser",  # required by name only: argon2 salts itself
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    # An å typed on one machine is the same letter on another, though it may be other bytes.
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFC",
    "SECURITY_RESET_PASSWORD_WITHIN": LINK_LIVES,
    "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_FRESHNESS": timedelta(minutes=-1),  # no page that asks for the password once more
    "SECURITY_STATIC_FOLDER": None,
}

LANDINGS = (
    (Role.HANDLER, "worklist.index"),
    (Role.COORDINATOR, "planning.index"),
    (Role.ADMIN, "people.index"),
    (Role.READER, "worklist.index"),
)
"""Where each role's day begins; the first that fits. A leader without a role: the planning."""

datastore = SQLAlchemyUserDatastore(db, Person, None)  # type: ignore[arg-type] # no such roles
bp = Blueprint("signing_in", __name__)


class ForgottenForm(Form):
    """The address of whoever has forgotten their password."""

    email = EmailField(
        _l("E-post"),
        [DataRequired(_l("Skriv din e-postadress.")), Email(), at_most(200)],
        render_kw={"autocomplete": "username"},
    )


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("Nytt lösenord"),
        [
            DataRequired(_l("Skriv ett lösenord.")),
            Length(
                SHORTEST_PASSWORD,
                -1,
                _l("Lösenordet är för kort. Det behöver minst %(min)d tecken."),
            ),
            Length(-1, LONGEST_PASSWORD, _l("Välj ett kortare lösenord, högst %(max)d tecken.")),
        ],
        description=_l("Minst 10 tecken. En ramsa på några ord är lätt att minnas."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Samma lösenord igen"),
        [
            DataRequired(_l("Skriv lösenordet en gång till.")),
            EqualTo("password", _l("De två lösenorden är inte lika. Skriv dem igen.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


@bp.get("/min-sida")
@signed_in
def landing() -> ResponseReturnValue:
    """Go to where this person's work is."""
    fitting = [endpoint for role, endpoint in LANDINGS if g.person.has(role)]
    return redirect(url_for(fitting[0] if fitting else "planning.index"), code=303)


@bp.route("/glomt-losenord", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Send a link to choose a new password by. Whether there is such an account is never told."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        page = render("security/forgotten.html", form=form)
        return page, 422 if form.is_submitted() else 200
    if not may_ask_for_password(form.email.data):
        abort(429)
    person = person_with_account(form.email.data)
    if person is not None:
        send_password_link(person, f"{now():%Y-%m-%dT%H:%M}", now())
    db.session.commit()
    flash(
        _(
            "Har du ett konto med den adressen kommer ett brev inom några minuter, med en länk som "
            "fungerar i ett dygn. Kommer inget? Titta i skräpposten, eller fråga din administratör."
        )
    )
    return redirect(url_for("security.login"), code=303)


@bp.route("/aterstall/<token>", methods=["GET", "POST"])
@public
@reads
def set_password(token: str) -> ResponseReturnValue:
    """Set a password by the link that an administrator made."""
    person = _person_of(token)
    if person is None:
        return render("security/dead_link.html"), 410
    form = NewPasswordForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        page = render("security/reset_password.html", form=form, owner=person, token=token)
        return page, status, {"Cache-Control": "no-store"}
    normal = current_app.extensions["security"].password_util.normalize(form.password.data)
    hashed = hash_password(normal)  # slow on purpose: nobody waits for it to write
    begin_writing()
    alone_with(f"password {token}")
    person = _person_of(token)  # whoever pressed twice finds the link dead
    if person is None:
        return render("security/dead_link.html"), 410
    person.password = hashed  # kills the link
    person.sign_out_everywhere()
    db.session.commit()
    flash(_("Lösenordet är sparat. Logga in med det."))
    return redirect(url_for("security.login"), code=303)


def password_link(person: Person) -> str:
    """Return a link by which the person sets a password: once, within a day."""
    public_url, token = current_app.config["PUBLIC_URL"], generate_reset_password_token(person)
    path = url_for("signing_in.set_password", token=token, _external=not public_url)
    return f"{public_url}{path}"


def _person_of(token: str) -> Person | None:
    expired, invalid, person = reset_password_token_status(token)
    return person if person and person.active and not (expired or invalid) else None


def _render(template: str, **context: Any) -> ResponseReturnValue:
    """Render for Flask-Security, which answers a refused form with 200."""
    form = context.get("login_user_form")
    return render_template(template, **context), 422 if form and form.errors else 200


def _forget_old_token(*_sender: Any, **_more: Any) -> None:
    """Give the signed-in session a new CSRF token: one planted before sign-in is worth nothing."""
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def init_app(app: Flask) -> None:
    """Set up sign-in."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        datastore,
        register_blueprint=True,
        login_form=SignInForm,
        render_template=_render,  # type: ignore[arg-type] # may say more than text
    )
    security.want_json(lambda _request: False)  # pages only: no tokens handed out as JSON
    # Only the session signs anybody in, never a token in an address or a header.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_authenticated.connect(_forget_old_token, app)

"""When the session died while somebody wrote: sign in on the spot, and the form comes back filled.

The page that says so keeps every field, asks for the password and posts to the same address. Once
signed in the view runs with `g.came_back` set: its form then refuses to be valid (forms.py), so
the view shows it as for any mistake, with all that was typed, to be read and sent. A button alone
(start, end, release) has nothing to be read again: signing in on its page does what was pressed.
"""

from typing import Any

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from walks.pages.forms import kept_fields
from walks.pages.sign_in_form import SignInForm

PREFIX = "sign-in-"


def sign_in_here() -> ResponseReturnValue | None:
    """Sign in with what the page sent and return None; else return the page that asks.

    The caller has made sure that the post comes from our own page.
    """
    form: Any = SignInForm(prefix=PREFIX)
    tried = form.email.name in request.form
    if tried:
        current_app.extensions["csrf"].protect()
        if form.validate():
            login_user(form.user, authn_via=["password"])
            g.person, g.came_back = form.user, True
            return None
    kept = kept_fields(apart_from=PREFIX)
    page = render_template(
        "errors/signed_out.html",
        form=form,
        kept=kept,
        written=[value for _name, value in kept if " " in value],
        photos=any(file.filename for file in request.files.getlist("photos")),
        action=request.full_path.rstrip("?"),
    )
    return page, 422 if tried else 401, {"Cache-Control": "private, no-store"}

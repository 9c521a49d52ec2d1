"""The form that signs somebody in: on /logga-in, and wherever a session died (coming_back.py)."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import EmailField, PasswordField
from wtforms.validators import DataRequired

from walks.db import begin_writing, db
from walks.pages import limits
from walks.pages.forms import Form, at_most

LONGEST_PASSWORD = 200  # argon2's wrapper refuses 4096 with an exception


class SignInForm(LoginForm):
    """E-mail and password. `user` is the person once `validate()` has said yes."""

    class Meta(Form.Meta):
        """Our clean text and Swedish messages; the token is checked in access.py."""

    email = EmailField(
        _l("E-post"),
        [DataRequired(_l("Skriv din e-postadress."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Lösenord"),
        [DataRequired(_l("Skriv ditt lösenord.")), at_most(LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None  # staff share computers
    submit = None

    def validate(self, **kwargs: Any) -> bool:
        """Check the password; who has failed too often is answered 429.

        Whoever tries addresses does not learn which of them have an account.
        """
        email = self.email.data or ""
        limits.refuse_if_many_failed(email)
        if super().validate(**kwargs):
            limits.know_here(email)
            self._keep_anew()
            return True
        limits.count_failed_sign_in(email)
        if self.email.data and self.password.data:
            self.email.errors = self.password.errors = ()
            self.form_errors = [
                _("E-posten eller lösenordet stämmer inte. Kontrollera båda och försök igen.")
            ]
        return False

    def _keep_anew(self) -> None:
        """Keep the password as today's settings hash it, if checking it made it so."""
        person: Any = self.user
        if db.session.is_modified(person):
            anew = person.password
            begin_writing()
            person.password = anew
            db.session.commit()

    def validate_next(self, field: Any) -> None:
        """Forget an address outside our own pages: nobody typed it, so nobody can mend it."""
        if not validate_redirect_url(field.data):
            field.data = ""

"""What every form shares: cleaned text, and Swedish sentences where WTForms speaks English."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, SelectField
from wtforms.validators import Length

CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    r"\u202a-\u202e\u2066-\u2069]"
)
"""Control characters and lone surrogates: no person types them, and databases refuse some.

Nor do control characters say which way a text runs: left open, they turn around what stands after
it, a number even. Each letter knows its own way, and the pages keep texts apart (dir="auto").
"""

BREAKS = re.compile(r"\r\n|[\r\x85\u2028\u2029]")

BLANKS = re.compile(r"[\s\u115f\u1160\u2800\u3164\uffa0]")
"""Spaces, and the letters of Unicode that look like one."""

UNSEEN = ("C", "M")
"""What shows nothing by itself: zero-width and unassigned characters, marks without a letter."""

MESSAGES = {
    "This field is required.": _l("Fyll i det här."),
    "Not a valid choice.": _l("Välj något i listan."),
    "Invalid Choice: could not coerce.": _l("Välj något i listan."),
    "'%(value)s' is not a valid choice for this field.": _l("Välj något i listan."),
    "'%(value)s' are not valid choices for this field.": _l("Välj något i listan."),
    "Not a valid date value.": _l("Datumet finns inte. Skriv det som 2026-11-22."),
    "Not a valid time value.": _l("Klockslaget finns inte. Skriv det som 18:30."),
    "Not a valid integer value.": _l("Skriv ett heltal."),
    "Not a valid float value.": _l("Skriv ett tal."),
    "Invalid email address.": _l("E-postadressen är inte rätt skriven. Så här: namn@exempel.se."),
}


def clean(text: str) -> str:
    """Return the text trimmed, with plain line breaks and without control characters.

    A text of which nothing is to be seen is empty.
    """
    plain = CONTROL.sub("", BREAKS.sub("\n", text)).strip()
    seen = any(not unicodedata.category(each).startswith(UNSEEN) for each in BLANKS.sub("", plain))
    return plain if seen else ""


NEVER_KEPT = ("csrf_token", "password", "again")
"""Fields that no page gives back: the token, which is made anew, and passwords."""


def kept_fields(apart_from: str | None = None) -> list[tuple[str, str]]:
    """Return what was sent, cleaned, for a page that lets it be sent again.

    Leaves out NEVER_KEPT, and the names that begin with `apart_from`.
    """
    return [
        (name, clean(value))
        for name, value in request.form.items(multi=True)
        if name not in NEVER_KEPT and not (apart_from and name.startswith(apart_from))
    ]


def event_told(written: str | None) -> int:
    """Return the id of the last event that a page showed, as it sends it back; 0 for no number."""
    written = written or ""
    return int(written) if written.isdecimal() and len(written) < 12 else 0


def at_most(characters: int) -> Length:
    """Refuse a longer text with a sentence; nothing is cut."""
    return Length(
        max=characters,
        message=_l("Texten är för lång. Korta den till högst %(max)d tecken."),
    )


def fingerprint(*values: object) -> str:
    """Return what tells whether a row has changed since a form of these values was shown."""
    shown = "\x1f".join(str(value or "") for value in values)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


class _Swedish:
    """What WTForms asks for its own messages: ours, never its English."""

    def gettext(self, message: str) -> str:
        return str(MESSAGES.get(message) or _("Det går inte att läsa. Skriv om det."))

    def ngettext(self, singular: str, _plural: str, _count: int) -> str:
        return self.gettext(singular)


class Form(FlaskForm):
    """Base of our forms. CSRF is checked centrally (access.py), so none is kept here."""

    class Meta(FlaskForm.Meta):
        """How fields get their data and their messages."""

        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Clean every text before any field sees it; a file is for a field of files."""
            # Flask-WTF would make a form of a JSON request too, however deep; no page sends one.
            of_json = request.is_json and not isinstance(formdata, MultiDict)
            given = None if of_json else super().wrap_formdata(form, formdata)
            if given is None:
                return None
            return MultiDict(
                (name, clean(value) if isinstance(value, str) else value)
                for name, value in given.items(multi=True)
                if isinstance(value, str) or (name in form and isinstance(form[name], FileField))
            )

        def get_translations(self, form: Any) -> _Swedish:
            """Speak our Swedish, translated to the page's language."""
            return _Swedish()

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether all is well; right after signing in again it never is (coming_back.py)."""
        valid = bool(super().validate(extra_validators))
        if g.get("came_back"):
            self.form_errors.append(_("Du är inloggad igen. Läs igenom det du skrev och skicka."))
            return False
        return valid

    def differences(self, stands: Mapping[str, object]) -> list[tuple[str, str, str]]:
        """Return label, what stands and what was written, for each field where they differ.

        For a stale save: `stands` is what the row holds now, by field name.
        """
        return [
            (str(field.label.text), now, written)
            for field in self
            if field.name in stands
            and (now := _in_words(field, stands[field.name])) != (written := _shown(field))
        ]


def _shown(field: Field) -> str:
    return _in_words(field, field.data)


def _in_words(field: Field, value: object) -> str:
    if isinstance(field, SelectField):
        return str({choice.value: choice.label for choice in field.iter_choices()}.get(value, ""))
    return str(value or "")

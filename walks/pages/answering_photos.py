"""The photos that come with an answer: chosen beside the words, kept when the form comes back."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField

from walks.db import db
from walks.model.status import Verb
from walks.pages.forms import Form
from walks.pages.move_words import NOUNS
from walks.pages.noting import TakenPhotos, take_photos

AFTER_MAX = 3
"""How many photos of what was done go with an answer."""


class PhotoForm(Form):
    """A form whose words may come with photos. `taken` are those of this request, stored."""

    photos = MultipleFileField(_l("Foton"))
    taken = TakenPhotos(0, ())

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether all is well; the photos too."""
        valid = super().validate(extra_validators)
        return self.take_in_photos() and valid

    def take_in_photos(self) -> bool:
        """Say at the field what could not be taken; return whether all could."""
        said = []
        if self.taken.too_many:
            said.append(
                _("Högst %(limit)d foton går att skicka: välj om dem.", limit=self.taken.most)
            )
        if self.taken.lost:
            said.append(_("En bild har legat för länge. Välj den igen."))
        if self.taken.unreadable:
            said.append(_("En bild gick inte att läsa. Välj en annan, eller skicka utan."))
        if self.photos:
            self.photos.errors = said
        return not said


def photos_of_the_fix(noun: str) -> TakenPhotos:
    """Store the photos that came with this verb, if it takes any. Slow; runs no statement."""
    if NOUNS[noun] is not Verb.FIX or request.headers.get("HX-Request"):
        return TakenPhotos(0, ())
    db.session.rollback()  # what was read to know who asks is not held meanwhile
    return take_photos(AFTER_MAX)

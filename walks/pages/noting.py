"""The form that the walk page and the public form share: from what was sent to a Note.

Order matters in a view: `take_photos` first, since decoding is slow and must be done before the
first statement of the transaction; then the form.
"""

import math
import re
import uuid
from typing import Any

from flask import current_app, g, request
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField, MultipleFileField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import RadioInput

from walks import storage
from walks.model.category import categories
from walks.model.codes import FindingType, Source
from walks.model.note import TEXT_MAX, Note
from walks.model.party import parties
from walks.model.photo import Picture
from walks.model.routing import Noted, route
from walks.model.rulebook import current_rulebook
from walks.model.sweden import in_sweden
from walks.pages.forms import Form
from walks.pages.language import language
from walks.pages.rendering import text_in, within

PHOTOS_MAX = 4
PLACE_MAX = 300

COORDINATES = re.compile(r"(-?\d{1,3}[.,]\d+)°?\s*N?\s*[,;\s]\s*(-?\d{1,3}[.,]\d+)°?\s*[EÖ]?")
"""A point as people paste it: 57.72, 12.94, with decimal commas or points."""


class TakenPhotos:
    """The photos of one request, stored: those just sent, and those kept from an earlier try."""

    def __init__(
        self, sent: int, pictures: tuple[Picture, ...], *, lost: int = 0, most: int = PHOTOS_MAX
    ) -> None:
        """Hold `pictures`; `sent` is how many the sender chose, perhaps more than the `most` taken.

        `lost` are those of an earlier try that lay too long and are gone.
        """
        self.sent = sent
        self.pictures = pictures
        self.lost = lost
        self.most = most

    @property
    def unreadable(self) -> int:
        """How many could not be read."""
        return sum(picture.stored_sha256 is None for picture in self.pictures)

    @property
    def too_many(self) -> bool:
        """Say whether more were chosen than are taken; then none was stored."""
        return self.sent > self.most

    @property
    def kept(self) -> list[tuple[str, bool]]:
        """A signed ticket for each, and whether it could be read: for a form that comes back."""
        return [(_tickets().dumps(vars(p)), p.stored_sha256 is not None) for p in self.pictures]


def take_photos(most: int = PHOTOS_MAX) -> TakenPhotos:
    """Store the photos of this request and return them. Slow; runs no statement.

    A view that is run again (collisions.py) gets what it got before.
    """
    if "taken" not in g:
        g.taken = _take(most)
    taken: TakenPhotos = g.taken
    return taken


def _take(most: int) -> TakenPhotos:
    instance = current_app.config["INSTANCE"]
    tickets = [picture for ticket in request.form.getlist("kept") if (picture := _redeem(ticket))]
    files = [f for name in ("camera", "photos") for f in request.files.getlist(name) if f.filename]
    sent = len(tickets) + len(files)
    if sent > most:
        return TakenPhotos(sent, (), most=most)
    earlier = [picture for picture in tickets if storage.still_there(picture, instance)]
    stored = [storage.keep(file.read(), instance) for file in files]
    unique = {picture.received_sha256: picture for picture in [*earlier, *stored]}
    lost = len(tickets) - len(earlier)
    return TakenPhotos(sent, tuple(unique.values()), lost=lost, most=most)


def _tickets() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="kept-photo")


def _redeem(ticket: str) -> Picture | None:
    try:
        return Picture(**_tickets().loads(ticket))
    except BadSignature:
        return None  # not a ticket of ours: somebody made it up


def fits(_form: Form, field: Any) -> None:
    """Refuse a text that is too long, and say how long it is."""
    _at_most(field, TEXT_MAX)


def place_fits(_form: Form, field: Any) -> None:
    """Refuse place words that are too long, and say how long they are."""
    _at_most(field, PLACE_MAX)


def _at_most(field: Any, limit: int) -> None:
    if len(field.data or "") > limit:
        raise ValidationError(
            _(
                "Texten är %(count)s tecken. Högst %(limit)s får plats: korta den.",
                count=format_decimal(len(field.data)),
                limit=format_decimal(limit),
            )
        )


def point_in(words: str) -> tuple[float, float] | None:
    """Return the latitude and longitude that the words are, or None if they are words."""
    found = COORDINATES.fullmatch(words.strip())
    return (_degrees(found[1]), _degrees(found[2])) if found else None


def _degrees(text: str) -> float:
    return float(text.replace(",", "."))


def _number(text: str | None) -> float | None:
    """Return what a script put in a hidden field, or None if it is no number."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


class Tile(RadioInput):
    """A radio button with the attributes of its own choice; WTForms' own leaves them out."""

    def __call__(self, field: Any, **given: Any) -> Any:
        """Return the button as HTML."""
        return super().__call__(field, **{**field.choice.render_kw, **given})


class NoteForm(Form):
    """What is noted, and where. `photos` are taken before the form is made."""

    uuid = HiddenField()
    latitude = HiddenField()
    longitude = HiddenField()
    accuracy = HiddenField()
    photos = MultipleFileField(_l("Välj bilder"))
    category = RadioField(_l("Vad gäller det?"), validators=[Optional()], option_widget=Tile())
    text = TextAreaField(_l("Beskriv med egna ord"), validators=[fits])
    place_words = StringField(_l("Platsen med ord"), validators=[place_fits])

    def __init__(self, source: Source, taken: TakenPhotos | None = None, **given: Any) -> None:
        """Offer the categories of `source`; `taken` are the photos already stored."""
        super().__init__(**given)
        self.taken = taken or TakenPhotos(0, ())
        self.source = source
        self.category.choices = [(c.key, text_in(c.names), {}) for c in categories(source.value)]
        if not self.uuid.data:
            self.new_id()

    def tell_where_each_goes(self) -> None:
        """Give each tile the party it leads to and why, for the script. Before it is shown."""
        self.category.choices = category_choices(self.source)

    def new_id(self) -> None:
        """Make it a note of its own, with all that was typed."""
        self.uuid.data = str(uuid.uuid4())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields one by one, then what only the whole can tell."""
        fine = super().validate(extra_validators)
        self._check_id()
        self._check_photos()
        self._check_what()
        self._check_place()
        if self.errors and self.taken.unreadable:  # alone it stops nothing: the receipt tells
            self.refuse(self.photos, _unreadable(self.taken.unreadable))
        return bool(fine and not self.errors)

    def note(self) -> Note:
        """Return what was noted. Call it on a valid form."""
        point, accuracy = self._point()
        words = self.place_words.data or ""
        return Note(
            uuid=self.uuid.data,
            type=FindingType.UNSAFE,
            category=self.category.data or None,
            text=self.text.data or "",
            latitude=point[0] if point else None,
            longitude=point[1] if point else None,
            accuracy_m=accuracy,
            place_words="" if point_in(words) else words,
            language=language(),
            photos=self.taken.pictures,
        )

    def words(self) -> str:
        """Return what was written of it, in whatever field."""
        return self.text.data or ""

    def has_place(self) -> bool:
        """Say whether any way of giving the place was used."""
        return bool(self._point()[0] or self.place_words.data)

    def refuse(self, field: Any, message: str) -> None:
        """Add a sentence to what is wrong with the field."""
        field.errors = [*field.errors, message]

    def _point(self) -> tuple[tuple[float, float] | None, float | None]:
        """Return where, and how sure in metres: as typed, else as the phone found it."""
        if typed := point_in(self.place_words.data or ""):
            return typed, None
        latitude, longitude = _number(self.latitude.data), _number(self.longitude.data)
        if latitude is None or longitude is None:
            return None, None
        accuracy = _number(self.accuracy.data)
        return (latitude, longitude), accuracy if accuracy is not None and accuracy >= 0 else None

    def _check_id(self) -> None:
        try:
            self.uuid.data = str(uuid.UUID(self.uuid.data))
        except ValueError:
            self.new_id()
            self.form_errors.append(_("Något i formuläret gick sönder på vägen. Skicka igen."))

    def _check_photos(self) -> None:
        if self.taken.too_many:
            said = _(
                "Du valde %(count)d bilder. Högst %(limit)d går att skicka: välj om dem.",
                count=self.taken.sent,
                limit=PHOTOS_MAX,
            )
            self.refuse(self.photos, said)
        if self.taken.lost:
            self.refuse(self.photos, _("En bild har legat för länge. Välj den igen."))

    def _check_what(self) -> None:
        if not self.category.data and not self.words() and not self.category.errors:
            self.refuse(self.category, _("Välj vad det gäller, eller beskriv med egna ord."))

    def _check_place(self) -> None:
        point, _accuracy = self._point()
        if point and not in_sweden(*point):
            self._refuse_point()
        elif not self.has_place() and not self.place_words.errors:
            self.refuse(self.place_words, self.ask_for_place())

    def ask_for_place(self) -> str:
        """Return what to say when no place was given."""
        return str(_("Skriv var det är, till exempel: gångtunneln vid Norrbyskolan."))

    def _refuse_point(self) -> None:
        if point_in(self.place_words.data or ""):
            said = _(
                "Koordinaterna ligger utanför Sverige. Skriv först latitud (55 till 69), "
                "sedan longitud (10 till 24)."
            )
        else:
            said = _("Telefonens position ligger utanför Sverige. Skriv platsen med ord i stället.")
            self.latitude.data = self.longitude.data = self.accuracy.data = ""
        self.refuse(self.place_words, said)


def _unreadable(count: int) -> str:
    return str(
        ngettext(
            "En bild gick inte att läsa. Välj en annan, eller skicka utan den.",
            "%(num)d bilder gick inte att läsa. Välj andra, eller skicka utan dem.",
            count,
        )
    )


def category_choices(source: Source) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the tiles of `source`, each with the party it leads to and why, for the script."""
    rulebook = current_rulebook()
    names = {party.slug: within(text_in(party.names)) for party in parties()}
    choices = []
    for category in categories(source.value):
        decision = route(Noted(category=category.key, source=source.value), rulebook)
        leads_to: dict[str, Any] = {"data-party": names[decision.party]}
        if language() == "sv":
            leads_to["data-reason"] = decision.reason
        if category.emergency:
            leads_to["data-emergency"] = True
        choices.append((category.key, text_in(category.names), leads_to))
    return choices

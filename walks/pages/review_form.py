"""The reviewer's form: what the public copy of one finding is to hold."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from walks.model.finding import Finding
from walks.model.note import TEXT_MAX
from walks.model.photo import Photo
from walks.model.publication import PublicCopy
from walks.model.review import Review, coarse_place, photos_to_choose
from walks.pages.forms import Form, at_most

ALT_MAX = 300


class ReviewForm(Form):
    """The words, and which photos and point come along. `review_form` adds the photos."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    text = TextAreaField(
        _l("Text"),
        validators=[Optional(), at_most(TEXT_MAX)],
        description=_l("Ta bort namn, nummer och annat som pekar ut någon."),
    )
    place = StringField(
        _l("Plats i ord"),
        validators=[Optional(), at_most(200)],
        description=_l("Ett stopp, en gata eller ett område. Ingen adress till någons hem."),
    )
    answer = TextAreaField(
        _l("Svar"),
        validators=[Optional(), at_most(TEXT_MAX)],
        description=_l("Svaret från den som ansvarar. Ändra bara det som pekar ut någon."),
    )
    point = BooleanField(
        _l("Visa en punkt på kartan"),
        description=_l("Punkten avrundas till närmaste hundratal meter."),
    )
    asked = HiddenField()
    confirmed = BooleanField(_l("Ja, jag beslutar att det här ska bli offentligt"))

    photos: tuple[Photo, ...] = ()

    def shown(self, photo: Photo) -> Field:
        """The choice to show this photo."""
        return self[f"photo_{photo.id}"]

    def alt(self, photo: Photo) -> Field:
        """The photo's description."""
        return self[f"alt_{photo.id}"]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a description of each photo that is chosen."""
        valid: bool = super().validate(extra_validators)
        for photo in self.photos:
            if self.shown(photo).data and not self.alt(photo).data:
                self.alt(photo).errors = [_("Beskriv bilden för den som inte kan se den.")]
                valid = False
        return valid

    def empties(self, finding: Finding) -> bool:
        """Say whether all words were taken out of what is open: a slip as easily as a wish."""
        copy = finding.public_copy
        known = finding.guarded or (copy is not None and not copy.text)
        return bool(finding.text.strip() and not self.text.data and not known)

    def review(self) -> Review:
        """Return what the form asks for."""
        return Review(
            text=self.text.data or "",
            place=self.place.data or "",
            answer=(self.answer.data or "") if self.answer else "",
            point=self.point.data,
            photos={p.id: self.alt(p).data for p in self.photos if self.shown(p).data},
            confirmed=self.confirmed.data,
        )


def review_form(finding: Finding) -> ReviewForm:
    """Return the form, prefilled with what stands published, else with what was noted."""
    fields: dict[str, Any] = {"photos": tuple(photos_to_choose(finding))}
    for photo in fields["photos"]:
        fields[f"photo_{photo.id}"] = BooleanField(_l("Visa bilden"))
        fields[f"alt_{photo.id}"] = StringField(
            _l("Vad bilden visar"), validators=[Optional(), at_most(ALT_MAX)]
        )
    if finding.answer is None:
        fields["answer"] = None  # nobody has answered, and a reviewer doesn't answer for them
    form: ReviewForm = type("ReviewForm", (ReviewForm,), fields)(data=_prefilled(finding))
    return form


def _prefilled(finding: Finding) -> dict[str, Any]:
    own = finding.answer.body if finding.answer else ""
    common: dict[str, Any] = {"version": finding.version}
    common |= {f"alt_{p.id}": p.alt_text or "" for p in photos_to_choose(finding)}
    if copy := finding.public_copy:
        return common | _published(copy) | ({"answer": own} if copy.new_answer else {})
    opened = not finding.guarded
    return common | {
        "text": _words(finding) if opened else "",
        "place": coarse_place(finding),
        "answer": own,
        "point": opened and finding.latitude is not None,
    }


def _published(copy: PublicCopy) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for row in copy.photos:
        shown |= {f"photo_{row.photo_id}": True, f"alt_{row.photo_id}": row.alt_text}
    return shown | {
        "text": copy.text,
        "place": copy.place,
        "answer": copy.answer or "",
        "point": copy.latitude is not None,
    }


def _words(finding: Finding) -> str:
    """Return what was noted, the proposal after the rest."""
    proposal = _("Förslag: %(words)s", words=finding.proposal) if finding.proposal else ""
    return "\n\n".join(part for part in (finding.text, proposal) if part)

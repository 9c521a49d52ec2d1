"""The form that puts a noted finding right before it leaves the walk."""

import uuid
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Optional

from walks.model.acting import stated
from walks.model.category import Category, categories
from walks.model.codes import Audience, FindingType, NoterRole, Urgency
from walks.model.finding import Finding
from walks.model.fixing import Fix
from walks.model.note import TEXT_MAX, Note
from walks.model.ties import narrower
from walks.model.walk import Walk
from walks.pages.forms import Form, at_most
from walks.pages.move_fields import Carried
from walks.pages.rendering import text_in


class CorrectionForm(Form):
    """What somebody noted, to be put right; begins as the finding stands."""

    type = RadioField(_l("Vad är det?"), [DataRequired(_l("Välj vad det är."))])
    category = SelectField(_l("Kategori"), [DataRequired(_l("Välj en kategori."))])
    text = TextAreaField(_l("Text"), [Optional(), at_most(TEXT_MAX)])
    proposal = TextAreaField(_l("Förslag"), [Optional(), at_most(TEXT_MAX)])
    place_words = StringField(_l("Plats med ord"), [at_most(300)])
    urgency = SelectField(_l("Hur bråttom?"), [DataRequired(_l("Välj hur bråttom det är."))])
    version = HiddenField()

    def __init__(self, finding: Finding) -> None:
        """Fill the lists to choose from."""
        super().__init__(data=_stands(finding))
        self.finding = finding
        self.type.choices = {member.value: _(member.label) for member in FindingType}
        self.urgency.choices = {member.value: _(member.label) for member in Urgency}
        offered = categories(finding.source.value)
        if finding.category not in offered:
            offered.append(finding.category)
        self.category.choices = {c.key: text_in(c.names) for c in offered}

    def validate_place_words(self, field: StringField) -> None:
        """Without a point or a stop, the words are all that says where."""
        if not field.data and self.finding.stop_id is None and self.finding.latitude is None:
            raise ValidationError(_("Skriv var det är."))

    @property
    def changes(self) -> dict[str, Any]:
        """What the correction says, as fields of a Note.

        A new category brings its own urgency, unless somebody chose one here.
        """
        urgency: Urgency | None = Urgency(self.urgency.data)
        if self.category.data != self.finding.category.key and urgency is self.finding.urgency:
            urgency = None
        return {
            "type": FindingType(self.type.data),
            "category": self.category.data,
            "text": self.text.data or "",
            "proposal": self.proposal.data or "",
            "place_words": self.place_words.data or "",
            "urgency": urgency,
        }

    def catch_up(self, finding: Finding) -> list[tuple[str, str, str]]:
        """Take the finding's present version; return label, what stands, what was written."""
        self.version.data = str(finding.version)
        stands = _stands(finding)
        del stands["version"]
        return self.differences(stands)


class RowForm(Form):
    """What is most often wrong, as small selects in the finding's row."""

    category = SelectField(_l("Kategori"), [DataRequired(_l("Välj en kategori."))])
    stop = SelectField(_l("Stopp"), [Optional()])
    place_words = StringField(_l("Plats med ord"), [at_most(300)])
    urgency = SelectField(_l("Brådska"), [DataRequired(_l("Välj hur bråttom det är."))])
    audience = SelectField(_l("Får läsa"), [DataRequired(_l("Välj vem som får läsa."))])
    version = HiddenField()

    def __init__(
        self,
        finding: Finding,
        walk: Walk,
        offered: list[Category] | None = None,
        *,
        fresh: bool = False,
    ) -> None:
        """Fill the lists to choose from; `fresh`: as the finding stands, whatever was sent."""
        sent = {"formdata": None} if fresh else {}
        super().__init__(data=_row_stands(finding), **sent)
        self.finding = finding
        kinds = list(categories(walk.source.value) if offered is None else offered)
        if finding.category not in kinds:
            kinds.append(finding.category)
        self.category.choices = {c.key: text_in(c.names) for c in kinds}
        self.stop.choices = {"": _("Ingen")} | {str(s.id): s.name for s in walk.stops}
        self.urgency.choices = {member.value: _(member.label) for member in Urgency}
        self.audience.choices = {
            member.value: str(SHORT[member])
            for member in Audience
            if member is finding.audience or narrower(member, finding.audience)
        }

    def validate_place_words(self, field: StringField) -> None:
        """Without a point or a stop, the words are all that says where."""
        if not field.data and not self.stop.data and self.finding.latitude is None:
            raise ValidationError(_("Skriv var det är."))

    @property
    def fix(self) -> Fix:
        """What the row says. A new category brings its own urgency, unless one was chosen."""
        urgency: Urgency | None = Urgency(self.urgency.data)
        if self.category.data != self.finding.category.key and urgency is self.finding.urgency:
            urgency = None
        return Fix(
            category=self.category.data,
            stop_id=int(self.stop.data) if self.stop.data else None,
            place_words=self.place_words.data or "",
            urgency=urgency,
            audience=Audience(self.audience.data),
        )

    def catch_up(self, finding: Finding) -> list[tuple[str, str, str]]:
        """Take the finding's present version; return label, what stands, what was written."""
        self.version.data = str(finding.version)
        stands = _row_stands(finding)
        del stands["version"]
        return self.differences(stands)


SHORT = {
    Audience.WALK: _l("Alla på vandringen"),
    Audience.PARTY: _l("Ansvariga och ledare"),
    Audience.NOTER_AND_PARTY: _l("Bara de ansvariga"),
}
"""Who may read, short enough for a row."""


class PaperForm(Form):
    """A line from paper or from the table: what, where, and as whom it was said."""

    text = StringField(
        _l("Vad sades?"), [DataRequired(_l("Skriv vad som sades.")), at_most(TEXT_MAX)]
    )
    stop = SelectField(_l("Stopp"), [Optional()])
    place_words = StringField(_l("Plats med ord"), [at_most(300)])
    role = SelectField(_l("Sagt av"), [DataRequired(_l("Välj vem som sa det."))])
    type = SelectField(_l("Vad är det?"), [DataRequired(_l("Välj vad det är."))])
    category = SelectField(_l("Kategori"), [Optional()])
    uuid = HiddenField()

    def __init__(self, walk: Walk, offered: list[Category], **given: Any) -> None:
        """Fill the lists to choose from."""
        super().__init__(data={"uuid": str(uuid.uuid4())}, **given)
        self.stop.choices = {"": _("Ingen")} | {str(s.id): s.name for s in walk.stops}
        self.role.choices = {member.value: _(member.label) for member in NoterRole}
        self.type.choices = {member.value: _(member.label) for member in FindingType}
        by_words = {"": _("Efter orden")}
        self.category.choices = by_words | {c.key: text_in(c.names) for c in offered}

    def validate_place_words(self, field: StringField) -> None:
        """A finding is somewhere: at a stop, or where the words say."""
        if not field.data and not self.stop.data:
            raise ValidationError(_("Välj ett stopp eller skriv var det är."))

    def validate_uuid(self, field: HiddenField) -> None:
        """A line without its own id gets one: then it is only not known when sent twice."""
        try:
            field.data = str(uuid.UUID(field.data))
        except (ValueError, TypeError):
            field.data = str(uuid.uuid4())

    @property
    def said_as(self) -> NoterRole:
        """In which role it was said."""
        return NoterRole(self.role.data)

    @property
    def note(self) -> Note:
        """What was said, as a note."""
        kind = FindingType(self.type.data)
        proposed = kind is FindingType.PROPOSAL
        return Note(
            uuid=self.uuid.data,
            type=kind,
            category=self.category.data or None,
            text="" if proposed else self.text.data,
            proposal=self.text.data if proposed else "",
            stop_id=int(self.stop.data) if self.stop.data else None,
            place_words=self.place_words.data or "",
        )


class DismissForm(Form):
    """Why a finding is no case for anybody."""

    reason = StringField(
        _l("Varför är det inget ärende?"),
        [Carried(stated), at_most(1000)],
        default="",
        description=_l("Den som noterade läser det."),
    )


def _stands(finding: Finding) -> dict[str, object]:
    return {
        "type": finding.type.value,
        "category": finding.category.key,
        "text": finding.text,
        "proposal": finding.proposal,
        "place_words": finding.place_words,
        "urgency": finding.urgency.value,
        "version": str(finding.version),
    }


def _row_stands(finding: Finding) -> dict[str, object]:
    return {
        "category": finding.category.key,
        "stop": str(finding.stop_id or ""),
        "place_words": finding.place_words,
        "urgency": finding.urgency.value,
        "audience": finding.audience.value,
        "version": str(finding.version),
    }

"""The forms of a finding's page that are no moves: who may read it, and the party's own number."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from walks.model.acting import stated
from walks.model.codes import Audience
from walks.model.finding import REFERENCE_MAX, Finding
from walks.model.note import TEXT_MAX
from walks.pages.forms import Form, at_most, fingerprint
from walks.pages.move_fields import Carried


class AudienceForm(Form):
    """A coordinator changes who inside may read a finding."""

    version = HiddenField()
    audience = RadioField(_l("Vilka får läsa?"), [InputRequired(_l("Välj vilka."))])
    reason = TextAreaField(_l("Varför?"), [Carried(stated), at_most(TEXT_MAX)], default="")

    def __init__(self, finding: Finding, **given: Any) -> None:
        """Offer every audience, the present one chosen."""
        super().__init__(audience=finding.audience.value, **given)
        self.audience.choices = [(a.value, _(a.label)) for a in Audience]
        for field in self:
            field.id = field.label.field_id = f"audience-{field.short_name}"


class ReferenceForm(Form):
    """The party's own number of a finding. `stands`: what somebody else wrote meanwhile."""

    version = HiddenField()
    reference = StringField(
        _l("Beteckning"),
        [at_most(REFERENCE_MAX)],
        description=_l("Till exempel ett diarienummer eller ett ärendenummer. Går att söka på."),
        default="",
    )
    stands: str | None = None

    def __init__(self, finding: Finding, **given: Any) -> None:
        """Show what is known."""
        now = fingerprint(finding.reference)
        super().__init__(reference=finding.reference, version=now, **given)
        self.is_stale = self.is_submitted() and self.version.data != now
        self.version.data, self.is_sent = now, self.is_submitted()
        if self.is_stale:
            self.stands = finding.reference
        for field in self:
            field.id = field.label.field_id = f"reference-{field.short_name}"

"""The parts of the forms by which a person acts: what a verb must carry, as a field checks it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField
from wtforms.validators import StopValidation

from walks.model.acting import NotAnAnswer, plannable
from walks.pages.forms import Form
from walks.pages.rendering import now
from walks.swedish import N_, local_date


class Carried:
    """Refuses what the model would refuse, with the model's own sentence."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own name

    def __init__(self, check: Callable[[Any], object]) -> None:
        """`check` raises NotAnAnswer."""
        self.check = check

    def __call__(self, _form: Form, field: Any) -> None:
        """Say what is missing."""
        if field.process_errors:
            raise StopValidation
        try:
            self.check(field.data)
        except NotAnAnswer as error:
            raise StopValidation(_(str(error))) from error


def a_day(day: date | None) -> None:
    """Raises NotAnAnswer when nothing can be planned for the day, or none was chosen."""
    if day is None:
        raise NotAnAnswer(N_("Välj vilken dag det blir gjort."))
    plannable(day, local_date(now()))


class ContactChosen:
    """Marks the field as one that must be filled in; `validate_contact` looks."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms' own name

    def __call__(self, _form: Form, _field: Any) -> None:
        """Leave it to the form, which knows what else may be written."""


class PlanDate(DateField):
    """A date that may be left out without being called wrongly written."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date, if there is one."""
        super().process_formdata([value for value in valuelist if value])

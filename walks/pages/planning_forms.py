"""The forms of planning: what a walk or a round needs, moving it, cancelling it."""

import re
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from walks.model.area import areas
from walks.model.codes import Light
from walks.model.person import people
from walks.model.route_plan import PlannedStop, StopHasFindings, plan_route
from walks.model.walk import ID_ALPHABET, Walk, WalkKind, random_text
from walks.pages.forms import Form, at_most
from walks.pages.planning_stops import read_stops, written_stops
from walks.swedish import at_local, local, sorted_swedish
from walks.telephone import telephone

LATEST = timedelta(days=3 * 366)
"""Further ahead than this a year is mistyped."""
PLAIN = (
    "title", "meeting_place", "workplace", "unit", "employer_contact", "purpose", "leader_phone",
)  # fmt: skip
"""Fields of the walk that the form shows and keeps as they are; empty is None."""
OWN_ID = re.compile(f"[{ID_ALPHABET}]{{10}}")


def _id(value: object) -> int:
    return int(str(value)) if str(value).isascii() and str(value).isdigit() else 0


def _day_field() -> DateField:
    return DateField(_l("Datum"), [InputRequired(_l("Välj ett datum."))])


def _clock_field() -> TimeField:
    return TimeField(
        _l("Klockslag"),
        [InputRequired(_l("Skriv när det börjar, till exempel 18:00."))],
        format=["%H:%M", "%H.%M", "%H:%M:%S"],
    )


class DateForm(Form):
    """A date and a time on Swedish wall clocks, not before today."""

    starts_on = _day_field()
    starts_at = _clock_field()

    def __init__(self, today: date, **given: object) -> None:
        """Keep what day it is."""
        super().__init__(**given)
        self.today = today

    def validate_starts_on(self, field: DateField) -> None:
        """Refuse the past, and years that nobody plans for."""
        if field.data and field.data < self.today:
            raise ValidationError(_("Datumet har redan varit. Välj ett som kommer."))
        if field.data and field.data > self.today + LATEST:
            raise ValidationError(_("Datumet ligger långt fram. Kontrollera årtalet."))

    @property
    def moment(self) -> datetime:
        """The moment in UTC."""
        return at_local(self.starts_on.data or date.min, self.starts_at.data or time.min)


class WalkForm(DateForm):
    """A walk or a round. Fields that the kind, the state or the person has no use for go."""

    title = StringField(_l("Namn"), [DataRequired(_l("Ge den ett namn.")), at_most(120)])
    area = SelectField(_l("Område"), coerce=_id, validators=[DataRequired(_l("Välj ett område."))])
    workplace = StringField(
        _l("Arbetsplats"), [DataRequired(_l("Skriv vilken arbetsplats det gäller.")), at_most(120)]
    )
    unit = StringField(
        _l("Enhet"), [DataRequired(_l("Skriv vilken enhet det gäller.")), at_most(120)]
    )
    employer_contact = StringField(
        _l("Arbetsgivarens kontakt"),
        [DataRequired(_l("Skriv vem hos arbetsgivaren som tar emot fynden.")), at_most(200)],
    )
    meeting_place = StringField(
        _l("Samlingsplats"), [DataRequired(_l("Skriv var ni träffas.")), at_most(200)]
    )
    purpose = TextAreaField(_l("Syfte"), [Optional(), at_most(2000)])
    starts_on = _day_field()
    starts_at = _clock_field()
    light = RadioField(_l("Ljuset ni väljer"), [DataRequired(_l("Välj vilket ljus ni vill gå i."))])
    stops = TextAreaField(_l("Stopp på vägen"), [Optional(), at_most(8000)])
    leader = SelectField(
        _l("Vandringsledare"), coerce=_id, validators=[DataRequired(_l("Välj vem som leder."))]
    )
    note_taker = SelectField(_l("Protokollförare"), coerce=_id, validators=[Optional()])
    leader_phone = StringField(_l("Ledarens telefon"), [Optional(), at_most(40)])
    version = HiddenField()
    public_id = HiddenField()

    def __init__(
        self, kind: WalkKind, *, today: date, walk: Walk | None = None, chooses_leader: bool = True
    ) -> None:
        """Make the form of a new walk, or of `walk` as it stands."""
        super().__init__(today, data=_as_planned(walk) if walk else None)
        self.walk, self.route = walk, list[PlannedStop]()
        away = ["area"] if kind is WalkKind.ROUND else ["workplace", "unit", "employer_contact"]
        if walk:
            away += ["starts_on", "starts_at"]  # a new date is a move, with its reason
            away += ["public_id"]
        elif not OWN_ID.fullmatch(self.public_id.data or ""):
            self.new_id()
        if not chooses_leader:
            away += ["leader"]
        for name in away:
            del self[name]
        self._offer()

    def new_id(self) -> None:
        """Make it a plan of its own: the id that the form carries is the new walk's."""
        self.public_id.data = random_text(ID_ALPHABET, 10)

    def is_kept_as(self, walk: Walk) -> bool:
        """Say whether the walk holds what was written. Call it on a valid form."""
        begins, stands = local(walk.starts_at), _as_planned(walk)
        del stands["version"], stands["stops"]  # stops may be written in several ways
        stands |= {"starts_on": begins.date(), "starts_at": begins.time()}
        route = [PlannedStop(s.name, s.latitude, s.longitude) for s in walk.stops]
        return route == self.route and not self.differences(stands)

    def _offer(self) -> None:
        """Fill the lists to choose from; whoever is chosen already stays in them."""
        chosen = {self.walk.leader_id, self.walk.note_taker_id} if self.walk else set()
        able = [p for p in people() if (p.active and p.may_run_walks) or p.id in chosen]
        names = {p.id: p.name for p in sorted_swedish(able, lambda p: p.name)}
        self.note_taker.choices = {0: _("Ingen än"), **names}
        if self.leader:
            self.leader.choices = {"": _("Välj …"), **names}
        if self.area:
            places = sorted_swedish(areas(), lambda area: area.name)
            self.area.choices = {"": _("Välj …"), **{area.id: area.name for area in places}}
        self.light.choices = {light.value: _(light.label) for light in Light}

    def validate_stops(self, field: TextAreaField) -> None:
        """Read the stops; each line that can't be read is named."""
        if not field.errors:
            self.route = read_stops(field.data or "")

    def validate_note_taker(self, field: SelectField) -> None:
        """The leader walks and talks; somebody else writes."""
        leader = self.leader.data if self.leader else self.walk and self.walk.leader_id
        if field.data and field.data == leader:
            raise ValidationError(
                _("Den som leder kan inte också föra protokoll. Välj någon annan.")
            )

    def validate_leader_phone(self, field: StringField) -> None:
        """Keep the number in one way; participants press it, so it must be one."""
        number = telephone(field.data)
        if number is None:
            raise ValidationError(
                _("Numret går inte att ringa. Skriv det med riktnummer, som 070-123 45 67.")
            )
        field.data = number

    def fill(self, walk: Walk) -> bool:
        """Put what was written on the walk. False, with a sentence by the field, if it can't."""
        try:
            plan_route(walk, self.route)
        except StopHasFindings as error:
            self.stops.errors = [
                _(
                    "Det finns fynd vid %(names)s. Låt stoppet stå kvar med samma namn.",
                    names=", ".join(f"”{name}”" for name in error.names),
                )
            ]
            return False
        for name in PLAIN:
            if name in self:
                setattr(walk, name, self[name].data or None)
        walk.light = Light(self.light.data)
        walk.note_taker_id = self.note_taker.data or None
        if self.area:
            walk.area_id = self.area.data
        if self.leader:
            walk.leader_id = self.leader.data
        return True

    def catch_up(self, walk: Walk) -> list[tuple[str, str, str]]:
        """Take the walk's present version; return label, what stands and what was written.

        Only of fields where the two differ.
        """
        self.version.data = str(walk.version)
        stands = _as_planned(walk)
        del stands["version"]
        return self.differences(stands)


def _as_planned(walk: Walk) -> dict[str, object]:
    return {
        **{name: getattr(walk, name) or "" for name in PLAIN},
        "area": walk.area_id,
        "light": walk.light.value,
        "stops": written_stops(walk),
        "leader": walk.leader_id,
        "note_taker": walk.note_taker_id or 0,
        "version": str(walk.version),
    }


class MoveForm(DateForm):
    """A new date, and what the participants should know."""

    note = StringField(
        _l("Varför flyttas den?"),
        [DataRequired(_l("Skriv varför. Deltagarna läser det.")), at_most(300)],
    )
    version = HiddenField()


class CancelForm(Form):
    """Why it is cancelled."""

    why = StringField(
        _l("Varför ställs den in?"),
        [DataRequired(_l("Skriv varför. Deltagarna läser det.")), at_most(300)],
    )

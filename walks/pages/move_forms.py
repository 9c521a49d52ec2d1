"""The forms by which a person acts on a finding: one for each verb, with what it must carry."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from flask import current_app, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, InputRequired, Optional, StopValidation

from walks.model.acting import By, NotAnAnswer, handed_over, own_words, stated, who_said
from walks.model.answer_template import AnswerTemplate
from walks.model.contact import Contact, contact_called, contacts
from walks.model.finding import Finding
from walks.model.note import TEXT_MAX
from walks.model.party import Party, parties
from walks.model.person import Role
from walks.model.personal_data import Suspect, suspects
from walks.model.status import MOVES, Carry, Status, Verb, WaitingOn
from walks.model.ties import not_a_duplicate_of
from walks.model.worklist import numbered
from walks.pages.answering_photos import PhotoForm
from walks.pages.forms import at_most
from walks.pages.move_fields import Carried, ContactChosen, PlanDate, a_day
from walks.pages.move_words import HELP, NOUNS, PARTY_LABELS
from walks.pages.noting import TakenPhotos
from walks.pages.rendering import now, text_in
from walks.swedish import N_, local_date

CARRIED = {
    Carry.CONTACT: "contact",
    Carry.BRIEF: "brief",
    Carry.QUESTION: "question",
    Carry.ORIGINAL: "original",
    Carry.PART: "part",
    Carry.ANSWER: "answer",
    Carry.DATE: "on",
    Carry.PARTY: "party",
    Carry.REASON: "reason",
}
"""The field that holds what a verb must carry, in the order in which the verbs take it."""


class MoveForm(PhotoForm):
    """What one verb must carry. `version` is the id of the last event its page showed."""

    version = HiddenField()
    contact = RadioField(
        _l("Vem ska göra arbetet?"),
        validators=[ContactChosen()],
        validate_choice=False,
    )
    brief = TextAreaField(
        _l("Vad behöver de veta?"), [Carried(stated), at_most(TEXT_MAX)], default=""
    )
    question = TextAreaField(
        _l("Vad vill ni veta?"), [Carried(stated), at_most(TEXT_MAX)], default=""
    )
    original = StringField(
        _l("Vilket fynd är det samma som?"),
        validators=[DataRequired(_l("Skriv numret på det andra fyndet."))],
        default="",
    )
    part = TextAreaField(
        _l("Vad ska bli ett eget fynd?"), [Carried(stated), at_most(TEXT_MAX)], default=""
    )
    answer = TextAreaField(
        _l("Svar till allmänheten"), [Carried(own_words), at_most(TEXT_MAX)], default=""
    )
    on = PlanDate(_l("När ska det vara klart?"), [Carried(a_day)])
    party = RadioField(validators=[InputRequired(_l("Välj vem."))], validate_choice=False)
    reason = TextAreaField(_l("Varför?"), [Carried(stated), at_most(TEXT_MAX)], default="")

    with_photos = BooleanField(_l("De får se fotona"))
    new_contact = StringField(_l("Någon annan: namn"), [at_most(120)], default="")
    new_email = StringField(
        _l("Någon annan: e-postadress"), [Optional(), Email(), at_most(255)], default=""
    )
    said = StringField(
        _l("Vem sade det, när och var?"), [Carried(who_said), at_most(200)], default=""
    )

    def __init__(
        self,
        verb: Verb,
        finding: Finding,
        *,
        taken: TakenPhotos | None = None,
        on_behalf: bool = False,
        **given: Any,
    ) -> None:
        """Keep the fields that the verb carries. `formdata=None`: nothing is filled in yet.

        `taken` are the photos of this request, stored already.
        """
        super().__init__(**given)
        self.verb, self.finding = verb, finding
        self.taken = taken or self.taken
        self.address = self.preview_address = ""
        self.wants_token = True
        self.templates: list[AnswerTemplate] = []
        if not on_behalf:
            del self.said
        if verb is not Verb.FIX:
            del self.photos
        self._offer_contacts()
        for carry, name in CARRIED.items():
            if carry not in MOVES[verb].carries:
                delattr(self, name)
        if self.answer:  # what is missing in it is said in the verb's own words
            self.answer.validators = [Carried(partial(own_words, verb=verb)), at_most(TEXT_MAX)]
        if self.party:
            self._offer_parties()
        for field in self:
            field.id = field.label.field_id = f"{verb}-{field.short_name}"

    def begin_from(self, templates: Iterable[AnswerTemplate], chosen: str | None = None) -> None:
        """Offer answers to begin from; the chosen one is put after what has been written."""
        self.templates = [each for each in templates if each.verb is self.verb]
        picked = next((each for each in self.templates if str(each.id) == chosen), None)
        if picked is not None:
            self.answer.data = "\n".join(filter(None, (self.answer.data, picked.body)))

    def send_to(self, address: str, preview: str = "", *, token: bool = True) -> None:
        """Say where it is sent; `preview` shows how its answer will be read."""
        self.address, self.preview_address, self.wants_token = address, preview, token

    def _offer_contacts(self) -> None:
        passes = Carry.CONTACT in MOVES[self.verb].carries
        # A name that nobody has read is shown to the public: only who reads for it writes one.
        if not passes or not (g.person and g.person.has(Role.COORDINATOR)):
            del self.new_contact, self.new_email
        if not passes or self.finding.guarded or not self.finding.shown_photos:
            del self.with_photos
        if passes:
            self.contacts = contacts()
            self.contact.choices = [(str(each.id), each.name) for each in self.contacts]
            if self.with_photos and self.version.raw_data is None:
                self.with_photos.data = True

    def _offer_parties(self) -> None:
        own = self.finding.responsible_party_id
        self.parties = [p for p in parties() if p.id != own or self.verb is Verb.DECIDE]
        self.party.label.text = PARTY_LABELS[self.verb]
        self.party.choices = [(p.slug, text_in(p.names)) for p in self.parties]
        if self.party.data is None and len(self.parties) == 1:
            self.party.data = self.parties[0].slug
        if self.party.data is None and self.finding.waiting_on is WaitingOn.COORDINATOR:
            self.party.data = self._proposed

    @property
    def _proposed(self) -> str | None:
        """The party that whoever asked the coordinator thinks it belongs to."""
        asked = [e for e in self.finding.events if e.verb is Verb.ASK_COORDINATOR]
        return asked[-1].proposed_party.slug if asked and asked[-1].proposed_party else None

    def validate_party(self, field: Any) -> None:
        """One of those offered must be chosen."""
        if self.chosen is None:
            raise StopValidation(_("Välj vem."))

    @property
    def chosen(self) -> Party | None:
        """The party that was picked."""
        return next((p for p in self.parties if p.slug == self.party.data), None)

    def validate_contact(self, field: Any) -> None:
        """One of those offered must be chosen, or another one named."""
        if self.contact_chosen is None and not self.named:
            raise StopValidation(_("Välj vem."))

    def validate_original(self, field: Any) -> None:
        """It must be a finding that this person sees, and that this one may follow."""
        if self.original_found is None:
            raise StopValidation(_("Skriv numret på ett fynd som du får läsa, till exempel 12."))
        try:
            not_a_duplicate_of(self.finding, self.original_found)
        except NotAnAnswer as error:
            raise StopValidation(_(str(error))) from error

    @property
    def named(self) -> str:
        """The name of a contact that is not in the list, if one was written."""
        return self.new_contact.data or "" if self.new_contact else ""

    @property
    def contact_name(self) -> str:
        """Who is to read what is passed on, as far as it is known."""
        chosen = self.contact_chosen
        return self.named or (chosen.name if chosen else "")

    @property
    def contact_chosen(self) -> Contact | None:
        """The contact that was picked."""
        return next((c for c in self.contacts if str(c.id) == self.contact.data), None)

    @cached_property
    def original_found(self) -> Finding | None:
        """The finding whose number was written."""
        prefix = current_app.config["NUMBER_PREFIX"]
        words, today = self.original.data or "", local_date(now())
        return numbered(g.person, words, prefix=prefix, today=today)

    @property
    def noun(self) -> str:
        """Where it is sent."""
        return next(noun for noun, verb in NOUNS.items() if verb is self.verb)

    @property
    def help(self) -> str:
        """The sentence above it."""
        if self.verb is Verb.ASK_COORDINATOR and handed_over(self.finding):
            return N_("Fyndet har redan bytt ägare en gång. Nu är det samordnaren som avgör.")
        return HELP[self.verb]

    @property
    def suspects(self) -> list[Suspect]:
        """What in the answer may point a person out."""
        return suspects(self.answer.data or "")

    @property
    def becomes(self) -> Status:
        """The status that the verb leads to."""
        return MOVES[self.verb].to or self.finding.status

    def carry_out(self, *, by: By, now: datetime) -> None:
        """Do it. The verbs are called what the enum calls them, and take what they carry."""
        fields = [self[name] for name in CARRIED.values() if name in self]
        found = {
            "party": lambda: self.chosen,
            "contact": lambda: self.contact_chosen,
            "original": lambda: self.original_found,
        }
        if self.named:
            found["contact"] = lambda: contact_called(self.named, self.new_email.data)
        more: dict[str, Any] = {}
        if self.verb is Verb.PASS_TO:
            more["photos"] = bool(self.with_photos and self.with_photos.data)
        if self.photos:
            more["photos"] = self.taken.pictures
        carried = [found.get(field.short_name, lambda f=field: f.data)() for field in fields]
        getattr(self.finding, self.verb.value)(*carried, by=by, now=now, **more)


def forms_for(
    by: By,
    finding: Finding,
    sent: MoveForm | None = None,
    verbs: Iterable[Verb] = MOVES,
    **given: Any,
) -> list[MoveForm]:
    """Return an empty form for each of the verbs they may do; `sent` stands for its own verb."""
    return [
        sent if sent and sent.verb is verb else MoveForm(verb, finding, formdata=None, **given)
        for verb in finding.verbs_for(by)
        if verb in verbs
    ]


def may_be_tried(form: MoveForm, by: By) -> bool:
    """Say whether the move may be tried. A second hand_over may: it becomes a question."""
    verb = Verb.ASK_COORDINATOR if form.verb is Verb.HAND_OVER else form.verb
    return form.finding.may(form.verb, by) or form.finding.may(verb, by)


def version_of(finding: Finding) -> str:
    """Return the version of a finding's page: its last event, since every verb writes one."""
    return str(finding.events[-1].id)


def likeliest(finding: Finding, forms: list[MoveForm]) -> MoveForm | None:
    """Return the form of what is most likely to be done next: the page's one clear action."""
    by_verb = {form.verb: form for form in forms}
    return next((by_verb[verb] for verb in _next_verbs(finding) if verb in by_verb), None)


def _next_verbs(finding: Finding) -> list[Verb]:
    if finding.waiting_on is WaitingOn.COORDINATOR:
        return [Verb.DECIDE]
    if finding.status is Status.NEW:
        return [Verb.RECEIVE] if finding.certain else [Verb.DECIDE, Verb.RECEIVE]
    if finding.status is Status.PLANNED and finding.answered_at:
        return [Verb.FIX]
    return [Verb.PLAN, Verb.VERIFY]

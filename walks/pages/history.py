"""The log in Swedish sentences: the one place where an event becomes words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from walks.model.event import Event
from walks.model.party import Party
from walks.model.photo import Photo
from walks.model.status import Actor, Verb
from walks.pages.rendering import day, text_in
from walks.swedish import N_

SENTENCES = {
    Verb.NOTE: N_("%(who)s noterade fyndet. Det gick till %(party)s."),
    Verb.CORRECT: N_("%(who)s rättade det som noterats. Förut stod det:"),
    Verb.RECEIVE: N_("%(who)s tog emot fyndet."),
    Verb.PLAN: N_("%(who)s planerade åtgärd till %(day)s:"),
    Verb.FIX: N_("%(who)s svarade att det är åtgärdat:"),
    Verb.DECLINE: N_("%(who)s svarade att det inte går:"),
    Verb.HAND_OVER: N_("%(who)s lämnade över fyndet till %(party)s:"),
    Verb.ASK_COORDINATOR: N_("%(who)s frågade samordnaren och föreslog %(proposed)s:"),
    Verb.DECIDE: N_("%(who)s bestämde att %(party)s ansvarar:"),
    Verb.VERIFY: N_("%(who)s såg på plats att det är åtgärdat."),
    Verb.REOPEN: N_("%(who)s öppnade fyndet igen:"),
    Verb.WITHDRAW: N_("%(who)s ångrade fyndet."),
    Verb.DISMISS: N_("%(who)s avslutade fyndet utan åtgärd:"),
    Verb.PASS_TO: N_("%(who)s bad %(contact)s att göra arbetet och svarade:"),
    Verb.TAKE_BACK: N_("%(who)s tog tillbaka fyndet från %(contact)s:"),
    Verb.ASK_REPORTER: N_("%(who)s frågade den som noterade:"),
    Verb.REPLY: N_("%(who)s svarade på frågan:"),
    Verb.SILENCE: N_("Inget svar kom på frågan. %(party)s går vidare utan."),
    Verb.MARK_DUPLICATE: N_("%(who)s såg att det är samma sak som %(other)s."),
    Verb.SPLIT: N_("%(who)s delade upp fyndet. En del blev %(other)s:"),
    Verb.WISH: N_("%(who)s ville ändra eller ångra, men då var fyndet redan frisläppt:"),
    Verb.RELEASE: N_("%(who)s frisläppte fyndet till %(party)s."),
    Verb.REMIND: N_("Det planerade datumet har passerat. Ett nytt svar behövs."),
    Verb.DISCLOSE: N_("Det här lämnades till %(party)s, som är en annan myndighet:"),
    Verb.REFER: N_("%(who)s skrev partens egen beteckning:"),
    Verb.WIDEN: N_("%(who)s ändrade vilka som får läsa fyndet:"),
    Verb.PUBLISH: N_("%(who)s publicerade fyndet på webben."),
    Verb.UNPUBLISH: N_("%(who)s bestämde att fyndet inte visas på webben."),
}
"""One sentence a verb. One that ends with a colon is followed by what was written."""

BY_ITSELF: dict[Verb, dict[str, str]] = {
    Verb.RELEASE: {
        Actor.CLOCK: N_("Fyndet frisläpptes av sig självt till %(party)s."),
        Actor.NOTER: N_("Fyndet är akut och gick direkt till %(party)s."),
        Actor.REPORTER: N_("Rapporten gick direkt till %(party)s."),
    },
    Verb.TAKE_BACK: {
        Actor.CONTACT: N_("%(contact)s svarade:"),
        Actor.CLOCK: N_("%(contact)s har inte svarat. Fyndet är tillbaka hos %(party)s."),
    },
}
"""Sentences for what follows by itself, by verb and in which capacity it was set off."""

PARTED = N_("%(who)s ångrade att det var samma sak som %(other)s.")
"""What a correction says that only undid a merger: its former words still stand."""

A_PART = N_("%(who)s delade upp %(other)s. Den här delen gick till %(party)s.")
"""How a finding began that was split from another."""


@dataclass(frozen=True)
class Line:
    """One line of the history: when, what was done, and what came with it."""

    at: datetime
    sentence: str
    words: str
    photos: Sequence[Photo] = ()


def lines(events: Iterable[Event]) -> list[Line]:
    """Return a line for each event, in the order given."""
    return [_line(event) for event in events]


def who(event: Event) -> str:
    """Return who acted, as others may know them: staff by name, everybody else by role."""
    if event.person and event.said:
        party = _name(event.from_party or event.to_party)
        return str(
            _(
                "%(party)s (%(said)s, antecknat av %(name)s)",
                party=party,
                said=event.said.body,
                name=event.person.name,
            )
        )
    if event.person:
        return f"{event.person.name} ({_role(event)})"
    if event.link and event.link.party:
        return str(_("%(party)s (genom länk)", party=_name(event.link.party)))
    if event.participant:
        role = _(event.participant.role.label).lower()
        return str(_("En deltagare (%(role)s)", role=role))
    return str(_("Den som rapporterade"))


def _role(event: Event) -> str:
    if event.actor == Actor.HANDLER:
        return _name(event.from_party or event.to_party)
    if event.actor == Actor.COORDINATOR:
        return str(_("samordnare"))
    walk = event.finding.walk
    if walk and event.person_id == walk.note_taker_id:
        return str(_("protokollförare"))
    return str(_("vandringsledare"))


def _name(party: Party | None) -> str:
    return text_in(party.names) if party else ""


def _line(event: Event) -> Line:
    template = BY_ITSELF.get(event.verb, {}).get(event.actor) or SENTENCES[event.verb]
    if event.verb is Verb.NOTE and event.other:
        template = A_PART
    parted = event.verb is Verb.CORRECT and event.other is not None
    if parted:
        template = PARTED
    sentence = _(
        template,
        who=who(event),
        party=_name(event.to_party),
        proposed=_name(event.proposed_party),
        day=day(event.planned_on),
        contact=event.referral.contact.name if event.referral else "",
        other=event.other.number if event.other else "",
    )
    words = event.text.body if event.text and not parted else ""
    if not words:
        return Line(event.at, re.sub(":$", ".", sentence), "")
    return Line(event.at, sentence, f"”{words}”", event.shown_photos)

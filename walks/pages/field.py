"""The walk page: a participant notes what they see, and follows their own notes."""

from dataclasses import replace
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import Optional

from walks.db import db
from walks.model import agreement
from walks.model.agreement import agreed_with, agreements
from walks.model.codes import Audience, FeltSafety, FindingType, Light, PlaceType, Urgency
from walks.model.daylight import light_at
from walks.model.finding import Finding
from walks.model.note import TEXT_MAX, Note, OtherContent, note_on_walk
from walks.model.status import Status, Verb
from walks.model.token import new_token, participant_by
from walks.model.visibility import others_finding, others_findings, own_finding, own_findings
from walks.model.walk import Walk, WalkRefused
from walks.pages.access import same_origin, walk_participant
from walks.pages.language import TranslatedBlueprint, language
from walks.pages.noting import NoteForm, TakenPhotos, fits, take_photos
from walks.pages.rendering import now, place, render, text_in, within

bp = TranslatedBlueprint("field", __name__)


class FieldForm(NoteForm):
    """What a participant may say of a place. Only what it is and where is asked for."""

    camera = FileField(_l("Foto"))
    type = RadioField(_l("Hur är platsen?"), default=FindingType.UNSAFE.value)
    stop = SelectField(_l("Vid vilket stopp?"))
    proposal = TextAreaField(_l("Förslag: vad skulle hjälpa?"), validators=[fits])
    urgency = RadioField(_l("Hur bråttom är det?"), default="")
    place_type = SelectField(_l("Vad är det för slags plats?"))
    felt_safety = RadioField(_l("Hur känns platsen?"), validators=[Optional()])
    light = RadioField(_l("Hur ljust är det?"), validators=[Optional()])
    sensitive = BooleanField(_l("Känsligt: visa bara för mig och de ansvariga"))

    def __init__(self, walk: Walk, taken: TakenPhotos | None = None, **given: Any) -> None:
        """Offer the walk's own categories and stops, and the light outdoors now.

        `given` may hold `formdata` of another channel than a browser's form.
        """
        super().__init__(walk.source, taken, data={"light": light_at(now()).value}, **given)
        choose = _("Välj om du vill")
        self.type.choices = [(kind.value, _(kind.label)) for kind in FindingType]
        self.stop.choices = [("", choose), *((str(s.id), s.name) for s in walk.stops)]
        self.urgency.choices = [
            ("", _("Som vanligt")),
            *((u.value, _(u.label)) for u in Urgency if u is not Urgency.NORMAL),
        ]
        self.place_type.choices = [("", choose), *((p.value, _(p.label)) for p in PlaceType)]
        self.felt_safety.choices = [(f.value, _(f.label)) for f in FeltSafety]
        self.light.choices = [(light.value, _(light.label)) for light in Light]

    def words(self) -> str:
        """A proposal says what it is about too."""
        return super().words() or self.proposal.data or ""

    def has_place(self) -> bool:
        """A stop is a place too."""
        return bool(self.stop.data) or super().has_place()

    def ask_for_place(self) -> str:
        """Return what to say when no place was given."""
        return str(_("Telefonen gav ingen position. Välj ett stopp, eller skriv var det är."))

    def note(self) -> Note:
        """Return what was noted. Call it on a valid form."""
        return replace(
            super().note(),
            type=FindingType(self.type.data),
            stop_id=int(self.stop.data) if self.stop.data else None,
            proposal=self.proposal.data or "",
            urgency=Urgency(self.urgency.data) if self.urgency.data else None,
            place_type=PlaceType(self.place_type.data) if self.place_type.data else None,
            felt_safety=FeltSafety(self.felt_safety.data) if self.felt_safety.data else None,
            light=Light(self.light.data) if self.light.data else None,
            sensitive=self.sensitive.data,
        )


@bp.get("/falt/<walk_id>")
@walk_participant
def show(walk_id: str) -> ResponseReturnValue:
    """Show the form, what I have noted, and the way to what others have."""
    return _page(FieldForm(g.walk))


@bp.post("/falt/<walk_id>/fynd")
@walk_participant
@same_origin
def create(walk_id: str) -> ResponseReturnValue:
    """Keep what was noted, once, and say where it went."""
    taken = take_photos()
    form = FieldForm(g.walk, taken)
    if not form.validate():
        return _page(form), 422
    prefix = current_app.config["NUMBER_PREFIX"]
    try:
        finding, _new = note_on_walk(g.walk, g.participant, form.note(), prefix=prefix, now=now())
    except OtherContent:
        form.new_id()
        form.form_errors.append(_already_sent())
        return _page(form), 409
    except WalkRefused:
        return _page(form), 409  # the page itself says that the walk is closed
    db.session.commit()
    _tell(finding, taken.unreadable)
    return redirect(url_for(".show", walk_id=walk_id), code=303)


@bp.post("/falt/<walk_id>/token")
@walk_participant
@same_origin
def create_token(walk_id: str) -> ResponseReturnValue:
    """Give the phone a token to send by, for whoever it is: an old one says so better."""
    kind, _space, old = request.headers.get("Authorization", "").partition(" ")
    holder = participant_by(old) if kind == "Bearer" else None
    who = holder if holder and holder.walk_id == g.walk.id else g.participant
    token = new_token(who, now())
    who.heard_from_at = now()
    db.session.commit()
    return {"token": token}, 201, {"Cache-Control": "no-store"}


@bp.post("/falt/<walk_id>/fynd/<uuid>/angra")
@walk_participant
@same_origin
def withdraw(walk_id: str, uuid: str) -> ResponseReturnValue:
    """Undo one's own note. Twice is once."""
    finding = own_finding(g.participant, uuid)
    if finding.status is not Status.WITHDRAWN:
        finding.withdraw(by=g.participant, now=now())
        db.session.commit()
    flash(_("Fyndet är ångrat."))
    return redirect(url_for(".show", walk_id=walk_id), code=303)


@bp.post("/falt/<walk_id>/fynd/<uuid>/hall-med")
@walk_participant
@same_origin
def agree(walk_id: str, uuid: str) -> ResponseReturnValue:
    """Agree with what another has noted. Twice is once."""
    finding = others_finding(g.participant, uuid)
    agreement.agree(finding, g.participant, now())
    db.session.commit()
    there = url_for(".others", walk_id=walk_id, _anchor=f"fynd-{uuid}")  # the card itself answers
    return redirect(there, code=303)


@bp.get("/falt/<walk_id>/andras")
@walk_participant
def others(walk_id: str) -> ResponseReturnValue:
    """Show what others have noted, as far as their findings are for all who walk."""
    findings = others_findings(g.participant)
    counts = agreements([finding.id for finding in findings])
    mine = agreed_with(g.participant)
    seen = [_as_others_see(f, counts.get(f.id, 0), f.id in mine) for f in findings]
    level = 3 if request.headers.get("HX-Request") else 2  # under the walk page's own heading
    return render(
        "field/others.html", fragment="others", walk=g.walk, seen=seen, level=level, **_frame()
    )


def _page(form: FieldForm) -> Response:
    form.tell_where_each_goes()
    mine = own_findings(g.participant)
    moment = now()
    return render(
        "field/show.html",
        fragment="mine",
        walk=g.walk,
        form=form,
        text_max=TEXT_MAX,
        mine=mine,
        undoable=[f for f in mine if f.may(Verb.WITHDRAW, g.participant, moment)],
        told={finding.id: _done_by_others(finding) for finding in mine},
        stops=[stop for stop in g.walk.stops if stop.latitude is not None],
        **_frame(),
    )


def _done_by_others(finding: Finding) -> list[str]:
    """Return what leader or coordinator did to a note, said to the one who made it."""
    sentences = {
        Verb.CORRECT: _("Vandringsledaren har rättat det du noterade."),
        Verb.WITHDRAW: _("Vandringsledaren tog bort fyndet från vandringen."),
        Verb.DISMISS: _("Det blev inget ärende, för att:"),
    }
    said = []
    for event in finding.events:
        if event.person_id and event.verb in sentences:
            reason = event.text.body if event.text and event.verb is Verb.DISMISS else ""
            said.append(f"{sentences[event.verb]} {reason}".strip())
    return list(dict.fromkeys(said))


def _frame() -> dict[str, Any]:
    """Return the colours of the page: as chosen on it, else dark once the sun is down."""
    chosen = request.cookies.get("colours")
    dark = light_at(g.walk.starts_at) is not Light.DAYLIGHT
    known = chosen in ("light", "dark")
    return {"color_scheme": chosen if known else "dark" if dark else "auto"}


def _already_sent() -> str:
    said = _(
        "Du har redan sparat ett fynd med det här formuläret. Det du skrev nu står kvar: "
        "tryck på Spara igen om det ska bli ett nytt fynd."
    )
    return str(said)


def told(finding: Finding) -> list[str]:
    """Return what became of it, in the words that the noter needs next: the owner, and 112."""
    party = within(text_in(finding.responsible_party.names))
    if not finding.expects_answer:
        said = [_("Sparat. Tack för att du berättar om en trygg plats!")]
    elif language() == "sv":
        said = [_("Sparat – gick till %(party)s: %(reason)s", party=party, reason=finding.reason)]
    else:
        said = [_("Sparat – gick till %(party)s.", party=party)]
    if finding.category.emergency:
        said.append(
            _(
                "Händer det nu, eller är någon i fara? Ring 112. "
                "Brott som kan vänta: ring polisen på 114 14."
            )
        )
    return [str(sentence) for sentence in said]


def _tell(finding: Finding, unreadable: int) -> None:
    saved, *danger = told(finding)
    flash(saved, "saved")
    for sentence in danger:
        flash(sentence, "danger")
    if unreadable:
        flash(
            ngettext(
                "Fyndet är sparat, men bilden gick inte att läsa. Prova en annan bild: "
                "ångra, eller spara den som ett nytt fynd.",
                "Fyndet är sparat, men %(num)d bilder gick inte att läsa. Prova andra bilder: "
                "ångra, eller spara dem som ett nytt fynd.",
                unreadable,
            ),
            "warning",
        )


def _as_others_see(finding: Finding, count: int, agreed: bool) -> dict[str, Any] | None:
    """Return what other participants may read of a finding; None: only that there is one."""
    if finding.audience is not Audience.WALK:
        return None
    return {
        "uuid": finding.uuid,
        "agreements": count,
        "agreed": agreed,
        "category_key": finding.category.key,
        "category": text_in(finding.category.names),
        "place": place(finding),
        "text": finding.text,
        "photos": finding.shown_photos,
        "type": None if finding.type is FindingType.UNSAFE else finding.type,
    }

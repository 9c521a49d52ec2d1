"""A resident's own report as a document, by its secret link: what its page shows, to keep."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from walks.exports.entry import Shot
from walks.exports.sheet import WORDS, Said, Sheet, sheet_pdf
from walks.model.event import Event
from walks.model.finding import Finding
from walks.model.reporter import reporter_with
from walks.model.status import Verb
from walks.pages.access import public
from walks.pages.documents import PDF, document
from walks.pages.language import TranslatedBlueprint
from walks.pages.rendering import day, moment, place, text_in, within
from walks.pages.report import is_told, next_step, where_it_stands

bp = TranslatedBlueprint("case_sheet", __name__)


@bp.get("/arende/<secret>.pdf")
@public
def show(secret: str) -> ResponseReturnValue:
    """Give the report as PDF, in the language of the page that leads here."""
    sheet = _sheet(reporter_with(secret).finding)
    sender, instance = current_app.config["MUNICIPALITY"], current_app.config["INSTANCE"]
    words, lang = {key: _(word) for key, word in WORDS.items()}, str(get_locale())
    return document(
        lambda: sheet_pdf(sheet, sender, instance, words, lang),
        f"{sheet.number}.pdf",
        PDF,
        instead=(_("Till din rapport"), url_for("report.case", secret=secret)),
    )


def _sheet(finding: Finding) -> Sheet:
    party = within(text_in(finding.responsible_party.names))
    owner = _("%(party)s ansvarar för svaret.", party=party) if finding.is_open else ""
    has_point = finding.latitude is not None and finding.longitude is not None
    told = [event for event in finding.events if is_told(event)]
    # What the page does not tell of is nothing that happened to this document.
    at = max([finding.received_at, *(event.at for event in told)])
    point = (finding.latitude or 0.0, finding.longitude or 0.0) if has_point else None
    return Sheet(
        number=finding.number,
        kicker=_("Din rapport %(number)s", number=finding.number),
        title=text_in(finding.category.names),
        internal=False,
        state=[s for s in (where_it_stands(finding, party), next_step(finding), owner) if s],
        facts=[
            (_("Skickat"), moment(finding.received_at)),
            (_("Plats"), place(finding)),
            (_("Koordinater"), f"{point[0]:.5f}, {point[1]:.5f}" if point else ""),
        ],
        text=finding.text,
        proposal=finding.proposal,
        photos=_shots(finding, told),
        point=point,
        answers=[_said(event) for event in told],
        history=[],
        at=at,
        stamp="",
    )


def _shots(finding: Finding, told: list[Event]) -> list[Shot]:
    """Return the resident's own photos, and after them those of what has been done."""
    done = [photo for event in told for photo in event.shown_photos]
    before, after = (_("Före"), _("Efter")) if done else ("", "")
    shots = [
        *((p, p.alt_text or _("Ditt foto"), before) for p in finding.shown_photos),
        *((p, p.alt_text or _("Foto av det som har gjorts"), after) for p in done),
    ]
    return [Shot(p.uuid, p.stored_sha256 or "", 0, 0, said, when) for p, said, when in shots]


def _said(event: Event) -> Said:
    if event.verb is Verb.REOPEN:
        by = _("Du skrev")
    else:
        party = within(text_in((event.from_party or event.to_party).names))
        by = _("Svar från %(party)s", party=party)
    planned = _("Planerat till %(day)s.", day=day(event.planned_on)) if event.planned_on else ""
    return Said(f"{by}, {day(event.at)}", event.text.body if event.text else "", planned)

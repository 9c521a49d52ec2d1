"""One finding as a document, with what the person who asks may read of it."""

from flask import Blueprint, current_app, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from walks.exports.entry import entry_of
from walks.exports.sheet import Said, Sheet, sheet_pdf
from walks.model.agreement import agreements
from walks.model.finding import Finding
from walks.model.visibility import Seen, as_seen_by, finding_for
from walks.pages import history
from walks.pages.access import signed_in
from walks.pages.documents import PDF, document
from walks.pages.rendering import day, moment, text_in

bp = Blueprint("finding_sheet", __name__)


@bp.get("/fynd/<number>.pdf")
@signed_in
def show(number: str) -> ResponseReturnValue:
    """Give the finding as PDF: what was seen, whose it is, the answer, and its history."""
    finding = finding_for(g.person, number)
    sheet = _sheet(as_seen_by(g.person, finding))
    sender, instance = current_app.config["MUNICIPALITY"], current_app.config["INSTANCE"]
    return document(
        lambda: sheet_pdf(sheet, sender, instance),
        f"{sheet.number}.pdf",
        PDF,
        instead=(_("Läs fyndet på webben"), url_for("findings.show", number=number)),
    )


def _sheet(seen: Seen) -> Sheet:
    finding, now = seen.finding, seen.until is None
    agreed = agreements([finding.id]).get(finding.id, 0) if now else 0
    entry = entry_of(1, seen, agreed)
    at = seen.events[-1].at if seen.events else finding.received_at
    return Sheet(
        number=finding.number,
        kicker=_("Fynd %(number)s", number=finding.number),
        title=text_in(finding.category.names),
        internal=finding.guarded,
        state=[entry.status, *_where_it_is(seen)],
        facts=_facts(finding, seen, entry.agreed),
        text=seen.text,
        proposal=entry.proposal,
        photos=entry.photos,
        point=entry.point,
        answers=[Said(entry.answer_from, entry.answer)] if entry.answer else [],
        history=[Said(e.sentence, e.words, moment(e.at)) for e in history.lines(seen.events)],
        at=at,
        stamp=_("Uppgifterna är från %(moment)s.", moment=moment(at)),
    )


def _where_it_is(seen: Seen) -> list[str]:
    if seen.until is not None:
        said = _("Här står det som fanns när det lämnades över, %(moment)s.")
        return [said % {"moment": moment(seen.until)}]
    finding = seen.finding
    return [f"{text_in(finding.responsible_party.names)}. {finding.reason}"]


def _facts(finding: Finding, seen: Seen, agreed: int) -> list[tuple[str, str]]:
    """Return what else is known; of what was put right after a hand-over, nothing."""
    entry, walk = entry_of(1, seen, agreed), finding.walk
    facts = [
        (_("Noterat"), moment(finding.noted_at)),
        (_("Noterat av"), _(finding.noter_role.label)),
        (_("Kom in genom"), _(finding.source.label)),
        (_("Vandring"), f"{walk.title}, {day(walk.starts_at)}" if walk else ""),
        (_("Ansvarig"), entry.party),
        (_("För kännedom"), ", ".join(entry.informed)),
        (_("Kan gälla"), entry.contact),
        (_("Svar senast"), entry.due),
        (_("Planerat till"), entry.planned),
        (_("Håller med"), ngettext("%(num)d deltagare", "%(num)d deltagare", agreed)),
    ]
    if not agreed:
        facts.pop()
    if seen.corrected_since:
        return facts
    point = entry.point
    return [
        (_("Plats"), entry.place),
        (_("Stopp"), entry.stop),
        (_("Område"), finding.area.name if finding.area else ""),
        (_("Typ av plats"), _(finding.place_type.label) if finding.place_type else ""),
        (_("Koordinater"), f"{point[0]:.5f}, {point[1]:.5f}" if point else ""),
        (_("Upplevelse"), _(entry.type)),
        (_("Så kändes platsen"), _(entry.felt) if entry.felt else ""),
        (_("Ljus"), _(entry.light) if entry.light else ""),
        (_("Brådska"), _(entry.urgency)),
        *facts,
    ]

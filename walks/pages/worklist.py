"""The worklist: what waits for a party, what is late, what is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from walks.model.area import areas
from walks.model.category import categories
from walks.model.counting import COUNTED
from walks.model.finding import Finding
from walks.model.party import Party
from walks.model.person import Person, Role
from walks.model.unowned import count_unowned
from walks.model.visibility import finding_for, handlers_parties
from walks.model.worklist import Listing, Section, numbered, referred
from walks.pages.access import allow
from walks.pages.forms import clean
from walks.pages.rendering import day, now, render, text_in
from walks.swedish import N_, local_date

bp = Blueprint("worklist", __name__)

PAGE_SIZE = 50
ACUTE_SHOWN = 9
ADDRESS = ("part", "visa", "kategori", "omrade", "vandring")
"""What in the address says which list it is: party, section and the three filters."""

FOR_HANDLERS = tuple(s for s in Section if s is not Section.UNCERTAIN)
FOR_COORDINATORS = (
    Section.COORDINATOR,
    Section.UNCERTAIN,
    *(s for s in Section if s not in (Section.COORDINATOR, Section.UNCERTAIN, Section.INFORMED)),
)

NOTHING = {
    Section.WAITING: N_("Ingenting väntar just nu. Fint jobbat!"),
    Section.NEW: N_("Inga nya fynd just nu. De kommer hit när en vandring frisläpps."),
    Section.LATE: N_("Inget är sent. Bra!"),
    Section.COORDINATOR: N_("Ingenting väntar på samordnaren."),
    Section.UNCERTAIN: N_("Alla öppna fynd har en säker ägare."),
    Section.PLANNED: N_("Inget är planerat just nu."),
    Section.WITH_OTHER: N_("Ingen annan har blivit ombedd att göra något just nu."),
    Section.DONE: N_("Här samlas det ni har svarat på och gjort klart."),
    Section.UNDER_WAY: N_("Ingen vandring pågår eller sammanställs med fynd hit."),
    Section.INFORMED: N_("Inget har skickats hit för kännedom."),
}
"""What an empty section says."""


@dataclass(frozen=True)
class Filter:
    """One choice by which the list is narrowed: its name in the address, and (value, text)."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


def listing_for(person: Person, wanted: Mapping[str, str]) -> Listing:
    """Return the list that the address asks for; raises NoResultFound for a stranger's party."""
    mine = handlers_parties(person)
    chosen = [p for p in mine if p.slug == wanted.get("part", p.slug)]
    if not chosen:
        raise NoResultFound
    offered, area = sections_for(person), wanted.get("omrade", "")
    return Listing(
        party_ids=tuple(p.id for p in chosen),
        section=next((s for s in offered if s.value == wanted.get("visa")), offered[0]),
        today=local_date(now()),
        category=wanted.get("kategori", ""),
        area=int(area) if area.isdecimal() and len(area) < 10 else None,
        walk=wanted.get("vandring", ""),
    )


def sections_for(person: Person) -> tuple[Section, ...]:
    """Return the sections of this person's worklist; the first is what opens."""
    if not person.has(Role.COORDINATOR):
        return FOR_HANDLERS
    also = (Section.INFORMED,) if person.has(Role.HANDLER) else ()
    return FOR_COORDINATORS + also


def section_name(section: Section) -> str:
    """Return the section's name as this person would say it."""
    if section is Section.WAITING and not g.person.has(Role.HANDLER):
        return str(_("Väntar på den ansvariga"))
    return str(_(section.label))


def asked() -> dict[str, Any]:
    """Return what this request's address says of the list, to be kept in links."""
    given = {name: clean(request.args.get(name, "")) for name in ADDRESS}
    return {name: value for name, value in given.items() if value}


def capped(count: int) -> str:
    """Return a count as it is shown: beyond 999 we don't count."""
    return f"{COUNTED}+" if count > COUNTED else str(count)


@bp.get("/inkorg")
@allow(Role.HANDLER, Role.COORDINATOR, Role.READER)
def index() -> ResponseReturnValue:
    """Show a section of the worklist; a reader gets the counts only."""
    if not g.person.has(Role.HANDLER, Role.COORDINATOR):
        return _counts(handlers_parties(g.person))
    if (words := clean(request.args.get("nummer", ""))) and (found := _numbered(words)):
        return redirect(url_for("findings.show", number=found.number), code=303)
    listing = listing_for(g.person, asked())
    start = clean(request.args.get("efter", ""))
    after = finding_for(g.person, start) if start else None
    rows = listing.findings(after, limit=PAGE_SIZE + 1)
    return render(
        "worklist/index.html",
        fragment="queue",
        listing=listing,
        acute=listing.acute(ACUTE_SHOWN + 1),
        acute_shown=ACUTE_SHOWN,
        rows=rows[:PAGE_SIZE],
        more=len(rows) > PAGE_SIZE,
        after=after,
        counts=listing.counts(sections_for(g.person)),
        unowned=count_unowned() if g.person.has(Role.COORDINATOR) else 0,
        parties=handlers_parties(g.person),
        filters=_filters(listing),
        kept={"visa": listing.section.value, **asked()},
        capped=capped,
        section_name=section_name,
        nothing=NOTHING[listing.section],
        missing=words,
    )


def _filters(listing: Listing) -> list[Filter]:
    """Return the filters that have something to choose."""

    def made(name: str, label: str, chosen: object, rows: Iterable[tuple[object, str]]) -> Filter:
        options = [(str(value), text) for value, text in rows]
        return Filter(name, label, str(chosen or ""), options)

    kinds = ((c.key, text_in(c.names)) for c in categories())
    places = ((a.id, a.name) for a in areas())
    walks = ((w.public_id, f"{w.title}, {day(w.starts_at)}") for w in listing.walks())
    every = (
        made("kategori", _("Kategori"), listing.category, kinds),
        made("omrade", _("Område"), listing.area, places),
        made("vandring", _("Vandring"), listing.walk, walks),
    )
    return [filter_ for filter_ in every if filter_.options]


def _numbered(words: str) -> Finding | None:
    prefix, today = current_app.config["NUMBER_PREFIX"], local_date(now())
    known = numbered(g.person, words, prefix=prefix, today=today)
    # "12" and "BOR-2026-0012" are ours first of all; "TN 2026/12" is the party's own.
    ours = words.upper().startswith(prefix) or not any(letter.isalpha() for letter in words)
    return (known or referred(g.person, words)) if ours else referred(g.person, words) or known


def _counts(parties: list[Party]) -> ResponseReturnValue:
    sections = FOR_COORDINATORS
    today = local_date(now())
    return render(
        "worklist/counts.html",
        sections=sections,
        rows=[(p, Listing((p.id,), sections[0], today).counts(sections)) for p in parties],
        capped=capped,
        section_name=section_name,
    )

"""What anybody may read: the walks, and the published findings with their answers.

Of findings these pages read public copies only (model/publication.py).
"""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from walks.exports.town_map import Spot, draw
from walks.model.area import areas
from walks.model.category import categories
from walks.model.progress import months_of, progress_of_walks
from walks.model.publication import (
    NEVER,
    PublicCopy,
    announced_walks,
    copies_of_walk,
    held_walks,
    page_of_copies,
    public_walk,
)
from walks.model.status import Status
from walks.model.walk import Walk, WalkKind, WalkState
from walks.pages.access import public
from walks.pages.following import HEARD_OF
from walks.pages.forms import Form, clean
from walks.pages.language import TranslatedBlueprint
from walks.pages.rendering import now, render, text_in
from walks.swedish import local

bp = TranslatedBlueprint("public", __name__)

WALKS_A_PAGE = 24
BIG = 2**62
"""No id is larger; a number that SQLite could not hold is no address of ours."""


class FilterForm(Form):
    """Which published findings to show. An unknown choice shows all."""

    omrade = SelectField(_l("Område"))
    kategori = SelectField(_l("Vad det gäller"))
    status = SelectField(_l("Hur långt det har kommit"))


@bp.get("/vandringar")
@public
def index() -> ResponseReturnValue:
    """Show the walks to come and those that have been held. Rounds are never listed."""
    page = held_walks(after=_walk("efter"), before=_walk("fore"), size=WALKS_A_PAGE)
    announced = [] if page.before else announced_walks(now())
    return render(
        "public/index.html",
        under_way=[walk for walk in announced if walk.state is WalkState.UNDER_WAY],
        announced=[walk for walk in announced if walk.state is not WalkState.UNDER_WAY],
        is_first=page.before is None,
        held=page.rows,
        progress=progress_of_walks([walk.id for walk in page.rows]),
        later=url_for(".index", fore=page.before.public_id) if page.before else "",
        earlier=url_for(".index", efter=page.after.public_id) if page.after else "",
        card=walk_card,
    )


@bp.get("/vandringar/<walk_id>")
@public
def show(walk_id: str) -> ResponseReturnValue:
    """Show one walk, and what is published of what was noted there."""
    walk = public_walk(walk_id)
    copies = copies_of_walk(walk)
    stops = [(s.latitude, s.longitude) for s in walk.stops if s.latitude and s.longitude]
    return render(
        "public/show.html",
        walk=walk,
        when=when(walk),
        state=walk.state,
        states=WalkState,
        releases_on=walk.releases_on,
        copies=copies,
        months=months_of(copies, now()),
        is_followed=walk.state in HEARD_OF,
        progress=progress_of_walks([walk.id]).get(walk.id),
        drawing=draw(spots(copies), stops) if copies or stops else None,
    )


@bp.get("/karta")
@public
def map_page() -> ResponseReturnValue:
    """Show the published findings as a list, and the same ones on a drawing of the town."""
    form, chosen = _filter()
    page = page_of_copies(after=_number("efter"), before=_number("fore"), **chosen)
    kept = {name: value for name, value in form.data.items() if value}
    return render(
        "public/map.html",
        fragment="results",
        form=form,
        filtered=bool(kept),
        copies=page.rows,
        drawing=draw(spots(page.rows)),
        start=url_for(".map_page", **kept),
        newer=url_for(".map_page", fore=page.before.id, **kept) if page.before else "",
        older=url_for(".map_page", efter=page.after.id, **kept) if page.after else "",
    )


def when(walk: Walk) -> str:
    """Return when a walk starts, as people say it: Torsdag 12 mars 2027 kl. 18.30."""
    starts = local(walk.starts_at)
    day = format_date(starts.date(), "EEEE d MMMM yyyy", rebase=False)
    said = str(_("%(day)s kl. %(clock)s", day=day, clock=f"{starts:%H.%M}"))
    return said[:1].upper() + said[1:]


def walk_card(walk: Walk) -> dict[str, Any]:
    """Return what a walk's card shows."""
    starts = local(walk.starts_at)
    note = ""
    if walk.state is WalkState.CANCELLED:
        note = _("Inställd.")
    elif walk.state is WalkState.UNDER_WAY:
        note = _("Pågår nu.")
    elif walk.moved_from:
        note = _("Flyttad till en ny tid.")
    return {
        "title": walk.title,
        "day": str(starts.day),
        "month": format_date(starts.date(), "MMM", rebase=False).rstrip("."),
        "when": when(walk),
        "place": walk.meeting_place,
        "kind": walk.area.name if walk.area else "",
        "note": note,
    }


def address_of(copy: PublicCopy) -> str:
    """Return the address where the published finding stands with its answer."""
    anchor = f"f-{copy.number}"
    if copy.walk and copy.walk.kind is WalkKind.WALK:
        return url_for("public.show", walk_id=copy.walk.public_id, _anchor=anchor)
    return url_for("public.map_page", efter=copy.id + 1, _anchor=anchor)


def spots(copies: Sequence[PublicCopy]) -> list[Spot]:
    """Return the copies that have a point, numbered as in the list."""
    return [
        Spot(
            number=number,
            latitude=copy.latitude,
            longitude=copy.longitude,
            label=", ".join(
                part
                for part in (
                    f"{number}: {text_in(copy.category.names)}",
                    copy.place,
                    _(copy.status.label),
                )
                if part
            ),
            href=f"#f-{copy.number}",
            done=copy.is_done,
        )
        for number, copy in enumerate(copies, 1)
        if copy.latitude is not None and copy.longitude is not None
    ]


def _filter() -> tuple[FilterForm, dict[str, Any]]:
    """Return the form as asked for, and what it asks of the query."""
    form = FilterForm(formdata=request.args)
    by_area = {str(a.id): a for a in areas()}
    by_key = {c.key: c for c in categories()}
    statuses = {s.value: s for s in Status if s not in NEVER}
    everything = [("", _("Alla"))]
    form.omrade.choices = everything + [(key, a.name) for key, a in by_area.items()]
    form.kategori.choices = everything + [(key, text_in(c.names)) for key, c in by_key.items()]
    form.status.choices = everything + [(key, _(s.label)) for key, s in statuses.items()]
    for field in (form.omrade, form.kategori, form.status):
        if field.data not in dict(field.choices):
            field.data = ""
    area, category = by_area.get(form.omrade.data), by_key.get(form.kategori.data)
    return form, {
        "area_id": area.id if area else None,
        "category_id": category.id if category else None,
        "status": statuses.get(form.status.data),
    }


def _number(name: str) -> int | None:
    """Return an id from the address, or None for anything else."""
    value = request.args.get(name, type=int)
    return value if value is not None and 0 < value <= BIG else None


def _walk(name: str) -> Walk | None:
    """Return the walk that the address names, if it names one; raises NoResultFound."""
    return public_walk(public_id) if (public_id := clean(request.args.get(name, ""))) else None

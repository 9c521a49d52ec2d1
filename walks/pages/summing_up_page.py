"""The summing-up screen itself, as each of its acts shows it again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from walks.model.agreement import agreements
from walks.model.category import Category, categories
from walks.model.codes import NoterRole
from walks.model.finding import Finding
from walks.model.likeness import Likeness
from walks.model.merging import may_part, merged_into, open_for_merging, suggestions
from walks.model.planning import may_plan
from walks.model.reading import marks_of
from walks.model.release import awaits_release, findings_to_read, newest
from walks.model.status import Status, Verb
from walks.model.walk import Walk, WalkState
from walks.pages.rendering import render, text_in
from walks.pages.summing_up_form import CorrectionForm, DismissForm, PaperForm, RowForm
from walks.pages.walk_words import noun

REMOVED = (Status.WITHDRAWN, Status.NOT_A_CASE)
ROW = "row"
"""A message that stands in the finding's own row, not at the top."""
OVER = (WalkState.RELEASED, WalkState.ARCHIVED)


def back(walk_id: str, number: str) -> ResponseReturnValue:
    """Go back to where the finding stands on the screen."""
    return redirect(url_for("summing_up.show", walk_id=walk_id, _anchor=number), code=303)


def corrected(finding: Finding, *, changed: bool) -> str:
    """Say what a correction did, and who answers now."""
    party = text_in(finding.responsible_party.names)
    if changed:
        return str(
            _(
                "%(number)s är rättat och går nu till %(party)s. %(reason)s",
                number=finding.number,
                party=party,
                reason=finding.reason,
            )
        )
    return str(
        _(
            "%(number)s är rättat. %(party)s ansvarar som förut.",
            number=finding.number,
            party=party,
        )
    )


def page(
    walk: Walk,
    *,
    opened: Finding | None = None,
    form: CorrectionForm | None = None,
    row: RowForm | None = None,
    paper: PaperForm | None = None,
    stale: list[tuple[str, str, str]] | None = None,
    dismissed: Finding | None = None,
    dismissal: DismissForm | None = None,
) -> Response:
    """Show all findings on one screen, with what is open or went wrong in one of them."""
    findings = findings_to_read(walk)
    is_over = walk.state in OVER
    offered = categories(walk.source.value)
    leaving = [finding for finding in findings if awaits_release(finding)]
    removed = [finding for finding in findings if finding.status in REMOVED]
    late = leaving if is_over else []
    merged = [finding for finding in findings if finding.status is Status.DUPLICATE]
    marks = marks_of(leaving, g.person)
    unread = [finding.number for finding in leaving if finding.id not in marks.mine]
    return render(
        "summing_up/index.html",
        fragment="findings",
        marks=marks,
        unread=unread,
        next_unread=partial(_next_unread, [finding.number for finding in leaving], set(unread)),
        walk=walk,
        noun=noun(walk),
        is_over=is_over,
        late=late,
        findings=[f for f in findings if f not in late and f not in removed and f not in merged],
        merged=merged,
        may_part={f.number for f in merged if may_part(f, g.person)},
        followers=merged_into(merged),
        doubles=_doubles(walk, leaving),
        removed=removed,
        leaving=leaving,
        last=newest(walk),
        removable={f.number: _removals(f) for f in leaving},
        agreements=agreements([finding.id for finding in findings]),
        may_release=walk.may_release(g.person),
        may_release_late=walk.may_release(g.person) or may_plan(g.person),
        opened=opened,
        form=form,
        rows=_rows(walk, leaving, offered, row),
        paper=(paper or _empty_line(walk, offered)) if walk.takes_notes else None,
        paper_open=paper is not None or "roll" in request.args,
        saved=request.args.get("sparat", ""),
        row_kind=ROW,
        stale=stale,
        dismissed=dismissed,
        dismissal=dismissal,
    )


def _next_unread(numbers: list[str], unread: set[str], finding: Finding) -> str:
    """Return the number of the first after the finding that has not been read, or nothing."""
    place = numbers.index(finding.number) + 1
    return next((n for n in [*numbers[place:], *numbers[:place]] if n in unread), "")


def _rows(
    walk: Walk, leaving: Sequence[Finding], offered: list[Category], sent: RowForm | None
) -> dict[int, RowForm]:
    """Return each finding's row, by id: as it stands, or as it was just sent."""
    rows = {f.id: RowForm(f, walk, offered, fresh=True) for f in leaving}
    return rows | ({sent.finding.id: sent} if sent else {})


def _empty_line(walk: Walk, offered: list[Category]) -> PaperForm:
    """Return the next line to write, at the stop and in the role of the one before."""
    stop, role = request.args.get("stopp", ""), request.args.get("roll", "")
    form = PaperForm(walk, offered, formdata=None)
    form.stop.data = stop if stop in dict(form.stop.choices) else ""
    form.role.data = role if role in dict(form.role.choices) else NoterRole.RESIDENT.value
    return form


def _removals(finding: Finding) -> Sequence[Verb]:
    return [verb for verb in (Verb.WITHDRAW, Verb.DISMISS) if finding.may(verb, g.person)]


@dataclass(frozen=True)
class Double:
    """Another finding that this may be the same as, and in words why."""

    likeness: Likeness
    reason: str


def _doubles(walk: Walk, leaving: Sequence[Finding]) -> dict[int, Double]:
    """Return the suggested double of each finding, by id; none once the walk is released."""
    if not open_for_merging(walk):
        return {}
    return {found.finding.id: Double(found, _why(found)) for found in suggestions(leaving)}


def _why(found: Likeness) -> str:
    """Say what speaks for it: "18 meter ifrån, samma kategori, båda nämner tunneln"."""
    reasons = [
        ngettext("%(num)d meter ifrån", "%(num)d meter ifrån", found.metres)
        if found.metres
        else _("samma plats"),
    ]
    if found.same_category:
        reasons.append(_("samma kategori"))
    if found.words:
        reasons.append(_("båda nämner %(words)s", words=_listed(found.words[:3])))
    return ", ".join(reasons)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return _("%(first)s och %(last)s", first=", ".join(first), last=last) if first else last

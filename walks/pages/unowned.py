"""What nobody is sure to answer for: the coordinator's list to decide from."""

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue

from walks.model.finding import Finding
from walks.model.person import Role
from walks.model.unowned import unowned
from walks.model.visibility import finding_for
from walks.pages.access import allow
from walks.pages.forms import clean
from walks.pages.rendering import now, render
from walks.pages.worklist import capped
from walks.swedish import local_date

bp = Blueprint("unowned", __name__, url_prefix="/utan-agare")


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show what has no sure owner, why, and who somebody thinks it belongs to."""
    found = unowned(after=_place("efter"), before=_place("fore"))
    return render(
        "unowned/index.html",
        findings=found.page.rows,
        before=found.page.before,
        after=found.page.after,
        count=found.count,
        asked=found.asked,
        capped=capped,
        today=local_date(now()),
    )


def _place(name: str) -> Finding | None:
    number = clean(request.args.get(name, ""))
    return finding_for(g.person, number) if number else None

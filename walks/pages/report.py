"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("report", __name__)


@bp.get("/_report")
@public
def index() -> str:
    """Nothing yet."""
    return "report"


@bp.get("/_report_new")
@public
def new() -> str:
    """Nothing yet."""
    return "report"

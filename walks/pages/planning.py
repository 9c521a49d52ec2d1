"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("planning", __name__)


@bp.get("/_planning")
@public
def index() -> str:
    """Nothing yet."""
    return "planning"

"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("review", __name__)


@bp.get("/_review")
@public
def index() -> str:
    """Nothing yet."""
    return "review"

"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("people", __name__)


@bp.get("/_people")
@public
def index() -> str:
    """Nothing yet."""
    return "people"

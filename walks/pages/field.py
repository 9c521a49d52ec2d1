"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("field", __name__)


@bp.get("/_field")
@public
def index() -> str:
    """Nothing yet."""
    return "field"

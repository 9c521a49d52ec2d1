"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("summing_up", __name__)


@bp.get("/_summing_up")
@public
def index() -> str:
    """Nothing yet."""
    return "summing_up"

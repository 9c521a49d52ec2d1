"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("worklist", __name__)


@bp.get("/_worklist")
@public
def index() -> str:
    """Nothing yet."""
    return "worklist"

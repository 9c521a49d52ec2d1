"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("join", __name__)


@bp.get("/_join")
@public
def index() -> str:
    """Nothing yet."""
    return "join"

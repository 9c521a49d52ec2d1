"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("findings", __name__)


@bp.get("/_findings")
@public
def index() -> str:
    """Nothing yet."""
    return "findings"

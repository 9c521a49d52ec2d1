"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("public", __name__)


@bp.get("/_public")
@public
def index() -> str:
    """Nothing yet."""
    return "public"


@bp.get("/_public_map_page")
@public
def map_page() -> str:
    """Nothing yet."""
    return "public"

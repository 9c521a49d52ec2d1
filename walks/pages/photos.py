"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("photos", __name__)


@bp.get("/_photos")
@public
def index() -> str:
    """Nothing yet."""
    return "photos"

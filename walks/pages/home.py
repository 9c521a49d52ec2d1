"""To be written."""

from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint

bp = TranslatedBlueprint("home", __name__)


@bp.get("/_home")
@public
def index() -> str:
    """Nothing yet."""
    return "home"


@bp.get("/_home_accessibility")
@public
def accessibility() -> str:
    """Nothing yet."""
    return "home"


@bp.get("/_home_privacy")
@public
def privacy() -> str:
    """Nothing yet."""
    return "home"

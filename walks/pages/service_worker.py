"""The service worker's address: at the root, so that it may answer for the walk pages.

Served from static/ its scope would be /static/ (OFFLINE 2.5).
"""

from pathlib import Path

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from walks.pages.access import public
from walks.pages.rendering import static_url
from walks.pages.static_files import lean

bp = Blueprint("service_worker", __name__)


@bp.get("/sw.js")
@public
def show() -> ResponseReturnValue:
    """Return the worker, after a line that loads the outbox it shares with the page."""
    own = Path(current_app.static_folder or "") / "js" / "sw.js"
    source = f'importScripts("{static_url("js/outbox.js")}");\n{lean("js/sw.js", own.read_text())}'
    return source, {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}

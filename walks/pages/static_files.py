"""Static files as they are sent: without the remarks, and packed once, as small as they go.

What stands in static/ is written for whoever reads it there. A phone on a thin line waits for every
byte, so our own sheets and scripts leave remarks and indentation behind. No other build step.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, current_app, request
from flask.wrappers import Response
from werkzeug.security import safe_join

PACKED = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: brotli.compress(data, quality=11),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
    "identity": lambda data: data,
}
LARGE = 500
"""Bytes under which packing gains nothing."""


def lean(name: str, text: str) -> str:
    """Return one of our own sheets or scripts without remarks, indentation and empty lines.

    In a script only a line that is nothing but a remark goes: no line of ours begins within a
    string (tests/pages/test_static_files.py).
    """
    if name.startswith("css/"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*([{};,])\s*", r"\1", text)
    elif name.startswith("js/"):
        text = re.sub(r"^\s*//.*", "", text, flags=re.MULTILINE)
    else:
        return text
    return re.sub(r"\s*\n\s*", "\n", text).strip() + "\n"


@lru_cache(maxsize=128)
def _packed(path: Path, name: str, encoding: str, _changed: int) -> tuple[bytes, str]:
    """Return the file as it is sent, and its ETag."""
    data = lean(name, path.read_text("utf-8")).encode()
    return PACKERS[encoding](data), f"{hashlib.sha256(data).hexdigest()[:16]}:{encoding}"


def send(filename: str) -> Response:
    """Send a static file: text as small as the browser reads it, all else as Flask does."""
    found = safe_join(str(current_app.static_folder), filename)
    path = Path(found or "")
    if path.suffix not in PACKED or not path.is_file():
        return current_app.send_static_file(filename)  # or it is not found
    status = path.stat()
    offered = list(PACKERS) if status.st_size >= LARGE else ["identity"]
    encoding = request.accept_encodings.best_match(offered, "identity")
    data, etag = _packed(path, filename, encoding, status.st_mtime_ns)
    response = current_app.response_class(data, mimetype=PACKED[path.suffix])
    response.set_etag(etag)
    response.vary.add("Accept-Encoding")
    response.cache_control.public = response.cache_control.no_cache = True  # headers.py knows more
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Send static files by this view."""
    app.view_functions["static"] = send

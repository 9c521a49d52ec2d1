"""Compression: what holds no secret is sent small, for phones on a thin line.

Not what may hold one. Who sees how long an answer is, and may put words into it, can guess a secret
in it letter by letter (BREACH, CVE-2013-3587). So nothing for whom somebody has signed in, nothing
with a CSRF token, no address that itself is a secret, and only what was asked for, never sent.
"""

from flask import Flask, g, request
from flask.wrappers import Response
from flask_compress import Compress

SETTINGS = {
    "COMPRESS_REGISTER": False,  # we choose which answers
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_BR_LEVEL": 5,  # a page in a millisecond; at its own 4 it packs worse than gzip
}
SECRET_ADDRESSES = frozenset({"secret", "token"})

compress = Compress()


def init_app(app: Flask) -> None:
    """Compress what may be, after all else has been done to it."""
    app.config.update(SETTINGS)
    compress.init_app(app)
    # Flask calls these in reverse order: ours comes last.
    app.after_request_funcs.setdefault(None, []).insert(0, _compress)


def _compress(response: Response) -> Response:
    if request.method not in ("GET", "HEAD") or request.endpoint == "static" or not _harmless():
        return response
    return compress.after_request(response)


def _harmless() -> bool:
    """Say whether the answer holds nothing that is worth guessing."""
    known = g.get("person") is not None or "csrf_token" in g
    return not known and SECRET_ADDRESSES.isdisjoint(request.view_args or {})

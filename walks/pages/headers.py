"""Headers that every answer carries, and when the session cookie is for https only."""

from flask import Flask, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' blob: data:",  # designsystemet's own icons are data: images
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    # Not no-referrer: the Origin would be null, and same_origin views could tell nothing.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}

SECURE_HEADERS = {"Cross-Origin-Opener-Policy": "same-origin"}
"""Those that only a page over https may ask for: over http Chromium reports them as errors."""


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions, whose cookie never leaves https once it came that way."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the cookie is for https only; in production it is, whatever was asked by."""
        return request.is_secure or super().get_cookie_secure(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send no cookie along with what caches keep for everybody: the next would get it too."""
        if not response.cache_control.public:
            super().save_session(app, session, response)
            if "Set-Cookie" in response.headers:
                response.headers["Cache-Control"] = "private, no-store"


def init_app(app: Flask) -> None:
    """Put the headers on every answer."""
    app.session_interface = Sessions()
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = HEADERS | SECURE_HEADERS if request.is_secure else HEADERS
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.endpoint == "static" and "v" in request.args:
        # The address carries the content's digest (rendering.py): never ask again.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "static" and "Cache-Control" not in response.headers:
        private = g.get("person") is not None or "participant" in g or "csrf_token" in g
        response.headers["Cache-Control"] = "private, no-store" if private else "no-cache"
    return response

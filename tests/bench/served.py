"""What the bench serves: the program, and beside it a view that does nothing, at /null."""

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from walks import create_app


def nothing() -> Flask:
    """Return the smallest Flask app there is."""
    app = Flask("nothing")
    app.add_url_rule("/", view_func=lambda: "")
    return app


app = DispatcherMiddleware(create_app(RATELIMIT_ENABLED=False), {"/null": nothing()})

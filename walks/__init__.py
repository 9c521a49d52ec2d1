"""Trygga platser: safety walks and rounds, from plan to public answer."""

from typing import Any

from flask import Flask

from walks import api, cli, config, db, pages


def create_app(**settings: Any) -> Flask:
    """Return the application. `settings` go on top of the environment's (tests use it)."""
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.config.update(config.load(settings))
    app.secret_key = app.config.get("SECRET_KEY") or config.secret_key(app.config["INSTANCE"])
    db.init_app(app)
    pages.init_app(app)
    api.init_app(app)
    cli.init_app(app)
    if doubt := config.doubt(app.config):
        app.logger.warning(doubt)
    return app

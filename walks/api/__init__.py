"""HTTP for programs: the phone's outbox. Answers are JSON, refusals too."""

from flask import Flask

from walks.api import report_sync, sync

BLUEPRINTS = (sync.bp, report_sync.bp)


def init_app(app: Flask) -> None:
    """Register what programs talk to."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

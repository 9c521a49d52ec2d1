"""The start page, what the law wants said beside it, and the program's health."""

import tomllib
from functools import cache

from flask import current_app, g, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from walks.config import ROOT
from walks.model.clock import has_stopped, latest_round
from walks.model.counting import COUNTED
from walks.model.duties import count_waiting_on, walks_to_lead
from walks.model.outbox import outbox
from walks.model.person import Role
from walks.model.progress import progress
from walks.model.publication import announced_walks, latest_answers
from walks.model.review import count_awaiting_review
from walks.pages.access import public
from walks.pages.language import TranslatedBlueprint
from walks.pages.public import address_of, walk_card, when
from walks.pages.rendering import now, render
from walks.pages.worklist import capped
from walks.swedish import local_date

bp = TranslatedBlueprint("home", __name__)

WALKS, ANSWERS = 3, 4


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Show what happens now: walks to come, the way to report, the latest answers."""
    coordinates = g.person is not None and g.person.has(Role.COORDINATOR)
    return render(
        "home/index.html",
        walks=announced_walks(now(), WALKS),
        # Answers whose question may be read too say more: those first among the latest.
        answers=sorted(latest_answers(2 * ANSWERS), key=lambda copy: not copy.text)[:ANSWERS],
        progress=progress(),
        counted=COUNTED,
        some=some,
        card=walk_card,
        address_of=address_of,
        when=when,
        capped=capped,
        waiting=count_waiting_on(g.person, local_date(now())) if g.person else 0,
        to_review=count_awaiting_review() if coordinates else 0,
        to_lead=walks_to_lead(g.person) if g.person else [],
    )


def some(count: int) -> str:
    """Return a count in words for everybody: beyond 999 we don't count."""
    return _("Fler än %(count)s", count=COUNTED) if count > COUNTED else str(count)


@bp.get("/tillganglighet")
@public
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement that DOS-lagen (2018:1937), 13 §, asks for."""
    return render("home/accessibility.html", **_contact())


@bp.get("/integritet")
@public
def privacy() -> ResponseReturnValue:
    """Tell what is kept about people, why and how long: GDPR, articles 13 and 14."""
    return render("home/privacy.html", **_contact())


def _contact() -> dict[str, str]:
    """Return whom to write to, as it is shown (empty: the public form), and its address."""
    given = current_app.config["CONTACT"]
    url = f"mailto:{given}" if "@" in given and not given.startswith("https:") else given
    return {"contact": given, "contact_url": url or url_for("report.new")}


@bp.get("/utan-tackning")
@public
def without_coverage() -> ResponseReturnValue:
    """Say that there is no coverage: the service worker keeps it, for when there is none."""
    return render("home/without_coverage.html")


@bp.get("/halsa")
@public
def health() -> ResponseReturnValue:
    """Say as JSON whether the database answers (503 if not) and how worker and letters stand."""
    try:
        latest, letters = latest_round(), outbox(now())
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        return jsonify(status="error", database="unreachable", version=_version()), 503
    worker = {"stopped": has_stopped(now()), "latest_round": latest and latest.isoformat()}
    unsent = {
        "waiting": letters.waiting,
        "unsure": letters.unsure,
        "failed": letters.failed,
        "oldest_waiting_seconds": letters.oldest and int((now() - letters.oldest).total_seconds()),
    }
    told = {"worker": worker, "letters": unsent, "version": _version()}
    return jsonify(status="ok", database="ok", **told)


@cache
def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])

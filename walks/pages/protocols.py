"""A walk's protocol: to read, to print and to take away as a file."""

from flask import Blueprint, current_app, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from walks.exports import EXPORTS
from walks.exports.protocol import Protocol, protocol_of
from walks.model.person import Role
from walks.model.protocol import reading_of
from walks.pages.access import signed_in
from walks.pages.documents import document
from walks.pages.rendering import render
from walks.swedish import local_date

bp = Blueprint("protocols", __name__)

ADDRESS = "/sammanstallning/<walk_id>/protokoll"


@bp.get(ADDRESS)
@signed_in
def show(walk_id: str) -> ResponseReturnValue:
    """Show the protocol, or the part of it that the person may read."""
    protocol = _protocol(walk_id)
    return render(
        "protocols/show.html",
        protocol=protocol,
        # Drawn by ourselves from numbers; the names in it are escaped where it is drawn.
        drawing=Markup(protocol.drawing),  # noqa: S704
        exports=EXPORTS,
        has_worklist=g.person.has(Role.HANDLER, Role.COORDINATOR),
    )


@bp.get(f"{ADDRESS}.<any({','.join(EXPORTS)}):ending>")
@signed_in
def download(walk_id: str, ending: str) -> ResponseReturnValue:
    """Give the same as a file."""
    protocol, kind = _protocol(walk_id), EXPORTS[ending]
    sender, instance = current_app.config["MUNICIPALITY"], current_app.config["INSTANCE"]
    return document(
        lambda: kind.make(protocol, sender, instance),
        f"{protocol.name} {local_date(protocol.began)}.{ending}",
        kind.mimetype,
        instead=(_("Läs protokollet på webben"), url_for(".show", walk_id=walk_id)),
    )


def _protocol(walk_id: str) -> Protocol:
    return protocol_of(reading_of(g.person, walk_id))

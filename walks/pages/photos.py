"""Photos: served to whoever may see them, by five ways in. A stranger to one gets 404."""

import logging
from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, abort, current_app, g, send_file, url_for
from flask.typing import ResponseReturnValue

from walks.model.answering import photo_by_link
from walks.model.photo import Photo
from walks.model.photo_access import (
    photo_for_participant,
    photo_for_person,
    photo_for_reporter,
    public_photo,
)
from walks.model.reporter import reporter_with
from walks.pages.access import public, signed_in, walk_participant
from walks.pages.limits import link_or_wrong
from walks.pages.rendering import now
from walks.storage import photo_path

log = logging.getLogger(__name__)

bp = Blueprint("photos", __name__)

PRIVATE = "private, no-store"
SHARED = "public, max-age=3600"  # an hour: a photo taken down is gone from caches the same day
ALONE = "default-src 'none'; sandbox"
"""A photo opened by its own address is a picture, whatever a browser makes of its bytes."""


@bp.get("/bild/<uuid>")
@signed_in
def staff(uuid: str) -> ResponseReturnValue:
    """Show a photo of a finding that the person may read in full."""
    return _show(photo_for_person(g.person, uuid), PRIVATE)


@bp.get("/falt/<walk_id>/bild/<uuid>")
@walk_participant
def on_walk(walk_id: str, uuid: str) -> ResponseReturnValue:
    """Show a participant a photo of their own finding, or one that all on the walk may see."""
    return _show(photo_for_participant(g.participant, uuid), PRIVATE)


@bp.get("/arende/<secret>/bild/<uuid>")
@public
def on_case(secret: str, uuid: str) -> ResponseReturnValue:
    """Show a resident the photo they sent, or one of an answer, by their secret link."""
    return _show(photo_for_reporter(reporter_with(secret).finding, uuid), PRIVATE)


@bp.get("/svar/<secret>/bild/<uuid>")
@public
def by_link(secret: str, uuid: str) -> ResponseReturnValue:
    """Show a photo to whoever answers without an account, by the link they got."""
    link = link_or_wrong(secret)
    if not link.is_valid(now()):
        abort(404)
    return _show(photo_by_link(link, uuid), PRIVATE)


@bp.get("/vandringar/bild/<uuid>")
@public
def published(uuid: str) -> ResponseReturnValue:
    """Show anybody a photo that a person chose to publish."""
    return _show(public_photo(uuid), SHARED)


def staff_photo(photo: Photo) -> str:
    """Return the address of a photo for whoever has signed in."""
    return url_for("photos.staff", uuid=photo.uuid)


def link_photo(secret: str) -> Callable[[Photo], str]:
    """Return what gives the address of a photo for whoever holds the link."""
    return lambda photo: url_for("photos.by_link", secret=secret, uuid=photo.uuid)


def case_photo(secret: str) -> Callable[[Photo], str]:
    """Return what gives the address of a photo for the resident whose secret link it is."""
    return lambda photo: url_for("photos.on_case", secret=secret, uuid=photo.uuid)


def _show(photo: Photo, caching: str) -> ResponseReturnValue:
    if photo.stored_sha256 is None:
        abort(404)  # it could not be read, and what can't be read is never shown
    path = photo_path(photo.stored_sha256, current_app.config["INSTANCE"])
    try:
        jpeg = BytesIO(path.read_bytes())  # a few hundred kB
    except FileNotFoundError:
        log.error("photo %s: its file %s is missing", photo.uuid, path.name)
        abort(404)
    response = send_file(
        jpeg, "image/jpeg", download_name=f"{photo.uuid}.jpg", etag=photo.stored_sha256
    )
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = ALONE
    return response

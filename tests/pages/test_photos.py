"""Photos: four ways in, each for those who may see, and 404 for everybody else."""

import io
import uuid
from types import SimpleNamespace

import pytest
from PIL import Image

from tests import make
from walks import storage
from walks.db import db
from walks.model.review import Review, keep_private, publish
from walks.model.walk import WalkState
from walks.pages.access import cookie_name

SECRET = "s" * 32


@pytest.fixture
def seen(app, people, now):
    """A walk with two phones, a finding by David with a photo, and a report with a photo."""
    picture = storage.keep(make.picture(), app.config["INSTANCE"])
    walk = make.walk(people.anna)
    made = SimpleNamespace(walk=walk)
    for name in ("david", "elsa"):
        made.noter, secret = make.participant(walk)
        phone = app.test_client()
        phone.set_cookie(cookie_name(walk.public_id), secret)
        setattr(made, name, phone)
        setattr(made, f"{name}_noter", made.noter)
    made.finding = make.finding(walk, made.david_noter, photos=(picture,))
    made.report = make.report(secret=SECRET, photos=(picture,))
    made.uuid = made.finding.photos[0].uuid
    made.report_uuid = made.report.photos[0].uuid
    made.on_walk = f"/falt/{walk.public_id}/bild/{made.uuid}"
    db.session.commit()
    return made


def test_a_photo_is_served_as_nothing_but_a_private_jpeg(seen):
    answer = seen.david.get(seen.on_walk)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.data)).size == (640, 480)


def test_staff_see_the_photos_of_what_they_may_read(seen, app, people):
    address = f"/bild/{seen.uuid}"
    for name, status in [
        ("bertil", 200),
        ("karin", 200),
        ("anna", 200),
        ("cilla", 404),
        ("rune", 404),
    ]:
        browser = app.test_client()
        browser.sign_in(f"{name}@example.org")
        assert browser.get(address).status_code == status, name
    assert browser.get(f"/bild/{uuid.uuid4()}").status_code == 404


def test_who_has_not_signed_in_is_asked_to(seen, client):
    answer = client.get(f"/bild/{seen.uuid}")
    assert answer.status_code == 303
    assert "/logga-in" in answer.location


def test_participants_see_their_own_and_what_is_for_all(seen, app, people):
    assert seen.elsa.get(seen.on_walk).status_code == 200
    seen.finding.sensitive = True
    seen.finding.audience = seen.finding.default_audience()
    db.session.commit()
    assert seen.elsa.get(seen.on_walk).status_code == 404
    assert seen.david.get(seen.on_walk).status_code == 200


def test_what_was_undone_is_undone_for_the_others(seen):
    seen.finding.withdraw(by=seen.david_noter, now=make.NOW)
    db.session.commit()
    assert seen.elsa.get(seen.on_walk).status_code == 404


@pytest.mark.parametrize(
    ("state", "own", "others"),
    [("summing_up", 200, 200), ("released", 200, 404), ("archived", 404, 404)],
)
def test_others_photos_are_shown_until_the_release_and_own_until_archived(seen, state, own, others):
    seen.walk.state = WalkState(state)
    db.session.commit()
    assert seen.david.get(seen.on_walk).status_code == own
    assert seen.elsa.get(seen.on_walk).status_code == others


def test_another_walk_s_photo_is_not_there(seen, app, people, client):
    other = make.walk(people.anna)
    _noter, secret = make.participant(other)
    client.set_cookie(cookie_name(other.public_id), secret)
    address = f"/falt/{other.public_id}/bild/{seen.uuid}"
    db.session.commit()
    assert client.get(address).status_code == 404
    assert client.get(seen.on_walk).status_code == 303  # asked to join first


def test_the_reporter_sees_their_own_photo_by_their_link_only(seen, client):
    assert client.get(f"/arende/{SECRET}/bild/{seen.report_uuid}").status_code == 200
    assert client.get(f"/arende/{SECRET}/bild/{seen.uuid}").status_code == 404
    assert client.get(f"/arende/{'t' * 32}/bild/{seen.report_uuid}").status_code == 404


def test_the_public_sees_what_was_published_until_it_is_taken_down(seen, client, people):
    address = f"/vandringar/bild/{seen.uuid}"
    assert client.get(address).status_code == 404
    photo = seen.finding.photos[0]
    seen.finding.release(by=people.anna, now=make.NOW)
    review = Review(text="Lampor", place="Tunneln", photos={photo.id: "En mörk tunnel"})
    publish(seen.finding, review, by=people.karin, now=make.NOW)
    db.session.commit()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert client.get(f"/vandringar/bild/{seen.report_uuid}").status_code == 404
    keep_private(seen.finding, by=people.karin, now=make.NOW)
    db.session.commit()
    assert client.get(address).status_code == 404


def test_what_could_not_be_read_is_never_shown(seen, app):
    kept = storage.keep(b"<svg onload='alert(1)'></svg>", app.config["INSTANCE"])
    finding = make.finding(seen.walk, seen.david_noter, photos=(kept,))
    address = f"/falt/{seen.walk.public_id}/bild/{finding.photos[0].uuid}"
    db.session.commit()
    assert seen.david.get(address).status_code == 404


def test_a_file_that_is_gone_is_a_404_and_a_line_in_the_log(seen, app, caplog):
    for file in (app.config["INSTANCE"] / "photos").iterdir():
        file.unlink()
    assert seen.david.get(seen.on_walk).status_code == 404
    assert "missing" in caplog.text


@pytest.mark.parametrize("name", ["x", "..%2f..%2fsecret-key", "%00", "å"])
def test_odd_names_are_not_there(seen, client, name):
    assert client.get(f"/vandringar/bild/{name}").status_code == 404
    assert client.get(f"/arende/{SECRET}/bild/{name}").status_code == 404


def test_photos_are_only_read(seen, client):
    assert client.post(f"/vandringar/bild/{seen.uuid}").status_code == 405

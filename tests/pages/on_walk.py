"""What the tests of the walk page share: a walk that two have joined, and a filled-in form."""

import io
from types import SimpleNamespace

from tests import make
from walks.db import db
from walks.model.finding import Finding
from walks.pages.access import cookie_name


def a_walk_with_two(app, people, **given):
    """A walk that David and Elsa have joined, each with a phone of their own."""
    walk = make.walk(people.anna, **given)
    made = SimpleNamespace(walk=walk, address=f"/falt/{walk.public_id}")
    for name in ("david", "elsa"):
        noter, secret = make.participant(walk)
        phone = app.test_client()
        phone.set_cookie(cookie_name(walk.public_id), secret)
        setattr(made, name, phone)
        setattr(made, f"{name}_noter", noter)
    db.session.commit()
    return made


def filled(walked, **given):
    """Return what David's phone sends: the form as the server gave it, and what he filled in."""
    form = walked.david.visit(walked.address).form("/fynd")
    return {**form, "category": "lighting", "place_words": "Gångtunneln", **given}


def send(walked, data, status=200):
    return walked.david.send(f"{walked.address}/fynd", data, status=status)


def photo(content=None, name="IMG_1.jpg"):
    """Return a file as a browser sends it."""
    return (io.BytesIO(make.picture() if content is None else content), name)


def the_finding():
    return db.session.query(Finding).one()

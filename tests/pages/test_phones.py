"""What staff see of the phones on a walk: what came, what is missing, who agrees or regrets."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.api import phone as phones
from tests.api.phone import Phone, digest, seal
from tests.client import Page
from tests.queries import counted
from walks.db import db
from walks.model.finding import Finding
from walks.model.release import release_walk
from walks.model.walk import Walk


@pytest.fixture
def walk(people: SimpleNamespace, now: object) -> Walk:
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW)
    return made


@pytest.fixture
def phone(app: Flask, walk: Walk) -> Phone:
    return phones.on(app, walk)


def staff(app: Flask, who: str, path: str) -> Page:
    """Return the page as one of the staff has it."""
    client = app.test_client()
    client.sign_in(f"{who}@example.org")
    return client.visit(path)


def noted(phone: Phone, **given: object) -> str:
    """Note something; return the entry's UUID."""
    entry = str(uuid.uuid4())
    assert phone.put(seal(**given), entry).status_code == 201
    return entry


def test_the_leader_sees_what_has_come_from_each_phone(app: Flask, walk: Walk, phone: Phone):
    picture, missing = make.picture(), make.picture(colour="red")
    listed = [{"id": str(uuid.uuid4()), "sha256": digest(each)} for each in (picture, missing)]
    entry = noted(phone, photos=listed)
    assert phone.put_photo(picture, entry, listed[0]["id"]).status_code == 201
    noted(phone)
    phones.on(app, walk)
    page = staff(app, "anna", f"/planering/{walk.public_id}")
    rows = [row.get_text(" ", strip=True) for row in page.select("#phones ~ * tbody tr")]
    assert rows == ["1. Boende 2 1 10 november 2026 kl. 18.00", "2. Boende 0 0 Inte än"]


def test_who_noted_by_the_plain_form_has_been_heard_from_too(app: Flask, walk: Walk):
    make.finding(walk, make.participant(walk)[0])
    db.session.commit()
    page = staff(app, "anna", f"/planering/{walk.public_id}")
    assert "10 november 2026 kl. 18.00" in page.words("#phones ~ table")


def test_the_phones_of_a_whole_street_cost_no_more_questions(app: Flask, walk: Walk, phone: Phone):
    client = app.test_client()
    client.sign_in("anna@example.org")
    path = f"/planering/{walk.public_id}"
    with counted(app) as few:
        client.visit(path)
    for _more in range(5):
        noted(phones.on(app, walk))
    with counted(app) as many:
        client.visit(path)
    assert len(many) == len(few)


def test_who_sums_up_and_who_answers_see_how_many_agree(app: Flask, walk: Walk, phone: Phone):
    entry = noted(phone)
    for _other in range(2):
        phones.on(app, walk).put(seal("agree", of=entry))
    number = db.session.query(Finding).one().number
    path = f"/sammanstallning/{walk.public_id}"
    assert "2 håller med." in staff(app, "anna", path).words(".note")
    assert "Håller med 2 deltagare" in staff(app, "bertil", f"/fynd/{number}").words("aside")


def test_a_regret_that_came_too_late_is_read_by_who_answers(app: Flask, walk: Walk, phone: Phone):
    entry = noted(phone)
    walk.end(make.NOW)
    release_walk(walk, by=None, now=make.NOW)
    db.session.commit()
    number = db.session.query(Finding).one().number
    assert "vill ändra" not in staff(app, "bertil", f"/fynd/{number}").words()
    phone.put(seal("correction", of=entry, body={"text": "Det var vid parken."}))
    page = staff(app, "bertil", f"/fynd/{number}")
    assert "Den som noterade vill ändra" in page.words()
    assert "Det var vid parken." in page.words()


def test_who_reviews_reads_the_regret_too_and_that_the_answer_came_after(
    app: Flask, people: SimpleNamespace, walk: Walk, phone: Phone
):
    entry = noted(phone)
    walk.end(make.NOW)
    release_walk(walk, by=None, now=make.NOW)
    db.session.commit()
    phone.put(seal("correction", of=entry, body={"text": "Det var vid parken."}))
    finding = db.session.query(Finding).one()
    later = make.NOW + timedelta(days=1)
    finding.fix("Lampan vid parken är bytt nu.", by=people.bertil, now=later)
    db.session.commit()
    for who, path in (("karin", "granska"), ("bertil", "fynd")):
        page = staff(app, who, f"/{path}/{finding.number}")
        assert "Det var vid parken." in page.words()
        assert "före svaret den 11 november 2026" in page.words()

"""Bytes that the first version of the page sealed: what a phone holds stays acceptable for good.

tests/data/sealed_v1.json is a copy downloaded from that page, its token taken out: a finding at the
walk's stop with a photo, and a correction of it. Never make it anew: add another beside it.
"""

import base64
import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.api import phone as phones
from tests.api.phone import Phone, digest
from walks.db import db
from walks.model.finding import Finding
from walks.model.walk import Walk

COPY = json.loads((Path(__file__).parent.parent / "data/sealed_v1.json").read_text())
FINDING, CORRECTION = COPY["items"]


@pytest.fixture
def walk(people: SimpleNamespace, now: object) -> Walk:
    """Give a walk that is under way, with its one stop."""
    made = make.walk(people.anna, area=make.area())
    made.start(make.NOW - timedelta(minutes=30))
    db.session.commit()
    return made


@pytest.fixture
def phone(app: Flask, walk: Walk) -> Phone:
    """Give a phone on the walk."""
    return phones.on(app, walk)


def _send(phone: Phone, item: dict[str, Any]) -> list[tuple[int, str]]:
    answers = [phone.put(base64.b64decode(item["raw"]), item["id"], X_Sha256=item["sha256"])]
    for photo in item["photos"]:
        content = base64.b64decode(photo["data"])
        assert digest(content) == photo["sha256"]
        answers.append(phone.put_photo(content, item["id"], photo["id"], X_Sha256=photo["sha256"]))
    return [(answer.status_code, (answer.json or {}).get("result", "")) for answer in answers]


@pytest.mark.parametrize("order", [(FINDING, CORRECTION), (CORRECTION, FINDING)])
def test_what_the_first_version_sealed_is_taken_in(
    phone: Phone, order: tuple[dict[str, Any], ...]
) -> None:
    assert [answer for item in order for answer in _send(phone, item)] == [(201, "new")] * 3
    assert [answer for item in order for answer in _send(phone, item)] == [(200, "same")] * 3
    db.session.expire_all()
    finding = db.session.scalars(select(Finding)).one()
    assert finding.uuid == FINDING["id"]
    assert finding.text == "Tre lampor är släckta."
    assert finding.proposal == "Byt lamporna."
    assert finding.category.key == "lighting"
    assert finding.stop is not None
    assert finding.stop.name == "Gångtunneln"
    assert (finding.latitude, finding.accuracy_m) == (57.7211, 12)
    assert [photo.uuid for photo in finding.shown_photos] == [FINDING["photos"][0]["id"]]
    assert abs(finding.noted_at - make.NOW) < timedelta(minutes=2)

"""The party's own number of a finding: written on its page, found by the worklist's search."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Client
from tests.pages.plans import BERTIL, KARIN, signed_in
from walks.db import db
from walks.model.finding import Finding
from walks.model.party import party_by_slug


@pytest.fixture
def address(people: SimpleNamespace, now: object) -> str:
    """The page of a lamp that is Tekniska nämnden's."""
    made = make.report()
    db.session.commit()
    return f"/fynd/{made.number}"


def test_it_is_written_shown_and_found(client: Client, address: str) -> None:
    client.sign_in(BERTIL)
    to = f"{address}/beteckning"
    page = client.send(to, client.visit(address).form("/beteckning") | {"reference": "TN-2026/114"})
    assert "Beteckningen är sparad." in page.words()
    assert "TN-2026/114" in page.words("aside")
    assert "skrev partens egen beteckning" in page.words()
    assert "TN-2026/114" in client.visit("/inkorg").words()
    for words in ("TN-2026/114", "tn-2026/114"):
        found = client.get("/inkorg", query_string={"nummer": words})
        assert found.headers["Location"].endswith(address)


def test_nobody_finds_by_it_what_they_may_not_read(
    app: Flask, client: Client, address: str
) -> None:
    client.sign_in(BERTIL)
    client.send(
        f"{address}/beteckning", client.visit(address).form("/beteckning") | {"reference": "A1"}
    )
    cilla = signed_in(app, "cilla@example.org")
    page = cilla.visit("/inkorg?nummer=A1")
    assert "Inget fynd som du får läsa har numret eller beteckningen ”A1”." in page.words()


def test_it_leaves_with_a_hand_over_and_the_former_party_writes_none(
    app: Flask, client: Client, people: SimpleNamespace, address: str
) -> None:
    client.sign_in(BERTIL)
    to, form = f"{address}/beteckning", client.visit(address).form("/beteckning")
    client.send(to, form | {"reference": "TN-1"})
    police, finding = party_by_slug("polisen"), db.session.scalars(select(Finding)).one()
    finding.hand_over(police, "Det hör till er.", by=people.bertil, now=make.NOW)
    db.session.commit()
    assert not client.visit(address).select("form[action$='/beteckning']")
    client.send(to, form | {"reference": "TN-2"}, 409)
    assert "TN-" not in signed_in(app, "cilla@example.org").visit(address).words("aside")


def test_one_that_is_too_long_comes_back(client: Client, address: str) -> None:
    client.sign_in(BERTIL)
    to, long = f"{address}/beteckning", "9" * 61
    page = client.send(to, client.visit(address).form("/beteckning") | {"reference": long}, 422)
    assert "Korta den till högst 60 tecken." in page.words(".ds-error-summary")
    assert page.form("/beteckning")["reference"] == long


def test_the_second_of_two_sees_what_the_first_wrote(
    app: Flask, client: Client, address: str
) -> None:
    client.sign_in(BERTIL)
    to, karin = f"{address}/beteckning", signed_in(app, KARIN)
    form = client.visit(address).form("/beteckning")
    karin.send(to, karin.visit(address).form("/beteckning") | {"reference": "K-1"})
    page = client.send(to, form | {"reference": "TN-1"}, 409)
    assert "Någon annan hann före. Nu står det: K-1" in page.words("#beteckning")
    assert page.form("/beteckning")["reference"] == "TN-1"
    client.send(to, page.form("/beteckning"))
    assert "TN-1" in client.visit(address).words("aside")

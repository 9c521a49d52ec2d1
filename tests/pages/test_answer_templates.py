"""Answers to begin from: kept by the coordinator, filled in by whoever answers."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.client import Client, Page
from tests.pages.plans import BERTIL, KARIN, signed_in
from walks.db import db
from walks.model.answer_template import ANSWERING, AnswerTemplate, all_templates, checked

HERE = "/svarsmallar"


@pytest.fixture
def karin(client: Client, people: SimpleNamespace, now: object) -> Client:
    """Karin, signed in."""
    client.sign_in(KARIN)
    return client


def save(karin: Client, page: Page, to: str, status: int = 200, **given: str) -> Page:
    return karin.send(to, page.form(to) | given, status)


def test_all_that_ship_can_be_filled_in_by_a_verb_that_answers(app: Flask) -> None:
    shipped = all_templates()
    assert len(shipped) >= 10
    assert all(each.verb in ANSWERING and checked(each.body) for each in shipped)


def test_one_is_added_changed_and_taken_away(karin: Client) -> None:
    given = {"title": "Bänken", "verb": "fix", "body": "Bänken är lagad [datum]."}
    page = save(karin, karin.visit(HERE), HERE, **given)
    assert "Mallen ”Bänken” är tillagd." in page.words()
    made = db.session.scalars(select(AnswerTemplate).where(AnswerTemplate.title == "Bänken")).one()
    to = f"{HERE}/{made.id}"
    page = save(karin, karin.visit(to), to, body="Bänken är utbytt.")
    assert "Bänken är utbytt." in page.words("table")
    shipped = next(each for each in all_templates() if each.title == "Lampan lyser")
    kind, own = str(shipped.category_id), f"{HERE}/{shipped.id}"
    assert karin.visit(own).form(own)["category"] == kind
    page = save(karin, karin.visit(to), f"{to}/borttagning")
    assert "Mallen ”Bänken” är borttagen." in page.words()
    assert "Bänken" not in page.words("table")


def test_two_of_one_verb_are_not_called_the_same(karin: Client) -> None:
    given = {"title": " lampan LYSER", "verb": "fix", "body": "Lampan lyser igen."}
    page = save(karin, karin.visit(HERE), HERE, 422, **given)
    assert "Det finns redan en mall som heter så" in page.words(".ds-error-summary")
    page = save(karin, karin.visit(HERE), HERE, **(given | {"verb": "decline"}))
    assert "är tillagd" in page.words()
    shipped = next(each for each in all_templates() if each.title == "Lampan lyser")
    page = save(karin, karin.visit(f"{HERE}/{shipped.id}"), f"{HERE}/{shipped.id}", body="Nytt.")
    assert "är sparad" in page.words(), "its own name is its own"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"title": ""}, "Skriv vad mallen heter."),
        ({"verb": ""}, "Välj åtgärd."),
        ({"body": ""}, "Skriv svaret."),
        (
            {"body": "Klart [veckodag]."},
            "”[veckodag]” går inte att fylla i. De som",
        ),
        ({"category": "99999"}, "Välj något i listan."),
    ],
)
def test_one_that_can_not_be_kept_comes_back(
    karin: Client, given: dict[str, str], why: str
) -> None:
    sent = {"title": "Bänken", "verb": "fix", "body": "Bänken är lagad."} | given
    page = save(karin, karin.visit(HERE), HERE, 422, **sent)
    assert why in page.words(".ds-error-summary")
    assert page.form(HERE)["body"] == sent["body"]


def test_the_second_of_two_sees_what_the_first_wrote(app: Flask, karin: Client) -> None:
    to = f"{HERE}/{all_templates()[0].id}"
    page, other = karin.visit(to), signed_in(app, KARIN)
    save(other, other.visit(to), to, body="Den enas.")
    page = save(karin, page, to, 409, body="Den andras.")
    assert "Den enas." in page.words(".notice")
    assert page.form(to)["body"] == "Den andras."


def test_an_answer_begins_from_one_and_keeps_what_was_written(
    client: Client, people: SimpleNamespace, now: object
) -> None:
    report = make.report()
    db.session.commit()
    client.sign_in(BERTIL)
    address = f"/fynd/{report.number}"
    page = client.visit(address)
    offered = [b.text for b in page.select("#atgard button[name=mall]")]
    assert "Lampan lyser" in offered
    assert "Klottret är borta" not in offered
    chosen = next(b for b in page.select("#atgard button[name=mall]") if b.text == "Lampan lyser")
    form = page.form("/atgard") | {"answer": "Tack för tipset.", "mall": str(chosen["value"])}
    page = client.send(f"{address}/atgard/forhandsvisning", form)
    answer = page.form("/atgard")["answer"]
    assert answer == "Tack för tipset.\nLampan är bytt och lyser sedan [datum]."
    page = client.send(f"{address}/atgard", page.form("/atgard"), 422)
    assert "det som står inom [ ]" in page.words(".ds-error-summary")
    client.send(
        f"{address}/atgard", page.form("/atgard") | {"answer": answer.replace("[datum]", "i går")}
    )
    assert "Lampan är bytt och lyser sedan i går." in client.visit(address).words()

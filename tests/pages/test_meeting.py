"""Answers from a meeting: several at a time, each saved or given back as it was written."""

from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.pages.plans import BERTIL, KARIN, signed_in
from tests.queries import counted
from walks.db import db
from walks.model.finding import Finding
from walks.model.visibility import finding_for

HERE = "/mote/tekniska-namnden"
SAID = "EST-möte 4 mars, Bertil"


@pytest.fixture
def three(people: SimpleNamespace, now: object) -> list[str]:
    """The numbers of three lamps that are Tekniska nämnden's."""
    made = [make.report(f"{number:032}") for number in range(3)]
    db.session.commit()
    return [finding.number for finding in made]


@pytest.fixture
def karin(client: Client, people: SimpleNamespace, now: object) -> Client:
    """Karin, signed in."""
    client.sign_in(KARIN)
    return client


def write(karin: Client, page: Page, status: int = 200, **given: str) -> Page:
    return karin.send(HERE, page.form(HERE) | {"said": SAID} | given, status)


def known(people: SimpleNamespace, number: str) -> Finding:
    return finding_for(people.karin, number)


def test_several_answers_are_saved_at_once_as_the_partys(
    karin: Client, three: list[str], people: SimpleNamespace
) -> None:
    one, two, third = three
    page = write(
        karin,
        karin.visit(HERE),
        **{f"{one}-verb": "fix", f"{one}-answer": "Lampan är bytt."},
        **{f"{two}-verb": "plan", f"{two}-answer": "Lampan byts ut.", f"{two}-on": "2026-12-20"},
    )
    assert "2 svar är sparade." in page.words()
    assert [h.text.split(":")[0].strip() for h in page.select("main section h2")] == [third]
    fixed = known(people, one)
    assert fixed.status == "fixed"
    said = fixed.events[-1].said
    assert said
    assert said.body == SAID
    assert known(people, two).planned_on is not None
    assert known(people, third).status == "new"


def test_what_is_right_is_saved_and_the_rest_comes_back_as_written(
    karin: Client, three: list[str], people: SimpleNamespace
) -> None:
    one, two, third = three
    page = write(
        karin,
        karin.visit(HERE),
        422,
        **{f"{one}-verb": "decline", f"{one}-answer": "Marken är privat. Fråga dess ägare."},
        **{f"{two}-verb": "plan", f"{two}-answer": "Lampan byts ut.", f"{two}-on": "2026-01-01"},
        **{f"{third}-answer": "Ett svar utan val."},
    )
    summary = page.words("#error-summary")
    assert "1 svar är sparat. De här är inte sparade:" in summary
    assert f"{two}: Datumet har redan varit." in summary
    assert f"{third}: Välj vad de sade om det." in summary
    form = page.form(HERE)
    assert f"{one}-verb" not in form
    assert (form["said"], form[f"{two}-on"]) == (SAID, "2026-01-01")
    assert form[f"{third}-answer"] == "Ett svar utan val."
    assert known(people, one).status == "declined"
    write(karin, page, **{f"{two}-on": "2026-12-20", f"{third}-verb": "fix"})
    assert known(people, two).status == "planned"
    assert known(people, third).status == "fixed"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"verb": "fix", "answer": ""}, "Skriv vad som har gjorts."),
        ({"verb": "decline", "answer": "Nej."}, "Skriv varför det inte går"),
        (
            {"verb": "plan", "answer": "Lampan byts ut.", "on": ""},
            "Välj vilken dag det blir gjort.",
        ),
        ({"verb": "plan", "answer": "Lampan byts ut.", "on": "i vår"}, "Datumet finns inte."),
        ({"verb": "plan", "answer": "", "on": "2026-12-20"}, "Skriv vad som ska göras."),
        ({"verb": "explode", "answer": "Hej hej."}, "Välj vad de sade om det."),
        ({"verb": "fix", "answer": "x" * 4001}, "Korta den till högst 4000 tecken."),
    ],
)
def test_what_is_no_answer_is_told_and_nothing_is_changed(
    karin: Client,
    three: list[str],
    people: SimpleNamespace,
    given: dict[str, str],
    why: str,
) -> None:
    sent = {f"{three[0]}-{name}": text for name, text in given.items()}
    page = write(karin, karin.visit(HERE), 422, **sent)
    assert why in page.words("#error-summary")
    assert page.form(HERE)[f"{three[0]}-answer"] == given["answer"]
    assert known(people, three[0]).status == "new"


def test_all_that_is_wrong_with_one_answer_is_told_at_once(karin: Client, three: list[str]) -> None:
    given = {"verb": "plan", "answer": "Ja.", "on": "2020-01-01"}
    sent = {f"{three[0]}-{name}": text for name, text in given.items()}
    told = write(karin, karin.visit(HERE), 422, **sent).words("#error-summary")
    assert "Skriv vad som ska göras." in told
    assert "Datumet har redan varit." in told


def test_each_field_is_read_aloud_by_the_name_that_is_shown(
    karin: Client, three: list[str]
) -> None:
    """WCAG 2.5.3: the label is in the name."""
    page = karin.visit(HERE)
    for field in page.select("main section [aria-label]"):
        [label] = page.select(f"label[for='{field['id']}']")
        assert str(field["aria-label"]).startswith(label.get_text(strip=True))


def test_it_must_be_told_who_said_so(
    karin: Client, three: list[str], people: SimpleNamespace
) -> None:
    sent = {f"{three[0]}-verb": "fix", f"{three[0]}-answer": "Lampan är bytt.", "said": ""}
    page = write(karin, karin.visit(HERE), 422, **sent)
    assert "Skriv vem som sade det, när och var." in page.words("#error-summary")
    assert page.form(HERE)[f"{three[0]}-answer"] == "Lampan är bytt."
    assert known(people, three[0]).status == "new"


def test_one_that_was_answered_meanwhile_is_not_answered_twice(
    app: Flask, karin: Client, three: list[str], people: SimpleNamespace
) -> None:
    page, number = karin.visit(HERE), three[0]
    bertil = signed_in(app, BERTIL)
    to = f"/fynd/{number}"
    form = bertil.visit(to).form("/atgard") | {"answer": "Jag bytte den i går."}
    bertil.send(f"{to}/atgard", form)
    page = write(
        karin, page, 422, **{f"{number}-verb": "fix", f"{number}-answer": "Lampan är bytt."}
    )
    assert "Någon annan hann före." in page.words("#error-summary")
    assert page.form(HERE)[f"{number}-answer"] == "Lampan är bytt."
    assert known(people, number).events[-1].text.body == "Jag bytte den i går."  # type: ignore[union-attr]


def test_nothing_filled_in_is_said_kindly(karin: Client, three: list[str]) -> None:
    assert "Inget var ifyllt, så inget är sparat." in write(karin, karin.visit(HERE)).words()


def test_a_strangers_number_is_not_found(karin: Client, three: list[str]) -> None:
    form = karin.visit(HERE).form(HERE) | {"said": SAID, "BOR-1999-0001-verb": "fix"}
    karin.send(HERE, form, 404)


@pytest.mark.parametrize("count", [2, 15])
def test_it_asks_as_much_of_many_as_of_few(app: Flask, karin: Client, count: int) -> None:
    for number in range(count):
        make.report(f"{number:032}")
    db.session.commit()
    karin.visit(HERE)
    with counted(app) as statements:
        karin.visit(HERE)
    assert len(statements) <= 14


def test_long_lists_are_turned_over(karin: Client, people: SimpleNamespace) -> None:
    made = [make.report(f"{number:032}") for number in range(21)]
    db.session.commit()
    last = made[-1].number
    page = karin.visit(HERE)
    assert len(page.select("main section")) == 20
    page = karin.visit(str(page.select_one(".pager a")["href"]))  # type: ignore[index]
    assert [s["id"] for s in page.select("main section")] == [last]

"""A walk's protocol as data: who reads what of it, in which order, and how it is counted."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests import make
from tests.queries import counted
from walks.db import db
from walks.exports.protocol import Protocol, protocol_of
from walks.model.codes import FindingType, NoterRole, Urgency
from walks.model.party import party_by_slug
from walks.model.person import Person
from walks.model.photo import Picture
from walks.model.protocol import reading_of
from walks.model.release import release_walk
from walks.model.walk import Walk, WalkKind

LATER = make.NOW + timedelta(hours=2)
DAY_AFTER = make.NOW + timedelta(days=1)


@pytest.fixture
def walk(people: SimpleNamespace) -> Walk:
    """A walk of Anna's on which a resident and a policeman noted a lamp, drugs and a safe place."""
    made = make.walk(people.anna, area=make.area(), note_taker=people.rune)
    made.start(make.NOW)
    resident, police = (
        make.participant(made, r)[0] for r in (NoterRole.RESIDENT, NoterRole.POLICE)
    )
    make.finding(made, resident, latitude=57.7201, longitude=12.9402)
    make.finding(made, police, category="drugs", text="Langning vid bänken.")
    make.finding(made, resident, type=FindingType.SAFE, text="Fina blommor.")
    made.end(LATER)
    db.session.flush()
    return made


def read(person: Person, walk: Walk) -> Protocol:
    """Return the walk's protocol as the person may read it."""
    return protocol_of(reading_of(person, walk.public_id))


def test_whoever_runs_the_walk_reads_all_of_it(people: SimpleNamespace, walk: Walk) -> None:
    for person in (people.anna, people.rune, people.karin):
        protocol = read(person, walk)
        assert protocol.whole
        assert [e.text for e in protocol.entries] == [
            "Två lampor är släckta i tunneln.",
            "Langning vid bänken.",
        ]
        assert [e.text for e in protocol.safe] == ["Fina blommor."]
        assert protocol.people == [("Boende", 1), ("Polis", 1)]
        assert protocol.shares == [("Polisen", 1, 0), ("Tekniska nämnden", 1, 0)]


def test_a_handler_reads_an_extract_of_what_is_theirs(people: SimpleNamespace, walk: Walk) -> None:
    technical, police = read(people.bertil, walk), read(people.cilla, walk)
    assert [e.category for e in technical.entries] == ["Belysning"]
    assert [e.category for e in police.entries] == ["Narkotika och alkohol"]
    assert police.safe == []
    for protocol in (technical, police):
        assert not protocol.whole
        assert protocol.name.startswith("Utdrag")
        assert protocol.people == []
        assert "Langning" not in str(technical)


def test_nobody_else_reads_anything(people: SimpleNamespace, walk: Walk) -> None:
    for stranger in (make.person("Nils"), people.ada):
        with pytest.raises(NoResultFound):
            read(stranger, walk)
    with pytest.raises(NoResultFound):
        reading_of(people.karin, "zzzzzzzzzz")


def test_a_party_that_handed_over_reads_what_it_knew_then(
    people: SimpleNamespace, walk: Walk
) -> None:
    release_walk(walk, by=people.anna, now=LATER)
    finding = walk.findings[0]
    tekniska, polisen = party_by_slug("tekniska-namnden"), party_by_slug("polisen")
    assert finding.responsible_party is tekniska
    finding.hand_over(polisen, "Det är ett brott som pågår.", by=people.bertil, now=LATER)
    db.session.flush()
    finding.decline("Vi kan inte göra något åt det hemliga.", by=people.cilla, now=DAY_AFTER)
    db.session.flush()
    db.session.expire_all()
    entry = read(people.bertil, walk).entries[0]
    assert entry.status == "Överlämnat till Polisen"
    assert (entry.answer, entry.due_on, entry.reason, entry.done) == ("", None, "", False)
    assert "hemliga" in read(people.cilla, walk).entries[0].answer


def test_a_round_is_internal_and_names_its_workplace(people: SimpleNamespace) -> None:
    made = make.walk(
        people.anna, kind=WalkKind.ROUND, unit="Kultur och fritid", employer_contact="chef@x.se"
    )
    made.start(make.NOW)
    make.finding(made, make.participant(made, NoterRole.STAFF)[0], text="Vi är ensamma på kvällen.")
    protocol = read(people.anna, made)
    assert protocol.internal
    facts = dict(protocol.facts)
    assert facts["Arbetsplats"] == "Stadsbiblioteket"
    assert facts["Arbetsgivarens kontakt"] == "chef@x.se"
    extract = read(people.bertil, made)
    assert extract.internal
    assert "Arbetsgivarens kontakt" not in dict(extract.facts)


def test_what_was_taken_back_is_gone_and_what_was_no_case_is_named(
    people: SimpleNamespace, walk: Walk
) -> None:
    lamp, drugs, _safe = walk.findings
    lamp.withdraw(by=people.anna, now=LATER)
    drugs.dismiss("Det var en missuppfattning.", by=people.anna, now=LATER)
    protocol = read(people.anna, walk)
    assert protocol.entries == []
    assert protocol.dismissed == [drugs.number]
    assert lamp.number not in str(protocol)


def test_an_answer_counts_until_the_finding_is_opened_again(
    people: SimpleNamespace, walk: Walk
) -> None:
    release_walk(walk, by=people.anna, now=LATER)
    lamp = walk.findings[0]
    lamp.fix("Lamporna i tunneln är bytta.", by=people.bertil, now=LATER)
    protocol = read(people.anna, walk)
    assert ("Tekniska nämnden", 1, 1) in protocol.shares
    assert protocol.entries[0].done
    assert protocol.entries[0].answer_from == "Svar från Tekniska nämnden, 10 november 2026"
    lamp.reopen("De är släckta igen.", by=people.karin, now=DAY_AFTER)
    protocol = read(people.anna, walk)
    assert ("Tekniska nämnden", 1, 0) in protocol.shares
    assert protocol.entries[0].answer_from.startswith("Tidigare svar från")


def test_it_says_what_it_is_until_the_walk_is_released(people: SimpleNamespace, walk: Walk) -> None:
    draft = read(people.anna, walk)
    assert draft.draft
    assert draft.state.startswith("Utkast")
    assert draft.entries[0].status == "Inte frisläppt än"
    release_walk(walk, by=people.anna, now=LATER)
    done = read(people.anna, walk)
    assert not done.draft
    assert done.state == "Frisläppt den 10 november 2026. Fynden är hos dem som ansvarar."
    assert done.entries[0].due == "8 december 2026"
    assert dict(done.entries[0].facts)["Svar senast"] == "8 december 2026"


def test_urgency_stands_there_when_it_is_out_of_the_ordinary(
    people: SimpleNamespace, walk: Walk
) -> None:
    entry = read(people.anna, walk).entries[0]
    assert "Brådska" not in dict(entry.facts)
    walk.findings[0].urgency = Urgency.HIGH
    assert dict(read(people.anna, walk).entries[0].facts)["Brådska"] == "Hög"


def test_a_photo_that_could_not_be_read_is_only_counted(
    people: SimpleNamespace, walk: Walk
) -> None:
    shown = Picture("a" * 64, "b" * 64, 640, 480)
    make.finding(walk, walk.participants[0], photos=(shown, Picture("c" * 64)))
    entry = read(people.anna, walk).entries[-1]
    assert [shot.stored_sha256 for shot in entry.photos] == ["b" * 64]
    assert entry.photos[0].alt == f"Foto 1 till {entry.number}: belysning, Gångtunneln vid torget"
    assert entry.unreadable == 1


def test_the_map_has_a_letter_a_stop_and_a_number_a_point(
    app: Flask, people: SimpleNamespace, walk: Walk
) -> None:
    drawing = read(people.anna, walk).drawing
    assert drawing.startswith("<svg ")
    assert ">A</text>" in drawing
    assert ">1</text>" in drawing
    assert "style" not in drawing


def test_forty_findings_ask_as_many_questions_as_two(
    app: Flask, people: SimpleNamespace, walk: Walk
) -> None:
    counts = []
    for _turn in range(2):
        db.session.commit()
        db.session.expire_all()
        with counted(app) as asked:
            read(db.session.merge(people.anna), walk)
        counts.append(len(asked))
        for _finding in range(20):
            make.finding(walk, walk.participants[0])
    assert counts[0] == counts[1]

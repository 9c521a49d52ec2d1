"""Who may see which findings, and how much of them."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import NoResultFound

from tests import make
from walks.db import db
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.note import correct
from walks.model.party import party_by_slug
from walks.model.person import Person
from walks.model.photo import Photo, Picture
from walks.model.photo_access import photo_for_participant, photo_for_person
from walks.model.status import Verb
from walks.model.visibility import as_seen_by, finding_for, handlers_parties

HOUR = timedelta(hours=1)


@pytest.fixture
def made(people: SimpleNamespace, now: datetime) -> SimpleNamespace:
    """A finding of Tekniska nämnden's on Anna's walk, released, with a photo."""
    nils = make.person("Nils")
    walk = make.walk(people.anna, note_taker=nils)
    noter, _secret = make.participant(walk)
    other, _secret = make.participant(walk)
    finding = make.finding(walk, noter)
    finding.release(by=people.anna, now=now)
    finding.photos.append(Photo.of(Picture("0" * 64, "1" * 64, 8, 6), now))
    db.session.commit()
    return SimpleNamespace(
        **vars(people), nils=nils, noter=noter, other=other, finding=finding, walk=walk,
        police=party_by_slug("polisen"), tn=party_by_slug("tekniska-namnden"),
    )  # fmt: skip


def may_read(person: Person, finding: Finding) -> bool:
    try:
        return finding_for(person, finding.number) is finding
    except NoResultFound:
        return False


@pytest.mark.parametrize("audience", list(Audience))
def test_who_reads_a_finding_inside(audience: Audience, made: SimpleNamespace) -> None:
    made.finding.audience = audience
    readers = {
        name: may_read(getattr(made, name), made.finding)
        for name in ("anna", "nils", "bertil", "karin", "cilla", "rune", "ada")
    }
    assert readers == {
        "anna": True,
        "nils": True,
        "bertil": True,
        "karin": True,
        "cilla": False,
        "rune": False,
        "ada": False,
    }


def test_an_informed_party_reads_all_of_it(made: SimpleNamespace) -> None:
    made.finding.inform([made.police])
    db.session.flush()
    seen = as_seen_by(made.cilla, finding_for(made.cilla, made.finding.number))
    assert seen.until is None
    assert made.finding.verbs_for(made.cilla) == []


def test_nobody_reads_a_number_that_is_not_there(made: SimpleNamespace) -> None:
    with pytest.raises(NoResultFound):
        finding_for(made.karin, "BOR-2026-9999")


def test_a_former_party_keeps_what_it_saw_until_then(made: SimpleNamespace) -> None:
    finding, later = made.finding, make.NOW + HOUR
    finding.plan("Lampan byts i december.", date(2026, 12, 3), by=made.bertil, now=make.NOW)
    finding.hand_over(made.police, "Lampan slås sönder.", by=made.bertil, now=later)
    finding.fix("Vi har fått fast den som gjorde det.", by=made.cilla, now=later + HOUR)
    finding.photos.append(Photo.of(Picture("2" * 64, "3" * 64, 8, 6), later + HOUR))
    db.session.commit()

    seen = as_seen_by(made.bertil, finding_for(made.bertil, finding.number))
    assert seen.until == later
    assert seen.answer is not None
    assert seen.answer.body == "Lampan byts i december."
    assert [e.verb for e in seen.events][-1] is Verb.HAND_OVER
    assert len(seen.photos) == 1
    assert finding.verbs_for(made.bertil) == []

    new = as_seen_by(made.cilla, finding)
    assert new.answer is not None
    assert new.answer.body == "Vi har fått fast den som gjorde det."
    assert len(new.photos) == 2


def test_a_former_party_does_not_read_a_later_correction(made: SimpleNamespace) -> None:
    finding = make.finding(made.noter.walk, made.noter)
    finding.decide(made.police, "Lampan slås sönder.", by=made.karin, now=make.NOW)
    note = make.a_note(text="Det är Kalle i sextonde porten som slår sönder dem.")
    correct(finding, note, by=made.anna, now=make.NOW + HOUR)
    db.session.commit()
    assert as_seen_by(made.bertil, finding).text == "Två lampor är släckta i tunneln."
    assert as_seen_by(made.karin, finding).text == note.text


def test_a_party_that_gets_it_back_reads_all_of_it_again(made: SimpleNamespace) -> None:
    finding = made.finding
    finding.hand_over(made.police, "Lampan slås sönder.", by=made.bertil, now=make.NOW)
    finding.decide(made.tn, "Lampan är er.", by=made.karin, now=make.NOW + HOUR)
    db.session.commit()
    assert as_seen_by(made.bertil, finding).until is None
    assert as_seen_by(made.cilla, finding).until == make.NOW + HOUR


def test_a_photo_follows_its_finding(made: SimpleNamespace) -> None:
    photo = made.finding.photos[0]
    for person in (made.anna, made.nils, made.bertil, made.karin):
        assert photo_for_person(person, photo.uuid) is photo
    for stranger in (made.cilla, made.rune, made.ada):
        with pytest.raises(NoResultFound):
            photo_for_person(stranger, photo.uuid)
    assert photo_for_participant(made.other, photo.uuid) is photo


def test_a_photo_that_came_after_the_handover_is_not_for_the_former_party(
    made: SimpleNamespace,
) -> None:
    made.finding.hand_over(made.police, "Ett brott.", by=made.bertil, now=make.NOW)
    late = Photo.of(Picture("2" * 64, "3" * 64, 8, 6), make.NOW + HOUR)
    made.finding.photos.append(late)
    db.session.commit()
    with pytest.raises(NoResultFound):
        photo_for_person(made.bertil, late.uuid)
    assert photo_for_person(made.cilla, late.uuid) is late


def test_other_participants_see_no_photo_of_a_narrower_finding(made: SimpleNamespace) -> None:
    photo = made.finding.photos[0]
    made.finding.audience = Audience.PARTY
    db.session.flush()
    assert photo_for_participant(made.noter, photo.uuid) is photo
    with pytest.raises(NoResultFound):
        photo_for_participant(made.other, photo.uuid)


def test_whose_worklists_a_person_may_open(made: SimpleNamespace) -> None:
    assert handlers_parties(made.bertil) == [made.tn]
    assert handlers_parties(made.karin) == [made.tn, made.police]
    assert handlers_parties(made.rune) == [made.tn, made.police]
    assert handlers_parties(made.anna) == []

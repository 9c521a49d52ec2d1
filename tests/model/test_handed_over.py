"""What goes to another authority is logged as such: when, to whom, what kinds of things (OSL 5)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.status import MoveNotAllowed, Verb

LATER = make.NOW + timedelta(days=1)


def handed(finding: Finding) -> list[tuple[str, str]]:
    """Return to whom, and what, in order."""
    db.session.flush()
    return [
        (event.to_party.name, event.text.body if event.text else "")
        for event in finding.events
        if event.verb is Verb.DISCLOSE
    ]


def test_what_stays_in_the_house_is_not_disclosed(people: SimpleNamespace) -> None:
    assert handed(make.report()) == []


def test_a_report_to_the_police_is_disclosed_at_once(people: SimpleNamespace) -> None:
    report = make.report(category="drugs")
    [(party, kinds)] = handed(report)
    assert party == "Polisen"
    assert "beskrivning" in kinds
    assert report.text not in kinds


def test_a_walks_finding_is_disclosed_at_its_release(people: SimpleNamespace) -> None:
    walk = make.walk(people.anna)
    walk.start(make.NOW)
    noter, _secret = make.participant(walk)
    finding = make.finding(walk, noter, category="drugs")
    assert handed(finding) == []
    finding.release(by=people.anna, now=LATER)
    assert [party for party, _kinds in handed(finding)] == ["Polisen"]


def test_who_is_informed_is_told_too(people: SimpleNamespace) -> None:
    """Vandalism is Tekniska nämnden's, for the police to know."""
    report = make.report(category="vandalism")
    assert report.responsible_party.slug == "tekniska-namnden"
    assert [party for party, _kinds in handed(report)] == ["Polisen"]


def test_a_hand_over_is_logged_once_for_each_time(people: SimpleNamespace) -> None:
    report, police = make.report(), party_by_slug("polisen")
    report.hand_over(police, "Det är ett brott.", by=people.bertil, now=LATER)
    assert [party for party, _kinds in handed(report)] == ["Polisen"]
    tn = party_by_slug("tekniska-namnden")
    report.decide(tn, "Det är en lampa.", by=people.karin, now=LATER)
    assert len(handed(report)) == 1
    report.decide(police, "Nej, det är ett brott.", by=people.karin, now=LATER)
    assert len(handed(report)) == 2


def test_a_partys_own_number_is_its_own_to_write(people: SimpleNamespace) -> None:
    report = make.report()
    report.refer("TN-2026/114", by=people.bertil, now=LATER)
    report.refer("TN-2026/114", by=people.bertil, now=LATER)
    assert [e.verb for e in report.events].count(Verb.REFER) == 1
    with pytest.raises(MoveNotAllowed):
        report.refer("K-1", by=people.cilla, now=LATER)
    assert report.reference == "TN-2026/114"

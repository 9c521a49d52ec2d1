"""Events as Swedish sentences."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from walks.db import db
from walks.model.codes import Audience, Urgency
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.status import Verb
from walks.pages import history

ANSWER = "Lampan byts under veckan."


@pytest.fixture
def made(people: SimpleNamespace, now: datetime) -> SimpleNamespace:
    """A finding on Anna's walk."""
    walk = make.walk(people.anna)
    noter, _secret = make.participant(walk)
    return SimpleNamespace(
        **vars(people), walk=walk, noter=noter, finding=make.finding(walk, noter),
        police=party_by_slug("polisen"),
    )  # fmt: skip


def told(app: Flask, finding: Finding) -> list[str]:
    """Return the history as it is read, without its first line."""
    db.session.flush()
    with app.test_request_context():
        return [f"{x.sentence} {x.words}".strip() for x in history.lines(finding.events)][1:]


def test_every_verb_has_a_sentence() -> None:
    assert set(history.SENTENCES) == set(Verb)


def test_what_a_party_does(app: Flask, made: SimpleNamespace, now: datetime) -> None:
    finding, bertil, karin = made.finding, made.bertil, made.karin
    finding.release(by=made.anna, now=now)
    finding.receive(by=bertil, now=now)
    finding.plan(ANSWER, date(2026, 12, 3), by=bertil, now=now)
    finding.planned_date_passed(now=now)
    finding.fix("Lampan är bytt i dag.", by=bertil, now=now)
    finding.verify(by=bertil, now=now)
    finding.reopen("Den är trasig igen.", by=karin, now=now)
    finding.decline("Stolpen är inte kommunens.", by=bertil, now=now)
    assert told(app, finding) == [
        "Anna (vandringsledare) frisläppte fyndet till Tekniska nämnden.",
        "Bertil (Tekniska nämnden) tog emot fyndet.",
        f"Bertil (Tekniska nämnden) planerade åtgärd till 3 december 2026: ”{ANSWER}”",
        "Det planerade datumet har passerat. Ett nytt svar behövs.",
        "Bertil (Tekniska nämnden) svarade att det är åtgärdat: ”Lampan är bytt i dag.”",
        "Bertil (Tekniska nämnden) såg på plats att det är åtgärdat.",
        "Karin (samordnare) öppnade fyndet igen: ”Den är trasig igen.”",
        "Bertil (Tekniska nämnden) svarade att det inte går: ”Stolpen är inte kommunens.”",
    ]


def test_who_it_went_to(app: Flask, made: SimpleNamespace, now: datetime) -> None:
    finding = made.finding
    finding.release(by=None, now=now)
    finding.hand_over(made.police, "Ett brott.", by=made.bertil, now=now)
    tn = party_by_slug("tekniska-namnden")
    finding.ask_coordinator(tn, "Nej, en lampa.", by=made.cilla, now=now)
    finding.decide(tn, "Lampan är kommunens.", by=made.karin, now=now)
    finding.widen(Audience.PARTY, "Inget känsligt.", by=made.karin, now=now)
    finding.dismiss("Redan lagat.", by=made.karin, now=now)
    assert told(app, finding) == [
        "Fyndet frisläpptes av sig självt till Tekniska nämnden.",
        "Det här lämnades till Polisen, som är en annan myndighet: "
        "”kategori, beskrivning, plats i ord”",
        "Bertil (Tekniska nämnden) lämnade över fyndet till Polisen: ”Ett brott.”",
        "Cilla (Polisen) frågade samordnaren och föreslog Tekniska nämnden: ”Nej, en lampa.”",
        "Karin (samordnare) bestämde att Tekniska nämnden ansvarar: ”Lampan är kommunens.”",
        "Karin (samordnare) ändrade vilka som får läsa fyndet: ”Inget känsligt.”",
        "Karin (samordnare) avslutade fyndet utan åtgärd: ”Redan lagat.”",
    ]


def test_those_who_noted_are_named_by_role_only(
    app: Flask, made: SimpleNamespace, now: datetime
) -> None:
    acute = make.finding(made.walk, made.noter, urgency=Urgency.ACUTE)
    made.finding.withdraw(by=made.noter, now=now)
    report = make.report()
    with app.test_request_context():
        first, second = history.lines(acute.events)
        own = history.lines(made.finding.events)
        sent = history.lines(report.events)
    assert first.sentence == (
        "En deltagare (boende) noterade fyndet. Det gick till Tekniska nämnden."
    )
    assert second.sentence == "Fyndet är akut och gick direkt till Tekniska nämnden."
    assert own[-1].sentence == "En deltagare (boende) ångrade fyndet."
    assert [line.sentence for line in sent] == [
        "Den som rapporterade noterade fyndet. Det gick till Tekniska nämnden.",
        "Rapporten gick direkt till Tekniska nämnden.",
    ]


def test_words_that_are_gone_leave_a_whole_sentence(
    app: Flask, made: SimpleNamespace, now: datetime
) -> None:
    made.finding.dismiss("Kalle gjorde det.", by=made.anna, now=now)
    made.finding.events[-1].text.body = ""
    assert told(app, made.finding) == ["Anna (vandringsledare) avslutade fyndet utan åtgärd."]

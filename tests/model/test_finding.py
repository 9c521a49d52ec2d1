"""Findings: the table of moves, and what each verb does and refuses."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests import make
from walks.db import db
from walks.model.acting import NotAnAnswer, stated
from walks.model.clock import tick
from walks.model.codes import Audience, FindingType, Urgency
from walks.model.contact import contacts
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.person import Role
from walks.model.status import MOVES, MoveNotAllowed, Status, Verb, WaitingOn
from walks.model.walk import WalkKind, WalkState

# DOMAIN, "Statuses and moves", written out once more: verb | from | to | who | who before the
# finding's release | waits on afterwards. "same": the status stays.
TABLE = """
receive         | new                                      | received   | handler             | -                        | party
plan            | new received planned with_other          | planned    | handler             | -                        | party
fix             | new received planned with_other          | fixed      | handler             | -                        | nobody
decline         | new received planned with_other          | declined   | handler             | -                        | nobody
hand_over       | new received planned                     | new        | handler             | -                        | party
ask_coordinator | new received planned                     | same       | handler             | -                        | coordinator
decide          | new received planned with_other          | new        | coordinator         | coordinator              | party
verify          | fixed                                    | verified   | handler coordinator | coordinator              | nobody
reopen          | fixed verified declined duplicate not_a_case | received | handler coordinator reporter | coordinator reporter | party
withdraw        | new received noted                       | withdrawn  | reporter            | noter leader reporter    | nobody
dismiss         | new received noted                       | not_a_case | coordinator         | coordinator leader       | nobody
pass_to         | new received planned with_other          | with_other | handler coordinator | coordinator              | contact
take_back       | with_other                               | received   | handler clock       | clock                    | party
ask_reporter    | new received planned                     | same       | handler             | -                        | reporter
mark_duplicate  | new received planned noted               | duplicate  | handler coordinator | coordinator leader       | nobody
split           | new received planned                     | same       | handler coordinator | coordinator              | party
"""  # noqa: E501 - a table is read in columns

ROWS = {
    cells[0]: cells[1:]
    for cells in ([cell.strip() for cell in line.split("|")] for line in TABLE.split("\n") if line)
}
ANSWER = "Lampan byts under veckan, och häcken klipps."
SOON = date(2026, 12, 3)


@pytest.fixture
def made(people: SimpleNamespace, now: datetime) -> SimpleNamespace:
    """A finding from Anna's walk where Nils takes notes, a resident's report, and who may act."""
    nils, dan = make.person("Nils"), make.person("Dan", Role.HANDLER, "polisen")
    walk = make.walk(people.anna, note_taker=nils)
    noter, _secret = make.participant(walk)
    other, _secret = make.participant(walk)
    db.session.flush()
    finding, report = make.finding(walk, noter), make.report()
    db.session.commit()
    return SimpleNamespace(
        walk=walk,
        finding=finding,
        report=report,
        tn=party_by_slug("tekniska-namnden"),
        police=party_by_slug("polisen"),
        actors={
            "handler": [people.bertil],
            "coordinator": [people.karin],
            "leader": [people.anna, nils],
            "noter": [noter],
            "reporter": [report.reporter],
            "clock": [None],
            "stranger": [people.cilla, dan, people.rune, people.ada, other],
        },
    )


def put(finding: Finding, status: Status, now: datetime, *, released: bool) -> None:
    finding.status = status
    finding.released_at = now if released else None
    db.session.flush()


@pytest.mark.parametrize("released", [True, False], ids=["released", "before release"])
@pytest.mark.parametrize("verb", list(MOVES))
def test_every_cell_of_the_table_of_moves(
    verb: Verb, released: bool, made: SimpleNamespace, now: datetime
) -> None:
    from_, _to, after, before, _waits = ROWS[verb.value]
    who = after if released else before
    for status in Status:
        for capacity, actors in made.actors.items():
            finding = made.report if capacity == "reporter" else made.finding
            put(finding, status, now, released=released)
            expected = status.value in from_.split() and capacity in who.split()
            if (verb, capacity) == (Verb.WITHDRAW, "reporter"):
                expected = status is Status.NEW
            for actor in actors:
                assert finding.may(verb, actor) is expected, (status, capacity, actor)


def test_the_table_has_no_other_rows() -> None:
    assert {verb.value for verb in MOVES} == set(ROWS)


def do(finding: Finding, verb: Verb, by: object, now: datetime, to: object) -> None:
    contact = contacts()[0]
    carried: dict[Verb, tuple[object, ...]] = {
        Verb.PLAN: (ANSWER, SOON),
        Verb.FIX: (ANSWER,),
        Verb.DECLINE: (ANSWER,),
        Verb.HAND_OVER: (to, "Det är inte vår mark."),
        Verb.ASK_COORDINATOR: (to, "Det är inte vår mark."),
        Verb.DECIDE: (to, "Marken är deras."),
        Verb.REOPEN: ("Det lyser inte.",),
        Verb.DISMISS: ("Det var ett prov.",),
        Verb.PASS_TO: (contact, "Lampan sitter på er gavel.", ANSWER),
        Verb.TAKE_BACK: ("De svarar inte.",),
        Verb.ASK_REPORTER: ("Vilken av lamporna är det?",),
        Verb.MARK_DUPLICATE: (another(finding),),
        Verb.SPLIT: ("Papperskorgen är trasig.",),
    }
    getattr(finding, verb.value)(*carried.get(verb, ()), by=by, now=now)


def another(finding: Finding) -> Finding:
    """Return some other finding that it may be a duplicate of."""
    others = db.select(Finding).where(Finding.id != finding.id).order_by(Finding.id)
    return db.session.scalars(others.limit(1)).one()


def someone_who_may(verb: Verb, made: SimpleNamespace) -> tuple[Finding, object]:
    """Return a finding and somebody who, after its release, may do the verb to it."""
    capacity = ROWS[verb.value][2].split()[0]
    if capacity == "reporter":
        return made.report, made.report.reporter
    return make.finding(made.walk, made.actors["noter"][0]), made.actors[capacity][0]


@pytest.mark.parametrize("verb", list(MOVES))
def test_a_verb_leads_where_the_table_says_and_is_logged(
    verb: Verb, made: SimpleNamespace, now: datetime
) -> None:
    from_, to, _who, _early, waits = ROWS[verb.value]
    for status in ["new"] if verb is Verb.WITHDRAW else from_.split():
        finding, by = someone_who_may(verb, made)
        put(finding, Status(status), now, released=True)
        logged = len(finding.events)
        do(finding, verb, by, now, made.police)
        db.session.flush()
        assert finding.status == (status if to == "same" else to)
        assert finding.waiting_on == waits
        event = finding.events[-1]
        done = [e.verb for e in finding.events[logged:] if e.verb is not Verb.DISCLOSE]
        assert done == [verb]
        assert (event.verb, event.from_status, event.to_status) == (verb, status, finding.status)


@pytest.mark.parametrize("verb", list(MOVES))
def test_a_verb_that_raises_changes_nothing(
    verb: Verb, made: SimpleNamespace, now: datetime
) -> None:
    finding = made.finding
    finding.planned_on = SOON
    for status in Status:
        put(finding, status, now, released=True)
        before = snapshot(finding)
        for actor in made.actors["stranger"]:
            with pytest.raises(MoveNotAllowed):
                do(finding, verb, actor, now, made.police)
        assert not db.session.dirty, (status, db.session.dirty)
        assert snapshot(finding) == before


def test_a_reason_that_says_nothing_is_refused(made: SimpleNamespace, now: datetime) -> None:
    for verb in (Verb.HAND_OVER, Verb.ASK_COORDINATOR, Verb.DECIDE, Verb.REOPEN, Verb.DISMISS):
        finding, by = someone_who_may(verb, made)
        put(finding, Status(ROWS[verb.value][0].split()[0]), now, released=True)
        before = snapshot(finding)
        to = () if verb in (Verb.REOPEN, Verb.DISMISS) else (made.police,)
        for reason in ("", "   \n", "…"):
            with pytest.raises(NotAnAnswer):
                getattr(finding, verb.value)(*to, reason, by=by, now=now)
            assert snapshot(finding) == before


NO_ANSWERS = [
    "",
    "  \n\t ",
    "Åtgärdat",
    "åtgärdat.",
    "ÅTGÄRDAT!!!",
    "Ej möjligt.",
    "Ärendet är åtgärdat.",
    "Det är planerat.",
    "Tack, vi har mottagit… klart",
    "Nej, det går inte.",
    "………………",
    "aaaaaaaaaaaaaaaa",
    "[fyll i]",
    "Vi lagar lampan den [datum] och hör av oss.",
    "Vi lagar «vad» före jul på torget.",
    "Lampan byts den ____ av våra elektriker.",
    "Lampan byts den ...... av våra elektriker.",
    "Lampan byts den {datum} av våra elektriker.",
]


@pytest.mark.parametrize("verb", [Verb.PLAN, Verb.FIX, Verb.DECLINE])
def test_an_answer_without_own_words_is_refused(
    verb: Verb, made: SimpleNamespace, people: SimpleNamespace, now: datetime
) -> None:
    put(made.finding, Status.RECEIVED, now, released=True)
    before = snapshot(made.finding)
    date_too = (SOON,) if verb is Verb.PLAN else ()
    for answer in NO_ANSWERS:
        with pytest.raises(NotAnAnswer):
            getattr(made.finding, verb.value)(answer, *date_too, by=people.bertil, now=now)
        assert snapshot(made.finding) == before, answer


def test_a_short_answer_in_own_words_is_taken(
    made: SimpleNamespace, people: SimpleNamespace, now: datetime
) -> None:
    for answer in ("Lampan är bytt.", "Nej, vägen är Trafikverkets.", "الشجرة قُطعت اليوم"):
        put(made.finding, Status.NEW, now, released=True)
        made.finding.fix(f"  {answer}\n", by=people.bertil, now=now)
        assert made.finding.answer is not None
        assert made.finding.answer.body == answer


@pytest.mark.parametrize("reason", ["", "...", "Nej", "nej!", "Fel", "Polisens."])
def test_a_reason_that_gives_none_is_refused(reason: str) -> None:
    with pytest.raises(NotAnAnswer, match="Skriv varför"):
        stated(reason)


@pytest.mark.parametrize("reason", ["Ett brott.", "Ej vårt", "Statligtvägnät", " Hör dit. "])
def test_two_words_or_ten_characters_are_a_reason(reason: str) -> None:
    assert stated(reason) == reason.strip()


def test_work_is_planned_from_today_and_at_most_five_years_ahead(
    made: SimpleNamespace, people: SimpleNamespace, now: datetime
) -> None:
    put(made.finding, Status.NEW, now, released=True)
    for wrong in (date(2026, 11, 9), date(2031, 11, 11), date.max):
        with pytest.raises(NotAnAnswer):
            made.finding.plan(ANSWER, wrong, by=people.bertil, now=now)
        assert made.finding.status is Status.NEW
    for right in (date(2026, 11, 10), date(2031, 11, 10)):
        made.finding.plan(ANSWER, right, by=people.bertil, now=now)
        assert made.finding.planned_on == right


@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        (Urgency.HIGH, date(2026, 11, 17)),
        (Urgency.NORMAL, date(2026, 12, 8)),
        (Urgency.LONG_TERM, date(2027, 2, 9)),
    ],
)
def test_the_due_date_is_set_at_release_by_urgency(
    urgency: Urgency, due: date, made: SimpleNamespace, people: SimpleNamespace, now: datetime
) -> None:
    made.finding.urgency = urgency
    assert made.finding.due_on is None
    made.finding.release(by=people.anna, now=now)
    assert made.finding.due_on == due


def test_an_acute_finding_is_released_at_once_and_due_the_next_working_day(
    made: SimpleNamespace,
) -> None:
    acute = make.finding(made.walk, made.actors["noter"][0], urgency=Urgency.ACUTE)
    assert acute.released_at == make.NOW
    assert acute.due_on == date(2026, 11, 11)


def test_a_safe_place_owes_no_answer(made: SimpleNamespace, people: SimpleNamespace) -> None:
    safe = make.finding(made.walk, made.actors["noter"][0], type=FindingType.SAFE)
    safe.release(by=people.anna, now=make.NOW)
    assert (safe.status, safe.due_on, safe.waiting_on) == (Status.NOTED, None, WaitingOn.NOBODY)
    assert not safe.is_late(date(2030, 1, 1))


@pytest.mark.parametrize("verb", [v for v in MOVES if v not in (Verb.REOPEN, Verb.TAKE_BACK)])
def test_no_verb_moves_the_due_date(verb: Verb, made: SimpleNamespace, now: datetime) -> None:
    finding, by = someone_who_may(verb, made)
    put(finding, Status(ROWS[verb.value][0].split()[0]), now, released=True)
    finding.due_on = date(2026, 12, 8)
    do(finding, verb, by, now + timedelta(days=9), made.police)
    assert finding.due_on == date(2026, 12, 8)


def released(made: SimpleNamespace, people: SimpleNamespace) -> Finding:
    finding: Finding = made.finding
    finding.release(by=people.anna, now=make.NOW)
    db.session.commit()
    return finding


def test_the_first_public_answer_meets_the_clock(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding, long_after = released(made, people), date(2027, 3, 1)
    finding.receive(by=people.bertil, now=make.NOW)
    assert finding.is_late(long_after)
    finding.plan(ANSWER, SOON, by=people.bertil, now=make.NOW)
    assert not finding.is_late(long_after)
    assert not finding.is_late(finding.due_on or long_after)


def test_waiting_on_the_coordinator_stops_no_clock(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    finding.ask_coordinator(made.police, "Det är deras.", by=people.bertil, now=make.NOW)
    assert (finding.status, finding.waiting_on) == (Status.NEW, WaitingOn.COORDINATOR)
    assert finding.events[-1].proposed_party == made.police
    assert finding.is_late(date(2026, 12, 9))


def test_reopening_starts_a_new_clock(made: SimpleNamespace, people: SimpleNamespace) -> None:
    finding, later = released(made, people), make.NOW + timedelta(days=30)
    finding.fix(ANSWER, by=people.bertil, now=later)
    assert finding.done_on == date(2026, 12, 10)
    finding.reopen("Det är lika mörkt.", by=people.karin, now=later)
    assert (finding.answered_at, finding.done_on) == (None, None)
    assert finding.due_on == date(2027, 1, 14)  # 20 working days, holidays not counted
    assert finding.is_late(date(2027, 1, 15))


def test_what_is_reopened_before_release_gets_its_clock_at_release(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    made.finding.dismiss("Redan sagt.", by=people.anna, now=make.NOW)
    made.finding.reopen("Nej, ett annat.", by=people.karin, now=make.NOW)
    assert made.finding.due_on is None
    made.finding.release(by=people.anna, now=make.NOW)
    assert made.finding.due_on == date(2026, 12, 8)


def test_a_planned_date_that_passes_asks_for_a_new_answer_once(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    finding.plan(ANSWER, SOON, by=people.bertil, now=make.NOW)
    db.session.commit()
    on_the_day, after = (datetime(2026, 12, d, 8, tzinfo=make.NOW.tzinfo) for d in (3, 4))
    tick(on_the_day)
    assert finding.answered_at is not None
    assert f"{finding.number}: planned date passed" in tick(after)
    assert finding.answered_at is None
    assert finding.due_on == date(2027, 1, 8)
    assert finding.events[-1].verb is Verb.REMIND
    assert tick(after) == []
    finding.plan("Kabeln är beställd, lampan byts i januari.", date(2027, 1, 29), by=people.bertil,
                 now=after)  # fmt: skip
    assert not finding.is_late(date(2027, 1, 20))


def test_a_decline_forgets_the_planned_date(made: SimpleNamespace, people: SimpleNamespace) -> None:
    finding = released(made, people)
    finding.plan(ANSWER, SOON, by=people.bertil, now=make.NOW)
    finding.ask_coordinator(made.police, "Är det deras?", by=people.bertil, now=make.NOW)
    assert finding.planned_on == SOON
    finding.decline("Stolpen är ett elbolags.", by=people.bertil, now=make.NOW)
    assert finding.planned_on is None


def test_handing_over_gives_the_finding_away_and_narrows_who_may_read(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    assert finding.audience is Audience.WALK
    finding.hand_over(made.police, "Det gäller ett brott.", by=people.bertil, now=make.NOW)
    db.session.commit()
    assert finding.responsible_party is made.police
    assert finding.audience is Audience.NOTER_AND_PARTY
    assert [f.party_id for f in finding.former] == [made.tn.id]
    assert Verb.RECEIVE in finding.verbs_for(people.cilla)
    assert finding.verbs_for(people.bertil) == []


def test_who_gets_it_is_no_longer_merely_informed(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    finding.inform([made.police, made.tn])
    assert finding.informed == [made.police]
    finding.hand_over(made.police, "Det gäller ett brott.", by=people.bertil, now=make.NOW)
    assert finding.informed == []


def test_a_second_handover_is_recorded_as_a_question_to_the_coordinator(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    finding.hand_over(made.police, "Det gäller ett brott.", by=people.bertil, now=make.NOW)
    assert Verb.HAND_OVER not in finding.verbs_for(people.cilla)
    finding.hand_over(made.tn, "Nej, det är en lampa.", by=people.cilla, now=make.NOW)
    assert finding.events[-1].verb is Verb.ASK_COORDINATOR
    assert finding.responsible_party is made.police
    assert finding.waiting_on is WaitingOn.COORDINATOR


def test_after_a_decision_only_the_coordinator_moves_it(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = released(made, people)
    finding.certain = False
    finding.decide(made.tn, "Stolpen är kommunens.", by=people.karin, now=make.NOW)
    assert finding.certain
    assert (finding.status, finding.waiting_on) == (Status.NEW, WaitingOn.PARTY)
    verbs = finding.verbs_for(people.bertil)
    assert Verb.HAND_OVER not in verbs
    assert Verb.ASK_COORDINATOR in verbs


def test_the_coordinator_may_send_it_back_and_forth(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding, hours = released(made, people), timedelta(hours=1)
    for turn, party in enumerate([made.police, made.tn, made.police], start=1):
        finding.decide(party, "Efter samtal.", by=people.karin, now=make.NOW + turn * hours)
        db.session.commit()
    assert finding.responsible_party is made.police
    assert [(f.party_id, f.seen_until) for f in finding.former] == [
        (made.tn.id, make.NOW + 3 * hours)
    ]


def test_handing_over_to_oneself_is_refused(made: SimpleNamespace, people: SimpleNamespace) -> None:
    finding = released(made, people)
    with pytest.raises(MoveNotAllowed):
        finding.hand_over(made.tn, "Kvar här.", by=people.bertil, now=make.NOW)


def test_a_reporter_reopens_once_per_answer(
    made: SimpleNamespace, people: SimpleNamespace, now: datetime
) -> None:
    report, reporter = made.report, made.actors["reporter"][0]
    for _answer in range(2):
        report.fix(ANSWER, by=people.bertil, now=now)
        report.reopen("Det lyser inte.", by=reporter, now=now)
        with pytest.raises(MoveNotAllowed):
            report.reopen("Fortfarande inte.", by=reporter, now=now)


def test_only_a_coordinator_changes_who_may_read_and_says_why(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    finding = made.finding
    finding.audience = Audience.PARTY
    for person in (people.bertil, people.anna, people.ada):
        with pytest.raises(MoveNotAllowed):
            finding.widen(Audience.WALK, "De frågade.", by=person, now=make.NOW)
    with pytest.raises(NotAnAnswer):
        finding.widen(Audience.WALK, " ", by=people.karin, now=make.NOW)
    assert finding.audience is Audience.PARTY
    finding.widen(Audience.WALK, "De som gick ska se svaret.", by=people.karin, now=make.NOW)
    assert finding.audience is Audience.WALK
    assert finding.events[-1].verb is Verb.WIDEN
    assert finding.events[-1].text is not None


@pytest.mark.parametrize("verb", ["hand_over", "decide"])
def test_the_reason_says_who_gave_it_away(
    made: SimpleNamespace, people: SimpleNamespace, verb: str
) -> None:
    police, by = party_by_slug("polisen"), people.bertil if verb == "hand_over" else people.karin
    getattr(made.report, verb)(police, "Någon slår sönder den.", by=by, now=make.NOW)
    told = {
        "hand_over": "Tekniska nämnden har lämnat över till Polisen.",
        "decide": "Samordnaren har bestämt att Polisen ansvarar.",
    }
    assert (made.report.reason, made.report.rule) == (told[verb], verb)


def test_an_akut_note_can_be_undone_for_two_minutes(
    made: SimpleNamespace, people: SimpleNamespace
) -> None:
    noter = made.finding.participant
    for seconds, undone in ((120, True), (121, False)):
        akut = make.finding(made.finding.walk, noter, urgency=Urgency.ACUTE)
        assert akut.released_at == make.NOW
        moment = make.NOW + timedelta(seconds=seconds)
        assert akut.may(Verb.WITHDRAW, noter, moment) is undone
        if not undone:
            with pytest.raises(MoveNotAllowed):
                akut.withdraw(by=noter, now=moment)
        else:
            akut.withdraw(by=noter, now=moment)
            assert akut.status is Status.WITHDRAWN


def test_a_round_is_for_its_parties_also_without_the_rules(people: SimpleNamespace) -> None:
    round_ = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.UNDER_WAY)
    finding = make.finding(round_, make.participant(round_)[0])
    assert finding.default_audience() is Audience.PARTY


def snapshot(finding: Finding) -> dict[str, object]:
    """Return every column's value, and how long its log is."""
    columns = {c.name: getattr(finding, c.name) for c in Finding.__table__.columns}
    return {**columns, "events": len(finding.events), "former": list(finding.former)}

"""Routing: always one party, always a reason, and nothing that cannot be evaluated."""

import dataclasses
import json
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from walks.cli_route import route_command
from walks.model.routing import (
    CategoryRow,
    Noted,
    PartyRow,
    Rulebook,
    RulebookError,
    RuleRow,
    route,
)

SHIPPED = Rulebook.shipped()
SQUARE = {"type": "Polygon", "coordinates": [[[12, 57], [13, 57], [13, 58], [12, 58], [12, 57]]]}
WORDS = """
    belysningen trasig lampa mörkt buskar klotter hakkors elskåpet busskuren langning rånad ungdomar
    bråkar inte inga utan efter , . kör fort varje dag trapphuset Trafikverkets väg is halt skräp
    polis mer hej trevligt önskas behöver ny bänk inbrott moped gångvägen
"""


def rule(**changes: Any) -> RuleRow:
    """A rule of the test's own that gives everything to the police."""
    row: dict[str, Any] = {
        "key": "test", "position": 1, "party": "polisen", "reason": {"sv": "Testet säger det."},
    }  # fmt: skip
    return RuleRow(**row | changes)


def with_rules(*rules: RuleRow) -> Rulebook:
    return dataclasses.replace(SHIPPED, rules=rules)


notes = st.builds(
    Noted,
    text=st.text() | st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join),
    proposal=st.text(max_size=20) | st.sampled_from(WORDS.split()),
    category=st.none() | st.text() | st.sampled_from([c.key for c in SHIPPED.categories]),
    source=st.sampled_from(["walk", "round", "public", "api"]) | st.text(max_size=5),
    place_type=st.none() | st.sampled_from(["housing_yard", "park"]) | st.text(max_size=5),
    latitude=st.none() | st.floats(),
    longitude=st.none() | st.floats(),
)
rulebooks = st.sampled_from(
    [
        SHIPPED,
        with_rules(rule(), *SHIPPED.rules),
        with_rules(*SHIPPED.rules, rule(polygon=SQUARE, position=5)),
        with_rules(),
    ]
)


@settings(deadline=None)
@given(notes, rulebooks)
def test_anything_gets_exactly_one_active_party(noted: Noted, rulebook: Rulebook) -> None:
    decision = route(noted, rulebook)
    assert [party.slug for party in rulebook.parties].count(decision.party) == 1
    assert decision.category in rulebook.category_by_key
    assert decision.party not in decision.informed
    json.dumps(decision.parameters)


@settings(deadline=None)
@given(notes, rulebooks)
def test_the_same_gets_the_same(noted: Noted, rulebook: Rulebook) -> None:
    assert route(noted, rulebook) == route(noted, rulebook)


@settings(deadline=None)
@given(notes, rulebooks)
def test_switching_off_what_fired_changes_the_decision(noted: Noted, rulebook: Rulebook) -> None:
    decision = route(noted, rulebook)
    assert route(noted, rulebook.without(decision.rule)) != decision


@settings(deadline=None)
@given(notes, rulebooks)
def test_the_reason_names_what_fired(noted: Noted, rulebook: Rulebook) -> None:
    decision = route(noted, rulebook)
    kind, _, key = decision.rule.partition(":")
    if kind == "rule":
        row = next(rule for rule in rulebook.rules if rule.key == key)
        assert row.reason["sv"].rpartition("}")[2] in decision.reason
    elif kind == "category":
        assert rulebook.category_by_key[key].names["sv"] in decision.reason
    elif kind == "words":
        assert f"”{decision.parameters['word']}”" in decision.reason
    else:
        assert decision.rule == "default"
        assert "säger inte tydligt" in decision.reason
        assert decision.certain is False


def test_a_picked_category_stands_whatever_the_text_says() -> None:
    decision = route(Noted("De säljer knark här", category="lighting"), SHIPPED)
    assert (decision.category, decision.party) == ("lighting", "tekniska-namnden")
    assert decision.reason == "Belysning hör till Tekniska nämnden."


def test_the_words_decide_when_nothing_is_picked() -> None:
    decision = route(Noted("Langning på parkeringen"), SHIPPED)
    assert (decision.party, decision.rule) == ("polisen", "words:drugs")
    assert decision.reason == "Texten nämner ”Langning”. Narkotika och alkohol hör till Polisen."
    assert decision.audience == "noter_and_party"


def test_other_stays_other_and_the_words_decide_the_party() -> None:
    decision = route(Noted("Nån hotade mig med kniv", category="other"), SHIPPED)
    assert (decision.category, decision.party) == ("other", "polisen")
    assert decision.urgency == "high"
    assert decision.certain is False  # "Annat" always gets a coordinator's look


def test_the_proposal_is_read_when_the_text_says_nothing() -> None:
    decision = route(Noted("Otryggt", proposal="Fler lampor"), SHIPPED)
    assert decision.category == "lighting"
    assert decision.reason.startswith("Förslaget nämner ”lampor”.")
    assert route(Noted("Langning", proposal="Fler lampor"), SHIPPED).category == "drugs"


def test_a_text_without_signal_is_uncertain() -> None:
    decision = route(Noted("Hej, kom hit och titta"), SHIPPED)
    assert (decision.party, decision.category) == ("tekniska-namnden", "other")
    assert decision.certain is False


def test_an_object_in_the_text_names_who_does_the_work() -> None:
    for text, contact in [
        ("Klotter på elskåpet", "Nätbolaget"),
        ("Busskuren är trasig", "Västtrafik"),
        ("Trasig lampa på Trafikverkets väg", "Trafikverket"),
        ("Lampan i trapphuset är trasig", "Fastighetsägaren"),
        ("Hål i asfalten på vår enskilda väg", None),
        ("Hål i asfalten, vägföreningen gör inget", "Vägföreningen"),
    ]:
        decision = route(Noted(text), SHIPPED)
        assert (decision.party, decision.contact) == ("tekniska-namnden", contact), text


def test_a_picked_place_type_names_who_does_the_work() -> None:
    noted = Noted("Trasig lampa", place_type="housing_yard")
    assert route(noted, SHIPPED).contact == "Fastighetsägaren"


def test_hate_symbols_are_urgent_and_the_police_know() -> None:
    decision = route(Noted("Hakkors på elskåpet", category="graffiti"), SHIPPED)
    assert (decision.party, decision.urgency) == ("tekniska-namnden", "high")
    assert decision.informed == ("polisen",)
    assert decision.rule == "rule:hate_symbols"
    assert decision.contact == "Nätbolaget"


def test_a_round_names_the_employer() -> None:
    decision = route(Noted("Receptionen saknar larmknapp", source="round"), SHIPPED)
    assert (decision.category, decision.audience) == ("workplace", "party")
    assert decision.contact == "Arbetsgivaren eller hyresvärden"


def test_a_category_is_not_guessed_where_it_is_not_offered() -> None:
    assert route(Noted("Receptionen saknar larmknapp"), SHIPPED).category != "workplace"


def test_a_polygon_overrules_the_category() -> None:
    rulebook = with_rules(rule(polygon=SQUARE))
    inside = Noted("Trasig lampa", category="lighting", latitude=57.5, longitude=12.5)
    assert route(inside, rulebook).party == "polisen"
    assert route(inside, rulebook).reason == "Testet säger det."
    outside = dataclasses.replace(inside, latitude=59.0)
    assert route(outside, rulebook).party == "tekniska-namnden"


def test_rules_are_read_in_order_and_a_switched_off_one_is_not_read() -> None:
    first = rule(key="a", position=2, contact="Alfa")
    second = rule(key="b", position=1, contact="Beta", sources=("walk",))
    assert route(Noted("x"), with_rules(first, second)).rule == "rule:b"
    assert route(Noted("x", source="public"), with_rules(first, second)).rule == "rule:a"
    off = dataclasses.replace(second, enabled=False)
    assert route(Noted("x"), with_rules(first, off)).contact == "Alfa"


def test_a_reason_is_filled_with_what_was_found() -> None:
    row = rule(party=None, stems=("busskur",), contact="Bussbolaget",
               reason={"sv": "{word}: {contact} lagar, {party} svarar."})  # fmt: skip
    reason = route(Noted("Trasig lampa i Busskuren"), with_rules(row)).reason
    assert reason.endswith("Busskuren: Bussbolaget lagar, Tekniska nämnden svarar.")


def test_vandalism_informs_the_police_unless_it_is_theirs() -> None:
    noted = Noted("x", category="vandalism")
    assert route(noted, SHIPPED).informed == ("polisen",)
    assert route(noted, with_rules(rule())).informed == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": {}},
        {"reason": {"sv": " "}},
        {"reason": {"sv": "{namn}"}},
        {"reason": {"sv": "{"}},
        {"party": None},
        {"urgency": "soon"},
        {"audience": "everyone"},
        {"sources": ("fax",)},
        {"stems": ("--",)},
        {"stems": ("*",)},
        {"polygon": {"type": "Point", "coordinates": [12, 57]}},
        {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}},
        {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}},
        {"polygon": {"type": "Polygon", "coordinates": []}},
        {"polygon": {"type": "Polygon", "coordinates": [[[0, 0], [0, 900], [9, 900], [0, 0]]]}},
        {"polygon": {"coordinates": "nonsense"}},
    ],
)
def test_a_rule_that_cannot_be_evaluated_cannot_be_built(changes: dict[str, Any]) -> None:
    with pytest.raises(RulebookError, match="test"):
        rule(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"parties": ()},
        {"parties": tuple(dataclasses.replace(p, is_default=True) for p in SHIPPED.parties)},
        {"parties": (*SHIPPED.parties, SHIPPED.parties[1])},
        {"categories": ()},
        {"categories": (*SHIPPED.categories, CategoryRow("x", {"sv": "X"}, party="nobody"))},
        {"rules": (rule(party="nobody"),)},
        {"rules": (rule(informed=("nobody",)),)},
        {"rules": (rule(categories=("nothing",)),)},
        {"rules": (rule(), rule())},
    ],
)
def test_rows_that_do_not_fit_together_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(RulebookError):
        dataclasses.replace(SHIPPED, **changes)


def test_the_only_party_cannot_be_switched_off() -> None:
    only = PartyRow("tekniska", {"sv": "Tekniska"}, "walk", is_default=True)
    rulebook = Rulebook((only,), (CategoryRow("other", {"sv": "Annat"}),))
    assert route(Noted("Langning"), rulebook).party == "tekniska"
    with pytest.raises(RulebookError):
        rulebook.without("default")


def test_the_command_prints_the_party_and_the_reason() -> None:
    result = CliRunner().invoke(route_command, ["Lampan är trasig"])
    assert result.output.splitlines() == [
        "tekniska-namnden",
        "Texten nämner ”Lampan”. Belysning hör till Tekniska nämnden.",
    ]


def test_the_command_reads_lines_and_prints_json() -> None:
    typed = "mörkt\n\nDroghandel i parken\n".encode() + b"\xff\xfe\n"
    result = CliRunner().invoke(route_command, ["-"], input=typed)
    answers = [json.loads(line) for line in result.output.splitlines()]
    assert [answer["party"] for answer in answers] == [
        "tekniska-namnden", "tekniska-namnden", "polisen", "tekniska-namnden",
    ]  # fmt: skip
    assert set(answers[0]) == {"party", "category", "rule", "reason", "certain"}
    assert [answer["certain"] for answer in answers] == [True, False, True, False]
    assert "mörkt" in result.output


def test_the_command_takes_category_and_source() -> None:
    args = ["Hej", "--category", "theft", "--source", "public"]
    assert CliRunner().invoke(route_command, args).output.startswith("polisen\n")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["Hej", "--category", "lampor"], "Okänd kategori: ”lampor”. Välj bland lighting, "),
        (["Hej", "--source", "fax"], "Okänd källa: ”fax”. Välj bland walk, round, public."),
    ],
)
def test_the_command_refuses_what_it_does_not_know(args: list[str], sentence: str) -> None:
    result = CliRunner().invoke(route_command, args)
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)

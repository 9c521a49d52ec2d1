"""What a text is about: measured on real findings, on our own, and rule of language by rule."""

import csv
import sys
from pathlib import Path

import pytest

from walks.model.routing import Decision, Noted, Rulebook, route
from walks.model.wordforms import adjective_forms, noun_forms, usual_slip, verb_forms
from walks.model.wordlist import read_words
from walks.model.wordpatterns import WordListError

DATA = Path(__file__).parent / "data"
LOOKALIKES = """
    större hotell fartyg tillgänglig bråkdel snöre trädgård skottkärra drogs driftavbrott
    polisstation drogtest frisyren uppfyller förskjutning hantlangare Lindgren utsikten planering
    överallt trevliga
"""


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(text: str, source: str = "walk") -> Decision:
    return route(Noted(text=text, source=source), Rulebook.shipped())


def measure(pairs: list[tuple[str, str]]) -> tuple[float, float, float]:
    """Share right, and recall and precision for the police, of (wanted, got) parties."""
    right = sum(wanted == got for wanted, got in pairs) / len(pairs)
    both = sum(wanted == got == "polisen" for wanted, got in pairs)
    wanted_police = sum(wanted == "polisen" for wanted, _ in pairs)
    got_police = sum(got == "polisen" for _, got in pairs)
    return right, both / wanted_police, both / got_police


def calls_to_read(text: str) -> int:
    """Return how many calls of functions, ours and Python's own, it takes to read the text."""
    read(text)  # what is made once and remembered
    calls = 0

    def count(_frame: object, event: str, _of: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return calls


def test_real_findings_reach_the_party_that_answered_for_them() -> None:
    named = [row for row in rows("real_findings.tsv") if row["expected_party"]]
    assert len(named) == 81
    pairs = [(row["expected_party"], read(row["text"]).party) for row in named]
    right, recall, precision = measure(pairs)
    assert right >= 0.95
    assert recall >= 0.95
    assert precision >= 0.95


def test_real_findings_get_the_category_they_were_given() -> None:
    labelled = [row for row in rows("real_findings.tsv") if row["expected_category"]]
    right = sum(read(row["text"]).category == row["expected_category"] for row in labelled)
    assert right / len(labelled) >= 0.8


@pytest.mark.parametrize("part", ["dev", "hold-out"])
def test_our_own_findings_reach_their_party(part: str) -> None:
    own = [row for row in rows("own_findings.tsv") if row["part"] == part]
    source = {"workplace": "round"}
    read_rows = [(row, read(row["text"], source.get(row["category"], "walk"))) for row in own]
    right, recall, precision = measure([(row["party"], d.party) for row, d in read_rows])
    assert right >= 0.95
    assert recall >= 0.95
    assert precision >= 0.93
    category = sum(row["category"] == decision.category for row, decision in read_rows)
    assert category / len(read_rows) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "inga problem med droger längre",
        "det är inte stökigt här",
        "Jag har aldrig sett något bråk",
        "Inga droger, bråk eller gäng",
        "Ungdomarna stör inte",
        "Droghandeln har upphört",
    ],
)
def test_a_denied_act_says_nothing(text: str) -> None:
    decision = read(text)
    assert decision.rule == "default"
    assert decision.certain is False


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Det är inte okej att de langar här", "drugs"),
        ("Vi orkar inte längre med bråken", "disturbance"),
        ("Inte bara skräp utan också droghandel", "drugs"),
        ("Polisen gör ingenting åt knarket", "drugs"),
    ],
)
def test_a_denial_of_something_else_leaves_the_act(text: str, category: str) -> None:
    assert read(text).category == category


@pytest.mark.parametrize(
    "text",
    [
        "Somebody sells drugs here and threatened me with a knife",
        "De langar knark och droger här och slog min son",
        "En man slog mig",
        "Jag blev slagen vid busshållplatsen",
        "Jag blev knuffad i parken",
        "Min son blev hotad",
        "han hade kniv",
        "A man attacked me",
        "He hit me",
        "Det brinner i en papperskorg",
        "Det brinner i papperskorgen",
        "brand i soprummet",
        "Ungdomar eldar bakom skolan",
        "There is a fire",
    ],
)
def test_violence_and_fire_are_the_polices_and_show_112_whatever_else_is_told(text: str) -> None:
    decision = read(text)
    assert (decision.category, decision.party) == ("threat", "polisen")
    assert decision.urgency == "high"
    assert Rulebook.shipped().category_by_key[decision.category].emergency


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("han slog igen dörren", "upkeep"),
        ("Dörren slår mig i ryggen", "upkeep"),
        ("lampan slår av", "lighting"),
        ("buskarna slår mot fönstret", "greenery"),
        ("Grenarna slår mig i ansiktet", "greenery"),
        ("brinner lamporna dygnet runt", "lighting"),
        ("Lampan brinner på dagen", "lighting"),
        ("Häcken hotar att falla", "greenery"),
        ("solen brände", "other"),
        ("Fire hydrant is leaking", "other"),
        ("Halkade på isen och slog mig", "winter"),
        ("Jag slog mig på den trasiga trappan", "path"),
        ("Det slog mig att lampan är trasig", "lighting"),
        ("Brandposten läcker", "upkeep"),
        ("Någon har eldat i papperskorgen", "vandalism"),
        ("De eldar och festar i skogsdungen", "disturbance"),
    ],
)
def test_what_only_sounds_like_violence_or_fire_is_neither(text: str, category: str) -> None:
    assert read(text).category == category


@pytest.mark.parametrize("text", ["ingen belysning", "lamporna lyser inte", "Inga lyktor alls"])
def test_a_missing_thing_is_still_about_the_thing(text: str) -> None:
    assert read(text).category == "lighting"


@pytest.mark.parametrize(
    "text",
    [
        "mörkt, vågar inte gå dit efter villainbrotten",
        "Hörnet är mörkt och har haft skadegörelse",
        "Gångtunneln behöver bättre belysning så att ingen blir rånad",
        "Mörk gångtunnel där det langas ibland",
    ],
)
def test_a_crime_in_the_background_does_not_hide_the_dark(text: str) -> None:
    assert read(text).category == "lighting"


def test_the_same_crime_alone_goes_to_the_police() -> None:
    assert read("Otryggt efter villainbrotten").category == "theft"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("När det blir mörkt samlas ett gäng vid kiosken", "disturbance"),
        ("De gömmer knark i buskarna", "drugs"),
        ("Skjuter raketer från lekplatsen", "disturbance"),
        ("Bänken vid lyktstolpen", "upkeep"),
    ],
)
def test_where_and_when_is_not_what(text: str, category: str) -> None:
    assert read(text).category == category


@pytest.mark.parametrize("text", LOOKALIKES.split())
def test_a_word_inside_a_word_is_not_heard(text: str) -> None:
    assert read(text).rule == "default"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("stolpbelysningen", "lighting"),
        ("belysningsstolpen", "lighting"),
        ("källarinbrotten", "theft"),
        ("snöhögar", "winter"),
        ("nedklottrat", "graffiti"),
        ("kolsvart", "lighting"),
        ("narkotikaförsäljningen", "drugs"),
        ("morkt pa gangvagen", "lighting"),
        ("buskarna ar for hoga", "greenery"),
        ("gatubelysnig", "lighting"),
        ("klåtter", "graffiti"),
        ("papers korg", "litter"),
        ("A-lagare", "drugs"),
    ],
)
def test_words_are_found_compounded_misspelt_and_without_dots(text: str, category: str) -> None:
    assert read(text).category == category


def test_forms_follow_swedish_grammar() -> None:
    assert {"lampa", "lampan", "lampor", "lamporna", "lampans"} <= noun_forms("lampa")
    assert {"nyckeln", "nycklar", "nycklarna"} <= noun_forms("nyckel")
    assert {"bilbränder", "bilbränderna"} <= noun_forms("bilbrand")
    assert {"rånaren", "rånarna"} <= noun_forms("rånare")
    assert {"mörk", "mörkt", "mörka", "mörkare"} <= adjective_forms("mörk")
    assert {"stulen", "stulet", "stulna"} == adjective_forms("stulen")
    assert {"langar", "langade", "langas", "langande"} <= verb_forms("langa")
    assert {"skymmer", "skymde", "skymd", "skyms"} <= verb_forms("skymmer") | {"skyms"}


def test_only_usual_slips_are_forgiven() -> None:
    assert usual_slip("belysninng", "belysning")
    assert usual_slip("belsyning", "belysning")
    assert usual_slip("klåtter", "klotter")
    assert usual_slip("gatubelysnig", "gatubelysning")
    assert not usual_slip("lagning", "langning")
    assert not usual_slip("grannar", "grenar")
    assert not usual_slip("klotter", "klotter")


def test_a_word_list_that_cannot_be_understood_is_refused() -> None:
    group = {"weight": 1, "role": "sak", "nouns": "lampa"}
    with pytest.raises(WordListError, match="Rollen sak"):
        read_words({"topic": [{"category": "lighting", "words": [group]}]})


def test_a_text_twice_as_long_takes_twice_the_work() -> None:
    text = ". ".join(row["text"] for row in rows("own_findings.tsv"))
    half, whole = calls_to_read(text[:2000]), calls_to_read(text[:4000])
    # Each word is looked at a few times, however long the text is.
    assert whole < 2.5 * half
    assert whole < 100 * len(text[:4000].split())


@pytest.mark.parametrize(
    "piece", ["a", "ungdomar kör ", "inte ", "\0", "\ud800", "e\u0301", "-", "\n"]
)
def test_a_megabyte_costs_what_its_first_page_does(piece: str) -> None:
    page, megabyte = (piece * (size // len(piece)) for size in (10_000, 1_000_000))
    assert read(megabyte).party
    assert calls_to_read(megabyte) == calls_to_read(page)

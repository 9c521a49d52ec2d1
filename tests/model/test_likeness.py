"""Likeness: which of a walk's findings may be the same, and which never are."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import make
from walks.model.codes import Audience, FindingType
from walks.model.finding import Finding
from walks.model.likeness import likenesses
from walks.model.walk import Participant, Walk

HERE = {"latitude": 57.72, "longitude": 12.94}
NEXT_TO_IT = {"latitude": 57.72016, "longitude": 12.94}  # 18 metres north
FAR_OFF = {"latitude": 57.7212, "longitude": 12.94}  # 133 metres north


@pytest.fixture
def noter(people: SimpleNamespace) -> Participant:
    walk: Walk = make.walk(people.anna)
    return make.participant(walk)[0]


def noted(noter: Participant, text: str, **given: Any) -> Finding:
    """Note a lamp, here."""
    return make.finding(noter.walk, noter, text=text, **{"place_words": "", **HERE, **given})


def pairs(*findings: Finding) -> list[tuple[Finding, Finding]]:
    return [(found.finding, found.kept) for found in likenesses(findings)]


def test_near_each_other_in_one_category_with_a_word_in_common(noter: Participant) -> None:
    full = noted(noter, "Två lampor är släckta i gångtunneln under bron.")
    short = noted(noter, "Lampan i tunneln lyser inte.", **NEXT_TO_IT)
    (found,) = likenesses([full, short])
    assert (found.finding, found.kept) == (short, full), "the fuller one is kept"
    assert (found.metres, found.same_category) == (18, True)
    assert found.words == ("lampan", "tunneln")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (FAR_OFF, "Lampan i tunneln lyser inte."),
        (NEXT_TO_IT, "Mörkt vid hissen."),
        ({"audience": Audience.PARTY}, "Lampan i tunneln lyser inte."),
        ({"type": FindingType.SAFE}, "Lampan i tunneln lyser skönt."),
        ({"category": "greenery"}, "Buskarna skymmer tunneln."),
        ({"category": "drugs"}, "De langar bredvid lampan i tunneln."),
    ],
    ids=["far off", "other words", "fewer readers", "safe", "one word only", "another party"],
)
def test_what_may_not_be_the_same_is_not_suggested(
    noter: Participant, given: dict[str, Any], text: str
) -> None:
    audience = given.pop("audience", None) if "audience" in given else None
    one = noted(noter, "Två lampor är släckta i tunneln.")
    other = noted(noter, text, **given)
    other.audience = audience or other.audience
    assert pairs(one, other) == []


def test_place_by_name_when_there_is_no_point(noter: Participant) -> None:
    none = {"latitude": None, "longitude": None}
    one = noted(noter, "Lampan är trasig.", place_words="Norrby torg", **none)
    other = noted(noter, "Trasiga lampor!", place_words="norrby  torg.", **none)
    elsewhere = noted(noter, "Trasig lampa.", place_words="Skolan", **none)
    assert pairs(one, other, elsewhere) == [(other, one)]
    assert likenesses([one, other])[0].metres is None


def test_what_somebody_has_said_is_not_the_same_stays_apart(noter: Participant) -> None:
    one, other = (noted(noter, f"Lampan i tunneln är släckt {word}.") for word in ("nu", "än"))
    assert likenesses([one, other], {frozenset((one.id, other.id))}) == []


def test_words_that_everybody_uses_tell_nothing_apart(noter: Participant) -> None:
    lamps = [noted(noter, "Lampan är släckt.", latitude=57.72 + n / 1000) for n in range(12)]
    again = noted(noter, "Lampan är släckt igen.")
    assert pairs(*lamps, again) == []
    silent = noted(noter, "", **NEXT_TO_IT)
    assert [one for one, _kept in pairs(*lamps, again, silent)] == [silent], "the place says it"

"""What residents and those on a walk read is plain Swedish: språklagen (2009:600), 11 §.

Short sentences, no words of the office, and one thing to press on a page. The words of the office
are our own choice of the kind that Statsrådsberedningen's ”Svarta listan” and Språkrådet's
”Myndigheternas skrivregler” tell authorities to write otherwise.
"""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests import texts
from tests.tour import ANYBODY, FOLLOWS, PARTICIPANT, REPORTER, Tour
from tests.town import TOURS

LONGEST = 25
"""Words in a sentence."""

OFFICE = (Path(__file__).parent / "office_words.txt").read_text("utf-8").splitlines()
RESIDENTS = [each for each in TOURS if {ANYBODY, FOLLOWS, PARTICIPANT, REPORTER} & set(each)]
MAIN_BUTTONS = ".ds-button:not([data-variant]), .save-button"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a heading or a label is one too."""
    return re.split(r"(?<=[.?!])\s+", text)


def office_words(text: str) -> list[str]:
    """Return the words of the office in a text, whole words in any case."""
    return [word for word in OFFICE if re.search(rf"\b{word}\b", text, re.IGNORECASE)]


def test_no_sentence_is_long() -> None:
    long = [
        sentence
        for text in texts.of_residents()
        for sentence in sentences(text)
        if len(sentence.split()) > LONGEST
    ]
    assert long == []


def test_no_word_of_the_office() -> None:
    found = {text: words for text in texts.of_residents() if (words := office_words(text))}
    assert found == {}


@pytest.mark.parametrize(("tour", "who"), RESIDENTS, indirect=["tour"])
def test_there_is_at_most_one_main_button(tour: Tour, who: str) -> None:
    crowded = {}
    for stop in tour.stops(who):
        page = BeautifulSoup(tour.read(stop).text, "html5lib")
        main = [
            button.get_text(" ", strip=True)
            for button in page.select(MAIN_BUTTONS)
            if not button.find_parent(hidden=True)
        ]
        if len(main) > 1:
            crowded[str(stop)] = main
    assert crowded == {}


def test_a_long_sentence_and_a_word_of_the_office_are_seen() -> None:
    long = "Ett " * (LONGEST + 1) + "slut. Ett kort."
    assert [len(each.split()) > LONGEST for each in sentences(long)] == [True, False]
    assert office_words("Dock skall det ske i enlighet med planen, docka.") == [
        "dock",
        "i enlighet med",
        "skall",
    ]

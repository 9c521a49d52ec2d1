"""Every Swedish word that people see is spelled right: hunspell's dictionary, and tests/words.txt.

A word belongs in words.txt when it is right and the dictionary lacks it: a name, a term of the
trade, a cookie's name. A compound needs no line; the dictionary makes those itself.
"""

import gc
import re
import sys
import warnings
from pathlib import Path

import pytest
from spylls.hunspell import Dictionary

from tests import texts
from walks.swedish import sorted_swedish

OWN = Path(__file__).parent / "words.txt"
WORD = re.compile(r"[^\W\d_]+(?:[-’][^\W\d_]+)*")


@pytest.fixture(scope="module")
def swedish() -> Dictionary:
    """The dictionary; it takes some seconds to load."""
    files = str(Path(sys.prefix) / "share" / "hunspell" / "sv_SE")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # spylls leaves its files to be collected
        found = Dictionary.from_files(files)
        gc.collect()
    return found


@pytest.fixture(scope="module")
def own_words() -> list[str]:
    """Ours beside it."""
    return OWN.read_text("utf-8").split()


def words_of() -> dict[str, str]:
    """Return every word, with a text that it stands in."""
    return {word: text for text in texts.of_the_program() for word in WORD.findall(text)}


def test_every_word_is_spelled_right(swedish: Dictionary, own_words: list[str]) -> None:
    wrong = {
        word: text
        for word, text in words_of().items()
        if word not in own_words and not swedish.lookup(word)
    }
    assert wrong == {}


def test_every_own_word_is_used_and_not_in_the_dictionary(
    swedish: Dictionary, own_words: list[str]
) -> None:
    assert own_words == sorted_swedish(sorted(set(own_words)), str)
    assert [word for word in own_words if swedish.lookup(word)] == []
    assert set(own_words) <= words_of().keys()


@pytest.mark.parametrize("word", ["belysnign", "hellljus", "rapotera", "fyndlista"])
def test_the_dictionary_knows_a_compound_from_a_slip(swedish: Dictionary, word: str) -> None:
    assert swedish.lookup(word) is (word == "fyndlista")

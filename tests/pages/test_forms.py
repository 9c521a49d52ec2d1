"""What a form makes of a text before anybody sees it."""

import io

import pytest

from tests.client import Client
from walks.pages.forms import clean


@pytest.mark.parametrize(
    "text",
    [
        "\u200b\u200d\ufeff\u2060\u00ad",  # zero-width
        " \t\n\u00a0\u3000\u2003",
        "\u202e\u2066\u200f",  # only ways to run
        "\u115f\u1160\u3164\uffa0\u2800",  # letters that look like a space
        "\u0301\u0308\ufe0f\u034f",  # marks without a letter
        "\0\x1b\x85\ufdd0\uffff\ud800",
        "\ue000\U000e0041",  # private, and tags
    ],
)
def test_a_text_of_which_nothing_is_seen_is_empty(text: str) -> None:
    assert clean(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "å",
        "!",
        "1",
        "👍🏽",
        "👨‍👩‍👧",
        "e\u0301",
        "مظلم جدا",
        "می\u200cروم",  # a word that needs its zero-width mark
        "\u200fמנהרה",
        "rad ett\n\n  rad två",
    ],
)
def test_what_somebody_typed_stands(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("control", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_no_text_turns_around_what_stands_after_it(control: str) -> None:
    assert clean(f"Tunneln{control} 1202-BOR") == "Tunneln 1202-BOR"


@pytest.mark.parametrize("broken", ["\r\n", "\r", "\n", "\x85", "\u2028", "\u2029"])
def test_a_line_ends_in_one_way(broken: str) -> None:
    assert clean(f"ett{broken}två") == "ett\ntvå"


def test_a_file_where_words_belong_is_left_out(client: Client) -> None:
    form = client.visit("/rapportera").form("/rapportera")
    files = {name: (io.BytesIO(b"x"), "x.txt") for name in ("text", "category", "uuid", "email")}
    page = client.send("/rapportera", {**form, "place_words": "Tunneln", **files}, status=422)
    assert page.form("/rapportera")["place_words"] == "Tunneln"

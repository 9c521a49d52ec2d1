"""What people write can always be printed: what no font here has is stood in for."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from walks.exports.glyphs import STANDS_IN, lacks_glyphs, printable


def test_swedish_and_arabic_are_printed_as_they_are() -> None:
    for words in ("Åsa, Örjan – ”ja” 50 % à 3 €", "مظلم في النفق", "چراغ پارک", "Łódź, Đorđe"):
        assert printable(words) == words
        assert not lacks_glyphs(words)


def test_what_no_font_has_is_stood_in_for_once() -> None:
    assert printable("Bra 👨‍👩‍👧👍 här") == f"Bra {STANDS_IN} här"
    assert printable("ጨለማ") == STANDS_IN
    assert lacks_glyphs(printable("Bra 👍"))


def test_what_is_invisible_is_left_out_and_lines_are_kept() -> None:
    assert printable("a\x00b\u200bc\ufeffd\u202ee\u2066f") == "abcdef"
    assert printable("en\r\ntvå\rtre\nfyra\tfem") == "en\ntvå\ntre\nfyra fem"
    assert printable("❤️ \ud800") == f"{STANDS_IN} {STANDS_IN}"
    assert printable("A\u030angström") == "Ångström"


@given(st.text())
def test_whatever_is_written_has_glyphs_when_it_is_printed(words: str) -> None:
    shown = printable(words)
    assert printable(shown) == shown
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Cn") for c in shown if c != "\n")

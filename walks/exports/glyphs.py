"""Which characters the fonts of our documents have, and what is printed for those they lack.

A PDF/A may hold no character without a glyph, so that what somebody wrote would else stop the
whole document. The fonts lie beside this file: what a machine has installed changes nothing.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")

STANDS_IN = "\N{REPLACEMENT CHARACTER}"
"""Printed for what no font here has: an emoji, a rarer script."""

JOINERS = "\u200c\u200d"
"""Of the invisible characters these alone change how the letters beside them look (Persian)."""

_STANDS_IN_AGAIN = re.compile(f"{STANDS_IN}[{STANDS_IN}{JOINERS}]+")


def printable(text: str) -> str:
    """Return the text with line breaks as they are, without what is invisible, all of it drawable.

    What turns the direction of the words around it is invisible too, and left out.
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _STANDS_IN_AGAIN.sub(STANDS_IN, "".join(map(_drawn, plain)))


def lacks_glyphs(text: str) -> bool:
    """Say whether something in the printable text is stood in for."""
    return STANDS_IN in text


def _drawn(character: str) -> str:
    if character == "\n" or character in JOINERS:
        return character
    kind = unicodedata.category(character)
    if kind.startswith("Z"):
        return " "
    if kind in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
        return " " if character == "\t" else ""
    return character if ord(character) in _covered() else STANDS_IN


@cache
def _covered() -> frozenset[int]:
    """Return the code points that every weight of one of our families has a glyph for."""
    regular, bold, arabic = (
        _glyphs_of((FONTS / f"{name}.ttf").read_bytes())
        for name in ("NotoSans-Regular", "NotoSans-Bold", "NotoSansArabic-Regular")
    )
    return frozenset((regular & bold) | arabic)


def _glyphs_of(font: bytes) -> set[int]:
    """Read a font's `cmap` in format 12, its whole list of ranges, or in format 4, the basic one.

    OpenType 1.9, "cmap - Character to Glyph Index Mapping Table".
    """
    tables = struct.unpack(">H", font[4:6])[0]
    records = (struct.unpack(">4sLLL", font[12 + 16 * n : 28 + 16 * n]) for n in range(tables))
    start = next(offset for tag, _sum, offset, _length in records if tag == b"cmap")
    count = struct.unpack(">H", font[start + 2 : start + 4])[0]
    places = (start + 4 + 8 * n for n in range(count))
    maps = [start + struct.unpack(">HHL", font[at : at + 8])[2] for at in places]
    found: set[int] = set()
    for at in maps:
        match struct.unpack(">H", font[at : at + 2])[0]:
            case 4:
                found |= _in_format_4(font, at)
            case 12:
                found |= _in_format_12(font, at)
    return found


def _in_format_4(font: bytes, at: int) -> set[int]:
    twice = struct.unpack(">H", font[at + 6 : at + 8])[0]
    size = f">{twice // 2}H"
    ends = struct.unpack(size, font[at + 14 : at + 14 + twice])
    starts = struct.unpack(size, font[at + 16 + twice : at + 16 + 2 * twice])
    pairs = zip(starts, ends, strict=True)
    return {code for first, last in pairs for code in range(first, last + 1)} - {0xFFFF}


def _in_format_12(font: bytes, at: int) -> set[int]:
    groups = struct.unpack(">L", font[at + 12 : at + 16])[0]
    found: set[int] = set()
    for n in range(groups):
        first, last, _glyph = struct.unpack(">LLL", font[at + 16 + 12 * n : at + 28 + 12 * n])
        found |= set(range(first, last + 1))
    return found

"""Finds what is likely to point a person out in a text, so that a reviewer reads it with care.

Simple patterns: they miss things and cry wolf. They help a person's eyes and never decide.
"""

import re
from dataclasses import dataclass

from walks.model.labelled import Labelled
from walks.swedish import N_


class Trace(Labelled):
    """What kind of trace of a person was found."""

    IDENTITY_NUMBER = "identity_number", N_("personnummer")
    EMAIL = "email", N_("e-postadress")
    PHONE = "phone", N_("telefonnummer")
    PLATE = "plate", N_("registreringsnummer")
    ADDRESS = "address", N_("adress med husnummer")
    NAME = "name", N_("namn")


@dataclass(frozen=True)
class Suspect:
    """One thing found: its kind, and the words as they stand in the text."""

    trace: Trace
    words: str


_UPPER, _LOWER = "A-ZÅÄÖÉÜ", "a-zåäöéü"
_WORD = f"[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}][{_LOWER}]+)?"

# Suffixes of places: "Stora Torget" and "Norra Vägen" are two capitals and no person.
_PLACE = re.compile(
    r"(?:gatan?|vägen?|torget?|plan(?:en)?|parken?|skolan?|stigen?|gränd(?:en)?|backen|bron?|"
    r"kyrkan?|hallen|huset|gården|station(?:en)?|nämnden|kommun(?:en)?|stad(?:en)?|bostäder|"
    r"verket|biblioteket|centrum|centralen|området|allén?|tunneln|leden|ängen|berget|"
    r"lunden|kullen|hamnen|sjön|ån|dammen)s?$"
)
_PLACE_FIRST = {
    "norra", "södra", "östra", "västra", "stora", "lilla", "gamla", "nya", "övre", "nedre",
    "sankt", "yttre", "inre", "kungliga", "svenska", "borås",
}  # fmt: skip
_SENTENCE_STARTERS = {
    "vid", "på", "i", "det", "den", "de", "där", "här", "när", "jag", "vi", "min", "mitt", "mina",
    "en", "ett", "flera", "många", "bakom", "framför", "under", "från", "efter", "innan", "hela",
    "ingen", "inga", "någon", "längs", "mellan", "utanför", "mot", "hos", "om", "och", "men",
    "ring", "fråga", "kontakta", "grannen", "enligt", "hej", "tack", "snälla",
}  # fmt: skip

_PATTERNS: list[tuple[Trace, re.Pattern[str]]] = [
    (Trace.EMAIL, re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    # Date first, as in 850413-1234 or 19850413 1234; also coordination numbers (day + 60).
    (
        Trace.IDENTITY_NUMBER,
        re.compile(
            r"(?<!\d)(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])"
            r"[-+ ]?\d{4}(?!\d)"
        ),
    ),
    (Trace.PHONE, re.compile(r"(?<![\d\w])(?:\+46|0046|0)[ -]?[1-9](?:[ \-/]?\d){6,9}(?!\d)")),
    # ABC 123 and ABC 12D; the letters I, Q, V, Å, Ä, Ö are not used on Swedish plates.
    (Trace.PLATE, re.compile(r"\b(?![IQV])[A-HJ-PR-UW-Z]{3}[ -]?\d{2}[\dA-HJ-NPR-UW-Z]\b")),
    (
        Trace.ADDRESS,
        re.compile(
            rf"\b[{_UPPER}]\w*(?:gatan|vägen|gränden?|stigen|backen|torget|allén)\s+\d{{1,3}}\s?[A-Za-h]?\b"
            r"|\b(?:nummer|nr\.?)\s+\d{1,3}\s?[A-Ha-h]?\b"
        ),
    ),
]
_SAID_NAME = re.compile(rf"\b(?:heter|kallas|namnet|vid namn)\s+({_WORD}(?:\s+{_WORD})?)")
_RUN = re.compile(rf"\b{_WORD}(?:\s+{_WORD})+\b")
_SURNAME = re.compile(rf"\b[{_UPPER}][{_LOWER}]+(?:sson|sdotter)s?\b")


def suspects(text: str) -> list[Suspect]:
    """Return what in the text may point a person out, each once, in the order of `Trace`."""
    found: dict[Suspect, None] = {}
    rest = text
    for trace, pattern in _PATTERNS:
        for match in pattern.finditer(rest):
            found[Suspect(trace, match.group().strip())] = None
        rest = pattern.sub(lambda m: "·" * len(m.group()), rest)
    for name in _names(rest):
        found[Suspect(Trace.NAME, name)] = None
    order = list(Trace)
    return sorted(found, key=lambda suspect: order.index(suspect.trace))


def _names(text: str) -> list[str]:
    names = [match.group(1) for match in _SAID_NAME.finditer(text)]
    candidates = [_name_in(run.group().split()) for run in _RUN.finditer(text)]
    candidates += [match.group() for match in _SURNAME.finditer(text)]
    for name in candidates:
        if name and not any(name in known for known in names):
            names.append(name)
    return names


def _name_in(words: list[str]) -> str:
    """Return the name in a run of words with capitals, or nothing."""
    while words and words[0].lower() in _SENTENCE_STARTERS:
        words = words[1:]
    if not words:
        return ""
    place = any(_PLACE.search(word.lower()) for word in words) or words[0].lower() in _PLACE_FIRST
    return "" if place or len(words) < 2 else " ".join(words)

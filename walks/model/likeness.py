"""Likeness: which of a walk's findings may be one and the same, and what speaks for it.

Only a proposal, for the leader to take or leave: ten people by one dark lamp note it ten times. It
is worked out each time, in the plain way that can be told: how far apart, which category, which
words they share.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from walks.model.area import metres_between
from walks.model.codes import WIDTH, FindingType
from walks.model.finding import Finding
from walks.model.wordforms import fold

SAME_PLACE = 40
"""Metres: what a phone between houses may be wrong, and as far as one lamp lights."""

SHORTEST_STEM = 4
COMMON = 0.3
"""The share of the findings that use a word, above which it tells none of them apart."""
FEW = 10
"""Among so few findings no word is too common."""

_ENDINGS = (
    "arnas", "ernas", "ornas", "arna", "erna", "orna", "ande", "ade", "are", "ast", "ans", "ens",
    "ets", "nas", "ar", "er", "or", "an", "en", "et", "na", "ta", "te", "as", "ad", "at", "a",
    "e", "n", "t", "s",
)  # fmt: skip

_EMPTY = frozenset(
    fold(word)
    for word in (
        "alla", "allt", "andra", "annan", "bara", "bort", "borde", "behöver", "behövs", "bakom",
        "bredvid", "båda", "denna", "dessa", "detta", "dock", "efter", "eller", "finns", "fler",
        "flera", "framför", "från", "först", "genom", "gäller", "gärna", "gånger", "hade", "hela",
        "heller", "här", "igen", "ingen", "inga", "inget", "inte", "intill", "kanske", "komma",
        "kommer", "kunde", "känns", "känner", "ligger", "långt", "mellan", "mera",
        "mest", "mitt", "mycket", "många", "måste", "några", "någon", "något", "nära",
        "ofta", "också", "omkring", "otrygg", "otryggt", "platsen", "precis", "runt", "samma",
        "sedan", "själv", "skulle", "stora", "står", "sätta", "tills", "trygg", "tryggt", "under",
        "utan", "utanför", "vara", "varit", "vilket", "väldigt", "över", "även",
    )
)  # fmt: skip
"""Words that say nothing of what is wrong or where."""


@dataclass(frozen=True)
class Likeness:
    """Two findings that may be the same, and why. `metres` None: it is the place by name."""

    finding: Finding
    kept: Finding
    metres: int | None
    same_category: bool
    words: tuple[str, ...]


def likenesses(
    findings: Iterable[Finding], apart: Collection[frozenset[int]] = ()
) -> list[Likeness]:
    """Return each finding that may be the same as another, once, with its best likeness.

    Only within one type, party and audience: what another party answers for, or fewer read, is
    another's to see. `apart`: pairs of ids that somebody has said are not the same.
    """
    findings = list(findings)
    said = {finding.id: _stems(finding) for finding in findings}
    used = Counter(stem for stems in said.values() for stem in stems)
    often = max(COMMON * len(findings), FEW)
    telling = {
        key: {stem: word for stem, word in stems.items() if used[stem] <= often}
        for key, stems in said.items()
    }
    best: dict[int, Likeness] = {}
    for one, other in combinations(findings, 2):
        if frozenset((one.id, other.id)) in apart or not _may_be_one(one, other):
            continue
        found = _likeness(one, other, telling[one.id], telling[other.id])
        if found and (found.finding.id not in best or _stronger(found, best[found.finding.id])):
            best[found.finding.id] = found
    return list(best.values())


def fuller(one: Finding, other: Finding) -> Finding:
    """Return the one that tells more, to be kept: photos first, then words, then the older."""
    return max(one, other, key=_fullness)


def _fullness(finding: Finding) -> tuple[int, int, int, int]:
    words = len(finding.text) + len(finding.proposal)
    return WIDTH[finding.audience], len(finding.shown_photos), words, -finding.id


def _may_be_one(one: Finding, other: Finding) -> bool:
    safe = (one.type is FindingType.SAFE) is (other.type is FindingType.SAFE)
    same_party = one.responsible_party_id == other.responsible_party_id
    return safe and same_party and one.audience is other.audience


def _likeness(
    one: Finding, other: Finding, said: dict[str, str], said_too: dict[str, str]
) -> Likeness | None:
    metres = _metres(one, other)
    same_place = metres <= SAME_PLACE if metres is not None else _same_name(one, other)
    if not same_place:
        return None
    kept = fuller(one, other)
    finding = other if kept is one else one
    words = _shared(*((said, said_too) if finding is one else (said_too, said)))
    same_category = one.category_id == other.category_id
    wordless = any(not (each.text or each.proposal) for each in (one, other))
    if len(words) < (1 if same_category else 2) and not (same_category and wordless):
        return None
    return Likeness(
        finding, kept, round(metres) if metres is not None else None, same_category, tuple(words)
    )


def _stronger(one: Likeness, other: Likeness) -> bool:
    return _strength(one) > _strength(other)


def _strength(likeness: Likeness) -> tuple[bool, int, int]:
    far = likeness.metres if likeness.metres is not None else SAME_PLACE
    return likeness.same_category, len(likeness.words), -far


def _metres(one: Finding, other: Finding) -> float | None:
    points = [
        (finding.latitude, finding.longitude)
        for finding in (one, other)
        if finding.latitude is not None and finding.longitude is not None
    ]
    return metres_between(*points) if len(points) == 2 else None


def _same_name(one: Finding, other: Finding) -> bool:
    if one.stop_id and other.stop_id:
        return one.stop_id == other.stop_id
    names = {_plain(finding.place) for finding in (one, other)}
    return len(names) == 1 and names != {""}


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(words.casefold())))


def _stems(finding: Finding) -> dict[str, str]:
    """Return the stems of the words that say something, each with a word as it is written."""
    words = re.findall(r"[^\W\d_]{4,40}", f"{finding.text} {finding.proposal}".casefold())
    stems = ((_stem(fold(word)), word) for word in words if fold(word) not in _EMPTY)
    return {stem: word for stem, word in stems if len(stem) >= SHORTEST_STEM}


def _stem(word: str) -> str:
    """Return the word without the ending that bends it: lampor, lampan, lampa → lamp."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _shared(mine: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Return my words that they use too, bent or as the last part of a compound: gång|tunneln."""
    return [
        word
        for stem, word in mine.items()
        if any(stem.endswith(other) or other.endswith(stem) for other in theirs)
    ]

"""Words in order, found in a text: "kör .. fort", "bryt* sig in", and what a rule looks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from walks.model.wordforms import (
    LONGEST_WORD,
    MOST_REMEMBERED,
    Sense,
    Senses,
    Vocabulary,
    adjective_forms,
    fold,
    noun_forms,
    plain_word,
)

SHORTEST_STEM = 3
FURTHEST_GAP = 3


class WordListError(ValueError):
    """The word list cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Element:
    """One place in a pattern: any of these words, any word beginning so, or a gap."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    gap: bool = False

    def fits(self, word: str) -> bool:
        """Return whether the word may stand here."""
        return word in self.words or word.startswith(self.stems or "\0")

    def folded(self) -> "Element":
        """Return the same place for a text without å, ä, ö."""
        words = frozenset(fold(word) for word in self.words)
        return Element(words, tuple(fold(stem) for stem in self.stems), self.gap)


@dataclass(frozen=True)
class Pattern:
    """Words in order, and what they mean together; no sense means: nothing at all."""

    elements: tuple[Element, ...]
    sense: Sense | None = None


@dataclass
class Patterns:
    """Patterns found by their first word."""

    by_word: dict[str, list[Pattern]] = field(default_factory=dict)
    by_stem: dict[str, list[Pattern]] = field(default_factory=dict)

    def add(self, pattern: Pattern) -> None:
        """Index one pattern."""
        first = pattern.elements[0]
        for word in first.words:
            self.by_word.setdefault(word, []).append(pattern)
        for stem in first.stems:
            self.by_stem.setdefault(stem[:SHORTEST_STEM], []).append(pattern)

    def beginners(self, words: Iterable[str]) -> frozenset[str]:
        """Return those of the words that any pattern could begin with."""
        return frozenset(
            word for word in words if word in self.by_word or word[:SHORTEST_STEM] in self.by_stem
        )

    def folded(self) -> "Patterns":
        """Return the same patterns for a text without å, ä, ö."""
        every = {
            id(p): p for found in (self.by_word, self.by_stem) for ps in found.values() for p in ps
        }
        result = Patterns()
        for pattern in every.values():
            result.add(Pattern(tuple(e.folded() for e in pattern.elements), pattern.sense))
        return result

    def at(
        self, words: Sequence[str], start: int, stop: int, barred: frozenset[str]
    ) -> list[tuple[Pattern, tuple[int, ...]]]:
        """Return the patterns that begin at `start` and end before `stop`, with their places.

        A gap never holds one of the `barred` words: "kör inte fort" is not "kör fort".
        """
        found: list[tuple[Pattern, tuple[int, ...]]] = []
        word = words[start]
        for pattern in (*self.by_word.get(word, ()), *self.by_stem.get(word[:SHORTEST_STEM], ())):
            places = _match(pattern.elements, words, start, stop, barred)
            if places:
                found.append((pattern, places))
        return found


def _match(
    elements: tuple[Element, ...], words: Sequence[str], at: int, stop: int, barred: frozenset[str]
) -> tuple[int, ...]:
    """Return where each element stands, or nothing. Elements and gaps are few: it ends soon."""
    if elements[0].gap:
        for here in range(at, min(stop, at + FURTHEST_GAP + 1)):
            rest = _match(elements[1:], words, here, stop, barred)
            if rest:
                return rest
            if words[here] in barred:
                break
        return ()
    if at >= stop or not elements[0].fits(words[at]):
        return ()
    if len(elements) == 1:
        return (at,)
    rest = _match(elements[1:], words, at + 1, stop, barred)
    return (at, *rest) if rest else ()


def elements(line: str, sets: Mapping[str, frozenset[str]]) -> tuple[Element, ...]:
    """Compile one line of a pattern; raises WordListError for what cannot be understood."""
    parts = tuple(_element(part, line, sets) for part in line.split())
    if parts[0].gap or parts[-1].gap:
        raise WordListError(f"Ett mönster får inte börja eller sluta med ..: {line}")
    if any(len(stem) < SHORTEST_STEM for stem in parts[0].stems):
        raise WordListError(f"Första ordets början är för kort: {line}")
    return parts


def _element(part: str, line: str, sets: Mapping[str, frozenset[str]]) -> Element:
    if part == "..":
        return Element(gap=True)
    words: set[str] = set()
    stems: list[str] = []
    for choice in part.split("|"):
        if choice.startswith("{"):
            if choice[1:-1] not in sets:
                raise WordListError(f"Mängden {choice} finns inte: {line}")
            words |= sets[choice[1:-1]]
        elif choice.endswith("*"):
            stems.append(choice[:-1])
        else:
            words.add(choice)
    return Element(frozenset(words), tuple(stems))


class Spotter:
    """Finds the first of some words in a text: what a routing rule looks for.

    "busskur" finds the word in any form and as the last part of a compound; "elskåp*" every word
    that begins so; "hård kurva" both in a row. Raises WordListError for a word without letters.
    """

    def __init__(self, stems: Iterable[str]) -> None:
        forms: set[str] = set()
        patterns = Patterns()
        for stem in stems:
            words = plain_word(stem).split()
            if not any(letter.isalpha() for letter in stem):
                raise WordListError(f"Ordet ”{stem}” har inga bokstäver.")
            if len(words) > 1 or "*" in stem:
                patterns.add(Pattern(elements(" ".join(words), {})))
            else:
                forms |= noun_forms(words[0]) | adjective_forms(words[0])
        found: dict[str, Senses] = dict.fromkeys(forms, (Sense("", 1.0, "thing"),))
        vocabulary = Vocabulary(found, frozenset(forms), frozenset(), {}, frozenset(), frozenset())
        self._dotted = (vocabulary, patterns)
        self._plain = (vocabulary.folded(frozenset()), patterns.folded())
        self._seen: dict[tuple[str, bool], bool] = {}

    def find(self, words: Sequence[str], plain: bool) -> int | None:
        """Return the place of the first of the words, or None."""
        patterns = (self._plain if plain else self._dotted)[1]
        unique = frozenset(words)
        known = frozenset(word for word in unique if self._known(word, plain))
        beginners = patterns.beginners(unique)
        for at, word in enumerate(words) if known or beginners else ():
            if word in known:
                return at
            if word in beginners and patterns.at(words, at, len(words), frozenset()):
                return at
        return None

    def _known(self, word: str, plain: bool) -> bool:
        key = (word, plain)
        known = self._seen.get(key)
        if known is None:
            vocabulary = (self._plain if plain else self._dotted)[0]
            known = len(word) <= LONGEST_WORD and bool(vocabulary.senses(word))
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.clear()
            self._seen[key] = known
        return known

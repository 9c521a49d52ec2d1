"""What a resident's text is about: words weighed by how their clause is meant.

Pure and deterministic. Each word or pattern of the word list speaks for its topic with a weight,
and the clause around it changes that weight: a denied act says nothing ("inga problem med droger"),
an act told as background says little ("mörkt, vågar inte gå dit efter villainbrotten"), a thing
after a preposition is where it is and not what is wrong, a thing that is asked for says more. The
topic with the greatest sum wins. Weights and markers are data: data/words.toml.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from walks.model.wordforms import Sense, Senses, plain_word
from walks.model.wordlist import Markers, WordList
from walks.model.wordpatterns import Pattern

LONGEST_TEXT = 5_000
"""Characters read. What a finding is about is said by then, and a flood costs nothing."""

SIGNAL = 1.0
"""The least sum that counts as a signal."""

DENIED_TROUBLE = 0.2
BACKGROUND = 0.35
PAST = 0.45
AS_PLACE = 0.45
WISHED = 1.6
ECHO = 0.3
"""How much a topic's second word adds to its first; its third adds the square of it."""

DENIAL_REACH = 6
PREPOSITION_REACH = 3
"""How many words forward a denial or a preposition reaches."""

_PIECES = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+|[.!?;\n:,()–—…\"”]| - ")


@dataclass(frozen=True)
class Text:
    """A text as words: as typed, as looked up, and the clauses they stand in."""

    typed: tuple[str, ...]
    words: tuple[str, ...]
    clauses: tuple[range, ...]
    plain: bool


@dataclass(frozen=True)
class Reading:
    """What a text is about: its topic (None: it says nothing), the words that said so, the sums."""

    topic: str | None
    word: str
    sums: Mapping[str, float]


@dataclass(frozen=True)
class _Signal:
    topic: str
    weight: float
    places: tuple[int, ...]


def split_text(text: str, words: WordList) -> Text:
    """Split a text into words and clauses. Takes any string; reads its first 5 000 characters."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    pieces = _PIECES.findall(text)
    small = [plain_word(piece) for piece in pieces]
    plain = not any(letter in "åäö" for letter in text.casefold())
    markers = (words.plain_markers if plain else words.markers).words
    typed: list[str] = []
    looked_up: list[str] = []
    starts = {0}
    for at, piece in enumerate(pieces):
        if not piece[0].isalnum():
            starts.add(len(typed))
            continue
        following = small[at + 1] if at + 1 < len(small) else ""
        if small[at] in markers["breaks"] or (
            small[at] in markers["joins"] and following in markers["join_pronouns"]
        ):
            starts.add(len(typed))
        typed.append(piece)
        looked_up.append(small[at])
    ends = [*sorted(start for start in starts if start < len(typed)), len(typed)]
    clauses = tuple(range(start, end) for start, end in pairwise(ends))
    return Text(tuple(typed), tuple(looked_up), clauses, plain)


def read(text: Text, words: WordList, silent: Set[str] = frozenset()) -> Reading:
    """Return what the text is about. `silent`: topics that are switched off."""
    reader = _Reader(text, words, silent)
    by_topic: dict[str, list[_Signal]] = {}
    for clause in text.clauses:
        for signal in reader.signals(clause):
            by_topic.setdefault(signal.topic, []).append(signal)
    sums = {topic: _sum(signals) for topic, signals in by_topic.items()}
    if not sums or max(sums.values()) < SIGNAL:
        return Reading(None, "", sums)
    # A tie goes to what was said first: dictionaries keep their order.
    topic = max(sums, key=sums.__getitem__)
    loudest = max(by_topic[topic], key=lambda signal: signal.weight)
    return Reading(topic, " ".join(text.typed[at] for at in loudest.places), sums)


def _sum(signals: list[_Signal]) -> float:
    loudest = sorted((signal.weight for signal in signals), reverse=True)[:3]
    return sum(weight * ECHO**rank for rank, weight in enumerate(loudest))


class _Reader:
    """Reads one text, clause by clause."""

    def __init__(self, text: Text, words: WordList, silent: Set[str]) -> None:
        self.text, self.silent = text, silent
        self.words = text.words
        self.lexicon = words.lexicon
        self.patterns = words.plain_patterns if text.plain else words.patterns
        self.markers: Markers = words.plain_markers if text.plain else words.markers
        unique = frozenset(text.words)
        self.beginners = self.patterns.beginners(unique)
        self.marked = {
            name: patterns.beginners(unique) for name, patterns in self.markers.phrases.items()
        }
        self.act_denied_before = False

    def signals(self, clause: range) -> list[_Signal]:
        """Return what each word of the clause speaks for, weighed."""
        found = list(self._found(clause))
        if not found:
            self.act_denied_before = False
            return []
        acts = any(sense.role == "act" for sense, _ in found)
        background = self._background(clause) if acts else frozenset()
        ended = self._ended(clause) if acts else frozenset()
        past = acts and self._has("past", clause)
        wished = self._has("wishes", clause)
        # "Inga droger, bråk eller gäng": a short clause shares the denial before it.
        shared = self.act_denied_before and len(clause) <= 3 and not wished
        self.act_denied_before = shared
        result: list[tuple[Sense, _Signal]] = []
        for sense, places in found:
            weight = sense.weight
            denied = shared or self._denied(clause, places, sense)
            if sense.role == "act":
                if denied or places[0] in ended:
                    self.act_denied_before |= denied
                    continue
                if places[0] in background:
                    weight *= BACKGROUND
                elif past:
                    weight *= PAST
            elif sense.role == "trouble":
                weight *= DENIED_TROUBLE if denied else 1.0
            elif sense.role == "defect":
                pass
            elif self._is_place(clause, places[0]):
                weight *= AS_PLACE
            elif wished:
                weight *= WISHED
            result.append((sense, _Signal(sense.topic, weight, places)))
        return _defects_given_to_things(result)

    def _found(self, clause: range) -> Iterator[tuple[Sense, tuple[int, ...]]]:
        """The senses of patterns first; a word inside a pattern no longer speaks for itself."""
        taken: set[int] = set()
        matches = []
        deny = self.markers.words["deny"]
        for at in clause:
            if self.words[at] not in self.beginners:
                continue
            for pattern, places in self.patterns.at(self.words, at, clause.stop, deny):
                if pattern.sense and pattern.sense.topic in self.silent:
                    continue
                matches.append((pattern, places))
        matches.sort(key=_heaviest_first)
        for pattern, places in matches:
            if taken.isdisjoint(places) and pattern.sense:
                yield pattern.sense, places
            taken.update(places)
        for at in clause:
            if at not in taken:
                places, senses = self._spoken(at, clause, taken)
                yield from ((sense, places) for sense in senses if sense.topic not in self.silent)

    def _spoken(self, at: int, clause: range, taken: set[int]) -> tuple[tuple[int, ...], Senses]:
        """What the word means, or with the next word what they mean written together."""
        senses = self.lexicon.senses(self.words[at], self.text.plain)
        after = at + 1
        if senses or after not in clause or after in taken:
            return (at,), senses
        if self.lexicon.senses(self.words[after], self.text.plain):
            return (at,), ()
        return (at, after), self.lexicon.joined(self.words[at], self.words[after], self.text.plain)

    def _denied(self, clause: range, places: tuple[int, ...], sense: Sense) -> bool:
        """Whether a denial reaches the word: "inga problem med bråk", "bråkar inte"."""
        words, markers = self.words, self.markers.words
        if sense.role == "thing":
            return False
        at, after = places[0], places[-1] + 1
        if sense.role == "act" and after in clause and words[after] in markers["deny_after"]:
            return after + 1 >= len(words) or words[after + 1] not in markers["deny_not_before"]
        for back in range(at - 1, max(clause.start, at - DENIAL_REACH) - 1, -1):
            word = words[back]
            if word in markers["deny_stops"] or word in markers["deny_not_after"]:
                return False
            if word in markers["deny"]:
                before = words[max(clause.start, back - 2) : back]
                return (
                    words[back + 1] not in markers["deny_not_before"]
                    and markers["deny_not_after"].isdisjoint(before)
                    and (word != "utan" or markers["deny"].isdisjoint(words[clause.start : back]))
                )
        return False

    def _background(self, clause: range) -> frozenset[int]:
        """Return the places told as background: from its marker to the end or to what is said of
        the present ("vågar inte gå ut, för det står ett gäng där")."""
        told: set[int] = set()
        for places in self._markers("background", clause):
            after = range(places[-1] + 1, clause.stop)
            told.update(range(places[-1], self._first_of("background_stops", after)))
        return frozenset(told)

    def _ended(self, clause: range) -> frozenset[int]:
        """Return the places said to have ended: "inga gäng längre", but not what follows "när"."""
        tired = self.markers.words["deny_not_after"]
        if not tired.isdisjoint(self.words[clause.start : clause.stop]):
            return frozenset()
        ended: set[int] = set()
        for places in self._markers("ended", clause):
            after = range(places[-1] + 1, clause.stop)
            ended.update(range(clause.start, self._first_of("deny_stops", after)))
        return frozenset(ended)

    def _first_of(self, name: str, places: range) -> int:
        """Return the first place that holds one of the marker words, or the end."""
        marker = self.markers.words[name]
        return next((at for at in places if self.words[at] in marker), places.stop)

    def _has(self, name: str, clause: range) -> bool:
        return any(True for _ in self._markers(name, clause))

    def _markers(self, name: str, clause: range) -> Iterator[tuple[int, ...]]:
        """The places of each marker phrase of this name in the clause."""
        patterns, beginners = self.markers.phrases[name], self.marked[name]
        for at in clause:
            if self.words[at] in beginners:
                for _, places in patterns.at(self.words, at, clause.stop, frozenset()):
                    yield places

    def _is_place(self, clause: range, at: int) -> bool:
        """Whether a preposition stands just before: "vid lampan", "i den mörka tunneln"."""
        markers = self.markers.words
        for back in range(at - 1, max(clause.start, at - PREPOSITION_REACH) - 1, -1):
            if self.words[back] in markers["not_reached"]:
                return False
            if self.words[back] in markers["prepositions"]:
                return back == clause.start or self.words[back - 1] not in markers["not_places"]
            senses = self.lexicon.senses(self.words[back], self.text.plain)
            if any(sense.role != "trouble" for sense in senses):
                return False
        return False


def _heaviest_first(match: tuple[Pattern, tuple[int, ...]]) -> tuple[float, int]:
    """Patterns that silence come first, then the heavier, then the longer."""
    pattern, places = match
    return (-pattern.sense.weight if pattern.sense else -math.inf, -len(places))


def _defects_given_to_things(signals: list[tuple[Sense, _Signal]]) -> list[_Signal]:
    """ "Trappan är sliten" is about the stairs: a defect speaks for the thing it stands with."""
    things = [signal for sense, signal in signals if sense.role in {"thing", "place"}]
    if not things:
        return [signal for _, signal in signals]
    loudest = max(things, key=lambda signal: signal.weight)
    return [
        replace(signal, topic=loudest.topic) if sense.role == "defect" else signal
        for sense, signal in signals
    ]

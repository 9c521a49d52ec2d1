"""The word list (data/words.toml) read, checked and compiled: topics, patterns, markers."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from walks.model.wordforms import (
    Lexicon,
    Sense,
    Senses,
    Vocabulary,
    adjective_forms,
    fold,
    noun_forms,
    plain_word,
    verb_forms,
)
from walks.model.wordpatterns import Pattern, Patterns, WordListError, elements

DATA = Path(__file__).parent / "data"
ROLES = frozenset({"thing", "trouble", "act", "defect", "place"})


@dataclass(frozen=True)
class Topic:
    """What a text may be about: a category, and a party and a name of its own if it has them."""

    key: str
    category: str
    party: str | None
    label: Mapping[str, str]


@dataclass(frozen=True)
class Markers:
    """What tells how a clause is meant: denial, background, wish, place."""

    words: Mapping[str, frozenset[str]]
    phrases: Mapping[str, Patterns]

    def folded(self) -> "Markers":
        """Return the same markers for a text without å, ä, ö."""
        words = {name: frozenset(fold(w) for w in ws) for name, ws in self.words.items()}
        return Markers(words, {name: ps.folded() for name, ps in self.phrases.items()})


@dataclass(frozen=True)
class WordList:
    """Everything words.toml says, ready to be looked up."""

    topics: Mapping[str, Topic]
    lexicon: Lexicon
    patterns: Patterns
    markers: Markers
    plain_patterns: Patterns
    plain_markers: Markers


MARKER_PHRASES = ("ended", "background", "past", "wishes")


@cache
def shipped_words() -> WordList:
    """Return the word list that ships with the program."""
    return read_words(tomllib.loads((DATA / "words.toml").read_text("utf-8")))


def read_words(data: Mapping[str, Any]) -> WordList:
    """Compile a word list; raises WordListError for what cannot be understood."""
    sets = {name: frozenset(_forms(group)) for name, group in data.get("sets", {}).items()}
    topics: dict[str, Topic] = {}
    build = _Build(sets)
    for entry in data["topic"]:
        topic = Topic(
            entry.get("key", entry["category"]),
            entry["category"],
            entry.get("party"),
            entry.get("label", {}),
        )
        if topic.key in topics:
            raise WordListError(f"Ämnet {topic.key} står två gånger.")
        topics[topic.key] = topic
        for group in entry["words"]:
            build.take(topic.key, group)
    silent = frozenset(_split(data["words"], "ignore"))
    for line in _lines(data["words"].get("phrases", "")):
        build.patterns.add(Pattern(elements(line, sets)))
    context = data["context"]
    markers = Markers(
        {
            name: frozenset(words.split())
            for name, words in context.items()
            if name not in MARKER_PHRASES
        },
        {name: _patterns(context[name], sets) for name in MARKER_PHRASES},
    )
    vocabulary = Vocabulary(
        build.forms,
        frozenset(build.last),
        frozenset(build.described),
        build.first,
        silent,
        frozenset(data["words"]["intensifiers"].split()),
    )
    unfoldable = frozenset(data["plain"]["unfoldable"].split())
    return WordList(
        topics,
        Lexicon(vocabulary, unfoldable),
        build.patterns,
        markers,
        build.patterns.folded(),
        markers.folded(),
    )


class _Build:
    """Collects the forms of all topics."""

    def __init__(self, sets: Mapping[str, frozenset[str]]) -> None:
        self.sets = sets
        self.forms: dict[str, Senses] = {}
        self.first: dict[str, Senses] = {}
        self.last: set[str] = set()
        self.described: set[str] = set()
        self.patterns = Patterns()

    def take(self, topic: str, group: Mapping[str, Any]) -> None:
        """Take in one group of words of a topic."""
        if group["role"] not in ROLES:
            raise WordListError(f"Rollen {group['role']} finns inte ({topic}).")
        sense = Sense(topic, float(group["weight"]), group["role"])
        nouns = {form for noun in _nouns(group) for form in noun_forms(noun)}
        adjectives = {f for word in _split(group, "adjectives") for f in adjective_forms(word)}
        for form in _forms(group):
            self._add(self.forms, form, sense)
        self.last |= nouns
        self.described |= adjectives
        if "heads" not in group:
            for first in _split(group, "firsts"):
                self._add(self.first, first, sense)
        for line in _lines(group.get("phrases", "")):
            self.patterns.add(Pattern(elements(line, self.sets), sense))

    @staticmethod
    def _add(table: dict[str, Senses], form: str, sense: Sense) -> None:
        if any(known.topic == sense.topic for known in table.get(form, ())):
            return
        table[form] = (*table.get(form, ()), sense)


def _nouns(group: Mapping[str, Any]) -> Iterable[str]:
    """The nouns of a group, with those made of each of `firsts` and each of `heads`."""
    yield from _split(group, "nouns")
    for first in _split(group, "firsts") if "heads" in group else ():
        for head in _split(group, "heads"):
            yield first + head
            if not first.endswith(("s", "a", "e")):
                yield first + "s" + head


def _forms(group: Mapping[str, Any]) -> Iterable[str]:
    for noun in (*_nouns(group), *_split(group, "alone")):
        yield from noun_forms(noun)
    for adjective in _split(group, "adjectives"):
        yield from adjective_forms(adjective)
    for verb in _split(group, "verbs"):
        yield from verb_forms(verb)
    yield from _split(group, "exact")


def _split(group: Mapping[str, Any], name: str) -> list[str]:
    return plain_word(str(group.get(name, ""))).split()


def _lines(text: str) -> list[str]:
    return [plain_word(line.strip()) for line in text.splitlines() if line.strip()]


def _patterns(text: str, sets: Mapping[str, frozenset[str]]) -> Patterns:
    result = Patterns()
    lines = _lines(text) if "\n" in text else text.split()
    for line in lines:
        result.add(Pattern(elements(line, sets)))
    return result

"""Routing: which party answers for a finding, and why.

A pure function over data that a coordinator can read and edit: ordered rules, then the category's
own party, then the words of the text, then the default party. Always exactly one party, always a
reason in plain Swedish, never an exception for any text.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from shapely.geometry import Point

from walks.model.classifier import Reading, Text, read, split_text
from walks.model.routing_rows import (
    AUDIENCES,
    CategoryRow,
    PartyRow,
    RulebookError,
    RuleRow,
    shipped_rows,
)
from walks.model.wordlist import Topic, WordList, shipped_words

__all__ = [
    "CategoryRow",
    "Decision",
    "Noted",
    "PartyRow",
    "RuleRow",
    "Rulebook",
    "RulebookError",
    "route",
]

OTHER = "other"
"""The category of a text that says nothing; every rulebook has it."""

NOT_CLEAR = "Texten säger inte tydligt vad det gäller. {party} tar hand om det så länge."


@dataclass(frozen=True)
class Noted:
    """What routing needs to know of a finding. Coordinates in WGS 84 degrees."""

    text: str = ""
    proposal: str = ""
    category: str | None = None
    source: str = "walk"
    place_type: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Decision:
    """Who answers, and why.

    `rule` is the key of what fired: "rule:…", "category:…", "words:…" or "default"; `reason` says
    the same in Swedish. `certain` is False when nothing spoke and the default party got it.
    `audience` is the narrowest of the source's, the category's, the party's and the rules'.
    """

    party: str
    category: str
    rule: str
    reason: str
    certain: bool
    informed: tuple[str, ...]
    contact: str | None
    urgency: str
    audience: str | None
    version: int
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Rulebook:
    """Everything that routing goes by. Raises RulebookError when the rows do not fit together.

    `switched_off` holds keys as in `Decision.rule`; see `without`.
    """

    parties: tuple[PartyRow, ...]
    categories: tuple[CategoryRow, ...]
    rules: tuple[RuleRow, ...] = ()
    words: WordList = field(default_factory=shipped_words, repr=False)
    version: int = 1
    switched_off: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse double keys, unknown names, and anything but one default party."""
        _require_unique([party.slug for party in self.parties], "Parten")
        _require_unique([category.key for category in self.categories], "Kategorin")
        _require_unique([rule.key for rule in self.rules], "Regeln")
        if sum(party.is_default for party in self.parties) != 1:
            raise RulebookError("Exakt en part ska vara den som får det ingen annan har.")
        if "default" in self.switched_off and len(self.parties) == 1:
            raise RulebookError("Den enda parten kan inte kopplas bort.")
        if OTHER not in self.category_by_key:
            raise RulebookError(f"Kategorin {OTHER} måste finnas.")
        for category in self.categories:
            self._require_parties(f"Kategorin {category.key}", category.party, *category.informed)
        for rule in self.rules:
            self._require_parties(f"Regeln {rule.key}", rule.party, *rule.informed)
            for key in rule.categories:
                if key not in self.category_by_key:
                    raise RulebookError(f"Regeln {rule.key}: kategorin {key} finns inte.")

    def _require_parties(self, what: str, *slugs: str | None) -> None:
        for slug in slugs:
            if slug is not None and slug not in self.party_by_slug:
                raise RulebookError(f"{what}: parten {slug} finns inte.")

    @cached_property
    def party_by_slug(self) -> Mapping[str, PartyRow]:
        """The parties by slug."""
        return {party.slug: party for party in self.parties}

    @cached_property
    def category_by_key(self) -> Mapping[str, CategoryRow]:
        """The categories by key."""
        return {category.key: category for category in self.categories}

    @cached_property
    def active_rules(self) -> tuple[RuleRow, ...]:
        """The rules that are on, in order."""
        on = (r for r in self.rules if r.enabled and f"rule:{r.key}" not in self.switched_off)
        return tuple(sorted(on, key=lambda rule: (rule.position, rule.key)))

    @cached_property
    def default_party(self) -> PartyRow:
        """Who gets what nobody else speaks for; when "default" is switched off, the next one."""
        at = next(at for at, party in enumerate(self.parties) if party.is_default)
        return self.parties[(at + ("default" in self.switched_off)) % len(self.parties)]

    @classmethod
    @cache
    def shipped(cls) -> "Rulebook":
        """Return the rulebook of the data files. Read once."""
        return cls(
            parties=tuple(PartyRow(**row) for row in shipped_rows("parties", "party")),
            categories=tuple(CategoryRow(**row) for row in shipped_rows("categories", "category")),
            rules=tuple(RuleRow(**row) for row in shipped_rows("rules", "rule")),
        )

    def without(self, key: str) -> "Rulebook":
        """Return the rulebook with one thing that can fire switched off."""
        return replace(self, switched_off=self.switched_off | {key})

    def silent_topics(self, source: str) -> frozenset[str]:
        """Return the topics no text of this source can be about: off, or not offered there."""
        return frozenset(
            topic.key
            for topic in self.words.topics.values()
            if f"words:{topic.key}" in self.switched_off
            or topic.category not in self.category_by_key
            or not self.category_by_key[topic.category].offered_on(source)
            or self.party_of_topic(topic) is None
        )

    def party_of_topic(self, topic: Topic) -> PartyRow | None:
        """Return who answers for a topic: its own party, else its category's."""
        category = self.category_by_key[topic.category]
        return self.party_by_slug.get(topic.party or "") or self.party_by_slug.get(
            category.party or ""
        )


@dataclass(frozen=True)
class _Ground:
    """What decides before the rules have spoken: who, as what, why."""

    party: PartyRow
    category: CategoryRow
    meaning: CategoryRow
    key: str
    reason: str
    word: str = ""


def route(noted: Noted, rulebook: Rulebook) -> Decision:
    """Return who answers for the finding. Total and deterministic; see the module."""
    texts = [split_text(text, rulebook.words) for text in (noted.text, noted.proposal)]
    ground = _ground(noted, texts, rulebook)
    fired = [
        (rule, word)
        for rule in rulebook.active_rules
        if (word := _fires(rule, noted, ground.category.key, texts)) is not None
    ]
    rules = [rule for rule, _ in fired]
    slug = next((rule.party for rule in rules if rule.party), ground.party.slug)
    party = rulebook.party_by_slug[slug]
    informed = [*ground.meaning.informed, *(slug for rule in rules for slug in rule.informed)]
    return Decision(
        party=slug,
        category=ground.category.key,
        rule=f"rule:{rules[0].key}" if rules else ground.key,
        reason=_reason(ground, fired, party),
        # "Annat" always gets a coordinator's look (DOMAIN, Categories).
        certain=ground.category.key != OTHER or any(rule.party for rule in rules),
        informed=tuple(dict.fromkeys(other for other in informed if other != slug)),
        contact=next((rule.contact for rule in rules if rule.contact), None),
        urgency=next((rule.urgency for rule in rules if rule.urgency), ground.meaning.urgency),
        audience=_narrowest(
            "walk" if noted.source == "walk" else "party",
            ground.meaning.audience,
            party.default_audience,
            *(rule.audience for rule in rules),
        ),
        version=rulebook.version,
        parameters={
            "rules": [rule.key for rule in rules],
            "ground": ground.key,
            "meaning": ground.meaning.key,
            "word": ground.word,
        },
    )


def _ground(noted: Noted, texts: Sequence[Text], rulebook: Rulebook) -> _Ground:
    """The category's own party, else what the words say, else the default party."""
    picked = rulebook.category_by_key.get(noted.category or "")
    if picked and picked.party and f"category:{picked.key}" not in rulebook.switched_off:
        party = rulebook.party_by_slug[picked.party]
        reason = _belongs(picked.names["sv"], party)
        return _Ground(party, picked, picked, f"category:{picked.key}", reason)
    reading, where = _read(texts, rulebook, noted.source)
    if reading.topic is not None:
        topic = rulebook.words.topics[reading.topic]
        party = rulebook.party_of_topic(topic) or rulebook.default_party
        meaning = rulebook.category_by_key[topic.category]
        belongs = _belongs(topic.label.get("sv", meaning.names["sv"]), party)
        reason = f"{where} nämner ”{reading.word}”. {belongs}"
        key = f"words:{topic.key}"
        return _Ground(party, picked or meaning, meaning, key, reason, reading.word)
    category = picked or rulebook.category_by_key[OTHER]
    reason = NOT_CLEAR.format(party=rulebook.default_party.names["sv"])
    return _Ground(rulebook.default_party, category, category, "default", reason)


def _read(texts: Sequence[Text], rulebook: Rulebook, source: str) -> tuple[Reading, str]:
    """What is wrong stands in the text; the proposal is asked only when the text is silent."""
    silent = rulebook.silent_topics(source)
    reading = read(texts[0], rulebook.words, silent)
    if reading.topic is not None:
        return reading, "Texten"
    return read(texts[1], rulebook.words, silent), "Förslaget"


def _fires(rule: RuleRow, noted: Noted, category: str, texts: Sequence[Text]) -> str | None:
    """Return the word that made the rule fire ("" when it needs none), or None."""
    if rule.categories and category not in rule.categories:
        return None
    if rule.sources and noted.source not in rule.sources:
        return None
    if rule.area is not None and not _inside(rule, noted):
        return None
    if not rule.stems or noted.place_type in rule.place_types:
        return ""
    for text in texts:
        found = rule.spotter.find(text.words, text.plain)
        if found is not None:
            return text.typed[found]
    return None


def _inside(rule: RuleRow, noted: Noted) -> bool:
    if rule.area is None or noted.latitude is None or noted.longitude is None:
        return False
    if not (math.isfinite(noted.latitude) and math.isfinite(noted.longitude)):
        return False
    return bool(rule.area.covers(Point(noted.longitude, noted.latitude)))


def _reason(ground: _Ground, fired: Sequence[tuple[RuleRow, str]], party: PartyRow) -> str:
    """The ground's sentence, unless a rule chose the party, and then each rule's own."""
    sentences = [] if any(rule.party for rule, _ in fired) else [ground.reason]
    for rule, word in fired:
        names = {"party": party.names["sv"], "contact": rule.contact or "", "word": word}
        sentences.append(rule.reason["sv"].format(**names))
    return " ".join(sentences)


def _belongs(what: str, party: PartyRow) -> str:
    return f"{what} hör till {party.names['sv']}."


def _narrowest(*audiences: str | None) -> str:
    return min((a for a in audiences if a), key=AUDIENCES.index)


def _require_unique(keys: Sequence[str], what: str) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise RulebookError(f"{what} {key} står två gånger.")

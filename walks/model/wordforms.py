"""Swedish word formation: the forms of a word, and the words inside a word.

Three facts carry it: nouns, adjectives and verbs bend in a few regular ways; the last part of a
compound says what it is ("inbrottslarm" is an alarm, "villainbrott" a break-in); and people write
without å, ä, ö or with a letter wrong. Source: Svenska Akademiens språklära, chapters on böjning
and sammansättning.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

VOWELS = frozenset("aeiouyåäöé")
SHORTEST_LAST_PART = 4
SHORTEST_FIRST_PART = 3
LONGEST_WORD = 40
SHORTEST_MISSPELT = 7
MOST_REMEMBERED = 20_000
"""Words kept once looked up: a flood of invented words must not fill the memory."""
LONG_ENOUGH_FOR_A_LOST_LETTER = 9

_ALIKE = frozenset({"åo", "oå", "äe", "eä"})

_UMLAUT = {"and": "änd", "ång": "äng", "rot": "rött"}
"""Nouns that change their vowel: brand, bränder; stång, stänger; rot, rötter."""

_FOLD = str.maketrans("åäöé", "aaoe")
_NO_MARKS = str.maketrans("", "", "-'’")
_NO_VOWELS = str.maketrans("", "", "aeiouyåäöé")


def fold(word: str) -> str:
    """Return the word as typed on a keyboard without å, ä and ö."""
    return word.translate(_FOLD)


def plain_word(word: str) -> str:
    """Return a word as it is looked up: small letters, no hyphens or apostrophes ("A-lagare")."""
    return word.casefold().translate(_NO_MARKS)


def noun_forms(lemma: str) -> set[str]:
    """Return every form a noun may take, genitives too. Some that do not exist come along."""
    stem = lemma[:-1]
    if lemma.endswith("are"):
        forms = {lemma, stem + "en", stem + "na", stem, stem + "es"}
    elif lemma.endswith("a"):
        forms = {lemma, stem + "an", stem + "or", stem + "orna", stem + "at"}
    elif lemma.endswith("e"):
        forms = {stem + end for end in ("e", "en", "et", "ar", "arna", "er", "erna", "ena", "na")}
    elif lemma[-1] in VOWELS:
        forms = {lemma + end for end in ("", "n", "et", "t", "ar", "arna", "er", "erna", "na")}
    else:
        ends = ("", "en", "et", "ar", "arna", "er", "erna")
        forms = {lemma + end for end in ends}
        if lemma[-2:] in {"el", "er", "en"}:
            short = lemma[:-2] + lemma[-1]
            forms |= {lemma + "n"} | {short + end for end in ("ar", "arna", "et", "en")}
        if lemma[-1] in "mn" and lemma[-2] in VOWELS:
            forms |= {lemma + lemma[-1] + end for end in ("en", "et", "ar", "arna")}
    for bare, changed in _UMLAUT.items():
        if lemma.endswith(bare):
            forms |= {lemma.removesuffix(bare) + changed + end for end in ("er", "erna")}
    return forms | {form + "s" for form in forms if not form.endswith("s")}


def adjective_forms(lemma: str) -> set[str]:
    """Return the forms of an adjective or participle, compared ones too."""
    if lemma.endswith("ad"):
        return {lemma, lemma[:-1] + "t", lemma + "e"}
    if lemma.endswith("en"):
        return {lemma, lemma[:-1] + "t", lemma[:-2] + "na"}
    if lemma.endswith("d"):
        return {lemma, lemma[:-1] + "t", lemma + "a"}
    if lemma.endswith("el"):
        return {lemma, lemma + "t", lemma[:-2] + "la"}
    return {lemma + end for end in ("", "t", "a", "are", "ast", "aste", "e")}


def verb_forms(lemma: str) -> set[str]:
    """Return the forms of a regular verb: "kasta" bends as -ar, "klipper" as -er."""
    if lemma.endswith("ar"):
        lemma = lemma[:-1]
    if lemma.endswith("a"):
        ends = ("a", "ar", "ade", "at", "as", "ats", "ades", "ande", "ad")
        return {lemma[:-1] + end for end in ends}
    if lemma.endswith("er"):
        stem = lemma[:-2]
        bare = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
        forms = {stem + end for end in ("er", "a", "as", "s", "es", "ande")}
        return (
            forms
            | {bare + end for end in ("te", "de", "t", "d", "da", "ts", "tes", "des")}
            | {stem + end for end in ("te", "t", "ts", "tes", "ta")}
        )
    return {lemma, lemma + "s", lemma + "t", lemma + "de", lemma + "des", lemma + "ts"}


def usual_slip(written: str, meant: str) -> bool:
    """Return whether `written` is `meant` with one slip of the kinds that are usual.

    A letter doubled or not ("belysninng"), two letters swapped, å for o or ä for e ("klåtter"), and
    in long words a letter lost or added. Other changes make other words: "lagning", "langning".
    """
    if written == meant:
        return False
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    left, right = written[start:], meant[start:]
    if len(left) == len(right):
        if left[1:] == right[1:]:
            return left[0] + right[0] in _ALIKE
        return left[:2] == right[1::-1] and left[2:] == right[2:]
    if left[1:] == right or left == right[1:]:
        return _single(written) == _single(meant) or len(meant) >= LONG_ENOUGH_FOR_A_LOST_LETTER
    return False


def _single(word: str) -> str:
    """Return the word with doubled letters written once."""
    return "".join(a for a, b in zip(word, word[1:] + " ", strict=True) if a != b)


@dataclass(frozen=True)
class Sense:
    """What a word speaks for: a topic, how strongly, and in which role (see words.toml)."""

    topic: str
    weight: float
    role: str


Senses = tuple[Sense, ...]


@dataclass
class Vocabulary:
    """The forms a lexicon is made of.

    `forms`: what each written form means. `last`: forms that keep it as the last part of a
    compound. `described`: adjective forms, which take only an intensifier before them. `first`:
    first parts that give their meaning to the whole. `silent`: words that mean nothing here.
    `intensifiers`: what may stand before an adjective: "kol|svart", "skit|halt", "ned|klottrad".
    """

    forms: dict[str, Senses]
    last: frozenset[str]
    described: frozenset[str]
    first: dict[str, Senses]
    silent: frozenset[str]
    intensifiers: frozenset[str]

    def folded(self, unfoldable: frozenset[str]) -> "Vocabulary":
        """Return the same words without å, ä, ö, except those that would be other words."""

        def keep(word: str) -> bool:
            return word.isascii() or fold(word) not in unfoldable

        return Vocabulary(
            {fold(word): senses for word, senses in self.forms.items() if keep(word)},
            frozenset(fold(word) for word in self.last if keep(word)),
            frozenset(fold(word) for word in self.described if keep(word)),
            {fold(word): senses for word, senses in self.first.items() if keep(word)},
            frozenset(fold(word) for word in self.silent),
            frozenset(fold(word) for word in self.intensifiers),
        )

    def senses(self, word: str) -> Senses:
        """Return what `word` means as itself or as a compound; empty when it means nothing."""
        if word in self.silent:
            return ()
        found = self.forms.get(word)
        return found if found is not None else self._as_compound(word)

    def _as_compound(self, word: str) -> Senses:
        return max(self._last_part(word), self._first_part(word), key=_strength)

    def _last_part(self, word: str) -> Senses:
        """The longest last part wins, also one that means nothing: "ström|avbrott" is no crime."""
        for start in range(2, len(word) - SHORTEST_LAST_PART + 1):
            tail = word[start:]
            if tail in self.silent:
                return ()
            if tail not in self.last and tail not in self.described:
                continue
            before = word[:start]
            if before in self.intensifiers:
                return self.forms[tail]
            if tail in self.last and start >= SHORTEST_FIRST_PART and _has_vowel(before):
                return self.forms[tail]
        return ()

    def _first_part(self, word: str) -> Senses:
        for end in range(len(word) - SHORTEST_FIRST_PART, 2, -1):
            if word[:end] in self.first and _has_vowel(word[end:]):
                return self.first[word[:end]]
        return ()


class Lexicon:
    """Finds what a written word means: as itself, compounded, without å ä ö, or misspelt."""

    def __init__(self, vocabulary: Vocabulary, unfoldable: frozenset[str]) -> None:
        """Compile once; looking up is then a few dictionary look-ups a word, remembered."""
        self._dotted = vocabulary
        self._plain = vocabulary.folded(unfoldable)
        self._near: dict[str, list[str]] = {}
        for form in vocabulary.forms:
            if len(form) >= SHORTEST_MISSPELT:
                self._near.setdefault(_skeleton(form), []).append(form)
        self._seen: dict[tuple[str, bool], Senses] = {}

    def senses(self, word: str, plain: bool = False) -> Senses:
        """Return what `word` (casefolded) means; `plain`: the writer uses no å, ä, ö."""
        if len(word) > LONGEST_WORD:
            return ()
        return self._remembered(word, plain, self._find)

    def joined(self, first: str, second: str, plain: bool) -> Senses:
        """Return what two words mean that ought to be one: "papers korg", "lykt stolpe"."""
        if len(first) + len(second) > LONGEST_WORD:
            return ()
        return self._remembered(f"{first} {second}", plain, self._find_joined)

    def _remembered(self, key: str, plain: bool, find: Callable[[str, bool], Senses]) -> Senses:
        found = self._seen.get((key, plain))
        if found is None:
            found = find(key, plain)
            if len(self._seen) > MOST_REMEMBERED:
                self._seen.clear()
            self._seen[key, plain] = found
        return found

    def _find_joined(self, pair: str, plain: bool) -> Senses:
        together = pair.replace(" ", "")
        known = (self._plain if plain else self._dotted).forms.get(together)
        return known or self._alike(together, _skeleton(together))

    def _find(self, word: str, plain: bool) -> Senses:
        found = self._dotted.senses(word)
        if not found and plain:
            found = self._plain.senses(word)
        return found or self._misspelt(word)

    def _misspelt(self, word: str) -> Senses:
        if len(word) < SHORTEST_MISSPELT or word in self._dotted.silent:
            return ()
        for skeleton in _near_skeletons(word):
            if skeleton in self._near and (found := self._alike(word, skeleton)):
                return found
        return ()

    def _alike(self, word: str, skeleton: str) -> Senses:
        for form in self._near.get(skeleton, ()):
            if usual_slip(word, form):
                return self._dotted.forms[form]
        return ()


def _skeleton(word: str) -> str:
    """Return the word's consonants, doubled ones once: most slips leave them as they are."""
    return _single(word).translate(_NO_VOWELS)


def _near_skeletons(word: str) -> Iterator[str]:
    """The word's own skeleton, then those with one consonant lost or added."""
    bones = _skeleton(word)
    yield bones
    for at in range(1, len(bones) + 1):
        yield bones[:at] + bones[at + 1 :]
        for lost in "nrlstgdk":
            yield bones[:at] + lost + bones[at:]


def _strength(senses: Senses) -> float:
    return max((sense.weight for sense in senses), default=0.0)


def _has_vowel(part: str) -> bool:
    return not VOWELS.isdisjoint(part)

"""The English pages are English: catalogue, compiled catalogue, enum labels, and what is shown."""

import importlib
import pkgutil
import re

import pytest
from bs4 import BeautifulSoup

import walks.model
from tests.world import World
from walks.cli_translate import catalogue, compiled, extracted, po_path, untranslated
from walks.model.labelled import Labelled
from walks.pages.language import LANGUAGES, PREFIXED

for _module in pkgutil.iter_modules(walks.model.__path__):
    importlib.import_module(f"walks.model.{_module.name}")

SWEDISH = re.compile(
    r"\b(?:och|inte|plats|platsen|ett|som|för|det|den|till|med|har|eller|du|din|ditt|av|vi|på"
    r"|vandring\w*|fynd\w*|svar\w*|visa|alla|karta|bild\w*|skriv|nu|om|\w*[åäö]\w*)\b",
    re.IGNORECASE,
)
# What people wrote, and names: Swedish on every page.
AS_THEY_ARE = (
    "Höstvandring på Norrby",
    "Vårvandring på Sjöbo",
    "Sjöbo",
    "Norrbytorget",
    "Två lampor är släckta i tunneln.",
    "Gångtunneln vid torget",
    "Gångtunneln",
    "Mörkt i tunneln.",
    "Borås Stad",
    *LANGUAGES.values(),
)


@pytest.mark.parametrize("language", PREFIXED)
def test_every_text_is_translated(language: str) -> None:
    """Mend it with `flask --app wsgi translate`, which lists what is missing."""
    kept = catalogue(language)
    wanted = {message.id for message in extracted() if message.id}
    assert {message.id for message in kept if message.id} == wanted
    assert untranslated(kept) == []
    assert not [message.id for message in kept if message.fuzzy]


@pytest.mark.parametrize("language", PREFIXED)
def test_the_compiled_catalogue_is_that_of_the_kept_one(language: str) -> None:
    assert po_path(language).with_suffix(".mo").read_bytes() == compiled(catalogue(language))


@pytest.mark.parametrize("kind", Labelled.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_member_has_a_label_to_translate(kind: type[Labelled]) -> None:
    texts = extracted()
    assert [member for member in kind if not member.label or texts.get(member.label) is None] == []


def test_texts_are_found_whatever_marks_them() -> None:
    marked = {
        "Trygghetsvandring": "N_ in the model",
        "Sidan finns inte": "lazy, in a page",
        "Hoppa till innehållet": "in a template",
        "Vandringen är inte öppen just nu.": "the sentence of a refusal",
    }
    assert [text for text in marked if extracted().get(text) is None] == []


def swedish_in(text: str) -> list[str]:
    """Return the Swedish words of a page, but for names and what people wrote."""
    page = BeautifulSoup(text, "html5lib")
    for foreign in page.select('[lang="sv"]'):
        foreign.decompose()
    attributes = [
        str(element[name])
        for name in ("alt", "aria-label", "title", "placeholder")
        for element in page.select(f"[{name}]")
    ]
    shown = " ".join([page.get_text(" "), *attributes])
    for known in AS_THEY_ARE:
        shown = shown.replace(known, "")
    return SWEDISH.findall(shown)


@pytest.mark.parametrize("kind", ["anonymous", "participant"])
def test_english_pages_hold_no_swedish(world: World, kind: str) -> None:
    seen = 0
    for rule in world.app.url_map.iter_rules():
        if "lang" not in rule.arguments or "lang" in (rule.defaults or {}):
            continue
        address = world.address(rule)
        assert address.startswith("/en/")
        for method in {"GET", "POST"} & (rule.methods or set()):
            headers = {"Sec-Fetch-Site": "same-origin"}
            answer = world.browser(kind).open(address, method=method, headers=headers)
            if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
                seen += 1
                assert swedish_in(answer.text) == [], (method, address)
    assert seen > 5


@pytest.mark.parametrize("address", ["/en/finns-inte", "/en/arende/x", "/en/g/ZZZZZZZZ"])
def test_what_is_not_there_is_told_in_english(world: World, address: str) -> None:
    answer = world.browser("anonymous").get(address)
    assert answer.status_code == 404
    assert swedish_in(answer.text) == []


def test_the_search_finds_swedish() -> None:
    assert swedish_in("<p>Save inte <img alt='Gå'></p>") == ["inte", "Gå"]


def test_no_english_sentence_begins_with_the_name_of_a_party() -> None:
    """Names come as they are written inside a sentence: "the Police"."""
    party = re.compile(r"(?:^|[.:?!]\s+)(?:%\((?:party|former)\)s|\{party\})")
    assert [m.string for m in catalogue("en") if m.id and party.search(str(m.string))] == []

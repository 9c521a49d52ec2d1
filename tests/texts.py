"""Every Swedish text of ours that somebody may read: in templates, Python, the data that ships.

What invented people have written in the demo town is theirs, and is not here.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from babel.messages.extract import extract_from_file

from walks.cli_translate import JINJA, KEYWORDS, extracted
from walks.config import ROOT

DATA = ("categories", "parties", "rules")
IN_DATA = ("sv", "contact", "contact_hint")
"""Under these keys stands what is shown; the rest are keys, and words to look for."""

NOT_WORDS = re.compile(r"<[^>]*>|%\(\w+\)[sd]|\{\w*\}|https?://\S+|&\w+;")


def of_the_program() -> set[str]:
    """Return all of them, staff pages included."""
    found = set(of_the_data())
    for path in [*(ROOT / "walks").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]:
        method, options = ("jinja2", JINJA) if path.suffix == ".html" else ("python", {})
        for _line, message, _comments, _context in extract_from_file(
            method, path, keywords=KEYWORDS, options=options
        ):
            found.update([message] if isinstance(message, str) else message)
    return {plain(text) for text in found}


def of_residents() -> set[str]:
    """Return those on the pages that anybody meets: the public ones, the form, the walk."""
    messages = [message.id for message in extracted() if message.id]
    found = {text for each in messages for text in ([each] if isinstance(each, str) else each)}
    return {plain(text) for text in found | set(of_the_data())}


def of_the_data() -> Iterator[str]:
    """Give what the categories, the parties and the rules say."""
    for name in DATA:
        path = ROOT / "walks" / "model" / "data" / f"{name}.toml"
        yield from _shown(tomllib.loads(path.read_text("utf-8")))


def plain(text: str) -> str:
    """Return the text without markup, variables and addresses, with single spaces."""
    return " ".join(NOT_WORDS.sub(" ", text).split())


def _shown(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _shown(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in IN_DATA and isinstance(each, str):
                yield each
            else:
                yield from _shown(each)

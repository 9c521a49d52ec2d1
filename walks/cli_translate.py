"""`flask --app wsgi translate`: bring the catalogues up to date with the Swedish in the source.

A Swedish text in the source is its own key. The command finds the texts of the pages that have an
address in other languages (what only staff see is Swedish), adds new ones to each messages.po with
an empty translation, drops those that are gone, and compiles messages.mo, which is kept beside it
so that nothing has to be built before the program starts. Then fill in what it lists, and run it
again.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from walks.config import ROOT
from walks.pages.language import PREFIXED

TRANSLATIONS = ROOT / "walks" / "translations"

STAFF_ONLY = (
    "account",
    "answer_templates",
    "answering",
    "closed_days",
    "contacts",
    "findings",
    "letters",
    "meeting",
    "on_behalf",
    "people",
    "phone_copy",
    "planning",
    "protocols",
    "review",
    "rules",
    "security",
    "summing_up",
    "unowned",
    "worklist",
)
"""Folders of templates, and the beginnings of files in walks/pages, that are Swedish only."""

STAFF_FILES = (
    *STAFF_ONLY,
    "coming_back",
    "finding_sheet",
    "history",
    "move_",
    "running",
    "sign",
)

# Ours beside gettext's own: a mark, the lazy form, and the refusals whose sentence a page shows.
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "N_": None, "WalkRefused": None, "NotAnAnswer": None}
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
HEADER = "# Trygga platser: the texts in another language. Made by `flask --app wsgi translate`."
ONE_DAY = datetime(2026, 11, 22, tzinfo=UTC)  # no dates that change with every run


def sources() -> list[Path]:
    """Return the files whose Swedish is shown in other languages too."""
    pages = (ROOT / "walks" / "pages").glob("*.py")
    templates = (ROOT / "templates").rglob("*.html")
    return sorted(
        [
            *((ROOT / "walks" / "model").glob("*.py")),
            *((ROOT / "walks" / "api").glob("*.py")),
            *((ROOT / "walks" / "exports").glob("*.py")),
            *(page for page in pages if not page.stem.startswith(STAFF_FILES)),
            *(page for page in templates if page.parent.name not in STAFF_ONLY),
            *((ROOT / "templates" / "letters").glob("*.txt")),
        ]
    )


def extracted() -> Catalog:
    """Return every Swedish text to translate."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", JINJA)
        for _line, message, _comments, context in extract_from_file(
            method, path, keywords=KEYWORDS, options=options
        ):
            place = path.relative_to(ROOT).as_posix()
            catalog.add(message, locations=[(place, 0)], context=context)
    return catalog


def catalogue(language: str) -> Catalog:
    """Return the language's catalogue as it is kept, or an empty one."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po_path(language: str) -> Path:
    """Return where the language's catalogue lies."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def compiled(catalog: Catalog) -> bytes:
    """Return the catalogue as the program reads it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the texts that have no translation, or one that does not fit their variables."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (not _whole(message.string) or message.check(catalog))
    ]


def _whole(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _refresh(language: str) -> Catalog:
    catalog = catalogue(language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.header_comment, catalog.fuzzy = HEADER, False
    catalog.creation_date = catalog.revision_date = ONE_DAY
    catalog.project, catalog.version = "Trygga platser", ""
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = ""
    return catalog


@click.command("translate")
def translate() -> None:
    """Hämta texterna ur koden, uppdatera katalogerna och visa vad som saknar översättning."""
    for language in PREFIXED:
        catalog = _refresh(language)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = untranslated(catalog)
        click.echo(f"{language}: {len(catalog)} texter, {len(missing)} utan översättning")
        for text in missing:
            click.echo(f"  {text}")

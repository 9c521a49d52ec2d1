"""A walk's protocol as a spreadsheet: a row a finding, and the walk's facts on a second sheet.

What somebody wrote stands as text whatever it begins with: no cell holds a formula or a link.
"""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from walks.exports.entry import Entry
from walks.exports.protocol import Protocol
from walks.swedish import local

Value = str | int | float | date | datetime | None

COLUMNS: dict[str, tuple[int, Callable[[Entry], Value]]] = {
    "Nr": (5, lambda e: e.index),
    "Nummer": (15, lambda e: e.number),
    "Upplevelse": (11, lambda e: e.type),
    "Kategori": (24, lambda e: e.category),
    "Plats": (30, lambda e: e.place),
    "Stopp": (20, lambda e: e.stop),
    "Latitud": (10, lambda e: e.point[0] if e.point else None),
    "Longitud": (10, lambda e: e.point[1] if e.point else None),
    "Noterat": (16, lambda e: local(e.noted_at)),
    "Noterat av": (14, lambda e: e.noted_by),
    "Ljus": (11, lambda e: e.light),
    "Så kändes platsen": (17, lambda e: e.felt),
    "Text": (60, lambda e: e.text),
    "Förslag": (40, lambda e: e.proposal),
    "Bilder": (8, lambda e: len(e.photos)),
    "Håller med": (11, lambda e: e.agreed),
    "Brådska": (11, lambda e: e.urgency),
    "Ansvarig part": (20, lambda e: e.party),
    "Varför": (40, lambda e: e.reason),
    "För kännedom": (18, lambda e: ", ".join(e.informed)),
    "Kan gälla": (18, lambda e: e.contact),
    "Status": (20, lambda e: e.status),
    "Hos": (24, lambda e: e.with_other),
    "Partens beteckning": (20, lambda e: e.reference),
    "Svar senast": (12, lambda e: e.due_on),
    "Planerat till": (12, lambda e: e.planned_on),
    "Svar": (60, lambda e: e.answer),
    "Svar från": (20, lambda e: e.answered_by),
    "Svarat": (16, lambda e: local(e.answered_on) if e.answered_on else None),
}
"""Column name → its width in letters, and what stands there of a finding."""

PLAIN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}

LONGEST = 32_000
"""Letters of a cell. A spreadsheet holds 32 767."""

NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def protocol_xlsx(protocol: Protocol, sender: str, _instance: Path) -> bytes:
    """Return the protocol as XLSX: the same bytes for the same protocol."""
    import xlsxwriter  # wanted by few: not by every process from its start

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        made = local(protocol.at).replace(tzinfo=None)
        title, company = _text(protocol.name), _text(sender)
        book.set_properties({"title": title, "company": company, "created": made})
        looks = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top",
                                     "bg_color": "#DCE9E7", "bottom": 1}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            "degrees": book.add_format({"num_format": "0.00000", "valign": "top"}),
        }  # fmt: skip
        _findings(book.add_worksheet("Fynd"), protocol, looks)
        _facts(book.add_worksheet("Vandringen"), protocol, looks)
    return out.getvalue()


def _findings(sheet: Any, protocol: Protocol, looks: dict[str, Any]) -> None:
    entries = [*protocol.entries, *protocol.safe]
    for column, (name, (width, value_of)) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, looks["head"])
        for row, entry in enumerate(entries, start=1):
            _write(sheet, row, column, value_of(entry), looks)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(entries), 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _facts(sheet: Any, protocol: Protocol, looks: dict[str, Any]) -> None:
    rows: list[tuple[str, Value]] = [
        ("Protokoll", protocol.title),
        ("Slag", protocol.kind),
        ("Läge", protocol.state),
        ("Får spridas", "Nej, internt" if protocol.internal else ""),
        ("Omfattning", "" if protocol.whole else "Utdrag: bara de fynd som du får läsa"),
        *protocol.facts,
        *((f"Deltagare: {role}", count) for role, count in protocol.people),
        *((f"Stopp {letter}", name) for letter, name in protocol.stops),
        *((f"Fynd hos {party}", count) for party, count, _answered in protocol.shares),
        *((f"Besvarade av {party}", done) for party, _count, done in protocol.shares),
        ("Inget ärende", ", ".join(protocol.dismissed)),
        ("Uppgifterna är från", local(protocol.at) if protocol.as_of else ""),
    ]
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "Vad", looks["head"])
    sheet.write_string(0, 1, "Uppgift", looks["head"])
    for row, (label, value) in enumerate(((n, v) for n, v in rows if v != ""), start=1):
        _write(sheet, row, 0, label, looks)
        _write(sheet, row, 1, value, looks)
    sheet.freeze_panes(1, 0)


def _write(sheet: Any, row: int, column: int, value: Value, looks: dict[str, Any]) -> None:
    """Write the value as what it is; text as text, by the method that never looks into it."""
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(row, column, _text(value), looks["text"])
        case datetime():
            sheet.write_datetime(row, column, value.replace(tzinfo=None), looks["moment"])
        case date():
            sheet.write_datetime(row, column, value, looks["day"])
        case float():
            sheet.write_number(row, column, value, looks["degrees"])
        case _:
            sheet.write_number(row, column, value, looks["text"])


def _text(words: str) -> str:
    return NOT_IN_XML.sub("", words)[:LONGEST]

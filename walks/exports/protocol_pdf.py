"""A walk's protocol as PDF, laid out by sheets/protocol.typ."""

from pathlib import Path
from typing import Any

from walks.exports.entry import Entry, Shot
from walks.exports.protocol import Protocol
from walks.exports.sheet import WORDS
from walks.exports.typesetting import Order, Picture, typeset
from walks.storage import photo_path

EDGE = 760
"""Pixels of a photo's longer side: 300 to the inch, as wide as it is printed."""

LONG = 900
"""Letters above which a finding may be parted by the end of a page."""


def protocol_pdf(protocol: Protocol, sender: str, instance: Path) -> bytes:
    """Return the protocol as PDF/UA-1 and PDF/A-2a; raises NotTypeset."""
    entries = [*protocol.entries, *protocol.safe]
    photos = {
        _file(entry, n): Picture(photo_path(shot.stored_sha256, instance), EDGE)
        for entry in entries
        for n, shot in enumerate(entry.photos)
    }
    return typeset(
        Order(
            "protocol.typ",
            _data(protocol, sender),
            at=protocol.at,
            photos=photos,
            drawings={"map.svg": protocol.drawing} if protocol.drawing else {},
        )
    )


def _data(protocol: Protocol, sender: str) -> dict[str, Any]:
    what = "Protokoll" if protocol.whole else "Utdrag ur protokoll"
    return {
        "lang": "sv",
        "name": protocol.name,
        "title": protocol.title,
        "kicker": f"{what} från {protocol.kind.lower()}",
        "running": protocol.name,
        "sender": sender,
        "summary": protocol.state,
        "state": protocol.state,
        "stamp": f"Uppgifterna är från {protocol.as_of}." if protocol.as_of else "",
        "internal": protocol.internal,
        "extract": not protocol.whole,
        "draft": protocol.draft,
        "facts": protocol.facts,
        "people": protocol.people,
        "stops": protocol.stops,
        "shares": protocol.shares,
        "map": "map.svg" if protocol.drawing else None,
        "map_said": protocol.drawing_said,
        "entries": [_entry(entry) for entry in protocol.entries],
        "safe": [_entry(entry) for entry in protocol.safe],
        "dismissed": protocol.dismissed,
        "words": WORDS,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "index": entry.index,
        "number": entry.number,
        "safe": entry.safe,
        "category": entry.category,
        "place": entry.place,
        "party": entry.party,
        "status": entry.status,
        "due_short": f"{entry.due_on:%Y-%m-%d}" if entry.due_on else "–",
        "circumstances": entry.circumstances,
        "text": entry.text,
        "proposal": entry.proposal,
        "unreadable": entry.unreadable,
        "photos": [_photo(entry, n, shot) for n, shot in enumerate(entry.photos)],
        "facts": entry.facts,
        "answer": entry.answer,
        "answer_from": entry.answer_from,
        "long": sum(map(len, (entry.text, entry.proposal, entry.answer))) > LONG,
    }


def _photo(entry: Entry, n: int, shot: Shot) -> dict[str, str]:
    return {"file": _file(entry, n), "alt": shot.alt, "caption": shot.caption}


def _file(entry: Entry, n: int) -> str:
    return f"{entry.index}-{n}.jpg"

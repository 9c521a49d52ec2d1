"""One finding on paper, as whoever asks may read it. Its words come from the page that asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from walks.exports.entry import Shot
from walks.exports.map_svg import MARK, map_svg
from walks.exports.town_map import Spot, draw
from walks.exports.typesetting import Order, Picture, typeset
from walks.storage import photo_path
from walks.swedish import N_

EDGE = 1400
"""Pixels of a photo's longer side: 200 to the inch over the page."""

WORDS = {
    "internal": N_("Internt"),
    "page": N_("Sida"),
    "of": N_("av"),
    "stood_in": N_(
        "� står för tecken som dokumentets typsnitt saknar, till exempel en emoji. "
        "På webbsidan går de att läsa."
    ),
    "noted": N_("Det här noterades"),
    "proposal": N_("Förslag"),
    "no_text": N_("Ingen text."),
    "no_photo": N_("Bilden kunde inte läsas in."),
    "seen": N_("Plats och bilder"),
    "map": N_("Karta med platsen utmärkt. Samma plats står i ord i listan ovanför."),
    "answers": N_("Svar"),
    "history": N_("Historia"),
}
"""What our documents say around their content; the page that asks translates it."""


@dataclass(frozen=True)
class Said:
    """Something that was said or done: when and by whom in one sentence, and the words."""

    by: str
    words: str
    then: str = ""
    """A sentence that follows them."""


@dataclass(frozen=True)
class Sheet:
    """All that one finding's sheet says."""

    number: str
    kicker: str
    title: str
    internal: bool
    state: Sequence[str]
    facts: Sequence[tuple[str, str]]
    text: str
    proposal: str
    photos: Sequence[Shot]
    point: tuple[float, float] | None
    answers: Sequence[Said]
    history: Sequence[Said]
    at: datetime
    stamp: str


def sheet_pdf(
    sheet: Sheet, sender: str, instance: Path, words: Mapping[str, str] = WORDS, lang: str = "sv"
) -> bytes:
    """Return the sheet as PDF/UA-1 and PDF/A-2a; raises NotTypeset."""
    name = f"{sheet.number}: {sheet.title}"
    drawing = draw([Spot(0, *sheet.point, name, "")], mark=MARK) if sheet.point else None
    pictures = {
        f"{n}.jpg": Picture(photo_path(shot.stored_sha256, instance), EDGE)
        for n, shot in enumerate(sheet.photos)
    }
    data = {
        "lang": lang,
        "name": name,
        "running": name,
        "sender": sender,
        "summary": " ".join(sheet.state),
        "kicker": sheet.kicker,
        "title": sheet.title,
        "internal": sheet.internal,
        "state": list(sheet.state),
        "stamp": sheet.stamp,
        "facts": [(label, value) for label, value in sheet.facts if value],
        "text": sheet.text,
        "proposal": sheet.proposal,
        "photos": [
            {"file": f"{n}.jpg", "alt": shot.alt, "caption": shot.caption}
            for n, shot in enumerate(sheet.photos)
        ],
        "map": "map.svg" if drawing else None,
        "answers": [vars(said) for said in sheet.answers],
        "history": [vars(said) for said in sheet.history],
        "words": dict(words),
    }
    drawings = {"map.svg": map_svg(drawing, [])} if drawing else {}
    return typeset(Order("finding.typ", data, at=sheet.at, photos=pictures, drawings=drawings))

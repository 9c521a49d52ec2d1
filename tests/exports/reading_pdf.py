"""Reads what our documents say, as a reader's program and as a screen reader do."""

import io
import subprocess
import zipfile
from typing import Any

import pikepdf

from tests.need import pdftotext
from walks.db import db
from walks.exports import EXPORTS
from walks.exports.protocol import protocol_of
from walks.model.person import Person
from walks.model.protocol import reading_of
from walks.model.walk import Walk

SENDER = "Granviks kommun"


def exported(walk: Walk, person: Person, instance: Any, ending: str = "pdf") -> bytes:
    """Return the walk's protocol as that kind of file, for that person."""
    db.session.flush()
    protocol = protocol_of(reading_of(person, walk.public_id))
    return EXPORTS[ending].make(protocol, SENDER, instance)


def text_of(pdf: bytes) -> str:
    """Return the document's words in reading order, with single spaces."""
    done = subprocess.run(  # noqa: S603
        [pdftotext(), "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().replace("\u00ad", "").split())


def said_in(file: bytes) -> bytes:
    """Return what can be read in a PDF or a spreadsheet, words and photos, as bytes to look in."""
    if file.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(file)) as pdf:
            streams = [o.read_raw_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
            said = str(pdf.docinfo) if pdf.docinfo else ""
            alts = [str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
                    and "/Alt" in o]  # fmt: skip
        return "\n".join([text_of(file), said, *alts]).encode() + b"".join(streams)
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        return b"".join(book.read(name) for name in book.namelist())

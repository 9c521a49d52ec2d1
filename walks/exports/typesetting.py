"""Documents as PDF: what they hold is handed to a child process, which sets it (typesetter.py)."""

import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from walks.exports.glyphs import lacks_glyphs, printable

log = logging.getLogger(__name__)

SECONDS = 90
"""How long one document may take; typesetter.py's CPU_SECONDS end it sooner as a rule."""

PATIENCE = 60
"""Seconds that somebody waits for the documents of others before they are told to come back."""

_TYPESETTER = Path(__file__).with_name("typesetter.py")
_one_at_a_time = Lock()


class NotTypeset(Exception):
    """The document could not be made; `str()` says why, for the log."""


@dataclass(frozen=True)
class Picture:
    """A stored photo that a document shows, and how many pixels of it are enough."""

    path: Path
    edge: int


@dataclass(frozen=True)
class Order:
    """One document to be set. `sheet` is the file in sheets/ that lays it out.

    `at` stands in the file as when it was made: taken from the data, so that the same data gives
    the same bytes whenever they are asked for.
    """

    sheet: str
    data: Mapping[str, Any]
    at: datetime
    photos: Mapping[str, Picture] = field(default_factory=dict)
    drawings: Mapping[str, str] = field(default_factory=dict)


def typeset(order: Order) -> bytes:
    """Return the document as PDF/UA-1 and PDF/A-2a. Slow: raises NotTypeset if it can't be made.

    One at a time in each process, since one may want half a gigabyte.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise NotTypeset(f"others' documents took more than {PATIENCE} s")
    try:
        with tempfile.TemporaryDirectory(prefix="walks-") as folder:
            return _run(_order(order), folder)
    except OSError as error:  # the disk is full, or no process to be had
        raise NotTypeset(str(error)) from error
    finally:
        _one_at_a_time.release()


def _order(order: Order) -> bytes:
    data = _printable(order.data)
    shown = {name: value for name, value in data.items() if name != "words"}
    photos = {name: {"path": str(p.path), "edge": p.edge} for name, p in order.photos.items()}
    return json.dumps(
        {
            "sheet": order.sheet,
            "data": {**data, "stood_in": lacks_glyphs(json.dumps(shown, ensure_ascii=False))},
            "timestamp": int(order.at.timestamp()),
            "photos": photos,
            "drawings": dict(order.drawings),
        }
    ).encode()


def _run(order: bytes, folder: str) -> bytes:
    # -I: neither the working folder nor the environment says what the child imports.
    command = [sys.executable, "-I", str(_TYPESETTER), folder]
    try:
        done = subprocess.run(  # noqa: S603 - our own file; what people wrote comes by stdin
            command, input=order, capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset(f"it took more than {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise NotTypeset(reason or str(error)) from error
    return done.stdout


def _printable(value: Any) -> Any:
    """Return the data with every text in it printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(each) for each in value]
    return value

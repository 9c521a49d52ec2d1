"""Findings in, bytes out: what leaves the program as a file.

A new kind of file is a module here and a line in EXPORTS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from walks.exports.protocol import Protocol
from walks.exports.protocol_pdf import protocol_pdf
from walks.exports.protocol_xlsx import protocol_xlsx


@dataclass(frozen=True)
class Export:
    """One kind of file that a walk's protocol can be had as."""

    label: str
    mimetype: str
    make: Callable[[Protocol, str, Path], bytes]
    """`make(protocol, sender, instance)`: the file. A document may raise NotTypeset."""


EXPORTS = {
    "pdf": Export("PDF", "application/pdf", protocol_pdf),
    "xlsx": Export(
        "kalkylblad",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        protocol_xlsx,
    ),
}
"""By how the file's name ends, which is also how its address does."""

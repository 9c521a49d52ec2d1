"""Requests as no browser would send them: bodies byte for byte.

A value is text or bytes; a lone surrogate goes out as its three bytes. A photo is a File.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

BOUNDARY = "gransen"


@dataclass(frozen=True)
class File:
    """A file of a form."""

    content: bytes
    name: str = "bild.jpg"
    kind: str = "image/jpeg"


Pairs = Iterable[tuple[str, str | bytes | File]]


def raw(text: str | bytes) -> bytes:
    """Return the text's bytes, also of what is no text."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Pairs) -> bytes:
    """Return the pairs as a form's body; of a file, as its name."""
    return b"&".join(
        quote_from_bytes(raw(name)).encode()
        + b"="
        + quote_from_bytes(raw(value.name if isinstance(value, File) else value)).encode()
        for name, value in pairs
    )


def multipart(pairs: Pairs) -> bytes:
    """Return the pairs as the parts of a form with files."""
    return b"".join(_part(name, value) for name, value in pairs) + f"--{BOUNDARY}--\r\n".encode()


def _part(name: str, value: str | bytes | File) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="'.encode() + raw(name) + b'"'
    if isinstance(value, File):
        head += f'; filename="{value.name}"\r\nContent-Type: {value.kind}'.encode()
    content = value.content if isinstance(value, File) else raw(value)
    return head + b"\r\n\r\n" + content + b"\r\n"


KINDS = {
    "application/x-www-form-urlencoded": urlencoded,
    f"multipart/form-data; boundary={BOUNDARY}": multipart,
}
"""Content type → how the body is made."""

"""Makes a photo safe to show: upright, small enough, without metadata.

Run as a child process by its path (storage.py does): a picture made to crash or choke a decoder
then takes only this process with it. Reads the received bytes from stdin; writes `width height`
and a line break, then a JPEG, to stdout. Ends with 1 and a reason on stderr when the picture
can't be read, and is ended by the system when it wants more memory or time than a photo needs.
Imports nothing of the package.
"""

import io
import sys
from typing import Any

from PIL import Image, ImageOps

if sys.platform != "win32":
    import resource

MAX_PIXELS = 60_000_000
"""More are not decoded (DESIGN, Data: Photos). The worst of them (WEBP) take 660 MB and 3 s."""

MEMORY = 1024**3
"""Bytes of address space: a file that asks for more than any photo needs is not a photo."""

CPU_SECONDS = 6
"""Seconds of work, however busy the machine is."""

LONG_EDGE = 2048
"""Pixels of the longer side of what is stored."""

QUALITY = 82

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]


class Unreadable(Exception):
    """The picture is not decoded; `str()` says why."""


def clean_copy(received: bytes) -> tuple[bytes, int, int]:
    """Return the picture as a JPEG without metadata, its width and its height in pixels.

    Raises Unreadable above MAX_PIXELS, and what Pillow raises when it can't read the bytes.
    """
    if received[4:8] == b"ftyp":  # HEIC; its decoder is loaded only when there is use for it
        import pi_heif

        pi_heif.register_heif_opener()
    with Image.open(io.BytesIO(received), formats=FORMATS) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise Unreadable(f"{width} x {height} pixels")
        image.thumbnail((LONG_EDGE, LONG_EDGE))  # decodes; a JPEG at reduced size at once
        upright = _on_white(ImageOps.exif_transpose(image))
    bare = Image.frombytes("RGB", upright.size, upright.tobytes())  # pixels, and nothing else
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), *bare.size


def _on_white(image: Any) -> Image.Image:
    """Return the image in RGB; what is see-through becomes white, not black."""
    if not image.has_transparency_data:
        return image.convert("RGB")  # type: ignore[no-any-return]
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(ground, layer).convert("RGB")


def bind() -> None:
    """Let the system refuse this process more than MEMORY, and end it after CPU_SECONDS."""
    if sys.platform == "win32":
        return  # storage.py's own limit of time is what there is
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),  # what it was decoding is nobody's to find
        (resource.RLIMIT_FSIZE, 0),  # it writes to a pipe, and to no file
    ):
        resource.setrlimit(limit, (value, value))


def main() -> int:
    """Read stdin, write stdout; return the exit code."""
    bind()
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked above, before anything is decoded
    try:
        jpeg, width, height = clean_copy(sys.stdin.buffer.read())
    except Exception as error:
        # Decoders raise almost anything on broken bytes; the caller keeps them, and the reason.
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 1
    sys.stdout.buffer.write(f"{width} {height}\n".encode() + jpeg)
    return 0


if __name__ == "__main__":
    sys.exit(main())

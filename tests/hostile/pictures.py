"""Pictures made to crash, choke or trick whoever opens them; built here, byte by byte."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image

HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><path/></svg>'


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    """Return the image as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """Return a piece of a PNG."""
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width: int, height: int, *more: bytes, pixels: bytes | None = None) -> bytes:
    """Return a PNG that says it is so large; its pixels are those packed, or a black row or two."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 64) if pixels is None else pixels
    pieces = [chunk(b"IHDR", head), *more, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(pieces)


def jpeg_of(width: int, height: int) -> bytes:
    """Return a small JPEG whose header says that it is so large."""
    real = saved(Image.new("RGB", (16, 16)))
    frame = real.index(b"\xff\xc0") + 5
    return real[:frame] + struct.pack(">HH", height, width) + real[frame + 4 :]


def with_exif(exif: bytes) -> bytes:
    """Return a JPEG with these bytes for its EXIF."""
    return saved(Image.new("RGB", (40, 30), "navy"), exif=b"Exif\0\0" + exif)


def directory(*entries: tuple[int, int, int, int], then: int = 0) -> bytes:
    """Return an EXIF with one directory: (tag, type, count, value or offset) each."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + struct.pack("<I", then)


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", HTML)
    return out.getvalue()


PHOTO = saved(Image.new("RGB", (40, 30), "navy"))
FRAMES = [Image.new("P", (64, 64), colour) for colour in range(200)]
ORIENTATION = 0x0112

READ = {
    "CMYK": saved(Image.new("CMYK", (40, 30))),
    "16 bits": saved(Image.new("I;16", (40, 30)), "PNG"),
    "palette": saved(Image.new("P", (40, 30)), "PNG"),
    "animated PNG": saved(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]),
    "animated WEBP": saved(
        FRAMES[0].convert("RGB"),
        "WEBP",
        save_all=True,
        append_images=[frame.convert("RGB") for frame in FRAMES[1:20]],
    ),
    "a photo of two, as some phones take": saved(
        Image.new("RGB", (40, 30)), "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))]
    ),
    "a zip behind the photo": PHOTO + _zipped(),
    "a page behind the photo": PHOTO + HTML,
    "a page in its comment": saved(Image.new("RGB", (40, 30)), comment=HTML),
    "EXIF of 60 kB": with_exif(directory((0x010E, 2, 60_000, 26)) + b"A" * 60_000),
    "EXIF that is no EXIF": with_exif(b"\xff" * 400),
    "EXIF cut off": with_exif(b"II*\0\x08\0\0\0\xff\xff"),
    "EXIF that leads to itself": with_exif(directory((0x8769, 4, 1, 8), then=8)),
    "EXIF that counts to four billion": with_exif(directory((ORIENTATION, 3, 0xFFFFFFFF, 8))),
    "EXIF that points far away": with_exif(directory((ORIENTATION, 3, 9, 0xFFFFFFF0))),
    **{
        f"orientation {value}": with_exif(directory((ORIENTATION, 3, 1, value)))
        for value in (0, 9, 65535)
    },
    "orientation -1": with_exif(directory((ORIENTATION, 9, 1, 0xFFFFFFFF))),
    "orientation in words": with_exif(directory((ORIENTATION, 2, 4, 0x00796867))),
}
"""Taken, as any photo: what is odd in them is gone from the copy that is kept."""

REFUSED = {
    "nothing": b"",
    "8 MB and a byte of noise": bytes(range(256)) * 32768 + b"\0",
    "100 megapixels, PNG": png(10_000, 10_000),
    "100 megapixels, JPEG": jpeg_of(10_000, 10_000),
    "the largest JPEG": jpeg_of(65_535, 65_535),
    "the largest PNG": png(2**31 - 1, 2**31 - 1),
    "no size": png(0, 0),
    "a PNG that is cut off": png(4000, 3000),
    "a PNG that unpacks for ever": png(
        1, 1, chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 80_000_000, 9))
    ),
    "a colour profile that unpacks for ever": png(
        64, 64, chunk(b"iCCP", b"k\0\0" + zlib.compress(b"\0" * 80_000_000, 9))
    ),
    "truncated": PHOTO[: len(PHOTO) // 2],
    "SVG": SVG,
    "a page": HTML,
    "GIF with a script": b"GIF89a/*" + saved(FRAMES[0], "GIF")[8:] + b"*/=1;alert(1)//",
    "GIF of many frames": saved(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]),
    "TIFF of many frames": saved(FRAMES[0], "TIFF", save_all=True, append_images=FRAMES[1:]),
    "zip": _zipped(),
    "HEIC with nothing in it": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40,
    "HEIC whose box is larger than the world": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
    + b"\xff\xff\xff\xffmeta\0\0\0\0",
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "program": b"\x7fELF" + b"\0" * 200,
}
"""Kept apart, and never shown."""

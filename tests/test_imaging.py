"""Photos come out upright, small and without metadata; what can't be read is refused."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import ExifTags, Image

import walks
from walks.imaging import LONG_EDGE, Unreadable, clean_copy

CORNERS = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255,) * 3}

TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that writes this orientation has turned an upright scene."""


def a_scene() -> Image.Image:
    """Return 400 x 200 pixels with a colour of its own in each corner."""
    scene = Image.new("RGB", (400, 200), "grey")
    for colour, place in zip(CORNERS, [(0, 0), (300, 0), (0, 150), (300, 150)], strict=True):
        scene.paste(colour, (*place, place[0] + 100, place[1] + 50))
    return scene


def saved(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    """Return the image as a file of that kind."""
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def corners(jpeg: bytes) -> list[str]:
    """Name the colours of the four corners, row by row."""
    image = Image.open(io.BytesIO(jpeg)).convert("RGB")
    right, bottom = image.width - 20, image.height - 20
    found = []
    for at in [(20, 20), (right, 20), (20, bottom), (right, bottom)]:
        seen = image.getpixel(at)
        found.append(
            min(
                CORNERS,
                key=lambda c: sum(abs(a - b) for a, b in zip(CORNERS[c], seen, strict=True)),
            )
        )
    return found


@pytest.mark.parametrize("orientation", TURNED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_upright_however_the_phone_was_held(orientation, kind):
    scene = a_scene()
    turn = TURNED[orientation]
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    received = saved(scene.transpose(turn) if turn is not None else scene, kind, exif=exif)
    jpeg, width, height = clean_copy(received)
    assert (width, height) == (400, 200)
    assert corners(jpeg) == ["red", "green", "blue", "white"]


def test_nothing_but_pixels_is_stored():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Kameran"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (57.0, 43.0, 12.0)
    received = saved(
        a_scene(), exif=exif, comment=b"hemma hos Anna", icc_profile=b"profil" * 30, xmp=b"<x/>"
    )
    assert b"Kameran" in received
    assert b"hemma hos Anna" in received
    jpeg, _width, _height = clean_copy(received)
    image = Image.open(io.BytesIO(jpeg))
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(mark in jpeg for mark in (b"Exif", b"ICC_PROFILE", b"Anna", b"xap", b"<x/>"))


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left_so():
    assert clean_copy(saved(Image.new("RGB", (4000, 3000))))[1:] == (LONG_EDGE, 1536)
    assert clean_copy(saved(Image.new("RGB", (300, 500))))[1:] == (300, 500)


def test_heic_is_read():
    # pi-heif decodes only, so the picture was made once elsewhere: 64 x 48 pixels, red.
    received = (Path(__file__).parent / "data" / "red.heic").read_bytes()
    jpeg, width, height = clean_copy(received)
    assert (width, height) == (64, 48)
    red, green, blue = Image.open(io.BytesIO(jpeg)).getpixel((30, 20))
    assert red > 200
    assert green < 60
    assert blue < 60


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_read(mode):
    kind = "TIFF" if mode == "CMYK" else "PNG"
    image = Image.new(mode, (40, 30))
    received = saved(image, "JPEG" if kind == "TIFF" else kind)
    assert clean_copy(received)[1:] == (40, 30)


def test_what_is_see_through_becomes_white():
    jpeg, _width, _height = clean_copy(saved(Image.new("RGBA", (40, 30), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(jpeg)).getpixel((5, 5)) == (255, 255, 255)


def test_sixty_one_megapixels_are_not_even_decoded():
    received = saved(Image.new("1", (7900, 7800)), "PNG")
    with pytest.raises(Unreadable, match="7900 x 7800"):
        clean_copy(received)


NOT_PHOTOS = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><title>x</title>",
    "gif": saved(Image.new("P", (4, 4)), "GIF"),
    "heic with nothing in it": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40,
    "truncated": saved(a_scene())[:1200],
    "broken": saved(a_scene())[:300] + b"\xff\xd9" * 200,
}


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_the_child_refuses_what_is_no_photo_and_says_why(name):
    child = Path(walks.__file__).with_name("imaging.py")
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", str(child)], input=NOT_PHOTOS[name], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.strip()
    assert b"Traceback" not in done.stderr

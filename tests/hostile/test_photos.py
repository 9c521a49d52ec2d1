"""Photos made to harm: kept as a picture and nothing else, or kept apart, at no great cost."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.client import Client
from tests.hostile.pictures import HTML, READ, REFUSED, SVG
from tests.hostile.sending import BOUNDARY, File, multipart
from walks import storage
from walks.db import db
from walks.model.finding import Finding

MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
MARKERS = (b"Exif", b"<script", b"PK\x03\x04", b"index.html", b"MPF")


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_in_a_photo_is_not_in_its_copy(name: str, tmp_path: Path) -> None:
    picture = storage.keep(READ[name], tmp_path)
    assert picture.stored_sha256
    jpeg = storage.photo_path(picture.stored_sha256, tmp_path).read_bytes()
    copy = Image.open(io.BytesIO(jpeg))
    assert (copy.format, copy.mode, copy.size) == ("JPEG", "RGB", (picture.width, picture.height))
    assert getattr(copy, "n_frames", 1) == 1
    assert not [marker for marker in MARKERS if marker in jpeg]
    assert jpeg.endswith(b"\xff\xd9")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_kept_apart(name: str, tmp_path: Path) -> None:
    picture = storage.keep(REFUSED[name], tmp_path)
    assert (picture.stored_sha256, picture.width, picture.height) == (None, None, None)
    assert not (tmp_path / "photos").exists()
    assert (tmp_path / "kept" / picture.received_sha256).read_bytes() == REFUSED[name]


def report(client: Client, *files: tuple[bytes, str, str], **given: str) -> dict[str, object]:
    """Return a filled-in report with the files, each (content, name, content type)."""
    form = client.visit("/rapportera").form("/rapportera")
    photos = [(io.BytesIO(content), name, kind) for content, name, kind in files]
    return {**form, "category": "lighting", "place_words": "Tunneln", "photos": photos, **given}


@pytest.mark.parametrize("content", [SVG, HTML])
@pytest.mark.parametrize(
    ("name", "kind"),
    [("x.jpg", "image/jpeg"), ("x.svg", "image/svg+xml"), ("..\\..\\x.html", "text/html")],
)
def test_a_script_called_a_photo_is_nobodys_to_open(
    client: Client, content: bytes, name: str, kind: str
) -> None:
    page = client.send("/rapportera", report(client, (content, name, kind)))
    assert "En bild gick inte att läsa" in page.words()
    finding = db.session.query(Finding).one()
    (photo,) = finding.photos
    assert finding.shown_photos == []
    assert not page.select("img.note-photo")
    address = f"{page.select_one('.note-link').text.removeprefix('http://localhost')}/bild"
    assert client.get(f"{address}/{photo.uuid}").status_code == 404


def test_fifty_photos_are_asked_to_be_fewer_and_none_is_decoded(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "keep", None)
    files = [(bytes([n]), f"{n}.jpg", "image/jpeg") for n in range(50)]
    page = client.send("/rapportera", report(client, *files, text="Mörkt."), status=422)
    assert "Du valde 50 bilder. Högst 4 går att skicka" in page.words("#error-summary")
    assert page.form("/rapportera")["text"] == "Mörkt."


# Werkzeug leaves the parts that it had read to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_more_parts_than_any_form_has_are_refused_with_a_sentence(client: Client) -> None:
    refused(client, *[File(b"x") for _each in range(5000)])


def test_a_body_larger_than_four_photos_is_refused_with_a_sentence(client: Client) -> None:
    refused(client, File(bytes(41 * 1024 * 1024)))


def refused(client: Client, *files: File) -> None:
    """Hold that a report with so much is not taken, and that it is said what to do."""
    body = multipart([("text", "Mörkt."), *(("photos", file) for file in files)])
    answer = client.post("/rapportera", data=body, content_type=MULTIPART)
    assert answer.status_code == 413
    assert "Ta färre eller mindre bilder" in answer.text

"""What is on the disk after a photo has come in: a clean copy, or the original kept apart."""

import hashlib
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from tests import make
from walks import storage


def files(folder: Path) -> list[str]:
    """Return every file under the folder, by its path from there."""
    return sorted(str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file())


def test_a_photo_becomes_one_clean_file_named_by_its_content(tmp_path):
    received = make.picture((640, 480))
    picture = storage.keep(received, tmp_path)
    assert files(tmp_path) == [f"photos/{picture.stored_sha256}.jpg"]
    stored = storage.photo_path(picture.stored_sha256, tmp_path).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == picture.stored_sha256
    assert picture.received_sha256 == hashlib.sha256(received).hexdigest()
    assert (picture.width, picture.height) == (640, 480)
    assert Image.open(io.BytesIO(stored)).size == (640, 480)


def test_the_same_photo_twice_is_the_same_file(tmp_path):
    first = storage.keep(make.picture(), tmp_path)
    assert storage.keep(make.picture(), tmp_path) == first
    assert len(files(tmp_path)) == 1


def test_what_can_not_be_read_is_kept_byte_for_byte_apart(tmp_path):
    picture = storage.keep(b"<svg></svg>", tmp_path)
    assert picture.stored_sha256 is None
    assert files(tmp_path) == [f"kept/{picture.received_sha256}"]
    assert (tmp_path / "kept" / picture.received_sha256).read_bytes() == b"<svg></svg>"


def test_a_decoder_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(storage, "_IMAGING", slow)
    monkeypatch.setattr(storage, "SECONDS", 0.2)
    picture = storage.keep(make.picture(), tmp_path)
    assert picture.stored_sha256 is None
    assert f"kept/{picture.received_sha256}" in files(tmp_path)


def test_a_decoder_that_falls_takes_nothing_with_it(tmp_path, monkeypatch):
    falling = tmp_path / "falling.py"
    falling.write_text("import os; os.abort()")
    monkeypatch.setattr(storage, "_IMAGING", falling)
    assert storage.keep(make.picture(), tmp_path).stored_sha256 is None


def test_photos_are_decoded_one_at_a_time(tmp_path, monkeypatch):
    log = tmp_path / "log"
    child = tmp_path / "child.py"
    child.write_text(
        "import time\n"
        f"say = lambda word: open({str(log)!r}, 'a').write(word)\n"
        "say('in '); time.sleep(0.15); say('out '); raise SystemExit(1)\n"
    )
    monkeypatch.setattr(storage, "_IMAGING", child)
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda n: storage.keep(bytes([n]), tmp_path), range(3)))
    assert log.read_text() == "in out " * 3


def test_a_write_that_fails_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        storage.keep(make.picture(), tmp_path)
    assert files(tmp_path) == []

"""What is on the disk after a photo has come in: a clean copy, or the original kept apart."""

import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests import make
from walks import storage
from walks.db import db
from walks.imaging import CPU_SECONDS
from walks.model.photo import Picture
from walks.worker import Worker


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


KEEPER = """
import sys, time
from pathlib import Path
from walks import storage
storage._IMAGING = Path(sys.argv[1])
storage.keep(sys.argv[3].encode(), Path(sys.argv[2]))
"""


def test_photos_are_decoded_one_at_a_time_by_several_processes_too(tmp_path):
    log, child = tmp_path / "log", tmp_path / "child.py"
    child.write_text(
        "import time\n"
        f"say = lambda word: open({str(log)!r}, 'a').write(word)\n"
        "say('in '); time.sleep(0.5); say('out '); raise SystemExit(1)\n"
    )
    command = [sys.executable, "-c", KEEPER, str(child), str(tmp_path)]
    started = [subprocess.Popen([*command, name]) for name in "abc"]  # noqa: S603 - our own words
    assert [each.wait() for each in started] == [0, 0, 0]
    assert log.read_text() == "in out " * 3


def test_a_decoder_whose_server_fell_is_still_the_only_one(tmp_path):
    child = tmp_path / "child.py"
    marks = [tmp_path / name for name in ("started", "ended")]
    child.write_text(
        "import pathlib, time\n"
        f"pathlib.Path({str(marks[0])!r}).touch(); time.sleep(1)\n"
        f"pathlib.Path({str(marks[1])!r}).touch()\n"
    )
    command = [sys.executable, "-c", KEEPER, str(child), str(tmp_path), "a"]
    with subprocess.Popen(command) as server:  # noqa: S603 - our own words
        while not marks[0].exists():
            assert server.poll() is None
            time.sleep(0.05)
        server.kill()
    assert not marks[1].exists()
    with storage._alone(tmp_path):
        assert marks[1].exists(), "two were decoded at once"


GREED = {"memory": "bytes(2 * 1024**3)", "work": "[1 for _ in iter(int, 1) if 0]"}


@pytest.mark.parametrize("wanted", GREED)
def test_a_decoder_gets_no_more_memory_and_work_than_a_photo_needs(tmp_path, wanted):
    assert CPU_SECONDS < storage.SECONDS
    child = tmp_path / "greedy.py"
    child.write_text(
        "import runpy, sys\n"
        f"main = runpy.run_path({str(storage._IMAGING)!r})['main']\n"
        f"main.__globals__.update(clean_copy=lambda _: {GREED[wanted]}, CPU_SECONDS=1)\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", str(child)], input=b"", capture_output=True, check=False
    )
    if wanted == "memory":
        assert (done.returncode, done.stderr[:11]) == (1, b"MemoryError")
    else:
        assert -done.returncode in (signal.SIGXCPU, signal.SIGKILL)


def older(path: Path, by: timedelta) -> None:
    """Make the file older, by the clock of make.NOW."""
    when = (make.NOW - by).timestamp()
    os.utime(path, (when, when))


def test_what_was_never_sent_is_swept_away_after_a_day(app, now):
    folder = app.config["INSTANCE"]
    used = [storage.keep(each, folder) for each in (make.picture(), b"<svg></svg>")]
    make.report(photos=tuple(used))
    db.session.commit()
    new = storage.keep(make.picture(colour="red"), folder)
    left = [storage.keep(each, folder) for each in (make.picture(colour="teal"), b"GIF89a")]
    for path in [*(folder / "photos").iterdir(), *(folder / "kept").iterdir()]:
        older(path, storage.UNUSED_FOR + timedelta(seconds=1))
    older(storage.photo_path(new.stored_sha256, folder), timedelta(hours=23))
    (folder / "photos" / ".half").touch()
    older(folder / "photos" / ".half", timedelta(days=2))
    assert storage.sweep(folder, now) == 3
    assert all(storage.still_there(picture, folder) for picture in [*used, new])
    assert not any(storage.still_there(picture, folder) for picture in left)
    assert storage.sweep(folder, now) == 0


def test_what_is_taken_up_again_is_not_swept_away(app, now, monkeypatch):
    folder = app.config["INSTANCE"]
    picture = storage.keep(make.picture(), folder)
    path = storage.photo_path(picture.stored_sha256, folder)
    older(path, timedelta(days=2))

    def meanwhile(names):
        list(names)
        assert storage.still_there(picture, folder)  # the form is sent just now
        return set()

    monkeypatch.setattr(storage, "names_in_use", meanwhile)
    assert storage.sweep(folder, now) == 0
    assert path.exists()


def test_there_is_nothing_to_sweep_where_no_photo_has_come(tmp_path, app):
    assert storage.sweep(tmp_path, make.NOW) == 0
    assert not storage.still_there(Picture("0" * 64), tmp_path)


def test_a_write_that_fails_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        storage.keep(make.picture(), tmp_path)
    assert files(tmp_path) == []


def test_the_worker_sweeps_too_but_not_in_every_round(app, now):
    def forgotten() -> Path:
        storage.keep(make.picture(), app.config["INSTANCE"])
        (path,) = (app.config["INSTANCE"] / "photos").iterdir()
        older(path, timedelta(days=2))
        return path

    worker = Worker()
    for minutes, swept in ((0, True), (59, False), (60, True)):
        path = forgotten()
        worker.round(now + timedelta(minutes=minutes))
        assert path.exists() is not swept, minutes
    assert not worker.failed


def test_two_that_sweep_at_once_do_not_trip_over_each_other(app, now, monkeypatch):
    folder = app.config["INSTANCE"]
    storage.keep(make.picture(), folder)
    (path,) = (folder / "photos").iterdir()
    older(path, timedelta(days=2))

    def other_is_first(_names):
        path.unlink()
        return set()

    monkeypatch.setattr(storage, "names_in_use", other_is_first)
    assert storage.sweep(folder, now) == 0

"""Photo bytes on disk: clean copies that may be shown, and originals nobody could read.

`photos/` holds JPEGs without metadata, `kept/` what could not be decoded (for staff, never
shown). A file is named by the SHA-256 of its bytes and is on the disk for good before its name
exists, so no row ever points at half a picture.
"""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from walks.model.photo import Picture, names_in_use

if sys.platform != "win32":
    import fcntl

log = logging.getLogger(__name__)

SECONDS = 20
"""How long one picture may take to decode; imaging.py's CPU_SECONDS end it sooner as a rule."""

UNUSED_FOR = timedelta(days=1)
"""How long a photo of a form that came back waits to be sent after all."""

_IMAGING = Path(__file__).with_name("imaging.py")
_one_at_a_time = Lock()


def keep(received: bytes, instance: Path) -> Picture:
    """Store a received photo under `instance` and return what there is of it.

    A readable one is re-encoded without metadata, and the received bytes are dropped; an
    unreadable one is kept as it came and has no `stored_sha256`. Slow, and writes files: call it
    before the first statement of a transaction. The same bytes twice is the same file.
    """
    received_sha256 = hashlib.sha256(received).hexdigest()
    clean = _clean_copy(received, instance)
    if clean is None:
        write_whole(instance / "kept" / received_sha256, received)
        return Picture(received_sha256)
    size, _line, jpeg = clean.partition(b"\n")
    width, height = map(int, size.split())
    stored_sha256 = hashlib.sha256(jpeg).hexdigest()
    write_whole(photo_path(stored_sha256, instance), jpeg)
    return Picture(received_sha256, stored_sha256, width, height)


def photo_path(stored_sha256: str, instance: Path) -> Path:
    """Return where the clean copy lies."""
    return instance / "photos" / f"{stored_sha256}.jpg"


def still_there(picture: Picture, instance: Path) -> bool:
    """Say whether the picture's file is left to be used, and keep it from `sweep` for now."""
    name = picture.stored_sha256
    path = photo_path(name, instance) if name else instance / "kept" / picture.received_sha256
    with _alone(instance):
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
    return True


def sweep(instance: Path, now: datetime) -> int:
    """Remove the files that no photo's row names and nobody has used for a day; return how many.

    Such are the photos of a form that came back and was never sent, and what a process that fell
    had begun to write. Reads the database; call it when there is nothing left to commit.
    """
    before = (now - UNUSED_FOR).timestamp()
    found = [p for name in ("photos", "kept") for p in (instance / name).glob("*")]
    old = [path for path in found if _is_older(path, before)]
    used = names_in_use(path.name.removesuffix(".jpg") for path in old)
    unused = [path for path in old if path.name.removesuffix(".jpg") not in used]
    with _alone(instance):  # what was taken up again meanwhile (still_there) is no longer old
        gone = [path for path in unused if _is_older(path, before)]
        for path in gone:
            path.unlink()
    return len(gone)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # another worker, which sweeps too, was first
        return False


@contextmanager
def _alone(instance: Path) -> Iterator[tuple[int, ...]]:
    """Wait until no other thread or process does the same in this instance.

    The lock is the folder's own. Gives it as files to hand down: a child that has them keeps it
    until it has ended, whatever becomes of its parent.
    """
    with _one_at_a_time:
        if sys.platform == "win32":
            yield ()  # one process serves all there
            return
        folder = os.open(instance, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield (folder,)
        finally:
            os.close(folder)


def _clean_copy(received: bytes, instance: Path) -> bytes | None:
    """Return what imaging.py makes of the photo, or None when it can't."""
    # -I: neither the working folder nor the environment says what the child imports.
    command = [sys.executable, "-I", str(_IMAGING)]
    with _alone(instance) as lock:  # one at a time: a decoder may want most of a gigabyte
        try:
            done = subprocess.run(  # noqa: S603 - our own file; the photo comes by stdin
                command,
                input=received,
                capture_output=True,
                timeout=SECONDS,
                check=True,
                pass_fds=lock,
            )
        except subprocess.TimeoutExpired:
            log.warning("a photo of %d bytes took more than %d s", len(received), SECONDS)
            return None
        except subprocess.CalledProcessError as error:
            reason = error.stderr.decode(errors="replace").strip()
            log.info("a photo of %d bytes was not read: %s", len(received), reason or error)
            return None
    return done.stdout


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is whole or not there, whatever happens meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows has no way to sync a folder, and no need of one
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

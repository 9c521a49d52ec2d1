"""Sets one document as PDF/UA-1 and PDF/A-2a. Run as a child process by its path (typesetting.py).

A picture made to choke a decoder, or a text that no layout ends, then takes only this process with
it, and its memory is given back. Reads the order as JSON from stdin, works in the folder that is
its only argument, and writes the PDF to stdout. Ends with 1 and a reason on stderr when it can't.
Imports nothing of the package.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

MEMORY = 1024**3
"""Bytes of address space. A protocol of sixty photos takes less than half (tests/bench)."""

CPU_SECONDS = 60
"""Seconds of work, however busy the machine is."""

LARGEST_FILE = 64 * 1024**2
"""Bytes of one file in the folder: photos made smaller, drawings, data."""

QUALITY = 80

HERE = Path(__file__).parent


def fetch_photos(photos: dict[str, Any], folder: Path) -> list[str]:
    """Copy each photo into the folder, as small as it will be shown; return what is missing.

    Typst holds every picture of a document in memory, and a PDF keeps each as it was given.
    """
    from PIL import Image

    missing = []
    for name, photo in photos.items():
        edge = photo["edge"]
        try:
            with Image.open(photo["path"], formats=["JPEG"]) as image:
                image.draft("RGB", (edge, edge))
                image.thumbnail((edge, edge))
                bare = Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())
        except (OSError, ValueError, SyntaxError):  # gone, or broken since it was stored
            missing.append(name)
            continue
        bare.save(folder / name, "JPEG", quality=QUALITY, optimize=True)
    return missing


def typeset(order: dict[str, Any], folder: Path) -> bytes:
    """Return the PDF of the order: the same bytes for the same order."""
    os.environ["RAYON_NUM_THREADS"] = "1"  # each thread would want memory of its own
    import typst

    missing = fetch_photos(order["photos"], folder)
    for name, drawing in order["drawings"].items():
        (folder / name).write_text(drawing, "utf-8")
    data = {**order["data"], "missing": missing}
    # What people wrote is read by the sheet as data, and never as markup.
    (folder / "data.json").write_text(json.dumps(data), "utf-8")
    for sheet in (HERE / "sheets").glob("*.typ"):
        shutil.copyfile(sheet, folder / sheet.name)  # all that a sheet reads lies under its root
    made: bytes = typst.compile(
        str(folder / order["sheet"]),
        root=str(folder),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        timestamp=order["timestamp"],
    )
    return made


def bind() -> None:
    """Let the system refuse this process more than MEMORY, and end it after CPU_SECONDS."""
    if sys.platform == "win32":
        return  # typesetting.py's own limit of time is what there is
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
    ):
        resource.setrlimit(limit, (value, value))


def main() -> int:
    """Read stdin, write stdout; return the exit code."""
    bind()
    try:
        pdf = typeset(json.load(sys.stdin.buffer), Path(sys.argv[1]))
    except Exception as error:
        # Whatever it is, the caller has another way to show the same; it keeps the reason.
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())

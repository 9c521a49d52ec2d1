"""A protocol with sixty photos: how long it takes, and how much memory the child wants."""

import io
import multiprocessing
import random
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageFilter

from tests.bench.conftest import Row
from walks.exports.entry import Entry, Shot
from walks.exports.protocol import Protocol
from walks.exports.protocol_pdf import protocol_pdf
from walks.exports.protocol_xlsx import protocol_xlsx
from walks.storage import photo_path

PHOTOS = 60
AT = datetime(2026, 11, 10, 17, 0, tzinfo=UTC)


def photographed(folder: Path) -> list[str]:
    """Store photos as a phone's are stored, 2048 x 1536 and some 500 kB; return their names."""
    names = []
    (folder / "photos").mkdir()
    for n in range(PHOTOS):
        chance = random.Random(n)
        small = Image.frombytes("RGB", (512, 384), chance.randbytes(512 * 384 * 3))
        photo = small.resize((2048, 1536)).filter(ImageFilter.GaussianBlur(2))
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=82)
        names.append(f"{n:064x}")
        photo_path(names[-1], folder).write_bytes(out.getvalue())
    return names


def a_protocol(names: list[str]) -> Protocol:
    """Make the protocol of a walk with a photo a finding."""
    words = "Lamporna är släckta längs hela gångvägen, och buskarna skymmer sikten. " * 3
    entries = [
        Entry(
            index=n, number=f"BOR-2026-{n:04d}", safe=False, type="Otryggt", category="Belysning",
            place="Gångtunneln vid torget", stop="Torget", point=None, noted_at=AT,
            noted_by="Boende", text=words, proposal="Byt dem.", light="Mörker", felt="Obehagligt",
            photos=(Shot("", name, 2048, 1536, "Tunneln"),), unreadable=0, agreed=2,
            urgency="Normal", party="Tekniska nämnden", reason="Belysning hör dit.", informed=(),
            contact="", with_other="", reference="", status="Åtgärdat", done=True,
            due_on=AT.date(), planned_on=None,
            answer=words, is_answered=True, answered_by="Tekniska nämnden", answered_on=AT,
        )
        for n, name in enumerate(names, start=1)
    ]  # fmt: skip
    return Protocol(
        walk_id="w", title="Höstvandring", kind="Trygghetsvandring", internal=False, whole=True,
        draft=False, state="Frisläppt.", facts=[("Datum", "10 november")], people=[("Boende", 8)],
        stops=[("A", "Torget")], entries=entries, safe=[], dismissed=[],
        shares=[("Tekniska nämnden", PHOTOS, PHOTOS)], drawing="", drawing_said="", began=AT,
        at=AT, as_of="10 november 2026",
    )  # fmt: skip


def _measure(folder: Path) -> tuple[float, float, int, float, float]:
    """Return the PDF's seconds, those of work and its kB, the child's MB, the sheet's seconds."""
    protocol = a_protocol(photographed(folder))
    started = time.perf_counter()
    pdf = protocol_pdf(protocol, "Granvik", folder)
    took = time.perf_counter() - started
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked, peak = child.ru_utime + child.ru_stime, child.ru_maxrss / 1024
    started = time.perf_counter()
    protocol_xlsx(protocol, "Granvik", folder)
    return took, worked, len(pdf) // 1000, peak, time.perf_counter() - started


def test_a_protocol_of_sixty_photos(row: Row, tmp_path: Path) -> None:
    # A process of its own, so that the peak is of no other child of ours.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        took, worked, size, peak, sheet = pool.apply(_measure, (tmp_path,))
    row(
        f"protocol of {PHOTOS} photos as PDF; the same as XLSX",
        "in a child, within 1 GB",
        f"{took:.1f} s ({worked:.1f} s of work), {size} kB, the child's peak {peak:.0f} MB; "
        f"{sheet:.2f} s",
    )

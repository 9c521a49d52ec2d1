"""The protocol as PDF: tagged, to be kept, and the same bytes for the same data."""

import io
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from flask import Flask
from flask_migrate import upgrade
from PIL import ExifTags, Image

from tests import make
from tests.exports.reading_pdf import exported, said_in, text_of
from tests.need import pdfinfo
from walks import create_app, storage
from walks.db import db
from walks.exports import typesetting
from walks.exports.glyphs import STANDS_IN
from walks.exports.typesetting import NotTypeset, Order, typeset
from walks.model.release import release_walk
from walks.model.rulebook import install_defaults
from walks.model.walk import Walk, WalkKind
from walks.storage import photo_path

HOSTILE = (
    '#include "data.json"',
    "$ sum_(i=0)^n $ *fet* _lutad_ `rå` @citat <etikett> // slut /* mer */",
    "] ) } \\ \" ' = Rubrik\n- lista\n+ tal\n/ term: ord",
    '#image("/etc/passwd") #read("data.json") #eval("1")',
    "مظلم في النفق (أكثر من 3 مصابيح) \u202etxt.exe",
    "😡 👨‍👩‍👧 ❤️ ጨለማ 黑暗 a\u200bb c\ufeffd e\x0cf",
    "x" * 4000,
    "Det är mörkt. " * 285,
)


@pytest.fixture
def instance(app: Flask) -> Path:
    """The folder that photos are stored in."""
    folder: Path = app.config["INSTANCE"]
    return folder


def a_walk(people: SimpleNamespace, instance: Path, **given: object) -> Walk:
    """Make a walk with a map, a photo and an answer, released."""
    made = make.walk(people.anna, area=make.area(), **given)
    made.start(make.NOW)
    noter = make.participant(made)[0]
    photo = storage.keep(make.picture(), instance)
    make.finding(made, noter, photos=(photo,), latitude=57.72, longitude=12.94)
    make.finding(made, noter, category="drugs", text="Langning vid bänken.")
    made.end(make.NOW)
    release_walk(made, by=people.anna, now=make.NOW)
    made.findings[0].fix("Lamporna i tunneln är bytta.", by=people.bertil, now=make.NOW)
    db.session.flush()
    return made


def test_it_is_tagged_titled_and_made_to_be_kept(people: SimpleNamespace, instance: Path) -> None:
    made = exported(a_walk(people, instance), people.anna, instance)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang) == "sv"
        assert pdf.Root.MarkInfo.Marked is True or bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.Root.OutputIntents) == 1
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
            assert about["dc:title"] == "Protokoll: Höstvandring på Norrby"
            assert about["xmp:CreateDate"].startswith("2026-11-10T17:00:00")
        outline = [str(item.title) for item in pdf.open_outline().root]
    assert outline[:3] == ["Deltagare", "Vägen", "Vem som svarar"]


def test_a_screen_reader_meets_headings_header_cells_and_alt_texts(
    people: SimpleNamespace, instance: Path, tmp_path: Path
) -> None:
    file = tmp_path / "protokoll.pdf"
    walk = a_walk(people, instance)
    file.write_bytes(exported(walk, people.anna, instance))
    command = [pdfinfo(), "-struct-text", str(file)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    structure = done.stdout.decode(errors="replace")  # alt texts stand there as UTF-16
    for tag in ("H1", "H2", "Table", "THead", "TH <", "/Scope /Column", "TD", "Lbl", "Figure"):
        assert tag in structure, tag
    with pikepdf.open(file) as pdf:
        alts = [str(o.Alt) for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]  # fmt: skip
    number = walk.findings[0].number
    assert sorted(alts) == [
        f"Foto 1 till {number}: belysning, Gångtunneln vid torget",
        "Karta med 1 stopp på vägen och 1 fynd. Samma platser står i ord i listorna.",
    ]


def test_it_says_who_where_what_whose_and_the_answer(
    people: SimpleNamespace, instance: Path
) -> None:
    said = text_of(exported(a_walk(people, instance), people.anna, instance))
    for words in (
        "Protokoll från trygghetsvandring",
        "Tisdag 10 november 2026",
        "Norrbytorget",
        "Boende 1",
        "A Gångtunneln",
        "Två lampor är släckta i tunneln.",
        "Tekniska nämnden. Belysning hör till Tekniska nämnden.",
        "8 december 2026",
        "Svar från Tekniska nämnden, 10 november 2026",
        "Lamporna i tunneln är bytta.",
        "Sida 1 av 2",
        "Uppgifterna är från 10 november 2026 kl. 18.00.",
    ):
        assert words in said, words
    assert "Internt" not in said


def test_a_round_is_marked_internal_on_each_page(people: SimpleNamespace, instance: Path) -> None:
    walk = a_walk(people, instance, kind=WalkKind.ROUND, title="Rond på biblioteket")
    said = text_of(exported(walk, people.anna, instance))
    assert "Risker och iakttagelser" in said
    assert said.count("Internt") >= 1 + said.count("Sida ")


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Another app, whatever the suite runs on: over an SQLite file of its own."""
    made = create_app(INSTANCE=tmp_path_factory.mktemp("elsewhere"), TESTING=True)
    with made.app_context():
        upgrade()
        install_defaults()
        db.session.commit()
    return made


@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_the_same_data_gives_the_same_bytes_in_any_database_at_any_time(
    people: SimpleNamespace, instance: Path, elsewhere: Flask, now: object, ending: str
) -> None:
    there: Path = elsewhere.config["INSTANCE"]
    with elsewhere.app_context():
        others = make.staff()
        theirs = exported(a_walk(others, there), others.anna, there, ending)
    walk = a_walk(people, instance)
    ours = exported(walk, people.anna, instance, ending)
    assert ours == theirs
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", "Pacific/Auckland")
        assert exported(walk, people.anna, instance, ending) == ours


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_what_people_write_is_never_markup(
    people: SimpleNamespace, instance: Path, words: str
) -> None:
    walk = a_walk(people, instance, title=f"Vandring {words[:40]}".replace("\n", " "))
    finding = walk.findings[1]
    finding.text = finding.place_words = finding.proposal = words
    walk.findings[0].answer = None
    walk.purpose, walk.stops[0].name = words, words[:200]
    said = text_of(exported(walk, people.anna, instance))
    if words.isascii():
        shown = " ".join(words.split())
        assert shown.replace(" ", "") in said.replace(" ", "").replace("-", "") or "-" in shown
    assert "root:" not in said
    if "😡" in words:
        assert f"{STANDS_IN} står för tecken" in said
        assert "ab cd ef" in said


def test_arabic_is_printed_in_its_own_letters(people: SimpleNamespace, instance: Path) -> None:
    walk = a_walk(people, instance)
    walk.findings[1].text = "مظلم في النفق"
    said = text_of(exported(walk, people.anna, instance))
    assert "مظلم" in said
    assert STANDS_IN not in said


def test_a_photo_whose_file_is_gone_is_told_of(people: SimpleNamespace, instance: Path) -> None:
    walk = a_walk(people, instance)
    photo_path(walk.findings[0].photos[0].stored_sha256 or "", instance).unlink()
    said = text_of(exported(walk, people.anna, instance))
    assert "Bilden kunde inte läsas in. Foto 1 till" in said


def test_a_photo_is_no_larger_than_it_is_shown_and_says_nothing_of_where_it_was_taken(
    people: SimpleNamespace, instance: Path
) -> None:
    walk = a_walk(people, instance)
    path = photo_path(walk.findings[0].photos[0].stored_sha256 or "", instance)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Kameran"
    Image.new("RGB", (2048, 1536), "navy").save(path, "JPEG", exif=exif, comment=b"hemma")
    made = exported(walk, people.anna, instance)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)
                  and o.get("/Subtype") == "/Image"]  # fmt: skip
        sizes = [(int(image.Width), int(image.Height)) for image in images]
    assert sizes == [(760, 570)]
    assert b"Kameran" not in said_in(made)
    assert b"hemma" not in said_in(made)


def test_a_walk_that_nobody_has_walked_has_a_protocol_that_says_so(
    people: SimpleNamespace, instance: Path
) -> None:
    said = text_of(exported(make.walk(people.anna), people.anna, instance))
    assert "Det finns inget att protokollföra än: vandringen har inte börjat." in said


def test_what_can_not_be_set_is_refused_with_its_reason() -> None:
    with pytest.raises(NotTypeset, match="TypstError"):
        typeset(Order("protocol.typ", {}, at=make.NOW))


def test_a_document_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0)
    with pytest.raises(NotTypeset, match="more than 0 s"):
        typeset(Order("protocol.typ", {}, at=make.NOW))


def test_whoever_waits_too_long_for_others_documents_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "PATIENCE", 0)
    with typesetting._one_at_a_time, pytest.raises(NotTypeset, match="others' documents"):
        typeset(Order("protocol.typ", {}, at=make.NOW))

"""The demo's pictures: every motif draws, the same every time, light enough for a phone."""

import hashlib
import io

import pytest
from PIL import Image

from walks.demo.content import load
from walks.demo.pictures import MOTIFS, draw

LARGEST = 120_000


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return {motif: draw(motif, 1) for motif in MOTIFS}


def test_there_are_enough_motifs_for_a_town() -> None:
    assert len(MOTIFS) >= 14


def test_every_motif_is_a_jpeg_of_the_promised_size_without_metadata(
    drawn: dict[str, bytes],
) -> None:
    for motif, data in drawn.items():
        image = Image.open(io.BytesIO(data))
        assert (image.format, image.size) == ("JPEG", (1200, 900)), motif
        assert not image.getexif(), motif
        assert len(data) < LARGEST, motif


def test_no_two_motifs_are_alike(drawn: dict[str, bytes]) -> None:
    assert len({hashlib.sha256(data).digest() for data in drawn.values()}) == len(MOTIFS)


def test_no_motif_is_an_empty_sheet(drawn: dict[str, bytes]) -> None:
    for motif, data in drawn.items():
        darkest, brightest = Image.open(io.BytesIO(data)).convert("L").getextrema()
        assert brightest - darkest > 100, motif


@pytest.mark.parametrize("motif", MOTIFS)
def test_the_same_seed_draws_the_same_bytes(motif: str, drawn: dict[str, bytes]) -> None:
    assert draw(motif, 1) == drawn[motif]


def test_another_seed_draws_another_picture() -> None:
    assert len({draw("lost_sign", seed) for seed in range(8)}) == 8


def test_an_unknown_motif_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("no_such_motif", 1)


def test_the_towns_own_pictures_are_light_enough_and_drawn_once_each() -> None:
    photos = [photo for finding in load().findings for photo in finding.photos]
    sheets = {(photo.motif, photo.seed) for photo in photos}
    assert len(sheets) == len(photos)
    for motif, seed in sheets:
        assert len(draw(motif, seed)) < LARGEST, (motif, seed)

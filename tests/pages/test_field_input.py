"""What the walk page does with photos and with what is not as it should be: nothing is lost."""

import io
import uuid

import pytest
from PIL import ExifTags, Image

from tests import make
from tests.pages.on_walk import a_walk_with_two, filled, photo, send, the_finding
from walks import storage


@pytest.fixture
def walked(app, people, now):
    """A walk under way that David and Elsa have joined."""
    return a_walk_with_two(app, people)


# Photos


def test_a_photo_is_stored_without_what_the_phone_wrote_in_it(walked, app):
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Telefonen"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (57.0, 43.0, 12.0)
    send(walked, filled(walked, photos=photo(make.picture(exif=exif))))
    stored = storage.photo_path(the_finding().photos[0].stored_sha256, app.config["INSTANCE"])
    assert b"Exif" not in stored.read_bytes()
    assert not (app.config["INSTANCE"] / "kept").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg></svg>",
        b"<html>hej</html>",
        make.picture()[:300],
        make.picture()[:80] + b"x" * 500,
    ],
    ids=["nothing", "svg", "html", "truncated", "broken"],
)
def test_a_picture_that_can_not_be_read_costs_nothing_else(walked, content):
    data = filled(walked, text="Två lampor.", photos=photo(content))
    page = send(walked, data)
    assert "bilden gick inte att läsa" in page.words(".flashes")
    assert "Prova en annan bild" in page.words(".flashes")
    finding = the_finding()
    assert finding.text == "Två lampor."
    assert [p.stored_sha256 for p in finding.photos] == [None]
    assert not page.select(".finding img")


def test_sixty_one_megapixels_are_kept_undecoded_and_the_finding_is_saved(walked, app):
    out = io.BytesIO()
    Image.new("1", (7900, 7800)).save(out, "PNG")
    page = send(walked, filled(walked, photos=photo(out.getvalue())))
    assert "gick inte att läsa" in page.words(".flashes")
    kept = app.config["INSTANCE"] / "kept" / the_finding().photos[0].received_sha256
    assert kept.read_bytes() == out.getvalue()


def test_four_photos_are_taken_and_five_are_asked_to_be_fewer(walked, app):
    colours = ["red", "green", "blue", "white", "black"]
    five = [photo(make.picture(colour=c), f"{c}.jpg") for c in colours]
    page = send(walked, filled(walked, photos=five), status=422)
    assert "Du valde 5 bilder. Högst 4" in page.words("#error-summary")
    assert not (app.config["INSTANCE"] / "photos").exists()  # none was decoded in vain
    assert page.form("/fynd")["place_words"] == "Gångtunneln"
    four = [photo(make.picture(colour=c), f"{c}.jpg") for c in colours[:4]]
    send(walked, filled(walked, photos=four))
    assert len(the_finding().photos) == 4


def test_the_same_photo_chosen_twice_is_one(walked):
    send(walked, filled(walked, photos=[photo(), photo()]))
    assert len(the_finding().photos) == 1


def test_a_photo_is_not_lost_when_the_form_comes_back(walked):
    data = filled(walked, camera=photo(), place_words="")
    page = send(walked, data, status=422)
    assert "Bild 1 är med" in page.words("form[data-note]")
    again = {**page.form("/fynd"), "place_words": "Tunneln"}
    send(walked, again)
    assert len(the_finding().shown_photos) == 1


@pytest.mark.parametrize(
    ("photos", "said"),
    [(1, "En bild gick inte att läsa. Välj en annan"), (2, "2 bilder gick inte att läsa.")],
)
def test_what_could_not_be_read_is_told_with_what_else_is_wrong(walked, photos, said):
    broken = [photo(b"GIF89a" + bytes([n])) for n in range(photos)]
    page = send(walked, filled(walked, photos=broken, place_words=""), status=422)
    assert said in page.words("#error-summary")
    send(walked, {**page.form("/fynd"), "place_words": "Tunneln"})
    assert len(the_finding().photos) == photos


def test_a_photo_that_lay_too_long_is_asked_for_again(walked, app):
    page = send(walked, filled(walked, camera=photo(), place_words=""), status=422)
    for file in (app.config["INSTANCE"] / "photos").iterdir():
        file.unlink()  # as storage.sweep does after a day
    data = {**page.form("/fynd"), "place_words": "Tunneln", "text": "Två lampor."}
    page = send(walked, data, status=422)
    assert "En bild har legat för länge. Välj den igen." in page.words("#error-summary")
    send(walked, {**page.form("/fynd"), "camera": photo()})
    assert the_finding().text == "Två lampor."
    assert len(the_finding().shown_photos) == 1


def test_a_ticket_that_we_did_not_write_gives_no_photo(walked):
    send(walked, filled(walked, kept="['a', 'b', 1, 1].x"))
    assert the_finding().photos == []


# Bad input: a sentence, and nothing lost


def test_without_a_place_the_form_asks_for_one(walked):
    page = send(walked, filled(walked, place_words="", text="Två lampor."), status=422)
    assert "Välj ett stopp, eller skriv var det är" in page.words("#error-summary")
    assert page.form("/fynd")["text"] == "Två lampor."


def test_without_category_and_words_the_form_asks_what_it_is(walked):
    data = filled(walked)
    del data["category"]
    page = send(walked, data, status=422)
    assert "Välj vad det gäller" in page.words("#error-summary")


def test_a_text_that_is_too_long_is_said_to_be_and_kept(walked):
    text = "å" * 4001
    page = send(walked, filled(walked, text=text), status=422)
    assert "4 001 tecken. Högst 4 000" in page.words("#error-summary").replace("\xa0", " ")
    assert page.form("/fynd")["text"] == text


def test_a_megabyte_of_text_is_no_accident_of_ours(walked):
    page = send(walked, filled(walked, text="x" * 1_000_000), status=422)
    assert "1 000 000 tecken" in page.words("#error-summary").replace("\xa0", " ")


def test_nul_and_control_characters_are_left_out(walked):
    send(walked, filled(walked, text="Två\x00 lampor\x1b.", place_words="Tun\x00neln"))
    assert the_finding().text == "Två lampor."
    assert the_finding().place_words == "Tunneln"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"latitude": "0", "longitude": "0"}, "Telefonens position ligger utanför Sverige"),
        ({"place_words": "12.94, 57.72"}, "Koordinaterna ligger utanför Sverige"),
        ({"place_words": "91.5, 200.1"}, "Koordinaterna ligger utanför Sverige"),
    ],
)
def test_a_position_outside_sweden_is_kindly_refused(walked, where, said):
    page = send(walked, filled(walked, **where), status=422)
    assert said in page.words("#error-summary")
    again = page.form("/fynd")
    assert again["latitude"] == ""
    assert send(walked, {**again, "place_words": "Tunneln"}).words(".receipt")


@pytest.mark.parametrize("number", ["nan", "inf", "1e999", "abc", "57,7"])
def test_a_position_that_is_no_number_is_no_position(walked, number):
    data = filled(walked, place_words="", latitude=number, longitude="12.9", accuracy="-1")
    send(walked, data, status=422)


@pytest.mark.parametrize("accuracy", ["nan", "inf", "-1", "nära", ""])
def test_an_accuracy_that_is_none_leaves_the_position(walked, accuracy):
    send(walked, filled(walked, latitude="57.7", longitude="12.9", accuracy=accuracy))
    assert (the_finding().latitude, the_finding().accuracy_m) == (57.7, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "drakar"},
        {"category": "workplace"},  # only on rounds
        {"type": "röd"},
        {"urgency": "genast"},
        {"light": "neon"},
        {"felt_safety": "5"},
        {"place_type": "månen"},
        {"stop": "999999"},
        {"stop": "x"},
    ],
)
def test_a_choice_that_was_not_offered_is_asked_for_again(walked, wrong):
    page = send(walked, filled(walked, **wrong), status=422)
    assert "Välj något i listan" in page.words("#error-summary")


def test_the_stop_of_another_walk_is_not_offered(walked, app, people):
    other = a_walk_with_two(app, people)
    send(walked, filled(walked, stop=other.walk.stops[0].id), status=422)


@pytest.mark.parametrize("broken", ["", "inte-ett-id", "../../x", "0" * 400])
def test_a_broken_id_is_replaced(walked, broken):
    page = send(
        walked, filled(walked, uuid=broken, text="Två lampor."), status=200 if not broken else 422
    )
    if broken:
        assert "Skicka igen" in page.words("#error-summary")
        assert uuid.UUID(page.form("/fynd")["uuid"])
        assert page.form("/fynd")["text"] == "Två lampor."

"""What anybody may read: walks, published findings, the map. Public copies only."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.client import Client
from tests.queries import counted
from walks.db import db
from walks.model.finding import Finding
from walks.model.photo import Photo, Picture
from walks.model.review import Review, publish
from walks.model.walk import Participant, Walk, WalkKind, WalkState

SECRET_WORDS = "Han med röd jacka hotade mig."
EMAIL = "hemlig@example.net"
ANSWER = "Två nya lampor sitter uppe sedan i dag."


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """A walk under way in Norrby, with a stop in the tunnel."""
    make.area()
    made = make.walk(people.anna, state=WalkState.UNDER_WAY)
    db.session.commit()
    return made


@pytest.fixture
def noter(walk: Walk) -> Participant:
    """A resident who takes part."""
    return make.participant(walk)[0]


@pytest.fixture
def lamp(walk: Walk, noter: Participant, people: SimpleNamespace, now: datetime) -> Finding:
    """A published dark tunnel with a point."""
    return published(make.finding(walk, noter, latitude=57.7204, longitude=12.9406), people, now)


def published(finding: Finding, people: SimpleNamespace, now: datetime, **given: object) -> Finding:
    """Release the finding and publish it."""
    finding.release(by=None, now=now)
    review = {"text": "Släckt i tunneln.", "place": "Gångtunneln", "point": True, **given}
    publish(finding, Review(**review), by=people.karin, now=now)  # type: ignore[arg-type]
    db.session.commit()
    return finding


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-11-30", "Planerat till november 2026"),
        ("2026-12-01", "Var planerat till november 2026. Den tiden har gått"),
    ],
)
def test_a_promise_that_was_not_kept_is_not_told_as_one(
    client: Client, lamp: Finding, people: SimpleNamespace, now: datetime, at: str, said: str
) -> None:
    lamp.plan("Vi byter lampan på torsdag.", now.date(), by=people.bertil, now=now)
    review = Review(text="Släckt.", place="Tunneln", answer="Vi byter lampan på torsdag.")
    publish(lamp, review, by=people.karin, now=now)
    db.session.commit()
    with time_machine.travel(f"{at}T12:00:00+01:00", tick=False):
        for address in ("/", "/karta", f"/vandringar/{lamp.walk.public_id}"):
            assert said in client.visit(address).words("article .finding-body, article .said-we")


def public_addresses(walk: Walk) -> list[str]:
    """Return every page of the public side."""
    plain = ["/", "/vandringar", f"/vandringar/{walk.public_id}", "/karta"]
    return plain + [f"/en{url}" for url in plain]


def test_nothing_unreviewed_is_ever_on_a_public_page(
    client: Client, walk: Walk, noter: Participant, people: SimpleNamespace, now: datetime
) -> None:
    make.finding(walk, noter, text=SECRET_WORDS, category="threat").release(by=None, now=now)
    make.finding(walk, noter, text=SECRET_WORDS, place_words="Storgatan 4, tre trappor")
    reported = make.report(email=EMAIL, text=SECRET_WORDS, place_words="Storgatan 4, tre trappor")
    published(reported, people, now, text="", place="Norrby", point=False)
    police = make.finding(walk, noter, text=SECRET_WORDS, category="threat")
    published(police, people, now, text="", place="", point=False)
    police.decline("Hemligt tills någon har läst det.", by=people.cilla, now=now)
    db.session.commit()
    for url in public_addresses(walk):
        text = client.visit(url).response.text
        for secret in (SECRET_WORDS, EMAIL, "Storgatan 4", "Hemligt tills", "070-174 06 05"):
            assert secret not in text, (url, secret)
    assert police.number in client.visit("/karta").words()


def test_the_status_changes_at_once_and_the_answer_after_review(
    client: Client, walk: Walk, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    url = f"/vandringar/{walk.public_id}"
    assert client.visit(url).words(".published .status") == "Nytt"
    assert "Tekniska nämnden ansvarar. Inget svar än." in client.visit(url).words(".published")
    lamp.fix(ANSWER, by=people.bertil, now=now)
    db.session.commit()
    page = client.visit(url)
    assert page.words(".published .status") == "Åtgärdat"
    assert ANSWER not in page.response.text
    assert "Svaret visas här när någon har läst igenom det." in page.words(".published")
    publish(lamp, Review("Släckt.", "", answer=ANSWER), by=people.karin, now=now)
    db.session.commit()
    words = client.visit(url).words(".published")
    assert f"Svar från Tekniska nämnden, 10 november 2026 {ANSWER}" in words
    assert "läst igenom" not in words


def test_a_finding_handed_over_after_an_answer_says_to_whom_and_not_that_it_was_reopened(
    client: Client, walk: Walk, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    url = f"/vandringar/{walk.public_id}"
    lamp.plan(ANSWER, now.date(), by=people.bertil, now=now)
    publish(lamp, Review("Släckt.", "", answer=ANSWER), by=people.karin, now=now)
    lamp.hand_over(people.cilla.parties[0], "Det är polisens sak.", by=people.bertil, now=now)
    db.session.commit()
    words = client.visit(url).words(".published")
    assert "Ärendet har lämnats över till Polisen och väntar på svar därifrån." in words
    assert "öppet igen" not in words


def test_in_english_a_party_has_its_english_name(
    client: Client, walk: Walk, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    words = client.visit("/en/karta").words(".published")
    assert "It is for the Technical Services Committee to answer. No answer yet." in words
    lamp.plan(ANSWER, now.date(), by=people.bertil, now=now)
    publish(lamp, Review("Släckt.", "", answer=ANSWER), by=people.karin, now=now)
    lamp.hand_over(people.cilla.parties[0], "Det är polisens sak.", by=people.bertil, now=now)
    db.session.commit()
    words = client.visit("/en/karta").words(".published")
    assert "Answer from the Technical Services Committee, 10 November 2026" in words
    assert "handed over to the Police and waits" in words
    assert "Answered by the Technical Services Committee" in client.visit("/en/").words(".said")


def test_a_finding_opened_again_says_so(
    client: Client, walk: Walk, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    lamp.fix(ANSWER, by=people.bertil, now=now)
    publish(lamp, Review("Släckt.", "", answer=ANSWER), by=people.karin, now=now)
    lamp.reopen("Den har slocknat igen.", by=people.bertil, now=now)
    db.session.commit()
    words = client.visit(f"/vandringar/{walk.public_id}").words(".published")
    assert "Ärendet är öppet igen, och ett nytt svar väntas." in words
    assert "lämnats över" not in words


def test_a_walk_says_in_words_how_far_it_has_come(
    client: Client,
    walk: Walk,
    noter: Participant,
    lamp: Finding,
    people: SimpleNamespace,
    now: datetime,
) -> None:
    published(make.finding(walk, noter), people, now)
    lamp.fix(ANSWER, by=people.bertil, now=now)
    walk.state = WalkState.RELEASED
    db.session.commit()
    said = "1 av 2 är besvarade. 1 är åtgärdade."
    assert client.visit(f"/vandringar/{walk.public_id}").words(".lead + .published") != ""
    assert said in client.visit(f"/vandringar/{walk.public_id}").words()
    assert said in client.visit("/vandringar").words(".held")


def test_the_photo_has_its_description_and_address(
    client: Client, walk: Walk, noter: Participant, people: SimpleNamespace, now: datetime
) -> None:
    finding = make.finding(walk, noter)
    finding.photos.append(Photo.of(Picture("a" * 64, "b" * 64, 640, 480), now))
    db.session.flush()
    photo = finding.photos[0]
    published(finding, people, now, photos={photo.id: "En mörk gång med två stolpar."})
    image = client.visit(f"/vandringar/{walk.public_id}").select_one(".published img")
    assert image["alt"] == "En mörk gång med två stolpar."
    assert image["src"] == f"/vandringar/bild/{photo.uuid}"


def test_a_round_is_nowhere(client: Client, people: SimpleNamespace, now: datetime) -> None:
    around = make.walk(people.anna, kind=WalkKind.ROUND, title="Rond", state=WalkState.UNDER_WAY)
    door = make.finding(around, make.participant(around)[0])
    published(door, people, now, confirmed=True)
    client.visit(f"/vandringar/{around.public_id}", 404)
    client.visit(f"/en/vandringar/{around.public_id}", 404)
    assert "Rond" not in client.visit("/vandringar").words()
    words = client.visit("/karta").words(".published")
    assert door.number in words, "what was published of it by two acts is shown"
    assert "Rond" not in words


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda _w: None, "Du behöver inte anmäla dig"),
        (lambda w: w.start(make.NOW), "Vandringen pågår nu"),
        (lambda w: w.cancel("Ledaren är sjuk."), "Vandringen är inställd Ledaren är sjuk."),
        (
            lambda w: w.move(make.NOW + timedelta(days=7), "Snöoväder."),
            "Den skulle ha gått 10 november 2026 kl. 18.00. "
            "Nu gäller tisdag 17 november 2026 kl. 18.00. Snöoväder.",
        ),
        (
            lambda w: (w.start(make.NOW), w.end(make.NOW)),
            "Senast 14 november 2026 går det till dem som ansvarar.",
        ),
    ],
)
def test_before_publication_a_walk_says_what_happens_next(
    client: Client,
    people: SimpleNamespace,
    now: datetime,
    prepare: Callable[[Walk], object],
    said: str,
) -> None:
    made = make.walk(people.anna)
    prepare(made)
    db.session.commit()
    page = client.visit(f"/vandringar/{made.public_id}")
    assert said in page.words()
    assert "Norrbytorget" in page.words("aside")
    assert [li.text for li in page.select(".route li")] == ["Gångtunneln"]


def test_after_release_and_before_review_the_page_says_who_has_it(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    made = make.walk(people.anna, state=WalkState.RELEASED)
    db.session.commit()
    words = client.visit(f"/vandringar/{made.public_id}").words()
    assert "Inget är publicerat än." in words
    assert "20 arbetsdagar" in words


def test_the_list_of_walks_shows_cancelled_and_moved_ones(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    make.walk(people.anna, title="Ena").cancel("Storm.")
    make.walk(people.anna, title="Andra").move(now + timedelta(days=3), "Halka.")
    db.session.commit()
    notes = [n.text for n in client.visit("/vandringar").select(".walk-note")]
    assert notes == ["Inställd.", "Flyttad till en ny tid."]


def test_what_is_under_way_stands_under_a_heading_of_its_own(
    client: Client, walk: Walk, people: SimpleNamespace, now: datetime
) -> None:
    walk.state = WalkState.UNDER_WAY
    make.walk(people.anna, title="Vintervandring", starts_at=now + timedelta(days=9))
    db.session.commit()
    page = client.visit("/vandringar")
    listed = {
        section.h2.text: [h3.get_text(strip=True) for h3 in section.select("h3")]
        for section in page.select("main section")
    }
    assert listed["Pågår nu"] == [walk.title]
    assert listed["Kommande"] == ["Vintervandring"]


def test_every_held_walk_is_met_once_on_the_way_there_and_back(
    client: Client, people: SimpleNamespace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walks.pages.public.WALKS_A_PAGE", 2)
    for i in range(5):
        starts = now - timedelta(days=i // 2)  # two on the same day at the same hour
        make.walk(people.anna, title=f"Vandring {i}", state=WalkState.RELEASED, starts_at=starts)
    make.walk(people.anna, title="Vintervandring", starts_at=now + timedelta(days=9))
    db.session.commit()
    there = [client.visit("/vandringar")]
    while len(there) < 9 and (
        link := there[-1].select_one('.pager a:-soup-contains("Nästa sida")')
    ):
        there.append(client.visit(link["href"]))
    titles = [[h3.get_text(strip=True) for h3 in page.select(".held h3")] for page in there]
    assert [t for page in titles for t in page] == [f"Vandring {i}" for i in (1, 0, 3, 2, 4)]
    assert ["Vintervandring" in page.text for page in there] == [True, False, False]
    back = [there[-1]]
    while len(back) < 9 and (
        link := back[-1].select_one('.pager a:-soup-contains("Föregående sida")')
    ):
        back.append(client.visit(link["href"]))
    assert [page.select_one(".held h3").text for page in back] == [
        page.select_one(".held h3").text for page in reversed(there)
    ]
    assert "Vintervandring" in back[-1].text


@pytest.mark.parametrize("name", ["efter", "fore"])
def test_a_page_on_from_a_walk_that_is_none_of_the_public_is_not_there(
    client: Client, people: SimpleNamespace, name: str
) -> None:
    held = make.walk(people.anna, kind=WalkKind.ROUND, state=WalkState.RELEASED)
    db.session.commit()
    for wrong in (held.public_id, "finnsinte1", "9" * 5000, "\0x"):
        client.visit("/vandringar", query_string={name: wrong}, status=404)
    client.visit("/vandringar", query_string={name: ""})


def test_the_map_and_the_list_hold_the_same_places(
    client: Client, lamp: Finding, walk: Walk
) -> None:
    for url in ("/karta", f"/vandringar/{walk.public_id}"):
        page = client.visit(url)
        point = page.select_one("svg.map a")
        assert point["aria-label"] == "1: Belysning, Gångtunneln, Nytt"
        assert page.select_one(f'[id="{point["href"].removeprefix("#")}"]')


def test_the_list_is_filtered_by_area_category_and_status(
    client: Client, lamp: Finding, people: SimpleNamespace, now: datetime
) -> None:
    litter = make.report(category="litter", text="Skräp i parken.")
    published(litter, people, now, text="Skräp i parken.", point=False)
    litter.receive(by=people.bertil, now=now)
    db.session.commit()
    area = str(lamp.area.id)  # type: ignore[union-attr]

    def numbers(**chosen: str) -> list[str]:
        page = client.visit("/karta", query_string=chosen)
        return [n.text for n in page.select(".published .finding-number")]

    assert numbers() == [litter.number, lamp.number]
    assert numbers(omrade=area) == [lamp.number]
    assert numbers(kategori="litter") == [litter.number]
    assert numbers(status="received") == [litter.number]
    assert numbers(omrade=area, kategori="litter") == []
    assert numbers(omrade="x", kategori="zzz", status="withdrawn") == numbers()
    empty = client.visit("/karta", query_string={"omrade": area, "kategori": "litter"})
    assert "Inget publicerat passar" in empty.words("#results")
    chosen = empty.select("select[name=kategori] option[selected]")
    assert [o["value"] for o in chosen] == ["litter"]


def test_htmx_gets_the_results_alone(client: Client, lamp: Finding) -> None:
    answer = client.get("/karta", headers={"HX-Request": "true"})
    assert lamp.number in answer.text
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]


@pytest.mark.parametrize("wrong", ["0", "-5", "x", "9" * 40, "\x00", "1 OR 1=1"])
def test_odd_addresses_never_break_the_map(client: Client, lamp: Finding, wrong: str) -> None:
    for name in ("efter", "fore", "omrade", "kategori", "status"):
        client.visit("/karta", query_string={name: wrong})


def test_the_map_is_paged_and_keeps_what_was_chosen(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    for i in range(26):
        published(make.report(f"{i:032}"), people, now, point=False)
    page = client.visit("/karta?kategori=lighting")
    assert len(page.select(".published")) == 24
    assert page.select_one("#results .stack h2").text == "Senast publicerade först"
    assert page.words(".pager") == "Nästa sida"
    older = client.visit(page.select_one(".pager a")["href"])
    assert len(older.select(".published")) == 2
    assert older.select_one("select[name=kategori] option[selected]")["value"] == "lighting"
    ways = {" ".join(a.text.split()): a["href"] for a in older.select(".pager a")}
    assert list(ways) == ["Till början", "Föregående sida"]
    assert "efter" not in ways["Till början"]
    assert "kategori=lighting" in ways["Till början"]
    newer = client.visit(ways["Föregående sida"])
    assert len(newer.select(".published")) == 24


@pytest.mark.parametrize("url", ["/karta", "/vandringar", "/vandringar/{walk}"])
def test_lists_ask_the_database_equally_often_however_long(
    app: Flask,
    client: Client,
    walk: Walk,
    noter: Participant,
    people: SimpleNamespace,
    now: datetime,
    url: str,
) -> None:
    address = url.format(walk=walk.public_id)

    def ask() -> int:
        with counted(app) as statements:
            client.visit(address)
        return len(statements)

    published(make.finding(walk, noter), people, now)
    make.walk(people.anna, state=WalkState.RELEASED)
    db.session.commit()
    few = ask()
    for i in range(8):
        published(make.finding(walk, noter), people, now)
        make.walk(people.anna, state=WalkState.RELEASED, starts_at=now - timedelta(days=i))
    db.session.commit()
    assert ask() == few
    assert few <= 7


def test_an_unknown_walk_is_404_and_a_post_405(client: Client, walk: Walk) -> None:
    client.visit("/vandringar/finns-inte", 404)
    client.visit("/vandringar/%00", 404)
    assert client.post(f"/vandringar/{walk.public_id}").status_code == 405
    assert client.post("/karta").status_code == 405


def test_the_town_is_drawn_from_the_configured_file(
    app: Flask, client: Client, lamp: Finding
) -> None:
    park = {
        "type": "Feature",
        "properties": {"kind": "park", "name": "Åparken"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [
                [[12.939, 57.719], [12.944, 57.719], [12.944, 57.7215], [12.939, 57.719]]
            ],
        },
    }
    sheet = {"type": "FeatureCollection", "features": [park]}
    app.config["BACKGROUND_GEOJSON"].write_text(json.dumps(sheet), encoding="utf-8")
    page = client.visit("/karta")
    assert page.select_one("svg.map path.map-park")
    assert [t.text for t in page.select("svg.map .map-label")] == ["Åparken"]


def test_a_broken_background_is_logged_and_the_points_still_shown(
    app: Flask, client: Client, lamp: Finding, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["BACKGROUND_GEOJSON"].write_text('{"features": [{}]}', encoding="utf-8")
    assert client.visit("/karta").select("svg.map a")
    assert "can't be read" in caplog.text

"""The worklist: whose, which sections, in what order, how counted."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.queries import counted
from walks.db import db
from walks.model.codes import FindingType, Urgency
from walks.model.contact import contacts
from walks.model.counting import COUNTED
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.person import Membership, Role
from walks.model.photo import Photo, Picture
from walks.model.walk import WalkState
from walks.model.worklist import Section
from walks.pages import worklist

ANSWER = "Lampan byts under veckan, och häcken klipps."
DAY = timedelta(days=1)
WHERE_IT_IS = {
    WalkState.UNDER_WAY: "Vandring pågår",
    WalkState.SUMMING_UP: "Vandringen sammanställs",
    WalkState.RELEASED: "Kom in sent",
}
"""What a row says of a finding that is not released, by its walk's state."""
Noting = Callable[..., Finding]


@pytest.fixture
def town(people: SimpleNamespace, now: datetime) -> SimpleNamespace:
    """A released walk of Anna's in Norrby, and a way to note more on it."""
    walk = make.walk(people.anna)
    make.area()
    noter, _secret = make.participant(walk)

    def noted(released: datetime | None = make.NOW, **given: object) -> Finding:
        made = make.finding(walk, noter, **given)
        if released:
            made.release(by=people.anna, now=released)
        db.session.commit()
        return made

    return SimpleNamespace(**vars(people), walk=walk, noter=noter, noted=noted)


def numbers(page: Page) -> list[str]:
    """Return the serial numbers of the rows, in order."""
    return [row.text.strip()[-4:] for row in page.select(".rows .finding-number")]


def sections(page: Page) -> dict[str, str]:
    """Return the sections with their counts."""
    links = page.select("nav.sections a")
    return {a.contents[0].strip(): a.select_one(".count").text for a in links}


def test_who_is_not_signed_in_is_asked_to(client: Client, town: SimpleNamespace) -> None:
    assert client.get("/inkorg").status_code == 303


@pytest.mark.parametrize("name", ["anna", "ada"])
def test_a_person_without_a_worklist_gets_404(
    client: Client, town: SimpleNamespace, name: str
) -> None:
    client.sign_in(f"{name}@example.org")
    client.visit("/inkorg", 404)


def test_the_worklist_takes_no_posts(client: Client, town: SimpleNamespace) -> None:
    client.sign_in("bertil@example.org")
    client.send("/inkorg", {}, 405)


def test_an_empty_worklist_is_friendly(client: Client, town: SimpleNamespace) -> None:
    client.sign_in("bertil@example.org")
    assert "Ingenting väntar just nu. Fint jobbat!" in client.visit("/inkorg").words()
    for section in Section:
        page = client.visit(f"/inkorg?visa={section.value}")
        assert len(page.words(".empty")) > 10
    assert set(worklist.NOTHING) == set(Section)


def test_a_row_says_what_is_needed_to_choose(client: Client, town: SimpleNamespace) -> None:
    made = town.noted(
        urgency=Urgency.HIGH, text="Två lampor är släckta. " * 20, released=make.NOW - 9 * DAY
    )
    made.photos.append(Photo.of(Picture("0" * 64, "1" * 64, 800, 600), make.NOW))
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg")
    row = page.select_one(".row")
    said = " ".join(row.get_text(" ").split())
    for words in (
        "Belysning: Gångtunneln vid torget",
        "Två lampor är släckta.",
        "BOR-2026-0001",
        "Kom in 10 november 2026",
        "Höstvandring på Norrby",
        "Nytt",
        "Svaret är 4 dagar sent",
        "Brådska: hög",
    ):
        assert words in said, words
    assert len(said) < 400, "an excerpt, not the whole text"
    assert row.img["src"].endswith(made.photos[0].uuid)
    assert row.h3.a["href"] == "/fynd/BOR-2026-0001?visa=vantar"


@pytest.mark.parametrize(
    ("latitude", "said"),
    [
        (57.7205, "Belysning: Norrby"),
        (58.001, "Belysning: Nära Gångtunneln"),
        (58.1, "Belysning: Utmärkt på kartan"),
    ],
    ids=["in an area", "outside, 110 m from a stop", "far from everything"],
)
def test_no_title_is_a_pair_of_coordinates(
    client: Client, town: SimpleNamespace, latitude: float, said: str
) -> None:
    if latitude > 58:
        town.walk.stops[0].latitude = 58.0
    town.noted(place_words="", latitude=latitude, longitude=12.94)
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg")
    assert page.words(".row-title") == said
    page = client.visit("/fynd/BOR-2026-0001")
    assert f"{latitude:.5f}, 12.94000" not in page.words(".page-head")
    assert f"Koordinater {latitude:.5f}, 12.94000" in page.words("aside")


def test_a_handler_sees_their_own_party_only(
    app: Flask, client: Client, town: SimpleNamespace
) -> None:
    town.noted()
    town.noted(category="drugs", text="De säljer droger öppet i porten.")
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg")
    assert numbers(page) == ["0001"]
    assert not page.select("nav.chips")
    client.visit("/inkorg?part=polisen", 404)
    client.visit("/inkorg?part=finns-inte", 404)
    cilla: Client = app.test_client()  # type: ignore[assignment]
    cilla.sign_in("cilla@example.org")
    assert numbers(cilla.visit("/inkorg")) == ["0002"]


def test_who_works_for_two_parties_may_switch(client: Client, town: SimpleNamespace) -> None:
    town.bertil.memberships.append(Membership(role=Role.HANDLER, party=party_by_slug("polisen")))
    town.noted()
    town.noted(category="drugs", text="De säljer droger öppet i porten.")
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg")
    assert numbers(page) == ["0001", "0002"]
    switch = {a.text.strip(): a["href"] for a in page.select("nav.chips a")}
    assert list(switch) == ["Alla", "Tekniska nämnden", "Polisen"]
    page = client.visit(switch["Polisen"])
    assert numbers(page) == ["0002"]
    assert page.select_one("nav.chips [aria-current]").text.strip() == "Polisen"


def test_each_section_holds_its_own(client: Client, town: SimpleNamespace) -> None:
    by, police = town.bertil, party_by_slug("polisen")
    town.noted()  # 1 new
    town.noted().receive(by=by, now=make.NOW)  # 2
    town.noted(released=make.NOW - 60 * DAY)  # 3 late, and new
    town.noted().ask_coordinator(police, "Är det ert?", by=by, now=make.NOW)  # 4
    town.noted().plan(ANSWER, date(2026, 12, 3), by=by, now=make.NOW)  # 5
    passed = town.noted()  # 6 planned, but the day has passed
    passed.plan(ANSWER, date(2026, 11, 10), by=by, now=make.NOW)
    passed.planned_date_passed(now=make.NOW)
    town.noted().fix(ANSWER, by=by, now=make.NOW)  # 7
    town.noted().decline(ANSWER, by=by, now=make.NOW)  # 8
    town.noted(type=FindingType.SAFE)  # 9 thanked for
    town.noted(released=None)  # 10 the walk goes on
    town.noted(released=None).withdraw(by=town.noter, now=make.NOW)  # 11 undone
    informed = town.noted(category="drugs", text="De säljer droger i porten.")  # 12
    informed.inform([party_by_slug("tekniska-namnden")])
    town.noted().dismiss("Ett prov.", by=town.karin, now=make.NOW)  # 13
    asked = "Vi har bett dem laga lampan."
    town.noted().pass_to(contacts()[0], "Lampan är trasig.", asked, by=by, now=make.NOW)  # 14
    db.session.commit()
    client.sign_in("bertil@example.org")
    expected = {
        "vantar": ["0003", "0001", "0002", "0006"],
        "nya": ["0003", "0001", "0004"],
        "sena": ["0003"],
        "samordnaren": ["0004"],
        "planerade": ["0005", "0006"],
        "hos-annan": ["0014"],
        "klara": ["0013", "0009", "0008", "0007"],
        "pagar": ["0010"],
        "kannedom": ["0012"],
    }
    shown = {key: numbers(client.visit(f"/inkorg?visa={key}")) for key in expected}
    assert shown == expected
    assert sections(client.visit("/inkorg")) == {
        "Väntar på oss": "4",
        "Nya": "3",
        "Sena": "1",
        "Väntar på samordnaren": "1",
        "Planerade": "2",
        "Hos annan": "1",
        "Klara": "4",
        "Inte frisläppta än": "1",
        "För kännedom": "1",
    }
    for state, label in WHERE_IT_IS.items():
        town.walk.state = state
        db.session.commit()
        row = client.visit("/inkorg?visa=pagar").words(".row")
        assert label in row
        assert [other for other in WHERE_IT_IS.values() if other in row] == [label]
    assert "Polisen" in client.visit("/inkorg?visa=kannedom").words(".row")
    assert numbers(client.visit("/inkorg?visa=osakra")) == expected["vantar"], "not a handler's"


def test_what_is_acute_stands_above_the_list_and_first_in_its_row(
    app: Flask, client: Client, town: SimpleNamespace
) -> None:
    town.noted()
    town.noted(urgency=Urgency.ACUTE)
    town.noted(urgency=Urgency.ACUTE, released=None)
    town.noted(urgency=Urgency.ACUTE).fix(ANSWER, by=town.bertil, now=make.NOW)
    town.noted(urgency=Urgency.ACUTE, category="drugs", text="De säljer droger i porten.")
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg?visa=nya&kategori=litter")
    assert page.words(".notice[data-color=danger] h2") == "2 akuta fynd"
    links = [a["href"] for a in page.select(".notice[data-color=danger] a")]
    assert links == ["/fynd/BOR-2026-0002", "/fynd/BOR-2026-0003"]
    for link in links:
        client.visit(link)
    tags = client.visit("/inkorg?visa=nya").select(".row:has(a[href*='0002']) .ds-tag")
    assert (tags[0].get_text(strip=True), tags[0]["data-color"]) == ("Brådska: akut", "danger")
    assert [t.get_text(strip=True) for t in tags].count("Brådska: akut") == 1
    with counted(app) as few:
        client.visit("/inkorg?visa=klara&kategori=litter")
    for _more in range(8):
        town.noted(urgency=Urgency.ACUTE)
    with counted(app) as many:
        page = client.visit("/inkorg?visa=klara&kategori=litter")
    assert len(many) == len(few)
    assert page.words(".notice[data-color=danger] h2") == "Fler än 9 akuta fynd"
    assert len(page.select(".notice[data-color=danger] a")) == 9


def test_sorted_by_due_date_then_age(client: Client, town: SimpleNamespace) -> None:
    town.noted(urgency=Urgency.LONG_TERM)
    town.noted(urgency=Urgency.HIGH)
    town.noted()
    older = town.noted()
    older.received_at = make.NOW - DAY
    db.session.commit()
    client.sign_in("bertil@example.org")
    assert numbers(client.visit("/inkorg?visa=nya")) == ["0002", "0004", "0003", "0001"]


def test_a_coordinator_sees_all_parties_and_what_nobody_is_sure_of(
    client: Client, town: SimpleNamespace
) -> None:
    town.noted().ask_coordinator(
        party_by_slug("polisen"), "Är det ert?", by=town.bertil, now=make.NOW
    )
    town.noted(category="drugs", text="De säljer droger i porten.")
    town.noted(released=None).certain = False
    db.session.commit()
    client.sign_in("karin@example.org")
    page = client.visit("/inkorg")
    assert page.select_one("nav.sections [aria-current]").contents[0].strip() == (
        "Väntar på samordnaren"
    )
    assert numbers(page) == ["0001"]
    assert "Tekniska nämnden" in page.words(".row")
    assert numbers(client.visit("/inkorg?visa=nya")) == ["0001", "0002"]
    assert numbers(client.visit("/inkorg?visa=nya&part=polisen")) == ["0002"]
    page = client.visit("/inkorg?visa=osakra")
    assert numbers(page) == ["0003"]
    page = client.visit(page.select_one(".row a")["href"])
    assert page.select_one(".move-first h3").text == "Bestäm ansvarig"


def test_a_reader_sees_counts_and_no_findings(client: Client, town: SimpleNamespace) -> None:
    town.noted()
    town.noted(category="drugs", text="De säljer droger i porten.")
    client.sign_in("rune@example.org")
    page = client.visit("/inkorg?visa=nya&nummer=1")
    assert page.h1.text.strip() == "Inkorg i siffror"
    rows = [" ".join(row.get_text(" ").split()) for row in page.select("tbody tr")]
    assert rows == ["Tekniska nämnden 0 0 1 1 0 0 0 0 0", "Polisen 0 0 1 1 0 0 0 0 0"]
    assert "Gångtunneln" not in page.text
    assert "droger" not in page.text


def test_filters_narrow_rows_and_counts(app: Flask, client: Client, town: SimpleNamespace) -> None:
    town.noted(category="litter", text="Skräp vid bänken.", latitude=57.72, longitude=12.93)
    town.noted(latitude=58.9, longitude=12.93)
    make.report(text="Lampan är trasig på gatan.")
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg?visa=nya")
    assert numbers(page) == ["0001", "0002", "0003"]
    options = {s["name"]: [o["value"] for o in s.select("option")] for s in page.select("select")}
    assert set(options) == {"kategori", "omrade", "vandring"}
    area, walk = options["omrade"][1], options["vandring"][1]
    assert numbers(client.visit("/inkorg?visa=nya&kategori=lighting")) == ["0002", "0003"]
    assert numbers(client.visit(f"/inkorg?visa=nya&omrade={area}")) == ["0001"]
    assert numbers(client.visit(f"/inkorg?visa=nya&vandring={walk}")) == ["0001", "0002"]
    page = client.visit(f"/inkorg?visa=nya&vandring={walk}&kategori=litter")
    assert sections(page)["Nya"] == "1"
    chosen = {s["name"]: s.select_one("[selected]")["value"] for s in page.select("select")
              if s.select_one("[selected]")}  # fmt: skip
    assert chosen == {"kategori": "litter", "vandring": walk}
    links = [parse_qs(urlsplit(a["href"]).query) for a in page.select("nav.sections a")]
    assert all(link["kategori"] == ["litter"] for link in links), "sections keep the filters"
    page = client.visit(f"/inkorg?visa=sena&vandring={walk}")
    assert "Inget här passar det du har valt." in page.words(".empty")


def test_nonsense_in_the_address_is_taken_calmly(client: Client, town: SimpleNamespace) -> None:
    town.noted()
    client.sign_in("bertil@example.org")
    for query in (
        "visa=%00", "visa=" + "å" * 3000, "kategori=%00'--", "omrade=-1", "omrade=²",
        "omrade=" + "9" * 40, "vandring=%F0%9F%92%A1", "nummer=%00", "nummer=" + "9" * 400,
        "nummer=1 2 3", "nummer=²",
    ):  # fmt: skip
        client.visit(f"/inkorg?{query}")
    client.visit("/inkorg?efter=%00")
    client.visit("/inkorg?efter=BOR-2026-0002", 404)


@pytest.mark.parametrize(
    "words", ["BOR-2026-0001", "bor 2026 1", " 2026-0001 ", "1", "0001", "nr 1"]
)
def test_a_number_opens_its_finding(client: Client, town: SimpleNamespace, words: str) -> None:
    town.noted()
    client.sign_in("bertil@example.org")
    answer = client.get("/inkorg", query_string={"nummer": words})
    assert (answer.status_code, answer.location) == (303, "/fynd/BOR-2026-0001")


@pytest.mark.parametrize("words", ["2", "2025 1", "hej", "BOR-2026-0002"])
def test_a_number_that_is_not_ones_own_is_said_kindly(
    client: Client, town: SimpleNamespace, words: str
) -> None:
    town.noted()
    town.noted(category="drugs", text="De säljer droger i porten.")
    client.sign_in("bertil@example.org")
    page = client.visit(f"/inkorg?nummer={words}")
    assert f"Inget fynd som du får läsa har numret eller beteckningen ”{words}”" in page.words()
    assert numbers(page) == ["0001"]


def test_pages_hold_fifty_and_follow_on(
    client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE_SIZE", 2)
    for urgency in (Urgency.NORMAL, Urgency.HIGH, Urgency.NORMAL, Urgency.LONG_TERM, Urgency.HIGH):
        town.noted(urgency=urgency)
    client.sign_in("bertil@example.org")
    seen, page = [], client.visit("/inkorg?visa=nya")
    while following := page.select_one(".pager [rel=next]"):
        seen.append(numbers(page))
        page = client.visit(following["href"])
    assert [*seen, numbers(page)] == [["0002", "0005"], ["0001", "0003"], ["0004"]]
    assert page.words(".pager") == "Till början"
    first = page.select_one(".pager a")
    assert numbers(client.visit(first["href"])) == ["0002", "0005"]


def test_what_is_done_is_paged_too(
    client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worklist, "PAGE_SIZE", 2)
    for _finding in range(3):
        town.noted().fix(ANSWER, by=town.bertil, now=make.NOW)
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit("/inkorg?visa=klara")
    assert numbers(page) == ["0003", "0002"]
    page = client.visit(page.select_one(".pager [rel=next]")["href"])
    assert numbers(page) == ["0001"]
    page = client.visit("/fynd/BOR-2026-0002?visa=klara")
    assert [a["href"][:19] for a in page.select(".pager a")] == [
        "/fynd/BOR-2026-0003",
        "/fynd/BOR-2026-0001",
    ]


def test_counting_stops_at_999() -> None:
    assert worklist.capped(COUNTED) == "999"
    assert worklist.capped(COUNTED + 1) == "999+"


def test_counts_are_capped_in_the_database(
    client: Client, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walks.model.counting.COUNTED", 2)
    monkeypatch.setattr(worklist, "COUNTED", 2)
    for _finding in range(4):
        town.noted()
    client.sign_in("bertil@example.org")
    assert sections(client.visit("/inkorg"))["Nya"] == "2+"


def test_htmx_gets_the_queue_alone(client: Client, town: SimpleNamespace) -> None:
    town.noted()
    client.sign_in("bertil@example.org")
    whole = client.visit("/inkorg?visa=nya")
    part = client.visit("/inkorg?visa=nya", headers={"HX-Request": "true"})
    assert not part.select("h1, form")
    assert numbers(part) == numbers(whole) == ["0001"]
    assert part.select("nav.sections")
    assert "HX-Request" in part.response.headers["Vary"]
    form = whole.select_one("form.filters")
    assert whole.select(form["data-hx-target"])
    assert form["data-hx-get"] == form["action"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    app: Flask, client: Client, town: SimpleNamespace
) -> None:
    client.sign_in("karin@example.org")

    def asked() -> int:
        client.visit("/inkorg?visa=nya")
        with counted(app) as statements:
            assert len(numbers(client.visit("/inkorg?visa=nya"))) == rows
        return len(statements)

    sizes = []
    for rows in (2, 12):
        for index in range(rows - len(sizes) * 2):
            made = town.noted(latitude=57.72, longitude=12.93)
            made.photos.append(Photo.of(Picture(f"{index:064}", f"{index:064}", 8, 6), make.NOW))
        db.session.commit()
        sizes.append(asked())
    assert sizes[0] == sizes[1]
    assert sizes[0] <= 18

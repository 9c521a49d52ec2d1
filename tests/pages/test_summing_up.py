"""Summing up: reading through, putting right, and letting the findings go."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.queries import counted
from walks.db import db
from walks.model.codes import Audience, FindingType, Urgency
from walks.model.finding import Finding
from walks.model.note import as_noted, correct
from walks.model.reading import mark_read
from walks.model.status import Status, Verb
from walks.model.walk import Participant, Walk, WalkState

KARIN, ANNA, RUNE = "karin@example.org", "anna@example.org", "rune@example.org"


@pytest.fixture
def walk(people: SimpleNamespace, now: datetime) -> Walk:
    """Anna's walk that is being summed up; Rune takes notes."""
    made = make.walk(people.anna, note_taker=people.rune)
    made.start(now)
    made.end(now)
    db.session.commit()
    return made


@pytest.fixture
def noter(walk: Walk) -> Participant:
    """Somebody who has joined."""
    participant, _secret = make.participant(walk)
    return participant


@pytest.fixture
def finding(walk: Walk, noter: Participant) -> Finding:
    """Two lamps out in the tunnel: Tekniska nämnden's."""
    made = make.finding(walk, noter)
    db.session.commit()
    return made


def signed_in(app: Flask, email: str) -> Client:
    """Return a browser of their own."""
    browser: Client = app.test_client()  # type: ignore[assignment]
    browser.sign_in(email)
    return browser


def stored(finding: Finding) -> Finding:
    """Return the finding as the database has it."""
    return db.session.query(Finding).populate_existing().filter_by(id=finding.id).one()


def card(page: Page, finding: Finding) -> str:
    """Return the words of the finding's card."""
    return page.words(f"[id='{finding.number}']")


def address(walk: Walk, finding: Finding | None = None, act: str = "") -> str:
    """Return the page's address, or that of an act on a finding."""
    page = f"/sammanstallning/{walk.public_id}"
    return f"{page}/fynd/{finding.number}{act}" if finding else page


def release(browser: Client, walk: Walk) -> Page:
    """Release as people do: read the list, follow its button, confirm."""
    list_of_all = browser.visit(address(walk))
    page = browser.visit(list_of_all.select_one(".action-bar a")["href"])
    return browser.send(f"{address(walk)}/frislapp", page.form("/frislapp"))


def test_leader_reads_every_finding_with_its_owner_reason_and_readers(
    client: Client, walk: Walk, noter: Participant, finding: Finding
) -> None:
    drugs = make.finding(walk, noter, category="drugs", text="De säljer vid trappan.")
    safe = make.finding(
        walk, noter, type=FindingType.SAFE, text="Fint upplyst torg.", urgency=Urgency.LONG_TERM
    )
    proposal = make.finding(walk, noter, type=FindingType.PROPOSAL, proposal="Sätt en spegel.")
    db.session.commit()
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert len(page.select("article.note")) == 4
    words = card(page, finding)
    for seen in (
        "Belysning",
        "Gångtunneln vid torget",
        "Två lampor är släckta i tunneln.",
        "Går till Tekniska nämnden.",
        finding.reason,
        "Får läsa: vandringens deltagare",
        "boende",
        "18.00",
    ):
        assert seen in words
    assert "Går till Polisen." in card(page, drugs)
    assert "bara den som noterade och de ansvariga" in card(page, drugs)
    assert "En trygg plats." in card(page, safe)
    assert "Långsiktig" in card(page, safe)
    assert "Förslag: Sätt en spegel." in card(page, proposal)


def test_note_taker_and_coordinator_read_and_everybody_else_gets_404(
    app: Flask, client: Client, walk: Walk, finding: Finding
) -> None:
    assert client.get(address(walk)).status_code == 303
    for email in (RUNE, KARIN):
        page = signed_in(app, email).visit(address(walk))
        assert "Två lampor är släckta" in page.words()
        assert "Bara vandringsledaren, Anna, kan frisläppa" in page.words()
        assert "Frisläpp 1 fynd" not in page.words()
    for email in ("bertil@example.org", "cilla@example.org", "ada@example.org"):
        stranger = signed_in(app, email)
        stranger.visit(address(walk), status=404)
        stranger.visit(f"{address(walk)}/frislapp", status=404)
        for url in (
            f"{address(walk)}/frislapp",
            address(walk, finding),
            address(walk, finding, "/angra"),
            address(walk, finding, "/inget-arende"),
            address(walk, finding, "/frislapp"),
        ):
            stranger.send(url, {"reason": "Nej"}, status=404)
            assert stranger.get(url).status_code in (404, 405)
    assert stored(finding).status is Status.NEW


def test_finding_of_another_walk_is_not_found_here(
    client: Client, people: SimpleNamespace, walk: Walk, finding: Finding
) -> None:
    other = make.walk(people.anna)
    db.session.commit()
    client.sign_in(ANNA)
    client.send(address(other, finding), {"text": "Nej"}, status=404)
    client.visit(f"{address(other)}?ratta={finding.number}", status=404)
    client.visit(f"{address(walk)}?ratta=BOR-1999-0001", status=404)
    client.visit(f"{address(walk)}?ratta=%00", status=404)


def test_screen_asks_as_little_of_the_database_for_thirty_findings_as_for_three(
    app: Flask, client: Client, walk: Walk, noter: Participant
) -> None:
    client.sign_in(ANNA)
    asked = []
    for extra in (3, 27):
        for number in range(extra):
            category = ("lighting", "drugs", "greenery")[number % 3]
            make.finding(walk, noter, category=category)
        db.session.commit()
        with counted(app) as statements:
            client.visit(address(walk))
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 20


def test_text_is_corrected_in_place_and_the_former_words_are_kept(
    client: Client, walk: Walk, finding: Finding
) -> None:
    client.sign_in(ANNA)
    page = client.visit(f"{address(walk)}?ratta={finding.number}")
    form = page.form(address(walk, finding))
    assert form["text"] == "Två lampor är släckta i tunneln."
    assert form["category"] == "lighting"
    page = client.send(address(walk, finding), form | {"text": "Tre lampor är släckta."})
    assert "är rättat. Tekniska nämnden ansvarar som förut." in page.words(".flashes")
    assert "Tre lampor är släckta." in card(page, finding)
    event = stored(finding).events[-1]
    assert (event.verb, event.person.name) == (Verb.CORRECT, "Anna")
    assert event.text.body == "Två lampor är släckta i tunneln."
    assert stored(finding).stop is None
    assert stored(finding).place_words == "Gångtunneln vid torget"


def test_new_category_routes_again_and_the_page_says_who_gets_it_now(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    client = signed_in(app, RUNE)
    form = client.visit(f"{address(walk)}?ratta={finding.number}").form(address(walk, finding))
    form |= {"category": "threat", "text": "En man hotade oss i tunneln."}
    page = client.send(address(walk, finding), form)
    assert "går nu till Polisen" in page.words(".flashes")
    assert "Går till Polisen." in card(page, finding)
    changed = stored(finding)
    assert changed.audience is Audience.NOTER_AND_PARTY
    assert changed.urgency is Urgency.HIGH, "the category's own, as nobody chose another"


def test_type_moves_between_new_and_noted(client: Client, walk: Walk, finding: Finding) -> None:
    client.sign_in(ANNA)
    url = f"{address(walk)}?ratta={finding.number}"
    client.send(
        address(walk, finding), client.visit(url).form(address(walk, finding)) | {"type": "safe"}
    )
    assert stored(finding).status is Status.NOTED
    client.send(
        address(walk, finding), client.visit(url).form(address(walk, finding)) | {"type": "unsafe"}
    )
    assert stored(finding).status is Status.NEW


def test_acute_correction_leaves_at_once(client: Client, walk: Walk, finding: Finding) -> None:
    client.sign_in(ANNA)
    form = client.visit(f"{address(walk)}?ratta={finding.number}").form(address(walk, finding))
    page = client.send(address(walk, finding), form | {"urgency": "acute"})
    assert "Gick iväg 10 november 2026 kl. 18.00. Svar senast 11 november 2026." in card(
        page, finding
    )
    assert stored(finding).released_at == make.NOW


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "a" * 1_000_000}, "högst 4000 tecken"),
        ({"place_words": ""}, "Skriv var det är."),
        ({"category": "nonsense"}, "Välj något i listan."),
        ({"urgency": "\x00"}, "Välj"),
        ({"type": "ufo"}, "Välj något i listan."),
    ],
)
def test_bad_correction_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, walk: Walk, finding: Finding, wrong: dict[str, str], sentence: str
) -> None:
    client.sign_in(ANNA)
    form = client.visit(f"{address(walk)}?ratta={finding.number}").form(address(walk, finding))
    form |= {"text": "Tre lampor."} | wrong
    page = client.send(address(walk, finding), form, status=422)
    assert sentence in page.words(".ds-error-summary")
    assert page.form(address(walk, finding))["text"].strip() == form["text"]
    assert stored(finding).text == "Två lampor är släckta i tunneln."


def test_nul_bytes_are_dropped(client: Client, walk: Walk, finding: Finding) -> None:
    client.sign_in(ANNA)
    form = client.visit(f"{address(walk)}?ratta={finding.number}").form(address(walk, finding))
    client.send(address(walk, finding), form | {"text": "Tre\x00 lampor\r\nborta"})
    assert stored(finding).text == "Tre lampor\nborta"


def test_stale_correction_shows_both_texts_and_can_be_sent_again(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    anna, rune = signed_in(app, ANNA), signed_in(app, RUNE)
    url = address(walk, finding)
    hers = anna.visit(f"{address(walk)}?ratta={finding.number}").form(url)
    his = rune.visit(f"{address(walk)}?ratta={finding.number}").form(url)
    anna.send(url, hers | {"text": "Annas text om lamporna."})
    page = rune.send(url, his | {"text": "Runes text om lamporna."}, status=409)
    assert "Någon annan hann före" in card(page, finding)
    assert "Nu: Annas text om lamporna." in card(page, finding)
    assert "Du skrev: Runes text om lamporna." in card(page, finding)
    rune.send(url, page.form(url))
    assert stored(finding).text == "Runes text om lamporna."


def test_correction_of_what_has_left_meanwhile_shows_what_was_written(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    anna, rune = signed_in(app, ANNA), signed_in(app, RUNE)
    url = address(walk, finding)
    his = rune.visit(f"{address(walk)}?ratta={finding.number}").form(url)
    release(anna, walk)
    page = rune.send(url, his | {"text": "Runes text om lamporna."}, status=409)
    assert "rättas inte här längre" in page.words()
    assert "Runes text om lamporna." in page.words()
    assert not page.select("textarea")
    assert stored(finding).text == "Två lampor är släckta i tunneln."


def test_finding_noted_by_mistake_is_withdrawn(app: Flask, walk: Walk, finding: Finding) -> None:
    client = signed_in(app, RUNE)
    page = client.send(address(walk, finding, "/angra"), {})
    assert f"{finding.number} är ångrat." in page.words(".flashes")
    assert stored(finding).status is Status.WITHDRAWN
    assert "1 borttaget" in page.words("details.fold:not(#anteckna)")
    client.send(address(walk, finding, "/angra"), {}, status=409)


def test_coordinator_dismisses_with_a_reason_but_does_not_withdraw(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    karin = signed_in(app, KARIN)
    page = karin.visit(address(walk))
    assert "Ta bort fyndet" not in card(page, finding)
    karin.send(address(walk, finding, "/angra"), {}, status=409)
    page = karin.send(address(walk, finding, "/inget-arende"), {"reason": " \x00 "}, status=422)
    assert "Skriv varför." in card(page, finding)
    for nothing in ({"reason": "..."}, {}):
        page = karin.send(address(walk, finding, "/inget-arende"), nothing, status=422)
        assert "Skriv varför." in card(page, finding)
    page = karin.send(address(walk, finding, "/inget-arende"), {"reason": "x" * 2000}, status=422)
    assert page.form("/inget-arende")["reason"] == "x" * 2000
    karin.send(address(walk, finding, "/inget-arende"), {"reason": "Redan lagat i går.\x00"})
    changed = stored(finding)
    assert changed.status is Status.NOT_A_CASE
    assert changed.events[-1].text.body == "Redan lagat i går."


def test_release_is_confirmed_in_words_first(
    client: Client, walk: Walk, noter: Participant, finding: Finding
) -> None:
    make.finding(walk, noter, urgency=Urgency.HIGH)
    make.finding(walk, noter, category="drugs", text="De säljer vid trappan.")
    make.finding(walk, noter, type=FindingType.SAFE)
    make.finding(walk, noter).withdraw(by=noter, now=make.NOW)
    db.session.commit()
    client.sign_in(ANNA)
    assert "Frisläpp 4 fynd" in client.visit(address(walk)).words(".action-bar")
    page = client.visit(f"{address(walk)}/frislapp")
    way = [link.text for link in page.select(".breadcrumbs a")]
    assert way == ["Planering", walk.title, "Sammanställning"]
    assert page.h1.text == "Frisläpp 4 fynd"
    for seen in (
        "4 fynd lämnar vandringen: 2 till Tekniska nämnden, 1 till Polisen, 1 trygg plats sparas.",
        "1 med brådska ”hög”: svar senast den 17 november 2026",
        "svar senast den 8 december 2026",
    ):
        assert seen in page.words(".panel")
    assert stored(finding).released_at is None


def test_leader_releases_and_the_page_says_what_comes_next(
    client: Client, walk: Walk, finding: Finding
) -> None:
    client.sign_in(ANNA)
    page = release(client, walk)
    assert "1 fynd är frisläppt." in page.words(".flashes")
    assert "Nästa steg: samordnaren" in page.words()
    assert "Hos Tekniska nämnden." in card(page, finding)
    assert not page.select("article.note form")
    changed = stored(finding)
    assert (changed.released_at, changed.due_on) == (make.NOW, date(2026, 12, 8))
    assert changed.walk.state is WalkState.RELEASED
    page = client.send(f"{address(walk)}/frislapp", {})
    assert "Fynden är redan frisläppta." in page.words(".flashes")
    assert client.visit(f"{address(walk)}/frislapp").response.request.path == address(walk)


def test_finding_that_came_after_the_confirm_page_was_read_is_shown_before_release(
    client: Client, walk: Walk, noter: Participant, finding: Finding
) -> None:
    client.sign_in(ANNA)
    read = client.visit(f"{address(walk)}/frislapp").form("/frislapp")
    new = make.finding(walk, noter, text="En man stod i buskarna.")
    db.session.commit()
    page = client.send(f"{address(walk)}/frislapp", read, status=409)
    assert page.h1.text == "Frisläpp 2 fynd"
    notice = page.words(".notice")
    assert "1 fynd har kommit till eller ändrats sedan du läste" in notice
    assert "En man stod i buskarna." in notice
    assert "Två lampor" not in notice
    assert (stored(finding).released_at, stored(new).released_at) == (None, None)
    page = client.send(f"{address(walk)}/frislapp", page.form("/frislapp"))
    assert "2 fynd är frisläppta." in page.words(".flashes")


def test_finding_that_came_after_the_list_was_read_is_pointed_out(
    client: Client, walk: Walk, noter: Participant, finding: Finding
) -> None:
    client.sign_in(ANNA)
    button = client.visit(address(walk)).select_one(".action-bar a")["href"]
    assert not client.visit(button).select(".notice[data-color=warning]")
    make.finding(walk, noter, text="En man stod i buskarna.")
    db.session.commit()
    page = client.visit(button)
    assert "1 fynd har kommit till eller ändrats sedan du läste" in page.words(".notice")
    client.send(f"{address(walk)}/frislapp", page.form("/frislapp"))
    assert stored(finding).released_at == make.NOW


def test_what_is_not_read_or_has_no_sure_owner_is_told_before_release(
    client: Client, walk: Walk, finding: Finding, noter: Participant
) -> None:
    unsure = make.finding(walk, noter, category=None, text="Det är något med platsen.")
    db.session.commit()
    client.sign_in(ANNA)
    where = f"{address(walk)}/frislapp"
    said = client.visit(where).words(".notice")
    assert "2 av 2 fynd är inte markerade som lästa av dig" in said
    assert f"{unsure.number} har osäker ägare" in said
    assert finding.number not in said
    for each in (finding, unsure):
        mark_read(each, walk.leader, each.version)
    unsure.certain = True
    db.session.flush()
    mark_read(unsure, walk.leader, unsure.version)
    db.session.commit()
    assert not client.visit(where).select(".notice")


def test_finding_that_another_changed_after_it_was_read_is_shown_before_release(
    client: Client, walk: Walk, finding: Finding, people: SimpleNamespace
) -> None:
    client.sign_in(ANNA)
    read = client.visit(f"{address(walk)}/frislapp").form("/frislapp")
    for person, words in (people.anna, "Tre lampor"), (people.rune, "Fyra lampor"):
        correct(finding, replace(as_noted(finding), text=words), by=person, now=make.NOW)
        db.session.commit()
        status = 409 if person is people.rune else 200
        page = client.visit(f"{address(walk)}/frislapp?last={read['last']}")
        assert bool(page.select(".notice[data-color=warning]")) is (status == 409)
    page = client.send(f"{address(walk)}/frislapp", read, status=409)
    assert "Fyra lampor" in page.words(".notice[data-color=warning]")
    assert stored(finding).released_at is None


@pytest.mark.parametrize("read_to", ["", "\x00", "-1", "allt", "9" * 30, "9" * 5000])
def test_release_that_does_not_say_how_far_it_was_read_asks_again_or_is_refused(
    client: Client, walk: Walk, finding: Finding, read_to: str
) -> None:
    client.sign_in(ANNA)
    client.send(f"{address(walk)}/frislapp", {"last": read_to}, status=409)
    assert stored(finding).released_at is None
    client.visit(f"{address(walk)}/frislapp?last={read_to}")


def test_walk_that_goes_on_is_not_released(client: Client, walk: Walk, finding: Finding) -> None:
    walk.state = WalkState.UNDER_WAY
    db.session.commit()
    client.sign_in(ANNA)
    page = client.send(f"{address(walk)}/frislapp", {"last": "1"}, status=409)
    assert "Avsluta vandringen först. Sedan kan fynden frisläppas." in page.words()
    assert page.select(f"main a[href='/planering/{walk.public_id}']")


def test_urgency_is_one_scale_from_acute_to_long_term(
    client: Client, walk: Walk, noter: Participant, finding: Finding
) -> None:
    for urgency in (Urgency.LONG_TERM, Urgency.HIGH):
        make.finding(walk, noter, urgency=urgency)
    db.session.commit()
    client.sign_in(ANNA)
    scale = ["Akut", "Hög", "Normal", "Långsiktig"]
    page = client.visit(f"{address(walk)}?ratta={finding.number}")
    offered = page.select("form.stack select[name=urgency] option")
    assert [option.text for option in offered] == scale
    words = [p.text for p in client.visit(f"{address(walk)}/frislapp").select(".panel li")]
    assert [name for name in scale for line in words if name.lower() in line] == scale[1:]
    assert [next(n for n in scale if n.lower() in line) for line in words] == scale[1:]


def test_note_taker_and_coordinator_can_not_release(
    app: Flask, walk: Walk, finding: Finding
) -> None:
    for email in (RUNE, KARIN):
        client = signed_in(app, email)
        page = client.send(f"{address(walk)}/frislapp", {}, status=409)
        assert "Bara vandringsledaren kan frisläppa" in page.words()
        page = client.visit(f"{address(walk)}/frislapp")
        assert page.response.request.path == address(walk)
    assert stored(finding).released_at is None


def test_walk_under_way_can_be_read_corrected_and_ended_here(
    client: Client, walk: Walk, finding: Finding
) -> None:
    walk.state = WalkState.UNDER_WAY
    db.session.commit()
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert "Pågår fortfarande" in page.words()
    assert "Rätta" in card(page, finding)
    assert not page.select(".action-bar"), "nothing is released before the walk is over"
    page = client.visit(page.select_one("main a[href$='/avsluta']")["href"])
    client.send(f"/planering/{walk.public_id}/avsluta", page.form("/avsluta"))
    assert stored(finding).walk.state is WalkState.SUMMING_UP


@pytest.mark.parametrize("state", [WalkState.PLANNED, WalkState.CANCELLED])
def test_walk_without_findings_says_there_is_nothing_yet(
    client: Client, walk: Walk, state: WalkState
) -> None:
    walk.state = state
    db.session.commit()
    client.sign_in(ANNA)
    page = client.visit(address(walk))
    assert "Inget att sammanställa" in page.words()
    assert "Inga fynd än." in page.words()


def test_empty_walk_can_be_closed(client: Client, walk: Walk) -> None:
    client.sign_in(ANNA)
    page = client.visit(f"{address(walk)}/frislapp")
    assert page.h1.text == "Avsluta sammanställningen"
    page = release(client, walk)
    assert "Frisläppt den 10 november 2026" in page.words()


def test_what_came_in_late_is_listed_and_released_by_leader_or_coordinator(
    app: Flask, walk: Walk, noter: Participant, finding: Finding, people: SimpleNamespace
) -> None:
    walk.state, walk.released_at = WalkState.RELEASED, make.NOW - timedelta(days=1)
    finding.released_at = walk.released_at
    first, second = (make.finding(walk, noter, text=f"Sent {n}") for n in range(2))
    db.session.commit()
    rune = signed_in(app, RUNE)
    page = rune.visit(address(walk))
    assert "Kom in sent" in [heading.text.strip() for heading in page.select("h2")]
    assert "Rätta" in card(page, first)
    assert "Frisläpp" not in card(page, first)
    rune.send(address(walk, first, "/frislapp"), {}, status=409)
    page = signed_in(app, ANNA).send(address(walk, first, "/frislapp"), {})
    assert "Hos Tekniska nämnden." in card(page, first)
    page = signed_in(app, KARIN).send(address(walk, second, "/frislapp"), {})
    assert "Kom in sent" not in [heading.text.strip() for heading in page.select("h2")]
    assert stored(first).due_on == stored(second).due_on == date(2026, 12, 8)


def test_opened_form_can_be_fetched_alone(client: Client, walk: Walk, finding: Finding) -> None:
    client.sign_in(ANNA)
    part = client.get(
        f"{address(walk)}?ratta={finding.number}", headers={"HX-Request": "true"}
    ).text
    assert "<html" not in part
    assert "Spara rättelsen" in part
    assert "HX-Request" in client.get(address(walk)).vary


def test_days_are_those_of_borås(client: Client, walk: Walk, finding: Finding) -> None:
    walk.state = WalkState.RELEASED
    walk.released_at = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)
    db.session.commit()
    client.sign_in(ANNA)
    assert "Frisläppt den 13 november 2026" in client.visit(address(walk)).words()

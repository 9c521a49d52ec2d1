"""The demo's content: well formed, in its place on the map, with nobody real in it."""

import itertools
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon, box, shape
from shapely.ops import unary_union

import walks.model
from tests.demo.replay import PEOPLE, START, TOWN, WALKS, noted
from walks.demo.content import DATA, Finding, Walk, background, role_of
from walks.demo.pictures import MOTIFS
from walks.model.codes import FindingType, Light
from walks.model.note import TEXT_MAX
from walks.model.person import Role
from walks.model.status import Verb
from walks.model.sweden import in_sweden
from walks.model.walk import WalkKind, WalkState

findings = pytest.mark.parametrize("finding", TOWN.findings, ids=lambda f: f.key)


def _shipped_parties() -> dict[str, str | None]:
    file = Path(walks.model.__file__).parent / "data" / "categories.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["category"]
    return {row["key"]: row.get("party") or None for row in rows}


def test_the_town_has_the_promised_size() -> None:
    kinds = [walk.kind for walk in TOWN.walks]
    assert len(TOWN.areas) == 4
    assert (kinds.count(WalkKind.WALK), kinds.count(WalkKind.ROUND)) == (7, 2)
    assert 155 <= len(TOWN.findings) <= 170


def test_it_goes_back_twelve_months_with_something_in_every_month() -> None:
    months = {f"{noted(finding):%Y-%m}" for finding in TOWN.findings}
    back = (START.year * 12 + START.month - i for i in range(12))
    assert {f"{(month - 1) // 12}-{(month - 1) % 12 + 1:02}" for month in back} <= months


def test_one_walk_follows_another_up_half_a_year_later_by_the_same_stops() -> None:
    first, again = WALKS["harbour"], WALKS["harbour-follow-up"]
    assert first.stops == again.stops
    assert 150 <= first.days_ago - again.days_ago <= 220
    looked_at = {
        step.verb
        for finding in TOWN.findings
        if finding.walk == "harbour"
        for step in finding.story
        if step.days_ago == again.released_days_ago
    }
    assert looked_at == {Verb.VERIFY, Verb.REOPEN}


def test_every_category_occurs() -> None:
    assert {finding.category for finding in TOWN.findings} >= set(_shipped_parties())


def test_one_is_written_in_arabic_and_one_in_english_and_both_were_answered() -> None:
    foreign = {finding.language: finding for finding in TOWN.findings if finding.language != "sv"}
    assert set(foreign) == {"ar", "en"}
    assert all(unicodedata.bidirectional(c) == "AL" for c in foreign["ar"].text if c.isalpha())
    assert all(any(step.answer for step in finding.story) for finding in foreign.values())


def test_keys_are_unique() -> None:
    for things in (TOWN.people + TOWN.residents, TOWN.areas, TOWN.walks, TOWN.findings):
        keys = [thing.key for thing in things]
        assert len(set(keys)) == len(keys)


def test_every_role_is_played_and_every_address_is_invented() -> None:
    roles = {role for person in TOWN.people for role, _ in person.memberships}
    assert roles == set(Role)
    office = [a for p in TOWN.office.parties for a in (p.email, p.escalation_email)]
    office += [contact.email for contact in TOWN.office.contacts]
    written = [person.email for person in TOWN.people + TOWN.residents] + office
    written += [email for walk in TOWN.walks for email in walk.followers]
    assert all(email.endswith(".example") for email in written)
    for person in TOWN.people:
        for role, party in person.memberships:
            assert (party is not None) == (role is Role.HANDLER)


def test_phones_are_from_the_series_kept_for_invented_people() -> None:
    # PTS keeps 070-1740605 to 070-1740699 free for books and films.
    written = [walk.leader_phone for walk in TOWN.walks]
    written += [contact.phone for contact in TOWN.office.contacts]
    for phone in written:
        number = int(re.sub(r"\D", "", phone))
        assert 701740605 <= number <= 701740699


@pytest.mark.parametrize("walk", TOWN.walks, ids=lambda w: w.key)
def test_a_walk_names_people_area_and_stops_that_exist(walk: Walk) -> None:
    area = next(area for area in TOWN.areas if area.key == walk.area)
    assert {walk.leader, walk.note_taker or walk.leader} <= set(PEOPLE)
    assert len({stop.name for stop in walk.stops}) == len(walk.stops) >= 4
    assert all(Polygon(area.ring).covers(Point(s.lat, s.lon)) for s in walk.stops)
    assert bool(walk.workplace and walk.unit and walk.employer_contact) == (
        walk.kind is WalkKind.ROUND
    )
    released = walk.state in (WalkState.RELEASED, WalkState.ARCHIVED)
    assert (walk.released_days_ago is not None) == released
    assert (walk.days_ago < 0) == (walk.state is WalkState.PLANNED)
    assert (walk.minutes_ago is not None) == (walk.state is WalkState.UNDER_WAY)


def test_the_drawn_town_is_small_and_has_the_kinds_of_places_the_agreement_names() -> None:
    features = background()["features"]
    assert (DATA / "town.geojson").stat().st_size < 40_000
    kinds = {feature["properties"]["kind"] for feature in features}
    wanted = {"street", "square", "park", "school", "school_yard", "tunnel", "housing_yard"}
    assert wanted | {"library", "water", "building", "railway", "playground"} <= kinds
    streets = [f["properties"] for f in features if f["properties"]["kind"] == "street"]
    assert {street["class"] for street in streets} == {"main", "street", "path"}
    assert all(shape(feature["geometry"]).is_valid for feature in features)


def test_the_town_lies_in_sweden_and_every_position_in_the_town() -> None:
    drawn = [shape(feature["geometry"]) for feature in background()["features"]]
    west, south, east, north = unary_union(drawn).envelope.bounds
    assert in_sweden(south, west)
    assert in_sweden(north, east)
    town = box(west, south, east, north)
    for area in TOWN.areas:
        assert town.covers(Polygon([(lon, lat) for lat, lon in area.ring]))
    for finding in TOWN.findings:
        if finding.lat is not None:
            assert town.covers(Point(finding.lon, finding.lat)), finding.key


def test_areas_are_valid_and_do_not_overlap() -> None:
    rings = [Polygon(area.ring) for area in TOWN.areas]
    assert all(ring.is_valid for ring in rings)
    assert not any(a.intersects(b) for a, b in itertools.combinations(rings, 2))


@findings
def test_a_finding_says_something_somewhere(finding: Finding) -> None:
    assert 1 <= len(finding.text) <= TEXT_MAX
    assert "\u00ad" not in finding.text
    assert finding.place or finding.stop or finding.lat is not None
    assert (finding.lat is None) == (finding.lon is None)
    assert finding.type is not FindingType.PROPOSAL or finding.proposal


@findings
def test_a_finding_of_a_walk_lies_in_its_area_at_one_of_its_stops(finding: Finding) -> None:
    if finding.walk is None:
        assert finding.noter is None
        assert finding.stop is None
        assert finding.reporter in {None, *(r.key for r in TOWN.residents)}
        return
    walk = WALKS[finding.walk]
    area = next(area for area in TOWN.areas if area.key == walk.area)
    assert Polygon(area.ring).covers(Point(finding.lat, finding.lon))
    assert finding.stop in {None, *(stop.name for stop in walk.stops)}
    assert all(map(role_of, filter(None, (finding.noter, *finding.agreed))))
    assert 0 <= finding.minutes < (walk.minutes or walk.minutes_ago or 0)


@findings
def test_the_party_is_the_one_its_category_answers_to(finding: Finding) -> None:
    parties = _shipped_parties()
    assert finding.category is None or finding.category in parties
    wanted = parties.get(finding.category or "other")
    assert finding.party == wanted or (wanted is None and finding.party in parties.values())
    assert finding.category != "workplace" or WALKS[finding.walk or ""].kind is WalkKind.ROUND


@findings
def test_its_photos_can_be_drawn_and_are_described(finding: Finding) -> None:
    assert len(finding.photos) <= 2
    light = finding.light or WALKS[finding.walk].light if finding.walk else finding.light
    daylight = light is Light.DAYLIGHT
    for photo in finding.photos:
        assert photo.motif in MOTIFS
        assert len(photo.alt) >= 20 or photo.broken_off
        assert (photo.seed % 6 == 5) == daylight  # mood 5 is the only one by day


def test_nobody_is_named_and_no_number_is_private() -> None:
    for finding in TOWN.findings:
        words = " ".join([finding.text, finding.proposal, finding.place])
        assert not re.search(r"\d{5}|\d{3}-\d|@", words), finding.key


def test_every_motif_is_seen_in_the_town() -> None:
    assert {photo.motif for finding in TOWN.findings for photo in finding.photos} == set(MOTIFS)

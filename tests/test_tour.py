"""The tour leads to every page there is, or what is checked on every page is checked on some."""

from tests.tour import EVERYBODY, IN_AN_EMPTY_TOWN, State, Tour

NOT_PAGES = {
    "case_sheet.show",  # PDF
    "case_sheet.show (en)",
    "finding_sheet.show",
    "following.ending",  # sends on to following.show
    "following.ending (en)",
    "home.health",  # JSON
    "photos.by_link",
    "photos.on_case",
    "photos.on_walk",
    "photos.published",
    "photos.staff",
    "protocols.download",
    "questions.on_walk",  # the very page of questions.on_case
    "questions.on_walk (en)",
    "service_worker.show",  # a script
    "signing_in.landing",  # sends on to where somebody's work is
    "static",
    "well_known.favicon",
    "well_known.robots",
}


def test_the_tour_leads_to_every_page_in_both_languages(town: Tour) -> None:
    stops = [stop for who in EVERYBODY for stop in town.stops(who)]
    found = {town.endpoint(stop.path) for stop in stops if stop.state is State.OPENED}
    there = set()
    for rule in town.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in NOT_PAGES:
            there.add(rule.endpoint)
            if "lang" in rule.arguments and "lang" not in (rule.defaults or {}):
                there.add(f"{rule.endpoint} (en)")
    assert there - found == set()
    assert {stop.state for stop in stops} == set(State)


def test_an_empty_town_has_pages_too(empty_town: Tour) -> None:
    for who in IN_AN_EMPTY_TOWN:
        stops = empty_town.stops(who, of_each_kind=1)
        assert stops, who
        assert all(empty_town.read(stop).mimetype == "text/html" for stop in stops)


def test_a_busy_page_is_met_on_the_way_to_a_page_and_on_the_way_from_it(town: Tour) -> None:
    busy = [stop for stop in town.stops("bertil") if stop.state is State.BUSY]
    assert [bool(stop.action) for stop in busy] == [True, False]
    for stop in busy:
        answer = town.read(stop)
        assert answer.status_code == 503
        assert ("finns kvar här" in answer.text) is bool(stop.action)

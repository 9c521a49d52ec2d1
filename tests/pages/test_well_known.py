"""The icon and the file for crawlers, at the addresses that everybody knows."""

from urllib.robotparser import RobotFileParser

import pytest

from tests.client import Client
from tests.doors import EVERYBODY, MAY, rules
from tests.world import World

FOR_CRAWLERS = {
    "following.asked",
    "following.new",
    "home.accessibility",
    "home.index",
    "home.privacy",
    "photos.published",
    "public.index",
    "public.map_page",
    "public.show",
    "report.new",
    "static",
    "well_known.favicon",
    "well_known.robots",
}


def test_a_browser_that_asks_for_an_icon_gets_ours(client: Client) -> None:
    answer = client.get("/favicon.ico", follow_redirects=True, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert client.post("/favicon.ico").status_code in (400, 405)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_crawlers_may_read_what_is_public_and_nothing_else(world: World, prefix: str) -> None:
    answer = world.browser("anonymous").get("/robots.txt")
    assert answer.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    may = {
        rule.endpoint
        for rule in rules(world.app)
        if "GET" in (rule.methods or ()) and robots.can_fetch("*", prefix + world.address(rule))
    }
    assert may == FOR_CRAWLERS
    assert {endpoint for endpoint in may if MAY[endpoint] != EVERYBODY} == set()


def test_the_file_for_crawlers_names_nothing_that_lies_behind_a_door(world: World) -> None:
    lines = world.browser("anonymous").get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    for line in lines[1:]:
        verb, path = line.split(": ")
        assert verb == "Disallow"
        assert len(path.removeprefix("/en").strip("/").split("/")) == 1, "a beginning and no more"
        assert not [value for value in world.values.values() if value and str(value) in line]

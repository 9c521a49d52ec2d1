"""What caches keep: no page that is for somebody, and no fragment instead of a page."""

import pytest

from tests.doors import MAY, PARTICIPANT, rules, was_let_in
from tests.world import KINDS, SIGNED_IN, World

BY_SECRET = {
    "answering.index",
    "answering.show",
    "case_sheet.show",
    "photos.by_link",
    "photos.on_case",
    "questions.on_case",
    "report.case",
}
"""For whoever holds the secret in the address, signed in or not."""
SHARED = {"photos.published": "public, max-age=3600", "static": "public"}
"""For everybody, and kept by caches on the way."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_cache_keeps_what_is_for_somebody(world: World, kind: str) -> None:
    """Redirects and refusals too: they say who has joined what."""
    for rule in rules(world.app):
        if "GET" not in (rule.methods or ()):
            continue
        answer = world.browser(kind).get(world.address(rule), buffered=True)
        kept = answer.headers.get("Cache-Control", "")
        if rule.endpoint in SHARED:
            assert kept.startswith(SHARED[rule.endpoint]) or rule.endpoint == "static", kept
            assert "Set-Cookie" not in answer.headers
        elif kind in SIGNED_IN or rule.endpoint in BY_SECRET or MAY[rule.endpoint] == PARTICIPANT:
            assert kept == "private, no-store", rule.endpoint
        else:
            assert kept in ("no-cache", "no-store", "private, no-store"), rule.endpoint
        if "Set-Cookie" in answer.headers or b"csrf_token" in answer.data:
            assert "no-store" in kept, rule.endpoint


@pytest.mark.parametrize("kind", KINDS)
def test_a_fragment_is_never_taken_for_the_page(world: World, kind: str) -> None:
    """Both say that they differ by the header that asks for the fragment."""
    differing = set()
    for rule in rules(world.app):
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        browser, address = world.browser(kind), world.address(rule)
        page = browser.get(address)
        fragment = browser.get(address, headers={"HX-Request": "true"})
        if page.mimetype != "text/html" or not was_let_in(page):
            continue
        if ("<!DOCTYPE" in page.text) != ("<!DOCTYPE" in fragment.text):
            differing.add(rule.endpoint)
            assert "HX-Request" in page.vary, rule.endpoint
            assert "HX-Request" in fragment.vary, rule.endpoint
    assert "public.map_page" in differing


def test_a_photo_one_has_seen_is_not_known_again_once_it_is_closed(world: World) -> None:
    other = world.others["police finding"]
    addresses = (f"/bild/{other['uuid']}", f"/vandringar/bild/{other['uuid']}")
    seen = world.browser("police").get(addresses[0])
    assert seen.status_code == 200
    known = {"If-None-Match": seen.headers["ETag"]}
    assert world.browser("police").get(addresses[0], headers=known).status_code == 304
    for kind in ("tn", "reader", "admin"):
        for address in addresses:
            assert world.browser(kind).get(address, headers=known).status_code == 404

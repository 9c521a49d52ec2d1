"""From where a POST or PUT may come: our own pages, told by a token or the browser's headers."""

import pytest

from tests.doors import BEARER, BY_SECRET, MAY, SAME_ORIGIN, ask, posts, puts
from tests.world import SIGNED_IN, World
from walks.pages.access import protection_of

FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://elak.example"},
    {"Origin": "http://localhost.elak.example"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://elak@localhost"},
    {"Origin": "null"},
    {"Referer": "http://localhost/"},
    {},
]


def test_the_protection_of_every_post_is_the_one_listed(world: World) -> None:
    writes = [*posts(world.app), *puts(world.app)]
    with world.app.app_context():
        declared = {rule.endpoint: protection_of(rule.endpoint).value for rule in writes}
    wanted = {name: "same_origin" if name in SAME_ORIGIN else "csrf" for name in declared}
    assert declared == wanted | dict.fromkeys(BEARER, "bearer") | dict.fromkeys(BY_SECRET, "secret")
    assert declared.keys() >= SAME_ORIGIN


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_a_post_from_another_site_does_nothing(
    world: World, written: list[str], headers: dict[str, str]
) -> None:
    for rule in posts(world.app):
        if rule.endpoint in BY_SECRET:
            continue
        for who in sorted(MAY[rule.endpoint] | {"anonymous"}):
            answer = world.browser(who).post(world.address(rule), headers=headers)
            refused = answer.status_code in (400, 403)
            elsewhere = answer.status_code == 303 and rule.endpoint == "security.logout"
            assert refused or elsewhere, (who, rule.endpoint, answer.status)
    assert written == []


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=str)
def test_a_put_from_another_site_does_nothing(
    world: World, written: list[str], headers: dict[str, str]
) -> None:
    """Without its token a phone's PUT does nothing, wherever it comes from."""
    for rule in puts(world.app):
        answer = world.browser("anonymous").put(world.address(rule), headers=headers)
        assert answer.status_code == (401 if rule.endpoint in BEARER else 403), rule.endpoint
        assert answer.is_json
    assert written == []


@pytest.mark.parametrize("where", ["nowhere", "address", "another session", "made up"])
def test_only_this_session_s_token_in_the_form_is_a_token(
    world: World, written: list[str], where: str
) -> None:
    """Each browser here would be let in, and says by its headers that the page is our own."""
    token = world.token()
    forms = {"another session": {"csrf_token": token}, "made up": {"csrf_token": "x"}}
    for rule in posts(world.app):
        if rule.endpoint in SAME_ORIGIN | BY_SECRET:
            continue
        for who in sorted(MAY[rule.endpoint] & set(SIGNED_IN)):
            browser = world.browser(who)
            if where == "another session":
                with browser.session_transaction() as session:
                    session["csrf_token"] = "d" * 40
            answer = browser.post(
                world.address(rule),
                query_string={"csrf_token": token} if where == "address" else {},
                data=forms.get(where, {}),
                headers={"Sec-Fetch-Site": "same-origin"},
            )
            assert answer.status_code == 400, (who, rule.endpoint, answer.status)
    assert written == []


@pytest.mark.parametrize("name", sorted(SAME_ORIGIN))
@pytest.mark.parametrize(
    "headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}], ids=str
)
def test_a_post_with_our_origin_is_ours(world: World, name: str, headers: dict[str, str]) -> None:
    by_post = {rule.endpoint: rule for rule in posts(world.app)}
    by_put = {rule.endpoint: rule for rule in puts(world.app)}
    rule, method = (by_post | by_put)[name], "POST" if name in by_post else "PUT"
    answer = ask(world, world.browser(sorted(MAY[name])[0]), method, world.address(rule), headers)
    assert answer.status_code in (200, 201, 303, 409, 422)

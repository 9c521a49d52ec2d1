"""What addresses we hand out begin with: WALKS_PUBLIC_URL, whatever host a request claims."""

from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.doors import MAY, rules
from tests.world import World
from walks.pages.access import cookie_name

PUBLIC_URL = "https://trygg.example"
STRANGE = "elak.example"

CARRIES_AN_ADDRESS = {
    "people.create_link": "admin",
    "planning.poster": "leader",
    "planning.show": "leader",
    "report.case": "anonymous",
}
"""Pages that show an address to take elsewhere, on paper or in a letter."""


def claiming(world: World, browser: FlaskClient) -> dict[str, str]:
    """Return the headers of a request that claims another host, with the browser's cookies."""
    names = ("session", cookie_name(world.values["walk_id"]))
    cookies = [(name, browser.get_cookie(name)) for name in names]
    return {
        "Cookie": "; ".join(f"{name}={cookie.value}" for name, cookie in cookies if cookie),
        "Host": STRANGE,
        "X-Forwarded-Host": STRANGE,
        "X-Forwarded-Server": STRANGE,
        "Forwarded": f"host={STRANGE}",
        "Sec-Fetch-Site": "same-origin",
    }


def test_no_page_repeats_the_host_that_a_request_claims(world: World) -> None:
    world.app.config["PUBLIC_URL"] = PUBLIC_URL
    doors = rules(world.app)
    asked = [("GET", rule) for rule in doors] + [("POST", rule) for rule in doors]
    for method, rule in asked:
        if method not in (rule.methods or ()) or rule.endpoint == "account.sign_out_everywhere":
            continue  # signed out, they could not be asked for the rest
        kind = CARRIES_AN_ADDRESS.get(rule.endpoint, sorted(MAY[rule.endpoint])[0])
        answer = FlaskClient(world.app, world.app.response_class, use_cookies=False).open(
            world.address(rule),
            method=method,
            headers=claiming(world, world.browser(kind)),
            data={"csrf_token": world.token()} if method == "POST" else None,
            base_url=f"http://{STRANGE}",
            buffered=True,
        )
        said = answer.text if answer.mimetype == "text/html" else ""
        assert STRANGE not in said + str(answer.headers), (method, rule.endpoint)
        if rule.endpoint in CARRIES_AN_ADDRESS:
            assert answer.status_code == 200
            assert "trygg.example" in said, rule.endpoint


@pytest.mark.parametrize(
    "path",
    ["//elak.example/inkorg", "//elak.example", "/%2f/elak.example", "/\\elak.example",
     "///elak.example/..", "/en//elak.example", "//inkorg", "/inkorg//"],
)  # fmt: skip
def test_no_path_leads_away(world: World, path: str) -> None:
    for kind in ("anonymous", "coordinator"):
        answer = world.browser(kind).get("/", environ_overrides={"PATH_INFO": path})
        there = answer.headers.get("Location", "/")
        assert urlsplit(urljoin("http://localhost/", there)).netloc == "localhost", there
        assert "//elak" not in answer.text

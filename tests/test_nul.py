"""A NUL byte, which PostgreSQL refuses, in every address and every form: never a 500."""

import pytest
from flask.testing import FlaskClient

from tests.client import Page, fields_of
from tests.doors import rules
from tests.test_access import UNKNOWN
from tests.world import KINDS, World

MARK = "q0q"  # stands for the NUL where an address is built
QUERIES = ("efter", "fore", "nummer", "ratta", "kod", "visa", "kategori", "next")
TYPED = ("text", "search", "email", "password", "tel", "url", "textarea")
HEADERS = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize("kind", KINDS)
def test_in_an_address_it_is_looked_for_in_vain(world: World, kind: str) -> None:
    browser = world.browser(kind)
    data = {"csrf_token": world.token()}
    for rule in (rule for rule in rules(world.app) if rule.endpoint != "static"):
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        texts = [n for n in rule.arguments & UNKNOWN.keys() if not n.endswith("_id")]
        paths = [world.address(rule, **{n: MARK}).replace(MARK, "a%00b") for n in texts]
        paths += [f"{world.address(rule)}?{name}=%00" for name in QUERIES]
        for path in paths:
            answer = browser.open(path, method=method, data=data, headers=HEADERS, buffered=True)
            assert answer.status_code < 500, (path, answer.status)


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_form_it_is_cleaned_away(world: World, kind: str) -> None:
    sent = set()
    for path in [world.address(r) for r in rules(world.app) if "GET" in (r.methods or ())]:
        answer = world.browser(kind).get(path, buffered=True)
        page = Page(answer.text if answer.mimetype == "text/html" else "", "html5lib")
        for form in page.select("form[method=post]"):
            if form["action"] in sent:
                continue
            sent.add(form["action"])
            typed = {
                field["name"]: "a\0b"
                for field in form.select("[name]")
                if field.get("type", field.name) in TYPED
            }
            for values in (fields_of(form) | typed, dict.fromkeys(fields_of(form), "1\0")):
                _send(world.browser(kind), form["action"], values | {"csrf_token": world.token()})


def _send(browser: FlaskClient, action: str, values: dict[str, object]) -> None:
    answer = browser.post(action, data=values, headers=HEADERS, buffered=True)
    assert answer.status_code < 500, (action, values, answer.text[-2000:])

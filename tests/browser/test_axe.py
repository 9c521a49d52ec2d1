"""No page that anybody can open has a fault that axe finds, light or dark. WCAG 2.2 AA.

The pages are found as a reader finds them: by following links in the demo town, from the start page
on, as somebody of each role. Of each kind of page some are looked at.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from tests.client import Client
from tests.databases import app_in, copy
from tests.windows import Window
from walks.db import db
from walks.demo.seed import PASSWORD
from walks.model.walk import Walk, WalkState
from walks.pages.access import PUBLIC, access_of

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = (None, "ada", "amina", "anna", "bertil", "cilla", "karin", "rune")
OF_EACH_KIND = 2
ALSO = ("/finns-inte", "/en/finns-inte", "/g/ZZZZZZZZ", "/aterstall/x")


@pytest.fixture
def app(town_folder: Path, tmp_path: Path, now: object) -> Iterator[Flask]:
    """An app over a copy of the demo town."""
    copy(town_folder, tmp_path)
    made = app_in(tmp_path, TESTING=True, RATELIMIT_ENABLED=False)
    made.test_client_class = Client
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


def links(app: Flask, client: FlaskClient, *, only_own: bool) -> list[str]:
    """Return addresses of pages reached by links, some of each endpoint, the start page first.

    `only_own` leaves out what anybody may open.
    """
    seen: Counter[str] = Counter()
    queue, found = ["/min-sida" if only_own else "/", *ALSO], []
    known = set(queue)
    while queue:
        path = queue.pop(0)
        endpoint = endpoint_of(app, path)
        with app.app_context():
            shared = endpoint is None or access_of(endpoint) == PUBLIC
        if seen[endpoint or path] == OF_EACH_KIND or (only_own and shared):
            continue
        seen[endpoint or path] += 1
        answer = client.get(path)
        if answer.mimetype != "text/html":
            continue
        if answer.status_code in (200, 404, 410):
            found.append(path)
        for link in BeautifulSoup(answer.text, "html5lib").select("a[href]"):
            new = urlsplit(urljoin(path, str(link["href"])))._replace(fragment="").geturl()
            if new.startswith("/") and new not in known:
                known.add(new)
                queue.append(new)
    return found


def endpoint_of(app: Flask, path: str) -> str | None:
    """Return which view answers the path, with its language."""
    with app.test_request_context(path) as context:
        try:
            endpoint, values = context.url_adapter.match()  # type: ignore[union-attr]
        except HTTPException:
            return None
        return f"{endpoint}" if values.get("lang", "sv") == "sv" else None


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with the page, light and dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        found += [
            f"{urlsplit(page.url).path} ({scheme}) {fault['id']}: {node['html'][:200]}"
            for fault in answer.response["violations"]
            for node in fault["nodes"]
        ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_on_the_pages_of(
    app: Flask, client: Client, window: Callable[..., Window], name: str | None
) -> None:
    browser, email = window(), f"{name}@granvik.example"
    if name:
        client.sign_in(email, PASSWORD)
        browser.sign_in(email, PASSWORD)
    paths = links(app, client, only_own=bool(name))
    assert paths
    assert [fault for path in paths for fault in faults(browser.visit(path))] == []


def test_axe_finds_nothing_on_the_walk_page(app: Flask, window: Callable[..., Window]) -> None:
    under_way = db.select(Walk.join_code).where(Walk.state == WalkState.UNDER_WAY)
    code = db.session.scalars(under_way.limit(1)).one()
    db.session.rollback()  # holds no lock while the browser writes
    phone = window(phone=True)
    wrong = faults(phone.visit(f"/g/{code}"))
    phone.page.get_by_role("button", name="Gå med").click()
    wrong += faults(phone.page)
    wrong += faults(phone.visit(f"{urlsplit(phone.page.url).path}/andras"))
    assert wrong == []

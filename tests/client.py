"""A test client that reads pages as people do, and holds every page to the house's rules."""

import re
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder import HTML5TreeBuilder
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from walks.db import db

FREE_OF_LABEL = {"hidden", "submit", "button"}


class Reading(HTML5TreeBuilder):
    """Reads a page as browsers do, and keeps what they would have had to mend."""

    errors: list[Any]

    def feed(self, markup: Any) -> None:
        """Parse it, once."""
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None
        self.errors = parser.errors


class Page(BeautifulSoup):
    """A parsed page, with the answer it came in as `.response`."""

    response: TestResponse

    def form(self, action: str = "") -> dict[str, Any]:
        """Return what a browser would send of the form whose action ends so, untouched."""
        found = [f for f in self.select("form[method=post]") if f["action"].endswith(action)]
        assert len(found) == 1, f"{len(found)} forms to {action!r}"
        return fields_of(found[0])

    def words(self, selector: str = "main") -> str:
        """Return the text of the first such element with single spaces."""
        element = self.select_one(selector)
        return " ".join(element.get_text(" ").split()) if element else ""


def fields_of(form: Tag) -> dict[str, Any]:
    """Return the values a browser would send of a form that nobody has touched."""
    values: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type", field.name)
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if kind in ("file", "submit"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen.get("value", chosen.text) if chosen else ""
        else:
            value = field.text.removeprefix("\n") if kind == "textarea" else field.get("value", "")
        if name in values and kind == "checkbox":
            values[name] = [
                *([values[name]] if isinstance(values[name], str) else values[name]),
                value,
            ]
        else:
            values[name] = value
    return values


class Client(FlaskClient):
    """Opens each request in an app context of its own.

    pytest-flask keeps one context open for the whole test: without this a view that forgets to
    commit would pass, and a signed-in person would live on in `g`.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as a browser does (Sec-Fetch-Site) and forget its session after."""
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        db.session.rollback()  # what the test has read holds no lock while the page writes
        with self.application.app_context():
            response = super().open(*args, headers=headers, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return response

    def visit(self, url: str, status: int = 200, **kwargs: Any) -> Page:
        """Get the page, following redirects, and check it as every page is checked."""
        response = self.get(url, follow_redirects=True, **kwargs)
        return self._page(response, status)

    def send(self, url: str, data: dict[str, Any], status: int = 200, **kwargs: Any) -> Page:
        """Post the form, follow what comes, and check the page that is shown.

        A CSRF token is added if the form has none.
        """
        response = self.post(
            url,
            data={"csrf_token": self.token(), **data},
            follow_redirects=True,
            **kwargs,
        )
        return self._page(response, status)

    def token(self) -> str:
        """Return a CSRF token of this session."""
        with self.session_transaction() as session:
            secret = session.setdefault("csrf_token", "c" * 40)
        signer = URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token")
        return str(signer.dumps(secret))

    def sign_in(self, email: str, password: str = "en lång ramsa") -> str:
        """Sign in as somebody; return where that leads."""
        data = {"csrf_token": self.token(), "email": email, "password": password}
        answer = self.post("/logga-in", data=data)
        assert answer.status_code == 302, (answer.status_code, answer.text[:2000])
        return answer.headers["Location"]

    def _page(self, response: TestResponse, status: int) -> Page:
        assert response.status_code == status, (response.status_code, response.text[:2000])
        page = Page(response.text, builder=Reading(store_line_numbers=False))
        page.response = response
        if response.mimetype == "text/html":
            check_page(response.text, page)
        return page


def check_page(source: str, page: Page) -> None:
    """Assert what holds for every page we send."""
    if "<!DOCTYPE html>" in source:
        assert page.builder.errors == [], "(line, column), what is wrong"
        headings = page.select("h1")
        assert len(headings) == 1, f"{len(headings)} h1"
        title = " ".join(page.title.text.split()) if page.title else ""
        wrong = re.match("(Fel|Error): ", title)
        assert bool(wrong) is bool(page.select("#error-summary")), title
        title = title[wrong.end() :] if wrong else title
        assert title.startswith(" ".join(headings[0].get_text(" ").split())), title
        assert page.html["lang"]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert all(form.get("action") for form in page.select("form")), "a form without action"
    assert not page.select("[style], script:not([src])"), "inline style or script"
    labelled = {label.get("for") for label in page.select("label")}
    for field in page.select("input, textarea, select"):
        if field.get("type") in FREE_OF_LABEL or field.has_attr("aria-label"):
            continue
        assert field.get("id") in labelled or field.find_parent("label"), f"no label: {field}"

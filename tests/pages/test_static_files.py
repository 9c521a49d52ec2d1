"""Style sheets, scripts and drawings as they are sent: lean, small, and never something else."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from werkzeug.test import TestResponse

from tests.client import Client
from tests.texts import ROOT
from walks.pages.static_files import lean

STATIC = ROOT / "static"
OWN = sorted(
    str(path.relative_to(STATIC)) for kind in ("css", "js") for path in (STATIC / kind).iterdir()
)
DECLARATION = re.compile(r"(--[\w-]+)\s*:")


def sent(client: Client, name: str, encodings: str = "") -> TestResponse:
    """Ask for a static file as a browser that reads these encodings."""
    headers = {"Accept-Encoding": encodings} if encodings else {}
    return client.get(f"/static/{name}", headers=headers, buffered=True)


def test_a_browser_gets_the_smallest_that_it_reads(client: Client) -> None:
    plain = sent(client, "js/outbox.js")
    zipped = sent(client, "js/outbox.js", "gzip")
    small = sent(client, "js/outbox.js", "gzip, deflate, br, zstd")
    asked = [answer.headers.get("Content-Encoding") for answer in (plain, zipped, small)]
    assert asked == [None, "gzip", "br"]
    assert plain.data == gzip.decompress(zipped.data) == brotli.decompress(small.data)
    assert len(small.data) < len(zipped.data) < len(plain.data) / 2
    for answer in (plain, zipped, small):
        assert (answer.mimetype, answer.vary) == ("text/javascript", {"Accept-Encoding"})
        assert answer.content_length == len(answer.data)
    assert len({answer.headers["ETag"] for answer in (plain, zipped, small)}) == 3


def test_what_a_browser_has_already_is_not_sent_again(client: Client) -> None:
    tag = sent(client, "css/ui.css", "br").headers["ETag"]
    headers = {"Accept-Encoding": "br", "If-None-Match": tag}
    assert client.get("/static/css/ui.css", headers=headers).status_code == 304


def test_what_is_small_already_and_what_is_no_text_of_ours_is_sent_as_it_is(client: Client) -> None:
    drawing = sent(client, "favicon.svg", "br")
    assert drawing.headers.get("Content-Encoding") is None
    assert drawing.data == (STATIC / "favicon.svg").read_bytes()
    library = sent(client, "vendor/htmx-4.0.1.min.js")
    assert library.data == (STATIC / "vendor/htmx-4.0.1.min.js").read_bytes()


@pytest.mark.parametrize("name", ["js/none.js", "../wsgi.py", "js/../../wsgi.py", "css", "a\0.js"])
def test_nothing_else_is_found(client: Client, name: str) -> None:
    assert sent(client, name).status_code == 404


def test_only_lines_that_are_nothing_but_a_remark_go() -> None:
    script = """// A remark.
"use strict";

  // Another.
  const address = "https://example.org"; // said beside
  const found = /\\/\\/ /.test(address);
"""
    assert lean("js/x.js", script) == (
        '"use strict";\n'
        'const address = "https://example.org"; // said beside\n'
        "const found = /\\/\\/ /.test(address);\n"
    )
    assert lean("vendor/x.js", script) == script


@pytest.mark.parametrize("name", [name for name in OWN if name.endswith(".js")])
def test_no_line_of_a_script_begins_within_a_string(name: str) -> None:
    """Else a line of it could be taken for a remark, and its indentation away."""
    for line in (STATIC / name).read_text("utf-8").splitlines():
        assert line.count("`") % 2 == 0, line
        assert not line.endswith("\\"), line


@pytest.mark.parametrize("name", [name for name in OWN if name.endswith(".css")])
def test_a_sheet_says_the_same_without_remarks(name: str) -> None:
    text = (STATIC / name).read_text("utf-8")
    small = lean(name, text)
    assert "/*" not in small
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert re.sub(r"\s", "", small) == re.sub(r"\s", "", bare)
    assert re.findall(r"\S [^\s{};,]", small), "words of a value stand apart"


def test_every_icon_that_a_page_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    assert len(drawn) > 40
    templates = ROOT / "templates"
    named = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'\bicon(?:_name=|\()["\']([\w-]+)["\']', path.read_text("utf-8"))
    }
    aliases = set(re.findall(r'^  "(\w+)": "', (templates / "_ui/icons.html").read_text(), re.M))
    assert named - aliases - drawn == set()


@pytest.mark.parametrize("sheet", sorted((STATIC / "vendor").glob("*.css")), ids=lambda p: p.name)
def test_every_variable_that_a_sheet_reads_is_set_somewhere(sheet: Path) -> None:
    """join-styles takes away what nobody reads: never what somebody does."""
    theirs = sheet.read_text("utf-8")
    own = "".join((STATIC / name).read_text("utf-8") for name in OWN if name.endswith(".css"))
    told = set(DECLARATION.findall(theirs + own))
    asked = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", own + theirs))
    assert {name for name in asked - told if not name.startswith("--_")} == set()

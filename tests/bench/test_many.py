"""The same pages among a thousand findings and among very many: how much slower, and why."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.bench.conftest import FEW, MANY, Row
from tests.bench.towns import TOKEN
from walks import create_app
from walks.db import db
from walks.demo.seed import PASSWORD

TURNS = 40
PAGES = [
    ("worklist, what waits for a handler", "bertil", "/inkorg"),
    ("worklist, what is done", "bertil", "/inkorg?visa=klara"),
    ("worklist, all parties, a coordinator", "karin", "/inkorg?visa=vantar"),
    ("review list", "karin", "/granska"),
    ("start page", "", "/"),
    ("public map and list", "", "/karta"),
    ("public map, one category", "", "/karta?kategori=lighting"),
    ("walks, held and to come", "", "/vandringar"),
]


def browser(folder: Path, name: str) -> tuple[Flask, FlaskClient]:
    """Return an app over the town, and a browser in which that person has signed in."""
    app = create_app(INSTANCE=folder, RATELIMIT_ENABLED=False)
    client = app.test_client()
    if name:
        token = re.search(TOKEN, client.get("/logga-in").text)
        assert token
        form = {"email": f"{name}@granvik.example", "password": PASSWORD, "csrf_token": token[1]}
        assert client.post("/logga-in", data=form).status_code < 400
    return app, client


def ask(client: FlaskClient, path: str) -> float:
    """Get the page; return how long it took, in milliseconds."""
    started = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200
    return took


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    """Return how many statements the page asks of the database."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    ask(client, path)
    return len(asked)


def spaced(number: int) -> str:
    """Return the number as Swedes write it: 1 000 000."""
    return f"{number:,}".replace(",", " ")


@pytest.mark.parametrize(("what", "name", "path"), PAGES)
def test_a_page_among_few_and_many(
    few: Path, many: Path, row: Row, what: str, name: str, path: str
) -> None:
    (few_app, in_few), (many_app, in_many) = browser(few, name), browser(many, name)
    times: tuple[list[float], list[float]] = [], []
    for _turn in range(TURNS):  # in turns, so that what else the machine does hits both
        times[0].append(ask(in_few, path))
        times[1].append(ask(in_many, path))
    # The quickest: what is slower is what else the machine did.
    least = min(times[0]), min(times[1])
    counts = statements(few_app, in_few, path), statements(many_app, in_many, path)
    rows = [len(re.findall(r"<article|<tr>", c.get(path).text)) for c in (in_few, in_many)]
    row(
        f"{what}: {spaced(MANY)} findings instead of {spaced(FEW)}",
        "≤ 1.2 times the time, as many queries",
        f"{least[1] / least[0]:.2f} times ({least[0]:.0f} → {least[1]:.0f} ms), "
        f"{counts[0]} → {counts[1]} queries, {rows[0]} → {rows[1]} rows",
    )
    for app in (few_app, many_app):
        with app.app_context():
            db.engine.dispose()

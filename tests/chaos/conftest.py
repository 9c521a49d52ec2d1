"""A walk that is under way, a phone, and servers; and the sentence at the end of the run."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, Playwright

from tests import make
from tests.chaos.oracle import NOTHING, Verdict, judge
from tests.chaos.phone import Phone
from tests.chaos.server import Server
from walks.db import db
from walks.pages.rendering import now

TOTAL = pytest.StashKey[Verdict]()


@pytest.fixture
def code(app: Flask, people: SimpleNamespace) -> str:
    """The code of a walk that is under way."""
    walk = make.walk(people.anna, area=make.area(), starts_at=now())
    walk.start(now())
    db.session.commit()
    code = str(walk.join_code)
    db.session.rollback()  # we must not hold up a server
    return code


@pytest.fixture
def serve(app: Flask) -> Iterator[Callable[..., Server]]:
    """Start a server over the test's app: `serve(dies=0.06, …)`, see Server."""
    started: list[Server] = []

    def start(**given: Any) -> Server:
        started.append(Server(app, **given))
        return started[-1]

    yield start
    for server in started:
        server.close()


@pytest.fixture
def buy(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[Server], Phone]]:
    """Start a phone that knows a server: `buy(server)`."""
    bought: list[Phone] = []

    def start(server: Server) -> Phone:
        phone = Phone(playwright, tmp_path / f"phone-{len(bought)}", server.address)
        phone.start()
        bought.append(phone)
        return phone

    yield start
    for phone in bought:
        phone.close()


@pytest.fixture
def notes(tmp_path: Path) -> Callable[..., list[tuple[str, Path | None]]]:
    """Make up things to note, each with a photo like no other: `notes(60)`."""

    def make_up(many: int, photos: bool = True) -> list[tuple[str, Path | None]]:
        return [
            (f"Mörkt vid lampa {number}.", picture(tmp_path, number) if photos else None)
            for number in range(1, many + 1)
        ]

    return make_up


def picture(folder: Path, number: int, edge: int = 640, grain: int = 4) -> Path:
    """Draw a photo taken in the dark: grain of so many pixels, other for each number."""
    size = (edge // grain, edge // grain)
    dots = random.Random(number).randbytes(size[0] * size[1])
    path = folder / f"{number}.jpg"
    Image.frombytes("L", size, dots).resize((edge, edge)).save(path)
    return path


@pytest.fixture
def count(request: pytest.FixtureRequest) -> Callable[[Verdict], Verdict]:
    """Let a verdict count in the sentence at the end, unless the test is a control."""

    def add(found: Verdict) -> Verdict:
        if not request.node.get_closest_marker("control"):
            stash = request.config.stash
            stash[TOTAL] = stash.get(TOTAL, NOTHING) + found
        return found

    return add


@pytest.fixture
def verdict(app: Flask, count: Callable[[Verdict], Verdict]) -> Callable[[Phone, Page], Verdict]:
    """Ask the oracle: `verdict(phone, page)`."""

    def ask(phone: Phone, page: Page) -> Verdict:
        return count(judge(phone.noted, phone.saved(page), app.config["INSTANCE"]))

    return ask


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say in one sentence what came of all rounds together."""
    if TOTAL in config.stash:
        terminalreporter.write_line(f"Chaos: {config.stash[TOTAL]}")

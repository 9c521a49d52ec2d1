"""The demo town, built once for all tests that read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.make import NOW
from walks import create_app
from walks.db import db


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `flask demo` has built its town at NOW."""
    folder = tmp_path_factory.mktemp("town")
    with time_machine.travel(NOW, tick=False):
        result = _demo(folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def town(town_folder: Path) -> Iterator[Flask]:
    """An app over the town. Read it; don't change it."""
    made = create_app(INSTANCE=town_folder, TESTING=True)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def _demo(folder: Path, *arguments: str):  # type: ignore[no-untyped-def]
    """Run `flask demo --no-serve` over the folder, in an app of its own."""
    made = create_app(INSTANCE=folder, TESTING=True)
    runner: FlaskCliRunner = made.test_cli_runner()
    result = runner.invoke(args=["demo", "--no-serve", *arguments])
    with made.app_context():
        db.engine.dispose()
    return result


@pytest.fixture
def demo():  # type: ignore[no-untyped-def]
    """`demo(folder)` runs the command and returns click's result."""
    return _demo

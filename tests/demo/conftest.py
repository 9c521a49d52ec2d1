"""An app over the demo town that tests/town.py builds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.databases import app_in
from tests.town import run_demo


@pytest.fixture
def town(town_folder: Path) -> Iterator[Flask]:
    """An app over the town. Read it; don't change it."""
    made = app_in(town_folder, TESTING=True)
    with made.app_context():
        yield made


@pytest.fixture
def demo():  # type: ignore[no-untyped-def]
    """`demo(folder)` runs the command and returns click's result."""
    return run_demo

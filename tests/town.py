"""The demo town, built once for all tests that read it or look at it."""

from pathlib import Path

import pytest
import time_machine
from click.testing import Result

from tests.databases import app_in
from tests.make import NOW
from walks.db import db


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `flask demo` has built its town at NOW."""
    folder = tmp_path_factory.mktemp("town")
    with time_machine.travel(NOW, tick=False):
        result = run_demo(folder)
    assert result.exit_code == 0, result.output
    return folder


def run_demo(folder: Path, *arguments: str) -> Result:
    """Run `flask demo --no-serve` over the folder, in an app of its own."""
    made = app_in(folder, TESTING=True)
    result = made.test_cli_runner().invoke(args=["demo", "--no-serve", *arguments])
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    return result

"""What a test needs of the machine: without it the test is skipped, with the reason.

`.ci/run` sets WALKS_REQUIRE_ALL=1: there every skip is a failure, so nothing is left out unseen.
"""

import os
import shutil
from collections.abc import Generator
from typing import Any

import pytest


def chromium() -> str:
    """Return the path of the Chromium that drives the browser tests, or skip the test."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a failure of every skip where all is required."""
    report = yield
    if report.skipped and os.environ.get("WALKS_REQUIRE_ALL") == "1":
        reason: Any = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, though WALKS_REQUIRE_ALL=1: {reason[-1]}"
    return report

"""What a test needs of the machine: without it the test is skipped, with the reason.

`.ci/run` sets WALKS_REQUIRE_ALL=1: there every skip is a failure, so nothing is left out unseen.
"""

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest


def chromium() -> str:
    """Return the path of the Chromium that drives the browser tests, or skip the test."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is missing: apt-get install chromium")
    return path


def firefox() -> str:
    """Return the path of Firefox ESR, or skip the test."""
    return _program("firefox-esr", "firefox-esr")


def webkit() -> tuple[str, str]:
    """Return the paths of WebKitGTK's driver and of the small browser that it drives, or skip."""
    driver = _program("WebKitWebDriver", "webkit2gtk-driver")
    # Debian keeps the browser off the PATH, by machine and by version.
    browsers = sorted(Path("/usr/lib").glob("*/webkit2gtk-*/MiniBrowser"))
    if not browsers:
        pytest.skip("MiniBrowser is missing: apt-get install webkit2gtk-driver")
    return driver, str(browsers[-1])


def xvfb() -> str:
    """Return the path of the screen that nobody sees, or skip the test."""
    return _program("Xvfb", "xvfb")


def openssl() -> str:
    """Return the path of the program that makes certificates, or skip the test."""
    return _program("openssl", "openssl")


def pdftotext() -> str:
    """Return the path of the program that reads a PDF's words, or skip the test."""
    return _program("pdftotext", "poppler-utils")


def pdfinfo() -> str:
    """Return the path of the program that shows a PDF's structure, or skip the test."""
    return _program("pdfinfo", "poppler-utils")


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is missing: apt-get install {package}")
    return path


def postgresql() -> Path:
    """Return the folder of PostgreSQL's programs, or skip the test."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    # Debian keeps them off the PATH, by version.
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: float(path.parts[-3]), default=None)
    if newest is None:
        pytest.skip("PostgreSQL is missing: apt-get install postgresql")
    return newest.parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `slow`, unless `-m` speaks of it: `pytest -m slow`."""
    if "slow" in (config.option.markexpr or ""):
        return
    left_out = [item for item in items if item.get_closest_marker("slow")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def validator_jar() -> Path:
    """Return the HTML validator's jar, which npm installs and java runs, or skip the test."""
    jar = Path(__file__).parent / "npm/node_modules/vnu-jar/build/dist/vnu.jar"
    if shutil.which("java") is None:
        pytest.skip("Java is missing: apt-get install default-jre-headless")
    if not jar.exists():
        pytest.skip("The HTML validator is missing: npm install --prefix tests/npm vnu-jar")
    return jar


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Make a failure of every skip where all is required."""
    report = yield
    if report.skipped and os.environ.get("WALKS_REQUIRE_ALL") == "1":
        reason: Any = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped, though WALKS_REQUIRE_ALL=1: {reason[-1]}"
    return report

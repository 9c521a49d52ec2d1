"""Lighthouse, as a middling phone, on the pages that people outside open."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bench.conftest import Row
from tests.bench.test_served import join_code
from tests.bench.towns import Server
from tests.need import chromium

GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100}


def lighthouse() -> str:
    """Return the program, in PATH or in the folder that WALKS_LIGHTHOUSE names; else skip."""
    path = shutil.which("lighthouse", path=os.environ.get("WALKS_LIGHTHOUSE"))
    if path is None:
        pytest.skip("lighthouse is missing: npm install lighthouse@12.8.2, WALKS_LIGHTHOUSE=…")
    return path


@pytest.mark.parametrize("what", ["start page", "public form", "walk page"])
def test_lighthouse(server: Server, few: Path, row: Row, tmp_path: Path, what: str) -> None:
    path, cookie = {"start page": "/", "public form": "/rapportera"}.get(what, ""), ""
    if what == "walk page":
        path, cookie = server.joined(join_code(few))
    report = tmp_path / "report.json"
    command = [lighthouse(), server.address + path, "--quiet", "--output=json"]
    command += [f"--output-path={report}", f"--only-categories={','.join(GOALS)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-background-networking"]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    environment = {**os.environ, "CHROME_PATH": chromium()}
    subprocess.run(command, check=True, env=environment, timeout=300)  # noqa: S603
    found = json.loads(report.read_text("utf-8"))
    scores = {name: round(found["categories"][name]["score"] * 100) for name in GOALS}
    row(
        f"{what}: Lighthouse mobile, {', '.join(GOALS)}",
        ", ".join(f"≥ {goal}" if goal < 100 else str(goal) for goal in GOALS.values()),
        ", ".join(map(str, scores.values())),
    )
    kept = os.environ.get("WALKS_LIGHTHOUSE_REPORTS")
    if kept:
        shutil.copy(report, Path(kept) / f"{what.replace(' ', '-')}.json")

"""What the program is installed from: pinned, hashed, few, and each with a reason."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")
RUNTIME, TEST = "requirements.txt", "requirements-test.txt"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==\S+(?: ; [^\\]+)? \\$")
LINE = re.compile(
    r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!-]*(?: ; [\w .'<>=!()]+)? \\"
    r"|    --hash=sha256:[0-9a-f]{64}(?: \\)?"
)
RUN = "python3 -m venv .venv && .venv/bin/pip install -r {} && .venv/bin/{}"


def normal(name: str) -> str:
    """Return the name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(file: str) -> dict[str, int]:
    """Return each distribution that the file pins, and how many hashes it has."""
    found: dict[str, int] = {}
    name = ""
    for line in (ROOT / file).read_text("utf-8").splitlines():
        if match := PIN.match(line):
            name = normal(match[1])
            found[name] = 0
        elif line.startswith("    --hash=sha256:"):
            found[name] += 1
        else:
            assert line.lstrip().startswith("#"), line
    return found


def direct(group: str | None = None) -> set[str]:
    """Return the names that pyproject asks for itself."""
    project = tomllib.loads(PROJECT)
    asked = project["dependency-groups"][group] if group else project["project"]["dependencies"]
    return {normal(re.split(r"[=<>\[ ]", each)[0]) for each in asked}


@pytest.mark.parametrize("file", [RUNTIME, TEST])
def test_every_line_is_pinned_with_hashes(file: str) -> None:
    pinned = pins(file)
    assert pinned
    assert [name for name, hashes in pinned.items() if not hashes] == []


@pytest.mark.parametrize("file", [RUNTIME, TEST])
def test_a_line_is_a_version_or_a_hash_and_says_nothing_of_where_from(file: str) -> None:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []


def test_all_that_pyproject_asks_for_is_pinned() -> None:
    assert direct() <= pins(RUNTIME).keys()
    assert direct() | direct("test") <= pins(TEST).keys()
    assert pins(RUNTIME).keys() <= pins(TEST).keys()


def test_the_tests_run_with_the_versions_that_ship() -> None:
    def versions(file: str) -> set[str]:
        text = (ROOT / file).read_text("utf-8")
        return {line.split(" ")[0] for line in text.splitlines() if PIN.match(line)}

    assert versions(RUNTIME) <= versions(TEST)


def test_few_enough_are_installed() -> None:
    assert len(pins(RUNTIME)) <= 65


def test_each_direct_dependency_has_its_reason() -> None:
    block = PROJECT.split("\ndependencies = [\n")[1].split("\n]")[0]
    assert [line for line in block.splitlines() if not re.search(r'",\s+# \S.{8}', line)] == []


def test_readme_and_ci_give_the_same_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    test_command = RUN.format(TEST, "pytest")
    commands = [line.strip() for line in readme.splitlines() if "python3 -m venv" in line]
    assert commands[:2] == [RUN.format(RUNTIME, "flask --app wsgi demo"), test_command]
    assert test_command in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()

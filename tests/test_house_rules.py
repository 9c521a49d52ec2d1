"""What a reviewer would say twice, as tests: where imports may go, what files and templates owe."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
WALKS, TEMPLATES = ROOT / "walks", ROOT / "templates"

LAYERS = (
    ("wsgi",),
    ("walks",),
    ("walks.pages", "walks.api", "walks.cli", "walks.worker", "walks.demo"),
    ("walks.exports", "walks.mail", "walks.storage", "walks.imaging", "walks.signed"),
    ("walks.model",),
    ("walks.db", "walks.config", "walks.migrations"),
    ("walks.swedish", "walks.telephone"),
)
"""From the top down: a module imports from its own layer or from one below."""

WEB = ("flask", "wtforms", "werkzeug", "jinja2", "click", "markupsafe")
WEB_IN_MODEL = {("walks.model.person", "flask_security.core")}
"""Flask-Security keeps a person's sign-in on the mapped class."""

PYTHON = sorted([*WALKS.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), ROOT / "wsgi.py"])
OWN = [path for path in PYTHON if "versions" not in path.parts]
PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def module_of(path: Path) -> str:
    """Return the dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Return what the file imports, by dotted name, wherever in it that stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from walks import cli` imports the module walks.cli, not the package's own layer.
            for alias in node.names:
                inner = ROOT / Path(*f"{node.module}.{alias.name}".split("."))
                is_module = inner.is_dir() or inner.with_suffix(".py").exists()
                yield f"{node.module}.{alias.name}" if is_module else str(node.module)


def layer_of(module: str) -> int | None:
    """Return how far down the module stands, or None for other people's."""
    fits = [
        (len(name), depth)
        for depth, names in enumerate(LAYERS)
        for name in names
        if module == name or module.startswith((f"{name}.", f"{name}_"))
    ]
    return max(fits)[1] if fits else None


def test_imports_run_one_way() -> None:
    upwards = [
        f"{module_of(path)} imports {imported}"
        for path in OWN
        if "tests" not in path.parts
        for imported in imports(path)
        if (target := layer_of(imported)) is not None and target < (layer_of(module_of(path)) or 0)
    ]
    assert upwards == []


def test_every_module_has_a_layer() -> None:
    lost = [
        path.name
        for path in WALKS.iterdir()
        if path.suffix == ".py" and path.name != "__init__.py" and layer_of(module_of(path)) == 1
    ]
    assert lost == []


def test_the_model_knows_nothing_of_the_web() -> None:
    found = {
        (module_of(path), imported)
        for path in (WALKS / "model").rglob("*.py")
        for imported in imports(path)
        if imported.split(".")[0].split("_")[0] in WEB
    }
    assert found == WEB_IN_MODEL


def test_no_view_builds_its_own_query() -> None:
    asking = [
        path.name
        for path in (WALKS / "pages").glob("*.py")
        if re.search(r"^from sqlalchemy import .*\bselect\b", path.read_text("utf-8"), re.M)
    ]
    assert asking == []


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in PYTHON
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_public_function_says_what_it_promises() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in OWN
        if "tests" not in path.parts and "migrations" not in path.parts
        for holder in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(holder, ast.Module | ast.ClassDef)
        if not (isinstance(holder, ast.ClassDef) and holder.name.startswith("_"))
        for node in holder.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_waits_to_be_written() -> None:
    stub = re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b|To be written|NotImplementedError")
    waiting = [
        str(path.relative_to(ROOT))
        for path in [*OWN, *TEMPLATES.rglob("*.html"), *(ROOT / "static").glob("[cj]s/*")]
        if path != Path(__file__) and stub.search(path.read_text("utf-8"))
    ]
    assert waiting == []


@pytest.fixture
def templates(app: Flask) -> Environment:
    """The app's own Jinja."""
    return app.jinja_env


def test_every_template_compiles(templates: Environment) -> None:
    for name in PAGES:
        templates.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_templates_import_what_they_use_where_they_use_it(
    templates: Environment, name: str
) -> None:
    """A block is also rendered alone, and then sees nothing imported outside it."""
    tree = templates.parse((TEMPLATES / name).read_text("utf-8"))
    for scope in [*tree.find_all(nodes.Block), tree]:
        here = _inside(scope)
        imported = {
            each if isinstance(each, str) else each[1]
            for node in here
            if isinstance(node, nodes.FromImport)
            for each in node.names
        }
        used = _names(templates, here)
        assert imported <= used, f"not used: {sorted(imported - used)}"


def _inside(scope: nodes.Node) -> list[nodes.Node]:
    """Return what stands in the scope, without the blocks in it that do not see its names."""
    blocks = [b for b in scope.find_all(nodes.Block) if b is not scope and not b.scoped]
    apart = {id(node) for block in blocks for node in block.find_all(nodes.Node)}
    return [node for node in scope.find_all(nodes.Node) if id(node) not in apart]


def _names(templates: Environment, here: list[nodes.Node]) -> set[str]:
    """Return the names used there and in the included pieces, which see what is imported there."""
    used = {node.name for node in here if isinstance(node, nodes.Name)}
    for node in here:
        if isinstance(node, nodes.Include):
            assert isinstance(node.template, nodes.Const)
            piece = templates.parse((TEMPLATES / node.template.value).read_text("utf-8"))
            used |= _names(templates, list(piece.find_all(nodes.Node)))
    return used


def fragments() -> list[tuple[str, str]]:
    """Return every template and fragment that a view names."""
    found = []
    for path in (WALKS / "pages").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not named or node.func.id != "render" or not node.args:
                continue
            template = node.args[0]
            for keyword in node.keywords:
                if keyword.arg == "fragment":
                    assert isinstance(template, ast.Constant), f"{path.name}:{node.lineno}"
                    assert isinstance(keyword.value, ast.Constant), f"{path.name}:{node.lineno}"
                    found.append((template.value, keyword.value.value))
    return found


@pytest.mark.parametrize(("template", "fragment"), fragments())
def test_every_fragment_is_a_block_with_the_id_of_that_name(
    templates: Environment, template: str, fragment: str
) -> None:
    """tests/test_access.py renders each alone."""
    source = (TEMPLATES / template).read_text("utf-8")
    assert fragment in templates.get_template(template).blocks
    assert f'id="{fragment}"' in source


def test_no_template_has_inline_script_or_style() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:|\shx-")
    assert [name for name in PAGES if inline.search((TEMPLATES / name).read_text("utf-8"))] == []


def test_what_is_stacked_closer_or_wider_is_stacked() -> None:
    """`stack-sm` and its like only say how far apart; alone they do nothing."""
    for path in PAGES:
        for classes in re.findall(r'class="([^"]*\bstack-[^"]*)"', (TEMPLATES / path).read_text()):
            assert "stack" in classes.split(), f"{path}: {classes}"


def test_every_folder_of_pages_has_its_views() -> None:
    views = {path.stem for path in (WALKS / "pages").glob("*.py")}
    shared = {"_ui", "errors", "security"}
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders - shared <= views


def test_layers_are_told_apart() -> None:
    assert layer_of("walks.cli_people") == layer_of("walks.pages.people") == 2
    assert layer_of("flask") is None
    assert all(above != below for above, below in pairwise(LAYERS))

"""`flask --app wsgi join-styles DIR`: how static/vendor's designsystemet files are made.

Unpack the npm package @digdir/designsystemet-css, give its folder, and the parts we use are joined
into one file for all pages and a smaller one for the walk page. There is no other build step.
"""

import json
import re
from pathlib import Path

import click

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDOR = STATIC / "vendor"

FIELD_PARTS = ("base", "button", "validation-message", "input", "field", "tag", "error-summary")
PAGE_PARTS = (*FIELD_PARTS, "label", "fieldset", "link", "alert", "table", "skip-link")

# What we take away: colours that static/css/theme.css replaces, a font we do not ship, Norwegian.
UNWANTED_RULE = re.compile(
    r"\[data-color-scheme\]\[data-color=brand\d\],\[data-color=brand\d\]{[^}]*}"
)
UNWANTED_DECLARATION = re.compile(
    r"--ds-color-(?:accent|neutral|brand\d)-[a-z-]+:#\w+;?"
    r"|--ds-font-family:Inter;?"
    r"|--dsc-field-counter-\w+:\"[^\"]*\";?"
)

# What no page of ours has: a rule for one of these alone is not sent to a phone.
UNUSED = re.compile(
    r"\[role=switch\]|\[data-typography=secondary\]|\[data-field=counter\]"
    r"|:indeterminate|\.ds-(?:floating|field-affix|readonly-icon|focus--|checkbox--|radio--)"
    r"|\.ds-field\[data-variant=outline\]|\.ds-validation-message\[data-color="
)
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
DECLARATION = re.compile(r"(--[\w-]+):((?:\"[^\"]*\"|[^;\"])*)(?:;|$)")


def without_unused(sheet: str, own: str) -> str:
    """The style sheet without rules for what we have nowhere, and variables that nobody reads.

    `own` are the sheets that come after it and read its variables too.
    """

    def rule(found: re.Match[str]) -> str:
        kept = ",".join(part for part in _selectors(found[1]) if not UNUSED.search(_outside(part)))
        return f"{kept}{{{found[2]}}}" if kept.strip() else ""

    sheet = RULE.sub(rule, sheet)
    while True:
        read = set(re.findall(r"var\(\s*(--[\w-]+)", sheet + own))

        def variables(found: re.Match[str], read: set[str] = read) -> str:
            kept = DECLARATION.sub(lambda one: one[0] if one[1] in read else "", found[2])
            return f"{found[1]}{{{kept}}}" if kept.strip() else ""

        smaller = RULE.sub(variables, sheet)
        if smaller == sheet:
            return re.sub(r"@[^{};]+\{\s*\}", "", sheet)
        sheet = smaller


def _selectors(text: str) -> list[str]:
    """Split at the commas that stand outside brackets."""
    found, depth = [""], 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def _outside(selector: str) -> str:
    """Return the selector without what stands in parentheses: there it may say what is not."""
    while (shorter := re.sub(r"\([^()]*\)", "", selector)) != selector:
        selector = shorter
    return selector


def joined(package: Path, parts: tuple[str, ...]) -> str:
    """The theme and the named parts as one style sheet, every part in a layer.

    Rules outside a layer win over all of them, which is how static/css overrides the package.
    Raises FileNotFoundError when the package lacks a part.
    """
    theme = (package / "dist/theme/designsystemet.css").read_text("utf-8")
    sheets = ["@layer ds.theme, ds.base, ds.components;", theme]
    for part in parts:
        layer = "ds.base" if part == "base" else "ds.components"
        sheets.append(f"@layer {layer}{{{(package / f'dist/src/{part}.css').read_text('utf-8')}}}")
    text = UNWANTED_DECLARATION.sub("", UNWANTED_RULE.sub("", "\n".join(sheets)))
    own = "".join(path.read_text("utf-8") for path in sorted((STATIC / "css").glob("*.css")))
    return without_unused(text, own) + "\n"


@click.command("join-styles")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path))
def join_styles(package: Path) -> None:
    """Join the parts of designsystemet that we use, from the unpacked npm PACKAGE."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    licence = "/*! @digdir/designsystemet-css {} | MIT | see LICENSES */\n"
    for stem, parts in (("designsystemet", PAGE_PARTS), ("designsystemet-field", FIELD_PARTS)):
        target = VENDOR / f"{stem}-{version}.css"
        target.write_text(licence.format(version) + joined(package, parts), "utf-8")
        click.echo(f"{target.name}: {target.stat().st_size} bytes")

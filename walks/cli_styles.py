"""`flask --app wsgi join-styles DIR`: how static/vendor's designsystemet files are made.

Unpack the npm package @digdir/designsystemet-css, give its folder, and the parts we use are joined
into one file for all pages and a smaller one for the walk page. There is no other build step.
"""

import json
import re
from pathlib import Path

import click

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"

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
    text = "\n".join(sheets)
    return UNWANTED_DECLARATION.sub("", UNWANTED_RULE.sub("", text)) + "\n"


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

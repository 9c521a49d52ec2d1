"""`flask route`: ask from the command line where a text would go, and why."""

import json
import sys
from collections.abc import Collection

import click

from walks.model.routing import Decision, Noted, Rulebook, route

SOURCES = ("walk", "round", "public")


@click.command("route", context_settings={"ignore_unknown_options": True})
@click.argument("text")
@click.option("--category", help="Kategorins nyckel, till exempel lighting.")
@click.option("--source", default="walk", help="Hur fyndet kom in: walk, round eller public.")
@click.pass_context
def route_command(context: click.Context, text: str, category: str | None, source: str) -> None:
    """Visa vem som ansvarar för TEXT, och varför.

    Med - som text läses en text per rad, och svaret är ett JSON-objekt per rad.
    """
    rulebook = Rulebook.shipped()
    _require(context, "kategori", category or "other", rulebook.category_by_key)
    _require(context, "källa", source, SOURCES)
    if text == "-":
        for line in sys.stdin.buffer:
            typed = line.decode("utf-8-sig", "replace").rstrip("\r\n")
            click.echo(_as_json(route(Noted(typed, category=category, source=source), rulebook)))
        return
    decision = route(Noted(text, category=category, source=source), rulebook)
    click.echo(decision.party)
    click.echo(decision.reason)


def _require(context: click.Context, what: str, value: str, allowed: Collection[str]) -> None:
    """Stop with code 2 and a Swedish sentence when the value is not one of those allowed."""
    if value not in allowed:
        click.echo(f"Okänd {what}: ”{value}”. Välj bland {', '.join(allowed)}.", err=True)
        context.exit(2)


def _as_json(decision: Decision) -> str:
    names = ("party", "category", "rule", "reason", "certain")
    return json.dumps({name: getattr(decision, name) for name in names}, ensure_ascii=False)

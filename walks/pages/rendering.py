"""How a page is made of a template: one address, one template, the whole or a named block."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, make_response, render_template, request, url_for
from flask.wrappers import Response
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from walks.model.acting import promised_by
from walks.model.finding import Finding
from walks.model.party import parties
from walks.model.person import Role
from walks.pages.language import language, language_links
from walks.swedish import local, local_date
from walks.telephone import dialled


class Unindented(Extension):
    """Leaves out how our templates are indented: a tenth of what a phone has to fetch."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Make one line break of all space around one, in what stands in the pages' templates."""
        for token in stream:
            if token.type == "data" and (stream.name or "").endswith(".html"):
                words = re.sub(r"[ \t\n]*\n[ \t\n]*", "\n", token.value)
                token = Token(token.lineno, token.type, words)
            yield token


@dataclass(frozen=True)
class Link:
    """One entry of a menu."""

    label: str
    url: str
    current: bool = False


def now() -> datetime:
    """Return the moment; the one place where pages ask what time it is."""
    return datetime.now(UTC)


def render(template: str, fragment: str | None = None, **context: Any) -> Response:
    """Render the page; for htmx only its block `fragment`, whose name is the element's id."""
    if fragment and request.headers.get("HX-Request"):
        page = current_app.jinja_env.get_template(template)
        current_app.update_template_context(context)
        response = make_response("".join(page.blocks[fragment](page.new_context(context))))
    else:
        response = make_response(render_template(template, **context))
    if fragment:
        response.vary.add("HX-Request")
    return response


def text_in(texts: dict[str, str]) -> str:
    """Return the text in the page's language, else in Swedish."""
    return texts.get(language()) or texts["sv"]


def within(name: str) -> str:
    """Return a party's name as it is written inside a sentence: the Police."""
    return re.sub(r"^The\b", "the", name) if language() == "en" else name


def party_named(stored: str) -> str:
    """Return a party's name inside a sentence of the page, by the Swedish one of a public copy."""
    if language() == "sv":
        return stored
    if "party_names" not in g:
        g.party_names = {party.name: within(text_in(party.names)) for party in parties()}
    return str(g.party_names.get(stored, stored))


def own_reason(finding: Finding) -> str:
    """Return why it went to its party, in the page's own language, or nothing.

    What a rule said, or a word in the text, is kept as the Swedish sentence that it was.
    """
    language, party = str(get_locale()), finding.responsible_party
    what = finding.category
    if language == "sv" or language not in party.names or language not in what.names:
        return ""
    whose = within(text_in(party.names))
    if finding.rule == f"category:{what.key}":
        return str(_("%(what)s hör till %(party)s.", what=text_in(what.names), party=whose))
    if finding.rule == "default":
        said = _("Texten säger inte tydligt vad det gäller. Svarar gör %(party)s.", party=whose)
        return str(said)
    return ""


def place(finding: Finding) -> str:
    """Return where it is, as people say it. Coordinates say nothing: they stand among the facts."""
    if finding.place or finding.latitude is None:
        return finding.place
    near = finding.near
    return str(_("Nära %(stop)s", stop=near.name) if near else _("Utmärkt på kartan"))


def day(value: date | datetime | None) -> str:
    """Return the date as people write it: 22 november 2026."""
    if value is None:
        return ""
    when = local(value).date() if isinstance(value, datetime) else value
    return str(format_date(when, "d MMMM yyyy", rebase=False))


def moment(value: datetime | None) -> str:
    """Return date and time on Swedish clocks: 22 november 2026 kl. 18.30."""
    if value is None:
        return ""
    return str(_("%(day)s kl. %(clock)s", day=day(value), clock=f"{local(value):%H.%M}"))


def month(value: str | None) -> str:
    """Return a stored month, 2026-11, as people write it: november 2026."""
    return (
        format_date(date.fromisoformat(f"{value}-01"), "MMMM yyyy", rebase=False) if value else ""
    )


def planned_for(stored: str) -> str:
    """Return what a public copy's planned month promises; a month gone by promises nothing."""
    until = month(stored)
    if stored >= f"{local_date(now()):%Y-%m}":
        return str(_("Planerat till %(month)s", month=until))
    over = _("Var planerat till %(month)s. Den tiden har gått.", month=until)
    return f"{over} {_('Ett nytt besked väntas.')}"


def apart(text: str) -> Markup:
    """Return somebody's words for the middle of a sentence of ours, whichever way they run."""
    return Markup("<bdi>{}</bdi>").format(text)


@lru_cache
def _version(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """Return the address of a static file, with its content's digest: safe to cache for ever."""
    path = Path(current_app.static_folder or "") / name
    return url_for("static", filename=name, v=_version(path, path.stat().st_mtime_ns))


@lru_cache
def _drawings(path: Path, _changed: int) -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([^"]+)"', path.read_text("utf-8")))


def drawing_url(name: str) -> str:
    """Return the address of an icon's drawing; what has none of its own is drawn as "other"."""
    if "drawings" not in g:  # a page draws a hundred icons, and looks at the file once
        path = Path(current_app.static_folder or "") / "icons.svg"
        g.drawings = static_url("icons.svg"), _drawings(path, path.stat().st_mtime_ns)
    address, known = g.drawings
    return f"{address}#{name if name in known else 'other'}"


def _menu() -> list[Link]:
    person = g.get("person")
    entries = [
        ("public.index", _("Vandringar")),
        ("public.map_page", _("Karta")),
        ("report.new", _("Rapportera en plats")),
        ("join.index", _("Gå med i en vandring")),
    ]
    if person:
        entries = [("public.index", _("Vandringar"))]
        if person.has(Role.HANDLER, Role.COORDINATOR, Role.READER):
            entries.append(("worklist.index", _("Inkorg")))
        entries.append(("planning.index", _("Planering")))
        if person.has(Role.COORDINATOR):
            entries.append(("review.index", _("Granska")))
            entries.append(("letters.index", _("Brev")))
            entries.append(("rules.index", _("Regler")))
        if person.has(Role.ADMIN):
            entries.append(("people.index", _("Personer")))
    here = (request.endpoint or "").split(".")[0]
    return [
        Link(label, url_for(endpoint), endpoint == request.endpoint or _is_place(endpoint, here))
        for endpoint, label in entries
    ]


def _is_place(endpoint: str, here: str) -> bool:
    return endpoint.split(".")[0] == here and here != "public"


def _shared() -> dict[str, Any]:
    """What every page's frame needs; nothing else comes by context processor."""
    locale = get_locale()
    return {
        "lang": str(locale or "sv"),
        "dir": locale.text_direction if locale else "ltr",
        "municipality": current_app.config["MUNICIPALITY"],
        "person": g.get("person"),
        "home_url": url_for("home.index"),
        "sign_in_url": url_for("security.login"),
        "account_url": url_for("account.show"),
        "sign_out_url": url_for("security.logout"),
        "nav": _menu(),
        "languages": language_links(),
        "footer_links": [
            Link(_("Tillgänglighet"), url_for("home.accessibility")),
            Link(_("Dina uppgifter"), url_for("home.privacy")),
        ],
    }


def init_app(app: Flask) -> None:
    """Give every template its frame and filters."""
    app.context_processor(_shared)
    app.add_template_global(drawing_url)
    app.add_template_global(static_url)
    app.add_template_filter(apart)
    app.add_template_filter(day)
    app.add_template_filter(dialled)
    app.add_template_filter(moment)
    app.add_template_filter(month)
    app.add_template_filter(own_reason)
    app.add_template_filter(party_named)
    app.add_template_filter(place)
    app.add_template_filter(planned_for)
    app.add_template_filter(promised_by)
    app.add_template_filter(text_in)
    app.add_template_filter(within)
    app.jinja_env.add_extension(Unindented)

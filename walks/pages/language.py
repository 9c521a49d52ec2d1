"""Languages: Swedish has no prefix, /en/… is the same page in English.

Each address is one page in one language, so that it can be cached.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, g, has_request_context, request, url_for
from flask_babel import Babel, get_locale, get_translations

LANGUAGES = {"sv": "Svenska", "en": "English"}
OF_URL_FOR = {"endpoint", "_anchor", "_method", "_scheme", "_external"}
"""Names that mean something to `url_for`; in a query they are a stranger's."""
PREFIXED = [code for code in LANGUAGES if code != "sv"]


class TranslatedBlueprint(Blueprint):
    """A blueprint whose every page also stands under /en/…; `url_for` stays in the language."""

    def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:
        """Add the Swedish address, and the same one behind each language's prefix."""
        super().add_url_rule(
            rule, *args, **{**options, "defaults": {**options.get("defaults", {}), "lang": "sv"}}
        )
        super().add_url_rule(f"/<any({','.join(PREFIXED)}):lang>{rule}", *args, **options)


@dataclass(frozen=True)
class LanguageLink:
    """The present page in another language."""

    code: str
    name: str
    url: str


def language() -> str:
    """Return the page's language; of an address that leads nowhere, the one it begins with."""
    if "lang" in g or not has_request_context():
        return str(g.get("lang", "sv"))
    beginning = request.path.split("/")[1]
    return beginning if beginning in PREFIXED else "sv"


def language_links() -> list[LanguageLink]:
    """Return this page in each language, or nothing where it is Swedish only."""
    if request.endpoint is None or "lang" not in g:
        return []
    asked = {name: text for name, text in request.args.items() if name not in OF_URL_FOR}
    arguments = {**asked, **(request.view_args or {})}
    return [
        LanguageLink(code, name, url_for(request.endpoint, **{**arguments, "lang": code}))
        for code, name in LANGUAGES.items()
    ]


def _is_swedish() -> bool:
    locale = get_locale()  # and not language(): a letter speaks its reader's
    return locale is None or locale.language == "sv"


def _one(text: str) -> str:
    return text if _is_swedish() else str(get_translations().ugettext(text))


def _some(one: str, several: str, number: int) -> str:
    if _is_swedish():
        return one if number == 1 else several
    return str(get_translations().ungettext(one, several, number))


def init_app(app: Flask) -> None:
    """Read the language from the address, and keep it in the addresses we make."""
    Babel(app, locale_selector=language)
    # A page says some hundred texts. Swedish is what they are written in: nothing to look up.
    app.jinja_env.install_gettext_callables(_one, _some, newstyle=True)  # type: ignore[attr-defined]

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and "lang" in values:
            g.lang = values.pop("lang")

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values.setdefault("lang", language())

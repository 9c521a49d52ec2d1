"""Settings: WALKS_* environment variables, with defaults that run on a laptop."""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY = 32
LOCAL = "http://127.0.0.1:5000"
"""Where links lead that are made without a page, when WALKS_PUBLIC_URL says nothing."""
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("laptop", "production")
EMAIL = re.compile(r"[^\s@:/?#%]+@[^\s@:/?#%]+\.[^\s@:/?#%]+")
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


class ConfigurationError(click.ClickException):
    """A setting is missing or can't be understood; the message says which and what to do.

    A flask command that meets it says the message and ends with 1; a server shows where it began.
    """


def load(overrides: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return Flask's configuration from the environment, then `overrides` on top.

    Raises ConfigurationError for what can't be understood, and when WALKS_ENV=production lacks
    what production needs.
    """
    overrides = overrides or {}
    environment = os.environ.get("WALKS_ENV") or "laptop"
    if environment not in ENVIRONMENTS:
        raise ConfigurationError(
            f"WALKS_ENV är {environment}. Det ska vara laptop eller production."
        )
    instance = Path(
        overrides.get("INSTANCE") or os.environ.get("WALKS_INSTANCE") or ROOT / "instance"
    ).absolute()
    production = environment == "production"
    settings: dict[str, Any] = {
        "INSTANCE": instance,
        "PRODUCTION": production,
        "MUNICIPALITY": os.environ.get("WALKS_MUNICIPALITY", "Borås Stad"),
        "NUMBER_PREFIX": os.environ.get("WALKS_NUMBER_PREFIX", "BOR"),
        # What QR codes carry. Empty: the address the page was asked for at.
        "PUBLIC_URL": os.environ.get("WALKS_PUBLIC_URL", "").strip().rstrip("/"),
        # Whom to tell of a fault: an e-mail address, or a page. Empty: the public form.
        "CONTACT": os.environ.get("WALKS_CONTACT", "").strip(),
        # Empty: letters are written to files in the instance folder.
        "SMTP_URL": os.environ.get("WALKS_SMTP_URL", "").strip(),
        "MAIL_FROM": os.environ.get("WALKS_MAIL_FROM", "").strip(),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("WALKS_DATABASE_URL")
        or f"sqlite:///{instance / 'walks.sqlite'}",
        # A GeoJSON drawing under the town map's points; without the file, a plain sheet.
        "BACKGROUND_GEOJSON": Path(
            os.environ.get("WALKS_BACKGROUND_GEOJSON") or instance / "background.geojson"
        ),
        # A photo straight from a phone is 3–8 MB; four of them and the text fit.
        "MAX_CONTENT_LENGTH": 40 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": production,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # static addresses carry a version
        "BABEL_DEFAULT_LOCALE": "sv",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "walks" / "translations"),
        # Protection is declared view by view and checked in pages/access.py.
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # Said here, else the limiter keeps what an earlier app in the same process said.
        "RATELIMIT_ENABLED": True,
        "RATELIMIT_STORAGE_URI": os.environ.get("WALKS_LIMITS_URL") or "memory://",
    }
    settings.update(overrides)
    _refuse_unreadable(settings)
    if production and len(os.environ.get("WALKS_SECRET_KEY", "")) < SHORTEST_KEY:
        raise ConfigurationError(
            "WALKS_ENV=production kräver WALKS_SECRET_KEY: en hemlig text på minst 32 tecken."
        )
    return settings


def _refuse_unreadable(settings: Mapping[str, Any]) -> None:
    """Raise ConfigurationError for an address of the wrong kind.

    Those of the database and of the mail server are not repeated: there may be a password in them.
    """
    address, contact = settings["PUBLIC_URL"], settings["CONTACT"]
    if address and not _is_address(address, "http", "https"):
        raise ConfigurationError(
            f"WALKS_PUBLIC_URL är {address}. Skriv hela adressen, som https://trygg.example.org."
        )
    if contact and not (_is_address(contact, "https") or _is_email(contact)):
        raise ConfigurationError(
            f"WALKS_CONTACT är {contact}. Skriv en e-postadress, eller en adress med https://."
        )
    if _kind_of_database(settings["SQLALCHEMY_DATABASE_URI"]) not in DATABASES:
        raise ConfigurationError(
            "WALKS_DATABASE_URL går inte att använda. Den ska börja med postgresql+psycopg:// "
            "eller sqlite:///. Utan den används SQLite i WALKS_INSTANCE."
        )
    server, sender = settings["SMTP_URL"], settings["MAIL_FROM"]
    if server and not _is_address(server, "smtp", "smtps"):
        raise ConfigurationError(
            "WALKS_SMTP_URL går inte att använda. Skriv den som smtp://namn:lösenord@server:587, "
            "eller smtps:// för en server som krypterar från början. Tecken som : / @ i namn och "
            "lösenord skrivs %3A %2F %40."
        )
    if sender and not (_is_email(sender) and sender.isascii()):
        raise ConfigurationError(
            f"WALKS_MAIL_FROM är {sender}. Skriv en e-postadress, som trygg@example.org."
        )
    if server and not sender:
        raise ConfigurationError(
            "WALKS_SMTP_URL kräver WALKS_MAIL_FROM: e-postadressen som breven kommer från."
        )


def _is_address(text: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(text)
        _asked = parts.port  # ValueError for one that is no number
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and not any(map(str.isspace, text))


def _is_email(text: str) -> bool:
    return EMAIL.fullmatch(text) is not None


def _kind_of_database(address: str) -> str:
    try:
        return make_url(address).drivername
    except (ArgumentError, ValueError):  # not an address at all, or a port that is no number
        return ""


def is_loopback(address: str) -> bool:
    """Say whether the address (http://…, or //host) leads to the machine that asks, for anybody."""
    host = urlsplit(address).hostname or ""
    try:
        found = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return found.is_loopback or found.is_unspecified


def doubt(settings: Mapping[str, Any]) -> str:
    """Return what reaches nobody with these settings, for who runs it; mostly nothing."""
    address = settings["PUBLIC_URL"]
    if is_loopback(address):
        return (
            f"WALKS_PUBLIC_URL är {address}: dit når bara den här datorn. Telefoner som skannar "
            "en QR-kod kommer ingenstans. Sätt den till adressen som folk använder."
        )
    if settings["PRODUCTION"] and not address:
        return (
            "WALKS_PUBLIC_URL är inte satt. Då bär QR-koder och länkar den adress som var och en "
            "råkar ha öppnat sidan på. Sätt den till adressen som folk använder."
        )
    if settings["PRODUCTION"] and not settings["SMTP_URL"]:
        return (
            "WALKS_SMTP_URL är inte satt. Breven skrivs då som filer i mappen letters, och ingen "
            "får dem. Sätt den till e-postserverns adress."
        )
    return ""


def secret_key(instance: Path) -> str:
    """Return the signing key: WALKS_SECRET_KEY, or one kept in the instance folder.

    The file is made at the first start, readable by its owner only.
    """
    if given := os.environ.get("WALKS_SECRET_KEY"):
        return given
    path = instance / "secret-key"
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass  # Made by an earlier start, or by one beside us: theirs is the key.
    return path.read_text()

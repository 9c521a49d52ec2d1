"""Settings: what production refuses to start without, and what a start warns of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from walks import config, create_app


@pytest.mark.parametrize("key", ["", "x", "x" * 31])
def test_production_refuses_a_missing_or_short_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str
) -> None:
    monkeypatch.setenv("WALKS_ENV", "production")
    monkeypatch.setenv("WALKS_SECRET_KEY", key)
    with pytest.raises(config.ConfigurationError, match="minst 32 tecken"):
        config.load({"INSTANCE": tmp_path})


def test_production_starts_with_a_long_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WALKS_ENV", "production")
    monkeypatch.setenv("WALKS_SECRET_KEY", "x" * 32)
    assert config.load({"INSTANCE": tmp_path})["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("http://127.0.0.1:5000", True),
        ("http://127.9.9.9", True),
        ("http://localhost:5000", True),
        ("http://LOCALHOST", True),
        ("https://demo.localhost", True),
        ("http://[::1]:5000", True),
        ("http://0.0.0.0:5000", True),
        ("http://10.20.30.40:5000", False),
        ("https://localhost.example.org", False),
        ("https://trygg.example.org/127.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_what_leads_everybody_to_themselves(address: str, loopback: bool) -> None:
    assert config.is_loopback(address) is loopback


@pytest.mark.parametrize(
    ("environment", "address", "warning"),
    [
        ("production", "", "WALKS_PUBLIC_URL är inte satt"),
        ("production", "http://localhost:8000", "dit når bara den här datorn"),
        ("laptop", "http://127.0.0.1:5000", "dit når bara den här datorn"),
        ("laptop", "", ""),
        ("production", "https://trygg.example.org", ""),
    ],
)
def test_a_start_warns_of_codes_that_lead_nowhere(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    environment: str,
    address: str,
    warning: str,
) -> None:
    monkeypatch.setenv("WALKS_ENV", environment)
    monkeypatch.setenv("WALKS_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("WALKS_PUBLIC_URL", address)
    create_app(INSTANCE=tmp_path)
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == bool(warning)
    assert warning in "".join(said)


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("WALKS_ENV", "prod", "WALKS_ENV är prod. Det ska vara laptop eller production."),
        ("WALKS_ENV", "Production", "WALKS_ENV är Production."),
        ("WALKS_PUBLIC_URL", "trygg.example.org", "WALKS_PUBLIC_URL är trygg.example.org. Skriv"),
        ("WALKS_PUBLIC_URL", "trygg.example.org:8000", "Skriv hela adressen"),
        ("WALKS_PUBLIC_URL", "ftp://trygg.example.org", "Skriv hela adressen"),
        ("WALKS_PUBLIC_URL", "https://", "Skriv hela adressen"),
        ("WALKS_PUBLIC_URL", "https://[trygg", "Skriv hela adressen"),
        ("WALKS_PUBLIC_URL", "https://trygg.example.org:x", "Skriv hela adressen"),
        ("WALKS_PUBLIC_URL", "https://trygg .example.org", "Skriv hela adressen"),
        ("WALKS_DATABASE_URL", "mysql://walks:hemligt@db/walks", "ska börja med postgresql+psyc"),
        ("WALKS_DATABASE_URL", "postgresql+psycopg2://walks:hemligt@db/walks", "ska börja med"),
        ("WALKS_DATABASE_URL", "postgresql://walks:hemligt@db:x/walks", "ska börja med"),
        ("WALKS_DATABASE_URL", "walks.sqlite", "ska börja med"),
        ("WALKS_LIMITS_URL", "foo://hemligt", "memory://, redis://, rediss://, memcached://"),
        ("WALKS_LIMITS_URL", "redis", "memory://, redis://, rediss://, memcached://"),
        ("WALKS_LIMITS_URL", "redis://:hemligt@db", "pip install redis"),
        ("WALKS_LIMITS_URL", "memcached://hemligt", "pip install pymemcache"),
        ("WALKS_SMTP_URL", "http://namn:hemligt@server", "smtp://namn:lösenord@server:587"),
        ("WALKS_SMTP_URL", "smtp://namn:hemligt@server:x", "smtp://namn:lösenord@server:587"),
        ("WALKS_SMTP_URL", "server:hemligt", "smtp://namn:lösenord@server:587"),
        ("WALKS_SMTP_URL", "smtp://namn:hemligt@server:587", "kräver WALKS_MAIL_FROM"),
        ("WALKS_MAIL_FROM", "Trygga platser", "Skriv en e-postadress, som trygg@example.org."),
        ("WALKS_MAIL_FROM", "trygg@borås.example", "Skriv en e-postadress"),
        ("WALKS_CONTACT", "kommunen", "Skriv en e-postadress, eller en adress med https://."),
        ("WALKS_CONTACT", "http://kommunen.example", "Skriv en e-postadress"),
        ("WALKS_CONTACT", "javascript:alert(1)@x.se", "Skriv en e-postadress"),
    ],
)
def test_what_can_not_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str, sentence: str
) -> None:
    for package in ("redis", "pymemcache"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setenv(setting, value)
    with pytest.raises(config.ConfigurationError) as refused:
        create_app(INSTANCE=tmp_path)
    assert setting in str(refused.value)
    assert sentence in str(refused.value)
    assert "hemligt" not in str(refused.value), "there may be a password in it"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("WALKS_ENV", "laptop"),
        ("WALKS_ENV", ""),
        ("WALKS_PUBLIC_URL", "http://10.20.30.40:8000/"),
        ("WALKS_DATABASE_URL", "sqlite:///:memory:"),
        ("WALKS_DATABASE_URL", "postgresql://walks@db/walks"),
        ("WALKS_LIMITS_URL", "memory://"),
        ("WALKS_LIMITS_URL", ""),
        ("WALKS_CONTACT", "trygg@kommunen.example"),
        ("WALKS_CONTACT", "https://kommunen.example/kontakt?om=trygg"),
    ],
)
def test_what_can_be_used_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    create_app(INSTANCE=tmp_path)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("WALKS_ENV", "production"), ("WALKS_ENV", "prod"), ("WALKS_DATABASE_URL", "mysql://db/x")],
)
def test_a_command_ends_with_one_sentence_and_no_traceback(
    tmp_path: Path, setting: str, value: str
) -> None:
    environment = {**os.environ, "WALKS_INSTANCE": str(tmp_path), setting: value}
    environment.pop("WALKS_SECRET_KEY", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "route", "Lampan"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    [said] = done.stderr.splitlines()
    assert said.startswith("Error: WALKS_")

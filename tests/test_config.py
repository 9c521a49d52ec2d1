"""Settings: what production refuses to start without, and what a start warns of."""

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

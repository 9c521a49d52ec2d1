"""Settings: what production refuses to start without."""

from pathlib import Path

import pytest

from walks import config


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

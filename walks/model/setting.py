"""What the database says of itself, such as that it holds the invented demo town."""

from sqlalchemy.orm import Mapped, mapped_column

from walks.db import Model, db

DEMO = "demo"


class Setting(Model):
    """One named value."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def setting(key: str) -> str | None:
    """Return the value kept under `key`, or None."""
    row = db.session.get(Setting, key)
    return row.value if row else None


def put_setting(key: str, value: str) -> None:
    """Keep `value` under `key`."""
    db.session.merge(Setting(key=key, value=value))

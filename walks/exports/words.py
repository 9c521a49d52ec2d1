"""How documents write dates and places: in Swedish, whoever asks and in whatever language."""

from datetime import date, datetime

from babel.dates import format_date

from walks.model.finding import Finding
from walks.swedish import local


def day(value: date | datetime | None) -> str:
    """Return the date as people write it: 22 november 2026. Of a moment, the day in Sweden."""
    if value is None:
        return ""
    when = local(value).date() if isinstance(value, datetime) else value
    return format_date(when, "d MMMM yyyy", locale="sv")


def moment(value: datetime | None) -> str:
    """Return date and time on Swedish clocks: 22 november 2026 kl. 18.30."""
    return f"{day(value)} kl. {local(value):%H.%M}" if value else ""


def weekday(value: datetime) -> str:
    """Return the day with its name before it: Söndag 22 november 2026."""
    return format_date(local(value).date(), "EEEE d MMMM yyyy", locale="sv").capitalize()


def place(finding: Finding) -> str:
    """Return where it is, in words; nothing of one that has neither words nor point."""
    if finding.place or finding.latitude is None:
        return finding.place
    near = finding.near
    return f"Nära {near.name}" if near else "Utmärkt på kartan"


def listed(names: list[str]) -> str:
    """Return the names as one text: Boende, Polis och Personal."""
    *first, last = names or [""]
    return f"{', '.join(first)} och {last}" if first else last

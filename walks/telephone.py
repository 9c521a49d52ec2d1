"""Telephone numbers as Swedes write them, kept in one way and ready to be dialled."""

import re

SEPARATORS = re.compile(r"[\s\-\u2010-\u2015/.()]")
"""What people put between the digits."""
TRUNK = re.compile(r"\(0\)")
"""The zero of +46 (0)70, which is dialled at home only."""
OTHER_COUNTRY = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164: fifteen digits at most
SWEDISH = re.compile(r"0[1-9][0-9]{6,8}")
"""With its area code, of two to four digits (PTS, the Swedish numbering plan)."""
THREE_DIGITS = (
    "010", "011", "013", "016", "018", "019", "021", "023", "026", "031", "033", "035", "036",
    "040", "042", "044", "046", "054", "060", "063", "070", "072", "073", "076", "079", "090",
)  # fmt: skip
"""Area codes of three digits; 08 has two, all others four."""
GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2)}
"""How the digits after the area code are read, by how many there are."""


def telephone(text: str) -> str | None:
    """Return the number as it is kept, 070-123 45 67 or +4512345678; None if it is no number."""
    number = re.sub("^00", "+", SEPARATORS.sub("", TRUNK.sub("", text)))
    number = re.sub(r"^\+460?", "0", number)
    if SWEDISH.fullmatch(number):
        return _spaced(number)
    return number if OTHER_COUNTRY.fullmatch(number) else None


def dialled(text: str) -> str:
    """Return what a telephone dials from anywhere, for a tel: address."""
    number = re.sub("[^0-9+]", "", telephone(text) or text)
    return re.sub("^0", "+46", number)


def _spaced(number: str) -> str:
    """Write area code, dash and groups."""
    length = 2 if number.startswith("08") else 3 if number[:3] in THREE_DIGITS else 4
    area, rest = number[:length], number[length:]
    groups, at = [], 0
    for size in GROUPS.get(len(rest), (len(rest),)):
        groups.append(rest[at : at + size])
        at += size
    return f"{area}-{' '.join(groups)}"

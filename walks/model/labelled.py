"""Codes with a Swedish name: what is stored, and what a person reads."""

import enum
from typing import Self


class Labelled(enum.StrEnum):
    """A code whose members carry `.label`, a Swedish text for the page to translate."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make the member `value`, shown as `label`."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

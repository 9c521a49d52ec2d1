"""Links that need no row of their own: signed by the application, for one purpose each."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import NoResultFound

FOLLOWER = "follower"
"""The purpose of links in letters about a walk."""
MOST = 2**31
"""No key is as large."""


def signed(purpose: str, key: int, whose: str) -> str:
    """Return a text for an address that nobody else can make; it says `key`, for that purpose.

    Only while what has that key is `whose` as well: SQLite gives the key of a removed row anew.
    """
    return str(_serializer(purpose, whose).dumps(key))


def claimed_key(text: str) -> int:
    """Return the key that the text says, whoever made it; raises NoResultFound if it says none."""
    _made_here, key = _serializer("", "").loads_unsafe(text)
    if type(key) is not int or not 0 < key < MOST:
        raise NoResultFound
    return key


def check(purpose: str, text: str, whose: str) -> None:
    """Raise NoResultFound for a text that we have not made for that purpose and owner."""
    try:
        _serializer(purpose, whose).loads(text)
    except BadSignature:
        raise NoResultFound from None


def _serializer(purpose: str, whose: str) -> URLSafeSerializer:
    # Keys of before still open what they have signed.
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.secret_key or ""]
    return URLSafeSerializer(keys, salt=f"{purpose} {whose}")

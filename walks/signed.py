"""Links that need no row of their own: signed by the application, for one purpose each."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import NoResultFound

FOLLOWER = "follower"
"""The purpose of links in letters about a walk."""


def signed(purpose: str, key: int) -> str:
    """Return a text for an address that nobody else can make; it says `key`, for that purpose."""
    return str(_serializer(purpose).dumps(key))


def key_in(purpose: str, text: str) -> int:
    """Return the key that the text says; raises NoResultFound for one that we have not made."""
    try:
        key = _serializer(purpose).loads(text)
    except BadSignature:
        raise NoResultFound from None
    return int(key)


def _serializer(purpose: str) -> URLSafeSerializer:
    # Keys of before still open what they have signed.
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.secret_key or ""]
    return URLSafeSerializer(keys, salt=purpose)

"""Limits on what a stranger may try: guessing codes and passwords, filling the public form.

A walk is never limited per address: 25 phones stand behind one.
"""

import hashlib

from flask import Flask, abort
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse, parse_many
from limits.errors import ConfigurationError as NotInstalled
from sqlalchemy.exc import NoResultFound

from walks.config import ConfigurationError
from walks.model.link import Link, link_with

limiter = Limiter(get_remote_address, headers_enabled=True)

PACKAGES = {"memory": "", "redis": "redis", "rediss": "redis", "memcached": "pymemcache"}
"""Where counts may be kept, by how the address begins, and the Python package that each wants."""

GUESSES = "30 per 10 minutes; 200 per day"
"""Wrong join codes: 25 phones stand behind one address, and a right code always gets in."""
REPORTS = "10 per hour; 40 per day"
"""Those that were kept: a form sent twice, or sent back to be mended, is not counted."""
LINKS = "60 per 10 minutes"
"""Links of letters that lead nowhere, from one address: a secret is too long to be guessed."""
FOLLOWS = "10 per hour; 40 per day"
"""Addresses that may be typed to hear of a walk, from one address of the network."""
ASKED = "3 per day"
"""Letters that ask one address whether it wants to hear of a walk, whoever typed it and where."""
SIGN_INS = "20 per 10 minutes"
"""Failed ones from one address: a whole town hall may sign in from there at eight."""
SIGN_INS_HERE = "10 per 10 minutes"
"""Failed ones to one account from one address."""
SIGN_INS_ANYWHERE = "50 per hour"
"""Failed ones to one account, from wherever."""
PASSWORDS = "3 per hour; 10 per day"
"""Letters with a link to a new password that may be asked for, to one address."""
PASSWORDS_HERE = "10 per hour; 40 per day"
"""The same from one address of the network, to whomever."""
KNOWN = "1 per 30 days"
"""How long an account that has signed in from an address is known there. It is then refused only
for failures to itself from there: nobody can shut it out from elsewhere, nor a neighbour from here.
"""

_HERE, _ADDRESS = parse(SIGN_INS_HERE), parse(SIGN_INS)
_ANYWHERE, _KNOWN = parse(SIGN_INS_ANYWHERE), parse(KNOWN)
_PASSWORDS, _PASSWORDS_HERE = parse_many(PASSWORDS), parse_many(PASSWORDS_HERE)
_REPORTS = parse_many(REPORTS)
_LINKS = parse_many(LINKS)
_FOLLOWS = parse_many(FOLLOWS)
_ASKED = parse(ASKED)
_GUESSES = parse_many(GUESSES)


def init_app(app: Flask) -> None:
    """Start counting. Raises ConfigurationError for a WALKS_LIMITS_URL that can't be used."""
    scheme, slashes, _rest = app.config["RATELIMIT_STORAGE_URI"].partition("://")
    if not slashes or scheme not in PACKAGES:
        known = ", ".join(f"{each}://" for each in PACKAGES)
        raise ConfigurationError(f"WALKS_LIMITS_URL ska börja med något av {known}.")
    try:
        limiter.init_app(app)
    except NotInstalled:
        raise ConfigurationError(
            f"WALKS_LIMITS_URL med {scheme}:// kräver ett paket som saknas: "
            f"pip install {PACKAGES[scheme]}"
        ) from None


def refuse_if_many_failed(email: str) -> None:
    """Answer 429 when sign-ins to this account, or from this address, have failed too often.

    Whether there is such an account makes no difference.
    """
    if not limiter.enabled:
        return
    here, test = get_remote_address(), limiter.limiter.test
    account = _account(email)
    within = test(_HERE, "sign-in", account, here)
    if test(_KNOWN, "known", account, here):  # nobody has signed in to it from here
        within &= test(_ADDRESS, "sign-in", here) and test(_ANYWHERE, "sign-in", account)
    if not within:
        abort(429)


def count_failed_sign_in(email: str) -> None:
    """Remember that a sign-in to this account from this address failed."""
    if not limiter.enabled:
        return
    here, account = get_remote_address(), _account(email)
    for limit, *whose in ((_HERE, account, here), (_ADDRESS, here), (_ANYWHERE, account)):
        limiter.limiter.hit(limit, "sign-in", *whose)


def know_here(email: str) -> None:
    """Remember that this account has signed in from this address."""
    if limiter.enabled:
        limiter.limiter.hit(_KNOWN, "known", _account(email), get_remote_address())


def _account(email: str) -> str:
    # A digest: short whatever was typed, and no list of addresses where limits are counted.
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()


def may_ask_for_password(email: str) -> bool:
    """Count that somebody asks for a link to a new password; say whether that is not too often.

    Whether there is such an account makes no difference.
    """
    if not limiter.enabled:
        return True
    hit, here = limiter.limiter.hit, get_remote_address()
    counted = [hit(each, "password", "here", here) for each in _PASSWORDS_HERE]
    counted += [hit(each, "password", "to", _account(email)) for each in _PASSWORDS]
    return all(counted)


def has_reported_enough() -> bool:
    """Say whether as many reports as REPORTS allows have been kept from this address."""
    counters = _REPORTS if limiter.enabled else []
    return not all(limiter.limiter.test(each, "report", get_remote_address()) for each in counters)


def count_report() -> None:
    """Remember that a report from this address was kept."""
    for each in _REPORTS if limiter.enabled else []:
        limiter.limiter.hit(each, "report", get_remote_address())


def may_follow() -> bool:
    """Count that somebody wants letters about a walk; say whether that is not too often."""
    counters = _FOLLOWS if limiter.enabled else []
    within = [limiter.limiter.hit(each, "follow", get_remote_address()) for each in counters]
    return all(within)


def may_be_asked(email: str) -> bool:
    """Count that an address is to be asked; say whether that is not too often.

    Whoever typed it must not be told: it may be somebody else's.
    """
    return not limiter.enabled or limiter.limiter.hit(_ASKED, "asked", _account(email))


def link_or_wrong(secret: str) -> Link:
    """Return the link with this secret; raises NoResultFound, and answers 429 to many of them."""
    try:
        return link_with(secret)
    except NoResultFound:
        counters = _LINKS if limiter.enabled else []
        within = [limiter.limiter.hit(limit, "link", get_remote_address()) for limit in counters]
        if not all(within):
            abort(429)
        raise


def count_wrong_code() -> bool:
    """Remember that a wrong join code came from this address; say whether too many have come."""
    counters = _GUESSES if limiter.enabled else []
    within = [limiter.limiter.hit(limit, "join-code", get_remote_address()) for limit in counters]
    return not all(within)

"""Limits on what a stranger may try: guessing codes and passwords, filling the public form.

A walk is never limited per address: 25 phones stand behind one.
"""

from flask import Flask, abort
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse, parse_many

limiter = Limiter(get_remote_address, headers_enabled=True)

GUESSES = "30 per 10 minutes; 200 per day"
"""Wrong join codes: 25 phones stand behind one address, and a right code always gets in."""
REPORTS = "10 per hour; 40 per day"
"""Those that were kept: a form sent twice, or sent back to be mended, is not counted."""
SIGN_INS = "20 per 10 minutes"
"""Failed ones only: a whole town hall may sign in from one address at eight."""

_FAILED = (parse(SIGN_INS), "sign-in")
_REPORTS = parse_many(REPORTS)
_GUESSES = parse_many(GUESSES)


def init_app(app: Flask) -> None:
    """Start counting."""
    limiter.init_app(app)


def refuse_if_many_failed() -> None:
    """Answer 429 to an address whose sign-ins have failed more often than SIGN_INS allows."""
    if limiter.enabled and not limiter.limiter.test(*_FAILED, get_remote_address()):
        abort(429)


def count_failed_sign_in() -> None:
    """Remember that a sign-in from this address failed."""
    if limiter.enabled:
        limiter.limiter.hit(*_FAILED, get_remote_address())


def has_reported_enough() -> bool:
    """Say whether as many reports as REPORTS allows have been kept from this address."""
    counters = _REPORTS if limiter.enabled else []
    return not all(limiter.limiter.test(each, "report", get_remote_address()) for each in counters)


def count_report() -> None:
    """Remember that a report from this address was kept."""
    for each in _REPORTS if limiter.enabled else []:
        limiter.limiter.hit(each, "report", get_remote_address())


def count_wrong_code() -> bool:
    """Remember that a wrong join code came from this address; say whether too many have come."""
    counters = _GUESSES if limiter.enabled else []
    within = [limiter.limiter.hit(limit, "join-code", get_remote_address()) for limit in counters]
    return not all(within)

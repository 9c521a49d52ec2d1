"""Limits on what a stranger may try: guessing codes and passwords, filling the public form.

A walk is never limited per address: 25 phones stand behind one.
"""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, headers_enabled=True)

GUESSES = "30 per 10 minutes; 200 per day"
REPORTS = "10 per hour; 40 per day"
SIGN_INS = "20 per 10 minutes"


def init_app(app: Flask) -> None:
    """Start counting."""
    limiter.init_app(app)

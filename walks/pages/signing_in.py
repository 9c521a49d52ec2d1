"""Signing in: Flask-Security with our own templates, messages and addresses, in Swedish."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from walks.db import db
from walks.model.person import Person

SETTINGS = {
    "SECURITY_LOGIN_URL": "/logga-in",
    "SECURITY_LOGOUT_URL": "/logga-ut",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SALT": "trygga-platser",  # required by name only: argon2 salts itself
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_LOGOUT_CSRF": True,
}

datastore = SQLAlchemyUserDatastore(db, Person, None)


def init_app(app: Flask) -> None:
    """Set up sign-in."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    app.extensions["security_object"] = Security(app, datastore, register_blueprint=True)

"""What browsers and crawlers ask for by names that are given, whatever a site is called inside."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from walks.pages.access import public
from walks.pages.language import PREFIXED
from walks.pages.rendering import static_url

bp = Blueprint("well_known", __name__)

NOT_FOR_CRAWLERS = (
    "/arende/",
    "/aterstall/",
    "/bild/",
    "/brev",
    "/falt/",
    "/folj/",
    "/fynd/",
    "/g/",
    "/glomt-losenord",
    "/granska",
    "/halsa",
    "/inkorg",
    "/logga-in",
    "/logga-ut",
    "/min-sida",
    "/mitt-konto",
    "/mote/",
    "/personer",
    "/planering",
    "/regler",
    "/sammanstallning",
    "/svar/",
    "/svarsmallar",
    "/sw.js",
    "/utan-agare",
    "/utan-tackning",
    "/utforare",
)
"""How addresses begin that are for staff, for who has joined, or for who holds a secret. Beginnings
only: the file is read by everybody, and may name nothing that lies behind them."""


@bp.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """Lead on to the icon; some ask for it without having read a page."""
    return redirect(static_url("favicon.svg"))


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """Tell crawlers what is not for them. It is no lock: each view has its own."""
    prefixes = ["", *(f"/{code}" for code in PREFIXED)]
    closed = [f"Disallow: {prefix}{begins}" for prefix in prefixes for begins in NOT_FOR_CRAWLERS]
    return Response("\n".join(["User-agent: *", *closed, ""]), mimetype="text/plain")

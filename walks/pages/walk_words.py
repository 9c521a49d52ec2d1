"""How a walk is spoken of, and the address and code that people join it by."""

from dataclasses import dataclass

import segno
from flask import current_app, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from walks.config import is_loopback
from walks.model.walk import Walk, WalkKind


def noun(walk: Walk) -> str:
    """Return what the walk is called in the middle of a sentence."""
    return str(_("ronden") if walk.kind is WalkKind.ROUND else _("vandringen"))


@dataclass(frozen=True)
class Invitation:
    """What a phone scans and what a person types to join: the same address."""

    code: str
    """In two groups, easier to read aloud: KRMF 7B2K."""
    typed: str
    """The address to type, without its scheme."""
    qr: Markup
    """A QR code of the whole address, as SVG in black on nothing."""
    doubt: str
    """Why phones may not come where it leads, or nothing."""


def invitation(walk: Walk) -> Invitation | None:
    """Return how people join the walk, or None when it has no code any more."""
    if walk.join_code is None:
        return None
    base = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    address = base + url_for("join.show", code=walk.join_code)
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=2, svgclass=None, lineclass=None
    )
    return Invitation(
        code=f"{walk.join_code[:4]} {walk.join_code[4:]}",
        doubt=_doubt(base),
        typed=base.split("//", 1)[-1] + url_for("join.index").rstrip("/"),
        # segno draws squares from an address of ours; nobody's words are in it.
        qr=Markup(drawn),  # noqa: S704
    )


def _doubt(base: str) -> str:
    if is_loopback(base):
        return str(_("Koden leder till den här datorn, och dit når ingen telefon."))
    if current_app.config["PRODUCTION"] and not current_app.config["PUBLIC_URL"]:
        return str(_("Koden leder dit du själv öppnade sidan. Prova den med en telefon först."))
    return ""

"""Two addresses that answer without an account: the same in every demo, and good at each start."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from walks.db import db
from walks.demo.builder import NAMESPACE, public_id
from walks.model.answering import replied
from walks.model.contact import Referral
from walks.model.finding import Finding
from walks.model.link import Link, link_with, party_link, referral_link
from walks.model.notices import handlers_of
from walks.model.party import party_by_slug
from walks.model.status import Verb
from walks.model.walk import Walk

POLICE, LANDLORD = "granvik-polisen", "granvik-bostader"
"""The secrets of the links; in a real town nobody could know them beforehand."""
EVENING = "station-evening"
PASSED_ON = "a-tvattstugan"


def open_links(now: datetime) -> None:
    """Let Polisen answer about a walk, and a landlord about what it was asked to do.

    A town of an earlier version may lack what they are about: then there is no such link.
    """
    walk = db.session.query(Walk).filter_by(public_id=public_id(EVENING)).one_or_none()
    if walk is not None:
        _open(POLICE, partial(party_link, party_by_slug("polisen"), now, walk=walk), now)
    referral = _asked(now)
    if referral is not None:
        _open(LANDLORD, partial(referral_link, referral, now), now).referral = referral


def open_sights() -> list[tuple[str, str]]:
    """Return the addresses of those that are there, with why."""
    whose = {
        POLICE: "Polisens länk, som den kommer i brev: svara utan att logga in",
        LANDLORD: "bostadsbolagets länk till det som de har blivit ombedda att göra",
    }
    return [(f"/svar/{secret}", why) for secret, why in whose.items() if _known(secret)]


def _known(secret: str) -> Link | None:
    try:
        return link_with(secret)
    except NoResultFound:
        return None


def _open(secret: str, make: Callable[..., str], now: datetime) -> Link:
    link = _known(secret) or link_with(make(secret=secret))
    link.renew(now)
    return link


def _asked(now: datetime) -> Referral | None:
    """Return what the landlord has, passed to it once more if it was silent for too long."""
    key = str(uuid.uuid5(NAMESPACE, PASSED_ON))
    finding = db.session.scalars(select(Finding).where(Finding.uuid == key)).one_or_none()
    if finding is None or not finding.referrals:
        return None
    latest = max(finding.referrals, key=lambda referral: referral.id)
    silent = latest.ended_at is not None and replied(latest) is None
    by = next(iter(handlers_of(finding.responsible_party)), None)
    if silent and by and finding.answer and finding.may(Verb.PASS_TO, by):
        finding.pass_to(latest.contact, latest.brief.body, finding.answer.body, by=by, now=now)
        db.session.flush()
        return finding.referrals[-1]
    return latest

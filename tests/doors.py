"""Every door of the house: each route, who may open it, and how its POST is protected.

DOMAIN, "Who may see what". A new route belongs in MAY, and in SAME_ORIGIN or READS_FIRST if its
POST is such a one; without it a test fails. The tests that try the doors: test_access.py (who),
test_protection.py (from where), test_strangers.py (others' things), test_leaks.py (what is read
through them) and test_caching.py (what is kept of it).
"""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.world import KINDS, SIGNED_IN, World

EVERYBODY = frozenset(KINDS)
STAFF = frozenset(SIGNED_IN)
PARTICIPANT = frozenset({"participant"})
COORDINATOR = frozenset({"coordinator"})
ADMIN = frozenset({"admin"})
READERS_OF_THE_FINDING = frozenset({"leader", "tn", "coordinator"})
READERS_ON_THE_WALK = READERS_OF_THE_FINDING | {"police"}
"""Whoever may read some finding of the walk, and so that much of its protocol."""
RUNS_THE_WALK = frozenset({"leader", "coordinator"})

MAY = {
    "account.show": STAFF,
    "account.sign_out_everywhere": STAFF,
    "answer_templates.create": COORDINATOR,
    "answer_templates.destroy": COORDINATOR,
    "answer_templates.index": COORDINATOR,
    "answer_templates.show": COORDINATOR,
    "answer_templates.update": COORDINATOR,
    "answering.create_link": EVERYBODY,
    "answering.create_move": EVERYBODY,
    "answering.create_reply": EVERYBODY,
    "answering.index": EVERYBODY,
    "answering.preview": EVERYBODY,
    "answering.show": EVERYBODY,
    "case_sheet.show": EVERYBODY,
    "account.update": STAFF,
    "closed_days.create": COORDINATOR,
    "closed_days.destroy": COORDINATOR,
    "closed_days.index": COORDINATOR,
    "contacts.create": COORDINATOR,
    "contacts.index": COORDINATOR,
    "contacts.retire": COORDINATOR,
    "contacts.show": COORDINATOR,
    "contacts.update": COORDINATOR,
    "field.agree": PARTICIPANT,
    "field.create": PARTICIPANT,
    "field.create_token": PARTICIPANT,
    "field.others": PARTICIPANT,
    "field.show": PARTICIPANT,
    "field.withdraw": PARTICIPANT,
    "finding_sheet.show": READERS_OF_THE_FINDING,
    "findings.create_move": READERS_OF_THE_FINDING,
    "findings.preview": READERS_OF_THE_FINDING,
    "findings.show": READERS_OF_THE_FINDING,
    "findings.update_audience": COORDINATOR,
    "findings.update_reference": READERS_OF_THE_FINDING,
    "following.asked": EVERYBODY,
    "following.confirm": EVERYBODY,
    "following.create": EVERYBODY,
    "following.end": EVERYBODY,
    "following.ending": EVERYBODY,
    "following.new": EVERYBODY,
    "following.show": EVERYBODY,
    "home.accessibility": EVERYBODY,
    "home.health": EVERYBODY,
    "home.index": EVERYBODY,
    "home.privacy": EVERYBODY,
    "home.without_coverage": EVERYBODY,
    "join.create": EVERYBODY,
    "join.index": EVERYBODY,
    "join.show": EVERYBODY,
    "letters.index": COORDINATOR,
    "letters.send_again": COORDINATOR,
    "letters.show": COORDINATOR,
    "meeting.create": COORDINATOR,
    "meeting.show": COORDINATOR,
    "on_behalf.create_move": COORDINATOR,
    "on_behalf.show": COORDINATOR,
    "people.close": ADMIN,
    "people.create": ADMIN,
    "people.create_link": ADMIN,
    "people.create_membership": ADMIN,
    "people.delete_membership": ADMIN,
    "people.index": ADMIN,
    "people.reopen": ADMIN,
    "people.show": ADMIN,
    "phone_copy.create": RUNS_THE_WALK,
    "phone_copy.new": RUNS_THE_WALK,
    "photos.by_link": EVERYBODY,
    "photos.on_case": EVERYBODY,
    "photos.on_walk": PARTICIPANT,
    "photos.published": EVERYBODY,
    "photos.staff": READERS_OF_THE_FINDING,
    "planning.cancel": RUNS_THE_WALK,
    "planning.create": COORDINATOR,
    "planning.edit": RUNS_THE_WALK,
    "planning.index": STAFF,
    "planning.move": RUNS_THE_WALK,
    "planning.new": COORDINATOR,
    "planning.new_code": RUNS_THE_WALK,
    "planning.poster": RUNS_THE_WALK,
    "planning.show": RUNS_THE_WALK,
    "planning.update": RUNS_THE_WALK,
    "protocols.download": READERS_ON_THE_WALK,
    "protocols.show": READERS_ON_THE_WALK,
    "public.index": EVERYBODY,
    "public.map_page": EVERYBODY,
    "public.show": EVERYBODY,
    "questions.on_case": EVERYBODY,
    "questions.on_walk": PARTICIPANT,
    "questions.reply_on_case": EVERYBODY,
    "questions.reply_on_walk": PARTICIPANT,
    "report.case": EVERYBODY,
    "report.create": EVERYBODY,
    "report.new": EVERYBODY,
    "report.remove_address": EVERYBODY,
    "report.reopen": EVERYBODY,
    "report.withdraw": EVERYBODY,
    "report_sync.put_entry": EVERYBODY,
    "report_sync.put_photo": EVERYBODY,
    "review.create": COORDINATOR,
    "review.destroy": COORDINATOR,
    "review.index": COORDINATOR,
    "review.preview": COORDINATOR,
    "review.show": COORDINATOR,
    "rules.area": COORDINATOR,
    "rules.area_list": COORDINATOR,
    "rules.index": COORDINATOR,
    "rules.party": COORDINATOR,
    "rules.party_list": COORDINATOR,
    "rules.update_area": COORDINATOR,
    "rules.update_party": COORDINATOR,
    "fixing.update": RUNS_THE_WALK,
    "marking.create": RUNS_THE_WALK,
    "merging.create": RUNS_THE_WALK,
    "merging.destroy": RUNS_THE_WALK,
    "merging.refuse": RUNS_THE_WALK,
    "paper_notes.create": RUNS_THE_WALK,
    "paper_notes.sheets": RUNS_THE_WALK,
    "running.confirm_end": RUNS_THE_WALK,
    "running.confirm_start": RUNS_THE_WALK,
    "running.end": RUNS_THE_WALK,
    "running.reopen": RUNS_THE_WALK,
    "running.start": RUNS_THE_WALK,
    "security.login": EVERYBODY,
    "security.logout": EVERYBODY,
    "service_worker.show": EVERYBODY,
    "signing_in.forgotten": EVERYBODY,
    "signing_in.landing": STAFF,
    "signing_in.set_password": EVERYBODY,
    "static": EVERYBODY,
    "summing_up.confirm": RUNS_THE_WALK,
    "summing_up.dismiss": RUNS_THE_WALK,
    "summing_up.show": RUNS_THE_WALK,
    "summing_up.release": RUNS_THE_WALK,
    "summing_up.release_one": RUNS_THE_WALK,
    "summing_up.update": RUNS_THE_WALK,
    "summing_up.withdraw": RUNS_THE_WALK,
    "sync.put_entry": PARTICIPANT,
    "sync.put_photo": PARTICIPANT,
    "well_known.favicon": EVERYBODY,
    "well_known.robots": EVERYBODY,
    "unowned.index": COORDINATOR,
    "worklist.index": frozenset({"tn", "police", "coordinator", "reader"}),
}
"""Endpoint → who gets an answer about the things of tests/world.py; others get none."""

REPORTS = frozenset({"report_sync.put_entry", "report_sync.put_photo"})
"""The PUT views by which a resident's outbox sends."""

SAME_ORIGIN = frozenset(
    {
        "answering.create_link",
        "answering.create_move",
        "answering.create_reply",
        "answering.preview",
        "field.agree",
        "field.create",
        "field.create_token",
        "field.withdraw",
        "following.confirm",
        "following.create",
        "join.create",
        "report.create",
        "questions.reply_on_case",
        "questions.reply_on_walk",
        "report.remove_address",
        "report.reopen",
        "report.withdraw",
        *REPORTS,
    }
)
"""The views that tell by headers that our own page sent it. All other POST views: by a token."""

BY_SECRET = frozenset({"following.end"})
"""The POST views that a mail program sends by itself: the address lets it in (RFC 8058)."""

BEARER = frozenset({"sync.put_entry", "sync.put_photo"})
"""The PUT views that want a token which no browser sends by itself."""

READS_FIRST = frozenset(
    {
        "answering.preview",
        "findings.preview",
        "phone_copy.create",
        "review.preview",
        "security.login",
        "signing_in.set_password",
    }
)
"""The POST views that hold up no writer: they write nothing, or begin to when slow work is done."""


def rules(app: Flask) -> list[Rule]:
    """Return one rule for each endpoint, in Swedish."""
    found = {rule.endpoint: rule for rule in app.url_map.iter_rules() if _is_swedish(rule)}
    return [found[endpoint] for endpoint in sorted(found)]


def _is_swedish(rule: Rule) -> bool:
    return "lang" not in rule.arguments or "lang" in (rule.defaults or {})


def posts(app: Flask) -> list[Rule]:
    """Return the rules that take a POST, one for each endpoint."""
    return [rule for rule in rules(app) if "POST" in (rule.methods or ())]


def puts(app: Flask) -> list[Rule]:
    """Return the rules that take a PUT, one for each endpoint."""
    return [rule for rule in rules(app) if "PUT" in (rule.methods or ())]


OURS = MappingProxyType({"Sec-Fetch-Site": "same-origin"})


def ask(
    world: World,
    browser: FlaskClient,
    method: str,
    address: str,
    site: Mapping[str, str] = OURS,
) -> TestResponse:
    """Send an empty request as our own page would; `site` tells from where."""
    data: Any = {"csrf_token": world.token()} if method == "POST" else None
    headers = dict(site)
    if method == "PUT":
        data = b"{}"
        headers |= {"X-Sha256": hashlib.sha256(data).hexdigest(), "Content-Type": "image/jpeg"}
    return browser.open(address, method=method, data=data, headers=headers, buffered=True)


def was_let_in(answer: TestResponse) -> bool:
    """Say whether the answer is about the thing: not "not found", "sign in" or "join first"."""
    assert answer.status_code < 500, answer.text[-3000:]
    assert answer.status_code not in (400, 403), answer.text[-3000:]
    if answer.status_code in (301, 302, 303):
        return not answer.headers["Location"].startswith(("/logga-in?", "/g/", "/en/g/"))
    return answer.status_code not in (401, 404)

"""Asking others about a finding: somebody outside to do the work, or whoever noted it to say more.

The verbs stand on `Finding` under the same names; what they do is told here.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from walks.model.acting import By, capacities, stated
from walks.model.codes import Urgency
from walks.model.contact import Contact, Referral
from walks.model.event import Text
from walks.model.moving import await_answer, give_answer, log, move, tell_the_public, wait_on
from walks.model.notices import tell_contact, tell_of_question, tell_of_reply
from walks.model.status import Actor, MoveNotAllowed, Verb, WaitingOn

if TYPE_CHECKING:
    from walks.model.finding import Finding


def pass_to(
    finding: Finding,
    contact: Contact,
    brief: str,
    answer: str,
    *,
    by: By,
    now: datetime,
    photos: bool = True,
) -> None:
    """Ask somebody outside to do the work, and tell the public so. Raises NotAnAnswer.

    The party stays responsible. `brief` is what the contact needs to know; `photos` shows them
    those of the finding, unless it is guarded.
    """
    words, shown = Text(body=stated(brief), language="sv"), photos and not finding.guarded
    referral = Referral(
        finding_id=finding.id, contact=contact, brief=words, passed_at=now, with_photos=shown
    )
    give_answer(finding, Verb.PASS_TO, answer, by, now, referral=referral)
    finding.referrals.append(referral)
    tell_the_public(finding, now)
    tell_contact(finding, referral, now)


def take_back(finding: Finding, reason: str, *, by: By, now: datetime) -> None:
    """It is the party's again: by its own will, by the contact's reply, or by silence.

    A new answer is due, in as many days as a normal one.
    """
    referral = finding.referral
    move(finding, Verb.TAKE_BACK, by, now, words=reason, referral=referral)
    finding.answered_at = None
    if finding.released_at:
        await_answer(finding, Urgency.NORMAL, now)


def ask_reporter(finding: Finding, question: str, *, by: By, now: datetime) -> None:
    """Ask whoever noted it; only while they can be reached. The clock goes on."""
    move(finding, Verb.ASK_REPORTER, by, now, words=stated(question))
    tell_of_question(finding, now)


def reply(finding: Finding, words: str, *, by: By, now: datetime) -> None:
    """Answer the party's question. Raises MoveNotAllowed when none waits."""
    mine = capacities(by, finding) & {Actor.NOTER, Actor.REPORTER}
    if finding.waiting_on is not WaitingOn.REPORTER or not mine:
        raise MoveNotAllowed("nobody waits for a reply")
    log(finding, Verb.REPLY, by, now, actor=min(mine), text=stated(words))
    wait_on(finding, WaitingOn.PARTY, now)
    tell_of_reply(finding, now)


def no_reply_came(finding: Finding, *, now: datetime) -> None:
    """Nobody answered the party's question: it goes on without."""
    log(finding, Verb.SILENCE, None, now)
    wait_on(finding, WaitingOn.PARTY, now)

"""What ties findings to each other: one is the same as another, one is a part of another.

The two verbs stand on `Finding` under the same names.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from walks.db import db
from walks.model.acting import By, NotAnAnswer, acting_as, stated
from walks.model.codes import Audience, narrowest
from walks.model.moving import log, move, require
from walks.model.status import Status, Verb
from walks.swedish import N_

if TYPE_CHECKING:
    from walks.model.finding import Finding


def mark_duplicate(finding: Finding, original: Finding, *, by: By, now: datetime) -> None:
    """It is the same as another, and follows that one. Raises NotAnAnswer for a wrong one.

    That `by` may see the original is for the caller to know. DOMAIN, mark_duplicate.
    """
    require(finding, Verb.MARK_DUPLICATE, by, now)
    not_a_duplicate_of(finding, original)
    move(finding, Verb.MARK_DUPLICATE, by, now, other=original)
    finding.duplicate_of = original


def split(finding: Finding, part: str, *, by: By, now: datetime) -> Finding:
    """Let a part of it become a finding of its own, with as much time left; return that."""
    require(finding, Verb.SPLIT, by, now)
    made = part_of(finding, stated(part), by=by, now=now)
    move(finding, Verb.SPLIT, by, now, words=made.text, other=made)
    return made


def not_a_duplicate_of(finding: Finding, original: Finding) -> None:
    """Raise NotAnAnswer unless the finding may follow the other. DOMAIN, mark_duplicate.

    Whoever follows it reads its answer, so it may not be for fewer eyes.
    """
    if original.id == finding.id:
        raise NotAnAnswer(N_("Det är samma fynd. Välj det andra, som det är en dubblett av."))
    if original.status is Status.DUPLICATE:
        raise NotAnAnswer(N_("Det fyndet är självt en dubblett. Välj det som det följer."))
    if original.status in (Status.WITHDRAWN, Status.NOT_A_CASE):
        raise NotAnAnswer(N_("Det fyndet är borttaget. Välj ett som någon svarar på."))
    if narrower(original.audience, finding.audience):
        raise NotAnAnswer(N_("Det fyndet får färre läsa. Välj ett som lika många får läsa."))


def narrower(one: Audience, other: Audience) -> bool:
    """Say whether fewer read the one than the other."""
    return one is not other and narrowest(one, other) is one


def part_of(finding: Finding, words: str, *, by: By, now: datetime) -> Finding:
    """Make a finding of its own of what `words` say: same place, noter and time to an answer.

    It is routed by its own words, in the same category; its photos stay with the first.
    """
    from walks.model.note import as_noted, new_finding  # which are made of findings

    note = replace(as_noted(finding), uuid=str(uuid.uuid4()), text=words, proposal="")
    prefix = finding.number.rsplit("-", 2)[0]
    made = new_finding(note, finding.source, finding.noter_role, prefix, now)
    made.walk, made.participant, made.split_from = finding.walk, finding.participant, finding
    made.noted_at = finding.noted_at
    made.audience = narrowest(made.audience, finding.audience)
    db.session.add(made)
    mine = acting_as(Verb.SPLIT, by, finding, now)
    log(made, Verb.NOTE, by, now, actor=mine, other=finding)
    if finding.released_at:
        made.release(by=by, now=now)
        made.due_on = finding.due_on if finding.answered_at is None else made.due_on
    db.session.flush()
    return made

"""Other people's things are not there: by whatever address a stranger asks for one, it is a 404."""

import pytest

from tests.doors import EVERYBODY, MAY, RUNS_THE_WALK, ask, rules, was_let_in
from tests.world import KINDS, World

NOBODY: frozenset[str] = frozenset()
COORDINATOR = frozenset({"coordinator"})
POLICE = frozenset({"police", "coordinator"})

Who = dict[str, frozenset[str]]

OF_THE_POLICE: Who = {
    "finding_sheet": POLICE,
    "findings": POLICE,
    "findings.update_audience": COORDINATOR,
    "on_behalf": COORDINATOR,
    "photos.staff": POLICE,
    "review": COORDINATOR,
}
OF_A_WALK: Who = {
    "fixing": COORDINATOR,
    "marking": COORDINATOR,
    "merging": COORDINATOR,
    "paper_notes": COORDINATOR,
    "phone_copy": COORDINATOR,
    "planning": COORDINATOR,
    "protocols": POLICE,
    "running": COORDINATOR,
    "summing_up": COORDINATOR,
}

STRANGE: dict[tuple[str, tuple[str, ...]], Who] = {
    # On the walk that Anna leads and the participant has joined, noted by another participant.
    ("police finding", ("number", "uuid")): {
        **OF_THE_POLICE,
        "finding_sheet": POLICE | {"leader"},
        "findings": POLICE | {"leader"},
        "fixing": RUNS_THE_WALK,
        "marking": RUNS_THE_WALK,
        "merging": RUNS_THE_WALK,
        "photos.staff": POLICE | {"leader"},
        "summing_up": RUNS_THE_WALK,
    },
    ("another walk", ("walk_id", "code")): {
        "paper_notes": COORDINATOR,
        "phone_copy": COORDINATOR,
        "planning": COORDINATOR,
        "protocols": POLICE,  # of what they may read there
        "running": COORDINATOR,
        "summing_up.confirm": COORDINATOR,
        "summing_up.show": COORDINATOR,
        "summing_up.release": COORDINATOR,
        "join": EVERYBODY,
        "following": EVERYBODY,
        "public.show": EVERYBODY,
    },
    # Asked for at the walk of the world, it is on no such walk.
    ("another walk", ("number", "uuid")): OF_THE_POLICE,
    ("another walk", ("walk_id", "number", "uuid")): {**OF_THE_POLICE, **OF_A_WALK,
        "following": EVERYBODY, "public.show": EVERYBODY},
    # A round is never public, and its code opens it as a walk's does.
    ("round", ("walk_id", "number", "uuid", "code")): {**OF_THE_POLICE, **OF_A_WALK,
        "join": EVERYBODY},
    ("another report", ("number", "uuid")): OF_THE_POLICE,
}  # fmt: skip
"""What, and which of its ids stand in the address instead of one's own → who is let in there.

By endpoint, else by its blueprint; nobody else is let in anywhere.
"""


@pytest.mark.parametrize(("name", "ids"), STRANGE, ids=str)
def test_what_is_another_s_is_not_there(world: World, name: str, ids: tuple[str, ...]) -> None:
    may, asked = STRANGE[name, ids], set()
    for rule in rules(world.app):
        if not rule.arguments & set(ids):
            continue
        strange = {each: world.others[name][each] for each in ids}
        if rule.endpoint == "field.withdraw" and "uuid" in ids:
            strange["uuid"] = world.others[name]["finding_uuid"]
        asked.add(rule.endpoint)
        wanted = may.get(rule.endpoint, may.get(rule.endpoint.split(".")[0], NOBODY))
        assert wanted <= MAY[rule.endpoint] | POLICE
        for kind in sorted(KINDS, key=lambda each: each in wanted):
            for method in sorted({"GET", "POST"} & (rule.methods or set())):
                answer = ask(world, world.browser(kind), method, world.address(rule, **strange))
                where = (kind, method, rule.endpoint, answer.status)
                assert was_let_in(answer) == (kind in wanted), where
                if kind not in wanted and kind in MAY[rule.endpoint] and "walk_id" not in ids:
                    assert answer.status_code == 404, where
    assert {each for each in may if "." in each} <= asked


def test_every_address_with_an_id_is_asked_for_a_stranger_s(world: World) -> None:
    strange = {each for _name, ids in STRANGE for each in ids}
    by_secret = {
        "answering.create_link",
        "answering.create_reply",
        "answering.index",
        "questions.on_case",
        "questions.reply_on_case",
        "report.case",
        "case_sheet.show",
        "following.confirm",
        "following.end",
        "following.ending",
        "following.show",
        "report.remove_address",
        "report.reopen",
        "report.withdraw",
        "signing_in.set_password",
    }
    by_admin = {rule.endpoint for rule in rules(world.app) if "person_id" in rule.arguments}
    no_thing = {"static", "planning.new", "planning.create"}
    kept_by_coordinator = ("answer_templates", "closed_days", "contacts", "meeting", "rules")
    by_coordinator = {"letters.show", "letters.send_again"} | {
        rule.endpoint
        for rule in rules(world.app)
        if rule.arguments and rule.endpoint.split(".")[0] in kept_by_coordinator
    }
    missed = {
        rule.endpoint
        for rule in rules(world.app)
        if rule.arguments - {"lang"} and not rule.arguments & strange
    }
    assert missed == by_secret | by_admin | by_coordinator | no_thing

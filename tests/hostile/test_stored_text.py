"""Words from strangers, as they stand on every page: kept apart from what is ours around them."""

from bs4 import NavigableString, Tag

from tests import make
from tests.client import Page
from tests.doors import MAY, rules
from tests.world import World
from walks.db import db
from walks.model.person import people
from walks.model.review import Review, publish
from walks.model.walk import Walk

WORDS = ("مظلم هنا", "النفق", "مصباح", "تم الإصلاح")
TEXT, PLACE, PROPOSAL, ANSWER = WORDS
APART = "[dir=auto], bdi"
NOT_LAID_OUT = {"title", "textarea", "option"}


def test_a_script_from_the_right_is_kept_apart_wherever_it_stands(world: World) -> None:
    with world.app.test_request_context():
        filled = World(world.app, world.values | _fill(world.values), world.others)
        db.session.commit()
        db.session.remove()
    seen: set[str] = set()
    for rule in (r for r in rules(world.app) if "GET" in (r.methods or ())):
        for kind in sorted(MAY[rule.endpoint]) if rule.endpoint != "static" else ():
            answer = filled.browser(kind).get(filled.address(rule), buffered=True)
            if answer.mimetype != "text/html":
                continue
            for string in Page(answer.text, "html5lib").find_all(string=True):
                words = {each for each in WORDS if each in string}
                if words and string.parent.name not in NOT_LAID_OUT:
                    seen |= words
                    assert _apart(string), (rule.endpoint, kind, str(string.parent))
    assert seen == set(WORDS)


def _apart(string: NavigableString) -> bool:
    """Say whether the words begin what is kept apart, so that it runs their way."""
    around = next((e for e in string.parents if isinstance(e, Tag) and e.css.match(APART)), None)
    return around is not None and around.get_text().strip(" \n”").startswith(WORDS)


def _fill(values: dict[str, str]) -> dict[str, str]:
    by_name = {person.name: person for person in people()}
    walk = db.session.query(Walk).filter_by(public_id=values["walk_id"]).one()
    noted = make.participant(walk)[0]
    given = {"text": TEXT, "place_words": PLACE}
    finding = make.finding(walk, walk.participants[0], proposal=PROPOSAL, **given)
    other = make.finding(walk, noted, **given)
    secret = "t" * 32
    report = make.report(secret, **given)
    for each in (finding, other, report):
        each.release(by=by_name["Anna"], now=make.NOW)
        each.fix(ANSWER, by=by_name["Bertil"], now=make.NOW)
        publish(each, Review(text=TEXT, place=PLACE), by=by_name["Karin"], now=make.NOW)
    reviewed = {name: finding.number for name in values if name.endswith("/number")}
    return reviewed | {"number": finding.number, "secret": secret}

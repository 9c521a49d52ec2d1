"""The forms that take a finding away from a walk, on a phone: air between what is asked."""

from collections.abc import Callable
from types import SimpleNamespace

from tests import make
from tests.windows import Window
from walks.db import db
from walks.model.walk import WalkState


def test_there_is_air_between_the_parts_of_a_removal_form(
    window: Callable[..., Window], people: SimpleNamespace
) -> None:
    walk = make.walk(people.anna, state=WalkState.SUMMING_UP)
    make.finding(walk, make.participant(walk)[0])
    db.session.commit()
    annas = window(viewport={"width": 390, "height": 800})
    annas.sign_in("anna@example.org")
    page = annas.visit(f"/sammanstallning/{walk.public_id}")
    page.get_by_text("Ändra eller ta bort").click()
    page.locator(".note-acts summary").click()
    gaps = page.locator(".note-acts details form").evaluate_all(
        """forms => forms.flatMap((form) => {
          const seen = [...form.children].filter((each) => each.checkVisibility());
          const boxes = seen.map((each) => each.getBoundingClientRect());
          return boxes.slice(1).map((box, index) => box.top - boxes[index].bottom);
        })"""
    )
    assert len(gaps) == 2
    assert min(gaps) >= 8, gaps

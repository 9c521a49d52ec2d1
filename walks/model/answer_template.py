"""Answers to begin from: kept by the coordinator, filled in by whoever answers.

They are only a beginning: an answer that still holds a fill-in is refused (acting.own_words).
"""

import re
import tomllib
from pathlib import Path

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db, wait_for
from walks.model.category import Category
from walks.model.status import Verb
from walks.swedish import N_, sorted_swedish

SHIPPED = Path(__file__).parent / "data" / "answer_templates.toml"
TITLE_MAX = 80
FILL_INS = ("datum", "kontakt", "orsak", "plats", "ägare", "åtgärd")
"""What a template may leave to be filled in, within [ ]."""
ANSWERING = (Verb.PLAN, Verb.FIX, Verb.DECLINE, Verb.PASS_TO)
"""The verbs that carry an answer."""


class AnswerTemplate(Model):
    """One answer to begin from. `category` None: it fits all."""

    __tablename__ = "answer_template"

    id: Mapped[Pk]
    verb: Mapped[Verb]
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    body: Mapped[str]

    category: Mapped[Category | None] = relationship()


class TemplateRefused(ValueError):
    """The template can't be kept so. `str()` is a Swedish sentence about `unknown`."""

    def __init__(self, unknown: str) -> None:
        super().__init__(N_("”%(unknown)s” går inte att fylla i. De som finns är: %(known)s."))
        self.unknown = unknown


def checked(body: str) -> str:
    """Return the template's text; raises TemplateRefused for a fill-in that nobody knows."""
    for fill_in in re.findall(r"\[([^\]]*)\]", body):
        if fill_in not in FILL_INS:
            raise TemplateRefused(f"[{fill_in}]")
    return body


def templates_for(category: Category) -> list[AnswerTemplate]:
    """Return what answers about this category can begin from: its own first, then those for all."""
    fits = or_(AnswerTemplate.category_id == category.id, AnswerTemplate.category_id.is_(None))
    found = sorted_swedish(
        db.session.scalars(select(AnswerTemplate).where(fits)), by=lambda each: each.title
    )
    return sorted(found, key=lambda each: each.category_id is None)


def is_named(title: str, verb: str, *, apart_from: AnswerTemplate | None = None) -> bool:
    """Say whether another template of this verb has the title, in capitals or not."""
    wanted = title.strip().casefold()
    return any(
        each.title.strip().casefold() == wanted and each.verb == verb
        for each in all_templates()
        if each is not apart_from
    )


def template_to_change(template_id: int) -> AnswerTemplate:
    """Return the template, for nobody else to change meanwhile; raises NoResultFound."""
    wait_for(select(AnswerTemplate.id).where(AnswerTemplate.id == template_id))
    return db.session.get_one(AnswerTemplate, template_id)


def all_templates() -> list[AnswerTemplate]:
    """Return every template, by verb and title."""
    found = sorted_swedish(db.session.scalars(select(AnswerTemplate)), by=lambda each: each.title)
    return sorted(found, key=lambda each: ANSWERING.index(each.verb))


def install_templates() -> None:
    """Put in the templates that ship, if the database has none. Wants the categories."""
    if db.session.scalar(select(AnswerTemplate.id).limit(1)) is not None:
        return
    by_key = {category.key: category for category in db.session.scalars(select(Category))}
    for row in tomllib.loads(SHIPPED.read_text("utf-8"))["template"]:
        category = by_key.get(row.get("category", ""))
        if "category" not in row or category:
            made = AnswerTemplate(
                verb=Verb(row["verb"]), category=category, title=row["title"], body=row["body"]
            )
            db.session.add(made)

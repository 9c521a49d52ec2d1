"""What letters say: each kind's template in `templates/letters/`, and what it is given.

A template is plain text: paragraphs with an empty line between them, lists whose lines begin with
"- ", addresses that stand alone. The simple HTML beside it is made of just that, so that both say
the same. A new kind needs a member in `LetterKind`, its template, and a line in `mail_facts.FACTS`.
"""

import re
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment, Template
from markupsafe import escape

from walks.mail_facts import FACTS, NothingLeft, of_awaited, of_party, page
from walks.model.letter import Letter, LetterKind
from walks.swedish import N_

SECRET = "[hemlig länk]"  # noqa: S105 - stands where one was
"""What stands in a kept letter where the sent one had a link that lets its reader in."""

HTML = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
{blocks}
</body>
</html>
"""

ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?]")


@dataclass(frozen=True)
class Words:
    """A letter in words. `link` is the secret one that SECRET stands for, if there is one."""

    subject: str
    body: str
    language: str
    link: str = ""
    unsubscribe: str = ""

    @property
    def plain(self) -> str:
        """The text as it is sent."""
        return self.body.replace(SECRET, self.link) if self.link else self.body

    @property
    def html(self) -> str:
        """The same text as simple HTML."""
        blocks = "\n".join(_block(each) for each in self.plain.strip().split("\n\n"))
        return HTML.format(language=self.language, title=escape(self.subject), blocks=blocks)


def words_of(letter: Letter) -> Words:
    """Return what the letter says, in its language. Raises NothingLeft."""
    if letter.person is not None and not letter.person.active:
        raise NothingLeft(N_("Kontot är stängt."))
    with force_locale(letter.language):
        told = _of_day if letter.kind is LetterKind.DIGEST else FACTS[letter.kind]
        facts = told(letter)
        link, unsubscribe = facts.pop("secret_link", ""), facts.pop("unsubscribe", "")
        template = _templates().get_template(f"letters/{letter.kind}.txt")
        context = _context(letter, facts | {"link": SECRET if link else ""})
        subject = " ".join(_part(template, "subject", context).split())
        body = _tidy(template.render(context))
        return Words(subject, body, letter.language, link, unsubscribe)


def _templates() -> Environment:
    """Return the app's own Jinja, but for tags, which leave no line of their own."""
    kept: Environment | None = current_app.extensions.get("letters")
    if kept is None:
        kept = current_app.jinja_env.overlay(trim_blocks=True, lstrip_blocks=True)
        current_app.extensions["letters"] = kept
    return kept


def _context(letter: Letter, facts: dict[str, Any]) -> dict[str, Any]:
    shared = {"letter": letter, "page": page, "municipality": current_app.config["MUNICIPALITY"]}
    return shared | facts


def _part(template: Template, block: str, context: dict[str, Any]) -> str:
    return "".join(template.blocks[block](template.new_context(context)))


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


def _block(text: str) -> str:
    lines = [line for line in text.split("\n") if line]
    if lines and all(line.startswith(("- ", "  ")) for line in lines):
        items = "\n".join(lines)[2:].split("\n- ")
        return "<ul>\n" + "\n".join(f"<li>{_linked(item)}</li>" for item in items) + "\n</ul>"
    return f"<p>{_linked(chr(10).join(lines))}</p>"


def _linked(text: str) -> str:
    """Return the text as HTML, with line breaks and links."""
    out, at = "", 0
    for found in ADDRESS.finditer(text):
        link = escape(found.group())
        out += str(escape(text[at : found.start()])) + f'<a href="{link}">{link}</a>'
        at = found.end()
    return re.sub(r"\n *", "<br>\n", out + str(escape(text[at:])))


def _of_day(letter: Letter) -> dict[str, Any]:
    """What the letters say that are gathered into the day's, each as far as it still holds."""
    parts = []
    for part in letter.parts:
        try:
            of = of_awaited if FACTS[part.kind] is of_awaited else of_party
            facts = _context(part, of(part) | {"link": ""})  # its reader has an account
        except NothingLeft:
            continue
        template = _templates().get_template(f"letters/{part.kind}.txt")
        parts.append((_part(template, "subject", facts).strip(), _part(template, "body", facts)))
    if not parts:
        raise NothingLeft(N_("Inget av det gäller längre."))
    return {"parts": parts}

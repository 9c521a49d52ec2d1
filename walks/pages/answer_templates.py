"""Answers to begin from: the coordinator's list of them."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, StopValidation

from walks.db import db
from walks.model.answer_template import (
    ANSWERING,
    FILL_INS,
    TITLE_MAX,
    AnswerTemplate,
    TemplateRefused,
    all_templates,
    checked,
    is_named,
    template_to_change,
)
from walks.model.category import categories
from walks.model.note import TEXT_MAX
from walks.model.person import Role
from walks.model.status import Verb
from walks.pages.access import allow
from walks.pages.forms import Form, at_most, fingerprint
from walks.pages.rendering import render, text_in

bp = Blueprint("answer_templates", __name__, url_prefix="/svarsmallar")


class TemplateForm(Form):
    """One answer to begin from."""

    version = HiddenField()
    title = StringField(
        _l("Namn på mallen"),
        [DataRequired(_l("Skriv vad mallen heter.")), at_most(TITLE_MAX)],
        render_kw={"autocomplete": "off"},
    )
    verb = RadioField(_l("Hör till åtgärden"), [InputRequired(_l("Välj åtgärd."))])
    category = SelectField(_l("Kategori"), default="")
    body = TextAreaField(
        _l("Svaret"), [DataRequired(_l("Skriv svaret.")), at_most(TEXT_MAX)], default=""
    )

    def __init__(self, template: AnswerTemplate | None = None, **given: Any) -> None:
        """Show the template, if there is one."""
        if template is not None:
            given["data"] = {
                "title": template.title,
                "verb": template.verb.value,
                "category": str(template.category_id or ""),
                "body": template.body,
            }
        super().__init__(**given)
        self.template = template
        self.verb.choices = [(verb.value, _(verb.label)) for verb in ANSWERING]
        kinds = [(str(c.id), text_in(c.names)) for c in categories()]
        self.category.choices = [("", _("Alla")), *kinds]
        now = _version(template)
        self.is_stale = self.is_submitted() and self.version.data != now
        self.version.data = now

    def validate_title(self, field: StringField) -> None:
        """Two to choose between must not be called the same."""
        if is_named(field.data or "", self.verb.data, apart_from=self.template):
            raise StopValidation(
                _("Det finns redan en mall som heter så för samma åtgärd. Välj ett annat namn.")
            )

    def validate_body(self, field: TextAreaField) -> None:
        """Every fill-in must be one that is known."""
        try:
            checked(field.data or "")
        except TemplateRefused as refused:
            known = ", ".join(f"[{each}]" for each in FILL_INS)
            raise StopValidation(_(str(refused), unknown=refused.unknown, known=known)) from refused

    def keep(self, template: AnswerTemplate) -> None:
        """Write it down."""
        template.title, template.body = self.title.data, self.body.data
        template.verb = Verb(self.verb.data)
        template.category_id = int(self.category.data) if self.category.data else None
        db.session.add(template)


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show all templates, and the form that adds one."""
    return _list(TemplateForm())


@bp.post("")
@allow(Role.COORDINATOR)
def create() -> ResponseReturnValue:
    """Add a template."""
    form = TemplateForm()
    if not form.validate_on_submit():
        return _list(form), 422
    form.keep(AnswerTemplate())
    db.session.commit()
    flash(_("Mallen ”%(title)s” är tillagd.", title=form.title.data))
    return redirect(url_for(".index"), code=303)


@bp.get("/<int(max=2147483647):template_id>")
@allow(Role.COORDINATOR)
def show(template_id: int) -> ResponseReturnValue:
    """Show one template's form."""
    template = db.get_or_404(AnswerTemplate, template_id)
    return _page(template, TemplateForm(template))


@bp.post("/<int(max=2147483647):template_id>")
@allow(Role.COORDINATOR)
def update(template_id: int) -> ResponseReturnValue:
    """Change a template. Answers that were made of it stay as they are."""
    template = template_to_change(template_id)
    form = TemplateForm(template)
    if form.is_stale:
        return _page(template, form), 409
    if not form.validate_on_submit():
        return _page(template, form), 422
    form.keep(template)
    db.session.commit()
    flash(_("Mallen ”%(title)s” är sparad.", title=form.title.data))
    return redirect(url_for(".index"), code=303)


@bp.post("/<int(max=2147483647):template_id>/borttagning")
@allow(Role.COORDINATOR)
def destroy(template_id: int) -> ResponseReturnValue:
    """Take a template away."""
    template = db.get_or_404(AnswerTemplate, template_id)
    db.session.delete(template)
    db.session.commit()
    flash(_("Mallen ”%(title)s” är borttagen.", title=template.title))
    return redirect(url_for(".index"), code=303)


def _version(template: AnswerTemplate | None) -> str:
    if template is None:
        return ""
    return fingerprint(template.title, template.verb, template.category_id, template.body)


def _list(form: TemplateForm) -> Response:
    return render(
        "answer_templates/index.html", templates=all_templates(), form=form, fill_ins=FILL_INS
    )


def _page(template: AnswerTemplate, form: TemplateForm) -> Response:
    return render("answer_templates/show.html", beginning=template, form=form, fill_ins=FILL_INS)

"""The municipality's own closed days: no answer falls due on them."""

from datetime import date

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, StringField
from wtforms.validators import DataRequired, InputRequired

from walks.db import db
from walks.model.closed_day import (
    NAME_MAX,
    DayRefused,
    close_offices,
    closed_days_before,
    closed_days_from,
    open_offices,
)
from walks.model.person import Role
from walks.pages.access import allow
from walks.pages.forms import Form, at_most
from walks.pages.rendering import day as day_words
from walks.pages.rendering import now, render
from walks.swedish import local_date

bp = Blueprint("closed_days", __name__, url_prefix="/regler/lediga-dagar")


class ClosedDayForm(Form):
    """One day and why."""

    day = DateField(_l("Dag"), [InputRequired(_l("Välj en dag."))])
    name = StringField(
        _l("Varför?"),
        [DataRequired(_l("Skriv varför det är stängt, till exempel klämdag.")), at_most(NAME_MAX)],
        description=_l("Till exempel klämdag."),
    )


@bp.get("")
@allow(Role.COORDINATOR)
def index() -> ResponseReturnValue:
    """Show the days to come, and those that have been."""
    return _page(ClosedDayForm())


@bp.post("")
@allow(Role.COORDINATOR)
def create() -> ResponseReturnValue:
    """Add a day."""
    form = ClosedDayForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        made = close_offices(form.day.data, form.name.data, local_date(now()))
    except DayRefused as refused:
        form.day.errors = [_(str(refused))]
        return _page(form), 422
    db.session.commit()
    flash(_("%(day)s är en ledig dag.", day=day_words(made.day)))
    return redirect(url_for(".index"), code=303)


@bp.post("/<day>/borttagning")
@allow(Role.COORDINATOR)
def destroy(day: str) -> ResponseReturnValue:
    """Take a day away; one that is gone stays gone."""
    try:
        meant = date.fromisoformat(day)
    except ValueError:
        meant = date.min
    if open_offices(meant, local_date(now())) is not None:
        db.session.commit()
        flash(_("%(day)s är en arbetsdag igen.", day=day_words(meant)))
    else:
        flash(_("Den dagen är redan borttagen, eller har varit."))
    return redirect(url_for(".index"), code=303)


def _page(form: ClosedDayForm) -> Response:
    today = local_date(now())
    return render(
        "rules/closed_days.html",
        form=form,
        coming=closed_days_from(today),
        been=closed_days_before(today),
    )

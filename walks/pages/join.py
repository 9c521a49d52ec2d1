"""Joining a walk: a code, a role, one button. No account, no name."""

import re

from flask import current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired

from walks.db import db
from walks.model.codes import NoterRole
from walks.model.walk import Walk, WalkKind, participant_with, walk_by_code
from walks.pages.access import cookie_name, public, same_origin
from walks.pages.forms import Form, clean
from walks.pages.language import TranslatedBlueprint
from walks.pages.limits import count_wrong_code
from walks.pages.rendering import now, render
from walks.pages.walk_words import noun

bp = TranslatedBlueprint("join", __name__)

REMEMBERED = 90 * 24 * 60 * 60
"""Seconds that a phone stays joined: until the walk is archived, and some weeks."""


class CodeForm(Form):
    """The code on the poster, typed."""

    kod = StringField(_l("Kod"), [DataRequired(_l("Skriv koden som står på affischen."))])


class JoinForm(Form):
    """As what somebody takes part."""

    role = RadioField(
        _l("Jag är med som"), validators=[DataRequired(_l("Välj vad du är med som."))]
    )

    def __init__(self, walk: Walk) -> None:
        """Preselect the most usual answer."""
        usual = NoterRole.STAFF if walk.kind is WalkKind.ROUND else NoterRole.RESIDENT
        super().__init__(data={"role": usual.value})
        self.role.choices = {role.value: _(role.label) for role in NoterRole}


@bp.get("/g/")
@public
def index() -> ResponseReturnValue:
    """Ask for the code; a typed one leads on to its own address.

    `inte_med`: who comes here wanted the walk's own page, and is told why it did not open.
    """
    if "kod" not in request.args:
        not_joined = "inte_med" in request.args
        return render("join/index.html", form=CodeForm(formdata=None), not_joined=not_joined)
    form = CodeForm(formdata=request.args)
    plain = re.sub(r"[^A-Z0-9]", "", form.kod.data.upper())[:20] if form.validate() else ""
    if not plain:
        form.kod.errors = form.kod.errors or [_("Skriv koden som står på affischen.")]
        return render("join/index.html", form=form), 422
    return redirect(url_for(".show", code=plain), code=303)


@bp.get("/g/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """Say which walk it is and ask for a role; a phone that has joined goes straight there."""
    walk = walk_by_code(code)
    if walk is None:
        return _unknown(code)
    if _has_joined(walk):
        return redirect(url_for("field.show", walk_id=walk.public_id), code=303)
    return _page(walk, code, JoinForm(walk))


@bp.post("/g/<code>")
@public
@same_origin
def create(code: str) -> ResponseReturnValue:
    """Join: the phone gets a cookie for this walk."""
    walk = walk_by_code(code)
    if walk is None:
        return _unknown(code)
    there = redirect(url_for("field.show", walk_id=walk.public_id), code=303)
    if _has_joined(walk):
        return there
    form = JoinForm(walk)
    if not form.validate_on_submit():
        return _page(walk, code, form), 422
    if not (walk.takes_notes or walk.opens(now())):
        return _page(walk, code, form), 409
    _participant, secret = walk.join(NoterRole(form.role.data), now())
    db.session.commit()
    return _remember(make_response(there), walk, secret)


def _has_joined(walk: Walk) -> bool:
    secret = request.cookies.get(cookie_name(walk.public_id), "")
    return walk.takes_notes and participant_with(walk, secret) is not None


def _remember(response: Response, walk: Walk, secret: str) -> Response:
    response.set_cookie(
        cookie_name(walk.public_id),
        secret,
        max_age=REMEMBERED,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure or current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _page(walk: Walk, code: str, form: JoinForm) -> Response:
    open_now = walk.takes_notes or walk.opens(now())
    return render(
        "join/show.html",
        walk=walk,
        code=code,
        form=form,
        noun=noun(walk),
        open_now=open_now,
        has_passed=now() >= walk.ends_by_itself,
    )


def _unknown(code: str) -> ResponseReturnValue:
    """Answer a wrong code: 404, and 429 once too many have come from the same address."""
    form = CodeForm(formdata=None, data={"kod": clean(code)[:20]})
    too_many = count_wrong_code()
    return render("join/unknown.html", form=form, too_many=too_many), 429 if too_many else 404

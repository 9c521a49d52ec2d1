"""Hearing what became of a walk: an address is left, says yes by letter, and ends it by one press.

No cookie, and nothing that ties the address to what was noted.
"""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Email

from walks.db import db
from walks.model.follower import Follower, follow, follower_by_id
from walks.model.publication import public_walk
from walks.model.walk import Walk, WalkState
from walks.pages.access import by_secret, public, same_origin
from walks.pages.forms import Form, at_most
from walks.pages.language import TranslatedBlueprint, language
from walks.pages.limits import may_be_asked, may_follow
from walks.pages.rendering import now, render
from walks.signed import FOLLOWER, check, claimed_key

bp = TranslatedBlueprint("following", __name__)

HEARD_OF = (WalkState.UNDER_WAY, WalkState.SUMMING_UP, WalkState.RELEASED)
"""When there is something to come from a walk."""


class FollowForm(Form):
    """Where the letters should go."""

    email = StringField(
        _l("Din e-postadress"),
        [DataRequired(_l("Skriv din e-postadress.")), Email(), at_most(200)],
        render_kw={"type": "email", "autocomplete": "email"},
    )


@bp.get("/vandringar/<walk_id>/folj")
@public
def new(walk_id: str) -> ResponseReturnValue:
    """Ask for an address."""
    return _page(public_walk(walk_id), FollowForm())


@bp.post("/vandringar/<walk_id>/folj")
@public
@same_origin
def create(walk_id: str) -> ResponseReturnValue:
    """Send a letter that asks. The answer is the same whoever typed whatever address."""
    walk, form = public_walk(walk_id), FollowForm()
    if walk.state not in HEARD_OF:
        return _page(walk, form), 409
    if not form.validate():
        return _page(walk, form), 422
    if not may_follow():
        form.form_errors.append(
            _("Det kom många adresser härifrån. Vänta en timme, och prova igen.")
        )
        return _page(walk, form), 429
    if may_be_asked(form.email.data):
        follow(walk, form.email.data, language(), now())
    db.session.commit()
    return redirect(url_for(".asked", walk_id=walk_id), code=303)


@bp.get("/vandringar/<walk_id>/folj/tack")
@public
def asked(walk_id: str) -> ResponseReturnValue:
    """Tell what comes now."""
    return render("following/asked.html", walk=public_walk(walk_id))


@bp.get("/folj/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """Show whether letters come, and the button that changes it. Looking changes nothing."""
    return _private("following/show.html", _follower(secret), secret)


@bp.post("/folj/<secret>/ja")
@public
@same_origin
def confirm(secret: str) -> ResponseReturnValue:
    """Say yes, or yes again."""
    _follower(secret).confirm(now())
    db.session.commit()
    return redirect(url_for(".show", secret=secret), code=303)


@bp.post("/folj/<secret>/avslut")
@public
@by_secret
def end(secret: str) -> ResponseReturnValue:
    """Send no more letters. Twice is once."""
    _follower(secret).end(now())
    db.session.commit()
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200  # a mail program follows no redirect (RFC 8058)
    return redirect(url_for(".show", secret=secret), code=303)


@bp.get("/folj/<secret>/avslut")
@public
def ending(secret: str) -> ResponseReturnValue:
    """Lead whoever follows the address by hand to the button: looking ends nothing."""
    _follower(secret)
    return redirect(url_for(".show", secret=secret), code=303)


def _follower(secret: str) -> Follower:
    """Return the follower that the link is for; raises NoResultFound."""
    follower = follower_by_id(claimed_key(secret))
    check(FOLLOWER, secret, follower.owner)
    return follower


def _page(walk: Walk, form: FollowForm) -> Response:
    open_ = walk.state in HEARD_OF
    return render("following/new.html", walk=walk, form=form, is_open=open_)


def _private(template: str, follower: Follower, secret: str) -> Response:
    answer = render(template, follower=follower, walk=follower.walk, secret=secret)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer

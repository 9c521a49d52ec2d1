"""Who may open what: each view declares its access and, if it takes a POST, its protection.

A view that declares nothing is closed; a POST that declares nothing wants a CSRF token. The rows
a person may see are chosen by queries (model/visibility.py); a stranger to a thing gets 404.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFProtect

from walks.db import begin_writing, reads_only
from walks.model.person import Role
from walks.model.token import participant_by
from walks.model.walk import participant_with, walk_by_public_id
from walks.pages.coming_back import sign_in_here
from walks.pages.forms import kept_fields

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

csrf = CSRFProtect()


class Protection(StrEnum):
    """How a view that changes something knows that our own page asked for it."""

    CSRF = "csrf"
    SAME_ORIGIN = "same_origin"
    BEARER = "bearer"
    SECRET = "secret"  # noqa: S105 - the name of a protection


READING = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC, SIGNED_IN, PARTICIPANT, BEARER = "public", "signed_in", "participant", "bearer"

FOREIGN = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": SIGNED_IN,
}
"""The access of views that are not ours, by endpoint. All want a CSRF token."""

FOREIGN_READS = frozenset({"security.login"})
"""Views that are not ours and read first; sign_in_form.py writes once the password is checked."""


def public(view: View) -> View:
    """Let anybody in."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """Let in whoever has signed in; the rows they see are scoped in the view."""
    return _declare(view, SIGNED_IN)


def allow(*roles: Role) -> Callable[[View], View]:
    """Let in people who have one of `roles`."""
    return lambda view: _declare(view, frozenset(roles))


def walk_participant(view: View) -> View:
    """Let in who has joined the walk in the address, by the join cookie; sets g.participant."""
    return _declare(view, PARTICIPANT)


def same_origin(view: View) -> View:
    """Accept a POST from our own pages by its headers: for pages without cookie or token."""
    view.walks_protection = Protection.SAME_ORIGIN  # type: ignore[attr-defined]
    return view


def by_secret(view: View) -> View:
    """Accept a POST from anywhere: the secret in its address is what lets it in.

    For mail programs, which end a list by a POST of their own (RFC 8058), with no page of ours.
    """
    view.walks_protection = Protection.SECRET  # type: ignore[attr-defined]
    return view


def bearer(view: View) -> View:
    """Let in whoever holds a token of the walk in the address; sets g.walk and g.participant.

    A header that no browser adds by itself is its own protection.
    """
    view.walks_protection = Protection.BEARER  # type: ignore[attr-defined]
    return _declare(view, BEARER)


def at_most(size: int) -> Callable[[View], View]:
    """Bound the body, in bytes. It is no form: it is read whole before any statement."""

    def declare(view: View) -> View:
        view.walks_at_most = size  # type: ignore[attr-defined]
        return view

    return declare


def reads(view: View) -> View:
    """Begin a POST as a reader, whom no writer waits for.

    The view writes nothing, or calls `begin_writing()` when its slow work is done.
    """
    view.walks_reads = True  # type: ignore[attr-defined]
    return view


def _declare(view: View, access: str | frozenset[Role]) -> View:
    view.walks_access = access  # type: ignore[attr-defined]
    return view


def access_of(endpoint: str) -> str | frozenset[Role] | None:
    """Return what the endpoint's view declares; None is closed."""
    view = current_app.view_functions[endpoint]
    return getattr(view, "walks_access", None) or FOREIGN.get(endpoint)


def protection_of(endpoint: str) -> Protection:
    """Return the view's protection; silent is CSRF."""
    view = current_app.view_functions[endpoint]
    declared: Protection = getattr(view, "walks_protection", Protection.CSRF)
    return declared


def reads_first(endpoint: str) -> bool:
    """Say whether a POST to the endpoint begins as a reader."""
    view = current_app.view_functions[endpoint]
    return getattr(view, "walks_reads", False) or endpoint in FOREIGN_READS


def cookie_name(walk_public_id: str) -> str:
    """Return the name of the join cookie of one walk."""
    return f"walk_{walk_public_id}"


def init_app(app: Flask) -> None:
    """Check every request before its view."""
    csrf.init_app(app)
    # First of all: what Flask-Security does before each request loads the person.
    app.before_request_funcs.setdefault(None, []).insert(0, _check)
    app.before_request(_let_write)
    app.teardown_request(_forget_reading)


def _check() -> ResponseReturnValue | None:
    if request.endpoint == "static":
        return None
    # The body is read before any statement: a slow phone must not hold up other writers.
    _read_body()
    reads_only.set(True)
    g.person = current_user if current_user.is_authenticated else None
    if request.endpoint is None:
        return None  # 404 or 405, answered by Flask
    access, writes = access_of(request.endpoint), request.method not in READING
    if g.person is None and (access == SIGNED_IN or isinstance(access, frozenset)):
        answer = _ask_to_sign_in(writes)
        if answer is not None:
            return answer
    elif writes:
        _check_origin(request.endpoint)
    return _check_access(access)


def _read_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if size := getattr(view, "walks_at_most", None):
        request.max_content_length = size
        request.get_data()
    else:
        request.form.get("", None)


def _let_write() -> None:
    if request.method not in READING and request.endpoint and not reads_first(request.endpoint):
        begin_writing()


def _check_origin(endpoint: str) -> None:
    protection = protection_of(endpoint)
    if protection is Protection.CSRF:
        csrf.protect()
    elif protection is Protection.SAME_ORIGIN:
        _check_same_origin()


def _check_same_origin() -> None:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        ours = site == "same-origin"
    else:
        ours = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not ours:
        abort(403)


def _check_access(access: str | frozenset[Role] | None) -> ResponseReturnValue | None:
    if access == PUBLIC:
        return None
    if access == PARTICIPANT:
        return _check_participant()
    if access == BEARER:
        _check_token()
        return None
    if access is None:
        abort(404)
    if isinstance(access, frozenset) and not g.person.has(*access):
        abort(404)
    return None


def _check_participant() -> ResponseReturnValue | None:
    walk = walk_by_public_id((request.view_args or {})["walk_id"])
    secret = request.cookies.get(cookie_name(walk.public_id), "")
    g.walk, g.participant = walk, participant_with(walk, secret)
    if g.participant is not None:
        return None
    if request.method in READING:
        return redirect(url_for("join.index", inte_med=1), code=303)
    # The cookie is gone while somebody wrote: what they wrote stays on the page.
    kept = kept_fields()
    page = render_template(
        "field/not_joined.html",
        kept=kept,
        written=[value for _name, value in kept if " " in value],
        photos=any(file.filename for file in request.files.values()),
        action=request.path,
    )
    return page, 401


def _check_token() -> None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    participant = participant_by(token) if kind == "Bearer" else None
    if participant is None:
        abort(401)
    walk = walk_by_public_id((request.view_args or {})["walk_id"])
    if participant.walk_id != walk.id:
        abort(403)
    g.walk, g.participant = walk, participant


def _ask_to_sign_in(writes: bool) -> ResponseReturnValue | None:
    if not writes:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")), code=303)
    if request.endpoint == "security.logout":
        return redirect(url_for("home.index"), code=303)
    # The token died with the session; the headers still tell whether our own page sent this.
    _check_same_origin()
    return sign_in_here()


def _forget_reading(_error: BaseException | None) -> None:
    reads_only.set(False)

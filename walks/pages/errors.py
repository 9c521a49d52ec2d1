"""When something can't be done: a Swedish sentence that says what to do next, never a bare code."""

from flask import Flask, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException

from walks.db import db, reads_only
from walks.model.status import MoveNotAllowed
from walks.model.walk import WalkRefused, walk_by_public_id
from walks.pages.walk_words import noun

PAGES = {
    400: (
        _l("Det gick inte att läsa"),
        _l("Gå tillbaka, kontrollera det du skrev och skicka igen."),
    ),
    403: (
        _l("Det gick inte att skicka"),
        _l("Formuläret kom inte från vår egen sida. Öppna sidan på nytt och skicka igen."),
    ),
    404: (
        _l("Sidan finns inte"),
        _l("Adressen kan vara fel, eller så får du inte se sidan med det konto du har."),
    ),
    405: (
        _l("Så går det inte att öppna sidan"),
        _l("Adressen tar emot ett formulär och visar inget. Öppna sidan som formuläret står på."),
    ),
    409: (
        _l("Någon annan hann före"),
        _l("Fyndet har ändrats sedan du öppnade det. Öppna det igen och se vad som har hänt."),
    ),
    413: (
        _l("Det var för stort att skicka"),
        _l("Gå tillbaka: det du skrev står kvar. Ta färre eller mindre bilder och skicka igen."),
    ),
    429: (
        _l("Nu blev det många försök"),
        _l("Vänta några minuter och försök igen. Det du skrev står kvar om du går tillbaka."),
    ),
    500: (
        _l("Något gick fel hos oss"),
        _l("Försök igen om en stund. Gå tillbaka, så står det du skrev kvar."),
    ),
}


def init_app(app: Flask) -> None:
    """Answer errors with pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(NoResultFound, lambda _error: _page(404))
    app.register_error_handler(MoveNotAllowed, lambda _error: _page(409))
    app.register_error_handler(WalkRefused, _walk_refused)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error  # a redirect is no error
    known = error.code if error.code in PAGES else 400
    body, status = _page(known, code=error.code, link=_above() if error.code == 405 else None)
    headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return body, status, headers


def _above() -> tuple[str, str] | None:
    """Lead from where a form is sent, which a restored tab may open, to the page it stands on."""
    routes, path = current_app.create_url_adapter(request), request.path
    while routes and (path := path.rpartition("/")[0]):
        try:
            routes.match(path, method="GET")
        except HTTPException:
            continue
        return _("Till formulärets sida"), request.script_root + path
    return None


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _page(
        400,
        message=_("Sidan har legat öppen för länge. Gå tillbaka, ladda om sidan och skicka igen."),
    )


def _walk_refused(error: WalkRefused) -> ResponseReturnValue:
    db.session.rollback()
    public_id = (request.view_args or {}).get("walk_id")
    link = None
    if public_id and g.person:
        name = _("Till %(walk)s", walk=noun(walk_by_public_id(public_id)))
        link = name, url_for("planning.show", walk_id=public_id)
    return _page(409, title=_("Det går inte just nu"), message=_(str(error)), link=link)


def _page(
    status: int,
    *,
    code: int | None = None,
    title: str = "",
    message: str = "",
    link: tuple[str, str] | None = None,
) -> tuple[str, int]:
    db.session.rollback()
    reads_only.set(True)  # a page that says no waits for no writer
    own_title, own_message = PAGES[status]
    body = render_template(
        "errors/error.html",
        title=title or own_title,
        message=message or own_message,
        what_next="",
        link=link or (_("Till startsidan"), url_for("home.index")),
    )
    return body, code or status

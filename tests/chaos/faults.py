"""What is wrong with a server's life: it falls after a commit, forgets, or hides behind a portal.

All of it stands around the program, nothing in it. `Watched` also writes down what was asked and
answered under /api/w, a line of JSON each, so that tests can count answers and see overlaps.
"""

import json
import os
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import event, false
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from werkzeug.wrappers import Response

from walks.db import db
from walks.model.entry import Entry
from walks.model.finding import Finding

TRUSTING = (
    ('method: "PUT"', 'method: "POST"'),
    ('request.open("PUT", to)', 'request.open("POST", to)'),
    ('redirect: "error"', 'redirect: "follow"'),
    ("new URL(request.responseURL).pathname === to ? request.status : 0", "request.status"),
    ("[200, 201, 202].includes(answer?.status) && ours", "answer?.status < 400"),
    ("receipt: said }", "receipt: said ?? {} }"),
)
"""What makes our outbox one that believes whoever answers, as many do."""


class Watched:
    """The program, with its faults, and its answers written down."""

    def __init__(self, app: Flask, how: dict[str, Any], life: int) -> None:
        """Add the faults that `how` asks for; see tests/chaos/server.py."""
        self.app, self.how, self.life = app, how, life
        self.folder = Path(how["folder"])
        if how["dies"]:
            fall_after_commits(first_time(self.folder) if how["dies"] == "first" else some(how))
        if how["forgets"]:
            forget(app)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer, and keep a record of what phones send."""
        path = environ["PATH_INFO"]
        if path == "/chaos":
            return self._who(environ, start)
        if self.how["trusting"] and path.startswith("/static/js/outbox"):
            return trusting(self.app)(environ, start)
        if not path.startswith("/api/w/"):
            return self.app(environ, start)
        self._record("asked", path)
        if count(self.folder / "asked") <= self.how["portal"]:
            self._record("sent to sign in", path)
            return Response(status=302, headers={"Location": "/"})(environ, start)
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # to be read here
        answer = Response.from_app(self.app, environ | {"REQUEST_METHOD": "PUT"}, buffered=True)
        receipt = answer.get_json(silent=True) or {}
        self._record("answered", path, status=answer.status_code, result=receipt.get("result"))
        return answer(environ, start)

    def _who(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Say whose server this is: one left over from another run must not be taken for ours."""
        me = json.dumps({"run": self.how["run"], "life": self.life})
        return Response(me, mimetype="application/json")(environ, start)

    def _record(self, what: str, path: str, **more: Any) -> None:
        line = {"at": time.monotonic(), "life": self.life, "what": what, "path": path, **more}
        append(self.folder / "requests", json.dumps(line).encode() + b"\n")


def trusting(app: Flask) -> Response:
    """Return the outbox that believes whoever answers."""
    script = (Path(str(app.static_folder)) / "js" / "outbox.js").read_text("utf-8")
    for ours, theirs in TRUSTING:
        assert ours in script, ours
        script = script.replace(ours, theirs)
    return Response(script, mimetype="text/javascript")


def append(path: Path, content: bytes) -> int:
    """Append in one piece, whoever else does, and return where the file then ends."""
    file = os.open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    try:
        os.write(file, content)
        return os.lseek(file, 0, os.SEEK_CUR)
    finally:
        os.close(file)


def count(path: Path) -> int:
    """Count one more, over all lives."""
    return append(path, b".")


def fall_after_commits(doomed: Callable[[], bool]) -> None:
    """Die as by a power cut when a phone's thing is committed and not yet answered for."""

    @event.listens_for(db.session, "after_commit")
    def fall(_session: object) -> None:
        if has_request_context() and request.path.startswith("/api/w/") and doomed():
            os._exit(9)


def some(how: dict[str, Any]) -> Callable[[], bool]:
    """Doom a share of the commits; which ones, the seed says for the whole run."""

    def doomed() -> bool:
        number = count(Path(how["folder"]) / "commits")
        return random.Random(f"{how['seed']}-{number}").random() < how["dies"]

    return doomed


def first_time(folder: Path) -> Callable[[], bool]:
    """Doom the first commit of each thing."""

    def doomed() -> bool:
        try:
            (folder / f"fell-{request.path.rpartition('/')[2]}").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return doomed


def forget(app: Flask) -> None:
    """Make the server blind for what it has received. Its tables must have no UNIQUE key."""

    def blind(state: ORMExecuteState) -> None:
        if state.is_select and has_request_context() and request.path.startswith("/api/w/"):
            nothing = [with_loader_criteria(model, false()) for model in (Entry, Finding)]
            state.statement = state.statement.options(*nothing)

    with app.app_context():
        event.listen(db.session, "do_orm_execute", blind)

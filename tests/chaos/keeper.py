"""The process whose children are the server's lives: `python -m tests.chaos.keeper '<how>'`.

Everything is imported once, and each life is a fork of it that makes an app of its own: a server
that was killed is back within a moment. A life that ends by itself is followed by the next. By
words on standard input, a life is ended by SIGKILL and followed by the next ("kill"), or by none
("down") until "up". The end of the input ends everything, so nothing outlives the run.
"""

import itertools
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any

import waitress
from flask import Flask
from gunicorn.app.base import BaseApplication

from tests.chaos import faults
from walks import create_app


class Gunicorn(BaseApplication):  # type: ignore[misc]
    """Serves as README says for PostgreSQL: two workers of four threads."""

    def __init__(self, how: dict[str, Any], life: int) -> None:
        """Take what an app is made of."""
        self.how, self.life = how, life
        super().__init__()

    def load_config(self) -> None:
        """Say where, and with how many."""
        where = f"127.0.0.1:{self.how['port']}"
        for name, value in {"bind": where, "workers": 2, "threads": 4, "loglevel": "error"}.items():
            self.cfg.set(name, value)
        self.cfg.set("control_socket_disable", True)

    def load(self) -> faults.Watched:
        """Return the app of one worker."""
        return app(self.how, self.life)


def app(how: dict[str, Any], life: int) -> faults.Watched:
    """Return the program as it ships, with its faults, and watched."""
    made: Flask = create_app(
        INSTANCE=Path(how["instance"]), SQLALCHEMY_DATABASE_URI=how["database"]
    )
    return faults.Watched(made, how, life)


def serve(how: dict[str, Any], life: int) -> None:
    """Serve until killed."""
    if how["gunicorn"]:
        Gunicorn(how, life).run()
    else:
        waitress.serve(app(how, life), host="127.0.0.1", port=how["port"], threads=8)


def born(how: dict[str, Any], life: int) -> int:
    """Fork a life, the first of a process group: its own children die with it."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        serve(how, life)
        os._exit(1)
    with suppress(PermissionError):  # the child was first
        os.setpgid(child, child)
    return child


def word() -> str:
    """Return the next word from standard input, "" at its end."""
    return os.read(sys.stdin.fileno(), 64).decode().strip()


def keep(how: dict[str, Any]) -> None:
    """Keep a server alive until the input ends."""
    for life in itertools.count(1):
        child = born(how, life)
        ended = os.pidfd_open(child)
        told, _, _ = select([sys.stdin, ended], [], [])
        said = word() if sys.stdin in told else "kill"
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ended)
        if said == "down":
            said = word()
        if not said:
            return


if __name__ == "__main__":
    keep(json.loads(sys.argv[1]))

"""Which transactions are open while something slow happens: a body comes in, a photo is decoded.

DESIGN, Data: "No write transaction while anything slow happens". A transaction may write unless
it was begun by one who only reads (`reads_only` in walks/db.py).
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from walks.db import db, reads_only


class Transactions:
    """The transactions that are open now, by connection, and what was slow meanwhile."""

    def __init__(self) -> None:
        """Begin with none."""
        self.begun: dict[int, str] = {}
        self.met: list[tuple[str, tuple[str, ...]]] = []
        """What was slow, and the kinds of transaction open while it was."""

    def begin(self, connection: Any) -> None:
        """Note a transaction, and whether it may write."""
        self.begun[id(connection)] = "reading" if reads_only.get() else "writing"

    def end(self, connection: Any) -> None:
        """Forget it."""
        self.begun.pop(id(connection), None)

    def slow(self, what: str) -> None:
        """Say that something slow happens now."""
        self.met.append((what, tuple(self.begun.values())))

    def watched(self, what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function so that each call of it counts as slow."""

        def slowly(*given: Any, **more: Any) -> Any:
            self.slow(what)
            return work(*given, **more)

        return slowly

    def body(self, content: bytes) -> io.BytesIO:
        """Return a request body; each read from it counts as slow."""
        return _Body(content, self)

    def during(self, what: str) -> list[tuple[str, ...]]:
        """Return the kinds of transaction that were open, for each time that was slow."""
        return [open_then for slow, open_then in self.met if slow == what]


class _Body(io.BytesIO):
    """A body as a server hands it over: in pieces, each of which may take its time."""

    def __init__(self, content: bytes, transactions: Transactions) -> None:
        super().__init__(content)
        self._transactions = transactions

    def readinto(self, buffer: Any, /) -> int:
        self._transactions.slow("body")
        return super().readinto(buffer)

    def read(self, size: int | None = -1, /) -> bytes:
        self._transactions.slow("body")
        return super().read(size)


@contextmanager
def watching(app: Flask) -> Iterator[Transactions]:
    """Watch the app's transactions while the block runs."""
    seen = Transactions()
    with app.app_context():
        engine = db.engine
    listeners = (("begin", seen.begin), ("commit", seen.end), ("rollback", seen.end))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    yield seen
    for name, listener in listeners:
        event.remove(engine, name, listener)

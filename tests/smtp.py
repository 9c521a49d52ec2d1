"""A mail server on this machine that takes letters, refuses, stalls, or hangs up, as asked."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """What has come, and how the server behaves to whom."""

    def __init__(self) -> None:
        """It takes everything."""
        self.letters: list[EmailMessage] = []
        self.asked: list[str] = []
        self.answers: dict[str, str] = {}
        self.after_data: Callable[[SMTP], Awaitable[str | None]] | None = None
        self.before_data: Callable[[SMTP], Awaitable[None]] | None = None
        self.url = ""
        self.lets_in: tuple[str, str] | None = None
        self.logins: list[tuple[str, str]] = []

    @property
    def recipients(self) -> list[str]:
        """To whom letters have come, in order."""
        return [str(each["To"].addresses[0].addr_spec) for each in self.letters]

    def log_in(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: Any
    ) -> AuthResult:
        """Let in who says the right name and password; remember what everybody said."""
        assert isinstance(said, LoginPassword)
        self.logins.append((said.login.decode(), said.password.decode()))
        return AuthResult(success=self.logins[-1] == self.lets_in, handled=False)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer as asked for this address."""
        self.asked.append(address)
        if self.before_data:
            await self.before_data(server)
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the letter, unless asked to do otherwise."""
        if self.after_data and (answer := await self.after_data(server)):
            return answer
        content = envelope.original_content or b""
        self.letters.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


async def hang_up(server: SMTP) -> None:
    """Break the line without a word."""
    transport: Any = server.transport
    transport.abort()
    await asyncio.sleep(0)


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[Mailbox]:
    """Serve until the block ends; `options` are those of aiosmtpd's server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that takes everything."""
    with serving(Mailbox()) as found:
        yield found

"""Letters to a server that wants a name and a password: over STARTTLS or TLS, or not at all."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from tests.certificates import certify
from tests.make import NOW
from tests.smtp import Mailbox, serving
from tests.test_mail import invite, states
from walks.db import db
from walks.model.letter import Letter, LetterState
from walks.worker import Worker

NAME, PASSWORD = "trygg@boras.example", "en/lång:hemlighet"
HOST = "post.boras.example"
"""A name that is not this machine's: to 127.0.0.1 nothing is encrypted."""

Serve = Callable[..., Mailbox]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with mine.pem, for HOST, and other.pem, for another name."""
    folder = tmp_path_factory.mktemp("mail")
    certify(folder, "mine", f"DNS:{HOST}")
    certify(folder, "other", "DNS:other.example")
    return folder


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """HOST leads to this machine."""
    look_up = socket.getaddrinfo

    def told(host: Any, *given: Any, **more: Any) -> Any:
        return look_up("127.0.0.1" if host == HOST else host, *given, **more)

    monkeypatch.setattr(socket, "getaddrinfo", told)


@pytest.fixture
def serve(
    app: Flask, certificates: Path, found: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Serve]:
    """`serve(scheme, …)`: a server that lets NAME in, and to which the app sends its letters.

    `certificate` is the one it shows, None: it offers no encryption; `trusted` the one we trust.
    """
    with ExitStack() as stack:

        def start(
            scheme: str = "smtp",
            certificate: str | None = "mine",
            trusted: str | None = "mine",
            password: str = PASSWORD,
            host: str = HOST,
        ) -> Mailbox:
            options: dict[str, Any] = {"auth_require_tls": certificate is not None}
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                shown = certificates / f"{certificate}.pem"
                context.load_cert_chain(shown, shown.with_suffix(".key"))
                if scheme == "smtps":
                    options = {"ssl_context": context, "auth_require_tls": False}
                else:
                    options |= {"tls_context": context, "require_starttls": True}
            if trusted:
                monkeypatch.setenv("SSL_CERT_FILE", str(certificates / f"{trusted}.pem"))
            mailbox = Mailbox()
            mailbox.lets_in = NAME, PASSWORD
            stack.enter_context(serving(mailbox, authenticator=mailbox.log_in, **options))
            port = mailbox.url.rpartition(":")[2]
            says = ":".join(quote(each, safe="") for each in (NAME, password))
            url = f"{scheme}://{says}@{host}:{port}"
            app.config.update(SMTP_URL=url, MAIL_FROM=NAME)
            return mailbox

        yield start


def reasons() -> list[str]:
    """Return why the letters have not gone."""
    return list(db.session.scalars(select(Letter.why).order_by(Letter.id)))


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_who_logs_in_over_an_encrypted_line_gets_letters_sent(
    serve: Serve, people: SimpleNamespace, scheme: str
) -> None:
    mailbox = serve(scheme)
    invite(people.anna, people.bertil)
    Worker().round(NOW)
    assert states() == [LetterState.SENT] * 2
    assert mailbox.recipients == ["anna@example.org", "bertil@example.org"]
    assert mailbox.logins == [(NAME, PASSWORD)], "once, for all letters of a round"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("password", ["fel", "få"])
def test_a_wrong_password_is_told_and_the_letters_wait(
    serve: Serve, people: SimpleNamespace, scheme: str, password: str
) -> None:
    mailbox = serve(scheme, password=password)
    invite(people.anna, people.bertil)
    Worker().round(NOW)
    assert states() == [LetterState.WAITING] * 2, "who runs it may put it right"
    for why in reasons():
        assert why.startswith("Servern godtar inte namnet eller lösenordet. 535")
        assert password not in why
    assert set(mailbox.logins) == {(NAME, password)}
    assert len(mailbox.logins) <= 2, "each way to say it once, for all letters of a round"
    assert mailbox.asked == []


def test_a_server_without_encryption_is_told_no_password_and_no_letter(
    serve: Serve, people: SimpleNamespace
) -> None:
    mailbox = serve(certificate=None)
    invite(people.anna)
    Worker().round(NOW)
    assert states() == [LetterState.WAITING]
    assert reasons() == ["Servern saknar det som krävs för att logga in säkert. STARTTLS"]
    assert (mailbox.logins, mailbox.asked, mailbox.letters) == ([], [], [])


def test_on_this_machine_itself_nothing_need_be_encrypted(
    serve: Serve, people: SimpleNamespace
) -> None:
    mailbox = serve(certificate=None, host="127.0.0.1")
    invite(people.anna)
    Worker().round(NOW)
    assert states() == [LetterState.SENT]
    assert mailbox.logins == [(NAME, PASSWORD)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("certificate", "trusted"), [("mine", None), ("mine", "other"), ("other", "other")]
)
def test_a_certificate_that_nobody_vouches_for_is_told_no_password(
    serve: Serve, people: SimpleNamespace, scheme: str, certificate: str, trusted: str | None
) -> None:
    """Signed by itself, by somebody else, or for another name."""
    mailbox = serve(scheme, certificate, trusted)
    invite(people.anna)
    Worker().round(NOW)
    assert states() == [LetterState.WAITING]
    [why] = reasons()
    assert why.startswith("Serverns certifikat går inte att lita på.")
    assert (mailbox.logins, mailbox.asked, mailbox.letters) == ([], [], [])


def test_letters_go_when_the_password_has_been_put_right(
    serve: Serve, people: SimpleNamespace
) -> None:
    serve(password="fel")
    [letter] = invite(people.anna)
    Worker().round(NOW)
    mailbox = serve()
    Worker().round(letter.due_at)
    assert states() == [LetterState.SENT]
    assert mailbox.recipients == ["anna@example.org"]

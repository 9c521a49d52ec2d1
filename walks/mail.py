"""Sending letters: by SMTP, or as .eml files in `instance/letters/` where no server is set.

A letter is marked as begun, and that is committed, before the server is spoken to; no transaction
is open meanwhile. What then becomes of it is one of four: taken, not now, never, or out of sight,
when the line broke after its text had begun to go and before the server had answered.
"""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from walks.config import is_loopback
from walks.db import db
from walks.mail_facts import NothingLeft
from walks.mail_words import Words, words_of
from walks.model.letter import NO_ADDRESS, Letter
from walks.model.outbox import letter_to_send
from walks.storage import write_whole
from walks.swedish import N_, local

PATIENCE_S = 30
"""How long a server may keep silent."""


@dataclass(frozen=True)
class Outgoing:
    """A letter on its way: all that is needed without the database."""

    letter_id: int
    recipient: str
    message: EmailMessage


class NotNow(Exception):
    """Nothing came of it; a later try may do. `str()` says why."""


class NoServer(NotNow):
    """Nor would anything come of another letter now."""


class Never(Exception):
    """The server does not want it, now or later. `str()` says why."""


class OutOfSight(Exception):
    """Nobody knows what came of it. `str()` says why."""


class Post(Protocol):
    """Something that takes letters."""

    def send(self, outgoing: Outgoing) -> None:
        """Hand it over. Raises NotNow, Never or OutOfSight."""


def take_out(letter_id: int, now: datetime) -> Outgoing | None:
    """Begin to send a letter that is due; None if there is nothing to send. Commit before sending.

    Its words are made anew at each try: those of the latest one stay.
    """
    letter = letter_to_send(letter_id, now)
    if letter is None:
        return None
    if not letter.recipient and letter.party is None:
        letter.drop(NO_ADDRESS)
        return None
    if not letter.recipient:
        letter.fail(N_("Parten har ingen som får brev och ingen adress."))
        return None
    letter.begin(now)
    try:
        words = words_of(letter)
        letter.subject, letter.body = words.subject, words.body
        recipient = _address(letter.recipient)
        return Outgoing(letter.id, recipient, _message(letter, words, recipient, now))
    except NothingLeft as why:
        letter.drop(str(why))
    except ValueError:  # what the standard library refuses to put in a header
        letter.fail(N_("Adressen går inte att använda."))
    return None


def note_outcome(letter_id: int, outcome: Exception | None, now: datetime) -> None:
    """Write down what became of a letter that was begun. Never commits."""
    letter = db.session.get_one(Letter, letter_id)
    match outcome:
        case None:
            letter.done(now)
        case NotNow():
            letter.postpone(str(outcome), now)
        case Never():
            letter.fail(str(outcome))
        case _:
            letter.lose_sight(str(outcome))


@contextmanager
def post_office(settings: Mapping[str, Any]) -> Iterator[Post]:
    """Open what takes letters with these settings."""
    if not settings["SMTP_URL"]:
        yield Folder(settings["INSTANCE"] / "letters")
        return
    server = Server(settings["SMTP_URL"], settings["MAIL_FROM"])
    try:
        yield server
    finally:
        server.close()


class Folder:
    """Keeps letters as files that a mail program opens. The same letter twice is one file."""

    def __init__(self, folder: Path) -> None:
        """Keep them there."""
        self.folder = folder

    def send(self, outgoing: Outgoing) -> None:
        """Write the letter's file. Raises NoServer if that can't be done."""
        path = self.folder / f"{outgoing.letter_id:06}.eml"
        try:
            write_whole(path, outgoing.message.as_bytes(policy=SMTPUTF8))
        except OSError as error:
            raise NoServer(f"{N_('Brevet gick inte att skriva till en fil.')} {error}") from error


class Server:
    """An SMTP server, spoken to over one line for all letters of a round."""

    def __init__(self, url: str, sender: str) -> None:
        """Nothing is said to it before the first letter."""
        self.parts, self.sender = urlsplit(url), sender
        self._line: smtplib.SMTP | None = None

    def send(self, outgoing: Outgoing) -> None:
        """Hand the letter over. Raises NotNow, Never or OutOfSight."""
        line = self._line or self._connect()
        begun = False
        try:
            content, options = self._as_taken(line, outgoing)
            self._say(line, *line.mail(self.sender, options))
            self._say(line, *line.rcpt(outgoing.recipient))
            self._say(line, *line.docmd("DATA"), wanted=3)
            begun = True
            line.send(content)
            code, said = line.getreply()
            if code < 0:
                raise smtplib.SMTPResponseException(code, said)
            begun = False
            self._say(line, code, said)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if begun:
                raise OutOfSight(_sentence(N_("Servern svarade inte på brevet."), error)) from error
            raise NotNow(_sentence(N_("Servern bröt samtalet."), error)) from error

    def close(self) -> None:
        """End the call."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()

    def _connect(self) -> smtplib.SMTP:
        host, port = self.parts.hostname or "", self.parts.port
        user, password = unquote(self.parts.username or ""), unquote(self.parts.password or "")
        context, me = ssl.create_default_context(), socket.gethostname()
        line: smtplib.SMTP | None = None
        try:
            if self.parts.scheme == "smtps":
                line = smtplib.SMTP_SSL(host, port or 465, me, timeout=PATIENCE_S, context=context)
            else:
                line = smtplib.SMTP(host, port or (587 if user else 25), me, timeout=PATIENCE_S)
                self._encrypt(line, context, must=bool(user))
            line.ehlo_or_helo_if_needed()
            if user:
                _log_in(line, user, password)
        except (OSError, smtplib.SMTPException) as error:
            if line is not None:
                line.close()
            raise NoServer(_sentence(_why_not(error), error)) from error
        self._line = line
        return line

    def _encrypt(self, line: smtplib.SMTP, context: ssl.SSLContext, *, must: bool) -> None:
        """Never say a password, or a letter, in the clear further than to this machine."""
        if is_loopback(f"//{self.parts.netloc.rpartition('@')[2]}"):
            return
        line.ehlo()
        if line.has_extn("starttls"):
            line.starttls(context=context)
        elif must:
            raise smtplib.SMTPNotSupportedError("STARTTLS")

    def _as_taken(self, line: smtplib.SMTP, outgoing: Outgoing) -> tuple[bytes, list[str]]:
        """Return the letter's bytes as this server takes them, and what to say beforehand."""
        if outgoing.recipient.isascii():
            policy, options = SMTP, []
        elif line.has_extn("smtputf8"):
            policy, options = SMTPUTF8, ["SMTPUTF8", "BODY=8BITMIME"]
        else:
            raise Never(N_("Servern kan inte skicka till adresser med å, ä eller ö."))
        content = outgoing.message.as_bytes(policy=policy)
        return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n", list(options)

    def _say(self, line: smtplib.SMTP, code: int, said: bytes, wanted: int = 2) -> None:
        """Go on if the server agrees; else begin anew with the next letter."""
        if code // 100 == wanted:
            return
        why = f"{code} {said.decode('utf-8', 'replace')}"
        if code == 421:  # it hangs up
            self.close()
            raise NoServer(why)
        with suppress(OSError, smtplib.SMTPException):
            line.rset()
        raise Never(why) if code // 100 == 5 else NotNow(why)


def _log_in(line: smtplib.SMTP, user: str, password: str) -> None:
    """Say name and password. Raises SMTPException when the server does not take them."""
    if (user + password).isascii():
        line.login(user, password)
        return
    # The standard library knows ASCII only; RFC 4616 says UTF-8.
    said = b64encode(f"\0{user}\0{password}".encode()).decode()
    code, answer = line.docmd("AUTH", f"PLAIN {said}")
    if code // 100 != 2:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _why_not(error: Exception) -> str:
    """Return in words why no letter can be handed over."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return N_("Servern godtar inte namnet eller lösenordet.")
        case smtplib.SMTPNotSupportedError():
            return N_("Servern saknar det som krävs för att logga in säkert.")
        case ssl.SSLCertVerificationError():
            return N_("Serverns certifikat går inte att lita på.")
        case _:
            return N_("Servern tar inte emot.")


def _sentence(words: str, error: Exception) -> str:
    """Return what happened with what the other side, or the system, says of it."""
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        told = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{words} {error.smtp_code} {told}"
    return f"{words} {error}".strip()


def _address(written: str) -> str:
    """Return the address as servers take it: a domain with å is another word in ASCII.

    Raises ValueError (UnicodeError) for a domain that can't be one.
    """
    name, _at, domain = written.rpartition("@")
    if not (name and domain):  # the standard library trips over these
        raise ValueError(written)
    return f"{name}@{domain.encode('idna').decode()}"


def _message(letter: Letter, words: Words, recipient: str, now: datetime) -> EmailMessage:
    """Return the letter as it is sent. Raises ValueError for an address that can't be written to.

    What stands in a header holds no line breaks: the standard library refuses them.
    """
    settings = current_app.config
    sender = settings["MAIL_FROM"] or "trygga-platser@localhost"
    domain, town = sender.rpartition("@")[2], settings["NUMBER_PREFIX"].lower()
    thread = re.sub(r"[^\w.-]+", "-", letter.thread, flags=re.ASCII)
    message = EmailMessage(policy=SMTPUTF8)
    message["From"] = Address(f"Trygga platser, {settings['MUNICIPALITY']}", addr_spec=sender)
    message["To"] = Address(_one_line(letter.name), addr_spec=recipient)
    if "@" in settings["CONTACT"] and "/" not in settings["CONTACT"]:
        message["Reply-To"] = Address(addr_spec=settings["CONTACT"])
    message["Subject"] = _one_line(words.subject)
    message["Date"] = format_datetime(local(now))
    message["Message-ID"] = f"<brev-{letter.id}.{town}@{domain}>"
    message["In-Reply-To"] = message["References"] = f"<{thread}.{town}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    if words.unsubscribe:
        message["List-Unsubscribe"] = f"<{words.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(words.plain, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())

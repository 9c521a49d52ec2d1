"""How the demo is served: to this machine alone or to its network, with TLS given a certificate."""

import io
import logging
import socket
import ssl
from pathlib import Path
from typing import Any

import click
import segno
from flask import Flask

from walks.config import is_loopback

SOMEWHERE = ("198.51.100.1", 9)
"""An address that is nobody's (RFC 5737): only to ask this machine which way it would go there."""


class HandshakeLater(ssl.SSLContext):
    """Lets each connection shake hands in its own thread, when it is first read.

    As Python does it the thread that takes in new connections shakes hands with each, and a
    phone that falls silent in the middle of it would hold up all the others.
    """

    def wrap_socket(self, *args: Any, **more: Any) -> ssl.SSLSocket:
        """Wrap a socket without a word to the other side."""
        return super().wrap_socket(*args, **{**more, "do_handshake_on_connect": False})


def tls(cert: str | None, key: str | None) -> ssl.SSLContext | None:
    """Return how to speak TLS with the certificate and key in those files; None without them.

    Raises UsageError (exit code 2), with what to do about it, when they can't be used.
    """
    if not (cert or key):
        return None
    if not (cert and key):
        raise click.UsageError("Ange både --cert och --key: det ena går inte utan det andra.")
    for file in (cert, key):
        try:
            Path(file).read_bytes()
        except OSError:
            raise click.UsageError(f"Filen {file} finns inte eller går inte att läsa.") from None
    context = HandshakeLater(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(cert, key)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise click.UsageError(f"Nyckeln {key} hör inte till certifikatet {cert}.") from error
        raise click.UsageError(
            f"{cert} och {key} är inte ett certifikat och dess nyckel i PEM-format."
        ) from error
    return context


def own_address() -> str | None:
    """Return this machine's IPv4 address on its network, or None. Asks nobody: nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)  # for datagrams this only looks up the route
            found = [str(probe.getsockname()[0])]
        except OSError:  # no way out: a network of its own, or none
            found = _named()
    return next((each for each in found if not is_loopback(f"//{each}")), None)


def _named() -> list[str]:
    try:
        named = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return []
    return [str(address[0]) for *_other, address in named]


def qr(address: str) -> str:
    """Return the address as a QR code in characters, for a phone to scan off the terminal."""
    out = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()


def require_free(host: str, port: int) -> None:
    """Raise ClickException unless somebody may serve there now: before a town is built for it."""
    try:
        socket.create_server((host, port)).close()
    except OSError:
        raise click.ClickException(
            f"Port {port} är upptagen eller får inte användas. Välj en annan med --port."
        ) from None


def serve(app: Flask, *, host: str, port: int, context: ssl.SSLContext | None) -> None:
    """Serve until Ctrl+C, with TLS if there is a context."""
    if context is None:
        from waitress import serve as serve_plainly

        serve_plainly(app, host=host, port=port, threads=8)
        return
    # Waitress speaks no TLS. Werkzeug comes with Flask and does, a thread for each connection:
    # enough for the phones of a demo, and no package more. A town has a proxy in front (README).
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # as quiet as waitress
    server = make_server(host, port, app, threaded=True, ssl_context=context)
    try:
        server.serve_forever()
    finally:
        server.server_close()

"""The Nu Html Checker, which says whether HTML is as the standard has it: one server a session."""

import http.client
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from socket import create_connection, create_server
from typing import Any

import pytest

from tests.need import validator_jar

PATIENCE = 60.0
"""Seconds that Java may take to begin, on a machine with much else to do."""


class Validator:
    """Asks the checker on a port of this machine."""

    def __init__(self, port: int) -> None:
        """Begin nothing: the server is there."""
        self.port = port

    def faults(self, page: bytes, content_type: str = "text/html; charset=utf-8") -> list[str]:
        """Return what is wrong with the document: errors, and warnings too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        # It refuses whoever does not say who they are.
        headers = {"Content-Type": content_type, "User-Agent": "tests"}
        with closing(connection):
            connection.request("POST", "/?out=json", page, headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            messages: list[dict[str, Any]] = json.loads(answer.read())["messages"]
        return [
            f"line {each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}"
            for each in messages
        ]


@pytest.fixture(scope="session")
def validator() -> Iterator[Validator]:
    """The checker, begun once."""
    jar = validator_jar()
    port = _free_port()
    process = subprocess.Popen(_command(jar, port), stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port, process)
        yield Validator(port)
    finally:
        process.terminate()
        process.wait()


def _command(jar: Path, port: int) -> list[str]:
    # 127.0.0.1: nobody else on the network is to be served.
    here = "-Dnu.validator.servlet.bind-address=127.0.0.1"
    return ["java", here, "-cp", str(jar), "nu.validator.servlet.Main", str(port)]


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the checker ended"
        with suppress(OSError):
            create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.2)
    raise AssertionError("the checker does not answer")

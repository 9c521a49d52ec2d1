"""`flask demo --lan --cert FILE --key FILE`: a real phone on the network comes in."""

import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import waitress
from click.testing import Result
from flask import Flask

from tests import databases
from tests.certificates import certify
from walks import cli_demo, cli_serving
from walks.db import db

ON_THE_NET = "10.20.30.40"
Demo = Callable[..., Result]


@pytest.fixture
def town_app(town_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """An app over a copy of the demo town."""
    databases.copy(town_folder, tmp_path / "town")
    yield databases.app_in(tmp_path / "town", TESTING=True)
    databases.drop(tmp_path / "town")


@pytest.fixture
def demo(town_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """Run `flask demo --no-serve …` on a machine whose address is known."""
    monkeypatch.setattr(cli_demo, "own_address", lambda: ON_THE_NET)

    def run(*words: str) -> Result:
        result = town_app.test_cli_runner().invoke(args=["demo", "--no-serve", *words])
        with town_app.app_context():
            db.session.rollback()
        return result

    return run


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with mine.pem and mine.key, and with other.key that belongs to neither."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("mine", "other"):
        certify(folder, name, "IP:127.0.0.2")
    return folder


def test_the_demo_shows_a_phone_the_way(demo: Demo, town_app: Flask) -> None:
    said = demo("--lan", "--port", "8080").output
    address = f"http://{ON_THE_NET}:8080"
    assert f"skriv {address}" in said
    assert cli_serving.qr(address) in said
    assert "Över http ger telefonen ingen position." in said
    assert town_app.config["PUBLIC_URL"] == address
    assert "127.0.0.1" not in said


def test_the_demo_keeps_to_this_machine_unless_told(demo: Demo, town_app: Flask) -> None:
    said = demo().output
    assert "Med --lan kommer telefoner på samma nät in." in said
    assert ON_THE_NET not in said
    assert town_app.config["PUBLIC_URL"] == ""


def test_an_address_that_was_set_is_the_one_shown(demo: Demo, town_app: Flask) -> None:
    town_app.config["PUBLIC_URL"] = "https://demo.example.org"
    assert "skriv https://demo.example.org\n" in demo("--lan").output
    town_app.config["PUBLIC_URL"] = "http://localhost:5000"
    assert f"skriv http://{ON_THE_NET}:5000\n" in demo("--lan").output


def test_a_machine_without_network_is_told_so(
    demo: Demo, town_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_demo, "own_address", lambda: None)
    result = demo("--lan")
    assert result.exit_code == 0
    assert "Datorn har ingen adress på något nät, så ingen telefon når demon." in result.output
    assert "Skanna" not in result.output
    assert town_app.config["PUBLIC_URL"] == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--cert", "mine.pem"], "Ange både --cert och --key"),
        (["--key", "mine.key"], "Ange både --cert och --key"),
        (["--cert", "gone.pem", "--key", "mine.key"], "gone.pem finns inte eller går inte att"),
        (["--cert", "mine.pem", "--key", "gone.key"], "gone.key finns inte eller går inte att"),
        (["--cert", "mine.pem", "--key", "other.key"], "other.key hör inte till certifikatet"),
        (["--cert", "mine.key", "--key", "mine.key"], "är inte ett certifikat och dess nyckel"),
    ],
)
def test_a_bad_certificate_is_refused_in_words(
    demo: Demo,
    certificates: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(certificates)
    result = demo("--lan", *words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Logga in på" not in result.output  # it is said before anything is built


@pytest.mark.parametrize(
    ("words", "host"),
    [([], "127.0.0.1"), (["--lan"], "0.0.0.0")],  # noqa: S104
)
def test_over_http_only_lan_answers_the_network(
    town_app: Flask, monkeypatch: pytest.MonkeyPatch, words: list[str], host: str
) -> None:
    monkeypatch.setattr(cli_demo, "own_address", lambda: ON_THE_NET)
    asked = {}
    monkeypatch.setattr(waitress, "serve", lambda _app, **given: asked.update(given))
    words = ["demo", *words, "--port", str(free_port())]
    assert town_app.test_cli_runner().invoke(args=words).exit_code == 0
    assert asked["host"] == host


def free_port() -> int:
    """Return a port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_a_port_that_does_not_exist_is_refused(demo: Demo, port: str) -> None:
    result = demo("--port", port)
    assert result.exit_code == 2
    assert "65535" in result.output


def test_a_taken_port_is_told_of_before_anything_is_built(tmp_path: Path) -> None:
    app = databases.app_in(tmp_path / "new", TESTING=True)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = app.test_cli_runner().invoke(args=["demo", "--port", port])
    assert result.exit_code == 1
    [said] = result.output.splitlines()
    assert f"Port {port} är upptagen" in said


def test_the_whole_demo_speaks_tls_though_a_phone_falls_silent(
    town_app: Flask, certificates: Path
) -> None:
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--lan", "--port", str(port)]
    command += ["--cert", certificates / "mine.pem", "--key", certificates / "mine.key"]
    settings = {
        **os.environ,
        "WALKS_INSTANCE": str(town_app.config["INSTANCE"]),
        "WALKS_DATABASE_URL": town_app.config["SQLALCHEMY_DATABASE_URI"],
        "PYTHONUNBUFFERED": "1",
    }
    trust = ssl.create_default_context(cafile=certificates / "mine.pem")
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            with connected(process, port):  # and says nothing
                page = f"https://127.0.0.2:{port}/"
                with urllib.request.urlopen(page, context=trust, timeout=10) as answer:
                    assert "Granvik" in answer.read().decode()
                    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        finally:
            process.terminate()
        assert re.search(rf"https://\S+:{port}/logga-in", process.stdout.read())


def connected(process: subprocess.Popen[str], port: int) -> socket.socket:
    """Connect as soon as somebody answers there, which a server on 127.0.0.1 alone never does."""
    for _again in range(300):
        assert process.poll() is None, process.stdout.read()
        try:
            return socket.create_connection(("127.0.0.2", port), timeout=10)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise AssertionError("nobody answers")


def test_a_phone_s_own_way_to_this_machine_is_never_a_loopback() -> None:
    address = cli_serving.own_address()
    assert address is None or not address.startswith("127.")


def test_without_a_way_out_the_machine_s_name_tells_its_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_route(*_given: object) -> None:
        raise OSError(101, "Network is unreachable")

    names = ["127.0.1.1", ON_THE_NET]
    monkeypatch.setattr(socket.socket, "connect", no_route)
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_given: [(2, 1, 6, "", (name, 0)) for name in names]
    )
    assert cli_serving.own_address() == ON_THE_NET
    names.remove(ON_THE_NET)
    assert cli_serving.own_address() is None
    monkeypatch.setattr(socket, "getaddrinfo", no_route)
    assert cli_serving.own_address() is None

"""A run that is killed leaves no server behind, and nothing in the temporary folder."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
START = """
import sys
from tests.databases import cluster
print(cluster().home, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", [None, signal.SIGTERM, signal.SIGKILL], ids=str)
def test_the_server_goes_with_its_run(how: signal.Signals | None) -> None:
    run = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", START], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert run.stdout
    home = Path(run.stdout.readline().decode().strip())
    server = int((home / "d" / "postmaster.pid").read_text().splitlines()[0])
    assert is_alive(server)
    if how:
        run.send_signal(how)
    run.communicate(timeout=60)
    for _turn in range(600):
        if not (home.exists() or is_alive(server)):
            break
        threading.Event().wait(0.1)
    assert not is_alive(server)
    assert not home.exists()


def is_alive(process: int) -> bool:
    """Say whether the process is there; one that nobody has buried is not."""
    try:
        status = Path(f"/proc/{process}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"

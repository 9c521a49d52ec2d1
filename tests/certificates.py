"""Certificates that openssl makes, for servers on this machine."""

import subprocess
from pathlib import Path

from tests.need import openssl


def certify(folder: Path, name: str, alternative: str) -> Path:
    """Put <name>.pem and <name>.key in the folder, for `alternative`; return the former."""
    words = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={name}"
    out = ["-addext", f"subjectAltName={alternative}", "-keyout", f"{name}.key"]
    command = [openssl(), *words.split(), *out, "-out", f"{name}.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
    return folder / f"{name}.pem"

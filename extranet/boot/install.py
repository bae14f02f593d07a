"""The virtual environment of the checkout, installed from the hashed lock file when that changed."""

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from extranet.boot.errors import BootError
from extranet.boot.lease import exclusive
from extranet.boot.places import ROOT, VAR, prepare_var

VENV: Final = ROOT / ".venv"
PYTHON: Final = VENV / "bin" / "python"
LOCK: Final = ROOT / "requirements.lock"


def main(arguments: Sequence[str]) -> None:
    """Install, then become the module `extranet.boot.<first argument>` in the virtual environment."""
    try:
        install()
    except BootError as refusal:
        sys.exit(f"make: {refusal}")
    if arguments and arguments[0] != "install":
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", f"extranet.boot.{arguments[0]}", *arguments[1:]])


def install() -> None:
    """Make .venv and install what requirements.lock names, unless that is done already. Raises BootError."""
    stamp = VENV / "installed"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if _is_installed(stamp, wanted):
        return
    prepare_var(VAR)
    with exclusive(VAR / "install.lock"):
        if _is_installed(stamp, wanted):
            return
        _make_venv()
        print("Installing the packages of requirements.lock into .venv …", flush=True)
        command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += ["--no-input", "--require-hashes", "--requirement", LOCK]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise BootError("the packages could not be installed: pip says above why.")
        stamp.write_text(wanted)


def _is_installed(stamp: Path, wanted: str) -> bool:
    return os.access(PYTHON, os.X_OK) and stamp.exists() and stamp.read_text() == wanted


def _make_venv() -> None:
    if os.access(PYTHON, os.X_OK):
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise BootError(
            "this Python has no module to make virtual environments: install it "
            f"(Debian, Ubuntu: apt-get install python{sys.version_info.major}.{sys.version_info.minor}-venv)."
        )
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False)
    if made.returncode:
        raise BootError(f"{VENV} could not be made: Python says above why.")

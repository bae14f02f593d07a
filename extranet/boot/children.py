"""The processes of `make run`: started, restarted with growing patience, and stopped in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from extranet.boot.errors import last_line
from extranet.boot.places import ROOT

_SECONDS_TO_END: Final = 15
_LONGEST_PAUSE: Final = 30
# Who has lived this long starts again at once the next time.
_HEALTHY_SECONDS: Final = 60


class Child:
    """One process that is kept alive, with its output in a log file."""

    def __init__(self, name: str, module: Sequence[str], *, log: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self._command = [sys.executable, "-m", *module]
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = 0
        self._started_at = 0.0
        self._due_at = 0.0
        log.write_bytes(b"")

    def start(self) -> None:
        """Start the process in a session of its own, out of reach of the terminal's Ctrl-C."""
        tether = [sys.executable, "-m", "extranet.boot.tether", str(os.getpid())]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*tether, *self._command],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def has_ended(self) -> bool:
        """Say whether the process was started and is gone."""
        return self._process is not None and self._process.poll() is not None

    def revive(self) -> None:
        """Start the process again when it has ended and its pause is over, saying so in a line."""
        now = time.monotonic()
        if self._process is not None and self.has_ended():
            was_healthy = now - self._started_at > _HEALTHY_SECONDS
            self._pause = 1 if was_healthy or not self._pause else min(self._pause * 2, _LONGEST_PAUSE)
            code = self._process.returncode
            self._process, self._due_at = None, now + self._pause
            print(
                f"The {self.name} ended (code {code}), starts again in {self._pause} s: {self.log}",
                flush=True,
            )
        elif self._process is None and now >= self._due_at:
            self.start()

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait_for_end(self) -> None:
        """Wait for the end; what is left of the process's own session after that is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            print(f"The {self.name} did not end within {_SECONDS_TO_END} s and is killed.", flush=True)
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_line(self) -> str:
        """Return the last line of the log."""
        return last_line(self.log.read_text(encoding="utf-8", errors="replace"))


def stop_all(children: Sequence[Child]) -> None:
    """Ask all to end, in the order given, and wait for each."""
    for child in children:
        child.ask_to_end()
    for child in children:
        child.wait_for_end()

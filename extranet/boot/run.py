"""`make run`: own servers, migrations, demo, then web, worker and beat until Ctrl-C."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Final

from extranet.boot.children import Child, stop_all
from extranet.boot.database import require_database
from extranet.boot.environment import fill_in, is_production
from extranet.boot.errors import BootError, last_line
from extranet.boot.messages import compile_catalogues
from extranet.boot.places import ROOT, VAR
from extranet.boot.ports import loopback_addresses, port_number, require_free
from extranet.boot.servers import servers
from extranet.boot.signals import end_on_signal

_SECONDS_TO_READY: Final = 90
_LOGS: Final = VAR / "log"


def main() -> None:
    """Run until Ctrl-C or SIGTERM and exit 0; exit 1 with one sentence when a start cannot succeed."""
    end_on_signal()
    try:
        _run(time.monotonic())
    except BootError as refusal:
        sys.exit(f"make run: {refusal}")
    except KeyboardInterrupt:
        print("Stopped.", flush=True)


def _run(began: float) -> None:
    if is_production():
        raise BootError("this is for a development machine: unset EXTRANET_ENV, or see docs for production.")
    port = port_number(os.environ.get("PORT") or "8000")
    addresses = loopback_addresses()
    require_free(port, addresses)
    _require_given_databases()
    print("Starting the servers, the database and the site …", flush=True)
    compile_catalogues()
    _LOGS.mkdir(parents=True, exist_ok=True)
    with servers("run") as urls:
        environment = {**os.environ, **urls.environment(), "PORT": str(port)}
        fill_in("run", environment)
        children = _children(environment, port, addresses)
        try:
            # The web loads its code meanwhile; /readyz says no until the migrations are there.
            children[-1].start()
            welcome = _prepare(environment)
            for child in children[:-1]:
                child.start()
            _wait_until_ready(children[-1], port)
            print(welcome)
            seconds = time.monotonic() - began
            print(f"\nReady after {seconds:.1f} s. Logs: {_LOGS}. Ctrl-C stops everything.", flush=True)
            while True:
                time.sleep(0.5)
                for child in children:
                    child.revive()
        finally:
            print("\nStopping …", flush=True)
            stop_all(children)


def _require_given_databases() -> None:
    """Check the databases that the environment names, before anything is started on them."""
    if not os.environ.get("DATABASE_URL"):
        return
    for name in ("DATABASE_URL", "DEPLOY_DATABASE_URL"):
        url = os.environ.get(name)
        if not url:
            raise BootError(f"{name} is not set beside DATABASE_URL: migrations log in through it.")
        require_database(name, url)


def _prepare(environment: Mapping[str, str]) -> str:
    """Migrate and load the demo in one process; return the text about addresses and sign-ins."""
    log = _LOGS / "prepare.log"
    with log.open("w") as file:
        done = subprocess.run(
            [sys.executable, "-m", "extranet.boot.prepare"],
            env={**environment, "EXTRANET_AS": "owner"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            check=False,
        )
    if done.returncode:
        reason = last_line(log.read_text(encoding="utf-8", errors="replace"))
        raise BootError(f"the database could not be brought up to date: {reason} ({log}).")
    return done.stdout.strip()


def _children(environment: Mapping[str, str], port: int, addresses: list[str]) -> list[Child]:
    """Return the processes in the order they are stopped: who makes work first, who answers people last."""
    web = ["gunicorn", "extranet.wsgi:application", "--no-control-socket", "--worker-class", "gthread"]
    web += ["--preload", "--workers", "2", "--threads", "4"]
    web += ["--graceful-timeout", "5"]
    for address in addresses:
        web += ["--bind", f"[{address}]:{port}" if ":" in address else f"{address}:{port}"]
    celery = ["celery", "-A", "extranet"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--pidfile", ""]
    operator = {**environment, "EXTRANET_AS": "operator"}
    return [
        Child("beat", beat, log=_LOGS / "beat.log", environment=operator),
        Child("worker", worker, log=_LOGS / "worker.log", environment=environment),
        Child("web", web, log=_LOGS / "web.log", environment=environment),
    ]


def _wait_until_ready(web: Child, port: int) -> None:
    deadline = time.monotonic() + _SECONDS_TO_READY
    while not _is_ready(port):
        if web.has_ended():
            raise BootError(f"the web process ended at once: {web.last_line()} ({web.log}).")
        if time.monotonic() > deadline:
            raise BootError(f"the web did not become ready within {_SECONDS_TO_READY} s: see {web.log}.")
        time.sleep(0.1)


def _is_ready(port: int) -> bool:
    question = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        question.request("GET", "/readyz", headers={"Host": "localhost"})
        return question.getresponse().status == 200
    except OSError:
        return False
    finally:
        question.close()


if __name__ == "__main__":
    main()

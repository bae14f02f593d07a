"""A start that cannot succeed says why in one sentence and exits 1."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from extranet.boot import environment
from extranet.boot.command import needs_servers
from extranet.boot.database import require_database
from extranet.boot.environment import require_production_values, secret_key
from extranet.boot.errors import BootError
from extranet.boot.places import ROOT
from extranet.boot.ports import port_number, require_free

# What is read before the version check, and must not stumble over new syntax itself.
READ_BY_AN_OLD_PYTHON = (
    "manage.py",
    "extranet/__init__.py",
    "extranet/boot/__init__.py",
    "extranet/boot/__main__.py",
)
OLD_PYTHON = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
runpy.run_path(sys.stdin.read(), run_name="__main__")
"""


def run(*command: str, said: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run this Python from the checkout with a few variables changed."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **variables},
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )


def is_one_sentence(text: str) -> bool:
    """Say whether a program left one line, with a full stop and no traceback."""
    return text.count("\n") == 1 and text.endswith(".\n")


@pytest.mark.parametrize("entry", ["manage.py", "extranet/boot/__main__.py"])
def test_an_old_python_is_named(entry: str) -> None:
    done = run("-c", OLD_PYTHON, said=entry)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is 3.9." in done.stderr
    assert is_one_sentence(done.stderr)


@pytest.mark.parametrize("name", READ_BY_AN_OLD_PYTHON)
def test_an_old_python_can_read_the_file_that_refuses_it(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 4))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("extranet", "must be a postgres://"),
        ("mysql://web@db.example/extranet", "must be a postgres://"),
        ("postgres://web@[::1/extranet", "cannot be read"),
        ("postgres://web@/extranet?host=/nowhere", "No such file or directory"),
        ("postgres://web@127.0.0.1:1/extranet", "refused"),
    ],
)
def test_a_broken_database_address_is_named(url: str, reason: str) -> None:
    with pytest.raises(BootError, match=reason) as refusal:
        require_database("DATABASE_URL", url)
    assert str(refusal.value).startswith("DATABASE_URL ")
    assert is_one_sentence(f"{refusal.value}\n")


def test_a_wrong_login_is_named() -> None:
    url = os.environ["DATABASE_URL"].replace("extranet_web@", "stranger@")
    with pytest.raises(BootError, match="stranger"):
        require_database("DATABASE_URL", url)


def test_manage_exits_with_the_sentence() -> None:
    done = run("manage.py", "migrate", DEPLOY_DATABASE_URL="postgres://web@/extranet?host=/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: DEPLOY_DATABASE_URL ")
    assert is_one_sentence(done.stderr)


def test_make_run_exits_with_a_sentence_when_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run("-m", "extranet.boot.run", PORT=str(port), EXTRANET_ENV="development")
        with pytest.raises(BootError, match=f"port {port} is taken"):
            require_free(port, ["127.0.0.1"])
    assert done.returncode == 1
    assert f"port {port} is taken on 127.0.0.1" in done.stderr
    assert is_one_sentence(done.stderr)


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "80a", "²"])
def test_a_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(BootError, match="PORT"):
        port_number(text)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_production_makes_nothing_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(BootError, match=name):
        require_production_values()


def test_the_secret_key_is_made_once_and_for_its_account_only(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert environment.secret_key(tmp_path) == key
    assert len(key) >= 50
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("secret_key", 0o600)]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], False),
        (["--version"], False),
        (["migrate", "--help"], False),
        (["check"], False),
        (["check", "--database", "default"], True),
        (["makemessages"], False),
        (["migrate_schemas"], True),
        (["shell"], True),
    ],
)
def test_servers_are_started_for_commands_that_use_them(arguments: list[str], expected: bool) -> None:
    assert needs_servers(arguments) is expected

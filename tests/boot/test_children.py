"""What `make run` starts is brought back when it dies and stopped when asked."""

import os
from pathlib import Path

import pytest

from extranet.boot.children import Child, stop_all


def child(log: Path, *module: str) -> Child:
    """Return a child that runs a module of the standard library."""
    return Child("web", module, log=log, environment=os.environ)


def test_a_child_that_dies_is_announced_and_due_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    short_lived = child(tmp_path / "web.log", "calendar", "2026", "13")
    short_lived.start()
    short_lived.wait_for_end()
    assert short_lived.has_ended()
    short_lived.revive()
    assert capsys.readouterr().out.startswith("The web ended (code ")
    assert short_lived.last_line() != "no reason was given"


def test_a_living_child_is_left_alone_and_ends_when_asked(tmp_path: Path) -> None:
    server = child(tmp_path / "web.log", "http.server", "0", "--bind", "127.0.0.1")
    server.start()
    server.revive()
    assert not server.has_ended()
    stop_all([server])
    assert server.has_ended()

"""The local servers live exactly as long as somebody uses them."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from extranet.boot.errors import BootError
from extranet.boot.lease import Lease, stop_after_last

HOLDER = """
import sys
from pathlib import Path
from extranet.boot.lease import Lease
share = Lease(Path(sys.argv[1]), start=lambda: None, stop=lambda: None)
share.take()
print("held", flush=True)
sys.stdin.read()
"""


def lease(folder: Path, said: list[str]) -> Lease:
    """Return a lease that notes what it starts and stops."""
    return Lease(folder, start=lambda: said.append("start"), stop=lambda: said.append("stop"))


def hold_elsewhere(folder: Path) -> "subprocess.Popen[str]":
    """Return another process that holds a share."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def end_outright(holder: "subprocess.Popen[str]") -> None:
    """Kill -9."""
    holder.kill()
    holder.communicate()


def test_the_last_one_out_stops_the_servers(tmp_path: Path) -> None:
    said: list[str] = []
    first, second = lease(tmp_path, said), lease(tmp_path, said)
    first.take()
    second.take()
    first.give_back()
    assert said == ["start", "start"]
    second.give_back()
    assert said == ["start", "start", "stop"]


def test_giving_back_twice_stops_once(tmp_path: Path) -> None:
    said: list[str] = []
    only = lease(tmp_path, said)
    only.take()
    only.give_back()
    only.give_back()
    assert said == ["start", "stop"]


def test_a_start_that_fails_leaves_no_share_behind(tmp_path: Path) -> None:
    def refuse() -> None:
        raise BootError("no")

    said: list[str] = []
    with pytest.raises(BootError):
        Lease(tmp_path, start=refuse, stop=lambda: said.append("stop")).take()
    assert said == ["stop"]


def test_a_living_process_elsewhere_keeps_the_servers(tmp_path: Path) -> None:
    said: list[str] = []
    holder = hold_elsewhere(tmp_path)
    ours = lease(tmp_path, said)
    ours.take()
    ours.give_back()
    assert said == ["start"]
    end_outright(holder)


def test_a_killed_process_holds_nothing_any_more(tmp_path: Path) -> None:
    said: list[str] = []
    end_outright(hold_elsewhere(tmp_path))
    ours = lease(tmp_path, said)
    ours.take()
    ours.give_back()
    assert said == ["start", "stop"]


def test_the_keeper_stops_the_servers_of_a_killed_process(tmp_path: Path) -> None:
    stopped = threading.Event()
    holder = hold_elsewhere(tmp_path)
    keeper = threading.Thread(target=stop_after_last, args=(tmp_path, stopped.set))
    keeper.start()
    assert not stopped.is_set()
    end_outright(holder)
    keeper.join(10)
    assert stopped.is_set()

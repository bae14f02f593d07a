"""Real servers of their own, in a folder with a long name and spaces."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from extranet.boot.errors import BootError
from extranet.boot.places import LONGEST_SOCKET, own_account, socket_folder
from extranet.boot.servers import Pair, servers


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    var = tmp_path / ("a folder whose name is far too long for a socket " * 2)
    made = Pair("test", var=var, given={})
    yield made
    for folder in made.folders:
        if not folder.is_relative_to(tmp_path):
            shutil.rmtree(folder, ignore_errors=True)


def test_servers_start_with_roles_and_database_and_stop(pair: Pair) -> None:
    lease = pair.lease()
    lease.take()
    try:
        with psycopg.connect(pair.urls.deploy_database_url) as deploy:
            deploy.execute("SET ROLE extranet_owner")
            deploy.execute("CREATE TABLE brick (id int)")
        with psycopg.connect(pair.urls.database_url) as web:
            web.execute("SET ROLE extranet_partner")
            assert web.execute("SELECT count(*) FROM brick").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute("SET ROLE extranet_owner")
        with redis.from_url(pair.urls.redis_url) as store:
            assert store.ping()
    finally:
        lease.give_back()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(pair.urls.database_url)


def test_a_named_server_is_not_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://web@db.example/x")
    monkeypatch.setenv("DEPLOY_DATABASE_URL", "postgres://deploy@db.example/x")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/0")
    with servers("run", var=tmp_path / "var") as urls:
        assert urls.environment() == {
            "DATABASE_URL": "postgres://web@db.example/x",
            "DEPLOY_DATABASE_URL": "postgres://deploy@db.example/x",
            "REDIS_URL": "redis://redis.example/0",
        }
    assert not (tmp_path / "var" / "pg").exists()


def test_a_socket_stays_beside_its_data_when_the_path_is_short() -> None:
    folder = Path("/srv/extranet/var/pg")
    assert socket_folder(folder, "redis.sock", own_account()) == folder


def test_a_socket_with_too_long_a_path_moves_to_a_short_folder_of_ours(tmp_path: Path) -> None:
    short = socket_folder(tmp_path / ("x" * LONGEST_SOCKET), "redis.sock", own_account())
    found = short.stat()
    short.rmdir()
    assert len(str(short / "redis.sock")) <= LONGEST_SOCKET
    assert (found.st_uid, found.st_mode & 0o777) == (os.geteuid(), 0o700)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BootError, match="does not belong"):
        own_account().own_folder(tmp_path / "link")

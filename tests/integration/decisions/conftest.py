"""A decision store on SQLite and on PostgreSQL, filled with people, new for every test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pipelines.decisions import DecisionStore, open_store, tables
from pipelines.settings import Settings
from tests.integration.decisions.office import Office, fill

MISSING = "PostgreSQL is not installed here; apt-get install postgresql"


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a PostgreSQL server of this session on a free loopback port, without database."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip(MISSING)
    # PostgreSQL refuses to run as root: there its own user runs it.
    as_user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="tallyman-postgresql-"))
    if as_user:
        shutil.chown(folder, **as_user)
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8"]
    subprocess.run(
        [*initdb, "--no-sync"], check=True, capture_output=True, cwd=folder, timeout=120, **as_user
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", f"port={port}"]
    options += ["-c", f"unix_socket_directories={folder}", "-c", "timezone=Asia/Tokyo"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_user,
        )
    address = f"tests@127.0.0.1:{port}"
    try:
        _wait_for(f"postgresql://{address}/postgres", server)
        yield f"postgresql+psycopg://{address}"
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(address).close()
            return
        assert server.poll() is None, "the PostgreSQL server ended while starting"
        time.sleep(0.1)
    raise TimeoutError(f"no answer from PostgreSQL at {address}")


def create_database(server: str) -> str:
    """Make an empty database; give its address."""
    name = f"store_{uuid.uuid4().hex}"
    with psycopg.connect(f"{server.replace('+psycopg', '')}/postgres", autocommit=True) as server_:
        server_.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def postgresql_store(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a store with the people of the office, who are kept beside in a schema."""
    url = create_database(postgresql_server)
    store = open_store(Settings(build=tmp_path_factory.mktemp("unused"), decisions=url))
    fill(store)
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE SCHEMA kept")
        for table in tables.metadata.tables:
            connection.exec_driver_sql(f"CREATE TABLE kept.{table} AS TABLE {table}")
    store.close()
    return url


def put_back(url: str) -> None:
    """Empty a store, past its own guards, and put the people of the office back."""
    names = list(tables.metadata.tables)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
        for name in names:
            connection.execute(f"INSERT INTO {name} SELECT * FROM kept.{name}")
        for table, key in (("people", "person_id"), ("grants", "grant_id")):
            sequence = f"pg_get_serial_sequence('{table}', '{key}')"
            connection.execute(f"SELECT setval({sequence}, (SELECT max({key}) FROM {table}))")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decisions")
    store = open_store(Settings(build=folder / "build"))
    fill(store)
    copy = store.backup(folder / "template.sqlite")
    store.close()
    return copy


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    return create_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """The office in a store of its own, on each database."""
    if request.param == "sqlite":
        path = tmp_path / "office.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgresql_store")
        put_back(url)
    store = DecisionStore(url)
    yield Office(store)
    store.close()

"""Databases for tests of the clinic's store: SQLite in a folder of its own, and a PostgreSQL that lives as long as the run.

PostgreSQL listens on a socket in a temporary folder only, and runs as a user other than root, because it refuses root.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

PLACES = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")
REASON = "no PostgreSQL: install Debian's package postgresql"


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The address of a server without a database's name, up while the block runs."""
    programs = os.pathsep.join([*PLACES, os.environ.get("PATH", "")])
    initdb, pg_ctl = (shutil.which(program, path=programs) for program in ("initdb", "pg_ctl"))
    if not initdb or not pg_ctl:
        raise FileNotFoundError(REASON)
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam("nobody")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)}, **user,
        )  # fmt: skip

    try:
        run(initdb, "-D", str(data), "-U", "clinic", "-A", "trust", "-E", "UTF8", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run(pg_ctl, "-D", str(data), "-w", "-o", settings, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql+psycopg://clinic@/{{name}}?host={folder}"
        finally:
            run(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres():
    """`postgres()`: the address of a new, empty database."""
    try:
        server = throwaway_postgres()
        address = server.__enter__()
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        if os.environ.get("CI") == "true":
            raise RuntimeError(REASON) from error
        pytest.skip(REASON)

    def new() -> str:
        name = f"clinic_{uuid4().hex}"
        engine = create_engine(address.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return address.format(name=name)

    yield new
    server.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    """`new_url()`: the address of a new, empty database; each test runs on both kinds."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / uuid4().hex}.db"
    return request.getfixturevalue("postgres")


@pytest.fixture
def url(new_url):
    """The address of an empty database; each test runs on both kinds."""
    return new_url()

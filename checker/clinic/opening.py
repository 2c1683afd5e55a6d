"""Finds and opens a clinic's store; makes it if there is none, and upgrades it after putting a copy aside.

It is SQLite in the user's data folder, unless CHECKER_DATABASE_URL names another database (`postgresql://...`, with the extra
`postgres`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_data_dir
from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from checker.clinic.schema import NEWEST

URL_VARIABLE = "CHECKER_DATABASE_URL"
#: How many seconds a write waits for another one to end.
BUSY = 30
#: The number of a database lock, the same in all processes: only the process that holds it migrates.
_MIGRATING = 7_261_001


class StoreError(Exception):
    """Something that the store cannot do; the message says what, where, and what to do."""


def default_url() -> str:
    """The database that is used if none is given to `open_engine`. Raises `StoreError` where there can be none."""
    given = os.environ.get(URL_VARIABLE, "") or _from_file(os.environ.get(f"{URL_VARIABLE}_FILE", ""))
    if not given:
        folder = Path(user_data_dir("needling-checker"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder of the clinic's shelf cannot be made: {folder} ({error.strerror}). Set XDG_DATA_HOME to a folder "
                f"that can be written, or {URL_VARIABLE} to a database."
            ) from None
        return f"sqlite:///{folder / 'clinic.db'}"
    # Plain addresses of PostgreSQL mean psycopg 3, which is what the extra installs.
    scheme, found, rest = given.partition("://")
    return f"postgresql+psycopg://{rest}" if found and scheme in ("postgres", "postgresql") else given


def _from_file(path: str) -> str:
    """The address in a file, which is how containers hand over what holds a password."""
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{URL_VARIABLE}_FILE names {path}, which cannot be read ({error}). Check it.") from None


def open_engine(url: str | None = None) -> Engine:
    """The database, at the newest layout. Raises `StoreError` when it cannot be reached, is newer, or is no store."""
    try:
        engine = _engine(url or default_url())
        with engine.connect() as connection:
            at = _layout(connection)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(
            f"{URL_VARIABLE} cannot be used ({error}). Write postgresql://USER@HOST/NAME and install the extra: "
            "pip install 'needling-checker[postgres]'."
        ) from None
    except OperationalError as error:
        raise StoreError(f"The clinic's database cannot be reached: {error.orig}. Check that it is there.") from None
    if at == NEWEST:
        return engine
    if at is not None and at > NEWEST:
        raise StoreError(
            f"The clinic's database was written by a newer version of this program (layout {at}, this one knows {NEWEST}). "
            "Update the program; nothing was changed."
        )
    if at is not None and engine.dialect.name == "sqlite":
        copy_to(engine, _aside(engine, at))
    _upgrade(engine)
    return engine


def copy_to(engine: Engine, target: Path) -> None:
    """A whole copy of an SQLite store in a file of its own, also while others write. Raises `StoreError`."""
    if engine.dialect.name != "sqlite":
        raise StoreError("A copy of a PostgreSQL database is made with pg_dump; `clinic export` works with both.")
    if target.exists():
        raise StoreError(f"{target} is already there. Give another name.")
    try:
        with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{target} cannot be written ({error}). Check the folder and the rights.") from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: everything in it is kept, or nothing."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:
    # Transactions are begun by `_begin`; a commit is on the disk when it is acknowledged (synchronous FULL).
    connection.isolation_level = None
    for setting in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", f"busy_timeout = {BUSY * 1000}"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    # A transaction takes the write lock at its start, because data it has read could change before it writes.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _layout(connection: Connection) -> str | None:
    """The last migration of a database; None for an empty one."""
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return None if found is None else str(found)
    if "product" in tables:
        raise StoreError(
            f"The database holds tables that are not a clinic's store: name another one in {URL_VARIABLE}."
        )
    return None


def _aside(engine: Engine, at: str) -> Path:
    file = Path(str(engine.url.database))
    return file.with_name(f"{file.stem}-layout-{at}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}{file.suffix}")


def _upgrade(engine: Engine) -> None:
    # Alembic is slow to import, and is hardly ever needed.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)

"""Plain values made from the tables, kept in the user's cache folder: a start that makes them anew takes four times as long.

Nothing is lost with the folder, and a start works without it. A value is plain: text, numbers, lists, tuples, sets, dicts.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import shutil
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import Any, TypeVar

from platformdirs import user_cache_dir

from checker.model.paths import PACKAGE

T = TypeVar("T")
#: The folders whose code makes what is kept.
_MAKERS = ("model", "reading", "knowledge", "matching")
#: What was made of other tables, or by other code, is removed when it is so old.
_DAYS_KEPT = 30
_CHECKSUM = 4


class Cache:
    """What is kept of one state of the tables; where the folder cannot be written, everything is made anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def kept(self, what: str, make: Callable[[], T]) -> T:
        """A value that depends on the tables alone, made where it is not kept yet.

        >>> from tempfile import mkdtemp
        >>> cache = Cache(Path(mkdtemp()) / "new")
        >>> cache.kept("words", lambda: {"aqua"}), cache.kept("words", lambda: {"not made again"})
        ({'aqua'}, {'aqua'})
        """
        value: T | None = self.get(what)
        if value is None:
            value = make()
            self.put(what, value)
        return value

    def get(self, what: str) -> Any:
        """A kept value; None where there is none, or where its file is damaged."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            packed = memoryview((self.folder / what).read_bytes())
            if zlib.crc32(packed[_CHECKSUM:]).to_bytes(_CHECKSUM, "big") == packed[:_CHECKSUM]:
                return marshal.loads(packed[_CHECKSUM:])
        return None

    def put(self, what: str, value: Any) -> None:
        """Keep a value, so that another process sees all of it or nothing."""
        with suppress(OSError):
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                _remove_old(self.folder)
            unfinished = self.folder / f"{what}-{os.getpid()}-{get_ident()}"
            with unfinished.open("wb") as file:
                content = marshal.dumps(value)
                file.write(zlib.crc32(content).to_bytes(_CHECKSUM, "big"))
                file.write(content)
            unfinished.replace(self.folder / what)


def cache_for(digest: str) -> Cache:
    """The cache of tables with a digest, for this code and this Python."""
    state = hashlib.sha256(f"{digest} {sys.implementation.cache_tag}".encode())
    for folder in _MAKERS:
        for path in sorted((PACKAGE / folder).glob("*.py")):
            state.update(path.read_bytes())
    return Cache(Path(user_cache_dir("needling-checker")) / f"tables-{state.hexdigest()[:32]}")


def _remove_old(folder: Path) -> None:
    """Remove what stands beside a new folder and has not been made lately."""
    for other in folder.parent.iterdir():
        if other != folder and other.stat().st_mtime < time.time() - _DAYS_KEPT * 86_400:
            shutil.rmtree(other) if other.is_dir() else other.unlink()

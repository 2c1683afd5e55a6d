"""Runs a batch beside a page: in its own process, at low priority, in its own folder.

This module belongs to the page's process. It writes the table into the folder, starts
`python -m checker.batch.job_process` and reads the state that this process writes. The page's process never opens a
stranger's table.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from checker.batch import wording as wording_batch
from checker.model.paths import PACKAGE
from checker.model.plan import HealingPlan

#: The most runs at the same time on this server; others wait for their turn.
RUNS_AT_ONCE = 2
#: After this many seconds without a sign, a visitor counts as gone. The end of a connection does not count, because a
#: locked phone loses its connection for minutes.
LEASE = 600
_FIRST_LOOK_SECONDS = 120
_ROOT = PACKAGE.parent
_PREFIX = "checker-batch-"
_JOBS: weakref.WeakSet[Job] = weakref.WeakSet()
_SLOTS = threading.BoundedSemaphore(RUNS_AT_ONCE)
#: The files that a run writes when it is done.
RESULT, SPREADSHEET, VIEW = "result.csv", "result.xlsx", "view.parquet"
#: The files through which the page's process and the other one talk.
INPUT, ASKED, LOOK, STATE = "input", "asked.json", "preview.json", "state.json"


class JobError(Exception):
    """A table that cannot be checked; the message says why, and what to do."""


@dataclass(frozen=True)
class Preview:
    """A first look at a table: its header, the columns found by their usual names (role -> name), its first rows."""

    header: tuple[str, ...]
    columns: Mapping[str, str]
    first: tuple[tuple[str, ...], ...]
    rows: int
    said: str = ""


@dataclass(frozen=True)
class State:
    """How far a run is. `stage` is starting, waiting, running, writing, done or failed; `rows` of `total` are judged."""

    stage: str = "starting"
    rows: int = 0
    total: int = 0
    problems: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    #: The names that decide most often, and those that were not read, the commonest first.
    reasons: tuple[tuple[str, int], ...] = ()
    unread: tuple[tuple[str, int], ...] = ()
    error: str = ""
    #: Why there is no spreadsheet; empty when there is one.
    no_spreadsheet: str = ""


class Job:
    """One table of one visitor. Its folder is removed when the job is closed or forgotten, or when the server ends."""

    def __init__(self, table: BinaryIO, name: str) -> None:
        _watch_over()
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._run = _Run()
        self._end = weakref.finalize(self, _close, self._run, self.folder)
        with (self.folder / INPUT).open("wb") as file:
            shutil.copyfileobj(table, file, 2**20)
        self.touch()
        _JOBS.add(self)

    def touch(self) -> None:
        """Note that the visitor is still there; a job that nobody has touched for `LEASE` seconds is closed."""
        self.touched = time.monotonic()

    def look(self) -> Preview:
        """Take a first look at the table. Raises `JobError` if it cannot be read or is too large."""
        process = _start(self.folder, "look")
        try:
            process.wait(_FIRST_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise JobError(wording_batch.TOO_SLOW) from None
        found = read(self.folder / LOOK)
        if "error" in found or not found:
            raise JobError(found.get("error") or wording_batch.DIED)
        return Preview(
            tuple(found["header"]), found["columns"], tuple(map(tuple, found["first"])), found["rows"], found["said"]
        )

    def start(self, plan: HealingPlan, columns: Mapping[str, str], total: int) -> None:
        """Judge the table as soon as it is its turn; `columns` gives the column of each role (role -> name)."""
        asked = {
            "treatment": plan.treatment, "day": plan.day, "use": plan.use, "columns": dict(columns), "total": total,
        }  # fmt: skip
        write(self.folder / ASKED, asked)
        write(self.folder / STATE, asdict(State(total=total)))
        threading.Thread(target=_take_turn, args=(self._run, self.folder), daemon=True).start()

    def state(self) -> State:
        """How far the run is."""
        ended = self._run.ended.is_set()  # Asked first: a run that ends right after has written its last state.
        found = read(self.folder / STATE)
        if ended and found.get("stage") not in ("done", "failed"):
            found |= {"stage": "failed", "error": wording_batch.DIED}
        counted = {name: tuple(map(tuple, found.get(name, ()))) for name in ("reasons", "unread")}
        return State(**{**found, **counted})

    def close(self) -> None:
        """End the run and remove everything."""
        self._end()


@dataclass
class _Run:
    """The process of a run; it is shared by a job and the thread that waits for its turn."""

    process: subprocess.Popen[bytes] | None = None
    closed: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)


def _take_turn(run: _Run, folder: Path) -> None:
    """Wait for a free place, then for the end of the process."""
    if not _SLOTS.acquire(blocking=False):
        with suppress(OSError):  # The folder may be gone already.
            write(folder / STATE, {**read(folder / STATE), "stage": "waiting"})
        _SLOTS.acquire()
    try:
        if not run.closed.is_set():
            run.process = _start(folder, "run")
            if run.closed.is_set():  # Closed while it started.
                _kill(run.process)
            run.process.wait()
    finally:
        run.ended.set()
        _SLOTS.release()
    if run.closed.is_set():
        shutil.rmtree(folder, ignore_errors=True)


def _close(run: _Run, folder: Path) -> None:
    run.closed.set()
    if run.process is not None:
        _kill(run.process)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(now: float) -> None:
    """Close the jobs whose visitors have left; `now` is a time of the monotonic clock in seconds."""
    for job in list(_JOBS):
        if now - job.touched > LEASE:
            job.close()
            _JOBS.discard(job)


@cache
def _watch_over() -> None:
    """Once a server: remove what a server that was killed left behind, then look after the jobs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        number = folder.name.removeprefix(_PREFIX).split("-")[0]
        if os.name == "posix" and number.isdecimal() and not _lives(int(number)):
            shutil.rmtree(folder, ignore_errors=True)

    def look_after() -> None:
        while True:
            time.sleep(30)
            sweep(time.monotonic())

    threading.Thread(target=look_after, daemon=True).start()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _start(folder: Path, what: str) -> subprocess.Popen[bytes]:
    """Start the other process, in its own group, so that it ends together with its workers."""
    return subprocess.Popen(
        [sys.executable, "-m", "checker.batch.job_process", what, str(folder)],
        cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)


def write(path: Path, value: object) -> None:
    """Write a value as JSON into a second file that then replaces the first, so that nobody reads half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value), encoding="utf-8")
    os.replace(part, path)


def read(path: Path) -> dict[str, Any]:
    """What `write` wrote; empty where nothing was written yet."""
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return {}
    return found

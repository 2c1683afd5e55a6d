"""A batch run beside a page: a table judged in a process of its own, at low priority, in a folder of its own.

The page's process only writes the table into the folder, starts `python -m checker.job FOLDER` and looks at the state
that the process leaves there; the process judges the rows with the engine of the command line. A stranger's table is
measured before it is unpacked, and is never opened in the page's process.
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
from pathlib import Path
from typing import Any, BinaryIO

from checker import wording_batch
from checker.model import HealingPlan, Use

#: A table of more rows, or one that unpacks to more bytes, is for the command line.
MOST_ROWS = 1_000_000
LARGEST_UNPACKED = 1_000_000_000
#: What one process of a run may take of memory (bytes, of addresses: libraries reserve far more than they use).
_MEMORY = 3 * 2**30
#: Runs that go on at the same time on this server; further ones wait for their turn.
RUNS_AT_ONCE = 2
#: Rows shown before a run.
PREVIEW = 5
_FIRST_LOOK_SECONDS = 120
_ROOT = Path(__file__).parents[1]
_SLOTS = threading.BoundedSemaphore(RUNS_AT_ONCE)
#: The last files a run writes, by what they are for.
RESULT, SPREADSHEET, VIEW = "result.csv", "result.xlsx", "view.parquet"
_INPUT, _ASKED, _STATE = "input", "asked.json", "state.json"


class JobError(Exception):
    """A table that cannot be taken: what, and what next."""


@dataclass(frozen=True)
class Preview:
    """A table at first sight: its header, the columns found by their usual names (role -> name), its first rows."""

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
    """One table of one visitor, in a folder that goes when the job is closed, forgotten, or the server ends."""

    def __init__(self, table: BinaryIO, name: str) -> None:
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="checker-batch-"))
        self._run = _Run()
        self._end = weakref.finalize(self, _close, self._run, self.folder)
        with (self.folder / _INPUT).open("wb") as file:
            shutil.copyfileobj(table, file, 2**20)

    def look(self) -> Preview:
        """The table at first sight. Raises `JobError` for one that cannot be read or is too large."""
        process = _start(self.folder, "look")
        try:
            process.wait(_FIRST_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            _kill(process)
            raise JobError(wording_batch.TOO_SLOW) from None
        found = _read(self.folder / "preview.json")
        if "error" in found or not found:
            raise JobError(found.get("error") or wording_batch.DIED)
        return Preview(
            tuple(found["header"]), found["columns"], tuple(map(tuple, found["first"])), found["rows"], found["said"]
        )

    def start(self, plan: HealingPlan, columns: Mapping[str, str], total: int) -> None:
        """Judge the table, as soon as it is its turn; `columns` names the columns of roles (role -> name)."""
        asked = {
            "treatment": plan.treatment, "day": plan.day, "use": plan.use, "columns": dict(columns), "total": total,
        }  # fmt: skip
        _write(self.folder / _ASKED, asked)
        _write(self.folder / _STATE, asdict(State(total=total)))
        threading.Thread(target=_take_turn, args=(self._run, self.folder), daemon=True).start()

    def state(self) -> State:
        """How far the run is."""
        ended = self._run.ended.is_set()  # Looked at first: a run that ends between the two has written its last state.
        found = _read(self.folder / _STATE)
        if ended and found.get("stage") not in ("done", "failed"):
            found |= {"stage": "failed", "error": wording_batch.DIED}
        counted = {name: tuple(map(tuple, found.get(name, ()))) for name in ("reasons", "unread")}
        return State(**{**found, **counted})

    def close(self) -> None:
        """End the run and remove everything."""
        self._end()


# --- the page's side -------------------------------------------------------------------------------------------


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
            _write(folder / _STATE, {**_read(folder / _STATE), "stage": "waiting"})
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


def _start(folder: Path, what: str) -> subprocess.Popen[bytes]:
    """The process, in a group of its own, so that it ends together with its workers."""
    return subprocess.Popen(
        [sys.executable, "-m", "checker.job", what, str(folder)],
        cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _write(path: Path, value: object) -> None:
    """Written beside and moved, so that a reader never sees half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value), encoding="utf-8")
    os.replace(part, path)


def _read(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return {}
    return found


# --- the process's side ----------------------------------------------------------------------------------------


def main(what: str, folder: Path) -> None:
    """Look at the table of a folder, or judge it; an error becomes a sentence in the folder."""
    from checker.batch.columns import BatchError

    _be_modest()
    failed = folder / ("preview.json" if what == "look" else _STATE)
    try:
        (_look if what == "look" else _judge)(folder)
    except BatchError as error:
        told = _told(str(error), folder)
    except MemoryError:
        told = wording_batch.TOO_LARGE
    except Exception as error:
        # Only the kind of an error is told: what stands in the table stays with its owner.
        told = wording_batch.our_fault(type(error).__name__)
    else:
        return
    _write(failed, {"error": told} if what == "look" else {**_read(failed), "stage": "failed", "error": told})


def _be_modest() -> None:
    """Low priority, and a limit of memory, where the system has them."""
    with suppress(OSError, AttributeError):
        os.nice(10)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _told(text: str, folder: Path) -> str:
    """An error of the engine in the page's words: no path of the server, no option of the command line."""
    text = text.replace(str(folder / _INPUT), wording_batch.THE_TABLE)
    return text.replace("Name it with --ingredients COLUMN.", wording_batch.CHOOSE_COLUMN)


def _look(folder: Path) -> None:
    from checker.batch.columns import BatchError, find_columns
    from checker.batch.reading import open_table

    check_unpacked(folder / _INPUT)
    table = open_table(folder / _INPUT)
    try:
        columns = {role: table.header[place] for role, place in find_columns(table.header).items()}
    except BatchError:
        columns = {}  # The visitor chooses.
    first, rows = [], 0
    for rows, row in enumerate(table.rows, start=1):
        if rows <= PREVIEW:
            first.append([cell[:2000] for cell in row.cells])
        if rows > MOST_ROWS:
            raise BatchError(wording_batch.too_many_rows(MOST_ROWS))
    found = {"header": table.header, "columns": columns, "first": first, "rows": rows, "said": _plain(table.said)}
    _write(folder / "preview.json", found)


def _plain(said: str) -> str:
    return said.replace(" (--encoding decides)", "")


def check_unpacked(path: Path, most: int = LARGEST_UNPACKED) -> None:
    """Refuse a packed table (XLSX, gzip) that unpacks to more than `most` bytes. Raises `BatchError`.

    A spreadsheet is measured by its directory, which is also as much as will be unpacked of it; a gzip by unpacking it
    to nowhere, up to the limit.
    """
    import gzip
    import zlib
    from zipfile import BadZipFile, ZipFile

    from checker.batch.columns import BatchError

    with path.open("rb") as file:
        start = file.read(4)
    size = 0
    try:
        if start == b"PK\x03\x04":
            with ZipFile(path) as archive:
                size = sum(member.file_size for member in archive.infolist())
        elif start[:2] == b"\x1f\x8b":
            with gzip.open(path) as packed:
                while size <= most and (piece := packed.read(2**20)):
                    size += len(piece)
    except (BadZipFile, OSError, EOFError, zlib.error):
        raise BatchError(wording_batch.BROKEN_PACKED) from None
    if size > most:
        raise BatchError(wording_batch.unpacks_too_large(most))


def _judge(folder: Path) -> None:
    from checker.batch import writing
    from checker.batch.columns import BatchError
    from checker.batch.run import Options, Tally, run_batch

    asked = json.loads((folder / _ASKED).read_text(encoding="utf-8"))
    plan = HealingPlan(treatment=asked["treatment"], day=asked["day"], use=Use(asked["use"]))
    parent, total, told = os.getppid(), asked["total"], 0.0

    def tell(stage: str, tally: Tally, no_spreadsheet: str = "") -> None:
        state = State(
            stage, tally.rows, max(total, tally.rows), tally.problems, dict(tally.verdicts),
            tuple(tally.reasons.most_common(10)), tuple(tally.unread.most_common(10)), "", no_spreadsheet,
        )  # fmt: skip
        _write(folder / _STATE, asdict(state))

    def progress(tally: Tally) -> None:
        nonlocal told
        if os.getppid() != parent:  # The server has ended: nobody waits for this any more.
            os.killpg(0, signal.SIGKILL)
        if time.monotonic() - told > 0.3:
            told = time.monotonic()
            tell("running", tally)

    result = folder / RESULT
    tally = run_batch(
        folder / _INPUT, result, Options(plan, asked["columns"]), jobs=os.cpu_count() or 1, progress=progress
    )
    tell("writing", tally)
    longest = _view(folder, asked["columns"])
    problem = ""
    if tally.rows > writing.XLSX_ROWS or longest > writing.XLSX_CELL:
        problem = wording_batch.no_spreadsheet(writing.XLSX_ROWS, writing.XLSX_CELL)
    else:
        part = folder / "spreadsheet.part"
        shutil.copyfile(result, part)
        writing.finish(part, folder / SPREADSHEET, "xlsx", tally.lines())
    if not result.exists():
        raise BatchError(wording_batch.DIED)
    tell("done", tally, problem)


def _view(folder: Path, columns: Mapping[str, str]) -> int:
    """Write what the page shows of each row as a small table of columns; returns the longest cell of the result."""
    import csv
    from itertools import islice

    import pyarrow
    import pyarrow.parquet

    from checker.batch.columns import ANSWERS, find_columns

    number, text = pyarrow.int32(), pyarrow.string()
    kinds = {
        "row": number, "name": text, "verdict": text, "with_care_from_day": number, "free_from_day": number,
        "binding": text, "unread": text, "ask_clinic": text, "problem": text,
    }  # fmt: skip
    schema = pyarrow.schema(list(kinds.items()))
    longest = 0
    csv.field_size_limit(2**31 - 1)
    with (folder / RESULT).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        own = len(header) - len(ANSWERS)
        places = {name: own + ANSWERS.index(name) for name in kinds if name in ANSWERS}
        found = find_columns(header[:own], columns)
        name = next((found[role] for role in ("name", "identifier", "brand") if role in found), None)
        with pyarrow.parquet.ParquetWriter(folder / VIEW, schema) as writer:
            done = 0
            while chunk := list(islice(rows, 5000)):
                longest = max(longest, max(len(cell) for cells in chunk for cell in cells))
                cut: dict[str, list[object]] = {"row": list(range(done + 1, done + len(chunk) + 1))}
                cut["name"] = ["" if name is None else cells[name][:200] for cells in chunk]
                for column, place in places.items():
                    cut[column] = [_cell(cells[place], kinds[column] is number) for cells in chunk]
                writer.write_table(pyarrow.table([cut[column] for column in kinds], schema=schema))
                done += len(chunk)
    return longest


def _cell(cell: str, is_number: bool) -> object:
    return (int(cell) if cell else None) if is_number else cell[:1000]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

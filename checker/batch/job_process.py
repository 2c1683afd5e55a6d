"""The process that `job` starts: it takes a first look at a table, or judges it.

It runs at low priority with limited memory, measures a packed table before unpacking it, and judges rows as the command
line does. Call it with `python -m checker.batch.job_process look|run FOLDER`; it answers in files of that folder.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import shutil
import signal
import sys
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from checker.batch import wording as wording_batch
from checker.batch import writing
from checker.batch.columns import ANSWERS, BatchError, find_columns
from checker.batch.job import ASKED, INPUT, LOOK, RESULT, SPREADSHEET, STATE, VIEW, State, read, write
from checker.batch.reading import open_table
from checker.batch.run import Options, Tally, run_batch
from checker.model.plan import HealingPlan
from checker.model.terms import Use

#: A larger table (in rows, or in bytes when unpacked) has to be checked on the command line.
MOST_ROWS = 1_000_000
LARGEST_UNPACKED = 1_000_000_000
#: Rows shown before a run.
PREVIEW = 5
#: The most memory of one process, in bytes of address space; libraries reserve far more than they use.
_MEMORY = 3 * 2**30


def main(what: str, folder: Path) -> None:
    """Look at the table of a folder, or judge it; an error becomes a sentence in the folder."""
    failed = folder / (LOOK if what == "look" else STATE)
    try:
        (_look if what == "look" else _judge)(folder)
    except BatchError as error:
        sentence = _for_the_page(str(error), folder)
    except MemoryError:
        sentence = wording_batch.TOO_LARGE
    except Exception as error:
        # Only the kind of error is shown: its message could quote the table.
        sentence = wording_batch.our_fault(type(error).__name__)
    else:
        return
    write(failed, {"error": sentence} if what == "look" else {**read(failed), "stage": "failed", "error": sentence})


def _be_modest() -> None:
    """Set low priority and a limit of memory, where the system allows it."""
    with suppress(OSError, AttributeError):
        os.nice(15)
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _for_the_page(text: str, folder: Path) -> str:
    """An error of the engine in the page's words: no path of the server, no option of the command line."""
    text = text.replace(str(folder / INPUT), wording_batch.THE_TABLE)
    return text.replace("Name it with --ingredients COLUMN.", wording_batch.CHOOSE_COLUMN)


def _look(folder: Path) -> None:
    check_unpacked(folder / INPUT)
    with open_table(folder / INPUT) as table:
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
    write(folder / LOOK, found)


def _plain(said: str) -> str:
    return said.replace(" (--encoding decides)", "")


def check_unpacked(path: Path, most: int = LARGEST_UNPACKED) -> None:
    """Refuse a packed table (XLSX, gzip) that unpacks to more than `most` bytes. Raises `BatchError`.

    A spreadsheet's own directory gives its size, and no more than that is ever unpacked. A gzip is unpacked to nowhere,
    up to the limit.
    """
    with path.open("rb") as file:
        start = file.read(4)
    size = 0
    try:
        if start == b"PK\x03\x04":
            with ZipFile(path) as archive:
                size = sum(member.file_size for member in archive.infolist())
        elif start[:2] == b"\x1f\x8b":
            with gzip.open(path) as packed:
                while size <= most and (read_bytes := packed.read(2**20)):
                    size += len(read_bytes)
    except (BadZipFile, OSError, EOFError, zlib.error):
        raise BatchError(wording_batch.BROKEN_PACKED) from None
    if size > most:
        raise BatchError(wording_batch.unpacks_too_large(most))


def _judge(folder: Path) -> None:
    asked = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    plan = HealingPlan(treatment=asked["treatment"], day=asked["day"], use=Use(asked["use"]))
    parent, total, noted = os.getppid(), asked["total"], 0.0

    def note(stage: str, tally: Tally, no_spreadsheet: str = "") -> None:
        state = State(
            stage, tally.rows, max(total, tally.rows), tally.problems, dict(tally.verdicts),
            tuple(tally.reasons.most_common(10)), tuple(tally.unread.most_common(10)), "", no_spreadsheet,
        )  # fmt: skip
        write(folder / STATE, asdict(state))

    def progress(tally: Tally, done: float | None) -> None:
        nonlocal noted
        if os.getppid() != parent:  # The server has ended: nobody waits for this any more.
            os.killpg(0, signal.SIGKILL) if hasattr(os, "killpg") else os._exit(1)
        if time.monotonic() - noted > 0.3:
            noted = time.monotonic()
            note("running", tally)

    result = folder / RESULT
    tally = run_batch(
        folder / INPUT, result, Options(plan, asked["columns"]), jobs=os.cpu_count() or 1, progress=progress
    )
    note("writing", tally)
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
    note("done", tally, problem)


def _view(folder: Path, columns: Mapping[str, str]) -> int:
    """Write what the page shows of each row as a small table of columns; returns the longest cell of the result."""
    import pyarrow
    import pyarrow.parquet

    number, text = pyarrow.int32(), pyarrow.string()
    kinds = {
        "row": number, "name": text, "verdict": text, "with_care_from_day": number, "free_from_day": number,
        "binding": text, "bound_by_claim": text, "advice": text, "unread": text, "ask_clinic": text, "problem": text,
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
    _be_modest()
    main(sys.argv[1], Path(sys.argv[2]))

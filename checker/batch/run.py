"""Runs a batch: streams rows through all cores, in order, with a journal from which a killed run can go on.

The result grows in `OUTPUT.part`. Each line of `OUTPUT.journal` says how many rows that part holds so far. The result
gets its own name only when it is complete.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from checker.batch import writing
from checker.batch.cells import shared_cells
from checker.batch.columns import (
    ANSWERS,
    JOIN,
    BatchError,
    answer_json,
    answer_names,
    find_columns,
    json_values,
    task_of,
)
from checker.batch.reading import Row, Table, open_table
from checker.batch.typed import Value, as_text, from_text, joined, listed
from checker.knowledge.load import edition_now
from checker.model.collector import collector_paused
from checker.model.plan import HealingPlan

#: The number of rows that a worker gets at a time.
CHUNK = 500
#: The first process answers this many chunks before it forks others, because they hold most names of a catalogue.
LEARNT_FROM = 4
#: Seconds between two lines of the journal, because each line waits for the disk.
NOTED_EVERY = 0.2
_VERDICT, _PROBLEM, _BINDING, _UNREAD = (ANSWERS.index(name) for name in ("verdict", "problem", "binding", "unread"))


@dataclass(frozen=True)
class Options:
    """What a run was asked to do. A run can only go on with the same options."""

    plan: HealingPlan
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    separator: str | None = None
    raw: bool = False


@dataclass
class Tally:
    """Counts of the results so far: rows, verdicts, rows with a problem, the commonest reasons and unread names."""

    rows: int = 0
    problems: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)

    def add(self, values: Sequence[Any]) -> None:
        """Count one answered row."""
        self.rows += 1
        self.problems += bool(values[_PROBLEM])
        self.verdicts[values[_VERDICT]] += 1
        self.reasons.update(values[_BINDING])
        self.unread.update(values[_UNREAD])

    def add_all(self, chunk: Tally) -> None:
        """Add the counts of the next chunk."""
        self.rows += chunk.rows
        self.problems += chunk.problems
        self.verdicts.update(chunk.verdicts)
        for counter, added in ((self.reasons, chunk.reasons), (self.unread, chunk.unread)):
            counter.update(added)
            # A catalogue may hold endless different names: only the commonest are kept.
            if len(counter) > 50_000:
                for name, _ in counter.most_common()[25_000:]:
                    del counter[name]

    def lines(self) -> list[tuple[str, str]]:
        """The summary, name and value."""
        return [
            ("rows", str(self.rows)),
            ("rows with a problem", str(self.problems)),
            *((f"verdict {verdict}", str(count)) for verdict, count in self.verdicts.most_common()),
            *((f"reason {name}", str(count)) for name, count in self.reasons.most_common(10)),
            *((f"unread {name}", str(count)) for name, count in self.unread.most_common(10)),
        ]


def run_batch(
    source: Path | BinaryIO,
    target: Path,
    options: Options,
    *,
    jobs: int = 1,
    resume: bool = False,
    force: bool = False,
    say: Callable[[str], None] = lambda line: None,
    progress: Callable[[Tally, float | None], None] = lambda tally, fraction: None,
) -> Tally:
    """Judge every row of a table and write the result. Standard input (a stream) is kept beside the output first.

    Raises `BatchError` for whatever stops the run; its journal stays, and `resume=True` finishes it.
    """
    kind = writing.format_of(target)
    kept = target.with_name(target.name + ".input")
    if target.exists() and not force:
        raise BatchError(f"{target} is already there. Choose another name, or --force to replace it.")
    if not isinstance(source, Path):
        source = _keep(source, kept, resume)
    with open_table(source, options.encoding, options.separator) as table:
        tally = _run(table, source, target, options, kind, jobs, resume, say, progress)
    kept.unlink(missing_ok=True)
    return tally


def _run(
    table: Table,
    source: Path,
    target: Path,
    options: Options,
    kind: str,
    jobs: int,
    resume: bool,
    say: Callable[[str], None],
    progress: Callable[[Tally, float | None], None],
) -> Tally:
    raw = options.raw or kind in ("parquet", "jsonl")  # No spreadsheet opens these.
    part, journal = (target.with_name(target.name + end) for end in (".part", ".journal"))
    if table.said:
        say(table.said)
    places = find_columns(table.header, options.columns)
    if kind == "xlsx":
        _check_fits(source, options)
    state = _state(source, options, target)
    done, size = _resumed(journal, state) if resume else (0, 0)
    if resume and not size:
        say("There is nothing to go on with: starting from the beginning.")
    tally = _tally_of(part, size, kind) if done else Tally()
    try:
        output = writing.Part(part, size)
        # What is remembered holds no cycles.
        with journal.open("a" if done else "w", encoding="utf-8") as notes, collector_paused():
            if not done:
                if kind != "jsonl":
                    header = [*table.header, *answer_names(table.header)]
                    output.append(writing.as_csv([writing.safe(header, raw)], writing.separator_of(kind)))
                _note(notes, {**state, "rows": 0, "size": output.flush()})
            read = count()
            # Each row read is counted as it goes by.
            counted = (row for row, _ in zip(table.rows, read, strict=False))
            rows = islice(counted, done, None)
            work = _Work(options.plan, table.header, places, raw, kind)
            noted = time.monotonic()
            for lines, chunk in _answered(rows, work, jobs):
                output.append(lines)
                tally.add_all(chunk)
                if time.monotonic() - noted > NOTED_EVERY:
                    _note(notes, {"rows": tally.rows, "size": output.flush()})
                    noted = time.monotonic()
                progress(tally, table.fraction())
            _note(notes, {"rows": tally.rows, "size": output.flush()})
        output.close()
        if tally.rows != (in_all := next(read)):
            raise BatchError(f"{in_all} rows were read and {tally.rows} answered. Start again without --resume.")
        if _state(source, options, target) != state:
            raise BatchError("The input or the knowledge changed during the run. Start again without --resume.")
        writing.finish(part, target, kind, tally.lines(), table.typed)
    except OSError as error:
        raise BatchError(
            f"{error.strerror or error} ({error.filename or target}). Mend it, then go on with --resume."
        ) from None
    journal.unlink(missing_ok=True)
    return tally


#: Rows as they travel to a worker: their cells, by place in the chunk what is wrong with them, and, for JSON only, their
#: cells with types.
_Chunk = tuple[list[list[str]], dict[int, str], list[Sequence[Any] | None]]


class _Work:
    """What is done with a chunk of rows, in whichever process."""

    def __init__(self, plan: HealingPlan, header: list[str], places: dict[str, int], raw: bool, kind: str) -> None:
        self._plan, self._header, self._places, self._raw = plan, header, places, raw
        self.as_json, self._separator = kind == "jsonl", writing.separator_of(kind)
        self._names = listed if kind == "parquet" else joined
        self._cells = shared_cells(plan)
        self._asked = plan, header, places, raw, kind

    def __reduce__(self) -> tuple[Any, ...]:
        """A worker that does not share this process's memory gets the question only, and remembers for itself."""
        return _Work, self._asked

    def __call__(self, chunk: _Chunk) -> tuple[bytes, Tally]:
        """The lines of the result, and their tally."""
        rows, problems, typed = chunk
        tally = Tally()
        tasks = [task_of(cells, self._places, problems.get(number, "")) for number, cells in enumerate(rows)]
        if self.as_json:
            records = []
            for task, cells, own in zip(tasks, rows, typed, strict=True):
                answered, record = answer_json(task, self._plan, dict(zip(self._header, own or cells, strict=True)))
                records.append(record + "\n")
                tally.add(answered)
            return "".join(records).encode("utf-8", errors="replace"), tally
        lines: list[list[str]] = []
        for cells, values in zip(rows, self._cells.values(tasks), strict=True):
            tally.add(values)
            lines.append([*writing.safe(cells, self._raw), *writing.safe(as_text(values, self._names), self._raw)])
        return writing.as_csv(lines, self._separator), tally


def _answered(rows: Iterator[Row], work: _Work, jobs: int) -> Iterator[tuple[bytes, Tally]]:
    """The lines and the tally of each chunk, in order. With several jobs, a few chunks are worked on at a time."""
    chunks = (_chunk_of(chunk, work.as_json) for chunk in iter(lambda: list(islice(rows, CHUNK)), []))
    # The first chunks are done here, so that workers forked from this process share what they load and remember.
    yield from map(work, islice(chunks, LEARNT_FROM if jobs > 1 else None))
    if jobs <= 1 or (more := next(chunks, None)) is None:
        return
    with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,)) as pool:
        under_way: deque[Future[tuple[bytes, Tally]]] = deque()
        for chunk in chain((more,), chunks):
            under_way.append(pool.submit(_go_on, chunk))
            if len(under_way) > 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _chunk_of(rows: list[Row], with_types: bool) -> _Chunk:
    problems = {number: row.problem for number, row in enumerate(rows) if row.problem}
    return [row.cells for row in rows], problems, [row.values for row in rows] if with_types else []


_working: _Work


def _begin(work: _Work) -> None:
    global _working
    _working = work


def _go_on(chunk: _Chunk) -> tuple[bytes, Tally]:
    return _working(chunk)


# --- journal ---------------------------------------------------------------------------------------------------


def _state(source: Path, options: Options, target: Path) -> dict[str, str]:
    """What must not have changed for a run to go on: input, options, knowledge, format."""
    try:
        file = source.stat()
    except OSError:
        raise BatchError(f"{source} vanished during the run. Put it back, then go on with --resume.") from None
    asked = hashlib.sha256(repr(options).encode()).hexdigest()
    return {
        "input": f"{file.st_size} {file.st_mtime_ns}",
        "options": asked,
        "edition": edition_now(),
        "format": target.suffix,
    }


def _note(notes: TextIO, line: dict[str, str | int]) -> None:
    """Add a line to the journal and make it last."""
    notes.write(json.dumps(line) + "\n")
    notes.flush()
    os.fsync(notes.fileno())


def _resumed(journal: Path, state: dict[str, str]) -> tuple[int, int]:
    """The rows done and the bytes of the part, from the last complete line of the journal; zeros without one."""
    lines = journal.read_text(encoding="utf-8").split("\n") if journal.exists() else [""]
    try:
        first = json.loads(lines[0])
    except ValueError:
        return 0, 0
    changed = [name for name, value in state.items() if first.get(name) != value]
    if changed:
        raise BatchError(f"Not the same run: the {' and the '.join(changed)} changed. Start again without --resume.")
    for line in reversed(lines):
        with suppress(ValueError):  # The last line may have been cut short.
            last = json.loads(line)
            return (last["rows"], last["size"]) if last["rows"] else (0, 0)
    return 0, 0


def _tally_of(part: Path, size: int, kind: str) -> Tally:
    """The tally of the rows that a part holds already."""
    tally = Tally()
    answers = _values_of(part, size, kind)
    while chunk := list(islice(answers, CHUNK)):
        of_chunk = Tally()
        for values in chunk:
            of_chunk.add(values)
        tally.add_all(of_chunk)
    return tally


def _values_of(part: Path, size: int, kind: str) -> Iterator[Sequence[Any]]:
    """The answers in the first bytes of a part."""
    csv.field_size_limit(2**31 - 1)
    with part.open("rb") as file:
        lines = _first(file, size)
        if kind == "jsonl":
            yield from (json_values(json.loads(line)) for line in lines)
            return
        for cells in islice(csv.reader(lines, delimiter=writing.separator_of(kind)), 1, None):
            answered = cells[-len(ANSWERS) :]
            yield from_text(answered) if kind == "parquet" else _split(answered)


def _split(cells: list[str]) -> list[Value]:
    """The values that are tallied, from cells for people."""
    names = {_BINDING, _UNREAD}
    return [(tuple(cell.split(JOIN)) if cell else ()) if place in names else cell for place, cell in enumerate(cells)]


def _first(file: BinaryIO, size: int) -> Iterator[str]:
    """The lines in the first bytes of a file."""
    while file.tell() < size:
        yield file.readline().decode("utf-8")


def _keep(stream: BinaryIO, kept: Path, resume: bool) -> Path:
    """Keep standard input in a file, so that a killed run can go on."""
    if not resume:
        with kept.open("wb") as file:
            shutil.copyfileobj(stream, file)
    elif not kept.exists():
        raise BatchError("Standard input was not kept, so the run cannot go on. Start again without --resume.")
    return kept


def _check_fits(source: Path, options: Options) -> None:
    """Raise `BatchError` before the start if a spreadsheet cannot hold the result."""
    with open_table(source, options.encoding, options.separator) as table:
        for number, row in enumerate(table.rows, start=1):
            if number > writing.XLSX_ROWS:
                most = f"{writing.XLSX_ROWS:,}"
                raise BatchError(f"A spreadsheet holds {most} rows; the input has more. Write CSV or Parquet.")
            if any(len(cell) > writing.XLSX_CELL for cell in row.cells):
                most = f"{writing.XLSX_CELL:,}"
                raise BatchError(f"Row {number} has a cell of over {most} characters. Write CSV or Parquet.")

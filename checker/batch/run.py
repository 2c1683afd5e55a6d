"""A batch run: rows streamed through all cores, in order, with a journal from which a killed run goes on.

The result grows in `OUTPUT.part` beside `OUTPUT.journal`; each line of the journal says how many rows the part holds so
far. The result appears under its name only when it is whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from checker.batch import writing
from checker.batch.columns import (
    ANSWERS,
    JOIN,
    PLAN_ROLES,
    BatchError,
    Task,
    answer,
    answer_json,
    answer_names,
    find_columns,
    json_cells,
)
from checker.batch.reading import Row, Table, open_table
from checker.knowledge import load_knowledge
from checker.model import HealingPlan

#: Rows that travel together to a worker, and between two lines of the journal.
CHUNK = 250
_VERDICT, _PROBLEM, _BINDING, _UNREAD = (ANSWERS.index(name) for name in ("verdict", "problem", "binding", "unread"))


@dataclass(frozen=True)
class Options:
    """What a run was asked to do; a run resumes only with the same."""

    plan: HealingPlan
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    separator: str | None = None
    raw: bool = False


@dataclass
class Tally:
    """What came out so far: rows, verdicts, rows with a problem, the commonest reasons and unread names."""

    rows: int = 0
    problems: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)

    def add(self, cells: list[str]) -> None:
        """Count one answered row."""
        self.rows += 1
        self.problems += bool(cells[_PROBLEM])
        self.verdicts[cells[_VERDICT]] += 1
        self.reasons.update(filter(None, cells[_BINDING].split(JOIN)))
        self.unread.update(filter(None, cells[_UNREAD].split(JOIN)))
        for counter in (self.reasons, self.unread):
            # A catalogue may hold endless different names: the rare ones are forgotten, the commonest stay.
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
    progress: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Judge every row of a table and write the result. Standard input (a stream) is kept beside the output first.

    Raises `BatchError` for whatever stops the run; its journal stays, and `resume=True` finishes it.
    """
    kind = writing.format_of(target)
    part, journal, kept = (target.with_name(target.name + end) for end in (".part", ".journal", ".input"))
    if target.exists() and not force:
        raise BatchError(f"{target} is already there. Choose another name, or --force to replace it.")
    if not isinstance(source, Path):
        source = _keep(source, kept, resume)
    table = open_table(source, options.encoding, options.separator)
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
        with journal.open("a" if done else "w", encoding="utf-8") as notes:
            if not done:
                if kind != "jsonl":
                    output.rows([_safe([*table.header, *answer_names(table.header)], options.raw)])
                _note(notes, {**state, "rows": 0, "size": output.flush()})
            for rows, answers in _answered(islice(table.rows, done, None), places, table, options, kind, jobs):
                if kind == "jsonl":
                    output.lines(line for _, line in answers)
                else:
                    pairs = zip(rows, answers, strict=True)
                    output.rows(
                        [*_safe(row.cells, options.raw), *_safe(cells, options.raw)] for row, (cells, _) in pairs
                    )
                for cells, _ in answers:
                    tally.add(_safe(cells, options.raw))
                _note(notes, {"rows": tally.rows, "size": output.flush()})
                progress(tally)
        output.close()
        if _state(source, options, target) != state:
            raise BatchError("The input or the knowledge changed during the run. Start again without --resume.")
        writing.finish(part, target, kind, tally.lines())
    except OSError as error:
        raise BatchError(
            f"{error.strerror or error} ({error.filename or target}). Mend it, then go on with --resume."
        ) from None
    journal.unlink(missing_ok=True)
    kept.unlink(missing_ok=True)
    return tally


def _answered(
    rows: Iterator[Row], places: dict[str, int], table: Table, options: Options, kind: str, jobs: int
) -> Iterator[tuple[list[Row], list[tuple[list[str], str]]]]:
    """Chunks of rows with their answers, in order; with several jobs a few chunks are always under way."""
    work = partial(_work, plan=options.plan, header=table.header if kind == "jsonl" else None)
    chunks = iter(lambda: list(islice(rows, CHUNK)), [])
    if jobs <= 1:
        for chunk in chunks:
            yield chunk, work(_tasks(chunk, places))
        return
    load_knowledge()  # Loaded once, before the workers are made from this process.
    with ProcessPoolExecutor(jobs) as pool:
        under_way: list[tuple[list[Row], Future[list[tuple[list[str], str]]]]] = []
        for chunk in chunks:
            under_way.append((chunk, pool.submit(work, _tasks(chunk, places))))
            if len(under_way) > 2 * jobs:
                first, answers = under_way.pop(0)
                yield first, answers.result()
        for chunk, answers in under_way:
            yield chunk, answers.result()


def _tasks(rows: list[Row], places: dict[str, int]) -> list[tuple[Task, list[str]]]:
    tasks = []
    for row in rows:
        cell = {role: row.cells[place] for role, place in places.items()}
        own = {role: cell.get(role, "") for role in PLAN_ROLES}
        tasks.append((Task(cell["ingredients"], cell.get("name", ""), problem=row.problem, **own), row.cells))
    return tasks


def _work(
    tasks: list[tuple[Task, list[str]]], plan: HealingPlan, header: list[str] | None
) -> list[tuple[list[str], str]]:
    if header is None:
        return [(answer(task, plan)[0], "") for task, _ in tasks]
    return [answer_json(task, plan, dict(zip(header, cells, strict=True))) for task, cells in tasks]


def _safe(cells: list[str], raw: bool) -> list[str]:
    return cells if raw else [writing.harmless(cell) for cell in cells]


# --- journal ---------------------------------------------------------------------------------------------------


def _state(source: Path, options: Options, target: Path) -> dict[str, str]:
    """What must be the same for a run to go on: input, options, knowledge, format."""
    try:
        file = source.stat()
    except OSError:
        raise BatchError(f"{source} vanished during the run. Put it back, then go on with --resume.") from None
    asked = hashlib.sha256(repr(options).encode()).hexdigest()
    load_knowledge.cache_clear()
    return {
        "input": f"{file.st_size} {file.st_mtime_ns}",
        "options": asked,
        "edition": load_knowledge().edition,
        "format": target.suffix,
    }


def _note(notes: TextIO, line: dict[str, str | int]) -> None:
    """Add a line to the journal and make it last."""
    notes.write(json.dumps(line) + "\n")
    notes.flush()
    os.fsync(notes.fileno())


def _resumed(journal: Path, state: dict[str, str]) -> tuple[int, int]:
    """Rows done and bytes of the part, from the last whole line of a journal; nothing where no line is whole."""
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
    with part.open("rb") as file:
        text = io.StringIO(file.read(size).decode("utf-8"), newline="")
    if kind == "jsonl":
        for line in text:
            tally.add(json_cells(json.loads(line)))
    else:
        csv.field_size_limit(2**31 - 1)
        for cells in islice(csv.reader(text), 1, None):
            tally.add(cells[-len(ANSWERS) :])
    return tally


def _keep(stream: BinaryIO, kept: Path, resume: bool) -> Path:
    """Standard input is kept in a file, so that a killed run can go on."""
    if not resume:
        with kept.open("wb") as file:
            shutil.copyfileobj(stream, file)
    elif not kept.exists():
        raise BatchError("Standard input was not kept, so the run cannot go on. Start again without --resume.")
    return kept


def _check_fits(source: Path, options: Options) -> None:
    """Say before starting what a spreadsheet could not hold."""
    for number, row in enumerate(open_table(source, options.encoding, options.separator).rows, start=1):
        if number > writing.XLSX_ROWS:
            raise BatchError(
                f"A spreadsheet holds {writing.XLSX_ROWS:,} rows; the input has more. Write CSV or Parquet."
            )
        if any(len(cell) > writing.XLSX_CELL for cell in row.cells):
            raise BatchError(f"Row {number} has a cell of over {writing.XLSX_CELL:,} characters. Write CSV or Parquet.")

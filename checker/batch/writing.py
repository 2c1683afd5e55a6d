"""Writes tables: a CSV part that grows row by row, and from the complete part CSV, XLSX, Parquet or JSON Lines."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from checker.batch.columns import ANSWERS, BatchError
from checker.batch.reading import Typed
from checker.batch.typed import answer_arrays, answers_schema, from_text

#: The most rows, and characters in a cell, that a spreadsheet can hold.
XLSX_ROWS, XLSX_CELL = 1_048_575, 32_767
#: A spreadsheet would run a cell that begins with one of these.
_FORMULA = frozenset("=+-@\t\r")
FORMATS = {".csv": "csv", ".tsv": "tsv", ".xlsx": "xlsx", ".parquet": "parquet", ".jsonl": "jsonl", ".json": "jsonl"}


def format_of(path: Path) -> str:
    """The format a file's name asks for. Raises `BatchError` for one that is not written."""
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise BatchError(
            f"{path.name}: results are written as {', '.join(FORMATS)}. Choose one of these endings."
        ) from None


def harmless(cell: str) -> str:
    """The cell, changed so that no spreadsheet runs it as a formula; plain numbers stay as they are.

    >>> harmless("=1+1"), harmless("-5"), harmless("Aqua")
    ("'=1+1", '-5', 'Aqua')
    """
    if cell[:1] not in _FORMULA or cell[1:].replace(".", "", 1).isdecimal():
        return cell
    return "'" + cell


def safe(cells: list[str], raw: bool) -> list[str]:
    """Cells made harmless, unless they are to stay raw."""
    return cells if raw else [harmless(cell) if cell[:1] in _FORMULA else cell for cell in cells]


def separator_of(kind: str) -> str:
    """What separates the cells of a part."""
    return "\t" if kind == "tsv" else ","


def as_csv(rows: Iterable[list[str]], separator: str = ",") -> bytes:
    """Rows as lines of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", errors="replace")


class Part:
    """The growing part of a result. Lines are appended; `flush` makes sure they are on the disk."""

    def __init__(self, path: Path, at: int = 0) -> None:
        self.file: BinaryIO = path.open("r+b" if at else "wb")
        if at:
            self.file.truncate(at)
            self.file.seek(at)

    def append(self, lines: bytes) -> None:
        """Append whole lines."""
        self.file.write(lines)

    def flush(self) -> int:
        """Write all of it to the disk; returns the size in bytes."""
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.file.tell()

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def finish(part: Path, target: Path, kind: str, summary: list[tuple[str, str]], typed: Typed | None = None) -> None:
    """Turn the complete part into the result, which gets its own name only when it is complete.

    Parquet takes the own columns of a table with types from the table itself, as they are.
    """
    done = part
    if kind in ("xlsx", "parquet"):
        done = part.with_suffix(".whole")
        if kind == "xlsx":
            _to_xlsx(part, done, summary)
        else:
            _to_parquet(part, done, summary, typed)
    os.replace(done, target)
    part.unlink(missing_ok=True)


def _rows_of(part: Path) -> Iterator[list[str]]:
    csv.field_size_limit(2**31 - 1)
    with part.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _to_xlsx(part: Path, target: Path, summary: list[tuple[str, str]]) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as book:
        for name, rows in (("results", _rows_of(part)), ("summary", (list(line) for line in summary))):
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, place, cell)


def _to_parquet(part: Path, target: Path, summary: list[tuple[str, str]], typed: Typed | None) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = _rows_of(part)
    header = next(rows)
    own = len(header) - len(ANSWERS)
    text = pyarrow.schema([(name, pyarrow.string()) for name in _distinct(header)[:own]])
    schema = answers_schema(typed.schema if typed else text)
    schema = schema.with_metadata({**(schema.metadata or {}), **{name: str(count) for name, count in summary}})
    with pyarrow.parquet.ParquetWriter(target, schema) as writer:
        for columns, chunk in _beside(rows, typed) if typed else _as_columns(rows, own):
            answered = answer_arrays((from_text(cells[own:]) for cells in chunk), schema)
            writer.write_batch(pyarrow.record_batch([*columns, *answered], schema=schema))


def _beside(rows: Iterator[list[str]], typed: Typed) -> Iterator[tuple[list[Any], list[list[str]]]]:
    """The columns of a table with types, and the lines of the part that answer them."""
    for batch in typed.batches():
        yield batch.columns, list(islice(rows, batch.num_rows))


def _as_columns(rows: Iterator[list[str]], own: int) -> Iterator[tuple[list[Any], list[list[str]]]]:
    """The own cells of lines of the part as columns of text, and the lines."""
    import pyarrow

    while chunk := list(islice(rows, 5000)):
        yield [pyarrow.array(column, pyarrow.string()) for column in islice(zip(*chunk, strict=True), own)], chunk


def _distinct(names: list[str]) -> list[str]:
    """Column names made distinct, as Parquet needs them."""
    counts: dict[str, int] = {}
    distinct = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        distinct.append(name if counts[name] == 1 else f"{name}_{counts[name]}")
    return distinct

"""Tables out: a CSV part that grows row by row, and from it, when it is whole, CSV, XLSX, Parquet or JSON Lines."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from checker.batch.columns import BatchError

#: Beyond these a spreadsheet cannot hold the table.
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
    """A cell that no spreadsheet runs as a formula; plain numbers stay as they are.

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
    """The growing part of a result: bytes are appended, and `flush` makes them last."""

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


def finish(part: Path, target: Path, kind: str, summary: list[tuple[str, str]]) -> None:
    """Turn the whole part into the result; it appears under its name only when it is whole."""
    done = part
    if kind in ("xlsx", "parquet"):
        done = part.with_suffix(".whole")
        (_to_xlsx if kind == "xlsx" else _to_parquet)(part, done, summary)
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


def _to_parquet(part: Path, target: Path, summary: list[tuple[str, str]]) -> None:
    import pyarrow
    import pyarrow.parquet

    rows = _rows_of(part)
    header = next(rows)
    schema = pyarrow.schema([(name, pyarrow.string()) for name in _distinct(header)])
    schema = schema.with_metadata(dict(summary))
    with pyarrow.parquet.ParquetWriter(target, schema) as writer:
        for chunk in _chunks(rows, 5000):
            columns = [pyarrow.array(column, pyarrow.string()) for column in zip(*chunk, strict=True)]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))


def _distinct(names: list[str]) -> list[str]:
    """Column names made distinct, as Parquet needs them."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return distinct


def _chunks(rows: Iterator[list[str]], size: int) -> Iterator[list[list[str]]]:
    chunk: list[list[str]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk

"""Opens tables: CSV with any separator, XLSX, Parquet, JSON Lines, also as gzip. A faulty row carries its fault."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from checker.batch.columns import BatchError
from checker.knowledge import encodings

if TYPE_CHECKING:
    import pyarrow

#: A cell of more characters than this is no ingredient list.
LONGEST_CELL = 2_000_000
#: A quoted cell of more lines than this was never closed.
LONGEST_QUOTE = 500
#: The encoding and separator are guessed from this many bytes at the start.
SAMPLE = 1_000_000
SEPARATORS = ",;\t|"
#: Rows of a file with types that are in memory at a time.
ROWS_TYPED = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, as many as the header has, and what is wrong with it (empty when nothing is).

    `values` are the cells as a format with types has them (Parquet, JSON Lines).
    """

    cells: list[str]
    problem: str = ""
    values: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table being read: its header, its rows, and in `said` a sentence for the user about what was guessed. Close it (`with`)."""

    header: list[str]
    rows: Iterator[Row]
    said: str = ""
    #: The share (0-1) of the table that has been read; None where nobody knows.
    fraction: Callable[[], float | None] = lambda: None
    close: Callable[[], None] = lambda: None
    #: The rows once more, as Arrow holds them, where the file has types.
    typed: Typed | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Typed:
    """A file's own schema, and its rows in batches of `ROWS_TYPED` at most."""

    schema: pyarrow.Schema
    batches: Callable[[], Iterator[pyarrow.RecordBatch]]


def open_table(path: Path, encoding: str | None = None, separator: str | None = None) -> Table:
    """Open a table. Its content decides the format, not its name.

    Raises `BatchError` for a file that cannot be read or has no header.
    """
    opened: list[BinaryIO] = []
    try:
        return _opened(path, encoding, separator, opened)
    except BaseException as error:
        for file in reversed(opened):
            file.close()
        if isinstance(error, (OSError, EOFError)):
            raise BatchError(f"{path} cannot be read ({error}). Check the name, the rights and the format.") from None
        raise


def _opened(path: Path, encoding: str | None, separator: str | None, opened: list[BinaryIO]) -> Table:
    """The table, by its first bytes; what is opened for it is noted."""
    file = on_disk = path.open("rb")
    opened.append(on_disk)
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"\x1f\x8b":
        file = gzip.open(on_disk)  # type: ignore[assignment]  # noqa: SIM115
        opened.append(file)
        start = file.read(4)
        file.seek(0)
    if start[:4] == b"PK\x03\x04":
        return _xlsx(path, on_disk)
    if start[:4] == b"PAR1":
        on_disk.close()
        return _parquet(path)
    sample = file.read(SAMPLE)
    file.seek(0)
    if not sample.strip(b"\xef\xbb\xbf\r\n\t "):
        raise BatchError(f"{path} is empty. Give a table with a header and a column of ingredients.")
    encoding, said = (encoding, "") if encoding else _guess_encoding(sample)
    as_json = sample.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"{"
    table = _json_lines(file, encoding) if as_json else _csv(file, encoding, separator)
    size = max(path.stat().st_size, 1)

    def close() -> None:
        for one in reversed(opened):
            one.close()

    def fraction() -> float:
        return 1.0 if on_disk.closed else min(on_disk.tell() / size, 1.0)

    return replace(table, said=said, fraction=fraction, close=close)


# --- CSV -------------------------------------------------------------------------------------------------------


def _guess_encoding(sample: bytes) -> tuple[str, str]:
    """The encoding, and a sentence for the user if it was guessed. Any line that is UTF-8 beyond ASCII makes it UTF-8."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16", ""
    lines = [line for line in sample.split(b"\n")[:-1] or [sample] if not line.isascii()]
    if not encodings.is_utf_16(sample) and (not lines or any(_is_utf8(line) for line in lines)):
        return "utf-8-sig", ""
    found = encodings.guess(sample)
    return found, f"The file is not UTF-8; read as {encodings.title(found)} (--encoding decides)."


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _csv(file: BinaryIO, encoding: str, separator: str | None) -> Table:
    csv.field_size_limit(2**31 - 1)
    lines = _lines(file, encoding)
    first, problem = next(lines)
    separator = separator or max(SEPARATORS, key=first.count)
    records = _records(lines, separator, (first, problem))
    header, _ = next(records)
    if header is None:
        raise BatchError("The header's quotes are not closed. Mend the first line.")
    return Table(header, _fitted(records, len(header)))


def _lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, str]]:
    """Lines with their line ends, each with a problem if its bytes cannot be decoded."""
    if encoding.replace("_", "-").lower().startswith(("utf-16", "utf-32")):  # Their line ends hold bytes of zero.
        yield from ((line, "") for line in io.TextIOWrapper(file, encoding, newline="", errors="replace"))
        return
    first = True
    for raw in _unpacked(file):
        try:
            line, problem = raw.decode("utf-8" if encoding == "utf-8-sig" else encoding), ""
        except UnicodeDecodeError:
            line, problem = (
                raw.decode(encoding, errors="replace"),
                f"bytes that are not {encoding.removesuffix('-sig')}",
            )
        except LookupError:
            raise BatchError(f"There is no encoding called {encoding!r}. Try utf-8, utf-16 or cp1252.") from None
        if first:
            line, first = line.removeprefix("\ufeff"), False
        # Line ends of old Macintoshes: Python reads one line where the file has many.
        yield from (
            ((part, problem) for part in line.splitlines(keepends=True)) if "\r" in line[:-2] else [(line, problem)]
        )


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    try:
        yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BatchError(f"The file is packed and broken, or breaks off ({error}). Pack it anew.") from None


def _records(
    lines: Iterator[tuple[str, str]], separator: str, first: tuple[str, str]
) -> Iterator[tuple[list[str] | None, str]]:
    """Records as cells. Where a quote never closes, that one line is None with a problem, and reading goes on after it."""
    waiting = [first]
    while waiting or (following := next(lines, None)):
        if not waiting:
            waiting = [following]  # type: ignore[list-item]
        line, problem = waiting.pop(0)
        taken = [line]
        size = len(line)
        quotes = line.count('"')
        while quotes % 2 and len(taken) <= LONGEST_QUOTE and size <= LONGEST_CELL:
            more = waiting.pop(len(taken) - 1) if len(waiting) >= len(taken) else next(lines, None)
            if more is None:
                break
            taken.append(more[0])
            size += len(more[0])
            problem = problem or more[1]
            quotes += more[0].count('"')
        if quotes % 2:
            waiting = [(part, "") for part in taken[1:]] + waiting
            yield None, f"a quote that is never closed: {line[:200].rstrip()}"
        elif record := "".join(taken).rstrip("\r\n"):
            try:
                yield _cells(record, separator), problem
            except csv.Error as error:
                yield None, f"cells that cannot be told apart ({error}): {record[:200]}"


def _cells(record: str, separator: str) -> list[str]:
    if '"' not in record:
        return record.split(separator)
    return next(csv.reader([record] if "\n" not in record else record.splitlines(keepends=True), delimiter=separator))


def _fitted(records: Iterator[tuple[list[str] | None, str]], width: int) -> Iterator[Row]:
    """Rows as wide as the header. A row that does not fit has a problem, because its cells may have shifted."""
    for cells, problem in records:
        if cells is None:
            yield Row([""] * width, problem)
            continue
        if len(cells) > width:
            problem = problem or f"{len(cells) - width} cells too many: {' | '.join(cells[width:])[:300]}"
        elif len(cells) < width:
            problem = problem or f"{width - len(cells)} cells too few"
        yield Row((cells + [""] * width)[:width], problem or _cell_problem(cells))


def _cell_problem(cells: list[str]) -> str:
    for cell in cells:
        if len(cell) > LONGEST_CELL:
            return f"a cell of {len(cell):,} characters"
    return ""


# --- the other formats -----------------------------------------------------------------------------------------


def _json_lines(file: BinaryIO, encoding: str) -> Table:
    lines = (part for part in _lines(file, encoding) if part[0].strip())
    first = next(lines)
    header = list(_record(first[0]) or {})
    if not header:
        raise BatchError("The first line is no JSON object. Give one object a line.")

    def rows() -> Iterator[Row]:
        for line, problem in (first, *lines):
            record = _record(line)
            if record is None:
                yield Row([""] * len(header), problem or f"not a JSON object: {line[:200].strip()}")
            else:
                values = [record.get(name) for name in header]
                cells = [_text(value) for value in values]
                extra = [name for name in record if name not in header]
                yield Row(
                    cells,
                    problem or (f"fields the first line lacks: {', '.join(extra)}" if extra else _cell_problem(cells)),
                    values,
                )

    return Table(header, rows())


def _record(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _xlsx(path: Path, file: BinaryIO) -> Table:
    from zipfile import BadZipFile, ZipFile

    # python-calamine reads faster, but the whole sheet at once: 1.7 GB for a file of 1.2 MB that unpacks to 0.9 GB, where
    # openpyxl takes 33 MB; and a cell with an error (#DIV/0!) comes out empty.
    import openpyxl

    try:
        with ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > 4_000_000_000:
                raise BatchError(f"{path} unpacks to more than 4 GB. Export it as CSV.")
        # A file object, because openpyxl judges a path by its ending.
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(values_only=True)
        header = [_text(cell) for cell in next(lines, ())]
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise BatchError(f"{path} cannot be read as a spreadsheet ({error}). Export it as CSV.") from None
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BatchError(f"{path} is empty. Give a table with a header and a column of ingredients.")
    filled = ([_text(cell) for cell in line] for line in lines)
    rows = (_trimmed(cells, len(header)) for cells in filled if any(cells))

    def close() -> None:
        book.close()
        file.close()

    return Table(header, _fitted(((cells, "") for cells in rows), len(header)), close=close)


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Cells without the empty ones after the header's last column."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return cells + [""] * (width - len(cells))


def _parquet(path: Path) -> Table:
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise BatchError(f"{path} cannot be read as Parquet ({error}).") from None
    header = list(file.schema_arrow.names)
    done, of = 0, max(file.metadata.num_rows, 1)

    def batches() -> Iterator[pyarrow.RecordBatch]:
        try:
            yield from file.iter_batches(batch_size=ROWS_TYPED)
        except (pyarrow.ArrowException, OSError) as error:
            raise BatchError(f"{path} is broken ({error}). Write it anew.") from None

    def rows() -> Iterator[Row]:
        nonlocal done
        for batch in batches():
            done += batch.num_rows
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                yield Row([_text(value) for value in values], "", values)

    return Table(header, rows(), "", lambda: done / of, file.close, Typed(file.schema_arrow, batches))


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point, an empty text for None."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False)
        if isinstance(value, (list, dict))
        else str(value)
    )

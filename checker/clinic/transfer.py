"""Exports a whole store as JSON Lines, and restores it: a header, one line for each row, and a last line with counts.

A restored store equals the exported one, numbers and journal included. Only an empty store can be restored. A row that
cannot be taken is refused with its line and a reason, and so are rows that refer to it; all others are kept.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Table, func, insert, select, text

from checker.clinic import schema
from checker.clinic.model import Advice
from checker.clinic.opening import StoreError, writing
from checker.clinic.rows import kept, plain_row
from checker.clinic.store import Store
from checker.model.terms import Phase, Use, Verdict

KIND = "clinic export"
_TABLES = {table.name: table for table in schema.KEPT}
_LARGEST = 2**31 - 1
#: Cells that hold one word of an enum.
_WORDS = {("product", "use"): tuple(Use), ("judgement", "use"): tuple(Use), ("decision", "verdict"): tuple(Advice)}


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was not taken, and why."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Restored:
    """How many rows were taken, by table, and which lines were refused."""

    taken: dict[str, int]
    refused: tuple[Refused, ...]


class _RefusedError(Exception):
    """Why a row cannot be taken."""


def export(store: Store) -> Iterator[str]:
    """The lines of an export, as of one moment."""
    yield json.dumps({"kind": KIND, "layout": schema.NEWEST}) + "\n"
    count = 0
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        for table in schema.KEPT:
            for row in connection.execute(select(table).order_by(table.c.id)):
                count += 1
                yield json.dumps({"table": table.name, "row": plain_row(row._asdict())}, ensure_ascii=False) + "\n"
    yield json.dumps({"rows": count}) + "\n"


def is_export(first_line: str) -> bool:
    """Whether a file with this first line is an export of a store."""
    try:
        header = json.loads(first_line)
    except ValueError:
        return False
    return isinstance(header, dict) and header.get("kind") == KIND


def restore(store: Store, lines: Iterable[str]) -> Restored:
    """Fill an empty store from an export. Raises `StoreError`: not empty, not an export, a newer one, or cut short."""
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    header, body, last = _framed(numbered)
    if header.get("layout", "") > schema.NEWEST:
        raise StoreError("The export was written by a newer version of this program. Update the program first.")
    refused: list[Refused] = []
    found: dict[str, dict[int, tuple[int, dict[str, Any]]]] = {name: {} for name in _TABLES}
    for number, line in body:
        name = "row"
        try:
            name, row = _row(line)
            if row["id"] in found[name]:
                raise _RefusedError(f"number {row['id']} stands twice")
            found[name][row["id"]] = number, row
        except _RefusedError as why:
            refused.append(Refused(number, name, str(why)))
    if len(body) != last.get("rows"):
        raise StoreError(
            f"The export is cut short or was changed: it says {last.get('rows')} rows and holds {len(body)}. Nothing was imported."
        )
    refused += _refuse_barcodes(found)
    while leaning := list(_refuse_dangling(found)):
        refused += leaning
    with writing(store.engine) as connection:
        if connection.execute(select(func.count()).select_from(schema.journal)).scalar():
            raise StoreError(
                "This store holds something already; an export is imported into an empty one. "
                "Name a new database in CHECKER_DATABASE_URL."
            )
        for name, table in _TABLES.items():
            rows = [row for _, row in found[name].values()]
            if rows:
                connection.execute(insert(table), rows)
            if store.engine.dialect.name == "postgresql" and rows and name != "clinic":
                highest = max(row["id"] for row in rows)
                connection.execute(text(f"SELECT setval('{name}_id_seq', {highest:d})"))
    taken = {name: len(rows) for name, rows in found.items()}
    return Restored(taken, tuple(sorted(refused, key=lambda r: r.line)))


def _framed(numbered: list[tuple[int, str]]) -> tuple[dict[str, Any], list[tuple[int, str]], dict[str, Any]]:
    """The header, the lines between, and the last line."""
    if not numbered or not is_export(numbered[0][1]):
        raise StoreError("This is no export of a clinic's store. `clinic export FILE` writes one.")
    try:
        last = json.loads(numbered[-1][1])
    except ValueError:
        last = {}
    if len(numbered) < 2 or not isinstance(last, dict) or "rows" not in last:
        raise StoreError("The export is cut short: its last line is missing. Nothing was imported.")
    return json.loads(numbered[0][1]), numbered[1:-1], last


def _row(line: str) -> tuple[str, dict[str, Any]]:
    """The table's name and the row, each cell converted to its column's type."""
    try:
        record = json.loads(line)
        name, cells = record["table"], record["row"]
        table = _TABLES[name]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _RefusedError("it is no row of a store") from None
    if not isinstance(cells, dict):
        raise _RefusedError("it is no row of a store")
    return name, {column.name: _cell(table, column, cells.get(column.name)) for column in table.columns}


def _cell(table: Table, column: Column[Any], value: Any) -> Any:
    wrong = _RefusedError(f"{column.name} is {str(value)[:60]!r}, which cannot be")
    if value is None:
        if column.nullable:
            return None
        raise wrong
    if (table.name, column.name) in _WORDS and value not in _WORDS[table.name, column.name]:
        raise wrong
    if (table.name, column.name) == ("judgement", "by_phase") and not _is_by_phase(value):
        raise wrong
    try:
        match column.type:
            case Integer():
                if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
                    return value
            case schema.Moment():
                moment = datetime.fromisoformat(value)
                if moment.tzinfo is not None:
                    return moment
            case Date():
                return date.fromisoformat(value)
            case LargeBinary():
                return base64.b64decode(value, validate=True)
            case String() as of_text:  # Text is a String without a length.
                if isinstance(value, str) and kept(value) == value and len(value) <= (of_text.length or len(value)):
                    return value
            case _:
                return value
    except (ValueError, TypeError, binascii.Error):
        raise wrong from None
    raise wrong


def _is_by_phase(value: Any) -> bool:
    words = value.split() if isinstance(value, str) else []
    return len(words) == len(Phase) and all(word in tuple(Verdict) for word in words)


def _refuse_barcodes(found: dict[str, dict[int, tuple[int, dict[str, Any]]]]) -> list[Refused]:
    """Remove products whose barcode an earlier product has."""
    refused, barcodes = [], set()
    for key, (number, row) in list(found["product"].items()):
        if row["barcode"] in barcodes:
            del found["product"][key]
            refused.append(
                Refused(number, "product", f"the barcode {row['barcode']} is already that of another product")
            )
        elif row["barcode"]:
            barcodes.add(row["barcode"])
    return refused


def _refuse_dangling(found: dict[str, dict[int, tuple[int, dict[str, Any]]]]) -> Iterator[Refused]:
    """Remove rows that refer to a missing row, and products that are left without a formula."""
    for name, table in _TABLES.items():
        for key, (number, row) in list(found[name].items()):
            for reference in table.foreign_keys:
                target = row[reference.parent.name]
                if target is not None and target not in found[reference.column.table.name]:
                    del found[name][key]
                    yield Refused(number, name, f"{reference.column.table.name} number {target} is not there")
                    break
    with_formula = {row["product_id"] for _, row in found["formula"].values()}
    for key, (number, _) in list(found["product"].items()):
        if key not in with_formula:
            del found["product"][key]
            yield Refused(number, "product", "it has no formula")

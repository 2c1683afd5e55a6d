"""Imports products from a spreadsheet or CSV onto the shelf; each row is taken, or refused with a reason.

Columns of names, lists, brands, barcodes and uses are found by their usual names. If a product is on the shelf already
(same barcode, else same brand and name) and its list differs, it gets the row's list as a new formula. The columns
`decision`, `from_day`, `reason` and `expires_on` sign a decision; for a product on the shelf the row needs no list. The
same decision is not signed twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from checker.batch.columns import BatchError, find_columns
from checker.batch.reading import Table, open_table
from checker.clinic.model import Advice, Shelved
from checker.clinic.opening import StoreError
from checker.clinic.rows import LONGEST_LINE, hash_of, kept, line
from checker.clinic.shelf import concerns
from checker.clinic.store import LONGEST_LIST, NewProduct, Store
from checker.clinic.transfer import Refused
from checker.model.names import fold
from checker.model.terms import Use

#: The columns that sign a decision; they must have exactly these names.
SIGNING = ("decision", "from_day", "reason", "expires_on")


@dataclass
class Imported:
    """What happened to the rows of a table."""

    added: int = 0
    changed: int = 0
    same: int = 0
    signed: int = 0
    refused: list[Refused] = field(default_factory=list)


class _RefusedError(Exception):
    """Why a row cannot be taken."""


@dataclass(frozen=True)
class _Line:
    number: int
    new: NewProduct
    decision: Advice | None
    from_day: int | None
    reason: str
    expires_on: date | None


def import_table(store: Store, path: Path, who: str, name: str = "") -> Imported:
    """Put the products of a file on the shelf. Raises `StoreError` when the file as a whole cannot be read."""
    done = Imported()
    shelf = store.shelf()
    by_barcode = {s.product.barcode: s for s in shelf if s.product.barcode}
    by_name = {_key(s.product.brand, s.product.name): s for s in shelf}
    new: dict[str, _Line] = {}
    barcodes: dict[str, int] = {}
    known: list[tuple[_Line, Shelved]] = []
    for row in _lines(path, name, done):
        title = f"{row.new.brand} {row.new.name}".strip()
        key = _key(row.new.brand, row.new.name)
        there = by_barcode.get(row.new.barcode) if row.new.barcode else by_name.get(key)
        by_its_name = by_name.get(key)
        if there is not None and fold(row.new.name) and _key(there.product.brand, there.product.name) != key:
            _refuse(done, row.number, title, f"the barcode {row.new.barcode} is already that of {there.product.title}")
        elif there is None and by_its_name is not None and by_its_name.product.barcode and row.new.barcode:
            _refuse(done, row.number, title, f"{title} is there with the barcode {by_its_name.product.barcode}")
        elif there := there or by_its_name:
            known.append((row, there))
        elif not row.new.text.strip():
            _refuse(done, row.number, title, "it is not on the shelf, and the row has no ingredient list")
        elif not row.new.name:
            _refuse(done, row.number, title, "it has no name")
        elif key in new or row.new.barcode in barcodes:
            other = new[key].number if key in new else barcodes[row.new.barcode]
            _refuse(done, row.number, title, f"row {other} is the same product, or has the same barcode")
        else:
            new[key] = row
            if row.new.barcode:
                barcodes[row.new.barcode] = row.number
    _add(store, list(new.values()), who, done)
    for row, there in known:
        _update(store, row, there, who, done)
    done.refused.sort(key=lambda refused: refused.line)
    return done


def _lines(path: Path, name: str, done: Imported) -> list[_Line]:
    name = name or path.name
    try:
        with open_table(path) as table:
            return _lines_of(table, done)
    except BatchError as error:
        told = str(error).replace(str(path), name).replace("Name it with --ingredients COLUMN.", "")
        raise StoreError(told) from None


def _lines_of(table: Table, done: Imported) -> list[_Line]:
    places = find_columns(table.header)
    header = [line(cell).casefold() for cell in table.header]
    own = {column: header.index(column) for column in SIGNING if column in header}
    found = []
    for number, row in enumerate(table.rows, start=2):
        cell = {role: row.cells[place] for role, place in {**places, **own}.items()}
        try:
            if row.problem:
                raise _RefusedError(row.problem)
            if any(value.strip() for value in cell.values()):
                found.append(_line(number, cell))
        except _RefusedError as why:
            _refuse(done, number, line(cell.get("name", ""))[:LONGEST_LINE], str(why))
    return found


def _line(number: int, cell: dict[str, str]) -> _Line:
    text = cell["ingredients"]
    if len(text) > LONGEST_LIST:
        raise _RefusedError(f"its list has {len(text):,} letters; more than {LONGEST_LIST:,} is no label")
    lines = {
        role: line(cell.get(role, ""))
        for role in ("brand", "name", "identifier", "use", "decision", "expires_on", "from_day")
    }
    if long := next((role for role, value in lines.items() if len(value) > LONGEST_LINE), None):
        raise _RefusedError(f"its {long} has {len(lines[long]):,} letters; at most {LONGEST_LINE} fit")
    use = Use(lines["use"]) if lines["use"] in tuple(Use) else Use.LEAVE_ON
    decision = fold(lines["decision"]).replace(" ", "_")
    if decision and decision not in tuple(Advice):
        raise _RefusedError(f"{lines['decision']!r} is no decision; write one of {', '.join(Advice)}")
    if lines["from_day"] and not lines["from_day"].isdecimal():
        raise _RefusedError(f"from_day {lines['from_day']!r} is no day; write a number such as 7")
    try:
        expires_on = date.fromisoformat(lines["expires_on"]) if lines["expires_on"] else None
    except ValueError:
        raise _RefusedError(f"expires_on {lines['expires_on']!r} is no date; write it as 2027-01-31") from None
    from_day = int(lines["from_day"][:9]) if lines["from_day"] else None
    if decision:
        _check_from_day(Advice(decision), from_day)
    new = NewProduct(lines["brand"], lines["name"], text, use, lines["identifier"])
    return _Line(
        number, new, Advice(decision) if decision else None, from_day, cell.get("reason", "")[:LONGEST_LIST], expires_on
    )


def _check_from_day(decision: Advice, from_day: int | None) -> None:
    if decision is Advice.RECOMMENDED_FROM and (from_day is None or from_day > 365):
        raise _RefusedError("recommended_from needs from_day, 0 to 365")
    if decision is not Advice.RECOMMENDED_FROM and from_day is not None:
        raise _RefusedError(f"from_day goes with {Advice.RECOMMENDED_FROM} only")


def _add(store: Store, rows: list[_Line], who: str, done: Imported) -> None:
    numbers = store.add_all([row.new for row in rows], who) if rows else []
    done.added += len(numbers)
    for row, number in zip(rows, numbers, strict=True):
        if row.decision:
            _sign(store, row, store.product(number), who, done)


def _update(store: Store, row: _Line, there: Shelved, who: str, done: Imported) -> None:
    is_changed = bool(row.new.text.strip()) and hash_of(row.new.text) != there.formula.hash
    if not is_changed and (not row.decision or _is_signed(row, there)):
        done.same += 1
        return
    try:
        there = store.product(there.product.id)
        if is_changed:
            there = store.add_formula(there, row.new.text, who)
            done.changed += 1
    except StoreError as error:
        _refuse(done, row.number, there.product.title, str(error))
        return
    if row.decision:
        _sign(store, row, there, who, done)


def _is_signed(row: _Line, there: Shelved) -> bool:
    """Whether the decision of a row is already in force, and needs no attention."""
    return (
        there.decision is not None
        and (there.decision.verdict, there.decision.from_day) == (row.decision, row.from_day)
        and (there.decision.reason, there.decision.expires_on) == (kept(row.reason.strip()), row.expires_on)
        and not concerns(there, date.today())
    )


def _sign(store: Store, row: _Line, there: Shelved, who: str, done: Imported) -> None:
    try:
        assert row.decision is not None
        store.sign(there, row.decision, who, from_day=row.from_day, reason=row.reason, expires_on=row.expires_on)
        done.signed += 1
    except StoreError as error:
        _refuse(done, row.number, there.product.title, str(error))


def _refuse(done: Imported, number: int, what: str, why: str) -> None:
    done.refused.append(Refused(number, what, why))


def _key(brand: str, name: str) -> str:
    return fold(f"{brand} {name}")

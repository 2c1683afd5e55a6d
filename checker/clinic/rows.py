"""Turns rows of the store's tables into a clinic's nouns and back; adds rows, and notes changes in the journal."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, func, insert, select

from checker.clinic import schema
from checker.clinic.model import Advice, Decision, Formula, Judgement, Product, Shelved
from checker.clinic.opening import StoreError
from checker.model.terms import Use, Verdict

#: The most letters of a name or code.
LONGEST_LINE = 300


def hash_of(text: str) -> str:
    """The hash of a formula's text; line breaks and repeated spaces do not count.

    >>> hash_of("Aqua,\\n Glycerin") == hash_of("Aqua, Glycerin")
    True
    """
    return hashlib.sha256(" ".join(kept(text).split()).encode()).hexdigest()


def kept(text: str) -> str:
    """Text that every database can keep: NUL and half surrogate pairs become the sign for "unknown".

    >>> kept("A\\x00B")
    'A\\ufffdB'
    """
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def line(text: str) -> str:
    """Text in one line, as every database can keep it."""
    return " ".join(kept(text).split())


def signed(who: str) -> str:
    """The name of the person who makes a change. Raises `StoreError` if it is empty."""
    if not line(who):
        raise StoreError("Say who you are: every change carries a name.")
    return line(who)[:LONGEST_LINE]


def grow(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], who: str, what: str, at: datetime
) -> list[int]:
    """Add rows and note each in the journal; returns their numbers in the order given."""
    if not rows:
        return []
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    numbers = list(connection.execute(adding, list(rows)).scalars())
    common = {"at": at, "who": who, "what": what, "of_table": table.name, "before": None}
    notes = [
        {**common, "row": number, "after": plain_row({"id": number, **row})}
        for number, row in zip(numbers, rows, strict=True)
    ]
    connection.execute(insert(schema.journal), notes)
    return numbers


def note(
    connection: Connection,
    who: str,
    what: str,
    of_table: str | None,
    row: int | None,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    at: datetime | None = None,
) -> None:
    """Note a change in the journal."""
    connection.execute(
        insert(schema.journal).values(
            at=at or datetime.now(UTC), who=who, what=what, of_table=of_table, row=row,
            before=plain_row(before) if before else None, after=plain_row(after) if after else None,
        )
    )  # fmt: skip


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON keeps it: dates and moments as ISO text, bytes as base64."""
    return {name: plain_cell(value) for name, value in row.items()}


def plain_cell(value: Any) -> Any:
    """A cell as JSON keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.value if isinstance(value, StrEnum) else value


def shelved_rows(connection: Connection, product_id: int | None = None) -> list[Shelved]:
    """All products, or one, with their newest formula, decision and judgement."""

    def of(table: Table, column: str) -> Sequence[Row[Any]]:
        asked = select(table).order_by(table.c.id)
        return connection.execute(asked if product_id is None else asked.where(table.c[column] == product_id)).all()

    products = [as_product(row) for row in of(schema.product, "id")]
    newest = select(func.max(schema.formula.c.id)).group_by(schema.formula.c.product_id)
    asked = select(schema.formula).where(schema.formula.c.id.in_(newest))
    if product_id is not None:
        asked = asked.where(schema.formula.c.product_id == product_id)
    formulas = {row.product_id: as_formula(row) for row in connection.execute(asked).all()}
    decisions = {row.product_id: as_decision(row) for row in of(schema.decision, "product_id")}
    about = select(schema.judgement).order_by(schema.judgement.c.id)
    if product_id is not None:
        about = about.where(
            schema.judgement.c.formula_id.in_(
                select(schema.formula.c.id).where(schema.formula.c.product_id == product_id)
            )
        )
    by_id: dict[int, Row[Any]] = {}
    first: dict[int, Row[Any]] = {}
    last: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(about).all():
        by_id[row.id] = row
        first.setdefault(row.formula_id, row)
        last[row.formula_id] = [*last.get(row.formula_id, [])[-1:], row]
    found = []
    for product in products:
        formula, decision = formulas[product.id], decisions.get(product.id)
        newest_two = last.get(formula.id, [])
        # An imported decision may be older than the first judgement: then it rests on that one.
        rests_on = by_id.get(decision.judgement_id or 0, first.get(decision.formula_id)) if decision else None
        before = rests_on if decision else newest_two[0] if len(newest_two) > 1 else None
        found.append(
            Shelved(
                product,
                formula,
                decision,
                as_judgement(newest_two[-1]) if newest_two else None,
                as_judgement(before) if before is not None else None,
            )
        )
    return found


def one(connection: Connection, product_id: int) -> Shelved:
    """One product as it stands. Raises `StoreError` when it is not there."""
    found = shelved_rows(connection, product_id)
    if not found:
        raise StoreError(f"There is no product number {product_id} on the shelf. `clinic list` shows the numbers.")
    return found[0]


def last_writer(connection: Connection, product_id: int) -> str:
    """Who saved a product last."""
    asked = select(schema.journal.c.who).where(
        schema.journal.c.of_table == "product", schema.journal.c.row == product_id
    )
    return str(connection.execute(asked.order_by(schema.journal.c.id.desc()).limit(1)).scalar())


def as_product(row: Row[Any]) -> Product:
    """The product in a row."""
    return Product(row.id, row.brand, row.name, Use(row.use), row.barcode, row.version)


def as_formula(row: Row[Any]) -> Formula:
    """The formula in a row."""
    return Formula(row.id, row.product_id, row.text, row.hash, row.seen_on, row.seen_by, row.batch_code)


def as_decision(row: Row[Any]) -> Decision:
    """The decision in a row."""
    return Decision(
        row.id, row.product_id, row.formula_id, Advice(row.verdict), row.from_day, row.reason, row.who, row.at,
        row.expires_on, row.judgement_id,
    )  # fmt: skip


def as_judgement(row: Row[Any]) -> Judgement:
    """The judgement in a row."""
    return Judgement(row.id, row.formula_id, Use(row.use), _verdicts(row.by_phase), row.binding, row.edition, row.at)


@cache
def _verdicts(by_phase: str) -> tuple[Verdict, ...]:
    """The verdicts in a cell of five words; few different cells exist, so they are made once."""
    return tuple(Verdict(word) for word in by_phase.split())


def formula_row(product_id: int, text: str, who: str, seen_on: date | None, batch_code: str) -> dict[str, Any]:
    """The row of a formula; it was seen today if no day is given."""
    return {
        "product_id": product_id, "text": kept(text), "hash": hash_of(text), "seen_on": seen_on or datetime.now(UTC).date(),
        "seen_by": signed(who), "batch_code": line(batch_code),
    }  # fmt: skip

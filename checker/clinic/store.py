"""Keeps what a clinic knows. Each method is one transaction; the journal notes who changed what, before and after.

A save names the version of the product it started from. If somebody saved the product since, nothing is changed, and
`ConflictError` holds both: what was to be saved, and what is there now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, Row, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from checker.clinic import schema
from checker.clinic.model import Advice, Clinic, Decision, Formula, JournalRow, Judged, Product, Shelved, StoredProtocol
from checker.clinic.opening import StoreError, copy_to, open_engine, writing
from checker.clinic.rows import (
    LONGEST_LINE,
    as_decision,
    as_formula,
    formula_row,
    grow,
    hash_of,
    kept,
    last_writer,
    line,
    note,
    one,
    shelved_rows,
    signed,
)
from checker.model.terms import Use

__all__ = ["ConflictError", "NewProduct", "Store", "StoreError"]

#: A list of more letters than this is no label.
LONGEST_LIST = 20_000
#: The checker's own name in the journal.
CHECKER = "the checker"


class ConflictError(StoreError):
    """Somebody else saved the product in the meantime. `mine` is what was to be saved, `theirs` what is there now."""

    def __init__(self, mine: Mapping[str, Any], theirs: Shelved, by: str) -> None:
        self.mine, self.theirs, self.by = mine, theirs, by
        super().__init__(
            f"{theirs.product.title} was saved by {by} meanwhile (version {theirs.product.version}). "
            "Yours was not saved but is kept in the journal: look at both, then save again."
        )


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be put on the shelf with the formula on its pack."""

    brand: str
    name: str
    text: str
    use: Use = Use.LEAVE_ON
    barcode: str = ""
    batch_code: str = ""
    seen_on: date | None = None


class Store:
    """A clinic's store. Every `who` is the name of a person; an empty one is refused.

    >>> import tempfile
    >>> store = Store.open(f"sqlite:///{tempfile.mkdtemp()}/clinic.db")
    >>> balm = store.add(NewProduct("Brand", "Balm", "Petrolatum, Ceramide NP"), "Ana")
    >>> store.sign(balm, Advice.RECOMMENDED, "Ana").decision.who
    'Ana'
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open a store, by default this user's. Raises `StoreError`."""
        return cls(open_engine(url))

    def backup(self, target: Path) -> None:
        """A whole copy in a file (SQLite). Raises `StoreError`."""
        copy_to(self.engine, target)

    # --- looking ------------------------------------------------------------------------------------------------

    def shelf(self) -> list[Shelved]:
        """All products as they are now, by brand and name."""
        with self.engine.connect() as connection:
            found = shelved_rows(connection)
        return sorted(found, key=lambda s: (s.product.brand.casefold(), s.product.name.casefold(), s.product.id))

    def product(self, product_id: int) -> Shelved:
        """One product as it is now. Raises `StoreError` if there is none with this number."""
        with self.engine.connect() as connection:
            return one(connection, product_id)

    def formulas(self, product_id: int) -> list[Formula]:
        """All formulas of a product, the oldest first."""
        return [as_formula(row) for row in self._rows(schema.formula, product_id)]

    def decisions(self, product_id: int) -> list[Decision]:
        """All decisions on a product, the oldest first."""
        return [as_decision(row) for row in self._rows(schema.decision, product_id)]

    def journal(
        self, of_table: str | None = None, row: int | None = None, newest: int | None = None
    ) -> list[JournalRow]:
        """The journal, or its entries for one table or row, the oldest first; with `newest`, only that many."""
        asked = select(schema.journal).order_by(schema.journal.c.id.desc())
        if of_table is not None:
            asked = asked.where(schema.journal.c.of_table == of_table)
        if row is not None:
            asked = asked.where(schema.journal.c.row == row)
        with self.engine.connect() as connection:
            rows = connection.execute(asked.limit(newest)).all()
        return [JournalRow(*row) for row in reversed(rows)]

    def revision(self) -> int:
        """The number of the journal's newest entry: it grows with every change."""
        with self.engine.connect() as connection:
            return connection.execute(select(func.max(schema.journal.c.id))).scalar() or 0

    def clinic(self) -> Clinic:
        """The clinic's own name, telephone number and logo; empty at first."""
        with self.engine.connect() as connection:
            row = connection.execute(select(schema.clinic)).first()
        return Clinic(row.name, row.phone, row.logo) if row else Clinic("")

    def protocol(self) -> StoredProtocol | None:
        """The protocol in force: the newest one; None if that is empty."""
        with self.engine.connect() as connection:
            row = connection.execute(select(schema.protocol).order_by(schema.protocol.c.id.desc()).limit(1)).first()
        return StoredProtocol(*row) if row and row.text else None

    def checked_edition(self) -> str:
        """The edition with which all formulas were last judged; empty if they never were."""
        with self.engine.connect() as connection:
            asked = select(schema.recheck.c.edition).order_by(schema.recheck.c.id.desc()).limit(1)
            return connection.execute(asked).scalar() or ""

    def _rows(self, table: Table, product_id: int) -> Sequence[Row[Any]]:
        asked = select(table).where(table.c.product_id == product_id).order_by(table.c.id)
        with self.engine.connect() as connection:
            return connection.execute(asked).all()

    # --- changing -----------------------------------------------------------------------------------------------

    def add(self, new: NewProduct, who: str) -> Shelved:
        """Put a product on the shelf. Raises `StoreError`: no name, no list, a barcode that another product has."""
        return self.product(self.add_all([new], who)[0])

    def add_all(self, news: Sequence[NewProduct], who: str) -> list[int]:
        """Put products on the shelf, all or none; returns their numbers."""
        now, who = datetime.now(UTC), signed(who)
        for new in news:
            _check_list(new.text)
            _check_lines(new.brand, new.name, new.barcode, new.batch_code)
            if not new.name.strip():
                raise StoreError("A product needs a name.")
        try:
            with writing(self.engine) as connection:
                products = [
                    {"brand": line(n.brand), "name": line(n.name), "use": Use(n.use).value, "barcode": line(n.barcode), "version": 1}
                    for n in news
                ]  # fmt: skip
                numbers = grow(connection, schema.product, products, who, "product added", now)
                formulas = [
                    formula_row(number, n.text, who, n.seen_on, n.batch_code)
                    for number, n in zip(numbers, news, strict=True)
                ]
                grow(connection, schema.formula, formulas, who, "formula seen", now)
        except IntegrityError:
            raise StoreError(self._barcode_taken([new.barcode for new in news])) from None
        return numbers

    def save(self, product: Product, who: str) -> Shelved:
        """Save a product's brand, name, use and barcode. Raises `ConflictError` if its version is old, and `StoreError`."""
        _check_lines(product.brand, product.name, product.barcode)
        if not product.name.strip():
            raise StoreError("A product needs a name.")
        changed = {
            "brand": line(product.brand), "name": line(product.name), "use": product.use.value, "barcode": line(product.barcode),
        }  # fmt: skip
        try:
            with _Change(self, product, who, "product saved", changed) as change:
                change.product(**changed)
        except IntegrityError:
            raise StoreError(self._barcode_taken([product.barcode])) from None
        return self.product(product.id)

    def add_formula(
        self, shelved: Shelved, text: str, who: str, seen_on: date | None = None, batch_code: str = ""
    ) -> Shelved:
        """Note that a product's list has changed. The same list as before changes nothing. Raises as `save`."""
        _check_list(text)
        _check_lines(batch_code)
        if hash_of(text) == shelved.formula.hash:
            return self.product(shelved.product.id)
        row = formula_row(shelved.product.id, text, who, seen_on, batch_code)
        with _Change(self, shelved.product, who, "formula seen", row) as change:
            change.grow(schema.formula, row)
            change.product()
        return self.product(shelved.product.id)

    def sign(
        self, shelved: Shelved, verdict: Advice, who: str, *, from_day: int | None = None, reason: str = "",
        expires_on: date | None = None,
    ) -> Shelved:  # fmt: skip
        """Sign a decision on the formula of `shelved`. Raises as `save`, and for a first day that makes no sense."""
        verdict = Advice(verdict)
        if verdict is Advice.RECOMMENDED_FROM and (from_day is None or not 0 <= from_day <= 365):
            raise StoreError("“Recommended from a day” needs that day: days since the treatment, 0 to 365.")
        if verdict is not Advice.RECOMMENDED_FROM and from_day is not None:
            raise StoreError("A first day goes with “recommended from a day” only: leave it away, or choose that.")
        if len(reason) > LONGEST_LIST:
            raise StoreError(f"The reason has more than {LONGEST_LIST} letters: give the gist of it.")
        row = {
            "product_id": shelved.product.id,
            "formula_id": shelved.formula.id,
            "judgement_id": shelved.judgement.id if shelved.judgement else None,
            "verdict": verdict.value, "from_day": from_day, "reason": kept(reason.strip()), "who": signed(who),
            "at": datetime.now(UTC), "expires_on": expires_on,
        }  # fmt: skip
        with _Change(self, shelved.product, who, "decision signed", row) as change:
            change.grow(schema.decision, row)
            change.product()
        return self.product(shelved.product.id)

    def save_clinic(self, clinic: Clinic, who: str) -> None:
        """Save the clinic's own details."""
        after = {"id": 1, "name": line(clinic.name), "phone": line(clinic.phone), "logo": clinic.logo}
        with writing(self.engine) as connection:
            before = connection.execute(select(schema.clinic).with_for_update()).first()
            if before:
                connection.execute(update(schema.clinic).values(**after))
            else:
                connection.execute(insert(schema.clinic).values(**after))
            note(connection, signed(who), "clinic saved", "clinic", 1, before._asdict() if before else None, after)

    def save_protocol(self, name: str, version: str, text: str, who: str) -> None:
        """Keep a protocol, which is in force from now on. An empty text ends the one before."""
        now = datetime.now(UTC)
        row = {
            "name": line(name),
            "version": version,
            "text": kept(text),
            "who": signed(who),
            "at": now,
        }
        with writing(self.engine) as connection:
            grow(connection, schema.protocol, [row], who, "protocol saved", now)

    def save_judgements(self, judged: Sequence[Judged], edition: str, of_all: int | None, moved: int) -> None:
        """Keep judgements. `of_all` is the number of formulas judged, if that was all of them."""
        now = datetime.now(UTC)
        rows = [
            {
                "formula_id": j.formula_id, "use": j.use.value, "by_phase": " ".join(j.by_phase),
                "binding": kept(j.binding), "edition": edition, "at": now,
            }
            for j in judged
        ]  # fmt: skip
        with writing(self.engine) as connection:
            grow(connection, schema.judgement, rows, CHECKER, "judged", now)
            if of_all is not None:
                done = {"edition": edition, "formulas": of_all, "moved": moved, "at": now}
                grow(connection, schema.recheck, [done], CHECKER, "re-checked", now)

    def note_refusal(self, who: str, what: str, attempted: Mapping[str, Any] | None = None) -> None:
        """Note an attempt that was refused."""
        with writing(self.engine) as connection:
            note(connection, line(who) or "unknown", f"refused: {what}", None, None, None, attempted)

    def _barcode_taken(self, barcodes: Iterable[str]) -> str:
        given = [line(code) for code in barcodes if line(code)]
        twice = [code for code in given if given.count(code) > 1]
        with self.engine.connect() as connection:
            asked = select(schema.product).where(schema.product.c.barcode.in_(given))
            row = connection.execute(asked).first()
        if row is None:
            return f"The barcode {twice[0] if twice else given[0] if given else ''} stands for two products: correct one of them."
        return f"The barcode {row.barcode} is already that of {row.brand} {row.name} (number {row.id}): correct one of them."


class _Change:
    """A transaction that changes one product; refused if somebody saved the product since this version was read."""

    def __init__(self, store: Store, product: Product, who: str, what: str, mine: Mapping[str, Any]) -> None:
        self._store, self._read, self._who, self._what, self._mine = store, product, signed(who), what, mine
        self._writing = writing(store.engine)
        self._now = datetime.now(UTC)

    def __enter__(self) -> Self:
        self._connection = self._writing.__enter__()
        try:
            asked = select(schema.product).where(schema.product.c.id == self._read.id).with_for_update()
            self._before = self._connection.execute(asked).first()
            if self._before is None:
                raise StoreError(f"There is no product number {self._read.id} on the shelf.")
            if self._before.version != self._read.version:
                theirs = one(self._connection, self._read.id)
                raise ConflictError(self._mine, theirs, last_writer(self._connection, self._read.id))
        except StoreError as error:
            self._writing.__exit__(type(error), error, error.__traceback__)
            if isinstance(error, ConflictError):
                self._store.note_refusal(self._who, f"{self._what}, saved by another meanwhile", self._mine)
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        self._writing.__exit__(*error)

    def grow(self, table: Table, row: dict[str, Any]) -> None:
        """Add a row."""
        grow(self._connection, table, [row], self._who, self._what, self._now)

    def product(self, **changed: Any) -> None:
        """Change the product, and count its version."""
        assert self._before is not None
        after = {**self._before._asdict(), **changed, "version": self._before.version + 1}
        self._connection.execute(update(schema.product).where(schema.product.c.id == self._read.id).values(**after))
        what = "product saved" if changed else f"version counted: {self._what}"
        note(self._connection, self._who, what, "product", self._read.id, self._before._asdict(), after, self._now)


def _check_list(text: str) -> None:
    if not text.strip():
        raise StoreError("An ingredient list is needed: paste it from the pack.")
    if len(text) > LONGEST_LIST:
        raise StoreError(
            f"The list has {len(text):,} letters; more than {LONGEST_LIST:,} is no label. Paste one product's list."
        )


def _check_lines(*lines: str) -> None:
    if long := next((line for line in lines if len(line) > LONGEST_LINE), None):
        raise StoreError(f"“{long[:40]} ...” has {len(long):,} letters; names and codes have at most {LONGEST_LINE}.")

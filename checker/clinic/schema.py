"""The tables of a clinic's store, the same for SQLite and PostgreSQL. `migrations/` builds them; a test compares both.

Products and the clinic's own details are changed in place; formulas, judgements, decisions, protocols, re-checks and the
journal only ever grow.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

#: The newest migration, to which a store is upgraded.
NEWEST = "0003"

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, whether or not the database keeps time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Out of it: UTC again, also where the zone was not kept."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _identity() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _of(table: str, nullable: bool = False) -> Column[int]:
    return Column(f"{table}_id", ForeignKey(f"{table}.id"), nullable=nullable, index=True)


clinic = Table(
    "clinic", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("logo", LargeBinary),
)  # fmt: skip

product = Table(
    "product", metadata,
    _identity(),
    Column("brand", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("use", String(20), nullable=False),
    Column("barcode", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # No two products share a barcode, but many have none.
    Index("one_product_a_barcode", "barcode", unique=True, sqlite_where=text("barcode <> ''"), postgresql_where=text("barcode <> ''")),
    sqlite_autoincrement=True,
)  # fmt: skip

formula = Table(
    "formula", metadata,
    _identity(),
    _of("product"),
    Column("text", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seen_on", Date, nullable=False),
    Column("seen_by", Text, nullable=False),
    Column("batch_code", Text, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

judgement = Table(
    "judgement", metadata,
    _identity(),
    _of("formula"),
    Column("use", String(20), nullable=False),
    # Five verdicts, one for each phase, separated by spaces.
    Column("by_phase", String(120), nullable=False),
    Column("binding", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

decision = Table(
    "decision", metadata,
    _identity(),
    _of("product"),
    _of("formula"),
    _of("judgement", nullable=True),
    Column("verdict", String(20), nullable=False),
    Column("from_day", Integer),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("expires_on", Date),
    sqlite_autoincrement=True,
)  # fmt: skip

protocol = Table(
    "protocol", metadata,
    _identity(),
    Column("name", Text, nullable=False),
    Column("version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

#: That all current formulas were judged with an edition (of knowledge and protocol), and how many verdicts moved.
recheck = Table(
    "recheck", metadata,
    _identity(),
    Column("edition", Text, nullable=False),
    Column("formulas", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)  # fmt: skip

journal = Table(
    "journal", metadata,
    _identity(),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    # The row that was changed; both are empty for an attempt that was refused.
    Column("of_table", Text),
    Column("row", Integer),
    Column("before", JSON(none_as_null=True)),
    Column("after", JSON(none_as_null=True)),
    sqlite_autoincrement=True,
)  # fmt: skip

#: The tables that are exported, each after the tables that it refers to.
KEPT = (clinic, product, formula, judgement, decision, protocol, recheck, journal)

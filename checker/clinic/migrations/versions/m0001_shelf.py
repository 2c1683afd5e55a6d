"""The shelf: the clinic, products, formulas, judgements, decisions, and a journal that only grows."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None

_MOMENT = sa.DateTime(timezone=True)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


def _of(table: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(f"{table}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        *_text("name", "phone"),
        sa.Column("logo", sa.LargeBinary),
    )
    op.create_table(
        "product",
        _id(),
        *_text("brand", "name"),
        sa.Column("use", sa.String(20), nullable=False),
        *_text("barcode"),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    given = sa.text("barcode <> ''")
    op.create_index(
        "one_product_a_barcode", "product", ["barcode"], unique=True, sqlite_where=given, postgresql_where=given
    )
    op.create_table(
        "formula",
        _id(),
        _of("product"),
        *_text("text"),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("seen_on", sa.Date, nullable=False),
        *_text("seen_by", "batch_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "judgement",
        _id(),
        _of("formula"),
        sa.Column("use", sa.String(20), nullable=False),
        sa.Column("by_phase", sa.String(120), nullable=False),
        *_text("binding", "edition"),
        sa.Column("at", _MOMENT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        _id(),
        _of("product"),
        _of("formula"),
        _of("judgement", nullable=True),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("from_day", sa.Integer),
        *_text("reason", "who"),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("expires_on", sa.Date),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal",
        _id(),
        sa.Column("at", _MOMENT, nullable=False),
        *_text("who", "what"),
        sa.Column("of_table", sa.Text),
        sa.Column("row", sa.Integer),
        sa.Column("before", sa.JSON),
        sa.Column("after", sa.JSON),
        sqlite_autoincrement=True,
    )
    _only_grows("journal")


def _only_grows(table: str) -> None:
    """Have the database itself refuse to change or remove rows."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the {table} only grows'); END"
            )
    else:
        op.execute(
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'the {table} only grows'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
        )

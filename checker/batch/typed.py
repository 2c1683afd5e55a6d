"""Answers as a format with types holds them (Arrow, Parquet, pandas, Spark): whole numbers, shares, lists, yes or no."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from checker.batch.columns import ANSWERS, JOIN, LISTS, answer_names
from checker.model.extras import needed

if TYPE_CHECKING:
    import pyarrow

#: A cell of an answer; text says nothing by being empty, everything else by None.
Value: TypeAlias = str | int | float | bool | tuple[str, ...] | None

#: What the answers hold that is no text.
KINDS: dict[str, type] = {
    "day": int, "with_care_from_day": int, "free_from_day": int, "entries": int, "products_in_text": int,
    "unread_share": float, "ask_clinic": bool, "sorted": bool, **dict.fromkeys(LISTS, tuple),
}  # fmt: skip
_KINDS = tuple(KINDS.get(name, str) for name in ANSWERS)


def joined(names: Sequence[str]) -> str:
    """Names as a person reads them in one cell."""
    return JOIN.join(names)


def listed(names: Sequence[str]) -> str:
    """Names in one cell, so that they can be told apart again whatever they hold."""
    return json.dumps(names, ensure_ascii=False) if names else ""


def as_text(values: Iterable[Value], names: Callable[[Sequence[str]], str] = joined) -> list[str]:
    """The cells of an answer as text.

    >>> as_text(["avoid", 14, None, True, 0.25, ("Parfum", "Retinol")])
    ['avoid', '14', '', 'yes', '0.25', 'Parfum; Retinol']
    """
    return [value if type(value) is str else _as_cell(value, names) for value in values]


def _as_cell(value: Value, names: Callable[[Sequence[str]], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return names(value) if isinstance(value, tuple) else str(value)


def from_text(cells: Iterable[str]) -> list[Value]:
    """What `as_text` with `listed` made cells of.

    >>> from checker.batch.columns import ANSWERS
    >>> from_text(as_text([3 if name == "entries" else "" for name in ANSWERS], listed))[ANSWERS.index("entries")]
    3
    """
    return [_from_cell(cell, kind) for cell, kind in zip(cells, _KINDS, strict=True)]


def _from_cell(cell: str, kind: type) -> Value:
    if kind is str:
        return cell
    if kind is tuple:
        return tuple(json.loads(cell)) if cell else ()
    if not cell:
        return None
    number: Value = cell == "yes" if kind is bool else kind(cell)
    return number


def answers_schema(schema: pyarrow.Schema) -> pyarrow.Schema:
    """The columns of a table with the answers beside its own: names and types, in this order.

    >>> import pyarrow
    >>> answered = answers_schema(pyarrow.schema([("ingredients", pyarrow.string()), ("price", pyarrow.float64())]))
    >>> str(answered.field("price").type), str(answered.field("free_from_day").type), str(answered.field("avoid").type)
    ('double', 'int64', 'list<element: string>')
    """
    needed("batch")
    import pyarrow

    # Lists as Parquet names them, so that what is written reads back as the same type.
    names = pyarrow.list_(pyarrow.field("element", pyarrow.string()))
    types = {int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_(), str: pyarrow.string(), tuple: names}
    added = [pyarrow.field(name, types[kind]) for name, kind in zip(answer_names(schema.names), _KINDS, strict=True)]
    return pyarrow.schema([*schema, *added], metadata=schema.metadata)


def answer_arrays(answers: Iterable[Sequence[Value]], schema: pyarrow.Schema) -> list[pyarrow.Array]:
    """The answers as columns, of the types at the end of a schema; empty text is null."""
    import pyarrow

    fields = list(schema)[-len(ANSWERS) :]
    columns = list(zip(*answers, strict=True)) or [()] * len(ANSWERS)
    return [
        pyarrow.array([value if value != "" else None for value in column], field.type)
        for column, field in zip(columns, fields, strict=True)
    ]

"""One object for whoever checks more than once: texts, frames of any kind, streams of Arrow batches.

Spark, DuckDB, Ray and dask hand over Arrow batches; `Checker.batches` is what they call. A `Checker` travels to other
processes as its plan alone, and all of one plan in a process share what they have learnt.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from checker.batch.cells import shared_cells
from checker.batch.columns import ANSWERS, BatchError, answer_names, find_columns, task_of
from checker.batch.typed import KINDS, Value, answer_arrays, answers_schema
from checker.check import check_label
from checker.model.extras import needed
from checker.model.plan import HealingPlan
from checker.model.report import Report

if TYPE_CHECKING:
    import pandas
    import pyarrow

Frame = TypeVar("Frame")
_PANDAS_TYPES = {int: "Int64", float: "float64", bool: "boolean", str: "string", tuple: "object"}


class Checker:
    """Checks under one plan, and keeps what it has learnt of names and texts; `columns` names unusual columns by role.

    >>> checker = Checker(HealingPlan(treatment="standard", day=2))
    >>> checker.check("Aqua, Glycerin, Parfum").free_from_day
    14
    """

    def __init__(self, plan: HealingPlan | None = None, columns: Mapping[str, str] | None = None) -> None:
        self.plan = plan or HealingPlan()
        self.columns = dict(columns or {})

    def __reduce__(self) -> tuple[Any, ...]:
        return Checker, (self.plan, self.columns)

    def check(self, text: str, name: str = "") -> Report:
        """The whole report of one product, as `check_label` gives it."""
        return check_label(text, self.plan, name)

    def table(self, frame: Frame) -> Frame:
        """A frame (pandas, Polars, Arrow table or record batch) with the answers beside its own columns, which stay as they are.

        Answers are whole numbers, shares and lists where they are. Raises `BatchError` when no column of ingredients is
        found, or the frame is of another kind.
        """
        kind = f"{type(frame).__module__.partition('.')[0]}.{type(frame).__name__}"
        if kind not in _KINDS_OF_FRAME:
            raise BatchError(
                f"A {kind} cannot be checked. Give a frame of pandas or Polars, or a table of Arrow; a lazy one is collected first."
            )
        checked: Frame = _KINDS_OF_FRAME[kind](self, frame)
        return checked

    def batches(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        """Each Arrow batch with the answers beside its own columns, by the schema that `answers_schema` gives.

        Raises `BatchError` when no column of ingredients is found.
        """
        needed("batch")
        import pyarrow

        for batch in batches:
            schema = answers_schema(batch.schema)
            answered = answer_arrays(self._answers(batch.schema.names, batch.columns), schema)
            yield pyarrow.RecordBatch.from_arrays([*batch.columns, *answered], schema=schema)

    def _answers(self, header: Sequence[str], columns: Sequence[Any]) -> list[list[Value]]:
        """The answers of rows, from their columns (of Arrow, Polars or pandas)."""
        places = find_columns(header, self.columns)
        numbered = {role: number for number, role in enumerate(places)}
        own = [columns[place] for place in places.values()]
        listed = [column.to_pylist() if hasattr(column, "to_pylist") else column.to_list() for column in own]
        rows = zip(*listed, strict=True)
        return shared_cells(self.plan).values(task_of([_as_text(cell) for cell in row], numbered) for row in rows)

    def _of_arrow(self, table: Any) -> Any:
        schema = answers_schema(table.schema)
        answered = answer_arrays(self._answers(table.schema.names, table.columns), schema)
        return type(table).from_arrays([*table.columns, *answered], schema=schema)

    def _of_polars(self, frame: Any) -> Any:
        import pyarrow

        schema = answers_schema(pyarrow.schema([(name, pyarrow.null()) for name in frame.columns]))
        fields = list(schema)[-len(ANSWERS) :]
        answered = answer_arrays(self._answers(frame.columns, frame.get_columns()), schema)
        return frame.hstack(sys.modules["polars"].from_arrow(pyarrow.table(answered, schema=pyarrow.schema(fields))))

    def _of_pandas(self, frame: pandas.DataFrame) -> pandas.DataFrame:
        import pandas

        header = [str(name) for name in frame.columns]
        answers = self._answers(header, [frame.iloc[:, place] for place in range(frame.shape[1])])
        columns = list(zip(*answers, strict=True)) or [()] * len(ANSWERS)
        added = {}
        for name, title, column in zip(ANSWERS, answer_names(header), columns, strict=True):
            kind = KINDS.get(name, str)
            values = [list(value) for value in column] if kind is tuple else [_filled(value) for value in column]
            added[title] = pandas.Series(values, index=frame.index, dtype=_PANDAS_TYPES[kind])
        return pandas.concat([frame, pandas.DataFrame(added, index=frame.index)], axis=1)


_KINDS_OF_FRAME = {
    "pandas.DataFrame": Checker._of_pandas,
    "polars.DataFrame": Checker._of_polars,
    "pyarrow.Table": Checker._of_arrow,
    "pyarrow.RecordBatch": Checker._of_arrow,
}


def check_table(frame: Frame, plan: HealingPlan | None = None, columns: Mapping[str, str] | None = None) -> Frame:
    """A frame with the answers beside its own columns: `Checker(plan, columns).table(frame)`."""
    return Checker(plan, columns).table(frame)


def _filled(value: Value) -> Value:
    return None if value == "" else value


def _as_text(cell: Any) -> str:
    """A cell of a frame as the text that is judged: nothing as nothing, a list of names with commas between."""
    if isinstance(cell, str):
        return cell
    if hasattr(cell, "tolist") and not isinstance(cell, (date, datetime)):
        cell = cell.tolist()
    if isinstance(cell, (list, tuple)) or hasattr(cell, "to_list"):
        return ", ".join(_as_text(name) for name in cell)
    # Each kind of frame has a nothing of its own; none of them equals itself for sure.
    if cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)

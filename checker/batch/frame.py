"""The same answers for a pandas frame, and over the partitions of many files (dask)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.batch.columns import BatchError, answer_names, find_columns, task_of
from checker.model import HealingPlan

if TYPE_CHECKING:
    import pandas as pd


def check_table(
    frame: pd.DataFrame, plan: HealingPlan | None = None, columns: dict[str, str] | None = None
) -> pd.DataFrame:
    """A frame with the answers beside its own columns; `columns` names the columns by role where they are unusual.

    Raises `BatchError` when no column of ingredients is found.
    """
    import pandas as pd

    from checker.batch.quick import Quick  # here, as a single check needs none of it

    header = [str(name) for name in frame.columns]
    places = find_columns(header, columns)
    quick = Quick(plan or HealingPlan())
    numbered = {role: number for number, role in enumerate(places)}
    tasks = []
    for row in frame.itertuples(index=False, name=None):
        cells = ["" if pd.isna(row[place]) else str(row[place]) for place in places.values()]
        tasks.append(task_of(cells, numbered))
    added = pd.DataFrame(quick.answers(tasks), columns=answer_names(header), index=frame.index, dtype=str)
    return pd.concat([frame, added], axis=1)


def check_folder(
    source: Path,
    target: Path,
    plan: HealingPlan,
    columns: dict[str, str] | None = None,
    scheduler: str | None = None,
    jobs: int | None = None,
    encoding: str | None = None,
    separator: str | None = None,
) -> int:
    """Judge a folder of Parquet or CSV files with dask and write a folder of Parquet; returns the number of rows.

    `columns` names the columns by role where they are unusual; `encoding` and `separator` are those of CSV files;
    without a `scheduler` so many `jobs` work here. Raises `BatchError` when dask is not installed, the
    folder holds no table, or the result is already there: a folder is never replaced.
    """
    if target.exists():
        raise BatchError(f"{target} is already there. Choose another name, or remove the folder first.")
    try:
        import dask.dataframe as dd
        from dask.distributed import Client
    except ImportError:
        raise BatchError("dask is not installed: `pip install 'needling-checker[dask]'` adds it.") from None
    if files := sorted(source.glob("*.parquet")):
        table = dd.read_parquet(files)
    elif files := sorted(source.glob("*.csv")):
        table = dd.read_csv(
            files,
            dtype=str,
            keep_default_na=False,
            blocksize=None,
            encoding=encoding or "utf-8-sig",
            sep=separator or ",",
        )
    else:
        raise BatchError(f"{source} holds no .parquet and no .csv file.")
    with Client(scheduler) if scheduler else Client(processes=True, n_workers=jobs):  # type: ignore[no-untyped-call]
        meta = _as_text(table._meta.astype(object), plan, columns)
        judged = table.map_partitions(_as_text, plan, columns, meta=meta)
        judged.to_parquet(target, write_index=False)
        return int(dd.read_parquet(target).shape[0].compute())


def _as_text(frame: pd.DataFrame, plan: HealingPlan, columns: dict[str, str] | None) -> pd.DataFrame:
    """The answers with every column as text, so that all partitions have the same types."""
    return check_table(frame, plan, columns).astype("string")

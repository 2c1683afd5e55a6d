"""Watching a batch run on a terminal: rows, rate, time left and the verdicts so far; quiet anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from checker.batch.run import Tally


@contextmanager
def watched(stream: TextIO) -> Iterator[Callable[[Tally, float | None], None]]:
    """A function to call with the tally so far and the share (0-1) that is read; on a terminal it draws the progress."""
    if not stream.isatty():
        yield lambda tally, fraction: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f} a second"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as drawn:
        task = drawn.add_task("", total=None, rows=0, rate=0.0)
        first: tuple[int, float] | None = None

        def show(tally: Tally, fraction: float | None) -> None:
            nonlocal first
            # What a resumed run found done says nothing of this run's rate.
            first = first or (tally.rows, time.monotonic())
            rate = (tally.rows - first[0]) / max(time.monotonic() - first[1], 1e-3)
            verdicts = ", ".join(
                f"{verdict} {count / tally.rows:.0%}" for verdict, count in tally.verdicts.most_common()
            )
            total = None if fraction is None else 1.0
            drawn.update(task, total=total, completed=fraction or 0, rows=tally.rows, rate=rate, description=verdicts)

        yield show

"""Watching a batch run on a terminal: rows, rate and the verdicts so far; quiet anywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from checker.batch.run import Tally


@contextmanager
def watched(stream: TextIO) -> Iterator[Callable[[Tally], None]]:
    """A function to call with the tally so far; on a terminal it draws a line of progress."""
    if not stream.isatty():
        yield lambda tally: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.completed:,.0f} rows, {task.speed:,.0f} a second"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as drawn:
        task = drawn.add_task("", total=None)

        def show(tally: Tally) -> None:
            verdicts = ", ".join(
                f"{verdict} {count / tally.rows:.0%}" for verdict, count in tally.verdicts.most_common()
            )
            drawn.update(task, completed=tally.rows, description=verdicts)

        yield show

"""Shows a batch run on a terminal: rows, rate, time left and verdicts so far; shows nothing elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from checker.batch.run import Tally

#: The bar counts in millionths of the table.
_WHOLE = 1_000_000


@contextmanager
def watched(stream: TextIO) -> Iterator[Callable[[Tally, float | None], None]]:
    """A function to call with the tally so far and the share (0-1) read so far; on a terminal it draws progress."""
    if not stream.isatty():
        yield lambda tally, fraction: None
        return
    with click.progressbar(
        length=_WHOLE, file=stream, width=20, item_show_func=lambda shown: shown, bar_template="%(bar)s  %(info)s"
    ) as bar:
        first: tuple[int, float] | None = None

        def show(tally: Tally, fraction: float | None) -> None:
            nonlocal first
            # Rows that an earlier run had done do not count for the rate.
            first = first or (tally.rows, time.monotonic())
            rate = (tally.rows - first[0]) / max(time.monotonic() - first[1], 1e-3)
            verdicts = ", ".join(
                f"{verdict} {count / tally.rows:.0%}" for verdict, count in tally.verdicts.most_common()
            )
            said = f"{tally.rows:,} rows, {rate:,.0f} a second; {verdicts}"
            bar.update(max(int((fraction or 0) * _WHOLE) - bar.pos, 1), said)

        yield show

"""Judging a shelf with the batch engine, which remembers what it has read; on the command line on all cores.

A process that has other threads, as a server has, is never forked: it reads alone, and remembers for the next re-check.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context

from checker.batch.columns import ANSWERS, JOIN, Task
from checker.batch.plain import Listed, PlainReader
from checker.batch.quick import Quick
from checker.clinic.model import Judged, Shelved
from checker.garbage import no_search_for_garbage
from checker.knowledge import Knowledge
from checker.model import HealingPlan
from checker.terms import Phase, Verdict

#: Another process is worth its start from so many products each on.
FEWEST = 1_000
#: Lists that are remembered; when there are more, all are forgotten.
REMEMBERED = 50_000
#: More names than these are not needed to see why a verdict is as it is.
_MOST_NAMES = 6
_PHASES = tuple(Phase)
_BY_PHASE = slice(ANSWERS.index(f"verdict_{_PHASES[0]}"), ANSWERS.index(f"verdict_{_PHASES[-1]}") + 1)
_CELLS = tuple(ANSWERS.index(name) for name in ("avoid", "caution", "unread"))
#: The reader that remembers is for one at a time.
_judging = threading.Lock()


class _Reader(PlainReader):
    """A reader that also remembers whole lists."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__(knowledge)
        self.listed: dict[str, Listed] = {}

    def read(self, text: str) -> Listed:
        """A list as read, now or before."""
        if (listed := self.listed.get(text)) is None:
            if len(self.listed) >= REMEMBERED:
                self.listed.clear()
            listed = self.listed[text] = super().read(text)
        return listed


@lru_cache(maxsize=1)
def _reader(ours: Knowledge) -> _Reader:
    """The reader of our names: a protocol changes none of them, so a re-check after one reads nothing anew."""
    return _Reader(ours)


def judge(due: Sequence[Shelved], ours: Knowledge, both: Knowledge) -> list[Judged]:
    """What is said of products: `ours` reads their lists, `both` (ours under the clinic's protocol) judges them."""
    with _judging, no_search_for_garbage():
        quick = Quick(HealingPlan(), both, _reader(ours))
        shares = min(os.cpu_count() or 1, len(due) // FEWEST)
        if shares < 2 or sys.platform != "linux" or threading.active_count() > 1:
            found = _judged(due, quick)
            if len(due) > FEWEST:
                # What was read of so many stays, and no one needs to look for garbage in it again and again.
                gc.collect()
                gc.freeze()
            return found
        # The first ones are judged here, so that the processes made from this one have most of the names.
        first, rest = due[:FEWEST], due[FEWEST:]
        found = _judged(first, quick)
        with ProcessPoolExecutor(shares, get_context("fork"), _begin, (quick,)) as pool:
            size = -(-len(rest) // shares)
            for share in pool.map(_go_on, [rest[at : at + size] for at in range(0, len(rest), size)]):
                found += share
        return found


_working: Quick


def _begin(quick: Quick) -> None:
    global _working
    _working = quick


def _go_on(share: Sequence[Shelved]) -> list[Judged]:
    return _judged(share, _working)


def _judged(due: Sequence[Shelved], quick: Quick) -> list[Judged]:
    found = []
    tasks = [Task(of.formula.text, of.product.title, use=of.product.use.value) for of in due]
    for shelved, cells in zip(due, quick.answers(tasks), strict=True):
        product, formula = shelved.product, shelved.formula
        names = [name for cell in _CELLS for name in cells[cell].split(JOIN) if name]
        by_phase = tuple(Verdict(word) for word in cells[_BY_PHASE])
        found.append(Judged(formula.id, product.use, by_phase, JOIN.join(dict.fromkeys(names[:_MOST_NAMES]))))
    return found

"""Judges a whole shelf as a batch does; on the command line on all cores.

A process with other threads, such as a server, is never forked: it judges alone, and remembers for the next re-check.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from checker.batch.cells import Cells
from checker.batch.columns import ANSWERS, JOIN, Task
from checker.clinic.model import Judged, Shelved
from checker.knowledge.load import Knowledge
from checker.model.collector import collector_paused
from checker.model.plan import HealingPlan
from checker.model.terms import Phase, Verdict

#: A further process is only worth starting if each gets at least this many products.
FEWEST = 1_000
#: The most names that are kept to show why a verdict is as it is.
_MOST_NAMES = 6
_PHASES = tuple(Phase)
_BY_PHASE = slice(ANSWERS.index(f"verdict_{_PHASES[0]}"), ANSWERS.index(f"verdict_{_PHASES[-1]}") + 1)
_CELLS = tuple(ANSWERS.index(name) for name in ("bound_by_claim", "avoid", "caution", "mentioned", "unread"))


def judge(due: Sequence[Shelved], knowledge: Knowledge) -> list[Judged]:
    """The judgements of products by a knowledge: ours, or ours as the clinic's protocol changes it."""
    with collector_paused():
        cells = Cells(HealingPlan(), knowledge)
        shares = min(os.cpu_count() or 1, len(due) // FEWEST)
        if shares < 2 or sys.platform != "linux" or threading.active_count() > 1:
            found = _judged(due, cells)
            if len(due) > FEWEST:
                # What was read stays in memory, so the garbage collector need not search through it again and again.
                gc.collect()
                gc.freeze()
            return found
        # The first products are judged here, so that processes forked from this one know most names already.
        first, rest = due[:FEWEST], due[FEWEST:]
        found = _judged(first, cells)
        with ProcessPoolExecutor(shares, get_context("fork"), _begin, (cells,)) as pool:
            size = -(-len(rest) // shares)
            for share in pool.map(_go_on, [rest[at : at + size] for at in range(0, len(rest), size)]):
                found += share
        return found


_working: Cells


def _begin(cells: Cells) -> None:
    global _working
    _working = cells


def _go_on(share: Sequence[Shelved]) -> list[Judged]:
    return _judged(share, _working)


def _judged(due: Sequence[Shelved], cells: Cells) -> list[Judged]:
    found = []
    tasks = [Task(of.formula.text, of.product.title, use=of.product.use.value) for of in due]
    for shelved, answer in zip(due, cells.answers(tasks), strict=True):
        product, formula = shelved.product, shelved.formula
        names = [name for cell in _CELLS for name in answer[cell].split(JOIN) if name]
        by_phase = tuple(Verdict(word) for word in answer[_BY_PHASE])
        found.append(Judged(formula.id, product.use, by_phase, JOIN.join(dict.fromkeys(names[:_MOST_NAMES]))))
    return found

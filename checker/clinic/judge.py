"""Judging a shelf with the batch engine, which remembers what it has read; many lists are read on all cores.

The other processes are started afresh (`python -m checker.clinic.judge`) rather than forked, because a server has threads;
they are given what judges and whom, and answer with judgements. What one of them cannot answer is judged here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from checker.batch.columns import ANSWERS, JOIN, Task
from checker.batch.plain import Listed, PlainReader
from checker.batch.quick import Quick
from checker.clinic.model import Judged, Shelved
from checker.garbage import no_search_for_garbage
from checker.knowledge import Knowledge
from checker.model import HealingPlan, Phase, Verdict

#: A process has to learn the names anew, so that one more is worth it only from so many lists each on.
FEWEST = 3_000
#: Lists that are remembered; when there are more, all are forgotten.
REMEMBERED = 50_000
#: More names than these are not needed to see why a verdict is as it is.
_MOST_NAMES = 6
_ROOT = Path(__file__).parents[2]
_PHASES = tuple(Phase)
_BY_PHASE = slice(ANSWERS.index(f"verdict_{_PHASES[0]}"), ANSWERS.index(f"verdict_{_PHASES[-1]}") + 1)
_CELLS = tuple(ANSWERS.index(name) for name in ("avoid", "caution", "unread"))
#: The reader that remembers is for one at a time.
_judging = Lock()


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
        reader = _reader(ours)
        new = [shelved for shelved in due if shelved.formula.text not in reader.listed]
        shares = max(1, min(os.cpu_count() or 1, len(new) // FEWEST))
        others = [_Other(new[at::shares], ours, both) for at in range(1, shares)]
        elsewhere = {shelved.formula.id for other in others for shelved in other.share}
        quick = Quick(HealingPlan(), both, reader)
        found = {j.formula_id: j for j in _judged((s for s in due if s.formula.id not in elsewhere), quick)}
        for other in others:
            found |= {j.formula_id: j for j in other.judged()}
        found |= {j.formula_id: j for j in _judged((s for s in due if s.formula.id not in found), quick)}
        return [found[shelved.formula.id] for shelved in due]


def _judged(due: Iterable[Shelved], quick: Quick) -> Iterator[Judged]:
    for shelved in due:
        product, formula = shelved.product, shelved.formula
        cells = quick.answer(Task(formula.text, product.title, use=product.use.value))
        names = [name for cell in _CELLS for name in cells[cell].split(JOIN) if name]
        by_phase = tuple(Verdict(word) for word in cells[_BY_PHASE])
        yield Judged(formula.id, product.use, by_phase, JOIN.join(dict.fromkeys(names[:_MOST_NAMES])))


class _Other:
    """Another process with its share of the products."""

    def __init__(self, share: Sequence[Shelved], ours: Knowledge, both: Knowledge) -> None:
        self.share = share
        # A file, because a pipe would keep us waiting until the other has begun to read.
        with tempfile.TemporaryFile() as asked:
            pickle.dump((share, ours, both), asked)
            asked.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "checker.clinic.judge"],
                cwd=_ROOT, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def judged(self) -> list[Judged]:
        """Its judgements; none where it ended before its time."""
        with self._process as process:
            assert process.stdout is not None
            try:
                found: list[Judged] = pickle.load(process.stdout)
            except (EOFError, pickle.UnpicklingError):
                return []
        return found


if __name__ == "__main__":
    with no_search_for_garbage():
        share, ours, both = pickle.load(sys.stdin.buffer)
        pickle.dump(list(_judged(share, Quick(HealingPlan(), both, PlainReader(ours)))), sys.stdout.buffer)

"""The cells of the answers of many rows, from their names as judged: what a table does not show is not made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from checker import timeline
from checker.batch.columns import JOIN, NO_LIST
from checker.batch.judge import PHASES, UNSURE, Judge
from checker.batch.place import Answers, Numbers
from checker.batch.stretch import Name
from checker.model import Finding
from checker.terms import Level, Phase, Verdict
from checker.timeline import FIRST_NAMES, Floor

#: The level of the entries that decide.
_LEVEL = {Verdict.AVOID: Level.AVOID, Verdict.CAUTION: Level.CAUTION}
#: The floor of a product of which everything was read and judged.
_FLOOR = {at_best: Floor(at_best, at_best) for at_best in Verdict}
#: The cells of a row without a list, from the verdict to the problem.
NO_PRODUCT = [*[Verdict.CANNOT_TELL.value] * (1 + len(PHASES)), "", "", "no", *[""] * 5, "0", "0", "0", NO_LIST]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as a row shows it, its phase, the phases of the days from 0, and what is remembered for it."""

    cells: list[str]
    phase: Phase
    phases: tuple[Phase, ...]
    outlooks: dict[tuple[int, int, Floor], Outlook]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row as read: the names of its products, when it is asked for, and the mildest verdict it can have."""

    products: Sequence[Sequence[Name]]
    planned: Planned
    at_best: Verdict


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answer for one product: its verdict, those of the five phases, and the dates in days."""

    verdict: Verdict
    by_phase: tuple[Verdict, ...]
    with_care: int | None
    free: int | None
    #: All of them as cells.
    cells: list[str]


class Cells:
    """Rows whose names one judge judges, in columns: one element a name, those of one row behind those of the other."""

    def __init__(self, rows: Sequence[Asked], judge: Judge) -> None:
        products = [names for row in rows for names in row.products]
        lengths = np.array(list(map(len, products)))
        ends = np.cumsum(lengths)
        self._rows = rows
        self._numbers = judge.numbers(products)
        self._judge = judge
        #: Of each product the row that asks for it, and where its names begin; of each row where its names end.
        self._asked = [row for row in rows for _ in row.products]
        self._starts: Numbers = ends - lengths
        self._lengths: Numbers = lengths
        self._row_ends: Numbers = ends[np.cumsum([len(row.products) for row in rows]) - 1]
        self._product: Numbers = np.repeat(np.arange(len(products)), lengths)
        phase = np.array([PHASES.index(row.planned.phase) for row in self._asked])[self._product]
        known = judge.judged[self._numbers]
        self._levels: NDArray[np.int32] = known["levels"]
        self._strictness: Numbers = known["strictness"][np.arange(len(phase)), phase]
        self._section: NDArray[np.int8] = known["section"]
        self._unread: Answers = known["unread"]
        self._declared: Answers = ~known["optional"]
        #: Only a clinician can judge it, and it is not ok in some phase.
        self._asks: Answers = known["asks"] & (self._levels != 0)
        self._of_level: dict[Level, Answers] = {
            Level.CAUTION: self._levels >> phase & 1 > 0,
            Level.AVOID: self._levels >> (phase + len(PHASES)) & 1 > 0,
        }
        notable = self._of_level[Level.CAUTION] | self._of_level[Level.AVOID]
        self._asks_today: Answers = known["asks"] & notable
        self._helps: Answers = known["may_help"] & ~notable & (self._levels != UNSURE)

    def cells(self) -> list[list[str]]:
        """The cells of each row from the verdict to the problem."""
        outlooks = self._outlooks()
        binding = self._binding(outlooks)
        avoid, caution = (
            self._by_row(self._of_level[level], self._judge.flat) for level in (Level.AVOID, Level.CAUTION)
        )
        helps, unread = (self._by_row(wanted, self._judge.printed) for wanted in (self._helps, self._unread))
        row_starts = np.concatenate(([0], self._row_ends[:-1]))
        asks = np.logical_or.reduceat(self._asks_today, row_starts).tolist()
        entries = (self._row_ends - row_starts).tolist()
        declared = np.add.reduceat(self._declared, row_starts, dtype=np.int64).tolist()
        unread_declared = np.add.reduceat(self._unread & self._declared, row_starts, dtype=np.int64).tolist()
        cells = []
        product = 0
        for at, row in enumerate(self._rows):
            mine = slice(product, product := product + len(row.products))
            outlook, bound = _of_row(outlooks[mine], binding[mine])
            share = unread_declared[at] / declared[at] if declared[at] else 0.0
            cells.append(
                [
                    *outlook.cells,
                    "yes" if asks[at] else "no",
                    JOIN.join([finding.match.entry.printed for finding in bound]),
                    JOIN.join(dict.fromkeys(avoid[at])),
                    JOIN.join(dict.fromkeys(caution[at])),
                    JOIN.join(dict.fromkeys(helps[at])),
                    JOIN.join(unread[at]),
                    f"{share:.4g}" if share else "0",
                    str(entries[at]),
                    str(len(row.products)),
                    "",
                ]
            )
        return cells

    def _by_row(self, wanted: Answers, known: Sequence[T]) -> list[list[T]]:
        """What is known of those names of each row that are wanted, in the order of its list."""
        at = np.flatnonzero(wanted)
        return self._cut(at, np.searchsorted(at, self._row_ends), known)

    def _by_product(self, at: Numbers) -> list[list[Finding]]:
        """The findings of each product, of places in the order of the products."""
        ends = np.searchsorted(self._product[at], np.arange(len(self._asked)), side="right")
        return self._cut(at, ends, self._judge.findings)

    def _cut(self, at: Numbers, ends: Numbers, known: Sequence[T]) -> list[list[T]]:
        found = list(map(known.__getitem__, self._numbers[at].tolist()))
        return [found[start:end] for start, end in pairwise([0, *ends.tolist()])]

    # --- the answer for each product ---------------------------------------------------------------------------------

    def _outlooks(self) -> list[Outlook]:
        levels = np.bitwise_or.reduceat(self._levels, self._starts).tolist()
        of_list = np.bitwise_or.reduceat(self._levels * self._declared, self._starts).tolist()
        floors = self._floors(levels)
        asking = self._by_product(np.flatnonzero(self._asks & self._declared))
        outlooks = []
        for at, row in enumerate(self._asked):
            key = levels[at], of_list[at], floors[at]
            outlook = None if asking[at] else row.planned.outlooks.get(key)
            if outlook is None:
                outlook = _outlook(row.planned, *key, asking[at])
                if not asking[at]:
                    row.planned.outlooks[key] = outlook
            outlooks.append(outlook)
        return outlooks

    def _floors(self, levels: Sequence[int]) -> list[Floor]:
        """The mildest verdicts of each product, for what was not read or not judged."""
        position = np.arange(len(self._product)) - self._starts[self._product]
        first = np.minimum.reduceat(np.where(self._unread, position, FIRST_NAMES), self._starts).tolist()
        unread = np.add.reduceat(self._unread, self._starts, dtype=np.int64)
        shares = (unread / self._lengths).tolist()
        sections = np.maximum.reduceat(self._section, self._starts) - np.minimum.reduceat(self._section, self._starts)
        plain = ((sections == 0) & self._declared[self._starts]).tolist()
        floors = []
        for at, row in enumerate(self._asked):
            if not levels[at] & UNSURE:
                floors.append(_FLOOR[row.at_best])
            elif plain[at]:
                floors.append(timeline.floor(first[at] < FIRST_NAMES, shares[at], True, row.at_best))
            else:
                mine = slice(self._starts[at], self._starts[at] + self._lengths[at])
                findings = [self._judge.findings[number] for number in self._numbers[mine]]
                floors.append(timeline.floor_of(findings, row.at_best))
        return floors

    def _binding(self, outlooks: Sequence[Outlook]) -> list[Sequence[Finding]]:
        """The one or two entries that decide for each product (`timeline.binding`)."""
        deciding = np.zeros(len(self._product), np.bool_)
        for verdict, level in _LEVEL.items():
            so = np.array([outlook.verdict is verdict for outlook in outlooks])
            deciding |= so[self._product] & self._of_level[level]
        at = np.flatnonzero(deciding)
        decide = self._by_product(at[np.lexsort((self._strictness[at], self._product[at]))])
        unsure = self._by_product(np.flatnonzero(self._levels & UNSURE))
        return [
            timeline.first_two(found)
            if found
            else timeline.binding(unsure[at], outlooks[at].verdict, row.planned.phase)
            for at, (row, found) in enumerate(zip(self._asked, decide, strict=True))
        ]


def _outlook(planned: Planned, levels: int, of_list: int, floor: Floor, asking: Sequence[Finding]) -> Outlook:
    """The answer for a product from the bits of its levels, with those under "may contain" and without."""
    by_phase = timeline.verdicts(frozenset([_strictest(levels)]), floor)
    declared = timeline.verdicts(frozenset([_strictest(of_list)]), floor)
    return _as_cells(by_phase[PHASES.index(planned.phase)], by_phase, *timeline.dates(planned.phases, declared, asking))


def _as_cells(verdict: Verdict, by_phase: tuple[Verdict, ...], with_care: int | None, free: int | None) -> Outlook:
    dates = ["" if day is None else str(day) for day in (with_care, free)]
    return Outlook(verdict, by_phase, with_care, free, [verdict.value, *(own.value for own in by_phase), *dates])


def _strictest(levels: int) -> tuple[Level, ...]:
    """The strictest level in each phase, from the bits of levels."""
    return tuple(
        Level.AVOID if levels >> (phase + len(PHASES)) & 1 else Level.CAUTION if levels >> phase & 1 else Level.OK
        for phase in range(len(PHASES))
    )


def _of_row(outlooks: Sequence[Outlook], binding: Sequence[Sequence[Finding]]) -> tuple[Outlook, Sequence[Finding]]:
    """The answer for a row: its product's, or of several in each phase the strictest and of the dates the latest."""
    if len(outlooks) == 1:
        return outlooks[0], binding[0]
    verdict = max((outlook.verdict for outlook in outlooks), key=lambda verdict: verdict.rank)
    same_phase = zip(*(outlook.by_phase for outlook in outlooks), strict=True)
    outlook = _as_cells(
        verdict,
        tuple(max(same, key=lambda verdict: verdict.rank) for same in same_phase),
        timeline.latest(outlook.with_care for outlook in outlooks),
        timeline.latest(outlook.free for outlook in outlooks),
    )
    deciding = (bound for own, bound in zip(outlooks, binding, strict=True) if own.verdict is verdict and bound)
    return outlook, next(deciding, ())

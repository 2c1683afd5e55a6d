"""The cells of the answers of rows without a report: each distinct entry is read, matched and judged once, then looked up.

`plain` reads the lists, `judge` judges their names, `cells` writes what a table shows. The cells equal those of
`check_label`, which tests hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from checker import timeline
from checker.allergies import read_allergy
from checker.batch.cells import NO_PRODUCT, Asked, Cells, Planned
from checker.batch.columns import Task, row_plan, without_report
from checker.batch.judge import REMEMBERED, Judge
from checker.batch.plain import PlainReader
from checker.check import find_claims
from checker.knowledge import Knowledge, load_knowledge
from checker.matching import matcher_for
from checker.model import HealingPlan, Label, PlanError
from checker.terms import Use, Verdict

#: Rows that are answered together.
TOGETHER = 500
#: Plans of rows that are remembered; when there are more, all are forgotten.
REMEMBERED_PLANS = 5_000
_NO_LABEL = Label((), ())


class Quick:
    """Answers the rows of a table under one plan, which a row's own cells may change.

    >>> from checker.batch.columns import ANSWERS
    >>> quick = Quick(HealingPlan(treatment="standard", day=2))
    >>> [answer] = quick.answers([Task("Aqua, Glycerin, Ceramide NP, Parfum")])
    >>> cells = dict(zip(ANSWERS, answer, strict=True))
    >>> cells["verdict"], cells["free_from_day"], cells["binding"]
    ('avoid', '14', 'Parfum')
    """

    def __init__(
        self, plan: HealingPlan, knowledge: Knowledge | None = None, reader: PlainReader | None = None
    ) -> None:
        self._plan = plan
        self._knowledge = knowledge or load_knowledge()
        #: Knowledge with a protocol over it has the same names, so that what was read without it counts here too.
        self._reader = reader or PlainReader(self._knowledge)
        self._judges: dict[tuple[Use, frozenset[str]], Judge] = {}
        self._planned: dict[tuple[str, str, str], tuple[Use, Planned]] = {}
        self._allergies = [read_allergy(typed, matcher_for(self._knowledge)) for typed in plan.allergies]
        self._unsure = any(not allergy.targets for allergy in self._allergies)

    def answers(self, tasks: Sequence[Task]) -> list[list[str]]:
        """The cells of the answers of rows, in the order of `ANSWERS`."""
        starts = range(0, len(tasks), TOGETHER)
        return [cells for start in starts for cells in self._together(tasks[start : start + TOGETHER])]

    def _together(self, tasks: Sequence[Task]) -> list[list[str]]:
        answers: list[list[str]] = []
        waiting: dict[tuple[Use, frozenset[str]], list[tuple[int, Asked]]] = {}
        for number, task in enumerate(tasks):
            try:
                asked, kind = self._read(task)
            except PlanError as error:
                answers.append(without_report(str(error), self._plan, self._knowledge.edition))
                continue
            answers.append([*asked.planned.cells, *NO_PRODUCT, self._knowledge.edition])
            if asked.products:
                waiting.setdefault(kind, []).append((number, asked))
        for kind, rows in waiting.items():
            cells = Cells([asked for _, asked in rows], self._judge(*kind)).cells()
            for (number, asked), own in zip(rows, cells, strict=True):
                answers[number] = [*asked.planned.cells, *own, self._knowledge.edition]
        return answers

    def _read(self, task: Task) -> tuple[Asked, tuple[Use, frozenset[str]]]:
        """A row as read, and by which use and claims it is judged. Raises `PlanError` where the row is wrong."""
        if task.problem:
            raise PlanError(task.problem)
        use, planned = self._planned.get((task.treatment, task.day, task.use)) or self._plan_of(task)
        listed = self._reader.read(task.text)
        claims = listed.claims
        if task.name and (of_name := find_claims(task.name, "", _NO_LABEL, self._knowledge)):
            claims = claims.union(of_name)
        at_best = Verdict.CAUTION if listed.cut or self._unsure else Verdict.NO_KNOWN_PROBLEM
        return Asked(listed.products, planned, at_best), (use, claims)

    def _plan_of(self, task: Task) -> tuple[Use, Planned]:
        plan = row_plan(task, self._plan)
        phase, phases = timeline.phases_of(plan, self._knowledge)
        cells = [plan.treatment.value, str(plan.day), plan.use.value, phase.value]
        if len(self._planned) > REMEMBERED_PLANS:
            self._planned.clear()
        known = self._planned[task.treatment, task.day, task.use] = plan.use, Planned(cells, phase, phases, {})
        return known

    def _judge(self, use: Use, claims: frozenset[str]) -> Judge:
        judge = self._judges.get((use, claims))
        if judge is None:
            if sum(judge.remembered for judge in self._judges.values()) > REMEMBERED:
                self._judges.clear()
            judge = self._judges[use, claims] = Judge(self._knowledge, use, claims, self._allergies)
        return judge

"""The cells of a row's answer without a report: each distinct entry is read, matched and judged once, then looked up.

`plain` reads the list, `judge` judges it. The cells equal those of `check_label`, which tests hold.
"""

from __future__ import annotations

from itertools import compress
from operator import attrgetter

from checker import timeline
from checker.allergies import read_allergy
from checker.batch.columns import JOIN, NO_LIST, Task, row_plan, without_report
from checker.batch.judge import NOTHING, REMEMBERED, Judge, Outcome, Planned
from checker.batch.plain import PlainReader
from checker.check import find_claims
from checker.knowledge import Knowledge, load_knowledge
from checker.matching import matcher_for
from checker.model import HealingPlan, Label, PlanError, unread_share
from checker.terms import Level, Verdict

#: Plans of rows that are remembered; when there are more, all are forgotten.
REMEMBERED_PLANS = 5_000
_NO_LABEL = Label((), ())
_RANK, _PRINTED, _HELPS = map(attrgetter, ("rank", "printed", "helps"))


class Quick:
    """Answers the rows of a table under one plan, which a row's own cells may change.

    >>> from checker.batch.columns import ANSWERS
    >>> quick = Quick(HealingPlan(treatment="standard", day=2))
    >>> cells = dict(zip(ANSWERS, quick.answer(Task("Aqua, Glycerin, Ceramide NP, Parfum")), strict=True))
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
        self._judges: dict[tuple[str, str, frozenset[str]], Judge] = {}
        self._planned: dict[tuple[str, str, str], Planned] = {}
        self._allergies = [read_allergy(typed, matcher_for(self._knowledge)) for typed in plan.allergies]
        self._unsure = any(not allergy.targets for allergy in self._allergies)

    def answer(self, task: Task) -> list[str]:
        """The cells of a row's answer, in the order of `ANSWERS`."""
        if task.problem:
            return without_report(task.problem, self._plan, self._knowledge.edition)
        try:
            planned = self._planned.get((task.treatment, task.day, task.use)) or self._plan_of(task)
        except PlanError as error:
            return without_report(str(error), self._plan, self._knowledge.edition)
        listed = self._reader.read(task.text)
        claims = listed.claims
        if task.name and (of_name := find_claims(task.name, "", _NO_LABEL, self._knowledge)):
            claims = claims.union(of_name)
        judge = self._judge(planned, claims)
        at_best = Verdict.CAUTION if listed.cut or self._unsure else Verdict.NO_KNOWN_PROBLEM
        products = [judge.outcome(names, planned, at_best) for names in listed.products]
        return [*planned.cells, *self._cells(products or [NOTHING]), self._knowledge.edition]

    def _plan_of(self, task: Task) -> Planned:
        plan = row_plan(task, self._plan)
        phase, phases = timeline.phases_of(plan, self._knowledge)
        cells = [plan.treatment.value, str(plan.day), plan.use.value, phase.value]
        if len(self._planned) > REMEMBERED_PLANS:
            self._planned.clear()
        planned = self._planned[task.treatment, task.day, task.use] = Planned(plan, phase, phases, cells, {}, {})
        return planned

    def _judge(self, planned: Planned, claims: frozenset[str]) -> Judge:
        _, _, use, phase = planned.cells
        judge = self._judges.get((use, phase, claims))
        if judge is None:
            if sum(judge.remembered for judge in self._judges.values()) > REMEMBERED:
                self._judges.clear()
            judge = Judge(self._knowledge, planned.plan.use, planned.phase, claims, self._allergies)
            self._judges[use, phase, claims] = judge
        return judge

    def _cells(self, products: list[Outcome]) -> list[str]:
        """The cells from the verdict to the problem."""
        strictest = products[0]
        judged, notable, by_phase = strictest.judged, strictest.notable, strictest.outlook.printed
        with_care, free, bound = strictest.with_care, strictest.free, strictest.binding
        if len(products) > 1:
            strictest = max(products, key=lambda product: product.verdict.rank)
            judged = [own for product in products for own in product.judged]
            notable = [own for product in products for own in product.notable]
            same_phase = zip(*(product.outlook.by_phase.values() for product in products), strict=True)
            by_phase = [max(same, key=_RANK).value for same in same_phase]
            with_care = timeline.latest(product.with_care for product in products)
            free = timeline.latest(product.free for product in products)
            bound = next((p.binding for p in products if p.verdict is strictest.verdict and p.binding), ())
        avoid = [own.flat for own in notable if own.level is Level.AVOID]
        caution = [own.flat for own in notable if own.level is Level.CAUTION]
        asks = [own for own in notable if own.asks and own.level is not Level.OK]
        helping = set(map(_PRINTED, compress(judged, map(_HELPS, judged))))
        unread = [own.printed for own in notable if own.unread]
        share = unread_share([own.finding for own in judged]) if unread else 0.0
        return [
            strictest.verdict.value,
            *by_phase,
            "" if with_care is None else str(with_care),
            "" if free is None else str(free),
            "yes" if asks else "no",
            JOIN.join([finding.match.entry.printed for finding in bound]),
            JOIN.join(dict.fromkeys(avoid)),
            JOIN.join(dict.fromkeys(caution)),
            JOIN.join(dict.fromkeys([own.printed for own in judged if own.printed in helping])),
            JOIN.join(unread),
            f"{share:.4g}",
            str(len(judged)),
            str(len(products) if judged else 0),
            "" if judged else NO_LIST,
        ]

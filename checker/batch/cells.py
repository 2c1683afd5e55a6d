"""Answers the rows of a table as cells, with the reader and judge of a single check. It makes only what a cell shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from checker.answer.advice import advice, case_of
from checker.batch.columns import NO_LIST, Task, row_plan, shown_share, without_report
from checker.batch.typed import Value, as_text
from checker.judging import timeline
from checker.judging.judge import Judge, Judged
from checker.judging.left_out import nothing_lost
from checker.judging.timeline import Course, Outlook, course_of, outlook_of
from checker.knowledge.load import Knowledge, load_knowledge
from checker.matching.allergies import read_allergy
from checker.matching.matcher import matcher_for
from checker.model.collector import collector_paused
from checker.model.findings import ClaimFloor, Finding, Mention, unread_share
from checker.model.label import Label
from checker.model.plan import HealingPlan, PlanError
from checker.model.terms import How, Level, Phase, Use, Verdict
from checker.reading.claims import Words, find_claims
from checker.reading.label import read_label
from checker.reading.memo import Memo

#: The most judges (one for each use and set of claims) and the most plans of rows that are remembered.
REMEMBERED_JUDGES, REMEMBERED_PLANS = 40, 5_000
#: The cells of a row without a list, from the verdict to the number of products.
_NO_PRODUCT: list[Value] = [
    *[Verdict.CANNOT_TELL.value] * (1 + len(Phase)), None, None, False, *[()] * 5, 0, 0, 0
]  # fmt: skip

_NO_OUTLOOK = Outlook(Verdict.CANNOT_TELL, (Verdict.CANNOT_TELL,) * len(Phase), None, None, ())


class Cells:
    """Answers the rows of a table for one plan, which the cells of a row may change.

    >>> from checker.batch.columns import ANSWERS
    >>> cells = Cells(HealingPlan(treatment="standard", day=2))
    >>> answer = dict(zip(ANSWERS, cells.answer(Task("Aqua, Glycerin, Ceramide NP, Parfum")), strict=True))
    >>> answer["verdict"], answer["free_from_day"], answer["binding"]
    ('avoid', '14', 'Parfum')
    """

    def __init__(self, plan: HealingPlan, knowledge: Knowledge | None = None) -> None:
        self._plan = plan
        self._knowledge = knowledge or load_knowledge()
        self._matcher = matcher_for(self._knowledge)
        self._allergies = tuple(read_allergy(typed, self._matcher) for typed in plan.allergies)
        self._unknown = tuple(allergy.typed for allergy in self._allergies if not allergy.targets)
        self._judges: Memo[tuple[Use, frozenset[str]], Judge] = Memo(REMEMBERED_JUDGES)
        self._plans: Memo[tuple[str, str, str], tuple[HealingPlan, Course, list[Value]]] = Memo(REMEMBERED_PLANS)
        self._claims: Memo[str, tuple[Words, ...]] = Memo()

    def answers(self, tasks: Iterable[Task]) -> list[list[str]]:
        """The answers of rows as text, in the order of `ANSWERS`."""
        return [as_text(values) for values in self.values(tasks)]

    def answer(self, task: Task) -> list[str]:
        """The answer of a row as text."""
        return as_text(self._values(task))

    @collector_paused()
    def values(self, tasks: Iterable[Task]) -> list[list[Value]]:
        """The answers of rows with their types, in the order of `ANSWERS`."""
        return [self._values(task) for task in tasks]

    def _values(self, task: Task) -> list[Value]:
        """The values of the answer of a row, in the order of `ANSWERS`; a row that cannot be judged says why."""
        try:
            if task.problem:
                raise PlanError(task.problem)
            plan, course, cells = self._planned(task)
        except PlanError as error:
            return without_report(str(error), self._plan, self._knowledge.edition)
        label = read_label(task.text, self._matcher.gazetteer)
        claims = find_claims(task.name, label, self._knowledge.claims, self._claims)
        judge = self._judge(plan.use, frozenset([claimed.claim for claimed in claims]))
        at_best = Verdict.CAUTION if label.cut or self._unknown else Verdict.NO_KNOWN_PROBLEM
        read = nothing_lost(task.text, label, self._matcher, judge, asked=0)
        if not read.label.entries:
            said = self._advice(plan, course, _NO_OUTLOOK, [], label, read.mentions)
            return [*cells, *_NO_PRODUCT, _mentioned(read.mentions), None, None, said, NO_LIST, self._knowledge.edition]
        products = {number: judge.judge(matches) for number, matches in read.products.items()}
        floors = [judge.floor(claims, number) if claims else None for number in products]
        outlook, of_concern = _outlook(products, course, at_best, read.mentions, floors)
        said = self._advice(plan, course, outlook, of_concern, label, read.mentions)
        answered = _cells(list(products.values()), outlook, of_concern, course, read.mentions)
        return [*cells, *answered, said, "", self._knowledge.edition]

    def _advice(
        self,
        plan: HealingPlan,
        course: Course,
        outlook: Outlook,
        of_concern: Sequence[Finding],
        label: Label,
        mentions: Sequence[Mention],
    ) -> str:
        """What to do with the product of a row."""
        case = case_of(
            plan,
            course.phases,
            course.phase,
            outlook.verdict,
            (outlook.with_care_from_day, outlook.free_from_day),
            of_concern,
            outlook.binding,
            has_list=bool(label.entries),
            cut=label.cut,
            unknown_allergies=self._unknown,
            mentions=mentions,
            claim=outlook.bound_by_claim.claimed.text if outlook.bound_by_claim else "",
        )
        return advice(case)

    def _planned(self, task: Task) -> tuple[HealingPlan, Course, list[Value]]:
        """The plan of a row, its course of healing, and their cells. Raises `PlanError`."""
        asked = task.treatment, task.day, task.use
        if (known := self._plans.get(asked)) is not None:
            return known
        plan = row_plan(task, self._plan)
        course = course_of(plan, self._knowledge)
        cells: list[Value] = [plan.treatment.value, plan.day, plan.use.value, course.phase.value]
        return self._plans.keep(asked, (plan, course, cells))

    def _judge(self, use: Use, claims: frozenset[str]) -> Judge:
        judge = self._judges.get((use, claims))
        if judge is None:
            judge = self._judges.keep((use, claims), Judge(self._knowledge, use, claims, self._allergies))
        return judge


def shared_cells(plan: HealingPlan) -> Cells:
    """The answers under a plan, one object for the whole process: what one table taught it serves the next."""
    return _shared(plan, load_knowledge().edition)


@lru_cache(maxsize=8)
def _shared(plan: HealingPlan, edition: str) -> Cells:
    return Cells(plan)


def _outlook(
    judged: Mapping[int, Judged],
    course: Course,
    at_best: Verdict,
    mentions: Sequence[Mention],
    floors: Sequence[ClaimFloor | None],
) -> tuple[Outlook, list[Finding]]:
    """The answer for all products of a row, and their findings of concern."""
    found = [product.of_concern(course.today) for product in judged.values()]
    beside = [[m for m in mentions if m.product == number] if mentions else () for number in judged]
    outlooks = [
        outlook_of(product.matches, own, course, at_best, mentioned, floor)
        for product, own, mentioned, floor in zip(judged.values(), found, beside, floors, strict=True)
    ]
    return outlooks[0] if len(outlooks) == 1 else _of_kit(outlooks), list(chain.from_iterable(found))


def _cells(
    products: Sequence[Judged],
    outlook: Outlook,
    of_concern: Sequence[Finding],
    course: Course,
    mentions: Sequence[Mention],
) -> list[Value]:
    """The values of an answer from the verdict to whether the list is sorted."""
    matches = list(chain.from_iterable(product.matches for product in products))
    helps = [name for product in products for name in product.helping(course.today)]
    unread = [finding.match.entry.printed for finding in of_concern if finding.match.how is How.UNREAD]
    return [
        outlook.verdict.value,
        *[verdict.value for verdict in outlook.by_phase],
        outlook.with_care_from_day,
        outlook.free_from_day,
        any(f.ask_clinic and f.level is not Level.OK for f in of_concern),
        tuple([finding.match.entry.printed for finding in outlook.binding]),
        _printed(of_concern, Level.AVOID),
        _printed(of_concern, Level.CAUTION),
        tuple(dict.fromkeys(helps)),
        tuple(unread),
        shown_share(unread_share(matches)) if unread else 0,
        len(matches),
        len(products),
        _mentioned(mentions),
        outlook.bound_by_claim.claimed.text if outlook.bound_by_claim else None,
        all(product.places.sorted for product in products),
    ]


def _mentioned(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The names of concern that only the text around the list gives, each once."""
    return tuple(dict.fromkeys(mention.ingredient.inci for mention in mentions if mention.alone))


def _printed(findings: Iterable[Finding], level: Level) -> tuple[str, ...]:
    """The names with a level, each once and in one line."""
    names = [finding.match.entry.printed for finding in findings if finding.level is level]
    return tuple(dict.fromkeys(" ".join(name.split()) for name in names))


def _of_kit(outlooks: Sequence[Outlook]) -> Outlook:
    """The answer for several products: the strictest verdict in each phase, and the latest dates."""
    strictest = timeline.strictest(outlooks)
    same_phase = zip(*(outlook.by_phase for outlook in outlooks), strict=True)
    return Outlook(
        strictest.verdict,
        tuple(max(same, key=lambda verdict: verdict.rank) for same in same_phase),
        timeline.latest(outlook.with_care_from_day for outlook in outlooks),
        timeline.latest(outlook.free_from_day for outlook in outlooks),
        next((o.binding for o in outlooks if o.verdict is strictest.verdict and o.binding), ()),
        next((o.bound_by_claim for o in outlooks if o.verdict is strictest.verdict and o.bound_by_claim), None),
    )

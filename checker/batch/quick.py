"""A row's cells without a report: each distinct entry is matched and judged once, and then looked up.

The judging is that of `judging`; it is only done once for all entries that the rules cannot tell apart. An entry whose
group no place and no context rule changes is judged once for a use, a phase and the claims on the pack; one that its
place changes, once for each kind of place; one that its company changes, each time. What a table does not show (sentences,
reasons, the timeline's days) is not made. The cells equal those of `check_label`, which a test holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker import judging, timeline
from checker.allergies import Allergy, read_allergy
from checker.batch.columns import JOIN, NO_LIST, Task, row_plan, without_report
from checker.batch.plain import Name, PlainReader
from checker.check import find_claims
from checker.judging import Context, Place
from checker.knowledge import Knowledge, load_knowledge
from checker.matching import matcher_for
from checker.model import (
    HELPING_ROLES,
    ContextRule,
    Finding,
    HealingPlan,
    How,
    Label,
    Level,
    Phase,
    PlanError,
    Section,
    Use,
    Verdict,
    unread_share,
)

#: Judged names that are remembered; when there are more, all are forgotten.
REMEMBERED, REMEMBERED_PLANS = 120_000, 5_000
_NO_LABEL = Label((), ())
UNSURE = 1 << 2 * len(Phase)
_BITS = {Level.OK: 0, Level.CAUTION: 1, Level.AVOID: 1 << len(Phase)}


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What the rules look at in a name, wherever it stands."""

    tags: frozenset[str]
    section: Section
    #: What the alphabetical order goes by, and whether it marks the 1 % line.
    key: str
    marks: bool
    #: Its context rules that look for company.
    rules: tuple[ContextRule, ...]
    #: As judged wherever it stands; None where its place or its company counts.
    fixed: Judged | None
    #: As judged at a place of a kind, among company of a kind.
    placed: dict[tuple[int, tuple[bool, ...]], Judged]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A name as judged."""

    name: Name
    finding: Finding
    #: Its levels as bits: caution in each phase, avoid in each phase. 0 where it is ok in all, `UNSURE` where not judged.
    levels: int
    #: Whether it works against dryness; whether only a clinician can judge it; whether it stands under "may contain".
    helps: bool
    asks: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The verdict of a product in each phase, and its dates where no clinic has to set them."""

    by_phase: dict[Phase, Verdict]
    printed: list[str]
    of_list: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer for one product."""

    judged: Sequence[Judged]
    verdict: Verdict
    outlook: Outlook
    with_care: int | None
    free: int | None
    binding: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, its phases, and what is remembered for it."""

    plan: HealingPlan
    phase: Phase
    phases: tuple[Phase, ...]
    cells: list[str]
    outlooks: dict[tuple[int, int, Verdict], Outlook]
    dates: dict[tuple[int, Verdict], tuple[int | None, int | None]]


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
        self._judges: dict[tuple[str, str, frozenset[str]], _Judge] = {}
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
        claims = listed.claims.union(find_claims(task.name, "", _NO_LABEL, self._knowledge))
        judge = self._judge(planned, claims)
        at_best = Verdict.CAUTION if listed.cut or self._unsure else Verdict.NO_KNOWN_PROBLEM
        products = [judge.outcome(names, positions, planned, at_best) for names, positions in listed.products]
        return [*planned.cells, *self._cells(products or [_NOTHING]), self._knowledge.edition]

    def _plan_of(self, task: Task) -> Planned:
        plan = row_plan(task, self._plan)
        phase, phases = timeline.phases_of(plan, self._knowledge)
        cells = [plan.treatment.value, str(plan.day), plan.use.value, phase.value]
        if len(self._planned) > REMEMBERED_PLANS:
            self._planned.clear()
        planned = self._planned[task.treatment, task.day, task.use] = Planned(plan, phase, phases, cells, {}, {})
        return planned

    def _judge(self, planned: Planned, claims: frozenset[str]) -> _Judge:
        _, _, use, phase = planned.cells
        judge = self._judges.get((use, phase, claims))
        if judge is None:
            if sum(judge.remembered for judge in self._judges.values()) > REMEMBERED:
                self._judges.clear()
            judge = _Judge(self._knowledge, planned.plan.use, planned.phase, claims, self._allergies)
            self._judges[use, phase, claims] = judge
        return judge

    def _cells(self, products: list[Outcome]) -> list[str]:
        """The cells from the verdict to the problem."""
        strictest = products[0]
        judged, by_phase = strictest.judged, strictest.outlook.printed
        if len(products) > 1:
            strictest = max(products, key=lambda product: product.verdict.rank)
            judged = [j for product in products for j in product.judged]
            same_phase = zip(*(product.outlook.by_phase.values() for product in products), strict=True)
            by_phase = [max(same, key=lambda verdict: verdict.rank).value for same in same_phase]
        notable = [j for j in judged if j.levels]
        helping = {j.name.printed for j in judged if j.helps}
        unread = [j.name.printed for j in notable if j.levels == UNSURE and j.finding.match.how is How.UNREAD]
        share = unread_share([j.finding for j in judged]) if unread else 0.0
        with_care = timeline.latest([product.with_care for product in products])
        free = timeline.latest([product.free for product in products])
        bound = next((p.binding for p in products if p.verdict is strictest.verdict and p.binding), ())
        return [
            strictest.verdict.value,
            *by_phase,
            "" if with_care is None else str(with_care),
            "" if free is None else str(free),
            "yes" if any([j.asks and j.finding.level is not Level.OK for j in notable]) else "no",  # noqa: C419
            JOIN.join([finding.match.entry.printed for finding in bound]),
            JOIN.join(dict.fromkeys([j.name.flat for j in notable if j.finding.level is Level.AVOID])),
            JOIN.join(dict.fromkeys([j.name.flat for j in notable if j.finding.level is Level.CAUTION])),
            JOIN.join(dict.fromkeys([j.name.printed for j in judged if j.name.printed in helping])),
            JOIN.join(unread),
            f"{share:.4g}",
            str(len(judged)),
            str(len(products) if judged else 0),
            "" if judged else NO_LIST,
        ]


_CANNOT = dict.fromkeys(Phase, Verdict.CANNOT_TELL)
_NOTHING = Outcome(
    (),
    Verdict.CANNOT_TELL,
    Outlook(_CANNOT, [v.value for v in _CANNOT.values()], tuple(_CANNOT.values())),
    None,
    None,
    (),
)


class _Judge:
    """Judges names for one use, one phase of the day asked and one set of claims, and remembers how."""

    def __init__(
        self, knowledge: Knowledge, use: Use, phase: Phase, claims: frozenset[str], allergies: Sequence[Allergy]
    ) -> None:
        self._knowledge = knowledge
        self._use = use
        self._claims = claims
        self._allergies = allergies
        self._today = list(Phase).index(phase)
        self._alone = Context((), (), use, claims)
        self._traits: dict[Name, Traits] = {}
        self.remembered = 0
        rules = [rule for of_target in knowledge.rules.values() for rule in of_target]
        within = [group.early_within for group in knowledge.groups.values()]
        #: Beyond this rank, and from this length of list on, no row of the tables looks closer.
        self._last_rank = max([n for n in (*within, *(rule.rank_at_most for rule in rules)) if n], default=0)
        self._long = max([rule.list_at_least or 0 for rule in rules], default=0)
        #: What rules look for in the company of an entry.
        self._company = frozenset().union(*map(judging.company_of, rules))

    def outcome(self, names: Sequence[Name], positions: Sequence[int], planned: Planned, at_best: Verdict) -> Outcome:
        """The answer for one product, from its names in the order of the list."""
        judged = self._judged(names, positions)
        notable = [j for j in judged if j.levels]
        levels = of_list = 0
        asking: list[Finding] = []
        for own in notable:
            levels |= own.levels
            if not own.optional:
                of_list |= own.levels
                if own.asks:
                    asking.append(own.finding)
        findings = [j.finding for j in notable]
        outlook = planned.outlooks.get((levels, of_list, at_best))
        if outlook is None:
            floor = timeline.Floor(at_best, at_best)
            if levels & UNSURE:
                floor = timeline.floor_of([j.finding for j in judged], at_best)
            by_phase = timeline.verdicts_of(findings, floor)
            declared = timeline.verdicts_of([j.finding for j in notable if not j.optional], floor)
            printed = [verdict.value for verdict in by_phase.values()]
            outlook = Outlook(by_phase, printed, tuple(declared.values()))
            # What is unread counts by its place and its share: no two such lists are alike.
            if not levels & UNSURE:
                planned.outlooks[levels, of_list, at_best] = outlook
        dates = None if asking or levels & UNSURE else planned.dates.get((of_list, at_best))
        if dates is None:
            dates = timeline.dates(planned.phases, outlook.of_list, asking)
            if not (asking or levels & UNSURE):
                planned.dates[of_list, at_best] = dates
        verdict = outlook.by_phase[planned.phase]
        bound = timeline.binding(findings, verdict, planned.phase)
        return Outcome(judged, verdict, outlook, *dates, bound)

    def _judged(self, names: Sequence[Name], positions: Sequence[int]) -> list[Judged]:
        known = self._traits.get
        traits = [known(name) or self._learn(name) for name in names]
        judged = [own.fixed for own in traits]
        if None in judged:
            places = _Places(traits, positions, self._use, self._claims)
            for index, done in enumerate(judged):
                if done is None:
                    judged[index] = self._at_place(names[index], traits[index], index, places)
        return judged  # type: ignore[return-value]

    def _learn(self, name: Name) -> Traits:
        if self.remembered > REMEMBERED:
            self._traits.clear()
            self.remembered = 0
        self.remembered += 1
        match, group = name.match, name.match.group
        rules = [
            rule
            for rule in judging.rules_for(match, self._knowledge)
            if judging.may_hold(rule, match.entry, self._use, self._claims)
        ]
        moves = rules or (
            group and (group.early_leave_on or group.early_rinse_off or group.late_leave_on or group.late_rinse_off)
        )
        stays = not moves or match.entry.section is Section.MAY_CONTAIN
        traits = self._traits[name] = Traits(
            tags=judging.tags_of(match) & self._company,
            section=match.entry.section,
            key=judging.key_in_order(match),
            marks=judging.is_marker(match, self._use),
            rules=tuple(rule for rule in rules if judging.company_of(rule)),
            fixed=self._as_judged(name, _NOWHERE, self._alone) if stays else None,
            placed={},
        )
        return traits

    def _at_place(self, name: Name, traits: Traits, index: int, places: _Places) -> Judged:
        """A name as judged where it stands: done once for all places and company that the rules cannot tell apart."""
        place = places.of(index)
        position, rank, length, after_line, counts = place
        # Rank, length, and three answers of yes or no, as one number.
        kind = (rank if rank <= self._last_rank else 0) * (self._long + 1) + min(length, self._long)
        kind = kind * 8 + 4 * (rank <= (length + 1) // 2) + 2 * after_line + counts
        company: tuple[bool, ...] = ()
        if traits.rules:
            company = tuple([judging.holds_among(r, traits.tags, position, places.context) for r in traits.rules])
        judged = traits.placed.get((kind, company))
        if judged is None:
            self.remembered += 1
            judged = traits.placed[kind, company] = self._as_judged(name, Place(*place), places.context)
        return judged

    def _as_judged(self, name: Name, place: Place, context: Context) -> Judged:
        tags, group = judging.tags_of(name.match), name.match.group
        finding = judging.judge(name.match, tags, place, context, self._knowledge, self._allergies, self._today)
        may_help = group is not None and group.role in HELPING_ROLES and self._use is not Use.RINSE_OFF
        return Judged(
            name,
            finding,
            levels=UNSURE
            if finding.level is None
            else sum(_BITS[x] << at for at, x in enumerate(finding.by_phase) if x),
            helps=may_help and finding.level is Level.OK,
            asks=finding.ask_clinic,
            optional=name.match.entry.section is Section.MAY_CONTAIN,
        )


_NOWHERE = Place(0, 0, 0, False, False)


class _Places:
    """Where the names of one product stand; found out only for rows in which a place counts."""

    def __init__(self, traits: list[Traits], positions: Sequence[int], use: Use, claims: frozenset[str]) -> None:
        self.positions = positions
        self.context = Context([own.tags for own in traits], positions, use, claims)
        self._sections = [own.section for own in traits]
        self._stand: dict[str, tuple[int, int | None, bool]] = {}
        for section in set(map(str, self._sections)):
            of_section = [(own, at) for own, at in zip(traits, positions, strict=True) if own.section == section]
            in_order = judging.is_alphabetical([own.key for own, _ in of_section])
            counts = section != Section.MAY_CONTAIN and not in_order
            line = next((at for own, at in of_section if own.marks), None) if counts else None
            self._only = self._stand[section] = len(of_section), line, counts

    def of(self, index: int) -> tuple[int, int, int, bool, bool]:
        """The place of an entry, in the order of the fields of `Place`."""
        section, position = self._sections[index], self.positions[index]
        length, line, counts = self._stand[section] if len(self._stand) > 1 else self._only
        rank = index + 1 if length == len(self._sections) else self._sections[: index + 1].count(section)
        return position, rank, length, line is not None and position > line, counts

"""A row's cells without a report: each distinct entry is matched and judged once, and then looked up.

The judging is that of `judging`; it is only done once for all entries that the rules cannot tell apart. An entry whose
group no place and no context rule changes is judged once for a use, a phase and the claims on the pack; one that its
place changes, once for each kind of place; one that its company changes, each time. What a table does not show (sentences,
reasons, the timeline's days) is not made. The cells equal those of `check_label`, which a test holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker import judging
from checker.batch.columns import JOIN, NO_LIST, Task, row_plan, without_report
from checker.batch.plain import Name, PlainReader
from checker.check import find_claims
from checker.judging import Context, Place
from checker.knowledge import Knowledge, load_knowledge
from checker.matching import Allergy, matcher_for
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
REMEMBERED = 60_000
_NO_LABEL = Label((), ())


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


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A name as judged."""

    name: Name
    finding: Finding
    #: Whether the verdict depends on it; whether it works against dryness; whether only a clinician can judge it.
    counts: bool
    helps: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer for one product."""

    judged: Sequence[Judged]
    verdict: Verdict
    by_phase: tuple[Verdict, ...]
    with_care: int | None
    free: int | None
    binding: tuple[Finding, ...]


class Quick:
    """Answers the rows of a table under one plan, which a row's own cells may change.

    >>> from checker.batch.columns import ANSWERS
    >>> quick = Quick(HealingPlan(treatment="standard", day=2))
    >>> cells = dict(zip(ANSWERS, quick.answer(Task("Aqua, Glycerin, Ceramide NP, Parfum")), strict=True))
    >>> cells["verdict"], cells["free_from_day"], cells["binding"]
    ('avoid', '14', 'Parfum')
    """

    def __init__(self, plan: HealingPlan, knowledge: Knowledge | None = None) -> None:
        self._plan = plan
        self._knowledge = knowledge or load_knowledge()
        self._reader = PlainReader(self._knowledge)
        self._judges: dict[tuple[Use, Phase, frozenset[str]], _Judge] = {}
        self._plans: dict[tuple[str, str, str], tuple[HealingPlan, Phase, tuple[Phase, ...]]] = {}
        self._allergies = [matcher_for(self._knowledge).read_allergy(typed) for typed in plan.allergies]

    def answer(self, task: Task) -> list[str]:
        """The cells of a row's answer, in the order of `ANSWERS`."""
        if task.problem:
            return without_report(task.problem, self._plan, self._knowledge.edition)
        try:
            plan, phase, phases = self._plan_of(task)
        except PlanError as error:
            return without_report(str(error), self._plan, self._knowledge.edition)
        listed = self._reader.read(task.text)
        named = find_claims(task.name, "", _NO_LABEL, self._knowledge) if task.name else ()
        judge = self._judge(plan.use, phase, listed.claims.union(named))
        unsure = listed.cut or any(not allergy.targets for allergy in self._allergies)
        at_best = Verdict.CAUTION if unsure else Verdict.NO_KNOWN_PROBLEM
        products = [
            judge.outcome(names, positions, phases, phase, at_best) for names, positions in listed.products
        ] or [_NOTHING]
        return self._cells(plan, phase, products)

    def _plan_of(self, task: Task) -> tuple[HealingPlan, Phase, tuple[Phase, ...]]:
        key = (task.treatment, task.day, task.use)
        if key not in self._plans:
            if len(self._plans) > REMEMBERED:
                self._plans.clear()
            plan = row_plan(task, self._plan)
            self._plans[key] = (plan, *judging.phases_of(plan, self._knowledge))
        return self._plans[key]

    def _judge(self, use: Use, phase: Phase, claims: frozenset[str]) -> _Judge:
        key = (use, phase, claims)
        if key not in self._judges:
            if sum(judge.remembered for judge in self._judges.values()) > REMEMBERED:
                self._judges.clear()
            self._judges[key] = _Judge(self._knowledge, use, phase, claims, self._allergies)
        return self._judges[key]

    def _cells(self, plan: HealingPlan, phase: Phase, products: list[Outcome]) -> list[str]:
        strictest = max(products, key=lambda product: product.verdict.rank)
        judged = products[0].judged if len(products) == 1 else [j for product in products for j in product.judged]
        by_phase = strictest.by_phase
        if len(products) > 1:
            by_phase = tuple(
                max(same, key=lambda v: v.rank) for same in zip(*(p.by_phase for p in products), strict=True)
            )
        notable = [j for j in judged if j.counts]
        helping = {j.name.printed for j in judged if j.helps}
        unread = [j.name.printed for j in notable if j.finding.match.how is How.UNREAD]
        share = unread_share([j.finding for j in judged]) if unread else 0.0
        with_care = judging.latest([product.with_care for product in products])
        free = judging.latest([product.free for product in products])
        bound = next((p.binding for p in products if p.verdict is strictest.verdict and p.binding), ())
        return [
            plan.treatment.value,
            str(plan.day),
            plan.use.value,
            phase.value,
            strictest.verdict.value,
            *[verdict.value for verdict in by_phase],
            "" if with_care is None else str(with_care),
            "" if free is None else str(free),
            "yes" if any(j.asks and j.finding.level is not Level.OK for j in notable) else "no",
            JOIN.join([f.match.entry.printed for f in bound]),
            JOIN.join(dict.fromkeys([j.name.flat for j in notable if j.finding.level is Level.AVOID])),
            JOIN.join(dict.fromkeys([j.name.flat for j in notable if j.finding.level is Level.CAUTION])),
            JOIN.join(dict.fromkeys([j.name.printed for j in judged if j.name.printed in helping])),
            JOIN.join(unread),
            f"{share:.4g}",
            str(len(judged)),
            str(len(products) if judged else 0),
            "" if judged else NO_LIST,
            self._knowledge.edition,
        ]


_NOTHING = Outcome((), Verdict.CANNOT_TELL, (Verdict.CANNOT_TELL,) * len(Phase), None, None, ())


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
        #: As judged at a place of a kind, among company of a kind.
        self._placed: dict[tuple[Name, int, int, bool, bool, bool, tuple[bool, ...]], Judged] = {}
        rules = [rule for of_target in knowledge.rules.values() for rule in of_target]
        within = [group.early_within for group in knowledge.groups.values()]
        #: Beyond this rank, and from this length of list on, no row of the tables looks closer.
        self._last_rank = max([n for n in (*within, *(rule.rank_at_most for rule in rules)) if n], default=0)
        self._long = max([rule.list_at_least or 0 for rule in rules], default=0)
        #: What rules look for in the company of an entry.
        self._company = frozenset().union(*map(judging.company_of, rules))

    @property
    def remembered(self) -> int:
        """How many judged names are kept."""
        return len(self._traits) + len(self._placed)

    def outcome(
        self,
        names: Sequence[Name],
        positions: Sequence[int],
        phases: tuple[Phase, ...],
        phase: Phase,
        at_best: Verdict,
    ) -> Outcome:
        """The answer for one product, from its names in the order of the list."""
        judged = self._judged(names, positions)
        notable = [j.finding for j in judged if j.counts]
        floor = judging.Floor(at_best, at_best)
        if any(finding.level is None for finding in notable):
            floor = judging.floor_of([j.finding for j in judged], at_best)
        by_phase = judging.verdicts_of(notable, floor)
        of_list, asking = by_phase, [j.finding for j in judged if j.asks]
        if any(finding.match.entry.section is Section.MAY_CONTAIN for finding in notable):
            declared = [f for f in notable if f.match.entry.section is not Section.MAY_CONTAIN]
            of_list = judging.verdicts_of(declared, floor)
            asking = [f for f in asking if f.match.entry.section is not Section.MAY_CONTAIN]
        with_care, free = judging.dates(phases, tuple(of_list.values()), asking)
        bound = judging.binding(notable, by_phase[phase], phase)
        return Outcome(judged, by_phase[phase], tuple(by_phase.values()), with_care, free, bound)

    def _judged(self, names: Sequence[Name], positions: Sequence[int]) -> list[Judged]:
        known = self._traits
        traits = [known.get(name) or self._learn(name) for name in names]
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
            self._placed.clear()
        match, group = name.match, name.match.group
        rules = tuple(
            rule
            for rule in judging.rules_for(match, self._knowledge)
            if judging.may_hold(rule, match.entry, self._use, self._claims)
        )
        moves = rules or (
            group and (group.early_leave_on or group.early_rinse_off or group.late_leave_on or group.late_rinse_off)
        )
        stays = not moves or match.entry.section is Section.MAY_CONTAIN
        tags = judging.tags_of(match)
        traits = self._traits[name] = Traits(
            tags & self._company,
            match.entry.section,
            judging.key_in_order(match),
            judging.is_marker(match, self._use),
            tuple(rule for rule in rules if judging.company_of(rule)),
            self._as_judged(name, _NOWHERE, self._alone) if stays else None,
        )
        return traits

    def _at_place(self, name: Name, traits: Traits, index: int, places: _Places) -> Judged:
        """A name as judged where it stands: done once for all places and company that the rules cannot tell apart."""
        rank, length, after_line, counts = places.of(index)
        position = places.positions[index]
        company = tuple([judging.holds_among(r, traits.tags, position, places.context) for r in traits.rules])
        in_half = rank <= (length + 1) // 2
        kind = (name, min(rank, self._last_rank + 1), min(length, self._long), in_half, after_line, counts, company)
        judged = self._placed.get(kind)
        if judged is None:
            place = Place(position, rank, length, after_line, counts)
            judged = self._placed[kind] = self._as_judged(name, place, places.context)
        return judged

    def _as_judged(self, name: Name, place: Place, context: Context) -> Judged:
        tags, group = judging.tags_of(name.match), name.match.group
        finding = judging.judge(name.match, tags, place, context, self._knowledge, self._allergies, self._today)
        may_help = group is not None and group.role in HELPING_ROLES and self._use is not Use.RINSE_OFF
        return Judged(
            name,
            finding,
            counts=any(level is not Level.OK for level in finding.by_phase),
            helps=may_help and finding.level is Level.OK,
            asks=finding.ask_clinic,
        )


_NOWHERE = Place(0, 0, 0, False, False)


class _Places:
    """Where the names of one product stand; found out only for rows in which a place counts."""

    def __init__(self, traits: list[Traits], positions: Sequence[int], use: Use, claims: frozenset[str]) -> None:
        self.positions = positions
        self.context = Context([own.tags for own in traits], positions, use, claims)
        self._sections = [own.section for own in traits]
        self._stand: dict[Section, tuple[int, int | None, bool]] = {}
        for section in set(self._sections):
            of_section = [i for i, own in enumerate(self._sections) if own is section]
            counts = section is not Section.MAY_CONTAIN and not judging.is_alphabetical(
                [traits[i].key for i in of_section]
            )
            line = next((positions[i] for i in of_section if traits[i].marks), None)
            self._stand[section] = len(of_section), line if counts else None, counts

    def of(self, index: int) -> tuple[int, int, bool, bool]:
        """Of an entry: its rank, its section's length, whether it stands after the 1 % line, whether its place counts."""
        section = self._sections[index]
        length, line, counts = self._stand[section]
        rank = index + 1 if length == len(self._sections) else self._sections[: index + 1].count(section)
        return rank, length, line is not None and self.positions[index] > line, counts

"""The answer for one product without a report: each name is judged once for all places and company the rules tell apart.

The judging is that of `judging`. A name whose group no place and no context rule changes is judged once for a use, a phase
and the claims on the pack; one that its place changes, once for each kind of place; one that its company changes, once for
each kind of company. What a table does not show (sentences, reasons, the timeline's days) is not made.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter

from checker import judging, timeline
from checker.allergies import Allergy
from checker.batch.stretch import Name
from checker.judging import Context, Place
from checker.knowledge import Knowledge
from checker.model import ContextRule, Finding, Group, HealingPlan
from checker.terms import HELPING_ROLES, How, Level, Phase, Section, Use, Verdict

#: Judged names that are remembered; when there are more, all are forgotten.
REMEMBERED = 80_000
UNSURE = 1 << 2 * len(Phase)
_BITS = {Level.OK: 0, Level.CAUTION: 1, Level.AVOID: 1 << len(Phase)}
_LEVEL = {Verdict.AVOID: Level.AVOID, Verdict.CAUTION: Level.CAUTION}


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A name as judged, and what a row needs to know of it."""

    finding: Finding
    printed: str
    flat: str
    level: Level | None
    section: Section
    #: Its levels as bits: caution in each phase, avoid in each phase. 0 where it is ok in all, `UNSURE` where not judged.
    levels: int
    #: What its rank among those that decide goes by.
    strictness: tuple[object, ...]
    #: Whether it works against dryness; whether only a clinician can judge it; whether it was not read.
    helps: bool
    asks: bool
    unread: bool
    #: Whether it stands under "may contain".
    optional: bool


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What the rules look at in a name, wherever it stands; sets of tags are bits."""

    name: Name
    section: Section
    #: What the alphabetical order goes by, and whether it marks the 1 % line.
    key: str
    marks: bool
    #: Those of its tags that rules look for.
    tags: int
    #: What its own rules look for: among the others, among those before it, and in how many entries.
    others: int
    before: int
    members: int
    looks_around: bool
    #: What of a place counts: the answers of yes or no, and the ranks that its rows tell apart, by rank.
    answers: int
    ranks: Sequence[int]
    #: As judged wherever it stands; None where its place or its company counts.
    fixed: Judged | None
    #: As judged at a place of a kind, among company of a kind.
    placed: dict[int | tuple[int, ...], Judged]


_FIXED, _SECTION, _KEY, _MARKS, _TAGS = map(attrgetter, ("fixed", "section", "key", "marks", "tags"))
_LEVELS, _STRICTNESS = map(attrgetter, ("levels", "strictness"))


@dataclass(frozen=True, slots=True)
class Outlook:
    """The verdict of a product in each phase, and that of its list without what it only may contain."""

    by_phase: dict[Phase, Verdict]
    printed: list[str]
    of_list: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer for one product; `notable` are the names that are not ok in all phases."""

    judged: Sequence[Judged]
    notable: Sequence[Judged]
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
    outlooks: dict[tuple[object, ...], Outlook]
    dates: dict[tuple[Verdict, ...], tuple[int | None, int | None]]


_CANNOT = dict.fromkeys(Phase, Verdict.CANNOT_TELL)
_NO_OUTLOOK = Outlook(_CANNOT, [verdict.value for verdict in _CANNOT.values()], tuple(_CANNOT.values()))
#: The answer where no list is.
NOTHING = Outcome((), (), Verdict.CANNOT_TELL, _NO_OUTLOOK, None, None, ())


class Judge:
    """Judges names for one use, one phase of the day asked and one set of claims, and remembers how."""

    def __init__(
        self, knowledge: Knowledge, use: Use, phase: Phase, claims: frozenset[str], allergies: Sequence[Allergy]
    ) -> None:
        self._knowledge = knowledge
        self._use = use
        self._claims = claims
        self._allergies = allergies
        self._phase = phase
        self._today = list(Phase).index(phase)
        self._alone = Context((), (), use, claims)
        self._traits: dict[Name, Traits] = {}
        self._floors: dict[tuple[object, ...], timeline.Floor] = {}
        self.remembered = 0
        rules = [rule for of_target in knowledge.rules.values() for rule in of_target]
        within = [group.early_within for group in knowledge.groups.values()]
        #: Beyond this rank, and from this length of list on, no row of the tables looks closer.
        self._last_rank = max([n for n in (*within, *(rule.rank_at_most for rule in rules)) if n], default=0)
        self._long = max([rule.list_at_least or 0 for rule in rules], default=0)
        #: What rules look for in the company of an entry: a bit for each tag.
        company = sorted(frozenset().union(*map(judging.company_of, rules)))
        self._bits = {tag: 1 << at for at, tag in enumerate(company)}

    def outcome(self, names: Sequence[Name], planned: Planned, at_best: Verdict) -> Outcome:
        """The answer for one product, from its names in the order of the list."""
        judged = self._judged(names)
        notable = list(compress(judged, map(_LEVELS, judged)))
        levels = of_list = 0
        asking: list[Finding] = []
        for own in notable:
            levels |= own.levels
            if not own.optional:
                of_list |= own.levels
                if own.asks:
                    asking.append(own.finding)
        floor = self._floor(judged, at_best) if levels & UNSURE else timeline.Floor(at_best, at_best)
        key = levels, of_list, floor.healing, floor.healed
        outlook = planned.outlooks.get(key)
        if outlook is None:
            by_phase = timeline.verdicts_of([j.finding for j in notable], floor)
            declared = timeline.verdicts_of([j.finding for j in notable if not j.optional], floor)
            printed = [verdict.value for verdict in by_phase.values()]
            outlook = planned.outlooks[key] = Outlook(by_phase, printed, tuple(declared.values()))
        dates = None if asking else planned.dates.get(outlook.of_list)
        if dates is None:
            dates = timeline.dates(planned.phases, outlook.of_list, asking)
            if not asking:
                planned.dates[outlook.of_list] = dates
        verdict = outlook.by_phase[planned.phase]
        return Outcome(judged, notable, verdict, outlook, *dates, self._binding(notable, verdict))

    def _floor(self, judged: Sequence[Judged], at_best: Verdict) -> timeline.Floor:
        """The floor of a product with unread names, found out once for all lists that it does not tell apart."""
        unread_at = [at for at, own in enumerate(judged) if own.unread]
        first = min([*unread_at[:1], timeline.FIRST_NAMES])
        key = at_best, len(judged), len(unread_at), first
        in_one_section = len(set(map(_SECTION, judged))) == 1 and not judged[0].optional
        floor = self._floors.get(key) if in_one_section else None
        if floor is None:
            floor = timeline.floor_of([own.finding for own in judged], at_best)
            if in_one_section:
                self._floors[key] = floor
        return floor

    def _binding(self, notable: Sequence[Judged], verdict: Verdict) -> tuple[Finding, ...]:
        """The one or two entries that decide (`timeline.binding`)."""
        level = _LEVEL.get(verdict)
        deciding = [own for own in notable if own.level is level] if level else []
        if not deciding:
            return timeline.binding([own.finding for own in notable], verdict, self._phase)
        deciding.sort(key=_STRICTNESS)
        return timeline.first_two([own.finding for own in deciding])

    # --- the names of one product ----------------------------------------------------------------------------------

    def _judged(self, names: Sequence[Name]) -> list[Judged]:
        traits: list[Traits] = list(map(self._traits.get, names))  # type: ignore[arg-type]
        if None in traits:
            traits = [self._traits.get(name) or self._learn(name) for name in names]
        judged = list(map(_FIXED, traits))
        if None in judged:
            company = _Company(traits)
            sections = set(map(_SECTION, traits))
            for section in sections:
                members = [at for at, own in enumerate(traits) if own.section is section] if len(sections) > 1 else None
                self._place(traits, members or range(len(traits)), judged, company)
        return judged

    def _place(self, traits: Sequence[Traits], members: Sequence[int], judged: list[Judged], company: _Company) -> None:
        """Judge the names of a section that wait for their place: once for all places and company the rules tell apart."""
        own_section = [traits[at] for at in members]
        length, rank_of_line = len(members), len(members) + 1
        counts = own_section[0].section is not Section.MAY_CONTAIN
        counts = counts and not judging.is_alphabetical(map(_KEY, own_section))
        if counts and True in (marks := list(map(_MARKS, own_section))):
            rank_of_line = marks.index(True) + 1
        of_length = min(length, self._long) * 8 + counts
        for rank, (own, at) in enumerate(zip(own_section, members, strict=True), 1):
            if own.fixed is not None:
                continue
            kind = (of_length + 4 * (2 * rank <= length + 1) + 2 * (rank > rank_of_line)) & own.answers
            if rank <= self._last_rank:
                kind |= own.ranks[rank]
            key = company.seen_by(own, at, kind) if own.looks_around else kind
            done = own.placed.get(key)
            if done is None:
                self.remembered += 1
                place = Place(at + 1, rank, length, rank > rank_of_line, counts)
                context = self._context(traits) if own.looks_around else self._alone
                done = own.placed[key] = self._as_judged(own.name, place, context)
            judged[at] = done

    def _context(self, traits: Sequence[Traits]) -> Context:
        tags = [judging.tags_of(own.name.match) for own in traits]
        return Context(tags, range(1, len(tags) + 1), self._use, self._claims)

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
        answers, ranks = self._ways_to_stand(group, rules)
        others = self._as_bits(tag for rule in rules for tag in rule.together_with | rule.without)
        before = self._as_bits(tag for rule in rules for tag in rule.preceded_by)
        members = self._as_bits(rule.target for rule in rules if rule.members_at_least is not None)
        traits = self._traits[name] = Traits(
            name,
            section=match.entry.section,
            key=judging.key_in_order(match),
            marks=judging.is_marker(match, self._use),
            tags=self._as_bits(judging.tags_of(match)),
            others=others,
            before=before,
            members=members,
            looks_around=bool(others or before or members),
            answers=answers,
            ranks=ranks,
            fixed=self._as_judged(name, _NOWHERE, self._alone) if stays else None,
            placed={},
        )
        return traits

    def _ways_to_stand(self, group: Group | None, rules: Sequence[ContextRule]) -> tuple[int, Sequence[int]]:
        """The bits of a place that a group, its rules and the groups these name look at, and those of each rank."""
        groups = [g for g in (group, *(self._knowledge.groups.get(rule.judge_as) for rule in rules)) if g]
        last = {n for n in (*(g.early_within for g in groups), *(rule.rank_at_most for rule in rules)) if n}
        first_half = any(g.first_half for g in groups) or any(rule.first_half for rule in rules)
        length = -8 if any(rule.list_at_least for rule in rules) else 0
        told_apart, unit = sorted(last), 8 * (self._long + 1)
        ranks = [(len(told_apart) - bisect_left(told_apart, rank)) * unit for rank in range(self._last_rank + 1)]
        return length | 4 * first_half | 3, ranks

    def _as_bits(self, tags: Iterable[str]) -> int:
        return sum({self._bits.get(tag, 0) for tag in tags})

    def _as_judged(self, name: Name, place: Place, context: Context) -> Judged:
        match, group = name.match, name.match.group
        tags = judging.tags_of(match)
        finding = judging.judge(match, tags, place, context, self._knowledge, self._allergies, self._today)
        may_help = group is not None and group.role in HELPING_ROLES and self._use is not Use.RINSE_OFF
        levels = sum(_BITS[level] << at for at, level in enumerate(finding.by_phase) if level)
        return Judged(
            finding,
            name.printed,
            name.flat,
            finding.level,
            match.entry.section,
            levels=UNSURE if finding.level is None else levels,
            strictness=timeline.strictness(finding, self._phase),
            helps=may_help and finding.level is Level.OK,
            asks=finding.ask_clinic,
            unread=match.how is How.UNREAD,
            optional=match.entry.section is Section.MAY_CONTAIN,
        )


_NOWHERE = Place(0, 0, 0, False, False)


class _Company:
    """Which tags that rules look for the entries of a product have."""

    def __init__(self, traits: Sequence[Traits]) -> None:
        self._tags = list(map(_TAGS, traits))
        self._once = self._again = 0
        for tags in filter(None, self._tags):
            self._again |= self._once & tags
            self._once |= tags

    def seen_by(self, own: Traits, at: int, kind: int) -> tuple[int, ...]:
        """A kind of place together with what the rules of an entry find in its company."""
        others = (self._again | self._once & ~own.tags) & own.others
        before = members = 0
        if own.before:
            for tags in self._tags[:at]:
                before |= tags & own.before
        if own.members:
            members = sum([tags & own.members > 0 for tags in self._tags])
        return kind, others, before, members

"""Makes a product's verdict and dates from its findings, phase by phase.

Days are rows of phases.csv. Where entries could not be read, a verdict must not be too mild: it has a floor.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from checker.knowledge.load import Knowledge
from checker.model.findings import ClaimFloor, Finding, Match, Mention, unread_share
from checker.model.plan import LAST_DAY, HealingPlan
from checker.model.report import Day, Product
from checker.model.rows import Levels, PhaseRow
from checker.model.terms import How, Level, Phase, Section, Verdict

#: The verdict is cannot_tell where one of the first five entries is unread, or a larger share of all than this.
FIRST_NAMES, UNREAD_SHARE = 5, 0.15
P = TypeVar("P", "Outlook", Product)
_LEVEL_OF = {Verdict.AVOID: Level.AVOID, Verdict.CAUTION: Level.CAUTION}
_INDEX = {phase: index for index, phase in enumerate(Phase)}

# --- phases ----------------------------------------------------------------------------------------------------


def phase_rows(plan: HealingPlan, phases: Sequence[PhaseRow]) -> tuple[PhaseRow, ...]:
    """The phases of a treatment with the day each begins; one phase later for slow healing.

    With `slow_healing` each phase from rebuilding on begins when the next one usually would, and the last on day 28. The
    open channels close as usual, so early repair lasts longer.
    """
    if not plan.slow_healing:
        return tuple(phases)
    later = [row.from_day for row in phases[2:]] + [LAST_DAY]
    starts = [phases[0].from_day, phases[1].from_day, *later[1:]]
    return tuple(replace(row, from_day=day) for row, day in zip(phases, starts, strict=True))


def phase_on(day: int, plan: HealingPlan, rows: Sequence[PhaseRow]) -> PhaseRow:
    """The phase of a day. Skin that is still irritated is at most rebuilding on the day asked."""
    row = [row for row in rows if row.from_day <= day][-1]
    if plan.still_irritated and day == plan.day and row.phase in (Phase.SETTLING, Phase.HEALED):
        return next(row for row in rows if row.phase is Phase.REBUILDING)
    return row


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The course of healing under a plan: the phase of the day asked, and the phase of each day from 0 to 28."""

    phase: Phase
    phases: tuple[Phase, ...]
    #: What else must be true of the skin ("no redness, no flaking"); empty if the day alone is enough.
    only_if: str

    @property
    def today(self) -> int:
        """The index of the phase of the day asked."""
        return _INDEX[self.phase]


def course_of(plan: HealingPlan, knowledge: Knowledge) -> Course:
    """The course of healing under a plan."""
    rows = phase_rows(plan, knowledge.phases[plan.treatment])
    today = phase_on(plan.day, plan, rows)
    starts = [row.from_day for row in rows]
    phases = [rows[bisect_right(starts, day) - 1].phase for day in range(LAST_DAY + 1)]
    if plan.day <= LAST_DAY:
        phases[plan.day] = today.phase
    return Course(today.phase, tuple(phases), today.only_if)


# --- verdict, dates, reasons -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Floor:
    """The mildest verdict that a product can have, in the phases of healing and when healed."""

    healing: Verdict
    healed: Verdict


def floor_of(matches: Sequence[Match], of_concern: Sequence[Finding], at_best: Verdict) -> Floor:
    """The mildest verdict that a product can have, given the entries that were not read or not judged."""
    if not matches:
        return Floor(Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
    if any(finding.match.how is How.UNREAD for finding in of_concern) and _too_much_is_unread(matches):
        return Floor(Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
    unsure = any(finding.level is None for finding in of_concern)
    return Floor(max(at_best, Verdict.CAUTION if unsure else at_best, key=lambda v: v.rank), at_best)


def _too_much_is_unread(matches: Sequence[Match]) -> bool:
    """Whether an unread entry stands among the first of its section, or too large a share of the list is unread."""
    counts: dict[Section, int] = {}
    for match in matches:
        section = match.entry.section
        if section is not Section.MAY_CONTAIN:
            counts[section] = counts.get(section, 0) + 1
            if match.how is How.UNREAD and counts[section] <= FIRST_NAMES:
                return True
    return unread_share(matches) > UNREAD_SHARE


@dataclass(frozen=True, slots=True)
class Outlook:
    """The answer for one product: the verdict today and in the five phases, the dates as days, and what decides."""

    verdict: Verdict
    by_phase: tuple[Verdict, ...]
    with_care_from_day: int | None
    free_from_day: int | None
    #: The one or two findings that decide.
    binding: tuple[Finding, ...]
    #: The claim of the pack that decides, alone or beside these.
    bound_by_claim: ClaimFloor | None = None

    def timeline(self, course: Course) -> tuple[Day, ...]:
        """The verdict of each day from 0 to 28."""
        return tuple(_day(day, phase, self.by_phase[_INDEX[phase]]) for day, phase in enumerate(course.phases))


#: All products share the few possible days: each is made once.
_day = lru_cache(maxsize=2000)(Day)


def outlook_of(
    matches: Sequence[Match],
    of_concern: Sequence[Finding],
    course: Course,
    at_best: Verdict,
    mentions: Sequence[Mention] = (),
    claim: ClaimFloor | None = None,
) -> Outlook:
    """The answer for a product. `of_concern` are its findings that are above ok, or not judged, in some phase.

    Entries that the product only may contain count for the verdict, but not for the dates. The days on which a name is not
    ok that only the text around the list gives are at best caution. A claim of the pack counts like an entry, with its
    levels; without a list nothing can be told.
    """
    floor = floor_of(matches, of_concern, at_best)
    declared = [f for f in of_concern if f.match.entry.section is not Section.MAY_CONTAIN]
    claimed = frozenset([claim.judgement.by_phase] if claim and matches else [])
    beside = claimed.union(_at_most_caution(mention.by_phase) for mention in mentions if mention.alone)
    by_phase = verdicts(beside.union(f.by_phase for f in of_concern), floor)
    of_list = (
        by_phase if len(declared) == len(of_concern) else verdicts(beside.union(f.by_phase for f in declared), floor)
    )
    with_care, free = dates(course.phases, of_list, declared)
    verdict = by_phase[course.today]
    bound = claim if _LEVEL_OF.get(verdict) in {levels[course.today] for levels in claimed} else None
    return Outlook(verdict, by_phase, with_care, free, binding(of_concern, verdict, course.phase), bound)


@lru_cache(maxsize=500)
def _at_most_caution(levels: Levels) -> tuple[Level | None, ...]:
    return tuple(Level.CAUTION if level is Level.AVOID else level for level in levels)


@lru_cache(maxsize=5000)
def verdicts(levels: frozenset[tuple[Level | None, ...]], floor: Floor) -> tuple[Verdict, ...]:
    """The verdict in each phase: the strictest level in it, and not below the floor. `levels` are those of the entries."""
    found = []
    for index, phase in enumerate(Phase):
        least = floor.healed if phase is Phase.HEALED else floor.healing
        here = {by_phase[index] for by_phase in levels}
        strict = Verdict.AVOID if Level.AVOID in here else Verdict.CAUTION if Level.CAUTION in here else least
        found.append(max(least, strict, key=lambda v: v.rank))
    return tuple(found)


def dates(
    phases: tuple[Phase, ...], by_phase: tuple[Verdict, ...], findings: Sequence[Finding]
) -> tuple[int | None, int | None]:
    """The first day with care and the first free day; None where only the clinic can set the day.

    `phases` has the phase of each day from 0, `by_phase` the verdict in each phase.
    """
    with_care, free = (
        None if day is not None and _clinic_decides(findings, phases[day]) else day
        for day in _first_days(phases, by_phase)
    )
    return with_care, free


@lru_cache(maxsize=5000)
def _first_days(phases: tuple[Phase, ...], by_phase: tuple[Verdict, ...]) -> tuple[int | None, int | None]:
    """The day from which no verdict is stricter than caution, and the day from which all are no known problem."""
    ranks = [by_phase[_INDEX[phase]].rank for phase in phases]
    firsts = []
    for most in (Verdict.CAUTION.rank, Verdict.NO_KNOWN_PROBLEM.rank):
        stricter = [day for day, rank in enumerate(ranks) if rank > most]
        first = stricter[-1] + 1 if stricter else 0
        firsts.append(first if first < len(ranks) else None)
    return firsts[0], firsts[1]


def _clinic_decides(findings: Sequence[Finding], phase: Phase) -> bool:
    index = _INDEX[phase]
    return any(f.ask_clinic and f.by_phase[index] not in (Level.OK, None) for f in findings)


def binding(findings: Sequence[Finding], verdict: Verdict, phase: Phase) -> tuple[Finding, ...]:
    """The one or two findings that decide: the strictest, and among these the ones that stay strict longest."""
    if verdict is Verdict.CANNOT_TELL:
        return tuple(f for f in findings if f.match.how is How.UNREAD)[:2]
    wanted = _LEVEL_OF.get(verdict)
    index = _INDEX[phase]
    deciding = [f for f in findings if wanted and f.by_phase[index] is wanted]
    if verdict is Verdict.CAUTION and not deciding:
        return tuple(f for f in findings if f.level is None)[:2]
    return first_two(sorted(deciding, key=lambda finding: strictness(finding, phase)))


def strictness(finding: Finding, phase: Phase) -> tuple[bool, bool, list[int]]:
    """The sort key of findings that decide: first allergies, then listed entries before those it may contain.

    Last comes how long a finding stays strict.
    """
    later = finding.by_phase[_INDEX[phase] :]
    optional = finding.match.entry.section is Section.MAY_CONTAIN
    return not finding.allergy, optional, [-level.rank for level in later if level]


def first_two(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first two findings with different names."""
    distinct: dict[str, Finding] = {}
    for finding in findings:
        distinct.setdefault(finding.match.entry.key, finding)
    return tuple(distinct.values())[:2]


def strictest(products: Sequence[P]) -> P:
    """The product that decides for a kit: the strictest, and among equals the first."""
    return max(products, key=lambda product: product.verdict.rank)


def merge_timelines(products: Sequence[Product]) -> tuple[Day, ...]:
    """The timeline of a kit: on each day the strictest verdict of its products."""
    days = zip(*(product.timeline for product in products), strict=True)
    return tuple(max(same_day, key=lambda day: day.verdict.rank) for same_day in days)


def latest(days: Iterable[int | None]) -> int | None:
    """The latest of several days; None if any of them is None, or there are none."""
    known = list(days)
    return None if None in known or not known else max(day for day in known if day is not None)

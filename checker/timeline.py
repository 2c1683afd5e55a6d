"""From judged findings to verdicts and dates: the phases of healing, the verdict in each, the days they give.

Days are rows of phases.csv. What was not read keeps a verdict from being too mild: its floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from checker.knowledge import Knowledge
from checker.model import LAST_DAY, Day, Finding, HealingPlan, PhaseRow, Product, unread_share
from checker.terms import How, Level, Phase, Section, Verdict

#: An unread entry among the first so many leaves the product unjudged; so does a larger unread share.
FIRST_NAMES, UNREAD_SHARE = 5, 0.15
_INDEX = {phase: index for index, phase in enumerate(Phase)}

# --- phases ----------------------------------------------------------------------------------------------------


def phase_rows(plan: HealingPlan, phases: Sequence[PhaseRow]) -> tuple[PhaseRow, ...]:
    """The phases of a treatment with their first days, held back one phase for slow healing.

    With `slow_healing` each phase begins on the day the next one would have begun and the last on day 28; the open
    channels keep their length and early repair fills the gap.
    """
    if not plan.slow_healing:
        return tuple(phases)
    later = [row.from_day for row in phases[2:]] + [LAST_DAY]
    starts = [phases[0].from_day, phases[1].from_day, *later[1:]]
    return tuple(replace(row, from_day=day) for row, day in zip(phases, starts, strict=True))


def phase_on(day: int, plan: HealingPlan, rows: Sequence[PhaseRow]) -> PhaseRow:
    """The phase of a day. Skin that is still irritated is held back at rebuilding on the day asked."""
    row = [row for row in rows if row.from_day <= day][-1]
    if plan.still_irritated and day == plan.day and row.phase in (Phase.SETTLING, Phase.HEALED):
        return next(row for row in rows if row.phase is Phase.REBUILDING)
    return row


@lru_cache(maxsize=5000)
def _phases_of(plan: HealingPlan, phases: tuple[PhaseRow, ...]) -> tuple[Phase, tuple[Phase, ...]]:
    rows = phase_rows(plan, phases)
    return phase_on(plan.day, plan, rows).phase, tuple(phase_on(day, plan, rows).phase for day in range(LAST_DAY + 1))


def phases_of(plan: HealingPlan, knowledge: Knowledge) -> tuple[Phase, tuple[Phase, ...]]:
    """The phase of the day asked, and those of the days 0 to 28."""
    return _phases_of(plan, tuple(knowledge.phases[plan.treatment]))


# --- verdict, dates, reasons -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Floor:
    """The mildest verdict a product can have, before and after healing, for what was not read."""

    healing: Verdict
    healed: Verdict


def floor_of(findings: Sequence[Finding], at_best: Verdict) -> Floor:
    """The mildest verdicts of a product whose findings stand in the order of its list."""
    counts: dict[Section, int] = {}
    among_first = False
    for finding in findings:
        section = finding.match.entry.section
        counts[section] = counts.get(section, 0) + 1
        unread = finding.match.how is How.UNREAD and section is not Section.MAY_CONTAIN
        among_first = among_first or (unread and counts[section] <= FIRST_NAMES)
    unsure = any(finding.level is None for finding in findings)
    return floor(not findings or among_first, unread_share(findings), unsure, at_best)


def floor(unread_first: bool, share: float, unsure: bool, at_best: Verdict) -> Floor:
    """The mildest verdicts of a product of which a first entry or a share (0-1) is unread, or some entry not judged."""
    if unread_first or share > UNREAD_SHARE:
        return Floor(Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
    return Floor(max(at_best, Verdict.CAUTION if unsure else at_best, key=lambda v: v.rank), at_best)


#: Days are few and equal for all products: each is made once.
day_of = lru_cache(maxsize=2000)(Day)


def verdicts_of(findings: Iterable[Finding], floor: Floor) -> dict[Phase, Verdict]:
    """The verdict in each phase. Findings that are ok in all phases may be left away."""
    return dict(zip(_INDEX, verdicts(frozenset([finding.by_phase for finding in findings]), floor), strict=True))


@lru_cache(maxsize=5000)
def verdicts(levels: frozenset[tuple[Level | None, ...]], floor: Floor) -> tuple[Verdict, ...]:
    """The verdicts in the five phases, from the different levels that entries have in these."""
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
    """The first day with care and the first free day; null where only the clinic can set the day.

    `phases` are those of the days from 0, `by_phase` the verdicts in the five phases.
    """
    with_care, free = (
        None if day is not None and _clinic_decides(findings, phases[day]) else day
        for day in _first_days(phases, by_phase)
    )
    return with_care, free


@lru_cache(maxsize=5000)
def _first_days(phases: tuple[Phase, ...], by_phase: tuple[Verdict, ...]) -> tuple[int | None, int | None]:
    """The first days from which no verdict is stricter than caution, and from which all are no known problem."""
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
    """The one or two entries that decide: the strictest, and among them those that stay strict longest."""
    if verdict is Verdict.CANNOT_TELL:
        return tuple(f for f in findings if f.match.how is How.UNREAD)[:2]
    wanted = {Verdict.AVOID: Level.AVOID, Verdict.CAUTION: Level.CAUTION}.get(verdict)
    index = _INDEX[phase]
    deciding = [f for f in findings if wanted and f.by_phase[index] is wanted]
    if verdict is Verdict.CAUTION and not deciding:
        return tuple(f for f in findings if f.level is None)[:2]
    return first_two(sorted(deciding, key=lambda finding: strictness(finding, phase)))


def strictness(finding: Finding, phase: Phase) -> tuple[bool, bool, list[int]]:
    """By what the entries that decide are ordered, the strictest first: allergies, and what stays strict longest.

    An entry of the list itself outranks a shade that it may contain.
    """
    later = finding.by_phase[_INDEX[phase] :]
    optional = finding.match.entry.section is Section.MAY_CONTAIN
    return not finding.allergy, optional, [-level.rank for level in later if level]


def first_two(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first two of different names."""
    distinct: dict[str, Finding] = {}
    for finding in findings:
        distinct.setdefault(finding.match.entry.key, finding)
    return tuple(distinct.values())[:2]


def strictest(products: Sequence[Product]) -> Product:
    """The product that decides for a kit: the strictest, the first of equals."""
    return max(products, key=lambda product: product.verdict.rank)


def merge_timelines(products: Sequence[Product]) -> tuple[Day, ...]:
    """A kit's timeline: on each day the strictest of its products."""
    days = zip(*(product.timeline for product in products), strict=True)
    return tuple(max(same_day, key=lambda day: day.verdict.rank) for same_day in days)


def latest(days: Iterable[int | None]) -> int | None:
    """The latest of several first days; null if one of them is."""
    known = list(days)
    return None if None in known or not known else max(day for day in known if day is not None)

"""The nouns: what a label, a match, a finding and an answer are made of.

Days count from the treatment (day 0 is the day of treatment); percent is mass percent; scores run from 0 to 100.
All classes are frozen: a stage makes new values from those of the stage before and changes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self, TypeVar

from checker.terms import HELPING_ROLES, How, Level, Phase, Role, Section, Treatment, Use, Verdict

_E = TypeVar("_E", bound=StrEnum)

#: The days the timeline shows, and the last day of delayed healing.
LAST_DAY = 28


class PlanError(ValueError):
    """A healing plan that cannot be: an unknown treatment, a negative day, a date in the future."""


@dataclass(frozen=True)
class HealingPlan:
    """When and how someone was treated, and how the product is used. Words are accepted for the enums.

    `day` counts from the treatment (0 or more); `slow_healing` and `still_irritated` hold phases back; `from_clinic`
    says that the clinic gave or named the product; `allergies` are names as a person types them.

    Raises `PlanError` for an unknown word, a negative day, or a day that is not a whole number.

    >>> HealingPlan(treatment="standard", day=2).use
    <Use.LEAVE_ON: 'leave_on'>
    >>> HealingPlan(day=-1)
    Traceback (most recent call last):
        ...
    checker.model.PlanError: Day -1 lies before the treatment. Give a day from 0 (the day of treatment) upwards.
    """

    treatment: Treatment = Treatment.UNKNOWN
    day: int = 1
    use: Use = Use.LEAVE_ON
    slow_healing: bool = False
    still_irritated: bool = False
    from_clinic: bool = False
    allergies: tuple[str, ...] = ()
    treated_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "treatment", _word(Treatment, "treatment", self.treatment))
        object.__setattr__(self, "use", _word(Use, "use", self.use))
        allergies = (self.allergies,) if isinstance(self.allergies, str) else self.allergies
        object.__setattr__(self, "allergies", tuple(name for name in allergies if name.strip()))
        if isinstance(self.day, bool) or not isinstance(self.day, int):
            raise PlanError(f"Day {self.day!r} is not a whole number. Give the days since the treatment, such as 2.")
        if self.day < 0:
            raise PlanError(
                f"Day {self.day} lies before the treatment. Give a day from 0 (the day of treatment) upwards."
            )

    @classmethod
    def since(cls, treated_on: date, today: date, **others: Any) -> Self:
        """The plan of someone treated on a date, as of today. Raises `PlanError` when the date lies in the future.

        >>> HealingPlan.since(date(2026, 11, 20), today=date(2026, 11, 22), treatment="rf").day
        2
        """
        if treated_on > today:
            raise PlanError(
                f"The treatment date {treated_on} lies after today ({today}). Check the date; to plan ahead, give a day."
            )
        return cls(day=(today - treated_on).days, treated_on=treated_on, **others)


def _word(kind: type[_E], field: str, value: str) -> _E:
    try:
        return kind(value)
    except ValueError:
        raise PlanError(f"Unknown {field} {str(value)!r}. Choose one of: {', '.join(kind)}.") from None


# --- a label ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One ingredient as printed: `text[start:end] == printed`, whatever was cut around it."""

    printed: str
    start: int
    end: int
    #: Which product of the text it belongs to, from 1.
    product: int
    #: Its place in that product's list, from 1.
    position: int
    section: Section
    #: The stated mass percent, if any.
    percent: float | None
    #: The comparison key of the name without its percentage.
    key: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of the text that is no ingredient, and why it was set aside."""

    text: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Label:
    """A pasted text as read: entries in text order, what was left out, the products' names, and what was noticed."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    product_names: tuple[str, ...] = ()
    #: The list visibly goes on where the text ends ("...", "see more", an unclosed last name).
    cut: bool = False


# --- knowledge -------------------------------------------------------------------------------------------------

Levels = tuple[Level, Level, Level, Level, Level]


@dataclass(frozen=True, slots=True)
class Group:
    """An ingredient group: what it does, how it is judged by phase and place, and on what evidence."""

    id: str
    title: str
    role: Role
    reason: str
    evidence: str
    sources: tuple[str, ...]
    ask_clinic: bool
    leave_on: Levels
    rinse_off: Levels
    #: The rank from which on a place no longer counts as early; None where place never makes it stricter.
    early_within: int | None
    early_leave_on: Levels | None
    early_rinse_off: Levels | None
    #: Early also means within the first half of the list.
    first_half: bool
    late_leave_on: Levels | None
    late_rinse_off: Levels | None
    #: Colours and scent allergens may stand in any order at the end of a list.
    any_order: bool
    restart_note: str

    @property
    def concern(self) -> tuple[int, int]:
        """How strict the group is over all phases, leave-on first: larger is stricter."""
        return sum(level.rank for level in self.leave_on), sum(level.rank for level in self.rinse_off)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An ingredient under its INCI name."""

    inci: str
    group: str
    note: str = ""
    sources: tuple[str, ...] = ()
    #: The percent it cannot exceed in a leave-on or rinse-off product, where it marks the 1 % line.
    marker_leave_on: float | None = None
    marker_rinse_off: float | None = None


@dataclass(frozen=True, slots=True)
class ContextRule:
    """A row of context_rules.csv: when a group or an ingredient is judged otherwise. Empty conditions always hold."""

    order: int
    target: str
    uses: frozenset[Use]
    section: Section | None
    rank_at_most: int | None
    first_half: bool
    line: str
    list_at_least: int | None
    percent_at_least: float | None
    percent_at_most: float | None
    claims: frozenset[str]
    without_claims: frozenset[str]
    together_with: frozenset[str]
    without: frozenset[str]
    preceded_by: frozenset[str]
    members_at_least: int | None
    judge_as: str
    message: str
    why: str


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase of healing after one treatment, with the day it begins."""

    treatment: Treatment
    phase: Phase
    from_day: int
    only_if: str
    title: str
    what: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the judgements; `status` says whether it was read, and `show` whether a user may see it."""

    id: str
    citation: str
    address: str
    kind: str
    status: str
    show: bool


# --- answers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed name was read as, wherever it stands."""

    how: How
    ingredient: Ingredient | None = None
    group: Group | None = None
    score: float = 100.0
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry and what it was read as. `near` holds the names it may have meant, nearest first."""

    entry: Entry
    how: How
    ingredient: Ingredient | None = None
    group: Group | None = None
    #: Likeness of the printed and the known name, 0-100; 100 where they agree, 0 where none was found.
    score: float = 0.0
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A match as judged on the day asked. `judged_as` and `rule` say when and why it differs from its group's base."""

    match: Match
    level: Level | None
    #: The level in each phase: the timeline is made from it.
    by_phase: tuple[Level | None, ...]
    judged_as: str | None = None
    rule: str | None = None
    message: str = ""
    reason: str = ""
    evidence: str = ""
    sources: tuple[str, ...] = ()
    allergy: bool = False

    @property
    def ask_clinic(self) -> bool:
        """Whether only a clinician can judge it."""
        return self.match.group is not None and self.match.group.ask_clinic


def unread_share(findings: Sequence[Finding]) -> float:
    """The share (0-1) of the declared and active entries that were not read; 0 for an empty list."""
    counted = [f for f in findings if f.match.entry.section is not Section.MAY_CONTAIN]
    return sum(f.match.how is How.UNREAD for f in counted) / len(counted) if counted else 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the timeline."""

    day: int
    phase: Phase
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Product:
    """The answer for one product of the text."""

    name: str
    verdict: Verdict
    timeline: tuple[Day, ...]
    #: The verdict in each of the five phases, in the order of healing.
    by_phase: tuple[Verdict, ...]
    with_care_from_day: int | None
    free_from_day: int | None
    #: The one or two findings that decide.
    binding: tuple[Finding, ...]
    unread_share: float
    one_percent_line: int | None
    alphabetical: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer. `to_dict` is the contract that scripts read."""

    plan: HealingPlan
    name: str
    phase: Phase
    verdict: Verdict
    products: tuple[Product, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[Day, ...]
    with_care_from_day: int | None
    free_from_day: int | None
    claims: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    edition: str
    disclaimer: str
    source: str = "text"
    confirmed: bool = True
    protocol: Mapping[str, str] | None = None
    changed_by_protocol: tuple[Mapping[str, str], ...] = ()

    @property
    def by_phase(self) -> tuple[Verdict, ...]:
        """The verdict in each phase: the strictest of the products."""
        verdicts = zip(*(product.by_phase for product in self.products), strict=True)
        return tuple(max(same, key=lambda verdict: verdict.rank) for same in verdicts) or (Verdict.CANNOT_TELL,) * len(
            Phase
        )

    @property
    def binding(self) -> tuple[Finding, ...]:
        """The one or two findings that decide: those of the strictest product."""
        strictest = [product for product in self.products if product.verdict is self.verdict and product.binding]
        return strictest[0].binding if strictest else ()

    @property
    def ask_clinic(self) -> bool:
        """Whether an entry that only a clinician can judge is above ok on the day asked."""
        return any(f.ask_clinic and f.level is not Level.OK for f in self.findings)

    @property
    def unread(self) -> tuple[str, ...]:
        """The printed names that were not read."""
        return tuple(f.match.entry.printed for f in self.findings if f.match.how is How.UNREAD)

    @property
    def unread_share(self) -> float:
        """The share (0-1) of the declared and active entries that were not read."""
        return unread_share(self.findings)

    @property
    def hydration(self) -> dict[Role, tuple[str, ...]]:
        """What works against dryness: the printed names that are ok, by role; empty for a rinse-off product."""
        found: dict[Role, list[str]] = {role: [] for role in HELPING_ROLES}
        for finding in self._helping:
            if finding.match.group is not None:
                found[finding.match.group.role].append(finding.match.entry.printed)
        return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}

    @property
    def helps(self) -> tuple[str, ...]:
        """The printed names that work against dryness, in the order of the list."""
        return tuple(dict.fromkeys(finding.match.entry.printed for finding in self._helping))

    @property
    def _helping(self) -> list[Finding]:
        if self.plan.use is Use.RINSE_OFF:
            return []
        return [
            f for f in self.findings if f.level is Level.OK and f.match.group and f.match.group.role in HELPING_ROLES
        ]

    def date_of(self, day: int | None) -> date | None:
        """The calendar date of a day after the treatment, where the treatment date is known."""
        if day is None or self.plan.treated_on is None:
            return None
        return self.plan.treated_on + timedelta(days=day)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data, ready for JSON: the field names and values that others' scripts read."""
        from checker.contract import as_dict

        return as_dict(self)

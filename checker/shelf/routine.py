"""Judges a routine: several products of one person, for one healing plan, on one timeline.

The report of a product alone decides what to do with it on a day (its `Standing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from checker.answer.notes import allergy_notes
from checker.check import check_label
from checker.knowledge.load import load_knowledge
from checker.matching.allergies import read_allergy
from checker.matching.matcher import matcher_for
from checker.model.plan import LAST_DAY, HealingPlan
from checker.model.report import Report
from checker.model.terms import Level, Phase, Role, Use, Verdict

#: More products than this are no routine, and do not fit on a printed page.
MOST_PRODUCTS = 30
LONGEST_NAME, LONGEST_LIST = 200, 20_000
#: The roles that a routine against dryness needs, in the order in which they are put on the skin.
ROUTINE_ROLES = (Role.HUMECTANT, Role.BARRIER_LIPID, Role.OCCLUSIVE)


class Standing(StrEnum):
    """What to do with a product on a day, in the order of the printed page."""

    NOW = "now"
    WITH_CARE = "with_care"
    LATER = "later"
    NOT_WHILE_HEALING = "not_while_healing"
    ASK = "ask"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Item:
    """One product as a person gives it: its name, its ingredient list as pasted, and how it is used."""

    name: str
    text: str
    use: Use = Use.LEAVE_ON


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days in a row (`first` to `last`, counted from the treatment) on which no product changes its standing."""

    first: int
    last: int
    #: Whether the needle channels are open: then the clinic's word comes before any list.
    open_channels: bool
    #: The names of the products by standing; standings without products are left out.
    names: Mapping[Standing, tuple[str, ...]]


@dataclass(frozen=True)
class Routine:
    """Products with their reports, in the order given. Each product has its own use; that of the plan is not used."""

    plan: HealingPlan
    items: tuple[Item, ...]
    reports: tuple[Report, ...]
    #: Notes for all of them: allergies that were not read, or read with their spelling repaired.
    notes: tuple[str, ...] = ()

    @property
    def today(self) -> int:
        """The day asked, within the days of the timeline (0-28)."""
        return min(self.plan.day, LAST_DAY)

    def standing(self, place: int, day: int | None = None) -> Standing:
        """The standing of the product at an index on a day (0-28; without one, on the day asked).

        If the clinic has to be asked today, no later day is promised: only the clinic says when.
        """
        now = standing(self.reports[place], self.today)
        return now if day is None or now is Standing.ASK else standing(self.reports[place], day)

    def piles(self) -> dict[Standing, tuple[int, ...]]:
        """The indices of the products by standing on the day asked; standings without products are left out."""
        stand = [self.standing(place) for place in range(len(self.items))]
        return {
            kind: tuple(place for place, own in enumerate(stand) if own is kind) for kind in Standing if kind in stand
        }

    def day_ranges(self) -> tuple[DayRange, ...]:
        """The routine from the day asked to day 28; days between which nothing changes are one range."""
        if not self.items:
            return ()
        made = []
        days = range(self.today, LAST_DAY + 1)
        for (opened, stand), same in groupby(days, key=self._on):
            run = list(same)
            names = {
                kind: tuple(item.name for item, own in zip(self.items, stand, strict=True) if own is kind)
                for kind in Standing
                if kind in stand
            }
            made.append(DayRange(run[0], run[-1], opened, names))
        return tuple(made)

    def _on(self, day: int) -> tuple[bool, tuple[Standing, ...]]:
        opened = self.reports[0].timeline[day].phase is Phase.OPEN_CHANNELS
        return opened, tuple(self.standing(place, day) for place in range(len(self.items)))

    def has(self, role: Role) -> tuple[int, ...]:
        """The indices of the products that have a role and may be used on the day asked, also with care."""
        return tuple(
            place
            for place, report in enumerate(self.reports)
            if report.hydration[role] and self.standing(place) in (Standing.NOW, Standing.WITH_CARE)
        )

    def lacks(self) -> tuple[Role, ...]:
        """The roles that no product usable on the day asked has.

        >>> plan = HealingPlan(treatment="standard", day=2)
        >>> check_routine([Item("Serum", "Aqua, Glycerin, Betaine")], plan).lacks()
        (<Role.BARRIER_LIPID: 'barrier_lipid'>, <Role.OCCLUSIVE: 'occlusive'>)
        """
        return tuple(role for role in ROUTINE_ROLES if not self.has(role))

    def sunscreens(self) -> dict[Standing, tuple[int, ...]]:
        """The indices of the sunscreens by their standing on the day asked."""
        return {
            kind: found
            for kind, places in self.piles().items()
            if (found := tuple(place for place in places if self.items[place].use is Use.SUNSCREEN))
        }

    def returns(self) -> tuple[tuple[int, int, Verdict], ...]:
        """The days on which products come back: (index, day, verdict from that day on), by day.

        A product about which the clinic decides has no such day.
        """
        found = []
        for place, report in enumerate(self.reports):
            care, free = report.with_care_from_day, report.free_from_day
            for day, verdict in ((free, Verdict.NO_KNOWN_PROBLEM), (None if care == free else care, Verdict.CAUTION)):
                if day is not None and day > self.plan.day and self.standing(place, day) is not Standing.ASK:
                    found.append((place, day, verdict))
        return tuple(sorted(found, key=lambda row: (row[1], row[0])))

    def date_of(self, day: int) -> date | None:
        """The calendar date of a day after the treatment, where the treatment date is known."""
        return self.reports[0].date_of(day) if self.reports else None


def check_routine(items: Sequence[Item], plan: HealingPlan) -> Routine:
    """Judge every product of a routine for one plan, each with its own use.

    >>> routine = check_routine(
    ...     [Item("Balm", "Petrolatum, Ceramide NP"), Item("Toner", "Aqua, Alcohol Denat., Parfum")],
    ...     HealingPlan(treatment="standard", day=2),
    ... )
    >>> [routine.standing(place).value for place in (0, 1)]
    ['now', 'later']
    >>> [(days.first, days.last) for days in routine.day_ranges()]
    [(2, 6), (7, 13), (14, 28)]
    """
    reports = tuple(check_label(item.text, replace(plan, use=item.use), item.name) for item in items)
    matcher = matcher_for(load_knowledge())
    notes = allergy_notes([read_allergy(typed, matcher) for typed in plan.allergies])
    return Routine(plan, tuple(items), reports, tuple(notes))


def standing(report: Report, day: int) -> Standing:
    """The standing of a product on a day (0-28) of its timeline.

    A product that only a clinician can judge is always "ask first". One whose list could not be read is never promised
    for a later day.
    """
    on = report.timeline[day]
    place = list(Phase).index(on.phase)
    if any(f.ask_clinic and f.by_phase[place] is not Level.OK for f in report.findings):
        return Standing.ASK
    if on.verdict is Verdict.AVOID:
        usable = (Verdict.NO_KNOWN_PROBLEM, Verdict.CAUTION)
        later = any(further.verdict in usable for further in report.timeline[day:])
        return Standing.LATER if later else Standing.NOT_WHILE_HEALING
    return {
        Verdict.NO_KNOWN_PROBLEM: Standing.NOW,
        Verdict.CAUTION: Standing.WITH_CARE,
        Verdict.CANNOT_TELL: Standing.CANNOT_TELL,
    }[on.verdict]

"""A routine: several products of one person, judged for one healing plan, on one timeline.

What a product is to be done with on a day (its `Standing`) is derived from its report alone; words are made in
`wording_shelf.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from checker import wording
from checker.allergies import read_allergy
from checker.check import check_label
from checker.knowledge import load_knowledge
from checker.matching import matcher_for
from checker.model import LAST_DAY, HealingPlan, Report
from checker.terms import Level, Phase, Role, Use, Verdict

#: More than these are no routine any more, and would not fit on a sheet of paper.
MOST_PRODUCTS = 30
LONGEST_NAME, LONGEST_LIST = 200, 20_000
#: What a routine against dryness is made of, in the order in which it is put on.
ROUTINE_ROLES = (Role.HUMECTANT, Role.BARRIER_LIPID, Role.OCCLUSIVE)


class Standing(StrEnum):
    """What is to be done with a product on a day; the order is that of a sheet of paper."""

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
class Stretch:
    """Days in a row (`first` to `last`, counted from the treatment) on which every product stands the same."""

    first: int
    last: int
    #: The needle channels are open: a clinic's word comes before any list.
    open_channels: bool
    #: The names of the products by standing; a standing without products is missing.
    names: Mapping[Standing, tuple[str, ...]]


@dataclass(frozen=True)
class Routine:
    """Products with their reports, in the order given. The plan's `use` stands for none of them."""

    plan: HealingPlan
    items: tuple[Item, ...]
    reports: tuple[Report, ...]
    #: What holds for all of them: allergies that were not read, or read with a repaired spelling.
    notes: tuple[str, ...] = ()

    @property
    def today(self) -> int:
        """The day asked, within the days of the timeline (0-28)."""
        return min(self.plan.day, LAST_DAY)

    def standing(self, place: int, day: int | None = None) -> Standing:
        """How the product at a place (from 0) stands on a day (0-28; the day asked where none is given).

        What a clinic has to be asked about today is not promised for a later day: only the clinic says when.
        """
        now = standing(self.reports[place], self.today)
        return now if day is None or now is Standing.ASK else standing(self.reports[place], day)

    def piles(self) -> dict[Standing, tuple[int, ...]]:
        """The places of the products by their standing on the day asked; a standing without products is missing."""
        stand = [self.standing(place) for place in range(len(self.items))]
        return {
            kind: tuple(place for place, own in enumerate(stand) if own is kind) for kind in Standing if kind in stand
        }

    def stretches(self) -> tuple[Stretch, ...]:
        """The routine by day, from the day asked to day 28; days on which nothing changes are one stretch."""
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
            made.append(Stretch(run[0], run[-1], opened, names))
        return tuple(made)

    def _on(self, day: int) -> tuple[bool, tuple[Standing, ...]]:
        opened = self.reports[0].timeline[day].phase is Phase.OPEN_CHANNELS
        return opened, tuple(self.standing(place, day) for place in range(len(self.items)))

    def has(self, role: Role) -> tuple[int, ...]:
        """The places of the products that bring a role and may be used on the day asked, with care or without."""
        return tuple(
            place
            for place, report in enumerate(self.reports)
            if report.hydration[role] and self.standing(place) in (Standing.NOW, Standing.WITH_CARE)
        )

    def lacks(self) -> tuple[Role, ...]:
        """What no product that may be used on the day asked brings.

        >>> plan = HealingPlan(treatment="standard", day=2)
        >>> check_routine([Item("Serum", "Aqua, Glycerin, Betaine")], plan).lacks()
        (<Role.BARRIER_LIPID: 'barrier_lipid'>, <Role.OCCLUSIVE: 'occlusive'>)
        """
        return tuple(role for role in ROUTINE_ROLES if not self.has(role))

    def sunscreens(self) -> dict[Standing, tuple[int, ...]]:
        """The places of the sunscreens by their standing on the day asked."""
        return {
            kind: found
            for kind, places in self.piles().items()
            if (found := tuple(place for place in places if self.items[place].use is Use.SUNSCREEN))
        }

    def returns(self) -> tuple[tuple[int, int, Verdict], ...]:
        """The days on which products come back: (place, day, verdict from that day on), by day.

        A product that a clinic has to decide about has no such day.
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
    >>> [(stretch.first, stretch.last) for stretch in routine.stretches()]
    [(2, 6), (7, 13), (14, 28)]
    """
    reports = tuple(check_label(item.text, replace(plan, use=item.use), item.name) for item in items)
    matcher = matcher_for(load_knowledge())
    notes = wording.allergy_notes([read_allergy(typed, matcher) for typed in plan.allergies])
    return Routine(plan, tuple(items), reports, tuple(notes))


def standing(report: Report, day: int) -> Standing:
    """How a product stands on a day (0-28) of its timeline.

    What only a clinician can judge is asked about before anything else is said; a product whose list could not be read
    is never promised for a later day.
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

"""When and how somebody was treated, and how a product is used. Days count from the treatment; day 0 is its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self, TypeVar

from checker.model.terms import Treatment, Use

_E = TypeVar("_E", bound=StrEnum)

#: The days the timeline shows, and the last day of delayed healing.
LAST_DAY = 28


class PlanError(ValueError):
    """A healing plan that is impossible: an unknown treatment, a negative day, a date in the future."""


@dataclass(frozen=True)
class HealingPlan:
    """When and how someone was treated, and how the product is used. Enum values may be given as words.

    `day` counts from the treatment (0 or more); `slow_healing` and `still_irritated` make phases begin later; `from_clinic`
    says that the clinic gave or named the product; `allergies` are names as a person types them.

    Raises `PlanError` for an unknown word, a negative day, or a day that is not a whole number.

    >>> HealingPlan(treatment="standard", day=2).use
    <Use.LEAVE_ON: 'leave_on'>
    >>> HealingPlan(day=-1)
    Traceback (most recent call last):
        ...
    checker.model.plan.PlanError: Day -1 lies before the treatment. Give a day from 0 (the day of treatment) upwards.
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

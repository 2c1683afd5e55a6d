"""What a printed name stands for (`Reading`, `Match`), and how it is judged (`Judgement`, `Finding`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from checker.model.label import Claimed, Entry
from checker.model.rows import Group, Ingredient, Levels
from checker.model.terms import How, Level, Section


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a printed name stands for, wherever it is printed. The folder `reading` finds names and makes no `Reading`.

    `near` has the names it may mean, the nearest first.
    """

    how: How
    ingredient: Ingredient | None = None
    group: Group | None = None
    #: How alike the printed and the known name are, 0-100: 100 where they agree, 0 where no name was found.
    score: float = 100.0
    near: tuple[str, ...] = ()


class Match(NamedTuple):
    """An entry and what it stands for."""

    entry: Entry
    reading: Reading

    @property
    def how(self) -> How:
        """How the ingredient was found."""
        return self.reading.how

    @property
    def ingredient(self) -> Ingredient | None:
        """The ingredient; None where the name stands for a whole group, or for nothing known."""
        return self.reading.ingredient

    @property
    def group(self) -> Group | None:
        """The group by which it is judged."""
        return self.reading.group

    @property
    def score(self) -> float:
        """How alike the printed and the known name are, 0-100."""
        return self.reading.score

    @property
    def near(self) -> tuple[str, ...]:
        """The names it may mean, the nearest first."""
        return self.reading.near


@dataclass(frozen=True, slots=True)
class Judgement:
    """How an entry is judged. `judged_as` and `rule` say how and why its levels differ from its group's base."""

    #: The level in each phase; None where the entry could not be judged.
    by_phase: tuple[Level | None, ...]
    judged_as: str | None = None
    rule: str | None = None
    message: str = ""
    reason: str = ""
    evidence: str = ""
    sources: tuple[str, ...] = ()
    allergy: bool = False
    #: Whether it is above ok, or not judged, in some phase.
    of_concern: bool = field(init=False)

    @property
    def is_late(self) -> bool:
        """Whether it is judged as a trace."""
        return self.judged_as is not None and self.judged_as.split()[-1] == "late"

    def __post_init__(self) -> None:
        object.__setattr__(self, "of_concern", any(level is not Level.OK for level in self.by_phase))


class Finding(NamedTuple):
    """A match with its judgement, and its level on the day asked."""

    match: Match
    level: Level | None
    judgement: Judgement

    @property
    def by_phase(self) -> tuple[Level | None, ...]:
        """The level in each phase."""
        return self.judgement.by_phase

    @property
    def judged_as(self) -> str | None:
        """Where its levels are not its group's base: "early", "late", or the id of another group."""
        return self.judgement.judged_as

    @property
    def rule(self) -> str | None:
        """Why its levels are not its group's base."""
        return self.judgement.rule

    @property
    def message(self) -> str:
        """What the rule tells the person who reads the answer."""
        return self.judgement.message

    @property
    def reason(self) -> str:
        """What the ingredient does to healing skin."""
        return self.judgement.reason

    @property
    def evidence(self) -> str:
        """The strength of the evidence: A, B or C; empty where nothing is judged."""
        return self.judgement.evidence

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that users may see."""
        return self.judgement.sources

    @property
    def allergy(self) -> bool:
        """Whether the person entered it as an allergy."""
        return self.judgement.allergy

    @property
    def ask_clinic(self) -> bool:
        """Whether only a clinician can judge it."""
        return self.match.group is not None and self.match.group.ask_clinic


@dataclass(frozen=True, slots=True)
class Mention:
    """A known name of concern that the text gives outside its list, as praise, a footnote or a glossary does."""

    ingredient: Ingredient
    text: str
    start: int
    end: int
    #: The product it stands beside, by its number.
    product: int
    #: How its group is judged in each phase.
    by_phase: Levels
    #: Whether no entry of its group stands in that product, so that the answer depends on it.
    alone: bool


@dataclass(frozen=True, slots=True)
class ClaimFloor:
    """A claim of the pack by which the product is at least judged, and the levels and reasons of its group."""

    claimed: Claimed
    judgement: Judgement


def unread_share(matches: Iterable[Match]) -> float:
    """The share (0-1) of the declared and active entries that were not read; 0 for an empty list."""
    counted = [match.how is How.UNREAD for match in matches if match.entry.section is not Section.MAY_CONTAIN]
    return sum(counted) / len(counted) if counted else 0.0

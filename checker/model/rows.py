"""The rows of the knowledge's tables as objects: groups, ingredients, parts of names, context rules, claims, phases, sources."""

from __future__ import annotations

from dataclasses import dataclass, field

from checker.model.terms import Level, Phase, Role, Section, Treatment, Use

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
    #: The last rank that counts as early; None where an early place never makes it stricter.
    early_within: int | None
    early_leave_on: Levels | None
    early_rinse_off: Levels | None
    #: Whether early also means within the first half of the list.
    first_half: bool
    late_leave_on: Levels | None
    late_rinse_off: Levels | None
    #: Whether it may stand in any order at the end of a list, as colours and scent allergens may.
    any_order: bool
    restart_note: str
    #: How strict the group is over all phases, leave-on first: larger is stricter.
    concern: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        leave_on, rinse_off = (sum(level.rank for level in levels) for levels in (self.leave_on, self.rinse_off))
        object.__setattr__(self, "concern", (leave_on, rinse_off))


@dataclass(frozen=True, slots=True)
class Ingredient:
    """An ingredient under its INCI name."""

    inci: str
    group: str
    note: str = ""
    sources: tuple[str, ...] = ()
    #: The most percent it can have in a leave-on or rinse-off product, if that makes it mark the 1 % line.
    marker_leave_on: float | None = None
    marker_rinse_off: float | None = None


@dataclass(frozen=True, slots=True)
class ContextRule:
    """A row of context_rules.csv: when a group or an ingredient is judged differently. An empty condition always holds."""

    order: int
    target: str
    uses: frozenset[Use]
    section: Section | None
    rank_at_most: int | None
    rank_at_least: int | None
    first_half: bool
    last_third: bool
    line: str
    list_at_least: int | None
    percent_at_least: float | None
    percent_at_most: float | None
    claims: frozenset[str]
    without_claims: frozenset[str]
    #: Of each of these sets another entry is there.
    together_with: tuple[frozenset[str], ...]
    #: Another entry of these is there that is not itself judged late.
    together_unless_late: frozenset[str]
    without: frozenset[str]
    preceded_by: frozenset[str]
    not_preceded_by: frozenset[str]
    members_at_least: int | None
    #: A group, a group and "late", or one of `JUDGE_AS`.
    judge_as: str
    message: str
    why: str
    evidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Words on a pack that claim an effect, unless one of `not_after` stands right before them."""

    claim: str
    not_after: frozenset[str]
    #: The group by which the product is at least judged, whatever is in it; empty where the claim sets no floor.
    judge_as: str


@dataclass(frozen=True, slots=True)
class Form:
    """A word of a product's form or purpose: how such a product is used, and what the word is in names of ingredients.

    "last_word": it decides what is meant ("oil"); "alone": it is a name by itself ("water"); else nothing.
    """

    use: Use | None = None
    ingredient: str = ""


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase of healing after one treatment, with the day it begins."""

    treatment: Treatment
    phase: Phase
    from_day: int
    only_if: str
    title: str
    what: str
    #: How well its first day is founded: A, B or C.
    evidence: str
    sources: tuple[str, ...]
    #: What its first day rests on, and where studies disagree.
    basis: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source of the judgements; `status` says whether it was read, and `show` whether a user may see it."""

    id: str
    citation: str
    address: str
    kind: str
    status: str
    show: bool


#: What a part of a name in another script is in an INCI name, and where it stands there: "first", "last", or empty, in the
#: printed order. A hyphen at an end joins it to its neighbour. A plain pair, so that a file can hold it.
NamePart = tuple[str, str]

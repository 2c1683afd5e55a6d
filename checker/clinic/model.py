"""The nouns of a clinic: products, their formulas, signed decisions, and the clinic itself.

A formula is the list printed on a pack; a product gets a new one each time its maker changes the list. A decision is
signed for one formula, so a changed list needs a new decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from checker.model.terms import Use, Verdict


class Advice(StrEnum):
    """What a clinic tells its patients about a product."""

    RECOMMENDED = "recommended"
    RECOMMENDED_FROM = "recommended_from"
    NOT_WHILE_HEALING = "not_while_healing"
    ASK_FIRST = "ask_first"


class Concern(StrEnum):
    """Why a product needs attention, the most urgent first."""

    VERDICT_MOVED = "verdict_moved"
    FORMULA_CHANGED = "formula_changed"
    EXPIRED = "expired"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Product:
    """A product on the shelf. `version` counts from 1 how often it was saved; a save names the version it started from."""

    id: int
    brand: str
    name: str
    use: Use = Use.LEAVE_ON
    barcode: str = ""
    version: int = 1

    @property
    def title(self) -> str:
        """Brand and name in one line.

        >>> Product(1, "Brand", "Balm").title
        'Brand Balm'
        """
        return f"{self.brand} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Formula:
    """An ingredient list as pasted, the hash of its text, and when, by whom and on which batch it was seen."""

    id: int
    product_id: int
    text: str
    hash: str
    seen_on: date
    seen_by: str
    batch_code: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed decision on one formula. `from_day` is given with `recommended_from` only; `when` is in UTC."""

    id: int
    product_id: int
    formula_id: int
    verdict: Advice
    from_day: int | None
    reason: str
    who: str
    when: datetime
    expires_on: date | None = None
    #: The judgement that the signer was shown; None if there was none yet.
    judgement_id: int | None = None

    def expired(self, today: date) -> bool:
        """Whether it no longer holds on a day. A decision holds until the end of its last day."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Judged:
    """A formula's verdicts by phase and the names that decide, before the store keeps them as a `Judgement`."""

    formula_id: int
    use: Use
    by_phase: tuple[Verdict, ...]
    binding: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the checker said of a formula: its verdict in each phase (in the order of healing), and what bound it.

    `edition` names the knowledge and the protocol it was judged with; `at` is in UTC.
    """

    id: int
    formula_id: int
    use: Use
    by_phase: tuple[Verdict, ...]
    binding: str
    edition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shelved:
    """A product on the shelf, with its newest formula, decision and judgement."""

    product: Product
    formula: Formula
    decision: Decision | None = None
    judgement: Judgement | None = None
    #: What the checker said when the decision was signed; without a decision, what it said before the newest judgement.
    before: Judgement | None = None

    @property
    def formula_changed(self) -> bool:
        """Whether the decision was signed for an older formula than the newest."""
        return self.decision is not None and self.decision.formula_id != self.formula.id

    @property
    def verdict_moved(self) -> bool:
        """Whether the checker now says something else about the same formula."""
        return (
            self.judgement is not None
            and self.before is not None
            and self.before.formula_id == self.judgement.formula_id
            and self.before.by_phase != self.judgement.by_phase
        )


@dataclass(frozen=True, slots=True)
class StoredProtocol:
    """A protocol as the clinic keeps it: its name, the version that its content gives it, its text as CSV."""

    id: int
    name: str
    version: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A change: who made it, when (UTC), what it was, to which row, and that row before and after."""

    id: int
    at: datetime
    who: str
    what: str
    of_table: str | None
    row: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic that hands out a page: its name, telephone number, and logo as PNG or JPEG bytes."""

    name: str
    phone: str = ""
    logo: bytes | None = None

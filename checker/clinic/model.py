"""The nouns of a clinic: products, their formulas, signed decisions, and the clinic itself.

A formula is one printed list as it was seen on a pack; a product has as many as its maker has changed it. A decision is
signed for one formula, so a changed list needs a new one. All are frozen: the store gives and takes them whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from checker.model import Use


class Advice(StrEnum):
    """What a clinic says of a product to its patients."""

    RECOMMENDED = "recommended"
    RECOMMENDED_FROM = "recommended_from"
    NOT_WHILE_HEALING = "not_while_healing"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, slots=True)
class Product:
    """A product on the shelf. `version` counts its savings from 1: who saves names the version they saw."""

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
    """A product's ingredient list as pasted, with the hash of its text, and when, by whom and on which batch it was seen."""

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

    def expired(self, today: date) -> bool:
        """Whether it no longer holds on a day: a decision holds to the end of its last day."""
        return self.expires_on is not None and self.expires_on < today


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who hands out a page: its name, its telephone number, and its logo as PNG or JPEG bytes."""

    name: str
    phone: str = ""
    logo: bytes | None = None

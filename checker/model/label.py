"""What reading makes of a pasted text: entries, and what was left out. `text[start:end]` is always the printed text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from checker.model.terms import Section


class Entry(NamedTuple):
    """One ingredient as printed, with its place in the pasted text: `text[start:end] == printed`.

    A tuple, because a table of products holds tens of millions of them.
    """

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
    #: Whether it stands in the bracket of another entry: "Parfum (Limonene, Linalool)".
    in_bracket: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A span of the text that is no ingredient, and why it was left out."""

    text: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An effect that the pack claims for itself, and the words that claim it."""

    claim: str
    text: str
    #: `name`: the product's name says so; `text`: the pasted text does.
    where: str
    #: The group by which a product with this claim is at least judged; empty where the claim acts through ingredients.
    group: str
    #: The product of the text that it speaks for, from 1; 0 is all of them.
    product: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """A pasted text as read: entries in text order, what was left out, and the names of its products."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]
    product_names: tuple[str, ...] = ()
    #: Whether the text visibly ends before its list does ("...", "see more", a last bracket that never closes).
    cut: bool = False

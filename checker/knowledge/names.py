"""The names and ingredients of the tables: plain values that a file can hold, of which objects are made when asked for.

A label asks for thirty of 57,000 names; to make an object of each takes longer than all the rest of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from checker.knowledge.cache import Cache
from checker.model.rows import Ingredient

T = TypeVar("T")


class Name(NamedTuple):
    """A known name: what it stands for, and whether it is the INCI name itself."""

    printed: str
    ingredient: Ingredient
    is_inci: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a name that has several ("BHA"); a stated percentage may decide for it."""

    ingredient: Ingredient
    when: str


class NameCells(NamedTuple):
    """ingredients.csv and other_names.csv as plain values, in which an ingredient is its INCI name."""

    #: By INCI name: group, note, sources, the percent it cannot exceed in a leave-on and in a rinse-off product.
    ingredients: dict[str, tuple[str, str, tuple[str, ...], float | None, float | None]]
    #: The comparison keys of all names, the INCI names first; each as printed, and its INCI name.
    keys: list[str]
    printed: list[str]
    inci: list[str]
    #: By comparison key: plants without their part (printed, INCI name), names of several meanings (INCI name, when).
    plants: dict[str, tuple[str, str]]
    ambiguous: dict[str, tuple[tuple[str, str], ...]]
    allergy_groups: dict[str, tuple[str, ...]]


class IngredientTable(Mapping[str, Ingredient]):
    """The ingredients by INCI name; two who ask for one get the same object."""

    def __init__(self, tables: NameCells) -> None:
        self._rows = tables.ingredients
        self._made: dict[str, Ingredient] = {}

    def __getitem__(self, inci: str) -> Ingredient:
        known = self._made.get(inci)
        return self._made.setdefault(inci, Ingredient(inci, *self._rows[inci])) if known is None else known

    def __contains__(self, inci: object) -> bool:
        return inci in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class NameTable(Mapping[str, Name]):
    """The known names by comparison key, and what is made of them all and kept from one start to the next."""

    def __init__(self, tables: NameCells, ingredients: IngredientTable, cache: Cache) -> None:
        self._tables = tables
        self._ingredients = ingredients
        self._cache = cache
        self._places = dict(zip(tables.keys, range(len(tables.keys)), strict=True))
        self._made: dict[str, Name] = {}

    def kept(self, what: str, make: Callable[[], T]) -> T:
        """A plain value made of the tables' names alone."""
        return self._cache.kept(what, make)

    def meanings(self) -> Iterable[tuple[str, str]]:
        """The comparison key of each name, and the INCI name of what it stands for."""
        return zip(self._tables.keys, self._tables.inci, strict=True)

    def __getitem__(self, key: str) -> Name:
        known = self._made.get(key)
        if known is not None:
            return known
        place = self._places[key]
        printed, inci = self._tables.printed[place], self._tables.inci[place]
        return self._made.setdefault(key, Name(printed, self._ingredients[inci], printed == inci))

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class ByLength:
    """Texts, each with another that it stands for: those of one length are taken apart when they are first asked for.

    >>> ByLength(joined_by_length([("peg8", "peg 8"), ("aqua", "aqua"), ("urea", "urea")])).get("peg8")
    'peg 8'
    """

    def __init__(self, joined: Mapping[int, tuple[str, str]]) -> None:
        self._joined = joined
        self._of: dict[int, dict[str, str]] = {}

    def get(self, text: str) -> str | None:
        """What a text stands for."""
        return self.of(len(text)).get(text)

    def of(self, length: int) -> dict[str, str]:
        """The texts of a length with what they stand for."""
        known = self._of.get(length)
        if known is None:
            texts, meant = self._joined.get(length, ("", ""))
            known = self._of[length] = dict(zip(texts.split("\n"), meant.split("\n"), strict=True)) if texts else {}
        return known


def joined_by_length(pairs: Iterable[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Pairs of texts without line ends, joined by the length of the first: what `ByLength` takes apart."""
    lists: dict[int, tuple[list[str], list[str]]] = {}
    for text, meant in pairs:
        texts, all_meant = lists.setdefault(len(text), ([], []))
        texts.append(text)
        all_meant.append(meant)
    return {length: ("\n".join(texts), "\n".join(meant)) for length, (texts, meant) in lists.items()}

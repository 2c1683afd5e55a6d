"""The knowledge: data/*.csv read, checked and indexed.

Every rule about an ingredient is a row there; data/README.md defines the columns. A table with a fault stops the load
with one `KnowledgeError` that lists every fault by file, line and column, and says what would mend it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from checker.knowledge import inventory as vocabulary
from checker.knowledge import tables
from checker.knowledge.cache import Cache, cache_for
from checker.knowledge.names import ByLength, IngredientTable, Meaning, Name, NameCells, NameTable, joined_by_length
from checker.knowledge.needed import Screen, needed, possible, screen_of
from checker.knowledge.overlay import Overlay
from checker.knowledge.patterns import Family, families_of
from checker.knowledge.rows import (
    bases_of,
    changes_of,
    claims_of,
    denials_of,
    forms_of,
    group_of,
    headings_of,
    lookalikes_of,
    name_parts_of,
    names_of,
    phases_of,
    rules_of,
    source_of,
)
from checker.knowledge.tables import Faults, Row
from checker.model.collector import collector_paused
from checker.model.names import squeeze
from checker.model.paths import data_folder
from checker.model.rows import Claim, ContextRule, Form, Group, Ingredient, NamePart, PhaseRow, Source
from checker.model.terms import Treatment
from checker.reading.phrases import Phrases

T = TypeVar("T")
#: The tables that take long to check and to index, and under what name the result is kept.
_LARGE = ("ingredients", "other_names", "headings", "name_parts")
_CHECKED = "checked"
_NAME_PARTS = "name_parts"


@dataclass(frozen=True, eq=False)
class Knowledge:
    """All tables, indexed by comparison key."""

    groups: Mapping[str, Group]
    ingredients: Mapping[str, Ingredient]
    names: Mapping[str, Name]
    #: Plants named without their part ("Rosemary"): read where an entry holds nothing else, never inside a longer one.
    plants: Mapping[str, Name]
    ambiguous: Mapping[str, tuple[Meaning, ...]]
    allergy_groups: Mapping[str, tuple[str, ...]]
    families: tuple[Family, ...]
    lookalikes: frozenset[frozenset[str]]
    rules: Mapping[str, tuple[ContextRule, ...]]
    phases: Mapping[Treatment, tuple[PhaseRow, ...]]
    sources: Mapping[str, Source]
    headings: Phrases[str]
    claims: Phrases[tuple[Claim, ...]]
    #: Words that deny what they name ("without", "free"), by their role.
    denials: Phrases[str]
    edition: str
    #: Words of a product's form or purpose ("serum", "night cream"), which say nothing of what is in it.
    forms: Phrases[Form] = field(default_factory=lambda: Phrases(()))
    #: What products are mostly made of, by INCI name, and whether one alone behind a trace tells of a list not sorted.
    bases: Mapping[str, bool] = field(default_factory=dict)
    #: Brings `name_parts` when they are first asked for.
    bring_name_parts: Callable[[], Mapping[str, tuple[NamePart, ...]]] = dict
    #: Names of the user's own inventory by comparison key: read, but judged only by their naming pattern.
    inventory: Mapping[str, str] = field(default_factory=dict)
    #: A clinic's own levels and notes, where its protocol is applied.
    overlay: Overlay | None = None
    #: The knowledge that the overlay lies on: its names are these names.
    under: Knowledge | None = None

    @cached_property
    def name_parts(self) -> Mapping[str, tuple[NamePart, ...]]:
        """What the parts of Korean, Chinese and Japanese names are in INCI names; a Latin label never asks."""
        return self.bring_name_parts()

    def kept(self, what: str, make: Callable[[], T]) -> T:
        """A plain value made of the tables alone: taken from the cache, where these names are the tables' own."""
        return self.names.kept(what, make) if isinstance(self.names, NameTable) else make()

    def _meanings(self) -> Iterable[tuple[str, str]]:
        """The comparison key of each name, and the INCI name of what it stands for."""
        if isinstance(self.names, NameTable):
            return self.names.meanings()
        return ((key, name.ingredient.inci) for key, name in self.names.items())

    def keys_of(self, ingredient: Ingredient) -> list[str]:
        """The comparison keys of all names of an ingredient."""
        return [key for key, inci in self._meanings() if inci == ingredient.inci]

    @cached_property
    def _squeezed(self) -> ByLength:
        """The keys of names by their key without spaces; names that would clash are left out."""

        def squeezed() -> dict[int, tuple[str, str]]:
            found: dict[str, tuple[str, str] | None] = {}
            for key, inci in self._meanings():
                short = squeeze(key) if " " in key else key
                known = found.setdefault(short, (key, inci))
                if known is not None and known[1] != inci:
                    found[short] = None
            return joined_by_length((short, known[0]) for short, known in found.items() if known is not None)

        return ByLength(self.kept("squeezed", squeezed))

    def spaced_otherwise(self, key: str) -> Name | None:
        """The name that a key is but for its spaces: "gly cerin"."""
        known = self._squeezed.get(squeeze(key))
        return self.names[known] if known else None

    @cached_property
    def last_words(self) -> frozenset[str]:
        """The last words of all known names: oil, extract, acid, sulfate ..."""
        return self.kept("last_words", lambda: frozenset(key.rsplit(" ", 1)[-1] for key in self.names))

    @cached_property
    def remarks(self) -> frozenset[str]:
        """Words that say something of an ingredient without being one: organic, vegetable origin, USP."""
        return self.headings.keys_of("not_an_ingredient")

    def group_of(self, ingredient: Ingredient) -> Group:
        """The group an ingredient belongs to."""
        return self.groups[ingredient.group]

    def family_of(self, key: str) -> Group | None:
        """The strictest group among the naming patterns that match the whole key."""
        may_match = (self._strict_first[number] for number in possible(key, self._screen))
        return next((family.group for family in may_match if family.matches(key)), None)

    @cached_property
    def _strict_first(self) -> tuple[Family, ...]:
        return tuple(sorted(self.families, key=lambda family: family.group.concern, reverse=True))

    @cached_property
    def _screen(self) -> Screen:
        """Which of `_strict_first` a name may match, by what each needs."""
        return self.kept("screen", lambda: screen_of([needed(family.pattern) for family in self._strict_first]))


@lru_cache(maxsize=4)
def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Read, check and index the tables of a folder (this installation's by default).

    Raises `KnowledgeError` listing every fault.
    """
    folder = folder or data_folder()
    digest = _digest(folder)
    with collector_paused():
        return _load(folder, digest, cache_for(digest), vocabulary.load())


def edition_now() -> str:
    """The edition of this installation's tables as they lie there now; what was loaded of older ones is forgotten."""
    loaded = load_knowledge()
    inventory = vocabulary.load()
    changes = tables.read(data_folder() / "changes.csv", tables.COLUMNS["changes"], Faults())
    edition = _edition(changes, _digest(data_folder()), inventory)
    if edition != loaded.edition:
        load_knowledge.cache_clear()
    return load_knowledge().edition


def _load(folder: Path, digest: str, cache: Cache, inventory: Mapping[str, str]) -> Knowledge:
    kept = cache.get(_CHECKED)
    faults = Faults()
    rows = {
        name: tables.read(folder / f"{name}.csv", columns, faults)
        for name, columns in tables.COLUMNS.items()
        if kept is None or name not in _LARGE
    }
    faults.stop_if_any()

    sources = {row["id"]: source_of(row) for row in rows["sources"]}
    groups = {row["group"]: group_of(row, sources) for row in rows["groups"]}
    if kept is None:
        named, headings = names_of(rows, groups, sources), headings_of(rows["headings"])
        cache.put(_NAME_PARTS, name_parts_of(rows["name_parts"]))
    else:
        named, headings = NameCells(*kept[0]), Phrases.of_plain(*kept[1])
    ingredients = IngredientTable(named)
    names = NameTable(named, ingredients, cache)
    claim_ids = {row["claim"] for row in rows["claims"]}
    knowledge = Knowledge(
        groups=groups,
        ingredients=ingredients,
        names=names,
        plants={key: Name(printed, ingredients[inci], False) for key, (printed, inci) in named.plants.items()},
        ambiguous={
            key: tuple(Meaning(ingredients[inci], when) for inci, when in meanings)
            for key, meanings in named.ambiguous.items()
        },
        allergy_groups=named.allergy_groups,
        bring_name_parts=lambda: cache.kept(_NAME_PARTS, lambda: _name_parts_in(folder)),
        families=tuple(families_of(rows["families"], groups, was_checked=kept is not None)),
        lookalikes=frozenset(lookalikes_of(rows["lookalikes"], names)),
        rules=rules_of(rows["context_rules"], groups, ingredients, claim_ids, sources),
        phases=phases_of(rows["phases"], sources, faults),
        sources=sources,
        headings=headings,
        claims=claims_of(rows["claims"], groups),
        denials=denials_of(rows["denials"]),
        edition=_edition(changes_of(rows["changes"], sources), digest, inventory),
        forms=forms_of(rows["forms"]),
        bases=bases_of(rows["bases"], ingredients),
        inventory=inventory,
    )
    faults.stop_if_any()
    if kept is None:
        cache.put(_CHECKED, (tuple(named), headings.plain))
    return knowledge


def _name_parts_in(folder: Path) -> dict[str, tuple[NamePart, ...]]:
    return name_parts_of(tables.read(folder / "name_parts.csv", tables.COLUMNS["name_parts"], Faults()))


def _edition(changes: list[Row], digest: str, inventory: Mapping[str, str]) -> str:
    """The newest date in the tables and the first digits of the hash over them and the loaded inventory."""
    if inventory:
        digest = hashlib.sha256((digest + "\n".join(sorted(inventory))).encode()).hexdigest()
    return f"{max((row['date'] for row in changes), default='undated')}+{digest[:4]}"


def _digest(folder: Path) -> str:
    """The SHA-256 over all tables: which knowledge gave an answer."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        if path.name == "reviews.csv":  # A signature changes no judgement: no shelf is judged anew for it.
            continue
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()

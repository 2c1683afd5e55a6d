"""The knowledge: data/*.csv read, checked and indexed.

Every rule about an ingredient is a row there; data/README.md defines the columns. A table with a fault stops the load
with one `KnowledgeError` that lists every fault by file, line and column, and says what would mend it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from platformdirs import user_cache_dir

from checker import names as names_room
from checker import tables, vocabulary
from checker.curated import (
    Claim,
    Family,
    Keys,
    Meaning,
    Name,
    claims_of,
    families_of,
    group_of,
    headings_of,
    ingredients_of,
    lookalikes_of,
    other_names_of,
    phases_of,
    rules_of,
    source_of,
)
from checker.garbage import no_search_for_garbage
from checker.model import ContextRule, Group, Ingredient, PhaseRow, Source
from checker.names import squeeze
from checker.overlay import Overlay
from checker.phrases import Phrases
from checker.tables import Faults, KnowledgeError, Row
from checker.terms import Treatment

__all__ = ["Knowledge", "KnowledgeError", "data_folder", "load_knowledge"]


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
    edition: str
    #: Names of the user's own inventory by comparison key: read, but judged only by their naming pattern.
    inventory: Mapping[str, str] = field(default_factory=dict)
    #: A clinic's own levels and notes, where its protocol is applied.
    overlay: Overlay | None = None

    @cached_property
    def squeezed(self) -> Mapping[str, Name]:
        """Names by their key without spaces, for words wrongly split or joined; names that would clash are left out."""
        found: dict[str, Name | None] = {}
        for key, name in self.names.items():
            short = squeeze(key)
            known = found.get(short, name)
            found[short] = known if known is None or known.ingredient is name.ingredient else None
        return {short: name for short, name in found.items() if name is not None}

    @cached_property
    def last_words(self) -> frozenset[str]:
        """The last words of all known names: oil, extract, acid, sulfate ..."""
        return frozenset(key.rsplit(" ", 1)[-1] for key in self.names)

    @cached_property
    def remarks(self) -> frozenset[str]:
        """Words that say something of an ingredient without being one: organic, vegetable origin, USP."""
        return self.headings.keys_of("not_an_ingredient")

    def group_of(self, ingredient: Ingredient) -> Group:
        """The group an ingredient belongs to."""
        return self.groups[ingredient.group]

    def family_of(self, key: str) -> Group | None:
        """The strictest group among the naming patterns that match the whole key."""
        return next((family.group for family in self._strict_first if family.matches(key)), None)

    @cached_property
    def _strict_first(self) -> tuple[Family, ...]:
        return tuple(sorted(self.families, key=lambda family: family.group.concern, reverse=True))


def data_folder() -> Path:
    """Where the tables of this installation are."""
    return Path(__file__).resolve().parent.parent / "data"


@lru_cache(maxsize=4)
def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Read, check and index the tables of a folder (this installation's by default).

    Raises `KnowledgeError` listing every fault.
    """
    folder = folder or data_folder()
    digest = _digest(folder)
    inventory = vocabulary.load()
    folded = hashlib.sha256(digest.encode() + Path(names_room.__file__).read_bytes()).hexdigest()[:32]
    receipt = Path(user_cache_dir("needling-checker")) / f"keys-{folded}"
    keys = Keys(receipt.read_text(encoding="utf-8").split("\n") if receipt.exists() else [])
    with no_search_for_garbage():
        knowledge = _load(folder, digest, keys, inventory)
    if not keys.stored:
        with suppress(OSError):
            receipt.parent.mkdir(parents=True, exist_ok=True)
            receipt.write_text("\n".join(keys.made), encoding="utf-8")
    return knowledge


def _load(folder: Path, digest: str, keys: Keys, inventory: Mapping[str, str]) -> Knowledge:
    faults = Faults()
    rows = {name: tables.read(folder / f"{name}.csv", columns, faults) for name, columns in tables.COLUMNS.items()}
    faults.stop_if_any()

    keys.expect(len(rows["ingredients"]) + len(rows["other_names"]))
    sources = {row["id"]: source_of(row) for row in rows["sources"]}
    groups = {row["group"]: group_of(row, sources) for row in rows["groups"]}
    ingredients, names = ingredients_of(rows["ingredients"], groups, sources, keys)
    plants: dict[str, Name] = {}
    ambiguous, allergy_groups = other_names_of(rows["other_names"], names, plants, ingredients, groups, keys)
    claim_ids = {row["claim"] for row in rows["claims"]}
    knowledge = Knowledge(
        groups=groups,
        ingredients=ingredients,
        names=names,
        plants=plants,
        ambiguous=ambiguous,
        allergy_groups=allergy_groups,
        families=tuple(families_of(rows["families"], groups, was_checked=bool(keys.stored))),
        lookalikes=frozenset(lookalikes_of(rows["lookalikes"], names)),
        rules=rules_of(rows["context_rules"], groups, names, claim_ids),
        phases=phases_of(rows["phases"], faults),
        sources=sources,
        headings=headings_of(rows["headings"]),
        claims=claims_of(rows["claims"]),
        edition=_edition(rows["changes"], digest, inventory),
        inventory=inventory,
    )
    faults.stop_if_any()
    return knowledge


def _edition(changes: list[Row], digest: str, inventory: Mapping[str, str]) -> str:
    """The newest date in the tables and the first digits of the hash over them and the loaded inventory."""
    if inventory:
        digest = hashlib.sha256((digest + "\n".join(sorted(inventory))).encode()).hexdigest()
    return f"{max((row['date'] for row in changes), default='undated')}+{digest[:4]}"


def _digest(folder: Path) -> str:
    """The SHA-256 over all tables: which knowledge gave an answer."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()

"""The knowledge: data/*.csv read, checked and indexed.

Every rule about an ingredient is a row there; data/README.md defines the columns. A table with a fault stops the load
with one `KnowledgeError` that lists every fault by file, line and column, and says what would mend it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from platformdirs import user_cache_dir

from checker import names as names_room
from checker import tables, vocabulary
from checker.garbage import no_search_for_garbage
from checker.model import (
    ContextRule,
    Group,
    Ingredient,
    Phase,
    PhaseRow,
    Role,
    Section,
    Source,
    Treatment,
    Use,
)
from checker.names import fold, squeeze
from checker.overlay import Overlay
from checker.phrases import Phrases
from checker.tables import Faults, KnowledgeError, Row

__all__ = ["Claim", "Family", "Knowledge", "KnowledgeError", "Name", "data_folder", "load_knowledge"]

#: What a context rule may answer besides a group's id.
JUDGE_AS = ("base", "early", "late", "stricter_of_early_and_rinse_off")
HEADING_ROLES = (
    "starts_list",
    "ends_list",
    "free_from",
    "starts_active",
    "starts_inactive",
    "may_contain",
    "not_an_ingredient",
    "prose",
    "cut",
    "food",
)
_LEAVE_ON_USES = frozenset(Use) - {Use.RINSE_OFF}


@dataclass(frozen=True, slots=True)
class Name:
    """A known name: what it stands for, and whether it is the INCI name itself."""

    printed: str
    ingredient: Ingredient
    is_inci: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a name that has several ("BHA"); a stated percentage may decide for it."""

    ingredient: Ingredient
    when: str


@dataclass(frozen=True, slots=True)
class Family:
    """A naming pattern over the whole comparison key, and the group it gives."""

    pattern: str
    group: Group

    def matches(self, key: str) -> bool:
        """Whether the whole key follows the pattern."""
        return _compiled(self.pattern).fullmatch(key) is not None


#: Patterns are compiled when a name first needs them: most labels need none.
_compiled = lru_cache(maxsize=None)(re.compile)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words on a pack that claim an effect, unless one of `not_after` stands right before them."""

    claim: str
    not_after: frozenset[str]


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
    keys = _Keys(receipt.read_text(encoding="utf-8").split("\n") if receipt.exists() else [])
    with no_search_for_garbage():
        knowledge = _load(folder, digest, keys, inventory)
    if not keys.stored:
        with suppress(OSError):
            receipt.parent.mkdir(parents=True, exist_ok=True)
            receipt.write_text("\n".join(keys.made), encoding="utf-8")
    return knowledge


class _Keys:
    """The comparison keys of a load in their order: made once, then taken from the receipt of tables without a fault."""

    def __init__(self, stored: list[str]) -> None:
        self.stored = stored
        self.made: list[str] = []
        self._next = iter(stored)

    def expect(self, count: int) -> None:
        """Make the keys anew where the receipt does not hold one for each name."""
        if len(self.stored) != count:
            self.stored = []

    def of(self, printed: str) -> str:
        """The key of the next name."""
        if self.stored:
            return next(self._next)
        self.made.append(fold(printed))
        return self.made[-1]


def _load(folder: Path, digest: str, keys: _Keys, inventory: Mapping[str, str]) -> Knowledge:
    faults = Faults()
    rows = {name: tables.read(folder / f"{name}.csv", columns, faults) for name, columns in tables.COLUMNS.items()}
    faults.stop_if_any()

    keys.expect(len(rows["ingredients"]) + len(rows["other_names"]))
    sources = {row["id"]: _source(row) for row in rows["sources"]}
    groups = {row["group"]: _group(row, sources) for row in rows["groups"]}
    ingredients, names = _ingredients(rows["ingredients"], groups, sources, keys)
    plants: dict[str, Name] = {}
    ambiguous, allergy_groups = _other_names(rows["other_names"], names, plants, ingredients, groups, keys)
    claim_ids = {row["claim"] for row in rows["claims"]}
    knowledge = Knowledge(
        groups=groups,
        ingredients=ingredients,
        names=names,
        plants=plants,
        ambiguous=ambiguous,
        allergy_groups=allergy_groups,
        families=tuple(_families(rows["families"], groups, was_checked=bool(keys.stored))),
        lookalikes=frozenset(_lookalikes(rows["lookalikes"], names)),
        rules=_rules(rows["context_rules"], groups, names, claim_ids),
        phases=_phases(rows["phases"], faults),
        sources=sources,
        headings=Phrases((row["text"], row.choice("role", HEADING_ROLES)) for row in rows["headings"]),
        claims=_claims(rows["claims"]),
        edition=_edition(rows["changes"], digest, inventory),
        inventory=inventory,
    )
    faults.stop_if_any()
    return knowledge


def _source(row: Row) -> Source:
    status = row.choice("status", ("read", "abstract_read", "from_memory"))
    return Source(row["id"], row["citation"], row["address"], row["kind"], status, row.yes("show"))


def _group(row: Row, sources: Mapping[str, Source]) -> Group:
    return Group(
        id=row["group"],
        title=row["title"],
        role=Role(row.choice("role", tuple(Role))),
        reason=row["reason"],
        evidence=row.choice("evidence", ("A", "B", "C")),
        sources=row.known_words("sources", sources, "sources.csv"),
        ask_clinic=row.yes("ask_clinic"),
        leave_on=row.levels("leave_on"),
        rinse_off=row.levels("rinse_off"),
        early_within=row.whole_number("early_within"),
        early_leave_on=row.levels("early_leave_on") if row["early_leave_on"] else None,
        early_rinse_off=row.levels("early_rinse_off") if row["early_rinse_off"] else None,
        first_half=row.yes("first_half"),
        late_leave_on=row.levels("late_leave_on") if row["late_leave_on"] else None,
        late_rinse_off=row.levels("late_rinse_off") if row["late_rinse_off"] else None,
        any_order=row.yes("any_order"),
        restart_note=row["restart_note"],
    )


def _ingredients(
    rows: list[Row], groups: Mapping[str, Group], sources: Mapping[str, Source], keys: _Keys
) -> tuple[dict[str, Ingredient], dict[str, Name]]:
    ingredients: dict[str, Ingredient] = {}
    names: dict[str, Name] = {}
    for row in rows:
        ingredient = Ingredient(
            inci=row["inci_name"],
            group=row.known("group", groups, "groups.csv"),
            note=row["note"],
            sources=row.known_words("sources", sources, "sources.csv"),
            marker_leave_on=row.number("marker_leave_on"),
            marker_rinse_off=row.number("marker_rinse_off"),
        )
        key = keys.of(ingredient.inci)
        if _add_name(row, "inci_name", key, Name(ingredient.inci, ingredient, is_inci=True), names):
            ingredients[ingredient.inci] = ingredient
    return ingredients, names


def _add_name(row: Row, column: str, key: str, name: Name, names: dict[str, Name]) -> bool:
    if not key:
        row.fault(column, f"{name.printed!r} has no letter or digit", "write the name as labels print it")
    elif (known := names.get(key)) is not None:
        row.fault(
            column,
            f'"{name.printed}" is already a name of "{known.ingredient.inci}" (as "{known.printed}")',
            "remove one of the two rows, or make the name of several meanings kind ambiguous",
        )
    else:
        names[key] = name
        return True
    return False


def _other_names(
    rows: list[Row],
    names: dict[str, Name],
    plants: dict[str, Name],
    ingredients: Mapping[str, Ingredient],
    groups: Mapping[str, Group],
    keys: _Keys,
) -> tuple[dict[str, tuple[Meaning, ...]], dict[str, tuple[str, ...]]]:
    """Adds the other names to `names` and `plants`; returns the names of several meanings and the words that name allergies."""
    ambiguous: dict[str, tuple[Meaning, ...]] = {}
    allergy_groups: dict[str, tuple[str, ...]] = {}
    for row in rows:
        key, target, kind = keys.of(row["name"]), row["inci_name"], row["kind"]
        if kind == "group":
            # An allergy names groups, ingredients, or another word for the same allergy that stands further up.
            same = allergy_groups.get(fold(target), ()) if target not in groups and target not in ingredients else ()
            if not same and target not in groups:
                row.known("inci_name", ingredients, "ingredients.csv (nor groups.csv)")
            allergy_groups[key] = (*allergy_groups.get(key, ()), *(same or (target,)))
        elif row.known("inci_name", ingredients, "ingredients.csv") in ingredients:
            ingredient = ingredients[target]
            if kind == "ambiguous":
                meaning = Meaning(ingredient, row.choice("when", ("", "percent")))
                ambiguous[key] = (*ambiguous.get(key, ()), meaning)
            else:
                name = Name(row["name"], ingredient, is_inci=False)
                if _add_name(row, "name", key, name, names) and kind == "plant":
                    plants[key] = names.pop(key)
    return ambiguous, allergy_groups


def _families(rows: list[Row], groups: Mapping[str, Group], was_checked: bool) -> Iterator[Family]:
    """The patterns; their examples are tried only where these very tables have not been checked before."""
    for row in rows:
        group = groups.get(row.known("group", groups, "groups.csv"))
        if (was_checked or _examples_hold(row)) and group is not None:
            yield Family(row["pattern"], group)


def _examples_hold(row: Row) -> bool:
    try:
        pattern = _compiled(row["pattern"])
    except re.error as error:
        row.fault("pattern", f"it is no regular expression ({error})", "mend the pattern")
        return False
    if not pattern.fullmatch(fold(row["example"])):
        row.fault("example", f'"{row["example"]}" does not match the pattern', "mend pattern or example")
    if row["counter_example"] and pattern.fullmatch(fold(row["counter_example"])):
        row.fault("counter_example", f'"{row["counter_example"]}" matches as well', "narrow the pattern")
    return True


def _lookalikes(rows: list[Row], names: Mapping[str, Name]) -> Iterator[frozenset[str]]:
    for row in rows:
        pair = []
        for column in ("name_a", "name_b"):
            name = names.get(fold(row[column]))
            if name is None:
                row.fault(column, f'"{row[column]}" is no known name', "add it to ingredients.csv or other_names.csv")
            else:
                pair.append(name.ingredient.inci)
        if len(pair) == 2 and pair[0] == pair[1]:
            row.fault("name_b", f'both are names of "{pair[0]}"', "remove the row, or the other name that joins them")
        elif len(pair) == 2:
            yield frozenset(pair)


def _rules(
    rows: list[Row], groups: Mapping[str, Group], names: Mapping[str, Name], claims: set[str]
) -> dict[str, tuple[ContextRule, ...]]:
    """Rules by the group id or INCI name they are about, in file order."""
    known = {*groups, *(name.ingredient.inci for name in names.values())}
    rules: dict[str, tuple[ContextRule, ...]] = {}
    for row in rows:
        target = row["ingredient"] or row["group"]
        column = "ingredient" if row["ingredient"] else "group"
        row.known(column, known if column == "ingredient" else groups, "ingredients.csv or groups.csv")
        section = row.choice("section", ("", *Section))
        rule = ContextRule(
            order=row.whole_number("order") or 0,
            target=target,
            uses=_uses(row),
            section=Section(section) if section else None,
            rank_at_most=row.whole_number("rank_at_most"),
            first_half=row.yes("first_half"),
            line=row.choice("line", ("", "before", "after")),
            list_at_least=row.whole_number("list_at_least"),
            percent_at_least=row.number("percent_at_least"),
            percent_at_most=row.number("percent_at_most"),
            claims=frozenset(row.known_words("claim", claims, "claims.csv")),
            without_claims=frozenset(row.known_words("without_claim", claims, "claims.csv")),
            together_with=frozenset(row.known_parts("together_with", known, "groups.csv or ingredients.csv")),
            without=frozenset(row.known_parts("without", known, "groups.csv or ingredients.csv")),
            preceded_by=frozenset(row.known_parts("preceded_by", known, "groups.csv or ingredients.csv")),
            members_at_least=row.whole_number("members_at_least"),
            judge_as=row.known("judge_as", {*groups, *JUDGE_AS}, f"groups.csv and is none of {', '.join(JUDGE_AS)}"),
            message=row["message"],
            why=row["why"],
        )
        rules[target] = (*rules.get(target, ()), rule)
    return rules


def _uses(row: Row) -> frozenset[Use]:
    """The uses a rule names; leave_on includes the uses that judge as leave-on."""
    words = row.known_words("use", tuple(Use), "the uses of a product")
    uses = frozenset(Use(word) for word in words if word in tuple(Use))
    return (uses | _LEAVE_ON_USES if Use.LEAVE_ON in uses else uses) or frozenset(Use)


def _phases(rows: list[Row], faults: Faults) -> dict[Treatment, tuple[PhaseRow, ...]]:
    phases: dict[Treatment, tuple[PhaseRow, ...]] = {}
    for row in rows:
        treatment, phase = row.choice("treatment", tuple(Treatment)), row.choice("phase", tuple(Phase))
        new = PhaseRow(
            treatment=Treatment(treatment),
            phase=Phase(phase),
            from_day=row.whole_number("from_day") or 0,
            only_if=row["only_if"],
            title=row["title"],
            what=row["what"],
        )
        before = phases.get(new.treatment, ())
        if len(before) >= len(Phase) or new.phase is not tuple(Phase)[len(before)]:
            row.fault("phase", f"{phase} is out of order", f"list each treatment's phases as {', '.join(Phase)}")
        if (before[-1].from_day >= new.from_day) if before else new.from_day != 0:
            row.fault("from_day", f"day {new.from_day} does not come after the phase before", "begin at 0 and rise")
        phases[new.treatment] = (*before, new)
    for treatment in Treatment:
        if len(phases.get(treatment, ())) != len(Phase):
            faults.add("phases.csv", 1, "treatment", f"{treatment} lacks phases", f"give it all of {', '.join(Phase)}")
    return phases


def _claims(rows: list[Row]) -> Phrases[tuple[Claim, ...]]:
    """One text may claim several effects."""
    by_text: dict[str, tuple[Claim, ...]] = {}
    for row in rows:
        cancels = frozenset(fold(word) for word in row["not_after"].split("|") if word.strip())
        by_text[fold(row["text"])] = (*by_text.get(fold(row["text"]), ()), Claim(row["claim"], cancels))
    return Phrases(by_text.items())


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

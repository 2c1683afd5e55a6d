"""What the rows of the knowledge's tables become: sources, groups, ingredients, names, patterns, rules, phases.

A row with a fault names its place and its remedy; the load goes on, so that all faults are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from checker.model import ContextRule, Group, Ingredient, PhaseRow, Source
from checker.names import fold
from checker.phrases import Phrases
from checker.tables import Faults, Row
from checker.terms import Phase, Role, Section, Treatment, Use

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


class Keys:
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


def source_of(row: Row) -> Source:
    """A source with how it was read: in full, its abstract, or from memory."""
    status = row.choice("status", ("read", "abstract_read", "from_memory"))
    return Source(row["id"], row["citation"], row["address"], row["kind"], status, row.yes("show"))


def group_of(row: Row, sources: Mapping[str, Source]) -> Group:
    """A group with its levels by phase and its sources, which must be there."""
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


def ingredients_of(
    rows: list[Row], groups: Mapping[str, Group], sources: Mapping[str, Source], keys: Keys
) -> tuple[dict[str, Ingredient], dict[str, Name]]:
    """The ingredients by INCI name, and their INCI names by comparison key; a name given twice is a fault."""
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


def other_names_of(
    rows: list[Row],
    names: dict[str, Name],
    plants: dict[str, Name],
    ingredients: Mapping[str, Ingredient],
    groups: Mapping[str, Group],
    keys: Keys,
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
        elif (ingredient := ingredients.get(target)) is None:
            row.known("inci_name", ingredients, "ingredients.csv")
        elif kind == "ambiguous":
            meaning = Meaning(ingredient, row.choice("when", ("", "percent")))
            ambiguous[key] = (*ambiguous.get(key, ()), meaning)
        else:
            name = Name(row["name"], ingredient, is_inci=False)
            if _add_name(row, "name", key, name, names) and kind == "plant":
                plants[key] = names.pop(key)
    return ambiguous, allergy_groups


def families_of(rows: list[Row], groups: Mapping[str, Group], was_checked: bool) -> Iterator[Family]:
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


def lookalikes_of(rows: list[Row], names: Mapping[str, Name]) -> Iterator[frozenset[str]]:
    """The pairs of ingredients (INCI names) whose names are never repaired into one another."""
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


def rules_of(
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


def phases_of(rows: list[Row], faults: Faults) -> dict[Treatment, tuple[PhaseRow, ...]]:
    """The phases of each treatment in the order of healing, by the day (from 0) on which each begins."""
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


def headings_of(rows: list[Row]) -> Phrases[str]:
    """The words around and in lists that are no ingredients, with their role."""
    return Phrases((row["text"], row.choice("role", HEADING_ROLES)) for row in rows)


def claims_of(rows: list[Row]) -> Phrases[tuple[Claim, ...]]:
    """The words that claim an effect; one text may claim several."""
    by_text: dict[str, tuple[Claim, ...]] = {}
    for row in rows:
        cancels = frozenset(fold(word) for word in row["not_after"].split("|") if word.strip())
        by_text[fold(row["text"])] = (*by_text.get(fold(row["text"]), ()), Claim(row["claim"], cancels))
    return Phrases(by_text.items())

"""What the rows of the knowledge's tables become: sources, groups, ingredients, names, patterns, rules, phases.

A row with a fault names its place and its remedy; the load goes on, so that all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from checker.knowledge.names import Name, NameCells
from checker.knowledge.tables import Faults, Row
from checker.model.names import close_up, fold
from checker.model.rows import Claim, ContextRule, Form, Group, Ingredient, NamePart, PhaseRow, Source
from checker.model.terms import Phase, Role, Section, Treatment, Use
from checker.reading.phrases import Phrases

#: What a context rule may answer besides a group's id.
PARTNERS = "groups.csv or ingredients.csv"
JUDGE_AS = ("base", "early", "late", "stricter_of_early_and_rinse_off")
#: Kinds of names that are read only where an entry holds nothing else: plants without their part, and short forms.
ALONE = ("plant", "short")
#: What a word of a product's form may be besides: the last word of names ("oil"), or a name by itself ("water").
FORM_IN_NAMES = ("", "last_word", "alone")
HEADING_ROLES = (
    "starts_list",
    "ends_list",
    "free_from",
    "starts_active",
    "starts_inactive",
    "may_contain",
    "not_an_ingredient",
    "prose",
    "sentence",
    "cut",
    "food",
)
#: What became of a proposed change.
DECISIONS = ("done", "done_otherwise", "refused", "planned")
#: What words deny: the next name, all up to the end of the sentence, the name before; what goes on or ends it; words
#: that only hold a name ("collagen production"), and those that explain one in a bracket ("from").
DENIAL_ROLES = ("denies", "denies_all", "denied", "or", "but", "other", "explains")
_LEAVE_ON_USES = frozenset(Use) - {Use.RINSE_OFF}
#: A name as printed, and the INCI name of what it stands for.
_Named = tuple[str, str]


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


def names_of(rows: Mapping[str, list[Row]], groups: Collection[str], sources: Collection[str]) -> NameCells:
    """The ingredients and all their names; a name given twice is a fault."""
    ingredients = {}
    names: dict[str, _Named] = {}
    for row in rows["ingredients"]:
        inci = row["inci_name"]
        cells = (
            row.known("group", groups, "groups.csv"),
            row["note"],
            row.known_words("sources", sources, "sources.csv"),
            row.number("marker_leave_on"),
            row.number("marker_rinse_off"),
        )
        if _add_name(row, "inci_name", fold(inci), (inci, inci), names):
            ingredients[inci] = cells
    plants: dict[str, _Named] = {}
    ambiguous: dict[str, tuple[tuple[str, str], ...]] = {}
    allergy_groups: dict[str, tuple[str, ...]] = {}
    for row in rows["other_names"]:
        key, inci, kind = fold(row["name"]), row["inci_name"], row["kind"]
        if kind == "group":
            # An allergy names groups, ingredients, or another word for the same allergy that stands further up.
            same = allergy_groups.get(fold(inci), ()) if inci not in groups and inci not in ingredients else ()
            if not same and inci not in groups:
                row.known("inci_name", ingredients, "ingredients.csv (nor groups.csv)")
            allergy_groups[key] = (*allergy_groups.get(key, ()), *(same or (inci,)))
        elif inci not in ingredients:
            row.known("inci_name", ingredients, "ingredients.csv")
        elif kind == "ambiguous":
            ambiguous[key] = (*ambiguous.get(key, ()), (inci, row.choice("when", ("", "percent", "eastern"))))
        elif _add_name(row, "name", key, (row["name"], inci), names) and kind in ALONE:
            plants[key] = names.pop(key)
    printed, meant = zip(*names.values(), strict=True) if names else ((), ())
    return NameCells(ingredients, list(names), list(printed), list(meant), plants, ambiguous, allergy_groups)


def _add_name(row: Row, column: str, key: str, name: _Named, names: dict[str, _Named]) -> bool:
    printed, _ = name
    if not key:
        row.fault(column, f"{printed!r} has no letter or digit", "write the name as labels print it")
    elif (known := names.get(key)) is not None:
        row.fault(
            column,
            f'"{printed}" is already a name of "{known[1]}" (as "{known[0]}")',
            "remove one of the two rows, or make the name of several meanings kind ambiguous",
        )
    else:
        names[key] = name
        return True
    return False


def name_parts_of(rows: list[Row]) -> dict[str, tuple[NamePart, ...]]:
    """What the parts of names in other scripts are in INCI names; one part may be several things."""
    parts: dict[str, tuple[NamePart, ...]] = {}
    for row in rows:
        key = close_up(fold(row["part"]))
        part = (row["inci"], row.choice("place", ("", "first", "last")))
        if not key or not part[0]:
            row.fault("part", "the part or what it stands for is empty", "fill both cells, or remove the row")
        elif part in parts.get(key, ()):
            row.fault("part", f'"{row["part"]}" is already "{part[0]}"', "remove one of the two rows")
        else:
            parts[key] = (*parts.get(key, ()), part)
    return parts


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
    rows: list[Row],
    groups: Mapping[str, Group],
    ingredients: Collection[str],
    claims: set[str],
    sources: Mapping[str, Source],
) -> dict[str, tuple[ContextRule, ...]]:
    """Rules by the group id or INCI name they are about, in file order."""
    known = {*groups, *ingredients}
    kinds = {*groups, *JUDGE_AS, *(f"{group.id} late" for group in groups.values() if group.late_leave_on)}
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
            rank_at_least=row.whole_number("rank_at_least"),
            first_half=row.yes("first_half"),
            last_third=row.yes("last_third"),
            line=row.choice("line", ("", "before", "after")),
            list_at_least=row.whole_number("list_at_least"),
            percent_at_least=row.number("percent_at_least"),
            percent_at_most=row.number("percent_at_most"),
            claims=frozenset(row.known_words("claim", claims, "claims.csv")),
            without_claims=frozenset(row.known_words("without_claim", claims, "claims.csv")),
            together_with=row.known_sets("together_with", known, PARTNERS),
            together_unless_late=frozenset(row.known_parts("together_unless_late", known, PARTNERS)),
            without=frozenset(row.known_parts("without", known, PARTNERS)),
            preceded_by=frozenset(row.known_parts("preceded_by", known, PARTNERS)),
            not_preceded_by=frozenset(row.known_parts("not_preceded_by", known, PARTNERS)),
            members_at_least=row.whole_number("members_at_least"),
            judge_as=row.known("judge_as", kinds, f"groups.csv and is none of {', '.join(JUDGE_AS)}"),
            message=row["message"],
            why=row["why"],
            evidence=row.choice("evidence", ("A", "B", "C")),
            sources=row.known_words("sources", sources, "sources.csv"),
        )
        if rule.evidence != "C" and not rule.sources:
            row.fault("sources", f"evidence {rule.evidence} has no source", "name it, or write C")
        rules[target] = (*rules.get(target, ()), rule)
    _no_chains(rows, rules)
    return rules


def _no_chains(rows: list[Row], rules: Mapping[str, tuple[ContextRule, ...]]) -> None:
    """A rule that asks whether another entry is late never asks one that has such a rule itself."""
    for row in rows:
        for asked in row.parts("together_unless_late"):
            if any(rule.together_unless_late for rule in rules.get(asked, ())):
                row.fault(
                    "together_unless_late", f"{asked} has such a rule itself", "ask for another, or use together_with"
                )


def _uses(row: Row) -> frozenset[Use]:
    """The uses a rule names; leave_on includes the uses that judge as leave-on."""
    words = row.known_words("use", tuple(Use), "the uses of a product")
    uses = frozenset(Use(word) for word in words if word in tuple(Use))
    return (uses | _LEAVE_ON_USES if Use.LEAVE_ON in uses else uses) or frozenset(Use)


def phases_of(rows: list[Row], sources: Mapping[str, Source], faults: Faults) -> dict[Treatment, tuple[PhaseRow, ...]]:
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
            evidence=row.choice("evidence", ("A", "B", "C")),
            sources=row.known_words("sources", sources, "sources.csv"),
            basis=row["basis"],
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


def changes_of(rows: list[Row], sources: Mapping[str, Source]) -> list[Row]:
    """The changes and proposals, each with what was decided; only their dates are kept."""
    for row in rows:
        row.choice("decision", DECISIONS)
        row.known_words("source", sources, "sources.csv")
    return rows


def bases_of(rows: list[Row], ingredients: Mapping[str, Ingredient]) -> dict[str, bool]:
    """What products are mostly made of, by INCI name, and whether one alone behind a trace tells of a list not sorted."""
    return {row.known("inci_name", ingredients, "ingredients.csv"): row.yes("alone") for row in rows}


def headings_of(rows: list[Row]) -> Phrases[str]:
    """The words around and in lists that are no ingredients, with their role."""
    return Phrases((row["text"], row.choice("role", HEADING_ROLES)) for row in rows)


def denials_of(rows: list[Row]) -> Phrases[str]:
    """The words that deny what they name, with their role."""
    return Phrases((row["text"], row.choice("role", DENIAL_ROLES)) for row in rows)


def forms_of(rows: list[Row]) -> Phrases[Form]:
    """Words of a product's form or purpose, with the use they tell of."""
    uses = ("", *Use)
    return Phrases(
        (
            row["text"],
            Form(Use(use) if (use := row.choice("use", uses)) else None, row.choice("ingredient", FORM_IN_NAMES)),
        )
        for row in rows
    )


def claims_of(rows: list[Row], groups: Mapping[str, Group]) -> Phrases[tuple[Claim, ...]]:
    """The words that claim an effect; one text may claim several."""
    by_text: dict[str, tuple[Claim, ...]] = {}
    for row in rows:
        cancels = frozenset(fold(word) for word in row["not_after"].split("|") if word.strip())
        floor = row.known("judge_as", {"", *groups}, "groups.csv")
        by_text[fold(row["text"])] = (*by_text.get(fold(row["text"]), ()), Claim(row["claim"], cancels, floor))
    return Phrases(by_text.items(), within_words=True)

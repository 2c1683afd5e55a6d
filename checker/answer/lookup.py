"""Explains one ingredient: its group, levels by phase, reason, evidence, sources, other names and look-alikes."""

from __future__ import annotations

from collections import Counter

from checker.answer import wording
from checker.knowledge.load import Knowledge
from checker.matching.matcher import matcher_for
from checker.model.names import fold
from checker.model.rows import Group, Ingredient, Levels
from checker.model.terms import How, Treatment


def explain(name: str, knowledge: Knowledge) -> list[str]:
    """The lines that explain a name as somebody typed it; a single line if it is not known.

    >>> from checker import load_knowledge
    >>> print(explain("Retionl", load_knowledge())[0])
    Retinol (“Retionl” read with a spelling mistake mended)
    """
    reading = matcher_for(knowledge).read_or_ask(name, False)
    if reading.group is None:
        return [wording.not_known(name, reading.near)]
    title = reading.ingredient.inci if reading.ingredient else name
    how = "" if reading.how is How.EXACT else f" (“{name}” read {wording.HOW[reading.how]})"
    return [f"{title}{how}", *about_group(reading.group, knowledge), *about_names(reading.ingredient, knowledge)]


def about_group(group: Group, knowledge: Knowledge) -> list[str]:
    """What a group is, how it is judged in each phase, and on what evidence."""
    lines = [
        f"Group: {group.title} ({group.id}), {group.role.value.replace('_', ' ')}",
        f"Why: {group.reason}",
        f"Evidence: {evidence_of(group, knowledge)} {wording.RESTART_DAYS}",
        f"Levels: {', '.join(wording.day_spans(knowledge.phases[Treatment.UNKNOWN]))} ({wording.DEEP_DAYS})",
        *(f"  {use}: {', '.join(wording.LEVELS[level] for level in levels)}" for use, levels in by_use(group)),
    ]
    if group.ask_clinic:
        lines.append("Only a clinician can judge it: ask your clinic.")
    sources = [knowledge.sources[source] for source in group.sources if knowledge.sources[source].show]
    return lines + [wording.source_line(source) for source in sources]


def evidence_of(group: Group, knowledge: Knowledge) -> str:
    """The letter of a group and what it stands for; a group that rests on conventions only says so.

    >>> from checker import load_knowledge
    >>> knowledge = load_knowledge()
    >>> evidence_of(knowledge.groups["spicules"], knowledge)
    'C, common practice. No study was found: it is a convention of this table.'
    """
    said = f"{group.evidence}, {wording.EVIDENCE[group.evidence]}."
    return f"{said} {wording.BY_CONVENTION}" if rests_on_convention(group, knowledge) else said


def rests_on_convention(group: Group, knowledge: Knowledge) -> bool:
    """Whether no source of a group is more than a convention of this project."""
    return all(knowledge.sources[source].kind == "convention" for source in group.sources)


def by_use(group: Group) -> list[tuple[str, Levels]]:
    """A group's levels in the five phases, by use and by place in the list.

    >>> from checker import load_knowledge
    >>> [use for use, _ in by_use(load_knowledge().groups["urea"])]
    ['stays on', 'rinsed off', 'stays on, among the first 4', 'stays on, late in the list']
    """
    uses = [(wording.STAYS_ON, group.leave_on), (wording.RINSED_OFF, group.rinse_off)]
    if group.early_leave_on and group.early_within:
        uses.append((wording.AMONG_THE_FIRST.format(count=group.early_within), group.early_leave_on))
    if group.late_leave_on:
        uses.append((wording.AFTER_THE_LINE, group.late_leave_on))
    return uses


def other_names(ingredient: Ingredient, knowledge: Knowledge) -> list[str]:
    """The other printed names of an ingredient."""
    names = (knowledge.names[key] for key in knowledge.keys_of(ingredient))
    return [name.printed for name in names if not name.is_inci]


def look_alikes(ingredient: Ingredient, knowledge: Knowledge) -> list[str]:
    """The names that an ingredient must not be mistaken for."""
    return sorted(
        {name for pair in knowledge.lookalikes if ingredient.inci in pair for name in pair - {ingredient.inci}}
    )


def names_with(text: str, knowledge: Knowledge, most: int = 12) -> list[str]:
    """The INCI names of printed names that contain a text: first those that begin with it, shorter ones first.

    >>> from checker import load_knowledge
    >>> names_with("shea", load_knowledge(), most=1)
    ['Butyrospermum Parkii Butter']
    """
    key = fold(text)
    if len(key) < 3:
        return []
    holding = sorted(
        (found for found in knowledge.names if key in found), key=lambda found: (not found.startswith(key), len(found))
    )
    return list(dict.fromkeys(knowledge.names[found].ingredient.inci for found in holding))[:most]


def about_names(ingredient: Ingredient | None, knowledge: Knowledge) -> list[str]:
    """Its other names, the names it must not be mistaken for, and the rules that judge it differently."""
    if ingredient is None:
        return []
    others, alike = other_names(ingredient, knowledge), look_alikes(ingredient, knowledge)
    lines = [f"Note: {ingredient.note}"] if ingredient.note else []
    lines += [f"Also printed as: {', '.join(others)}"] if others else []
    lines += [f"Not to be mistaken for: {', '.join(alike)}"] if alike else []
    rules = [*knowledge.rules.get(ingredient.inci, ()), *knowledge.rules.get(ingredient.group, ())]
    return lines + [f"Another level counts where this holds: {rule.why}" for rule in rules]


def counted(knowledge: Knowledge) -> list[str]:
    """The number of rows of each table, and of ingredients by role and by group."""
    others = len(knowledge.names) - len(knowledge.ingredients)
    by_group = Counter(ingredient.group for ingredient in knowledge.ingredients.values())
    by_role: Counter[str] = Counter()
    for group, count in by_group.items():
        by_role[knowledge.groups[group].role.value] += count
    return [
        f"{len(knowledge.groups)} groups, {len(knowledge.ingredients)} ingredients, {others} other names, "
        f"{len(knowledge.families)} naming patterns, {len(knowledge.lookalikes)} look-alike pairs, "
        f"{sum(map(len, knowledge.rules.values()))} context rules, {len(knowledge.sources)} sources, "
        f"{len(knowledge.inventory)} names of your own inventory",
        "",
        "Ingredients by role",
        *(f"{count:>6}  {role}" for role, count in by_role.most_common()),
        "",
        "Ingredients by group",
        *(f"{count:>6}  {group} ({knowledge.groups[group].title})" for group, count in by_group.most_common()),
    ]

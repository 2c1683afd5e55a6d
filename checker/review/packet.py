"""A packet for a clinician: the rows that decide most verdicts, each with what it says and rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checker.answer import wording
from checker.knowledge.load import Knowledge
from checker.matching.matcher import matcher_for
from checker.model.names import fold
from checker.model.rows import ContextRule, Group, Levels, PhaseRow
from checker.model.terms import Level
from checker.reading.label import read_label
from checker.review.decisions import Decision, ranked

#: Real names that show what a row is about.
NAMES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row to be agreed to or changed. `what` names it as reviews.csv does."""

    what: str
    title: str
    #: What the clinician agrees to: the levels of a group, the first day of a phase, or what a rule judges as.
    says: str
    reason: str
    evidence: str
    sources: tuple[str, ...]
    names: tuple[str, ...] = ()
    #: How many verdicts it decides that no row before it does.
    decides: int = 0


def says_of(what: str, knowledge: Knowledge) -> str | None:
    """What a row says now; None where there is no such row.

    >>> from checker.knowledge.load import load_knowledge
    >>> says_of("phase:standard:rebuilding", load_knowledge()), says_of("group:nothing", load_knowledge())
    ('day 3', None)
    """
    row = _row_of(what, knowledge)
    return row.says if row else None


def packet_of(decisions: Sequence[Decision], texts: Iterable[str], knowledge: Knowledge) -> list[Row]:
    """The rows of a packet: groups, then phases, then context rules; groups and rules that decide most come first."""
    order = ranked(decisions)
    printed = _printed(texts, knowledge)
    phases = [
        f"phase:{treatment.value}:{row.phase.value}" for treatment, rows in knowledge.phases.items() for row in rows
    ]
    found = [
        *((what, count) for what, count in order if what.startswith("group:")),
        *((what, 0) for what in phases),
        *((what, count) for what, count in order if what.startswith("rule:")),
    ]
    made = []
    for what, count in found:
        row = _row_of(what, knowledge, count, printed)
        if row is not None:
            made.append(row)
    return made


def _row_of(
    what: str, knowledge: Knowledge, decides: int = 0, printed: dict[str, Counter[str]] | None = None
) -> Row | None:
    kind, _, name = what.partition(":")
    if kind == "group" and name in knowledge.groups:
        return _group_row(what, knowledge.groups[name], decides, _names(name, printed))
    if kind == "phase":
        rows = [row for rows in knowledge.phases.values() for row in rows]
        found = next((row for row in rows if f"{row.treatment.value}:{row.phase.value}" == name), None)
        return _phase_row(what, found) if found else None
    if kind == "rule":
        rules = {str(rule.order): rule for rules in knowledge.rules.values() for rule in rules}
        return _rule_row(what, rules[name], decides, _names(rules[name].target, printed)) if name in rules else None
    return None


def _group_row(what: str, group: Group, decides: int, names: tuple[str, ...]) -> Row:
    lines = {"stays on": group.leave_on, "rinsed off": group.rinse_off, "stays on, early": group.early_leave_on,
             "rinsed off, early": group.early_rinse_off, "stays on, late": group.late_leave_on,
             "rinsed off, late": group.late_rinse_off}  # fmt: skip
    says = "; ".join(f"{use}: {_levels(levels)}" for use, levels in lines.items() if levels)
    evidence = f"{group.evidence}, {wording.EVIDENCE[group.evidence]}"
    return Row(what, group.title, says, group.reason, evidence, group.sources, names, decides)


def _phase_row(what: str, row: PhaseRow) -> Row:
    title = f"{wording.NEEDLES[row.treatment]}: {row.title}"
    evidence = f"{row.evidence}, {wording.EVIDENCE[row.evidence]}"
    return Row(what, title, f"day {row.from_day}", row.basis, evidence, row.sources)


def _rule_row(what: str, rule: ContextRule, decides: int, names: tuple[str, ...]) -> Row:
    evidence = f"{rule.evidence}, {wording.EVIDENCE[rule.evidence]}"
    says = f"{rule.target} judged as {rule.judge_as}"
    return Row(what, rule.target, says, rule.why, evidence, rule.sources, names, decides)


def _levels(levels: Levels) -> str:
    return " ".join(level.value for level in levels)


def levels_from(text: str) -> Levels | None:
    """Five levels as a person writes them; None where they are not five levels.

    >>> levels_from("avoid avoid caution ok ok")[2].value, levels_from("avoid, ok")
    ('caution', None)
    """
    words = text.replace(",", " ").split()
    known = [Level(word) for word in words if word in list(Level)]
    if len(words) != 5 or len(known) != 5:
        return None
    one, two, three, four, five = known
    return one, two, three, four, five


def _printed(texts: Iterable[str], knowledge: Knowledge) -> dict[str, Counter[str]]:
    """The names as printed on the labels, by group and by INCI name."""
    matcher = matcher_for(knowledge)
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for matches in matcher.by_product(read_label(text, matcher.gazetteer)).values():
            for match in matches:
                for key in (match.group and match.group.id, match.ingredient and match.ingredient.inci):
                    if key:
                        found.setdefault(key, Counter())[" ".join(match.entry.printed.split())] += 1
    return found


def _names(target: str, printed: dict[str, Counter[str]] | None) -> tuple[str, ...]:
    counted = (printed or {}).get(target, Counter())
    distinct: dict[str, str] = {}
    for name, _ in counted.most_common():
        distinct.setdefault(fold(name), name)
    return tuple(distinct.values())[:NAMES]

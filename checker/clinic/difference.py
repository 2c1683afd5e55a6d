"""Compares two formulas name by name. Two names are the same if they mean the same ingredient."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from checker.check import check_label
from checker.knowledge.load import Knowledge
from checker.model.findings import Finding
from checker.model.plan import HealingPlan


class Change(StrEnum):
    """What happened to a name."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name with its finding in the old and in the new formula; None where the formula does not have it."""

    change: Change
    old: Finding | None
    new: Finding | None

    @property
    def printed(self) -> str:
        """The name as printed on the new pack, else on the old one."""
        finding = self.new or self.old
        return finding.match.entry.printed if finding else ""


def differences(old: str, new: str, plan: HealingPlan, knowledge: Knowledge) -> tuple[NameChange, ...]:
    """What happened to every name, in the order of the new list; removed names at their old place.

    >>> from checker import load_knowledge
    >>> found = differences("Aqua, Parfum, Glycerin", "Water, Glycerin, Retinol", HealingPlan(), load_knowledge())
    >>> [(name.change.value, name.printed) for name in found]
    [('kept', 'Water'), ('removed', 'Parfum'), ('kept', 'Glycerin'), ('added', 'Retinol')]
    """
    before, after = (check_label(text, plan, knowledge=knowledge).findings for text in (old, new))
    was, now = ([_meaning(finding) for finding in findings] for findings in (before, after))
    found: list[NameChange] = []
    for kind, first, last, begin, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs = zip(before[first:last], after[begin:end], strict=True)
            found += [NameChange(Change.KEPT, ours, theirs) for ours, theirs in pairs]
            continue
        # A name that moved is listed once, at its new place.
        found += [NameChange(Change.REMOVED, before[at], None) for at in range(first, last) if was[at] not in set(now)]
        for at in range(begin, end):
            if now[at] in was:
                found.append(NameChange(Change.MOVED, before[was.index(now[at])], after[at]))
            else:
                found.append(NameChange(Change.ADDED, None, after[at]))
    return tuple(found)


def _meaning(finding: Finding) -> str:
    match = finding.match
    return match.ingredient.inci if match.ingredient else match.entry.key

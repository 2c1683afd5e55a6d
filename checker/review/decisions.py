"""Which rows of the knowledge decide the verdicts of labels.

A decision is the verdict of one label in one phase of healing after a standard treatment. It rests on the row of a group
and, where a context rule judged the entry, on that rule too. Verdicts that no row decides are left out: texts without a
list, and lists of which too much was not read.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path

from checker.check import check_label
from checker.knowledge.load import Knowledge
from checker.model.findings import Finding
from checker.model.plan import HealingPlan
from checker.model.terms import Level, Treatment, Verdict

#: The sets of rows any one of which is enough for a verdict. A row is named as in reviews.csv: "group:aha", "rule:10".
Decision = tuple[frozenset[str], ...]
_LEVELS = {Verdict.AVOID: Level.AVOID, Verdict.CAUTION: Level.CAUTION}


def labels_of(path: Path) -> list[str]:
    """The texts of a file of labels: JSON lines with a field `text`, or one list a line."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line)["text"] if line.startswith("{") else line for line in lines]


def decisions_of(texts: Iterable[str], knowledge: Knowledge) -> list[Decision]:
    """The decisions of labels, in the order of the texts and the phases.

    >>> from checker.knowledge.load import load_knowledge
    >>> [sorted(map(sorted, each)) for each in decisions_of(["Aqua, Parfum"], load_knowledge())][0]
    [['group:fragrance']]
    """
    plan = HealingPlan(treatment=Treatment.STANDARD, day=2)
    found: list[Decision] = []
    for text in texts:
        report = check_label(text, plan, knowledge=knowledge)
        for product in report.products:
            own = [f for f in report.findings if f.match.entry.product == report.products.index(product) + 1]
            found += [
                decision
                for phase, verdict in enumerate(product.by_phase)
                if (decision := _decision(own, phase, verdict, knowledge))
            ]
    return found


def _decision(findings: Sequence[Finding], phase: int, verdict: Verdict, knowledge: Knowledge) -> Decision:
    """The sets of rows any one of which is enough for the verdict in a phase; none where no row decides."""
    if verdict is Verdict.NO_KNOWN_PROBLEM:
        return (frozenset(chain.from_iterable(rows_of(finding, knowledge) for finding in findings)),)
    level = _LEVELS.get(verdict)
    deciding = [f for f in findings if level and f.by_phase[phase] is level and f.match.group]
    return tuple(dict.fromkeys(rows_of(finding, knowledge) for finding in deciding))


def rows_of(finding: Finding, knowledge: Knowledge) -> frozenset[str]:
    """The rows that judge an entry."""
    group, ingredient = finding.match.group, finding.match.ingredient
    if group is None:
        return frozenset()
    judged = finding.judged_as if finding.judged_as in knowledge.groups else group.id
    targets = [group.id, *([ingredient.inci] if ingredient else [])]
    rules = [rule for target in targets for rule in knowledge.rules.get(target, ()) if rule.why == finding.rule]
    return frozenset({f"group:{judged}", *(f"rule:{rule.order}" for rule in rules[:1])})


def ranked(decisions: Sequence[Decision]) -> list[tuple[str, int]]:
    """The rows, those that decide most first, each with how many decisions it adds to those before it.

    A row counts for a decision the more, the fewer other rows that decision still waits for (one over their square).

    >>> ranked([(frozenset({"a"}), frozenset({"b"})), (frozenset({"b"}),), (frozenset({"a", "c"}),)])
    [('b', 2), ('a', 0), ('c', 1)]
    """
    signed: set[str] = set()
    order: list[tuple[str, int]] = []
    still = list(decisions)
    while still:
        worth: dict[str, float] = defaultdict(float)
        for waiting in ([rows - signed for rows in each] for each in still):
            for row in set(chain.from_iterable(waiting)):
                worth[row] += max(1 / len(rows) ** 2 for rows in waiting if row in rows)
        row = min(worth, key=lambda row: (-worth[row], row))
        signed.add(row)
        left = [each for each in still if not decided(each, signed)]
        order.append((row, len(still) - len(left)))
        still = left
    return order


def decided(decision: Decision, signed: Collection[str]) -> bool:
    """Whether signed rows are enough for a decision."""
    return any(rows <= set(signed) for rows in decision)


def share_decided(decisions: Sequence[Decision], signed: Collection[str]) -> float:
    """The share (0-1) of the decisions for which signed rows are enough; 0 where there are none."""
    return sum(decided(each, signed) for each in decisions) / len(decisions) if decisions else 0.0

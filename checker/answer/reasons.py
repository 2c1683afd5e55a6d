"""Chooses the reasons that an answer tells: each group once, what stays strict longest first, the others as a number."""

from __future__ import annotations

from dataclasses import dataclass

from checker.judging.timeline import strictness
from checker.model.findings import Finding
from checker.model.report import Report

#: More reasons than this are not read.
MOST = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A reason that is told: the finding that stands for its group, and how many more names of the group there are."""

    finding: Finding
    others: int = 0


def told(report: Report) -> tuple[tuple[Told, ...], int]:
    """The reasons of an answer, and how many more names are as strict.

    >>> from checker import HealingPlan, check_label
    >>> plan = HealingPlan(treatment="standard", day=2)
    >>> reasons, more = told(check_label("Aqua, Limonene, Linalool, Citral, Retinol, Menthol", plan))
    >>> [(reason.finding.match.entry.printed, reason.others) for reason in reasons], more
    ([('Limonene', 2), ('Retinol', 0)], 1)
    """
    binding = report.binding
    if not binding or binding[0].level is None:
        return tuple(Told(finding) for finding in binding), 0
    first = binding[0]
    alike = [
        f for f in report.findings if f.level is first.level and f.match.entry.product == first.match.entry.product
    ]
    by_group: dict[tuple[str, str], dict[str, Finding]] = {}
    for finding in sorted(alike, key=lambda finding: strictness(finding, report.phase)):
        names = by_group.setdefault(_kind(finding), {})
        names.setdefault(finding.match.entry.key, finding)
    chosen = list(by_group.values())[:MOST]
    reasons = tuple(Told(next(iter(names.values())), len(names) - 1) for names in chosen)
    return reasons, sum(map(len, by_group.values())) - sum(map(len, chosen))


def _kind(finding: Finding) -> tuple[str, str]:
    """What findings share that are told as one: their group, and why they are judged so."""
    group = finding.match.group
    return group.id if group else "", "allergy" if finding.allergy else finding.rule or ""

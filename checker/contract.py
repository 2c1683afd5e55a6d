"""The contract: a report as plain data, with the field names and values that others' scripts read."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from checker.model import Finding, Report


def as_dict(report: Report) -> dict[str, Any]:
    """A report as plain data, ready for JSON."""
    return {
        "verdict": report.verdict.value,
        "phase": report.phase.value,
        "name": report.name,
        "claims": list(report.claims),
        "source": report.source,
        "confirmed": report.confirmed,
        "plan": _plain(report.plan),
        "with_care_from_day": report.with_care_from_day,
        "free_from_day": report.free_from_day,
        "with_care_from": _plain(report.date_of(report.with_care_from_day)),
        "free_from": _plain(report.date_of(report.free_from_day)),
        "timeline": [_plain(day) for day in report.timeline],
        "entries": [_entry_dict(finding) for finding in report.findings],
        "products": [
            {
                "name": product.name,
                "verdict": product.verdict.value,
                "with_care_from_day": product.with_care_from_day,
                "free_from_day": product.free_from_day,
                "binding": _printed(product.binding),
            }
            for product in report.products
        ],
        "helps": list(report.helps),
        "binding": _printed(report.binding),
        "hydration": {role.value: list(names) for role, names in report.hydration.items()},
        "ask_clinic": report.ask_clinic,
        "unread": list(report.unread),
        "unread_share": round(report.unread_share, 4),
        "products_in_text": len(report.products),
        "one_percent_line": report.products[0].one_percent_line if report.products else None,
        "left_out": [{"text": part.text, "why": part.why} for part in report.left_out],
        "protocol": dict(report.protocol) if report.protocol else None,
        "changed_by_protocol": [dict(change) for change in report.changed_by_protocol],
        "notes": list(report.notes),
        "edition": report.edition,
        "disclaimer": report.disclaimer,
    }


def _entry_dict(finding: Finding) -> dict[str, Any]:
    match, entry, group = finding.match, finding.match.entry, finding.match.group
    return {
        "printed": entry.printed,
        "start": entry.start,
        "end": entry.end,
        "product": entry.product,
        "position": entry.position,
        "section": entry.section.value,
        "percent": entry.percent,
        "how": match.how.value,
        "inci": match.ingredient.inci if match.ingredient else None,
        "group": group.id if group else None,
        "judged_as": finding.judged_as,
        "rule": finding.rule,
        "role": group.role.value if group else None,
        "level": finding.level.value if finding.level else None,
        "score": round(match.score, 1),
        "near": list(match.near),
        "ask_clinic": finding.ask_clinic,
        "reason": finding.reason,
        "evidence": finding.evidence or None,
        "sources": list(finding.sources),
    }


def _printed(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.match.entry.printed for finding in findings]


def _plain(value: Any) -> Any:
    """Dataclasses, enums, dates and tuples as plain JSON values."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value

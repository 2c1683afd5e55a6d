"""The whole answer (`Report`), and its JSON: the field names and values that other people's scripts rely on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from checker.model.findings import ClaimFloor, Finding, Mention, unread_share
from checker.model.label import LeftOut
from checker.model.plan import HealingPlan
from checker.model.signed import signed
from checker.model.terms import HELPING_ROLES, How, Level, Phase, Role, Use, Verdict


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the timeline."""

    day: int
    phase: Phase
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Product:
    """The answer for one product of the text."""

    name: str
    verdict: Verdict
    timeline: tuple[Day, ...]
    #: The verdict in each of the five phases, in the order of healing.
    by_phase: tuple[Verdict, ...]
    with_care_from_day: int | None
    free_from_day: int | None
    #: The one or two findings that decide.
    binding: tuple[Finding, ...]
    unread_share: float
    one_percent_line: int | None
    alphabetical: bool
    #: Whether its list can be sorted by amount, so that places say something.
    sorted: bool = True
    #: The claim of the pack that decides, alone or beside the binding findings.
    bound_by_claim: ClaimFloor | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer. Scripts read it as the plain data of `to_dict`."""

    plan: HealingPlan
    name: str
    phase: Phase
    verdict: Verdict
    products: tuple[Product, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[Day, ...]
    with_care_from_day: int | None
    free_from_day: int | None
    claims: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    #: Names of concern outside the list.
    mentioned: tuple[Mention, ...]
    notes: tuple[str, ...]
    edition: str
    disclaimer: str
    source: str = "text"
    confirmed: bool = True
    protocol: Mapping[str, str] | None = None
    changed_by_protocol: tuple[Mapping[str, str], ...] = ()
    #: Whether the list visibly ends before its end.
    cut: bool = False
    #: Allergies that could not be read, as typed.
    unknown_allergies: tuple[str, ...] = ()
    #: What to do with the product, and until when.
    advice: str = ""

    @property
    def by_phase(self) -> tuple[Verdict, ...]:
        """The verdict in each phase: the strictest of the products."""
        verdicts = zip(*(product.by_phase for product in self.products), strict=True)
        return tuple(max(same, key=lambda verdict: verdict.rank) for same in verdicts) or (Verdict.CANNOT_TELL,) * len(
            Phase
        )

    @property
    def binding(self) -> tuple[Finding, ...]:
        """The one or two findings that decide: those of the strictest product."""
        strictest = [product for product in self.products if product.verdict is self.verdict and product.binding]
        return strictest[0].binding if strictest else ()

    @property
    def sorted(self) -> bool:
        """Whether places say something: false where a list is in alphabetical order, or in none."""
        return all(product.sorted for product in self.products)

    @property
    def bound_by_claim(self) -> ClaimFloor | None:
        """The claim of the pack that decides, alone or beside the binding findings: that of the strictest product."""
        return next((p.bound_by_claim for p in self.products if p.verdict is self.verdict and p.bound_by_claim), None)

    @property
    def deciding(self) -> tuple[str, ...]:
        """What decides, in few words: the claim of the pack in quotes, and the printed names, each once."""
        claim = [f"“{self.bound_by_claim.claimed.text}”"] if self.bound_by_claim else []
        return tuple(dict.fromkeys([*claim, *_printed(self.binding)]))

    @property
    def ask_clinic(self) -> bool:
        """Whether an entry that only a clinician can judge is above ok on the day asked."""
        return any(f.ask_clinic and f.level is not Level.OK for f in self.findings)

    @property
    def only_mentioned(self) -> tuple[Mention, ...]:
        """The mentions that the answer depends on: of their group no entry stands in the product. Each name once."""
        alone = {mention.ingredient.inci: mention for mention in reversed(self.mentioned) if mention.alone}
        return tuple(sorted(alone.values(), key=lambda mention: mention.start))

    @property
    def unread(self) -> tuple[str, ...]:
        """The printed names that were not read."""
        return tuple(f.match.entry.printed for f in self.findings if f.match.how is How.UNREAD)

    @property
    def unread_share(self) -> float:
        """The share (0-1) of the declared and active entries that were not read."""
        return unread_share(finding.match for finding in self.findings)

    @property
    def hydration(self) -> dict[Role, tuple[str, ...]]:
        """The printed names that work against dryness and are ok, by role; empty for a rinse-off product."""
        found: dict[Role, list[str]] = {role: [] for role in HELPING_ROLES}
        for finding in self._helping:
            if finding.match.group is not None:
                found[finding.match.group.role].append(finding.match.entry.printed)
        return {role: tuple(dict.fromkeys(names)) for role, names in found.items()}

    @property
    def helps(self) -> tuple[str, ...]:
        """The printed names that work against dryness, in the order of the list."""
        return tuple(dict.fromkeys(finding.match.entry.printed for finding in self._helping))

    @property
    def _helping(self) -> list[Finding]:
        if self.plan.use is Use.RINSE_OFF:
            return []
        return [
            f for f in self.findings if f.level is Level.OK and f.match.group and f.match.group.role in HELPING_ROLES
        ]

    def date_of(self, day: int | None) -> date | None:
        """The calendar date of a day after the treatment, where the treatment date is known."""
        if day is None or self.plan.treated_on is None:
            return None
        return self.plan.treated_on + timedelta(days=day)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data, ready for JSON. Other people's scripts rely on its field names and values."""
        return _as_dict(self)


def _as_dict(report: Report) -> dict[str, Any]:
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
        "left_out": [_plain(part) for part in report.left_out],
        "mentioned": [_mention_dict(mention, list(Phase).index(report.phase)) for mention in report.mentioned],
        "bound_by_claim": _claim_dict(report.bound_by_claim),
        "sorted": report.sorted,
        "signed": signed(),
        "protocol": dict(report.protocol) if report.protocol else None,
        "changed_by_protocol": [dict(change) for change in report.changed_by_protocol],
        "advice": report.advice,
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


def _mention_dict(mention: Mention, today: int) -> dict[str, Any]:
    return {
        "inci": mention.ingredient.inci,
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "level": mention.by_phase[today].value,
    }


def _claim_dict(bound: ClaimFloor | None) -> dict[str, str] | None:
    return {key: getattr(bound.claimed, key) for key in ("claim", "text", "where")} if bound else None


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

"""Makes a handout from the shelf: the products that the clinic decided on, and any that the patient brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from checker.answer.sheet import Paper
from checker.check import check_label
from checker.clinic.handout import Placed, Where, handout, own, recommended
from checker.clinic.model import Advice, Clinic, Shelved
from checker.clinic.opening import StoreError
from checker.clinic.shelf import Rules
from checker.clinic.translations import Language
from checker.judging.timeline import phase_rows
from checker.model.plan import HealingPlan
from checker.shelf.routine import Item

#: The decisions that are handed out if no products are chosen, and the most products that a page holds.
USUAL = (Advice.RECOMMENDED, Advice.RECOMMENDED_FROM)
MOST = 30


def usual(shelf: Sequence[Shelved]) -> list[Shelved]:
    """The products that the clinic recommends."""
    return [s for s in shelf if s.decision is not None and s.decision.verdict in USUAL]


def hand_out(
    clinic: Clinic,
    chosen: Sequence[Shelved],
    brought: Sequence[Item],
    plan: HealingPlan,
    rules: Rules,
    language: Language = Language.EN,
    paper: Paper = Paper.A4,
) -> bytes:
    """The page as a PDF; nothing of the patient is kept.

    Raises `StoreError` where nothing or too much was chosen, `PlanError` without a date of treatment, and `LogoError`.
    """
    if not chosen and not brought:
        raise StoreError("There is nothing to hand out: sign a product as recommended, or choose one.")
    if len(chosen) + len(brought) > MOST:
        raise StoreError(f"{len(chosen) + len(brought)} products do not fit on a page: choose at most {MOST}.")
    placed = [_placed(shelved, plan, rules) for shelved in chosen]
    for item in brought:
        report = check_label(
            item.text, replace(plan, use=item.use), item.name, protocol=rules.protocol, knowledge=rules.ours
        )
        placed.append(own(item.name, report))
    protocol = rules.protocol
    return handout(
        clinic,
        placed,
        plan,
        language,
        paper,
        edition=rules.both.edition,
        protocol=f"{protocol.name} {protocol.version}" if protocol else "",
        notes=[note for s in chosen if protocol and (note := protocol.note_on(s.product.title))],
        phases={row.phase: row.from_day for row in phase_rows(plan, rules.both.phases[plan.treatment])},
    )


def _placed(shelved: Shelved, plan: HealingPlan, rules: Rules) -> Placed:
    """A product in its pile. If its formula or verdict changed after it was signed, the patient has to ask."""
    if shelved.decision is None or shelved.formula_changed or shelved.verdict_moved:
        return Placed(shelved.product.title, Where.ASK)
    plan = replace(plan, use=shelved.product.use)
    title = shelved.product.title
    report = check_label(shelved.formula.text, plan, title, protocol=rules.protocol, knowledge=rules.ours)
    return recommended(title, report, shelved.decision)

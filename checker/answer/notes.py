"""Makes the notes of a report: defaults that were taken, what could not be read, and what else the text and pack tell."""

from __future__ import annotations

from collections.abc import Sequence

from checker.answer import wording
from checker.matching.allergies import Allergy
from checker.model.findings import Finding, Mention
from checker.model.label import Label
from checker.model.plan import HealingPlan
from checker.model.report import Product
from checker.model.terms import Level, Treatment, Use

NOT_CONFIRMED = (
    "Read from a photo, and nobody has compared it with the pack yet. A photo can lose a line without a trace, so the "
    "answer is at best “with care”."
)


def notes_of(
    text: str,
    label: Label,
    plan: HealingPlan,
    *,
    products: Sequence[Product],
    findings: Sequence[Finding],
    allergies: Sequence[Allergy],
    claims: Sequence[str],
    only_if: str,
    confirmed: bool,
    mentions: Sequence[Mention],
) -> tuple[str, ...]:
    """All notes of a report, the most urgent first. `only_if` is the condition of the phase on the day asked."""
    return (
        *allergy_notes(allergies),
        *option_notes(plan, only_if),
        *list_notes(text, label, products, findings, mentions),
        *([claims_found(claims)] if claims else []),
        *default_notes(plan),
        *([] if confirmed else [NOT_CONFIRMED]),
    )


def list_notes(
    text: str, label: Label, products: Sequence[Product], findings: Sequence[Finding], mentions: Sequence[Mention]
) -> list[str]:
    """What the list itself makes worth a word: none at all, several, cut off, sorted by the alphabet."""
    notes = []
    if not findings:
        notes.append(wording.NOT_A_LIST if text.strip() else wording.NOTHING_PASTED)
        if mentions:
            names = dict.fromkeys(mention.ingredient.inci for mention in mentions)
            notes.append(wording.named_without_list(list(names)))
    if len(products) > 1:
        notes.append(several_products(len(products)))
    if label.cut:
        notes.append(LIST_IS_CUT)
    if any(product.alphabetical for product in products):
        notes.append(ALPHABETICAL)
    if any(not (product.sorted or product.alphabetical) for product in products):
        notes.append(NOT_SORTED)
    if sum(finding.level is Level.CAUTION for finding in findings) >= 3:
        notes.append(MANY_CAUTIONS)
    notes += [finding.message for finding in findings if finding.message]
    return list(dict.fromkeys(notes))


def default_notes(plan: HealingPlan) -> list[str]:
    """The defaults that the answer used."""
    notes = []
    if plan.treatment is Treatment.UNKNOWN:
        notes.append("You did not say how deep, so we took deep needling. If you say it, the answer may be milder.")
    if plan == HealingPlan(treatment=plan.treatment, use=plan.use, allergies=plan.allergies):
        notes.append("You gave no date, so we took day 1 after the treatment.")
    if plan.use is Use.LEAVE_ON:
        notes.append("We took it as a product that stays on the skin.")
    if plan.use is Use.WIPE:
        notes.append(WIPED)
    return notes


def option_notes(plan: HealingPlan, only_if: str) -> list[str]:
    """What the options of the plan mean."""
    notes = []
    if plan.from_clinic:
        notes.append(
            "Your clinic recommended this, so follow their advice. You may want to ask them about the points below."
        )
    if plan.slow_healing:
        notes.append("Your skin heals slowly, so we count every step of healing as later than usual.")
    if plan.still_irritated:
        condition = f", and only if {only_if}" if only_if else ""
        notes.append(f"Your skin is still irritated, so every date is the earliest day{condition}.")
    return notes


def several_products(count: int) -> str:
    """That a text holds several products."""
    return f"The text has {count} products. We looked at each, and the strictest answer counts."


WIPED = "Judged as a product that stays on the skin: what a wipe leaves there is not rinsed off. Press, do not rub."
LIST_IS_CUT = "The list is cut off: what is missing cannot be judged, so the answer is at best “with care”."
ALPHABETICAL = "The list is in alphabetical order, so places in it say nothing about amounts."
NOT_SORTED = (
    "The list is not sorted by amount (what most of a product is made of stands behind what is only a trace), so places "
    "in it say nothing about amounts."
)
MANY_CAUTIONS = "Several ingredients need care. A simpler product is the better choice for now."


def allergy_notes(allergies: Sequence[Allergy]) -> list[str]:
    """First the allergies that were not read, then those read with their spelling repaired."""
    notes = [
        f"Your allergy “{allergy.typed}” could not be read, so it was not looked for{wording.did_you_mean(allergy.near) or '.'}"
        for allergy in allergies
        if not allergy.targets
    ]
    return notes + [
        f"You wrote the allergy “{allergy.typed}”. Did you mean {allergy.read_as}?"
        for allergy in allergies
        if allergy.read_as
    ]


def claims_found(claims: Sequence[str]) -> str:
    """Claims that change how ingredients are judged."""
    return f"The pack claims: {', '.join(claim.replace('_', ' ') for claim in claims)}. That can make an ingredient count more."

"""The few lines that join reading, matching and judging into one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from checker import timeline, wording, wording_photo
from checker.allergies import read_allergy
from checker.garbage import no_search_for_garbage
from checker.judging import judge_product
from checker.knowledge import Knowledge, load_knowledge
from checker.label import read_label
from checker.matching import Matcher, matcher_for
from checker.model import Finding, HealingPlan, Label, LeftOut, Match, Product, Report
from checker.phrases import split_words
from checker.terms import Level, Phase, Verdict

if TYPE_CHECKING:
    from checker.clinic.protocol import Protocol

#: The claim of phrases that only look like one ("nail polish", "acne scars"); as the longest phrase they win.
NO_CLAIM = "none"
#: The longest name, in words, that is looked for in prose.
NAME_IN_PROSE = 4


@no_search_for_garbage()
def check_label(
    text: str,
    plan: HealingPlan | None = None,
    name: str = "",
    readings: Mapping[str, str | None] | None = None,
    protocol: Protocol | None = None,
    *,
    knowledge: Knowledge | None = None,
    source: str = "text",
    confirmed: bool = True,
) -> Report:
    """Check a pasted ingredient list for skin healing after microneedling.

    `readings` holds readings that a person confirmed (printed name -> INCI name) or refused (-> None).
    With a clinic's `protocol` the answer follows it, and says what it changed in ours. `source` is "text" or "photo"; a
    photo's text that nobody `confirmed` is at best caution: a photo can lose a line without a trace.
    Raises `KnowledgeError` when the tables are faulty, `KeyError` for a confirmed name that is not in them.

    >>> report = check_label("Aqua, Glycerin, Ceramide NP, Parfum", HealingPlan(treatment="standard", day=2))
    >>> report.verdict.value, report.with_care_from_day, report.free_from_day
    ('avoid', 7, 14)
    """
    plan = plan or HealingPlan()
    knowledge = knowledge or load_knowledge()
    if protocol is not None:
        plan = protocol.plan(plan, name)
        ours, theirs = (
            check_label(text, plan, name, readings, knowledge=over, source=source, confirmed=confirmed)
            for over in (knowledge, protocol.over(knowledge))
        )
        return protocol.told(ours, theirs)
    matcher = matcher_for(knowledge)
    label = read_label(text, knowledge.headings, matcher.identity, matcher.seen, matcher.hints)
    claims = find_claims(name, text, label, knowledge)
    allergies = [read_allergy(typed, matcher) for typed in plan.allergies]
    unsure = label.cut or not confirmed or any(not allergy.targets for allergy in allergies)
    at_best = Verdict.CAUTION if unsure else Verdict.NO_KNOWN_PROBLEM

    judged = [
        judge_product(matches, plan, knowledge, name=product, claims=claims, allergies=allergies, at_best=at_best)
        for product, matches in _by_product(label, matcher, readings)
    ] or [judge_product([], plan, knowledge)]
    products = tuple(product for product, _ in judged)
    findings = tuple(finding for _, found in judged for finding in found)
    rows = timeline.phase_rows(plan, knowledge.phases[plan.treatment])
    today = timeline.phase_on(plan.day, plan, rows)
    return Report(
        plan=plan,
        name=name,
        phase=today.phase,
        verdict=timeline.strictest(products).verdict,
        products=products if findings else (),
        findings=findings,
        timeline=timeline.merge_timelines(products),
        with_care_from_day=timeline.latest(product.with_care_from_day for product in products),
        free_from_day=timeline.latest(product.free_from_day for product in products),
        claims=claims,
        left_out=label.left_out,
        notes=(
            *wording.allergy_notes(allergies),
            *wording.option_notes(plan, today.only_if),
            *_list_notes(text, label, products, findings, matcher),
            *([wording.claims_found(claims)] if claims else []),
            *wording.default_notes(plan),
            *([] if confirmed else [wording_photo.NOT_CONFIRMED]),
        ),
        edition=knowledge.edition,
        disclaimer=wording.DISCLAIMER,
        source=source,
        confirmed=confirmed,
    )


def find_claims(name: str, text: str, label: Label, knowledge: Knowledge) -> tuple[str, ...]:
    """Effects that the product's name or the text before the list claims ("exfoliating", "scrub")."""
    begins = label.entries[0].start if label.entries else 0
    before = [part.text for part in label.left_out if part.start < begins and part.why != "disclaimer"]
    found: list[str] = []
    for passage in [name, *label.product_names, *before]:
        words = split_words(passage)
        for mark in knowledge.claims.find(passage, words):
            # "free of", "ohne": up to three words right before the claim cancel it.
            preceding = [" ".join(w.key for w in words[max(0, mark.word - n) : mark.word]) for n in (1, 2, 3)]
            found += [claim.claim for claim in mark.value if claim.not_after.isdisjoint(preceding)]
    return tuple(claim for claim in dict.fromkeys(found) if claim != NO_CLAIM)


def _by_product(
    label: Label, matcher: Matcher, readings: Mapping[str, str | None] | None
) -> list[tuple[str, list[Match]]]:
    products: dict[int, list[Match]] = {}
    for entry in label.entries:
        products.setdefault(entry.product, []).append(matcher.match(entry, readings))
    return [(label.product_names[number - 1], matches) for number, matches in products.items()]


def _list_notes(
    text: str, label: Label, products: Sequence[Product], findings: Sequence[Finding], matcher: Matcher
) -> list[str]:
    notes = []
    if not findings:
        notes.append(wording.NOT_A_LIST if text.strip() else wording.NOTHING_PASTED)
        if concerning := _concern_in_prose(label.left_out, matcher):
            notes.append(wording.concern_in_prose(concerning))
    if len(products) > 1:
        notes.append(wording.several_products(len(products)))
    if label.cut:
        notes.append(wording.LIST_IS_CUT)
    if any(product.alphabetical for product in products):
        notes.append(wording.ALPHABETICAL)
    if sum(finding.level is Level.CAUTION for finding in findings) >= 3:
        notes.append(wording.MANY_CAUTIONS)
    notes += [finding.message for finding in findings if finding.message]
    return list(dict.fromkeys(notes))


def _concern_in_prose(left_out: Sequence[LeftOut], matcher: Matcher) -> list[str]:
    """INCI names of concern that sentences mention, in their order; known names only, nothing is repaired."""
    names = matcher.knowledge.names
    early = list(Phase).index(Phase.EARLY_REPAIR)
    found: list[str] = []
    for part in left_out:
        keys = [word.key for word in split_words(part.text)]
        for start in range(len(keys)):
            for length in range(NAME_IN_PROSE, 0, -1):
                name = names.get(" ".join(keys[start : start + length]))
                if name is not None:
                    if matcher.knowledge.group_of(name.ingredient).leave_on[early] is not Level.OK:
                        found.append(name.ingredient.inci)
                    break
    return list(dict.fromkeys(found))

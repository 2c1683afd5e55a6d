"""The line that joins the stages: a pasted text and a healing plan to a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from checker.answer import wording
from checker.answer.advice import advice, case_of_report
from checker.answer.notes import notes_of
from checker.judging import timeline
from checker.judging.judge import Judged, judge_for
from checker.judging.left_out import nothing_lost
from checker.judging.timeline import Course, course_of, outlook_of
from checker.knowledge.load import Knowledge, load_knowledge
from checker.matching.allergies import read_allergy
from checker.matching.matcher import matcher_for
from checker.model.collector import collector_paused
from checker.model.findings import ClaimFloor, Mention, unread_share
from checker.model.plan import HealingPlan
from checker.model.report import Product, Report
from checker.model.terms import Verdict
from checker.reading.claims import find_claims
from checker.reading.label import read_label


class OwnRules(Protocol):
    """Somebody's own rules in place of ours, such as a clinic's protocol: what they change, and what they say of it."""

    def plan(self, plan: HealingPlan, name: str) -> HealingPlan:
        """The plan for a product of this name."""

    def applied_to(self, knowledge: Knowledge) -> Knowledge:
        """The knowledge as these rules change it."""

    def explained(self, ours: Report, theirs: Report) -> Report:
        """The answer by these rules, with their name and what they changed in ours."""


@collector_paused()
def check_label(
    text: str,
    plan: HealingPlan | None = None,
    name: str = "",
    readings: Mapping[str, str | None] | None = None,
    protocol: OwnRules | None = None,
    *,
    knowledge: Knowledge | None = None,
    source: str = "text",
    confirmed: bool = True,
) -> Report:
    """Check a pasted ingredient list for skin healing after microneedling.

    `readings` holds readings that a person confirmed (printed name -> INCI name) or refused (-> None).
    With a `protocol` the answer follows its rules, and says what they changed in ours. `source` is "text" or "photo"; a
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
            check_label(text, plan, name, readings, knowledge=own, source=source, confirmed=confirmed)
            for own in (knowledge, protocol.applied_to(knowledge))
        )
        return protocol.explained(ours, theirs)
    matcher = matcher_for(knowledge)
    label = read_label(text, matcher.gazetteer)
    claims = find_claims(name, label, knowledge.claims)
    claim_words = tuple(dict.fromkeys(claimed.claim for claimed in claims))
    allergies = [read_allergy(typed, matcher) for typed in plan.allergies]
    unsure = label.cut or not confirmed or any(not allergy.targets for allergy in allergies)
    at_best = Verdict.CAUTION if unsure else Verdict.NO_KNOWN_PROBLEM

    course = course_of(plan, knowledge)
    judge = judge_for(knowledge, plan.use, frozenset(claim_words), tuple(allergies))
    read = nothing_lost(text, label, matcher, judge, readings)
    label, mentions = read.label, read.mentions
    judged = {number: judge.judge(matches) for number, matches in read.products.items()}
    findings = tuple(finding for found in judged.values() for finding in found.findings(course.today))
    products = [
        _product(
            label.product_names[number - 1],
            found,
            course,
            at_best,
            [m for m in mentions if m.product == number],
            judge.floor(claims, number),
        )
        for number, found in judged.items()
    ] or [_product("", judge.judge([]), course, at_best)]
    report = Report(
        plan=plan,
        name=name,
        phase=course.phase,
        verdict=timeline.strictest(products).verdict,
        products=tuple(products) if findings else (),
        findings=findings,
        timeline=timeline.merge_timelines(products),
        with_care_from_day=timeline.latest(product.with_care_from_day for product in products),
        free_from_day=timeline.latest(product.free_from_day for product in products),
        claims=claim_words,
        left_out=label.left_out,
        mentioned=mentions,
        notes=notes_of(
            text,
            label,
            plan,
            products=products,
            findings=findings,
            allergies=allergies,
            claims=claim_words,
            only_if=course.only_if,
            confirmed=confirmed,
            mentions=mentions,
        ),
        edition=knowledge.edition,
        disclaimer=wording.DISCLAIMER,
        source=source,
        confirmed=confirmed,
        cut=label.cut,
        unknown_allergies=tuple(allergy.typed for allergy in allergies if not allergy.targets),
    )
    return replace(report, advice=advice(case_of_report(report)))


def _product(
    name: str,
    judged: Judged,
    course: Course,
    at_best: Verdict,
    mentions: Sequence[Mention] = (),
    claim: ClaimFloor | None = None,
) -> Product:
    """The answer for one product of the text."""
    outlook = outlook_of(judged.matches, judged.of_concern(course.today), course, at_best, mentions, claim)
    return Product(
        name=name,
        verdict=outlook.verdict,
        timeline=outlook.timeline(course),
        by_phase=outlook.by_phase,
        with_care_from_day=outlook.with_care_from_day,
        free_from_day=outlook.free_from_day,
        binding=outlook.binding,
        unread_share=unread_share(judged.matches),
        one_percent_line=judged.places.one_percent_line,
        alphabetical=judged.places.alphabetical,
        sorted=judged.places.sorted,
        bound_by_claim=outlook.bound_by_claim,
    )

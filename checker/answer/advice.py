"""Says what to do with a product, and until when: one short text for every answer, the same in every front.

`Case` holds all that the advice depends on, so that a report and a row of a table come to the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from checker.answer import wording_advice as words
from checker.model.findings import Finding, Mention
from checker.model.plan import HealingPlan
from checker.model.report import Report
from checker.model.terms import How, Level, Phase, Section, Use, Verdict

_INDEX = {phase: index for index, phase in enumerate(Phase)}


@dataclass(frozen=True, slots=True)
class Case:
    """What the advice depends on. Days count from the treatment; names are as printed."""

    verdict: Verdict
    use: Use = Use.LEAVE_ON
    today: int = 1
    treated_on: date | None = None
    #: The first day of use with care, and the first day without a known problem.
    care: int | None = None
    free: int | None = None
    #: The day on which the needle channels are closed; None where they are today.
    closed_from: int | None = None
    irritated: bool = False
    from_clinic: bool = False
    #: The name that only a prescriber or the clinic can judge, where it is above ok today.
    prescribed: str = ""
    #: The name that the person entered as an allergy.
    allergy: str = ""
    #: Allergies that could not be read, as typed.
    unknown_allergies: tuple[str, ...] = ()
    #: The names that decide, and whether all of them stand under "may contain".
    binding: tuple[str, ...] = ()
    only_optional: bool = False
    #: Whether an ingredient, and not a doubt alone, makes the answer what it is.
    by_ingredient: bool = True
    #: The pack's own words that decide.
    claim: str = ""
    #: The unread names, and those known but not judged.
    unread: tuple[str, ...] = ()
    not_judged: tuple[str, ...] = ()
    has_list: bool = True
    cut: bool = False
    confirmed: bool = True
    #: Names that only the text around the list gives, and the day from which none of them is of concern.
    mentioned: tuple[str, ...] = ()
    mentioned_until: int | None = None


@lru_cache(maxsize=20_000)
def advice(case: Case) -> str:
    """What to do, and until when.

    >>> advice(Case(Verdict.AVOID, care=7, free=14, today=2))
    'Not yet: skip it until day 7 after your treatment. Until then, use a plain cream without scent. After that use only a \
little; from day 14 there is no known problem.'
    >>> advice(Case(Verdict.NO_KNOWN_PROBLEM, today=4))
    'No known problem: you can go on using it today (day 4). Stop if it stings for more than a minute.'
    """
    return f"{words.lead(case.verdict, _who(case), case.closed_from is not None)}: {to_do(case)}"


def to_do(case: Case) -> str:
    """The advice without its first words, which a card has as its heading."""
    when = words.When(case.today, case.treated_on, case.irritated)
    who = _who(case)
    if who is words.Who.ALLERGY:
        lines = [words.has_allergy(case.allergy)]
    elif who is words.Who.CLINIC:
        lines = [words.follow_clinic(case.verdict, case.binding or case.unread)]
    elif who is words.Who.PRESCRIBER:
        lines = [words.ask_prescriber(case.prescribed)]
    elif case.verdict is Verdict.AVOID:
        lines = _not_yet(case, when)
    elif case.verdict is Verdict.CAUTION:
        lines = _with_care(case, when)
    elif case.verdict is Verdict.CANNOT_TELL:
        lines = _cannot_tell(case, when)
    elif case.closed_from is not None:
        lines = [words.only_from_clinic(when.until(case.closed_from)), words.then_go_on(case.use)]
    else:
        lines = [words.go_on(case.use, case.today)]
    unknown = [words.unknown_allergies(case.unknown_allergies)] if case.unknown_allergies else []
    return words.joined([*unknown, *lines])


@lru_cache(maxsize=20_000)
def shortly(case: Case) -> str:
    """The advice for one line of a sheet, where the heading says how to use what needs care.

    >>> shortly(Case(Verdict.AVOID, care=7, free=14, today=2))
    'Skip it until day 7 after your treatment. From day 14 there is no known problem.'
    """
    when = words.When(case.today, case.treated_on, case.irritated)
    if _who(case) is not words.Who.LIST or case.unknown_allergies or case.only_optional or _doubts(case):
        return words.sentence(to_do(case))
    later = case.free if case.free is not None and case.free > case.today else None
    if case.verdict is Verdict.CAUTION and later is not None:
        return words.free_from(when.again(later))
    if case.verdict is Verdict.AVOID and case.care is not None and case.care > case.today:
        after = [words.free_from(when.again(later))] if later is not None else []
        return " ".join([words.skip(when.until(case.care)), *after])
    if case.verdict is Verdict.NO_KNOWN_PROBLEM and case.closed_from is None:
        return ""
    return words.sentence(to_do(case))


def already_used(case: Case) -> str:
    """What to do if it was used too early; empty where nothing was, or where somebody else's word comes first."""
    who = _who(case)
    if case.verdict is not Verdict.AVOID or case.only_optional or who in (words.Who.CLINIC, words.Who.PRESCRIBER):
        return ""
    when = words.When(case.today, case.treated_on, case.irritated)
    day = next((day for day in (case.care, case.free) if day is not None and day > case.today), None)
    return words.already_used(when.until(day) if day is not None else "", who is words.Who.ALLERGY)


def _who(case: Case) -> words.Who:
    """Whose word decides."""
    if case.allergy:
        return words.Who.ALLERGY
    if case.from_clinic:
        return words.Who.CLINIC
    return words.Who.PRESCRIBER if case.prescribed else words.Who.LIST


def _not_yet(case: Case, when: words.When) -> list[str]:
    care, free = case.care, case.free
    why = [words.pack_says(case.claim)] if case.claim else []
    if case.only_optional:
        return [*why, words.look_for_shade(case.binding)]
    instead = words.instead(case.use, case.closed_from is not None)
    if care is None or care <= case.today:
        if free is not None and free > case.today:
            return [*why, words.skip(when.until(free)), instead, words.no_problem_after(), *_doubts(case)]
        return [*why, words.leave_off(case.today, case.binding), *_doubts(case)]
    lines = [*why, words.skip(when.until(care)), instead]
    if care == free:
        lines.append(words.no_problem_after())
    elif free is not None and free > care:
        lines.append(words.little_after(case.use, when.again(free)))
    else:
        lines.append(words.little_after(case.use, ""))
    return [*lines, *_doubts(case)]


def _with_care(case: Case, when: words.When) -> list[str]:
    doubts = _doubts(case)
    if case.only_optional and not doubts:
        return [words.look_for_shade(case.binding)]
    later = when.until(case.free) if case.free is not None and case.free > case.today else ""
    if doubts and not case.by_ingredient and not later:
        return doubts
    if case.unknown_allergies and not case.by_ingredient:
        return doubts
    lines = [words.pack_says(case.claim)] if case.claim else []
    if case.closed_from is not None:
        lines.append(words.only_from_clinic(when.until(case.closed_from)))
        if case.free is not None and case.free <= case.closed_from:
            return [*doubts, *lines, words.then_go_on(case.use)]
    names = case.binding if case.by_ingredient else ()
    lines.append(words.gently(case.use, case.closed_from is not None, case.cut or not case.confirmed, later, names))
    return [*doubts, *lines]


def _cannot_tell(case: Case, when: words.When) -> list[str]:
    named = []
    if case.mentioned:
        until = case.mentioned_until
        named = [
            words.named_so_skip(
                case.mentioned, when.until(until) if until and until > case.today else "", case.has_list
            )
        ]
    if not case.has_list:
        return [*named, words.find_list()]
    return [words.compare_unread(case.unread), *named, *_doubts(case, also_names=False)]


def _doubts(case: Case, also_names: bool = True) -> list[str]:
    """What keeps the answer from being sure, and what to do about it."""
    found = []
    if not case.confirmed:
        found.append(words.compare_photo())
    if case.cut:
        found.append(words.paste_the_rest())
    if also_names and case.mentioned:
        found.append(words.also_named(case.mentioned))
    if also_names and case.unread:
        found.append(words.unread_names(case.unread))
    if also_names and case.not_judged and not case.unread:
        found.append(words.not_judged(case.not_judged))
    return found


def case_of(
    plan: HealingPlan,
    phases: Sequence[Phase],
    phase: Phase,
    verdict: Verdict,
    days: tuple[int | None, int | None],
    of_concern: Iterable[Finding],
    binding: Iterable[Finding],
    *,
    has_list: bool,
    cut: bool = False,
    confirmed: bool = True,
    unknown_allergies: tuple[str, ...] = (),
    mentions: Sequence[Mention] = (),
    claim: str = "",
) -> Case:
    """The case of a judged product. `phases` has the phase of each day from 0; `days` are the two first days."""
    of_concern, binding = list(of_concern), list(binding)
    above = [f for f in of_concern if f.level is not Level.OK]
    alone = [mention for mention in mentions if mention.alone]
    decide = [f for f in binding if f.level in (Level.AVOID, Level.CAUTION)]
    optional = bool(decide) and all(f.match.entry.section is Section.MAY_CONTAIN for f in _as_strict(above, decide[0]))
    return Case(
        verdict,
        plan.use,
        plan.day,
        plan.treated_on,
        *days,
        closed_from=_closed_from(phases) if phase is Phase.OPEN_CHANNELS else None,
        irritated=plan.still_irritated,
        from_clinic=plan.from_clinic,
        prescribed=next((_name(f) for f in above if f.ask_clinic), ""),
        allergy=next((_name(f) for f in above if f.allergy), ""),
        unknown_allergies=unknown_allergies,
        binding=_names(decide),
        only_optional=optional and not alone and not claim,
        by_ingredient=bool(decide) or bool(claim),
        claim=claim,
        unread=_names(f for f in above if f.match.how is How.UNREAD),
        not_judged=_names(f for f in above if f.level is None and f.match.how is not How.UNREAD),
        has_list=has_list,
        cut=cut,
        confirmed=confirmed,
        mentioned=tuple(dict.fromkeys(mention.ingredient.inci for mention in alone)),
        mentioned_until=_clear_from(alone, phases),
    )


def case_of_report(report: Report) -> Case:
    """The case of a report."""
    return case_of(
        report.plan,
        [day.phase for day in report.timeline],
        report.phase,
        report.verdict,
        (report.with_care_from_day, report.free_from_day),
        [finding for finding in report.findings if finding.judgement.of_concern],
        report.binding,
        has_list=bool(report.findings),
        cut=report.cut,
        confirmed=report.confirmed,
        unknown_allergies=report.unknown_allergies,
        mentions=report.mentioned,
        claim=report.bound_by_claim.claimed.text if report.bound_by_claim else "",
    )


def _as_strict(findings: Sequence[Finding], one: Finding) -> list[Finding]:
    return [finding for finding in findings if finding.level is one.level]


def _closed_from(phases: Sequence[Phase]) -> int | None:
    return next((day for day, phase in enumerate(phases) if phase is not Phase.OPEN_CHANNELS), None)


def _clear_from(mentions: Sequence[Mention], phases: Sequence[Phase]) -> int | None:
    """The first day from which no mentioned name is of concern; None where there is no such day."""
    strict = [
        day
        for day, phase in enumerate(phases)
        if any(mention.by_phase[_INDEX[phase]] is not Level.OK for mention in mentions)
    ]
    first = strict[-1] + 1 if strict else 0
    return first if mentions and first < len(phases) else None


def _name(finding: Finding) -> str:
    return " ".join(finding.match.entry.printed.split())


def _names(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_name(finding) for finding in findings))

"""From matches and a healing plan to levels, and to the answer for each product.

The rules themselves are rows: levels and places in groups.csv, exceptions in context_rules.csv.
Here stands only how rows are applied (DESIGN 6; clinical reference 3.2 for the 1 % line and the places in a list).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import lt

from checker.allergies import Allergy
from checker.knowledge import Knowledge
from checker.model import ContextRule, Entry, Finding, Group, HealingPlan, Levels, Match, Product, unread_share
from checker.terms import How, Level, Phase, Section, Use, Verdict
from checker.timeline import binding, dates, day_of, floor_of, phases_of, verdicts_of

#: So many names in alphabetical order say that the list is not sorted by amount (21 CFR 201.66 allows it).
ALPHABETICAL_RUN = 8
_ALWAYS_AVOID: Levels = (Level.AVOID,) * 5


# --- one product -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its rank in its section, how long that is, and whether the 1 % line is before it."""

    position: int
    rank: int
    length: int
    after_line: bool
    #: Alphabetical lists and "may contain" entries: the place says nothing.
    counts: bool

    def within(self, rank: int, first_half: bool) -> bool:
        """Whether it stands among the first `rank` (and in the first half of the list)."""
        return self.counts and self.rank <= rank and (not first_half or self.rank <= (self.length + 1) // 2)


@dataclass(frozen=True)
class Context:
    """What the rules look at: the tags of the product's entries at their positions, the use and the claims on the pack."""

    tags: Sequence[frozenset[str]]
    positions: Sequence[int]
    use: Use
    claims: frozenset[str]

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(self.tags))

    def members(self, wanted: frozenset[str], except_for: frozenset[str] = frozenset()) -> int:
        """How many entries belong to one of the groups or are one of the ingredients."""
        return sum(self._counts[tag] for tag in wanted) - len(except_for & wanted)

    def before(self, wanted: frozenset[str], position: int) -> bool:
        """Whether such an entry stands before a position."""
        return any(
            at < position and not tags.isdisjoint(wanted) for at, tags in zip(self.positions, self.tags, strict=True)
        )


def tags_of(match: Match) -> frozenset[str]:
    """What rules and allergies know an entry by: its group's id and its ingredient's INCI name."""
    return frozenset(
        [*([match.group.id] if match.group else []), *([match.ingredient.inci] if match.ingredient else [])]
    )


def judge_product(
    matches: Sequence[Match],
    plan: HealingPlan,
    knowledge: Knowledge,
    *,
    name: str = "",
    claims: Iterable[str] = (),
    allergies: Sequence[Allergy] = (),
    at_best: Verdict = Verdict.NO_KNOWN_PROBLEM,
) -> tuple[Product, tuple[Finding, ...]]:
    """Judge the matches of one product. `at_best` caps the verdict (a list that is cut, an allergy that was not read)."""
    tags = [tags_of(match) for match in matches]
    context = Context(tags, [match.entry.position for match in matches], plan.use, frozenset(claims))
    phase, phases = phases_of(plan, knowledge)
    today = list(Phase).index(phase)
    places, line, alphabetical = _places(matches, plan.use)
    findings = tuple(
        judge(match, own, place, context, knowledge, allergies, today)
        for match, own, place in zip(matches, tags, places, strict=True)
    )
    floor = floor_of(findings, at_best)
    declared = [f for f in findings if f.match.entry.section is not Section.MAY_CONTAIN]
    by_phase = verdicts_of(findings, floor)
    timeline = tuple(day_of(day, phase, by_phase[phase]) for day, phase in enumerate(phases))
    of_list = by_phase if len(declared) == len(findings) else verdicts_of(declared, floor)
    with_care, free = dates(phases, tuple(of_list.values()), declared)
    verdict = by_phase[phase]
    product = Product(
        name=name,
        verdict=verdict,
        timeline=timeline,
        by_phase=tuple(by_phase.values()),
        with_care_from_day=with_care,
        free_from_day=free,
        binding=binding(findings, verdict, phase),
        unread_share=unread_share(findings),
        one_percent_line=line,
        alphabetical=alphabetical,
    )
    return product, findings


def judge(
    match: Match,
    tags: frozenset[str],
    place: Place,
    context: Context,
    knowledge: Knowledge,
    allergies: Sequence[Allergy],
    today: int,
) -> Finding:
    """One entry as judged at its place among the others; `today` is the index of the phase of the day asked."""
    inci = match.ingredient.inci if match.ingredient else ""
    if any(not tags.isdisjoint(allergy.targets) for allergy in allergies):
        reason, evidence, sources = _told(match.group.id, inci, knowledge) if match.group else ("", "", ())
        return Finding(match, Level.AVOID, _ALWAYS_AVOID, None, "allergy", "", reason, evidence, sources, allergy=True)
    if match.group is None:
        return Finding(match, None, (None,) * len(Phase))
    levels, judged_as, rule, message = _levels(match, match.group, tags, place, context, knowledge)
    if knowledge.overlay is not None:
        about, ours = (inci, match.group.id), levels
        levels, message = knowledge.overlay.levels(about, context.use, ours), knowledge.overlay.note(about) or message
        rule = rule if levels == ours else knowledge.overlay.name
    told_of = judged_as if judged_as in knowledge.groups else match.group.id
    return Finding(match, levels[today], levels, judged_as, rule, message, *_told(told_of, inci, knowledge))


@lru_cache(maxsize=50_000)
def _told(group_id: str, inci: str, knowledge: Knowledge) -> tuple[str, str, tuple[str, ...]]:
    """What is told of a group, or of an ingredient in it: the reason, the evidence and the sources that users may see."""
    group, ingredient = knowledge.groups[group_id], knowledge.ingredients.get(inci)
    note, own = (ingredient.note, ingredient.sources) if ingredient else ("", ())
    sources = dict.fromkeys((*group.sources, *own))
    return f"{group.reason} {note}".strip(), group.evidence, tuple(s for s in sources if knowledge.sources[s].show)


def _levels(
    match: Match, group: Group, tags: frozenset[str], place: Place, context: Context, knowledge: Knowledge
) -> tuple[Levels, str | None, str | None, str]:
    """The levels of an entry, what it was judged as, by which rule, and a message of that rule."""
    use = context.use
    base = _base(group, use)
    if match.entry.section is Section.MAY_CONTAIN:
        return base, None, None, ""
    for rule in rules_for(match, knowledge):
        if _holds(rule, match.entry, tags, place, context):
            if rule.judge_as == "base":
                levels, judged_as = base, "base"
            elif rule.judge_as in ("early", "late", "stricter_of_early_and_rinse_off"):
                levels, judged_as = _variant(group, use, rule.judge_as), rule.judge_as
            else:
                other = knowledge.groups[rule.judge_as]
                levels, judged_as = _by_place(other, match, place, use)[0], other.id
            return levels, judged_as, rule.why, rule.message
    levels, place_said = _by_place(group, match, place, use)
    return levels, place_said, {"early": "early in the list", "late": "after the 1 % line"}.get(place_said or ""), ""


def rules_for(match: Match, knowledge: Knowledge) -> Sequence[ContextRule]:
    """The context rules of an entry's group and ingredient, in file order."""
    of_group = knowledge.rules.get(match.group.id, ()) if match.group else ()
    of_ingredient = knowledge.rules.get(match.ingredient.inci, ()) if match.ingredient else ()
    return sorted([*of_group, *of_ingredient], key=lambda rule: rule.order) if of_ingredient else of_group


def _by_place(group: Group, match: Match, place: Place, use: Use) -> tuple[Levels, str | None]:
    """A group's levels at a place; a stated percentage beats the place, and late wins over early."""
    if match.entry.percent is None and place.counts:
        if place.after_line and _late(group, use) is not None:
            return _variant(group, use, "late"), "late"
        early = not place.after_line and group.early_within is not None
        if early and group.early_within and place.within(group.early_within, group.first_half) and _early(group, use):
            return _variant(group, use, "early"), "early"
    return _base(group, use), None


def _base(group: Group, use: Use) -> Levels:
    return group.rinse_off if use is Use.RINSE_OFF else group.leave_on


def _early(group: Group, use: Use) -> Levels | None:
    return group.early_rinse_off if use is Use.RINSE_OFF else group.early_leave_on


def _late(group: Group, use: Use) -> Levels | None:
    return group.late_rinse_off if use is Use.RINSE_OFF else group.late_leave_on


def _variant(group: Group, use: Use, variant: str) -> Levels:
    """A group's levels as early, late, or the stricter of early and rinse-off; the base where it has none."""
    base = _base(group, use)
    if variant == "late":
        return _late(group, use) or base
    early = _early(group, use) or base
    if variant == "early":
        return early
    a, b, c, d, e = (max(pair, key=lambda level: level.rank) for pair in zip(early, group.rinse_off, strict=True))
    return a, b, c, d, e


def _holds(rule: ContextRule, entry: Entry, tags: frozenset[str], place: Place, context: Context) -> bool:
    """Whether every condition of a rule holds for an entry."""
    return (
        may_hold(rule, entry, context.use, context.claims)
        and _holds_at(rule, entry, place)
        and holds_among(rule, tags, place.position, context)
    )


def may_hold(rule: ContextRule, entry: Entry, use: Use, claims: frozenset[str]) -> bool:
    """Whether a rule's conditions on the entry itself, the use and the claims hold: those that no place changes."""
    percent = entry.percent
    if use not in rule.uses or (rule.section and rule.section is not entry.section):
        return False
    if rule.percent_at_least is not None and not (percent is not None and percent >= rule.percent_at_least):
        return False
    if rule.percent_at_most is not None and not (percent is not None and percent <= rule.percent_at_most):
        return False
    return not (rule.claims and rule.claims.isdisjoint(claims)) and rule.without_claims.isdisjoint(claims)


def _holds_at(rule: ContextRule, entry: Entry, place: Place) -> bool:
    """Whether a rule's conditions of place hold. A stated percentage beats them."""
    if rule.rank_at_most is not None or rule.line or rule.preceded_by:
        if not place.counts or (entry.percent is not None and not rule.preceded_by):
            return False
        if rule.rank_at_most is not None and not place.within(rule.rank_at_most, rule.first_half):
            return False
        if rule.line and place.after_line is not (rule.line == "after"):
            return False
    return rule.list_at_least is None or place.length >= rule.list_at_least


def holds_among(rule: ContextRule, tags: frozenset[str], position: int, context: Context) -> bool:
    """Whether a rule's conditions on the other entries hold for an entry with these tags."""
    return (
        (not rule.together_with or context.members(rule.together_with, tags) > 0)
        and not (rule.without and context.members(rule.without, tags))
        and (not rule.preceded_by or context.before(rule.preceded_by, position))
        and (rule.members_at_least is None or context.members(frozenset({rule.target})) >= rule.members_at_least)
    )


def company_of(rule: ContextRule) -> frozenset[str]:
    """The tags of other entries that a rule looks for; none where it looks at the entry alone."""
    members = frozenset() if rule.members_at_least is None else frozenset({rule.target})
    return rule.together_with | rule.without | rule.preceded_by | members


# --- places ----------------------------------------------------------------------------------------------------


def _places(matches: Sequence[Match], use: Use) -> tuple[list[Place], int | None, bool]:
    """The place of each entry in its section, the position of the 1 % line, and whether a section is alphabetical."""
    sections: dict[Section, list[Match]] = {}
    for match in matches:
        sections.setdefault(match.entry.section, []).append(match)
    alphabetical = {section for section, found in sections.items() if is_alphabetical(map(key_in_order, found))}
    lines = {
        section: next((m.entry.position for m in found if is_marker(m, use)), None)
        for section, found in sections.items()
        if section not in alphabetical
    }
    rank: dict[Section, int] = {}
    places = []
    for match in matches:
        section = match.entry.section
        rank[section] = rank.get(section, 0) + 1
        line = lines.get(section)
        places.append(
            Place(
                position=match.entry.position,
                rank=rank[section],
                length=len(sections[section]),
                after_line=line is not None and match.entry.position > line,
                counts=section is not Section.MAY_CONTAIN and section not in alphabetical,
            )
        )
    return places, lines.get(Section.DECLARED), bool(alphabetical - {Section.MAY_CONTAIN})


def is_marker(match: Match, use: Use) -> bool:
    """Whether an ingredient cannot exceed 1 % (clinical reference 3.2.2), so that all behind it is at or below it."""
    if match.ingredient is None or match.how is How.AMBIGUOUS:
        return False
    cap = match.ingredient.marker_rinse_off if use is Use.RINSE_OFF else match.ingredient.marker_leave_on
    return cap is not None


def key_in_order(match: Match) -> str:
    """What the alphabetical order goes by; empty for colours and scent allergens, which may stand in any order."""
    return "" if match.group and match.group.any_order else match.entry.key


def is_alphabetical(keys: Iterable[str]) -> bool:
    """Eight names in a row in alphabetical order; empty keys do not count."""
    names = list(filter(None, keys))
    return b"\1" * (ALPHABETICAL_RUN - 1) in bytes(map(lt, names, names[1:]))

"""Gives each entry of a product its levels: by its group, its place in the list, and the other entries.

The first of these that fits decides: an allergy, a context rule that holds, the place, the group's base. Three entries out
of four get the same levels wherever they stand and whatever stands beside them. These are judged once and remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from checker.judging.places import Place, Places, is_marker
from checker.judging.rules import Context, holds, may_hold, rules_for, tags_of
from checker.knowledge.load import Knowledge
from checker.matching.allergies import Allergy
from checker.model.findings import ClaimFloor, Finding, Judgement, Match, Reading
from checker.model.label import Claimed
from checker.model.rows import ContextRule, Group, Ingredient, Levels
from checker.model.terms import HELPING_ROLES, Level, Phase, Section, Use
from checker.reading.memo import Memo

#: The most entries (name, percentage and section) that one judge remembers.
REMEMBERED = 20_000
_ALWAYS_AVOID: Levels = (Level.AVOID,) * 5
_NOT_JUDGED = Judgement((None,) * len(Phase))
_PLACE_SAYS = {"early": "early in the list", "late": "after the 1 % line"}


class Known(NamedTuple):
    """What can be said of an entry without its place. `judgement` is None where place or `rules` may change it."""

    judgement: Judgement | None
    rules: Sequence[ContextRule]
    #: The names by which rules refer to it.
    tags: frozenset[str]
    #: Whether it cannot exceed 1 %, so that the 1 % line is here at the latest.
    marks_line: bool
    #: Whether it is what products are mostly made of, and one that alone tells of a list that is not sorted; else None.
    base: bool | None
    #: Whether it works against dryness in the phases in which it is ok.
    may_help: bool


@dataclass(frozen=True, eq=False, slots=True)
class Judged:
    """The entries of one product in list order, each with its judgement, and their places."""

    matches: Sequence[Match]
    judgements: Sequence[Judgement]
    known: Sequence[Known]
    places: Places

    def findings(self, today: int) -> list[Finding]:
        """All findings; `today` is the index of the phase asked."""
        return [finding_of(*pair, today) for pair in zip(self.matches, self.judgements, strict=True)]

    def of_concern(self, today: int) -> list[Finding]:
        """The findings that are above ok, or not judged, in some phase; `today` is the index of the phase asked."""
        return [
            finding_of(match, judgement, today)
            for match, judgement in zip(self.matches, self.judgements, strict=True)
            if judgement.of_concern
        ]

    def helping(self, today: int) -> list[str]:
        """The printed names that work against dryness in the phase asked."""
        return [
            match.entry.printed
            for match, judgement, known in zip(self.matches, self.judgements, self.known, strict=True)
            if known.may_help and judgement.by_phase[today] is Level.OK
        ]


class Judge:
    """Judges products by one knowledge, for one use, with certain claims on the pack and allergies.

    >>> from checker.knowledge.load import load_knowledge
    >>> from checker.matching.matcher import matcher_for
    >>> from checker.model.label import Entry
    >>> retinol = matcher_for(load_knowledge()).match(Entry("Retinol", 0, 7, 1, 1, Section.DECLARED, None, "retinol"))
    >>> Judge(load_knowledge(), Use.LEAVE_ON).judge([retinol]).judgements[0].by_phase[0].value
    'avoid'
    """

    def __init__(
        self, knowledge: Knowledge, use: Use, claims: frozenset[str] = frozenset(), allergies: Sequence[Allergy] = ()
    ) -> None:
        self._knowledge = knowledge
        self._use = use
        self._claims = claims
        self._allergies = allergies
        self._known: Memo[tuple[Reading, float | None, Section, bool], Known] = Memo(REMEMBERED)
        self._concern: Memo[str, Levels | None] = Memo(REMEMBERED)

    def judge(self, matches: Sequence[Match]) -> Judged:
        """Judge the entries of one product."""
        memo = self._known
        known = [
            memo.get(asked := (match.reading, match.entry.percent, match.entry.section, match.entry.in_bracket))
            or memo.keep(asked, self._learn(match))
            for match in matches
        ]
        places = Places(matches, [one.marks_line for one in known], [one.base for one in known])
        judgements = [one.judgement for one in known]
        if None in judgements:
            context = Context(matches, [one.tags for one in known])
            last: list[int] = []
            for index, judgement in enumerate(judgements):
                if judgement is None and any(rule.together_unless_late for rule in known[index].rules):
                    last.append(index)
                elif judgement is None:
                    judgements[index] = self._at_its_place(matches[index], known[index], places.of(index), context)
            if last:
                # These ask which of the others are traces; no rule asks that of them (the loader sees to it).
                late = [judgement is not None and judgement.is_late for judgement in judgements]
                context = replace(context, late=late)
                for index in last:
                    judgements[index] = self._at_its_place(matches[index], known[index], places.of(index), context)
        return Judged(matches, judgements, known, places)  # type: ignore[arg-type]

    def concern(self, ingredient: Ingredient) -> Levels | None:
        """The levels of an ingredient wherever it stands; None where it is ok in every phase and no allergy names it."""
        inci = ingredient.inci
        if inci in self._concern:
            return self._concern[inci]
        group = self._knowledge.group_of(ingredient)
        levels, overlay = _base(group, self._use), self._knowledge.overlay
        if overlay is not None:
            levels = overlay.levels((inci, group.id), self._use, levels)
        if self.is_allergy(ingredient):
            levels = _ALWAYS_AVOID
        return self._concern.keep(inci, levels if any(level is not Level.OK for level in levels) else None)

    def is_allergy(self, ingredient: Ingredient) -> bool:
        """Whether an allergy names an ingredient or its group."""
        return any(not allergy.targets.isdisjoint((ingredient.inci, ingredient.group)) for allergy in self._allergies)

    def floor(self, claims: Sequence[Claimed], product: int) -> ClaimFloor | None:
        """The strictest floor that the pack's own claims set for a product of the text; None without such a claim."""
        floors = [
            ClaimFloor(claimed, self._judgement("", group, _base(group, self._use), None, None, ""))
            for claimed in claims
            if claimed.group and claimed.product in (0, product)
            for group in [self._knowledge.groups[claimed.group]]
        ]
        return max(floors, key=lambda floor: [level.rank for level in floor.judgement.by_phase if level], default=None)

    def _learn(self, match: Match) -> Known:
        """What can be said of an entry without its place."""
        group, section = match.group, match.entry.section
        rules: Sequence[ContextRule] = ()
        judgement: Judgement | None = _NOT_JUDGED
        if any(not tags_of(match).isdisjoint(allergy.targets) for allergy in self._allergies):
            explained = _explained(group.id, _inci(match), self._knowledge) if group else ("", "", ())
            judgement = Judgement(_ALWAYS_AVOID, None, "allergy", "", *explained, allergy=True)
        elif group is not None:
            rules = [r for r in rules_for(match, self._knowledge) if may_hold(r, match.entry, self._use, self._claims)]
            if section is Section.MAY_CONTAIN:
                rules = ()
            may_change = rules or _early(group, self._use) or (match.entry.percent is None and _late(group, self._use))
            is_fixed = section is Section.MAY_CONTAIN or not may_change
            judgement = (
                self._judgement(_inci(match), group, _base(group, self._use), None, None, "") if is_fixed else None
            )
        may_help = group is not None and group.role in HELPING_ROLES and self._use is not Use.RINSE_OFF
        base = None if match.entry.in_bracket else self._knowledge.bases.get(_inci(match))
        return Known(judgement, rules, tags_of(match), is_marker(match, self._use), base, may_help)

    def _at_its_place(self, match: Match, known: Known, place: Place, context: Context) -> Judgement:
        """Judge an entry that place or other entries may change: by the first rule that holds, else by its place."""
        group = match.group
        assert group is not None
        for rule in known.rules:
            if holds(rule, match.entry, known.tags, place, context):
                by_rule = self._by_rule(rule, group, match, place)
                return self._judgement(_inci(match), group, *by_rule, rule.why, rule.message, rule.sources)
        # A name alone has no place: a percentage that no row has a limit for makes it no milder.
        beats = match.entry.percent is not None and (place.length > 1 or self._has_limit(match))
        levels, judged_as = (_base(group, self._use), None) if beats else _by_place(group, place, self._use)
        return self._judgement(_inci(match), group, levels, judged_as, _PLACE_SAYS.get(judged_as or ""), "")

    def _has_limit(self, match: Match) -> bool:
        """Whether a row has a limit for the percentage of an entry."""
        limits = (limit for r in rules_for(match, self._knowledge) for limit in (r.percent_at_least, r.percent_at_most))
        return any(limit is not None for limit in limits)

    def _by_rule(self, rule: ContextRule, group: Group, match: Match, place: Place) -> tuple[Levels, str]:
        """The levels that a rule gives, and the word for `judged_as`."""
        if rule.judge_as == "base":
            return _base(group, self._use), "base"
        if rule.judge_as in ("early", "late", "stricter_of_early_and_rinse_off"):
            return _variant(group, self._use, rule.judge_as), rule.judge_as
        name, _, late = rule.judge_as.partition(" ")
        other = self._knowledge.groups[name]
        if late:
            return _variant(other, self._use, late), rule.judge_as
        beats = match.entry.percent is not None
        return _base(other, self._use) if beats else _by_place(other, place, self._use)[0], rule.judge_as

    def _judgement(
        self,
        inci: str,
        group: Group,
        levels: Levels,
        judged_as: str | None,
        rule: str | None,
        message: str,
        sources: tuple[str, ...] = (),
    ) -> Judgement:
        """The judgement with these levels, after a clinic's own levels have replaced them, and with the group's reason."""
        overlay = self._knowledge.overlay
        if overlay is not None:
            targets, ours = (inci, group.id), levels
            levels, message = overlay.levels(targets, self._use, ours), overlay.note(targets) or message
            rule = rule if levels == ours else overlay.name
        return _shared(group.id, inci, levels, judged_as, rule, message, sources, self._knowledge)


def finding_of(match: Match, judgement: Judgement, today: int) -> Finding:
    """The finding for an entry on the day asked; `today` is the index of that day's phase."""
    return Finding(match, judgement.by_phase[today], judgement)


@lru_cache(maxsize=32)
def judge_for(knowledge: Knowledge, use: Use, claims: frozenset[str], allergies: tuple[Allergy, ...]) -> Judge:
    """The judge for these, made only once, so that it keeps what it remembers."""
    return Judge(knowledge, use, claims, allergies)


def _inci(match: Match) -> str:
    return match.ingredient.inci if match.ingredient else ""


@lru_cache(maxsize=50_000)
def _shared(
    group_id: str,
    inci: str,
    levels: Levels,
    judged_as: str | None,
    rule: str | None,
    message: str,
    sources: tuple[str, ...],
    knowledge: Knowledge,
) -> Judgement:
    """The same judgement object for all entries that are judged alike."""
    named = (judged_as or "").partition(" ")[0]
    reason, evidence, own = _explained(named if named in knowledge.groups else group_id, inci, knowledge)
    shown = dict.fromkeys((*own, *(source for source in sources if knowledge.sources[source].show)))
    return Judgement(levels, judged_as, rule, message, reason, evidence, tuple(shown))


@lru_cache(maxsize=50_000)
def _explained(group_id: str, inci: str, knowledge: Knowledge) -> tuple[str, str, tuple[str, ...]]:
    """The reason, the evidence, and the sources that users may see, for a group and for an ingredient in it."""
    group, ingredient = knowledge.groups[group_id], knowledge.ingredients.get(inci)
    note, own = (ingredient.note, ingredient.sources) if ingredient else ("", ())
    sources = dict.fromkeys((*group.sources, *own))
    return f"{group.reason} {note}".strip(), group.evidence, tuple(s for s in sources if knowledge.sources[s].show)


def _by_place(group: Group, place: Place, use: Use) -> tuple[Levels, str | None]:
    """A group's levels at a place; late comes before early."""
    if place.counts:
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
    """A group's levels if early, if late, or the stricter of early and rinse-off; the base where it has none.

    A trace that a rule names is no stricter where it is rinsed off than where it stays.
    """
    base = _base(group, use)
    if variant == "late":
        return _late(group, use) or _each(min, base, group.late_leave_on or base)
    early = _early(group, use) or base
    return early if variant == "early" else _each(max, early, group.rinse_off)


def _each(choose: Callable[..., Level], one: Levels, other: Levels) -> Levels:
    """In each phase the milder (`min`) or the stricter (`max`) of two levels."""
    a, b, c, d, e = (choose(pair, key=lambda level: level.rank) for pair in zip(one, other, strict=True))
    return a, b, c, d, e

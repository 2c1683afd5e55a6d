"""Decides whether a context rule (a row of context_rules.csv) holds for an entry.

A rule has conditions on the entry itself, on its place, and on the other entries of the product.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from checker.judging.places import Place
from checker.knowledge.load import Knowledge
from checker.model.findings import Match
from checker.model.label import Entry
from checker.model.rows import ContextRule
from checker.model.terms import Use


def tags_of(match: Match) -> frozenset[str]:
    """The names by which rules and allergies refer to an entry: its group's id and its ingredient's INCI name."""
    return frozenset(
        [*([match.group.id] if match.group else []), *([match.ingredient.inci] if match.ingredient else [])]
    )


@dataclass(frozen=True)
class Context:
    """The entries of a product, for rules with conditions on other entries."""

    matches: Sequence[Match]
    #: For each the names by which rules refer to it.
    tags: Sequence[frozenset[str]]
    #: For each whether it is judged late, as a trace; known for those that no rule judges by other traces.
    late: Sequence[bool] = ()

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(itertools.chain.from_iterable(self.tags))

    def members(self, wanted: frozenset[str], except_for: frozenset[str] = frozenset()) -> int:
        """How many entries carry one of the tags `wanted`; the entry with the tags `except_for` itself does not count."""
        return sum(self._counts[tag] for tag in wanted) - len(except_for & wanted)

    def before(self, wanted: frozenset[str], position: int) -> bool:
        """Whether an entry with one of the tags stands before a position."""
        return any(
            match.entry.position < position and not tags.isdisjoint(wanted)
            for match, tags in zip(self.matches, self.tags, strict=True)
        )

    def members_not_late(self, wanted: frozenset[str]) -> int:
        """How many entries with one of the tags are judged otherwise than late."""
        return sum(not tags.isdisjoint(wanted) and not late for tags, late in zip(self.tags, self.late, strict=True))


def rules_for(match: Match, knowledge: Knowledge) -> Sequence[ContextRule]:
    """The context rules of an entry's group and ingredient, in file order."""
    of_group = knowledge.rules.get(match.group.id, ()) if match.group else ()
    of_ingredient = knowledge.rules.get(match.ingredient.inci, ()) if match.ingredient else ()
    return sorted([*of_group, *of_ingredient], key=lambda rule: rule.order) if of_ingredient else of_group


def holds(rule: ContextRule, entry: Entry, tags: frozenset[str], place: Place, context: Context) -> bool:
    """Whether a rule's conditions on an entry's place and on the other entries hold; `tags` are those of the entry."""
    return _holds_at(rule, entry, place) and _holds_among(rule, tags, place.position, context)


def may_hold(rule: ContextRule, entry: Entry, use: Use, claims: frozenset[str]) -> bool:
    """Whether a rule's other conditions hold: on the entry itself, the use and the claims, whatever the place."""
    percent = entry.percent
    if use not in rule.uses or (rule.section and rule.section is not entry.section):
        return False
    if rule.percent_at_least is not None and not (percent is not None and percent >= rule.percent_at_least):
        return False
    if rule.percent_at_most is not None and not (percent is not None and percent <= rule.percent_at_most):
        return False
    return not (rule.claims and rule.claims.isdisjoint(claims)) and rule.without_claims.isdisjoint(claims)


def _holds_at(rule: ContextRule, entry: Entry, place: Place) -> bool:
    """Whether a rule's conditions on the place hold.

    They do not where the place does not count. For an entry that states its percentage only `preceded_by` may hold.
    """
    ranks = rule.rank_at_most is not None or rule.rank_at_least is not None or rule.last_third
    if ranks or rule.line or rule.preceded_by:
        if not place.counts or (entry.percent is not None and not rule.preceded_by):
            return False
        if rule.rank_at_most is not None and not place.within(rule.rank_at_most, rule.first_half):
            return False
        if rule.rank_at_least is not None and place.rank < rule.rank_at_least:
            return False
        if rule.last_third and 3 * place.rank <= 2 * place.length:
            return False
        if rule.line and place.after_line is not (rule.line == "after"):
            return False
    return rule.list_at_least is None or place.length >= rule.list_at_least


def _holds_among(rule: ContextRule, tags: frozenset[str], position: int, context: Context) -> bool:
    """Whether a rule's conditions on the other entries hold for an entry with these tags."""
    return (
        all(context.members(wanted, tags) > 0 for wanted in rule.together_with)
        and (not rule.together_unless_late or context.members_not_late(rule.together_unless_late) > 0)
        and not (rule.without and context.members(rule.without, tags))
        and (not rule.preceded_by or context.before(rule.preceded_by, position))
        and not (rule.not_preceded_by and context.before(rule.not_preceded_by, position))
        and (rule.members_at_least is None or context.members(frozenset({rule.target})) >= rule.members_at_least)
    )

"""What a typed allergy stands for: ingredients and groups of ingredients."""

from __future__ import annotations

from dataclasses import dataclass

from checker.matching.matcher import Matcher
from checker.model.names import fold
from checker.model.terms import How


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy as typed, and the ingredients (INCI names) and groups (ids) it stands for; none if not read."""

    typed: str
    targets: frozenset[str]
    #: The known name a misprint was taken for, to be asked back; empty where the spelling was right.
    read_as: str = ""
    near: tuple[str, ...] = ()


def read_allergy(typed: str, matcher: Matcher) -> Allergy:
    """What a typed allergy stands for: a named group of ingredients, or an ingredient with all its names.

    >>> from checker.knowledge.load import load_knowledge
    >>> from checker.matching.matcher import matcher_for
    >>> read_allergy("Panthenl", matcher_for(load_knowledge())).read_as
    'Panthenol'
    """
    key = fold(typed)
    if key in matcher.knowledge.allergy_groups:
        return Allergy(typed, frozenset(matcher.knowledge.allergy_groups[key]))
    if key in matcher.knowledge.groups:
        return Allergy(typed, frozenset({key}))
    reading = matcher.read_or_ask(typed, False)
    if reading.how is How.AMBIGUOUS:
        return Allergy(typed, frozenset(reading.near), " / ".join(reading.near))
    if reading.ingredient is None:
        return Allergy(typed, frozenset(), near=reading.near)
    read_as = reading.ingredient.inci if reading.how is How.REPAIRED else ""
    return Allergy(typed, frozenset({reading.ingredient.inci}), read_as)

"""Words that tell of an unknown name: those that stand in names of concern only ("lavendel")."""

from __future__ import annotations

from functools import cached_property

from checker.knowledge.load import Knowledge
from checker.matching.spelling import SHORT_WORD, Spelling
from checker.model.findings import Reading
from checker.model.rows import Group
from checker.model.terms import How, Level, Phase

#: A word that so many names hold, all of them of concern, tells of an unknown name that holds it.
TELLING = 4
#: Most products are asked about on a leave-on basis in these days.
EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)


class TellingWords:
    """The telling words of one knowledge."""

    def __init__(self, knowledge: Knowledge, spelling: Spelling) -> None:
        self._knowledge = knowledge
        self._spelling = spelling

    def read(self, key: str) -> Reading | None:
        """What a word tells that stands in names of concern only ("lavendel"): the mildest of their groups.

        Not where a near name is of higher concern: then the name stays unread.
        """
        words = [word for word in key.split() if word in self._groups_by_word]
        groups = [self._knowledge.groups[self._groups_by_word[word]] for word in words]
        if not groups:
            return None
        strictest = max(groups, key=lambda group: group.concern)
        answer = Reading(How.FAMILY, group=strictest)
        return (
            None
            if self._spelling.is_near_stricter(key, strictest) or self._suggests_stricter(key, strictest)
            else answer
        )

    def _suggests_stricter(self, key: str, group: Group) -> bool:
        """Whether a known name that looks like a key is of more concern than a group."""
        near = (self._knowledge.ingredients[inci] for inci in self._spelling.suggestions(key))
        return any(self._knowledge.group_of(ingredient).concern > group.concern for ingredient in near)

    @cached_property
    def _groups_by_word(self) -> dict[str, str]:
        """For each word that stands in several names, all of them of concern, the mildest of their groups."""
        return self._knowledge.kept("groups_by_word", self._find_groups_by_word)

    def _find_groups_by_word(self) -> dict[str, str]:
        harmless: set[str] = set()
        groups: dict[str, list[Group]] = {}
        for key, name in self._knowledge.names.items():
            group = self._knowledge.group_of(name.ingredient)
            if group.leave_on[EARLY_REPAIR] is Level.OK:
                harmless.update(key.split())
                continue
            for word in set(key.split()):
                groups.setdefault(word, []).append(group)
        return {
            word: min(reversed(found), key=lambda group: group.concern).id
            for word, found in groups.items()
            if word not in harmless and len(found) >= TELLING and len(word) > SHORT_WORD
        }

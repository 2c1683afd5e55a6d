"""From a printed name to an ingredient, by the first way that answers; the answer says which way it was.

exact, other_name, part, family, repaired, ambiguous, unread: DESIGN's order. A misprint is repaired only where no other
known name could be meant. Reassuring someone about an irritant is the worst mistake, so a repair never lowers concern.
`known_names` has the ways of names known as printed, `spelling` the names that a misprint may mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache

from checker.curated import Name
from checker.knowledge import Knowledge
from checker.known_names import KnownNames, forms_of
from checker.model import Entry, Group, Ingredient, Match, Reading
from checker.names import fold, without_percent
from checker.pieces import Hints
from checker.spelling import LONG, SHORT, SHORT_WORD, Spelling, numbers
from checker.terms import How, Level, Phase

#: A stretch of more characters than this is no name.
LONGEST = 300
#: A word that so many names hold, all of them of concern, tells of an unknown name that holds it.
TELLING = 4
#: Most products are asked about on a leave-on basis in these days.
EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)
#: A bracket with a space before it stands beside the name; without one it is part of it: "Poly(C6-14 Olefin)".
_ASIDE = re.compile(r"(?:^|\s)[(\[{]")
#: Kana, Han and Hangul: a sign is a syllable or a word there, so one exchanged is another substance, not a misprint.
_SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

UNREAD = Reading(How.UNREAD, score=0.0)


class Matcher:
    """Matches names against one knowledge; readings are kept, so a name seen before costs a look-up."""

    def __init__(self, knowledge: Knowledge, remembered: int = 50_000) -> None:
        self.knowledge = knowledge
        self.spelling = Spelling(knowledge)
        self.known = KnownNames(knowledge, self.spelling)
        #: Stretches of labels that were one plain name, kept for the reader.
        self.seen: dict[str, tuple[int, int, str]] = {}
        self.read = lru_cache(maxsize=remembered)(self._read)
        self.read_or_ask = lru_cache(maxsize=remembered)(self._read_or_ask)
        self.identity = lru_cache(maxsize=remembered)(self.known.identity)

    @cached_property
    def hints(self) -> Hints:
        """What the reader of labels may ask of stretches that are no known names."""
        return Hints(
            how=lambda printed: self.read(printed, False).how,
            is_word=lambda key: key in self.spelling.words,
            begins=self.known.begins,
            is_concern=lambda key: key in self._words_of_concern,
            hides=self._hides_name,
        )

    def _hides_name(self, printed: str, name: str) -> bool:
        whole, inside = self.read(printed, False).group, self.knowledge.names.get(fold(name))
        if inside is None or not self._must_wait(inside):
            return False
        return whole is None or whole.concern < self._concern(inside)

    def _must_wait(self, name: Name) -> bool:
        return self.knowledge.group_of(name.ingredient).leave_on[EARLY_REPAIR] is Level.AVOID

    @cached_property
    def _words_of_concern(self) -> frozenset[str]:
        """Single words that are names of high concern, and stand in such names only."""
        harmless = {
            word for key, name in self.knowledge.names.items() if not self._must_wait(name) for word in key.split()
        }
        single = (key for key, name in self.knowledge.names.items() if " " not in key and self._must_wait(name))
        return frozenset(single) - harmless

    def match(self, entry: Entry, readings: Mapping[str, str | None] | None = None) -> Match:
        """Read one entry. `readings` holds what a person confirmed: printed name -> INCI name, or None to refuse.

        Raises `KeyError` when a confirmed INCI name is not in the knowledge.
        """
        if readings and entry.printed in readings:
            return self._confirmed(entry, readings[entry.printed])
        name = entry.printed if entry.percent is None else without_percent(entry.printed)
        reading = self.read_or_ask(name, entry.percent is not None)
        return Match(entry, reading.how, reading.ingredient, reading.group, reading.score, reading.near)

    def _confirmed(self, entry: Entry, inci: str | None) -> Match:
        if inci is None:
            return Match(entry, How.UNREAD)
        ingredient = self.knowledge.ingredients[inci]
        return Match(entry, How.CONFIRMED, ingredient, self.knowledge.group_of(ingredient), 100.0)

    def _read(self, name: str, has_percent: bool) -> Reading:
        if len(name) > LONGEST:
            return UNREAD
        if known := self.known.read(name, has_percent):
            return known
        forms = forms_of(name)
        family = self._family(_family_forms(name, forms))
        if inventory := next(
            (self.knowledge.inventory[form] for form in forms if form in self.knowledge.inventory), ""
        ):
            return family or Reading(How.INVENTORY, Ingredient(inventory, group=""))
        if scanned := self.spelling.scanned(forms[0]):
            return Reading(How.REPAIRED, scanned, self.knowledge.group_of(scanned), 95.0, (scanned.inci,))
        for form in forms:
            repaired = self._repair(form, above=family)
            if repaired is not None and not (repaired.how is How.UNREAD and family and not self._hides(form, family)):
                return repaired
        if family := family or self._telling_word(forms[0]):
            return family
        return UNREAD

    def _read_or_ask(self, name: str, has_percent: bool) -> Reading:
        """What a name is read as; of one that nothing is known of, what may have been meant."""
        reading = self.read(name, has_percent)
        if reading != UNREAD or len(name) > LONGEST:
            return reading
        return replace(UNREAD, near=self.spelling.suggestions(forms_of(name)[0]))

    def _family(self, forms: list[str]) -> Reading | None:
        for form in forms:
            group = self.knowledge.family_of(form)
            if group is not None:
                return Reading(How.FAMILY, group=group)
        return None

    def _telling_word(self, key: str) -> Reading | None:
        """What a word tells that stands in names of concern only ("lavendel"): the mildest of their groups.

        Not where a near name is of higher concern: then the name stays unread.
        """
        groups = [group for word in key.split() if (group := self._groups_by_word.get(word))]
        if not groups:
            return None
        told = Reading(How.FAMILY, group=max(groups, key=lambda group: group.concern))
        return None if self._hides(key, told) or self._suggests_stricter(key, told) else told

    def _suggests_stricter(self, key: str, told: Reading) -> bool:
        near = (self.knowledge.ingredients[inci] for inci in self.spelling.suggestions(key))
        return told.group is not None and any(self.knowledge.group_of(i).concern > told.group.concern for i in near)

    @cached_property
    def _groups_by_word(self) -> dict[str, Group | None]:
        """For each word of some names, all of them of concern, the mildest of their groups; None where one is harmless."""
        mildest: dict[str, Group | None] = {}
        counts: Counter[str] = Counter()
        for key, name in self.knowledge.names.items():
            group = self.knowledge.group_of(name.ingredient)
            harmless = group.leave_on[EARLY_REPAIR] is Level.OK
            for word in set(key.split()):
                counts[word] += 1
                other = mildest.get(word, group)
                mildest[word] = None if harmless or other is None else min(group, other, key=lambda g: g.concern)
        return {w: g for w, g in mildest.items() if g and counts[w] >= TELLING and len(w) > SHORT_WORD}

    def _repair(self, key: str, above: Reading | None) -> Reading | None:
        """The one known name a misprint can mean; None when there is none.

        With `above`, the answer of a naming pattern, a misprint counts only where a word of the key is no real one, and
        lowers that answer's concern only from one edit away.
        """
        letters = len(key) - key.count(" ")
        if letters < SHORT or (above is not None and self.spelling.has_real_words(key) and not self._hides(key, above)):
            return None
        allowed = 1 if letters < LONG else 2
        if not self.spelling.within(key, allowed):
            return None
        near = self.spelling.within(key, allowed + 1)
        if above and above.group and near[0][1] > 1 and self._concern(near[0][0]) < above.group.concern:
            return None
        nearest = [name for name, edits in near if edits == near[0][1]]
        meant = {name.ingredient.inci: name for name in nearest}
        shown = tuple(dict.fromkeys(name.ingredient.inci for name, _ in near))[:3]
        alone = near[0][1] == 1 and len({name.ingredient.inci for name, _ in near}) == 1
        may_repair = not _SYLLABLES.search(key) and all(
            self.spelling.may_repair(key, fold(name.printed), alone) for name in nearest
        )
        if not may_repair or self.spelling.are_lookalikes(meant) or self.spelling.is_near_inventory(key, near[0][1]):
            return replace(UNREAD, near=shown)
        if len(meant) > 1:
            return self.known.strictest(name.ingredient for name in meant.values())
        (name,) = meant.values()
        digits = numbers(key)
        if any(self._concern(o) > self._concern(name) and numbers(fold(o.printed)) == digits for o, _ in near):
            return replace(UNREAD, near=shown)
        score = 100.0 * (1 - near[0][1] / max(len(key), 1))
        return Reading(How.REPAIRED, name.ingredient, self.knowledge.group_of(name.ingredient), score, shown)

    def _hides(self, key: str, answer: Reading) -> bool:
        """Whether an answer would hide a near name of higher concern."""
        return answer.group is not None and self.spelling.is_near_stricter(key, answer.group)

    def _concern(self, name: Name) -> tuple[int, int]:
        return self.knowledge.group_of(name.ingredient).concern


def _family_forms(name: str, forms: list[str]) -> list[str]:
    """The forms a naming pattern may judge: not the whole of "A (B)", where the bracket is an aside, nor B alone."""
    if not _ASIDE.search(name):
        return forms[:1]
    in_the_middle = len(forms) > 2 and not name.rstrip(" .*").endswith((")", "]", "}"))
    return forms[1:3] if in_the_middle else forms[1:2] or forms[:1]


@lru_cache(maxsize=4)
def matcher_for(knowledge: Knowledge) -> Matcher:
    """The matcher of a knowledge, made once."""
    return Matcher(knowledge)

"""A second name in an entry: a known name of more concern than what the entry was read as.

A comma was lost, words were glued together, or a bracket holds a list. Then the second name tells of its substance, and
the entry is judged by the strictest of its names.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from checker.knowledge.load import Knowledge
from checker.matching.exact import ExactMatcher
from checker.matching.forms import FormWords
from checker.matching.named import Named
from checker.matching.spelling import Spelling
from checker.matching.telling import EARLY_REPAIR
from checker.model.findings import Reading
from checker.model.names import fold
from checker.model.rows import Ingredient
from checker.model.terms import How, Level
from checker.reading.inside import JOINING

#: A bracket with nothing bracketed in it.
BRACKET = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
#: What parts the names of a list in brackets.
_PARTED = re.compile(r"[,;@•|/]|(?<=[^\W\d_]{3})\.\s")
_WORD = re.compile(r"[^\W\d_]{3,}|[^\W\d_\x00-\u02ff]+")
#: So many words are several names.
LONGEST_NAME = 14
_POLYMER = re.compile(r"polymer|polim[eè]r|polymère|폴리머|ポリマー|聚合物|共聚物", re.I)
_JOINED_BEHIND = re.compile(rf"\s(?:{JOINING})\s+$", re.I)


class SecondNames:
    """Finds second names with one knowledge."""

    def __init__(
        self, knowledge: Knowledge, spelling: Spelling, exact: ExactMatcher, forms: FormWords, remembered: int
    ):
        self._knowledge = knowledge
        self._spelling = spelling
        self._exact = exact
        self._names = exact.names
        self._forms = forms
        self._stands_alone = lru_cache(maxsize=remembered)(self._stands_alone_in)

    def in_entry(self, printed: str, reading: Reading) -> Reading | None:
        """What an entry is judged by that holds a second name; None where it holds none. `reading` is what it was read as.

        Not where the whole is known as printed, nor for the monomers of a polymer, nor for words that are a part of
        harmless names too ("alcohol"). What stands in brackets explains a name that is known without it, unless it is a
        list.

        >>> from checker.knowledge.load import load_knowledge
        >>> from checker.matching.matcher import matcher_for
        >>> matcher = matcher_for(load_knowledge())
        >>> entry = "Iron Oxide Brown and Sepiolite"
        >>> matcher.second_names.in_entry(entry, matcher.read(entry, False)).ingredient.inci
        'Sepiolite'
        """
        if reading.how in (How.EXACT, How.OTHER_NAME, How.AMBIGUOUS, How.INVENTORY):
            return None
        polymer = max((found.end() for found in _POLYMER.finditer(printed)), default=0)
        searched = self._without_asides(printed, reading) if reading.how is How.PART else printed
        concern = reading.group.concern if reading.group else (0, 0)
        stricter = [
            named.ingredient
            for named in self._names.find(searched)
            if not named.denied
            and self._concern(named.ingredient) > concern
            and not self._is_monomer(named, printed, polymer)
            and self._tells(named, printed, reading)
            and (reading.how is not How.UNREAD or self._tells_of_unread(named, printed))
        ]
        if not stricter:
            return None
        if reading.ingredient is None and len(set(stricter)) == 1:
            return Reading(How.PART, stricter[0], self._knowledge.group_of(stricter[0]))
        return self._exact.strictest(filter(None, dict.fromkeys((reading.ingredient, *stricter))))

    def must_wait(self, ingredient: Ingredient) -> bool:
        """Whether an ingredient of a product that stays on is to be avoided in the days most people ask about."""
        return self._knowledge.group_of(ingredient).leave_on[EARLY_REPAIR] is Level.AVOID

    @cached_property
    def words_of_concern(self) -> frozenset[str]:
        """Single words that are names of high concern, and stand in such names only."""

        def of_concern() -> frozenset[str]:
            names = self._knowledge.names.items()
            harmless = {word for key, name in names if not self.must_wait(name.ingredient) for word in key.split()}
            single = {key for key, name in names if " " not in key and self.must_wait(name.ingredient)}
            return frozenset(single - harmless)

        return self._knowledge.kept("words_of_concern", of_concern)

    def _without_asides(self, printed: str, reading: Reading) -> str:
        """A name with blanks for its brackets, but for those that hold a list: "(Water Huile d'Olive Eau)"."""

        def blank(bracket: re.Match[str]) -> str:
            inside = bracket.group()
            if _PARTED.search(inside):
                return inside
            names = self._names.find(inside)
            explained = names != self._names.aside(inside)
            is_list = not explained and any(named.ingredient == reading.ingredient for named in names)
            return inside if is_list else " " * len(inside)

        return BRACKET.sub(blank, printed)

    def _tells(self, named: Named, printed: str, reading: Reading) -> bool:
        """Whether a name amid other words tells of its substance: no part of the name read, nor of a known milder one.

        It does in any case behind a word that joins names ("... and alcohol"), where no known name holds a word of the
        others ("wheat flour plus", "cream of wheat flour"), and where they stand in another script.
        """
        key = fold(printed[named.start : named.end])
        if reading.ingredient is not None and set(key.split()) <= set(fold(reading.ingredient.inci).split()):
            return False
        name = self._knowledge.names.get(key)
        if name is None:
            return False
        others = fold(self._forms.up_to_last_word(f"{printed[: named.start]} {printed[named.end :]}")).split()
        if not any(len(word) > 2 and word in self._spelling.words for word in others):
            return True
        if _is_latin(key) != _is_latin("".join(others)):
            return True
        if named.end == len(printed) and _JOINED_BEHIND.search(printed, 0, named.start):
            return True
        return self._stands_alone(key) and (" " in key or self._stands_alone(fold(name.ingredient.inci)))

    def _is_monomer(self, named: Named, printed: str, polymer: int) -> bool:
        """Whether a name stands before the word polymer, which ends at `polymer`, and may be what that is made of."""
        before = named.end < polymer and not _POLYMER.search(printed, named.start, named.end)
        return before and fold(printed[named.start : named.end]) not in self.words_of_concern

    def _tells_of_unread(self, named: Named, printed: str) -> bool:
        """Whether a name tells of an entry that nobody can read, which keeps the answer careful already: it has to wait."""
        return self.must_wait(named.ingredient) and len(_WORD.findall(printed)) <= LONGEST_NAME

    def _stands_alone_in(self, key: str) -> bool:
        """Whether no known name of less concern holds a name as a part: "benzyl alcohol" does, "camellia sinensis" not."""
        names, inside = self._knowledge.names, f" {key} "
        concern = self._concern(names[key].ingredient)
        holding = (names[other].ingredient for other in names if key in other and inside in f" {other} ")
        return not any(self._concern(ingredient) < concern for ingredient in holding)

    def _concern(self, ingredient: Ingredient) -> tuple[int, int]:
        return self._knowledge.group_of(ingredient).concern


def _is_latin(key: str) -> bool:
    return all(sign < "\u0250" or not sign.isalpha() for sign in key)

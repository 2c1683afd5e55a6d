"""Names that a stray comma may have torn ("Butylene, Glycol"), joined as the reader joins them.

The reader (`segments.with_commas_moved`) joins an unread name that is made of words of known names with its neighbours,
where all of it then is known. So some known name has to begin on one side of a comma and go on behind it; where none
does, each stretch is read as if it stood alone, and where one does, the stretches are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, takewhile
from typing import Protocol

from checker.batch.stretch import JOINED, Name, Stretch, Stretches
from checker.knowledge import Knowledge
from checker.phrases import split_words

#: So many names on each side may make one name with a torn one.
NEIGHBOURS = 3
_COLOUR = re.compile(r"[a-z]*\d{5}")


class _Neighbour(Protocol):
    """What of a name counts for one beside it: its words, and whether it is known."""

    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def known(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class _Unfit:
    """A stretch that is more than names, as a neighbour."""

    words: tuple[str, ...]
    known: bool = False


class Torn:
    """Finds the names that commas may have torn, and joins them.

    >>> from checker import load_knowledge
    >>> stretches = Stretches(load_knowledge())
    >>> joined = Torn(stretches).joined(stretches.of(["Aqua", "Butylene", "Glycol", "Parfum"]), ", ")
    >>> [stretch.text for stretch in joined]
    ['Aqua', 'Butylene, Glycol', 'Parfum']
    """

    def __init__(self, stretches: Stretches) -> None:
        self._stretches = stretches
        knowledge = stretches.knowledge
        self._remarks = knowledge.remarks
        self._begins = stretches.matcher.known.begins
        known = chain(knowledge.names, knowledge.ambiguous, knowledge.inventory)
        self._known = frozenset(key.replace(" ", "") for key in known)
        self._words_of_colours = _words_of_colours(knowledge)
        self._is_odd = lru_cache(maxsize=10_000)(self._joins_oddly)

    def joined(self, run: Sequence[Stretch], separator: str) -> list[Stretch] | None:
        """The stretches with those joined that a comma tore; None where only the whole text tells how they join."""
        whole = list(run)
        at = 0
        while at < len(whole):
            if whole[at].torn:
                begin, end = max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1
                before, behind = self._reach(whole[begin:at], whole[at], whole[at + 1 : end])
                if before or behind:
                    nearest = slice(at - before, at + 1 + behind)
                    one = self._read(whole[nearest], separator)
                    if one is None or any(name.torn for name in one.names):
                        nearest = slice(begin, end)
                        one = self._read(whole[nearest], separator)
                        # Beside another torn name its own neighbours count too.
                        if one is None or sum(stretch.torn for stretch in whole[nearest]) > 1:
                            return None
                    whole[nearest] = [replace(one, torn=False)]
                    at = nearest.start
            at += 1
        return whole

    def _read(self, stretches: Sequence[Stretch], separator: str) -> Stretch | None:
        one = self._stretches.learn(separator.join(stretch.text for stretch in stretches))
        return one if one.names and all(stretch.names for stretch in stretches) else None

    def _reach(self, before: Sequence[Stretch], torn: Stretch, behind: Sequence[Stretch]) -> tuple[bool, bool]:
        """Whether a known name may reach from a torn one over the comma before it, and over that behind it."""
        earlier, own, later = ([*chain.from_iterable(map(_neighbours, side))] for side in (before, (torn,), behind))
        if not any(name.torn for name in torn.names):
            # Joined over a comma of its own: its first part might rather join the name before it, its last the next one.
            parts = list(chain.from_iterable(map(_neighbours, map(self._stretches.learn, JOINED.split(torn.text)))))
            names, last = [*earlier, *parts, *later], len(earlier) + len(parts) - 1
            return self._reaches(names, len(earlier))[0], len(parts) > 2 and self._reaches(names, last)[1]
        names = [*earlier, *own, *later]
        reaches = [self._reaches(names, len(earlier) + at) for at, name in enumerate(torn.names) if name.torn]
        return any(before for before, _ in reaches), any(behind for _, behind in reaches)

    def stay(self, names: Sequence[Name]) -> bool:
        """Whether no comma tore a name of a list."""
        return not any(any(self._reaches(names, at)) for at, name in enumerate(names) if name.torn)

    def _reaches(self, names: Sequence[_Neighbour], at: int) -> tuple[bool, bool]:
        """Whether known names, of which one reaches over the comma before or behind, may make all of a torn name."""
        nearest_first, own = names[max(0, at - NEIGHBOURS) : at][::-1], names[at].words
        following = names[at + 1 : at + 1 + NEIGHBOURS]
        if self._is_odd(own):
            return bool(nearest_first), bool(following)
        behind = list(chain.from_iterable(name.words for name in following))
        before = chain.from_iterable(name.words[::-1] for name in nearest_first)
        colour_before, colour_behind = self._in_a_colour(own, before), self._in_a_colour(own[::-1], behind)
        begun = self._begun_before(nearest_first, own, behind) | set(range(1, colour_before + 1))
        gone_on = {start for start in range(len(own)) if self._ends_of_names("".join(own[start:]), behind)}
        gone_on.update(range(len(own) - colour_behind, len(own)))
        through = any(end > len(own) for end in begun) or any(
            self._is_made_of_names(own[end:start]) for end in begun for start in gone_on if end <= start
        )
        return (
            through or _any_form(nearest_first) or any(self._is_made_of_names(own[end:]) for end in begun),
            through or _any_form(following) or any(self._is_made_of_names(own[:start]) for start in gone_on),
        )

    def _begun_before(
        self, nearest_first: Sequence[_Neighbour], own: tuple[str, ...], behind: Sequence[str]
    ) -> set[int]:
        """How many words, from the first of a torn name on, known names reach that begin in the names before it."""
        reached: set[int] = set()
        start: tuple[str, ...] = ()
        for name in nearest_first:
            start = (*name.words, *start)
            for at in range(len(name.words)):
                letters = "".join(start[at:])
                if self._begins(letters + own[0]):
                    reached.update(self._ends_of_names(letters, [*own, *behind]))
        return reached

    def _ends_of_names(self, letters: str, following: Sequence[str]) -> list[int]:
        """Behind how many of the following words a known name ends that begins with letters."""
        ends = []
        for count, word in enumerate(following, 1):
            letters += word
            if not self._begins(letters):
                break
            if letters in self._known:
                ends.append(count)
        return ends

    def _is_made_of_names(self, words: tuple[str, ...]) -> bool:
        """Whether words are known names, one behind the other; none are."""
        return not words or any(self._is_made_of_names(words[end:]) for end in self._ends_of_names("", words))

    def _joins_oddly(self, own: tuple[str, ...]) -> bool:
        """Whether a name may join others in ways not seen from its words: as synonyms, or by a remark."""
        ends = (" ".join(end) for n in (1, 2, 3) for end in (own[:n], own[-n:]))
        return not own or not self._remarks.isdisjoint(ends)

    def _in_a_colour(self, own: Sequence[str], beside: Iterable[str]) -> int:
        """How many words of a name, outwards from a comma, may be one colour with the words beyond it; 0 for none.

        A Colour Index number is one name with words of colours beside it.
        """
        if not (of_colours := self._of_colours(own)) or not (beyond := self._of_colours(beside)):
            return 0
        return len(of_colours) if any(map(_COLOUR.fullmatch, chain(of_colours, beyond))) else 0

    def _of_colours(self, words: Iterable[str]) -> list[str]:
        return list(takewhile(lambda word: word in self._words_of_colours or _COLOUR.fullmatch(word), words))


def _neighbours(stretch: Stretch) -> Sequence[_Neighbour]:
    return stretch.names or (_Unfit(tuple(word.key for word in split_words(stretch.text))),)


def _any_form(nearest_first: Sequence[_Neighbour]) -> bool:
    """Whether a name stands there, with none that is known before it, that joins others in ways not seen from words."""
    for name in nearest_first:
        if not name.words:
            return True
        if name.known:
            return False
    return False


def _words_of_colours(knowledge: Knowledge) -> frozenset[str]:
    """The words of all names of ingredients with a Colour Index number: one of them may stand beside the number."""
    numbered = {name.ingredient.inci for key, name in knowledge.names.items() if re.fullmatch(r"ci \d{5}", key)}
    return frozenset(
        word for key, name in knowledge.names.items() if name.ingredient.inci in numbered for word in key.split()
    )

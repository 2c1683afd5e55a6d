"""Known names that a text mentions, as they are printed: whole words, the longest at each place, nothing repaired.

Entries of a list are read by `matcher`; this is for what a list leaves out, and for what an entry holds besides its name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from checker.knowledge.load import Knowledge
from checker.model.rows import Ingredient
from checker.reading.memo import Memo
from checker.reading.phrases import Mark, Word, split_words

#: Names of fewer letters count only in capitals as printed: "AHA", not "aha".
SHORTEST = 4
#: So many words may stand between a word that denies and the name: "without added perfume".
BETWEEN = 1
#: Texts of up to so many characters are remembered.
LONGEST = 1000
#: The roles of words that deny what stands behind them.
DENY = ("denies", "denies_all")
_NONE_OF_IT = re.compile(r"(?<![\d.,])0\s?%")
_STOP = re.compile(r"""[.:](?=[\s,/)\]"'”’»]|$)|[;!?\n|•]""")
_COMMA = re.compile(r",(?!\d)")


class Named(NamedTuple):
    """A known name in a text: what it stands for, where it stands, and whether words beside it deny it."""

    ingredient: Ingredient
    start: int
    end: int
    denied: bool


class Names:
    """Finds the names of one knowledge in texts; what was found in a text is remembered.

    >>> from checker.knowledge.load import load_knowledge
    >>> names = Names(load_knowledge())
    >>> [(n.ingredient.inci, n.denied) for n in names.find("With retinol, cetearyl alcohol, aha and no perfume")]
    [('Retinol', False), ('Cetearyl Alcohol', False), ('Parfum', True)]
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._memo: Memo[str, tuple[Named, ...]] = Memo()

    @cached_property
    def _reach(self) -> dict[str, int]:
        """By the first word of a name, the words of the longest that begins with it."""

        def reach() -> dict[str, int]:
            longest: dict[str, int] = {}
            for key in chain(self._knowledge.names, self._knowledge.plants, self._knowledge.ambiguous):
                first, words = key.partition(" ")[0], key.count(" ") + 1
                if longest.get(first, 0) < words:
                    longest[first] = words
            return longest

        return self._knowledge.kept("reach", reach)

    def aside(self, text: str) -> tuple[Named, ...]:
        """The names that a bracket adds: those that it neither denies ("sans parfum") nor explains with ("from palm oil").

        >>> from checker.knowledge.load import load_knowledge
        >>> names = Names(load_knowledge())
        >>> [len(names.aside(text)) for text in ("parfum", "sans parfum", "a wax from palm alcohol", "palm alcohol")]
        [1, 0, 0, 1]
        """
        explained = [m.end for m in self._knowledge.denials.find(text, split_words(text)) if m.value == "explains"]
        return tuple(
            named for named in self.find(text) if not named.denied and not any(at <= named.start for at in explained)
        )

    def denies(self, text: str) -> bool:
        """Whether a text denies all that it names, or begins with words that deny and names nothing.

        >>> from checker.knowledge.load import load_knowledge
        >>> names = Names(load_knowledge())
        >>> [names.denies(text) for text in ("no perfume", "without animal tests", "no parabens but perfume", "perfume")]
        [True, True, False, False]
        """
        found = self.find(text)
        if not all(named.denied for named in found):
            return False
        marks = self._knowledge.denials.find(text, split_words(text))
        if found:
            # "This cream helps your skin" denies nothing.
            return not marks or any(mark.value != "other" for mark in marks)
        return bool(marks) and marks[0].value in DENY and not text[: marks[0].start].strip()

    def find(self, text: str) -> tuple[Named, ...]:
        """The names in a text, in its order; one that lies within a longer one is not told apart."""
        found = self._memo.get(text)
        if found is None:
            found = tuple(self._find(text))
            if len(text) <= LONGEST:
                self._memo.keep(text, found)
        return found

    def _find(self, text: str) -> Iterator[Named]:
        words = split_words(text)
        denied: Denials | None = None
        reached = 0
        for index, word in enumerate(words):
            reach = self._reach.get(word.key.partition(" ")[0], 0)
            for last in range(min(index + reach, len(words)), index, -1):
                start, end = word.start, words[last - 1].end
                if end <= reached:
                    break
                ingredient = self._meant(text[start:end], " ".join(w.key for w in words[index:last]))
                if ingredient is not None:
                    denied = denied or Denials(text, words, self._knowledge)
                    yield Named(ingredient, start, end, denied.deny(start, end))
                    reached = end
                    break

    def _meant(self, printed: str, key: str) -> Ingredient | None:
        known = self._knowledge.names.get(key) or self._knowledge.plants.get(key)
        meanings = [known.ingredient] if known else [m.ingredient for m in self._knowledge.ambiguous.get(key, ())]
        if not meanings or (printed.isascii() and sum(map(str.isalpha, printed)) < SHORTEST and not printed.isupper()):
            return None
        return max(meanings, key=lambda ingredient: self._knowledge.group_of(ingredient).concern)


class Denials:
    """Where words deny a name, or mean something else: "without perfume", "perfume free", "collagen production"; all rows."""

    def __init__(self, text: str, words: list[Word], knowledge: Knowledge) -> None:
        self._text = text
        self._starts = [word.start for word in words]
        marks = knowledge.denials.find(text, words)
        self._behind = [mark.start for mark in marks if mark.value == "denied"]
        #: From where on, how far a denied name may begin, and how far it may reach.
        self._denied = [(mark.start, mark.end, mark.end) for mark in marks if mark.value == "other"]
        self._denied += [
            self._stretch(mark, marks[index + 1 :]) for index, mark in enumerate(marks) if mark.value in DENY
        ]
        for none in _NONE_OF_IT.finditer(text):
            stop = self._comma(none.end(), self._stop(none.end()))
            self._denied.append((none.end(), stop, stop))

    def deny(self, start: int, end: int) -> bool:
        """Whether the name in a span is denied."""
        if any(begin <= start < last and end <= stop for begin, last, stop in self._denied):
            return True
        return any(at >= end and not self._text[end:at].strip(" -\u2010\u2011") for at in self._behind)

    def _stretch(self, mark: Mark[str], marks: list[Mark[str]]) -> tuple[int, int, int]:
        stop = self._stop(mark.end)
        stop = next((m.start for m in marks if m.start < stop and m.value == "but"), stop)
        if mark.value == "denies_all":
            return mark.end, stop, stop
        if ors := [m.end for m in marks if m.value == "or" and m.start < stop]:
            stop = self._comma(ors[-1], stop)  # "no perfume, alcohol or colour"
            return mark.end, stop, stop
        first = bisect_left(self._starts, mark.end)
        last = self._starts[first + BETWEEN] + 1 if first + BETWEEN < len(self._starts) else stop
        return mark.end, last, self._comma(mark.end, stop)

    def _stop(self, at: int) -> int:
        """The end of the sentence; a colon right behind the words only opens what they deny."""
        at += len(self._text[at:]) - len(self._text[at:].lstrip(" :"))
        found = _STOP.search(self._text, at)
        return found.start() if found else len(self._text)

    def _comma(self, start: int, stop: int) -> int:
        found = _COMMA.search(self._text, start, stop)
        return found.start() if found else stop

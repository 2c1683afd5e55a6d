"""Finding known phrases (headings, disclaimers, claims) in a text, whatever their capitals, accents and spacing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from checker.names import fold

T = TypeVar("T")
#: No phrase has more words.
LONGEST_PHRASE = 30
_WORD = re.compile("[^\\W_]+(?:['\u2019][^\\W_]+)*")


class Word(NamedTuple):
    """A word of a text: its comparison key and where it stands."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark(Generic[T]):
    """A phrase found in a text, with what the table says of it."""

    start: int
    end: int
    value: T
    #: Index of its first word and the number of its words; both 0 for a sign without words ("+/-").
    word: int
    length: int


def split_words(text: str) -> list[Word]:
    """The words of a text with their offsets.

    >>> [word.key for word in split_words("Ingrédients : Aqua (Eau)")]
    ['ingredients', 'aqua', 'eau']
    """
    return [Word(fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


class Phrases(Generic[T]):
    """A table of phrases, each with a value; the longest phrase at a place wins, and phrases never overlap.

    >>> table = Phrases([("ingredients", "start"), ("ingredients subject to change", "end"), ("+/-", "may")])
    >>> text = "INGREDIENTS: Aqua [+/- Mica]. Ingredients subject to change"
    >>> [mark.value for mark in table.find(text, split_words(text))]
    ['start', 'may', 'end']
    """

    def __init__(self, rows: Iterable[tuple[str, T]]) -> None:
        self._keys: dict[T, frozenset[str]] = {}
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        self._signs: list[tuple[str, T]] = []
        for text, value in rows:
            keys = tuple(word.key for word in split_words(text))
            if keys:
                self._by_first.setdefault(keys[0], []).append((keys, value))
            else:
                self._signs.append((text, value))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    def keys_of(self, value: T) -> frozenset[str]:
        """The comparison keys of all phrases with a value."""
        if value not in self._keys:
            phrases = (phrase for same_first in self._by_first.values() for phrase in same_first)
            self._keys[value] = frozenset(" ".join(keys) for keys, of in phrases if of == value)
        return self._keys[value]

    @property
    def values(self) -> Iterator[T]:
        """The value of each phrase that has words."""
        return (value for same_first in self._by_first.values() for _, value in same_first)

    @cached_property
    def _next_words(self) -> dict[tuple[str, ...], set[str]]:
        """The words that go on with each beginning of a phrase."""
        following: dict[tuple[str, ...], set[str]] = {}
        for keys, _ in itertools.chain.from_iterable(self._by_first.values()):
            for length in range(1, len(keys)):
                following.setdefault(keys[:length], set()).add(keys[length])
        return following

    @cached_property
    def later_words(self) -> frozenset[str]:
        """The words that stand in a phrase behind its first."""
        return frozenset(itertools.chain.from_iterable(self._next_words.values()))

    def going_on(self, keys: Sequence[str]) -> frozenset[str]:
        """The words that, right behind these, would go on with a phrase that begins in them.

        >>> Phrases([("may contain", "may")]).going_on(["aqua", "may"])
        frozenset({'contain'})
        """
        ends = (tuple(keys[start:]) for start in range(max(0, len(keys) - LONGEST_PHRASE), len(keys)))
        return frozenset(itertools.chain.from_iterable(self._next_words.get(end, ()) for end in ends))

    def find(self, text: str, words: Sequence[Word]) -> list[Mark[T]]:
        """All phrases in the text, in its order."""
        found: list[Mark[T]] = []
        free_from = 0
        for index, word in enumerate(words):
            if index < free_from or word.key not in self._by_first:
                continue
            for keys, value in self._by_first[word.key]:
                length = len(keys)
                if length == 1 or tuple(w.key for w in words[index : index + length]) == keys:
                    found.append(Mark(word.start, words[index + length - 1].end, value, index, length))
                    free_from = index + length
                    break
        for sign, value in self._signs:
            at = text.find(sign)
            while at >= 0:
                found.append(Mark(at, at + len(sign), value, 0, 0))
                at = text.find(sign, at + len(sign))
        return sorted(found, key=lambda mark: mark.start) if self._signs else found

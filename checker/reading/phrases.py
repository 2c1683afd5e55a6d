"""Finds known phrases (headings, disclaimers, claims) in a text, whatever their capitals, accents and spacing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from checker.model.names import fold

T = TypeVar("T")
#: The most words a phrase may have.
LONGEST_PHRASE = 30
#: Phrases by their first word: the words of each, and its value.
_ByFirst = dict[str, list[tuple[tuple[str, ...], T]]]
#: In scripts without spaces a phrase of so many signs before a colon or a bracket is found behind a name, too.
SHORTEST_GLUED = 4
_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GLUES = re.compile(r"\s*[:\]>]")
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

    def __init__(self, rows: Iterable[tuple[str, T]], within_words: bool = False) -> None:
        #: Whether phrases are found within words too, in the scripts that write words without spaces ("ピーリングジェル").
        self._within_words = within_words
        self._keys: dict[T, frozenset[str]] = {}
        self._by_first: _ByFirst[T] = {}
        self._signs: list[tuple[str, T]] = []
        for text, value in rows:
            keys = tuple(word.key for word in split_words(text))
            if keys:
                self._by_first.setdefault(keys[0], []).append((keys, value))
            else:
                self._signs.append((text, value))
        for phrases in self._by_first.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    @property
    def plain(self) -> tuple[_ByFirst[T], list[tuple[str, T]]]:
        """The table as plain values, which `of_plain` makes a table of: it takes a tenth of the time."""
        return self._by_first, self._signs

    @classmethod
    def of_plain(cls, by_first: _ByFirst[T], signs: list[tuple[str, T]]) -> Phrases[T]:
        """The table that was `plain`."""
        phrases = cls(())
        phrases._by_first, phrases._signs = by_first, signs
        return phrases

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
        """For each beginning of a phrase, the words that may come next."""
        following: dict[tuple[str, ...], set[str]] = {}
        for keys, _ in itertools.chain.from_iterable(self._by_first.values()):
            for length in range(1, len(keys)):
                following.setdefault(keys[:length], set()).add(keys[length])
        return following

    @cached_property
    def later_words(self) -> frozenset[str]:
        """All words of phrases except the first of each."""
        return frozenset(itertools.chain.from_iterable(self._next_words.values()))

    def going_on(self, keys: Sequence[str]) -> frozenset[str]:
        """The words that would continue a phrase, if they came right after these words.

        >>> Phrases([("may contain", "may")]).going_on(["aqua", "may"])
        frozenset({'contain'})
        """
        ends = (tuple(keys[start:]) for start in range(max(0, len(keys) - LONGEST_PHRASE), len(keys)))
        return frozenset(itertools.chain.from_iterable(self._next_words.get(end, ()) for end in ends))

    def _at_the_end(self, text: str, word: Word, index: int) -> list[Mark[T]]:
        """A phrase glued to a name before it, in the scripts without spaces: "精製水その他の成分："."""
        if not _GLUES.match(text, word.end):
            return []
        for start in range(1, min(len(word.key), word.end - word.start) - SHORTEST_GLUED + 1):
            for keys, value in self._by_first.get(word.key[start:], ()):
                if len(keys) == 1:
                    return [Mark(word.end - len(word.key) + start, word.end, value, index, 1)]
        return []

    def _within(self, word: Word, index: int) -> list[Mark[T]]:
        """The phrases of one word within a word, the longest at each place.

        >>> table = Phrases([("ピーリング", "peel"), ("ピーリング不使用", "none")], within_words=True)
        >>> text = "薬用ピーリングジェル / 薬用ピーリング不使用"
        >>> [mark.value for mark in table.find(text, split_words(text))]
        ['peel', 'none']
        """
        found: list[Mark[T]] = []
        start = 0
        while start < len(word.key):
            for end in range(len(word.key), start, -1):
                phrases = self._by_first.get(word.key[start:end], ())
                if value := next((value for keys, value in phrases if len(keys) == 1), None):
                    found.append(Mark(word.start + start, min(word.start + end, word.end), value, index, 1))
                    start = end - 1
                    break
            start += 1
        return found

    def find(self, text: str, words: Sequence[Word]) -> list[Mark[T]]:
        """All phrases in the text, in its order."""
        found: list[Mark[T]] = []
        free_from = 0
        for index, word in enumerate(words):
            if index < free_from:
                continue
            if word.key not in self._by_first:
                if not word.key.isascii() and _EASTERN.search(word.key):
                    found += self._within(word, index) if self._within_words else self._at_the_end(text, word, index)
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

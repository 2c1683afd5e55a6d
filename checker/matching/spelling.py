"""Which known names a misprint may mean. Only this file compares strings that are not equal (rapidfuzz).

Whether a misprint is read as such a name is for `matching` to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property, lru_cache
from math import ceil

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from checker.knowledge.load import Knowledge
from checker.knowledge.names import ByLength, Name, joined_by_length
from checker.model.names import fold, squeeze
from checker.model.rows import Group, Ingredient

#: Names shorter than this many letters are never repaired; from `LONG` letters on two edits are.
SHORT, LONG = 5, 12
#: Words of up to this many letters are abbreviations, locants or codes: never repaired.
SHORT_WORD = 4
#: A short word that so many names hold, never in capitals, is an everyday word.
COMMON = 5
#: How alike (0-100) a name must be to be shown as "did you mean".
SUGGESTED = 78
#: How many times as long as another a name may be that is so alike: all letters of the shorter stand in the longer.
_LENGTHS = (200 - SUGGESTED) / SUGGESTED
#: So many answers about names that are near a key are remembered: one name asks several times.
REMEMBERED = 10_000
#: A word of letters and digits mixed ("0il", "Dimethic0ne"), and what its digits may have been.
_MIXED = re.compile(r"(?=[a-z]*\d)(?=[a-z\d]*[a-z][a-z\d]*[a-z])[a-z\d]+")
_CONFUSED_DIGITS = (str.maketrans("015", "ols"), str.maketrans("01", "oi"))
#: "Oil" as scans show it that lose its thin letter, or take it for a digit; "Öl", the German oil, looks the same.
_SCANNED_OIL = re.compile(r"\b[o0][l1]{1,2}\b")
_DIGITS = re.compile(r"\d+")


class Spelling:
    """The names of one knowledge, found by spellings that are not theirs."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.within = lru_cache(maxsize=REMEMBERED)(self._within)
        self._by_end: dict[tuple[int, int, str], list[str]] = {}

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all known names."""
        names = self.knowledge.names
        return self.knowledge.kept("words", lambda: frozenset(word for key in names for word in key.split()))

    @cached_property
    def _inci_words(self) -> frozenset[str]:
        inci = self.knowledge.ingredients
        return self.knowledge.kept(
            "inci_words", lambda: frozenset(word for name in inci for word in fold(name).split())
        )

    def has_real_words(self, key: str) -> bool:
        """Whether every word of a key is a number or stands in an INCI name."""
        return all(word in self._inci_words or word.isdecimal() for word in key.split())

    def _within(self, key: str, edits: int) -> list[tuple[Name, int]]:
        """Known names within so many edits (optimal string alignment), nearest first.

        Only names that share the first or the last letter are looked at: misprints hardly ever spoil both.
        """
        found: dict[str, tuple[Name, int]] = {}
        for length in range(len(key) - edits, len(key) + edits + 1):
            for end in (0, -1):
                keys = self._keys_with(length, end, key[end])
                for known, distance, _ in process.extract(
                    key, keys, scorer=OSA.distance, score_cutoff=edits, limit=None
                ):
                    found[known] = (self.knowledge.names[known], int(distance))
        return sorted(found.values(), key=lambda pair: pair[1])

    def is_near_inventory(self, key: str, edits: int) -> bool:
        """Whether a name of the user's inventory is as near: then the misprint may mean that one."""
        return any(
            process.extractOne(key, self._inventory_by_length.get(length, ()), scorer=OSA.distance, score_cutoff=edits)
            for length in range(len(key) - edits, len(key) + edits + 1)
        )

    def is_near_stricter(self, key: str, group: Group) -> bool:
        """Whether a name of higher concern than a group is near (one edit away where all words are real)."""
        letters = len(key) - key.count(" ")
        if letters < SHORT:
            return False
        edits = 1 if letters < LONG or self.has_real_words(key) else 2
        return any(
            self.knowledge.group_of(name.ingredient).concern > group.concern
            and numbers(key) == numbers(fold(name.printed))
            for name, _ in self.within(key, edits)
        )

    def scanned(self, key: str) -> Ingredient | None:
        """What a name means with a scan's confusions undone (0 and o, 1, l and i, rn and m, ol and oil), where one name results."""
        if len(key) < SHORT:
            return None
        forms = {" ".join(_read_digits(word, digits) for word in key.split()) for digits in _CONFUSED_DIGITS}
        if key.startswith("u"):
            forms.add("li" + key[1:])  # the two strokes of "LI" run together
        if key.startswith("1 "):
            forms.add("l" + key[1:])  # "l-Ascorbic Acid"
        forms |= {_SCANNED_OIL.sub(oil, form) for form in forms for oil in ("ol", "oil")}
        keys = [key for form in forms for key in (self._as_scanned.get(_scan_form(form)) or "").split("\t") if key]
        found = {self.knowledge.names[key].ingredient.inci for key in keys}
        if len(found) != 1:
            return None
        (inci,) = found
        return self.knowledge.ingredients[inci]

    def may_repair(self, key: str, known: str, alone: bool) -> bool:
        """Whether a misprint may be read as a known name: numbers agree, no short word and no real word changes."""
        if numbers(key) != numbers(known):
            return False
        words, known_words = key.split(), known.split()
        swapped = self.is_swapped(key, known)
        if words[-1] != known_words[-1] and words[-1] in self.knowledge.last_words and not swapped:
            return False
        if len(words) != len(known_words):
            changed = set(known_words) - set(words)
            return all(len(word) > SHORT_WORD for word in changed) and OSA.distance(squeeze(key), squeeze(known)) <= 1
        return all(
            (swapped or word not in (self._inci_words if alone else self.words))
            and (swapped or min(len(word), len(other)) > SHORT_WORD or self._is_common(other, known, alone))
            for word, other in zip(words, known_words, strict=True)
            if word != other
        )

    def is_swapped(self, key: str, known: str) -> bool:
        """Whether only two neighbouring letters changed places, and made no word of an INCI name: "propylene gylcol"."""
        words, known_words = key.split(), known.split()
        if len(words) != len(known_words) or OSA.distance(key, known) != 1:
            return False
        changed = [(word, other) for word, other in zip(words, known_words, strict=True) if word != other]
        return all(sorted(word) == sorted(other) and word not in self._inci_words for word, other in changed)

    def are_lookalikes(self, meant: Iterable[str]) -> bool:
        """Whether two of the INCI names are never to be mistaken for each other."""
        names = list(meant)
        return any(frozenset({a, b}) in self.knowledge.lookalikes for a in names for b in names if a < b)

    def suggestions(self, key: str) -> tuple[str, ...]:
        """The INCI names a name that was not read may have meant, most alike first; of equally alike ones the first known."""
        if len(key) < SHORT:
            return ()
        found: list[tuple[float, int, str]] = []
        # A name much shorter or longer is not so alike, whatever its letters are.
        for length in range(ceil(len(key) / _LENGTHS), int(len(key) * _LENGTHS) + 1):
            keys = self._places.of(length)
            hits = process.extract(key, list(keys), scorer=fuzz.ratio, score_cutoff=SUGGESTED, limit=None)
            found += [(-score, int(keys[name]), name) for name, score, _ in hits]
        names = [self.knowledge.names[name] for _, _, name in sorted(found)[:4]]
        return tuple(dict.fromkeys(name.ingredient.inci for name in names))[:3]

    def _is_common(self, word: str, known: str, alone: bool) -> bool:
        """Whether a short word is an everyday one (oil, seed, leaf, acid) and no abbreviation (TEA, PEG).

        It counts in a long name, or where no other name is near.
        """
        return word in self._common_words and (alone or (self._common_words[word] >= COMMON and len(known) >= LONG))

    @cached_property
    def _common_words(self) -> dict[str, int]:
        """How many names hold each word, without those that INCI names write in capitals."""

        def counted() -> dict[str, int]:
            inci = " ".join(self.knowledge.ingredients)
            abbreviations = {fold(word) for word in re.findall(r"[^\W\d_]+", inci) if word.isupper()}
            words = Counter(word for key in self.knowledge.names for word in key.split())
            return {word: count for word, count in words.items() if word not in abbreviations}

        return self.knowledge.kept("common_words", counted)

    @cached_property
    def _as_scanned(self) -> ByLength:
        """The known keys, with tabs between, behind each key as a poor scan shows it."""

        def scanned() -> dict[int, tuple[str, str]]:
            keys: dict[str, list[str]] = {}
            for key in self.knowledge.names:
                keys.setdefault(_scan_form(key), []).append(key)
            return joined_by_length((form, "\t".join(found)) for form, found in keys.items())

        return ByLength(self.knowledge.kept("as_scanned", scanned))

    @cached_property
    def _inventory_by_length(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for key in self.knowledge.inventory.keys() - self.knowledge.names.keys():
            by_length.setdefault(len(key), []).append(key)
        return by_length

    @cached_property
    def _places(self) -> ByLength:
        """The known keys, with the place of each among all."""
        names = self.knowledge.names
        return ByLength(
            self.knowledge.kept("places", lambda: joined_by_length((key, str(at)) for at, key in enumerate(names)))
        )

    def _keys_with(self, length: int, end: int, letter: str) -> list[str]:
        """Known keys of a length with a letter at an end: 0, the first, or -1, the last."""
        asked = length, end, letter
        if asked not in self._by_end:
            self._by_end[asked] = [key for key in self._places.of(length) if key[end] == letter]
        return self._by_end[asked]


def numbers(key: str) -> list[str]:
    """The numbers in a key: two names with different ones are never the same."""
    return _DIGITS.findall(key)


def _scan_form(key: str) -> str:
    """A key with what scans confuse made equal: i and l, rn and m.

    >>> _scan_form("citroneilol") == _scan_form("citronellol"), _scan_form("garnma") == _scan_form("gamma")
    (True, True)
    """
    return key.replace("rn", "m").replace("i", "l")


def _read_digits(word: str, letters: dict[int, int]) -> str:
    """A word of letters and digits mixed, with its digits read as the letters they may have been."""
    return word.translate(letters) if _MIXED.fullmatch(word) else word

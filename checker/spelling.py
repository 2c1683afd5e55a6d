"""Which known names a misprint may mean. Only this file compares strings that are not equal (rapidfuzz).

Whether a misprint is read as such a name is for `matching` to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from checker.curated import Name
from checker.knowledge import Knowledge
from checker.model import Group, Ingredient
from checker.names import fold, squeeze

#: Names shorter than this many letters are never repaired; from `LONG` letters on two edits are.
SHORT, LONG = 5, 12
#: Words of up to this many letters are abbreviations, locants or codes: never repaired.
SHORT_WORD = 4
#: A short word that so many names hold, never in capitals, is an everyday word.
COMMON = 5
#: How alike (0-100) a name must be to be shown as "did you mean".
SUGGESTED = 78
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

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all known names."""
        return frozenset(word for key in self.knowledge.names for word in key.split())

    @cached_property
    def _inci_words(self) -> frozenset[str]:
        return frozenset(word for key, name in self.knowledge.names.items() if name.is_inci for word in key.split())

    def has_real_words(self, key: str) -> bool:
        """Whether every word of a key is a number or stands in an INCI name."""
        return all(word in self._inci_words or word.isdecimal() for word in key.split())

    def within(self, key: str, edits: int) -> list[tuple[Name, int]]:
        """Known names within so many edits (optimal string alignment), nearest first.

        Only names that share the first or the last letter are looked at: misprints hardly ever spoil both.
        """
        found: dict[str, tuple[Name, int]] = {}
        for length in range(len(key) - edits, len(key) + edits + 1):
            for end in ("^" + key[0], "$" + key[-1]):
                keys = self._by_end.get((length, end), ())
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
        found = {inci for form in forms for inci in self._as_scanned.get(_scan_form(form), ())}
        if len(found) != 1:
            return None
        (inci,) = found
        return self.knowledge.ingredients[inci]

    def may_repair(self, key: str, known: str, alone: bool) -> bool:
        """Whether a misprint may be read as a known name: numbers agree, no short word and no real word changes."""
        if numbers(key) != numbers(known):
            return False
        words, known_words = key.split(), known.split()
        if words[-1] != known_words[-1] and words[-1] in self.knowledge.last_words:
            return False
        if len(words) != len(known_words):
            changed = set(known_words) - set(words)
            return all(len(word) > SHORT_WORD for word in changed) and OSA.distance(squeeze(key), squeeze(known)) <= 1
        return all(
            word not in (self._inci_words if alone else self.words)
            and (min(len(word), len(other)) > SHORT_WORD or self._is_common(other, known, alone))
            for word, other in zip(words, known_words, strict=True)
            if word != other
        )

    def are_lookalikes(self, meant: Iterable[str]) -> bool:
        """Whether two of the INCI names are never to be mistaken for each other."""
        names = list(meant)
        return any(frozenset({a, b}) in self.knowledge.lookalikes for a in names for b in names if a < b)

    def suggestions(self, key: str) -> tuple[str, ...]:
        """The INCI names a name that was not read may have meant, most alike first."""
        if len(key) < SHORT:
            return ()
        found = process.extract(key, self._all_keys, scorer=fuzz.ratio, score_cutoff=SUGGESTED, limit=4)
        return tuple(dict.fromkeys(self.knowledge.names[name].ingredient.inci for name, _, _ in found))[:3]

    def _is_common(self, word: str, known: str, alone: bool) -> bool:
        """Whether a short word is an everyday one (oil, seed, leaf, acid) and no abbreviation (TEA, PEG).

        It counts in a long name, or where no other name is near.
        """
        return word in self._common_words and (alone or (self._common_words[word] >= COMMON and len(known) >= LONG))

    @cached_property
    def _common_words(self) -> Counter[str]:
        """How many names hold each word, without those that INCI names write in capitals."""
        inci = " ".join(self.knowledge.ingredients)
        abbreviations = {fold(word) for word in re.findall(r"[^\W\d_]+", inci) if word.isupper()}
        counted = Counter(word for key in self.knowledge.names for word in key.split())
        return Counter({word: count for word, count in counted.items() if word not in abbreviations})

    @cached_property
    def _as_scanned(self) -> dict[str, set[str]]:
        """The INCI names behind each known key as a poor scan shows it."""
        names = self.knowledge.names
        scanned: dict[str, set[str]] = {}
        for form, name in zip(_scan_form("\n".join(names)).split("\n"), names.values(), strict=True):
            scanned.setdefault(form, set()).add(name.ingredient.inci)
        return scanned

    @cached_property
    def _inventory_by_length(self) -> dict[int, list[str]]:
        by_length: dict[int, list[str]] = {}
        for key in self.knowledge.inventory.keys() - self.knowledge.names.keys():
            by_length.setdefault(len(key), []).append(key)
        return by_length

    @cached_property
    def _by_end(self) -> dict[tuple[int, str], list[str]]:
        """Known keys by length and first letter, and by length and last letter."""
        by_end: dict[tuple[int, str], list[str]] = {}
        for key in self.knowledge.names:
            for end in ("^" + key[0], "$" + key[-1]):
                by_end.setdefault((len(key), end), []).append(key)
        return by_end

    @cached_property
    def _all_keys(self) -> list[str]:
        return list(self.knowledge.names)


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

"""Reads names that are known as printed: whole, with brackets, between slashes, beside a remark, as a colour's number.

Nothing is guessed here. Words beside a known name are ignored only where they cannot mean anything of more concern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain

from checker.knowledge.load import Knowledge
from checker.knowledge.names import Name
from checker.matching.named import Names
from checker.matching.spelling import Spelling
from checker.matching.transliteration import put_together
from checker.model.findings import Reading
from checker.model.names import fold, without_percent
from checker.model.rows import Ingredient
from checker.model.terms import How

#: Names of up to so many words are looked for among other words.
LONGEST_INSIDE = 5
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_SLASH = re.compile(r"\s*[/\\|]\s*")
_SPACED_SLASH = re.compile(r"\s[/\\|]\s|[/\\|]\s|\s[/\\|]|\\")
_STOP = re.compile(r"\.\s|[*\n:]")
_COLOUR_NUMBER = re.compile(r"\b(?:c ?[il1]? ?|[ad] ?)(\d{5})$")
_E_NUMBER = re.compile(r"[\s-]+(?:E|INS)[\s-]?\d{3,4}[a-z]?$", re.I)
#: A name that begins inside a word ("AcidCocos"): several names, run together.
_GLUED = re.compile(r"[a-z][A-Z][a-z]")


class ExactMatcher:
    """Reads names that one knowledge has as they are printed."""

    def __init__(self, knowledge: Knowledge, spelling: Spelling) -> None:
        self.knowledge = knowledge
        self.spelling = spelling
        self.names = Names(knowledge)
        self._words_for = lru_cache(maxsize=None)(self._words_of)
        self.put_together = lru_cache(maxsize=50_000)(self._put_together)

    def read(self, name: str, has_percent: bool) -> Reading | None:
        """What a name is read as; None where it is not known as printed.

        `has_percent` decides some names of several meanings.

        >>> from checker.knowledge.load import load_knowledge
        >>> exact = ExactMatcher(knowledge := load_knowledge(), Spelling(knowledge))
        >>> [exact.read(name, False).how.value for name in ("Glycerin", "Vitamin B3", "Honey (Organic)", "BHA")]
        ['exact', 'other_name', 'part', 'ambiguous']
        >>> exact.read("Glycerim", False) is None
        True
        """
        key = fold(name)
        if known := self._several_meanings(key, has_percent) or self._as_printed(name, has_percent):
            return known
        plant = self.knowledge.plants.get(key)
        return self._as(How.OTHER_NAME, plant.ingredient) if plant else None

    def identity(self, printed: str) -> str | None:
        """The INCI name of a name that is known as printed (exact, another name, or a part of it); else None."""
        name = without_percent(printed)
        reading = self._as_printed(name, False)
        return reading.ingredient.inci if reading and reading.ingredient else self.knowledge.inventory.get(fold(name))

    def begins(self, letters: str) -> bool:
        """Whether the key of a known name or a remark, without its spaces, begins with these letters.

        >>> from checker.knowledge.load import load_knowledge
        >>> exact = ExactMatcher(knowledge := load_knowledge(), Spelling(knowledge))
        >>> exact.begins("butylenegl"), exact.begins("butyleneparfum")
        (True, False)
        """
        for keys in (self._without_spaces, self._inventory_without_spaces):
            at = bisect_left(keys, letters)
            if at < len(keys) and keys[at].startswith(letters):
                return True
        return False

    @cached_property
    def _without_spaces(self) -> list[str]:
        known = (self.knowledge.names, self.knowledge.ambiguous, self.knowledge.remarks)
        return self.knowledge.kept("without_spaces", lambda: _sorted_without_spaces(*known))

    @cached_property
    def _inventory_without_spaces(self) -> list[str]:
        return _sorted_without_spaces(self.knowledge.inventory)

    def strictest(self, ingredients: Iterable[Ingredient]) -> Reading:
        """What is read where each of several may be meant: all are shown, the one of highest concern is judged."""
        ranked = sorted(ingredients, key=self._concern, reverse=True)
        return replace(self._as(How.AMBIGUOUS, ranked[0]), near=tuple(i.inci for i in ranked))

    def _several_meanings(self, key: str, has_percent: bool) -> Reading | None:
        meanings = self.knowledge.ambiguous.get(key)
        if not meanings:
            return None
        if has_percent and (decided := [m for m in meanings if m.when == "percent"]):
            return self._as(How.OTHER_NAME, decided[0].ingredient)
        return self.strictest(meaning.ingredient for meaning in meanings)

    def in_eastern_label(self, key: str) -> Reading | None:
        """What an abbreviation means on a Korean, Chinese or Japanese label, where it is one of several meanings."""
        decided = [m for m in self.knowledge.ambiguous.get(key, ()) if m.when == "eastern"]
        return self._as(How.OTHER_NAME, decided[0].ingredient) if decided else None

    def _as_printed(self, name: str, has_percent: bool) -> Reading | None:
        whole = self._look_up(fold(name))
        in_brackets = "(" in name or "[" in name or "{" in name
        if in_brackets and not (whole and whole.is_inci) and (part := self._bracketed(name, has_percent)):
            return part
        if whole is not None:
            return self._as(self._how(fold(name), whole), whole.ingredient)
        if in_brackets:
            return None
        if colour := self._colour(fold(name)):
            return colour
        if number := _E_NUMBER.search(name):
            return self._with_number(name[: number.start()], number.group().strip(" -"))
        return None if _STOP.search(name) else self._slashed(name) or self._without_remark(fold(name))

    def _look_up(self, key: str) -> Name | None:
        return self._listed(key) or self.put_together(key)

    def _listed(self, key: str) -> Name | None:
        return self.knowledge.names.get(key) or self.knowledge.spaced_otherwise(key)

    def _put_together(self, key: str) -> Name | None:
        """The known name that the parts of a name in another script make; of several the one of highest concern."""
        listed = [name for inci in put_together(key, self.knowledge.name_parts) if (name := self._listed(inci))]
        return max(listed, key=lambda name: self._concern(name.ingredient))._replace(is_inci=False) if listed else None

    def _how(self, key: str, name: Name) -> How:
        if name.is_inci:
            return How.EXACT
        return How.OTHER_NAME if self._listed(key) else How.PART

    def _bracketed(self, name: str, has_percent: bool) -> Reading | None:
        """What a name with brackets is read as. The first rule that answers decides:

        1. What stands outside has several meanings ("BHA (Salicylic Acid)"): the bracket says which, else the strictest.
        2. The name without its last bracket, or without any, is known: the bracket explains it or adds to it.
        3. The bracket itself is known, alone or with the word that belongs to it: "Peppermint Oil (Mentha Piperita)".
        4. What stands outside is a known name beside a remark.
        """
        outside, *others = forms_of(name)[1:] or [fold(name)]
        if meant := self._several_meanings(outside, has_percent):
            return self._decided(name, outside) or meant
        brackets = list(_BRACKET.finditer(name))
        without_last = name[: brackets[-1].start()] + name[brackets[-1].end() :] if brackets else name
        head = self._look_up(fold(without_last)) or self._look_up(outside) or self._slash_part(_BRACKET.sub(" ", name))
        if head is not None:
            return self._with_bracket(
                head.ingredient, brackets[-1].group(1) if brackets and ends_in_bracket(name) else ""
            )
        return self._in_bracket(name, outside, others) or self._without_remark(outside)

    def _decided(self, name: str, outside: str) -> Reading | None:
        """The one of several meanings that a bracket names."""
        meanings = [meaning.ingredient for meaning in self.knowledge.ambiguous[outside]]
        named = (self._look_up(fold(bracket.group(1))) for bracket in _BRACKET.finditer(name))
        return next((self._as(How.PART, n.ingredient) for n in named if n and n.ingredient in meanings), None)

    def _with_bracket(self, ingredient: Ingredient, bracket: str) -> Reading:
        """A known name with a bracket at its end: "(Vitamin A)" explains it; an INCI name of more concern counts."""
        whole = self._look_up(fold(bracket)) if bracket else None
        named = [whole] if whole else self._added(bracket)
        concern = self._concern(ingredient)
        stricter = [name.ingredient for name in named if name.is_inci and self._concern(name.ingredient) > concern]
        return self.strictest((ingredient, *stricter)) if stricter else self._as(How.PART, ingredient)

    def _in_bracket(self, name: str, outside: str, forms: Iterable[str]) -> Reading | None:
        """The name that a bracket holds, where the words before it add nothing to it; `forms` are its possible keys."""
        if ":" in name or _GLUED.search(name):
            return None
        for form in forms:
            found = self._look_up(form)
            # "Latin Binomial (Common) Part": a few words more than "Common Part" at most.
            short = len(outside.split()) <= len(form.split()) + 3
            if found is not None and short and self._adds_nothing(outside, found.ingredient):
                return self._as(How.PART, found.ingredient)
        return None

    def _added(self, bracket: str) -> list[Name]:
        """The known names that a bracket adds."""
        keys = (fold(bracket[named.start : named.end]) for named in self.names.aside(bracket))
        return [self.knowledge.names[key] for key in keys if key in self.knowledge.names]

    def _colour(self, key: str) -> Reading | None:
        """A Colour Index number: bare ("19140"), damaged ("C19140"), or beside the colour's name ("Yellow No. 6 CI 15985")."""
        if bare := self.knowledge.names.get(f"ci {key}") if len(key) == 5 and key.isdecimal() else None:
            return self._as(How.PART, bare.ingredient)
        if not (number := _COLOUR_NUMBER.search(key)):
            return None
        name = self.knowledge.names.get(f"ci {number[1]}")
        if name is None or not set(_COLOUR_NUMBER.sub("", key).split()) <= self._words_for(name.ingredient.inci):
            return None
        return self._as(How.PART, name.ingredient)

    def _with_number(self, name: str, number: str) -> Reading | None:
        """A name with its E number behind it ("Citric Acid E330"), where that number is not another ingredient's."""
        known, other = self._look_up(fold(name)), self._look_up(fold(number))
        agree = known and (other is None or other.ingredient is known.ingredient)
        return self._as(How.PART, known.ingredient) if known and agree else None

    def _words_of(self, inci: str) -> set[str]:
        """The words of all names of an ingredient."""
        keys = self.knowledge.keys_of(self.knowledge.ingredients[inci])
        return {word for key in keys for word in key.split()}

    def _slashed(self, name: str) -> Reading | None:
        part = self._slash_part(name)
        return self._as(How.PART, part.ingredient) if part else None

    def _slash_part(self, name: str) -> Name | None:
        """Synonyms joined by slashes. A slash without spaces joins synonyms only where all parts name one thing."""
        if not _SLASH.search(name):
            return None
        for slash in (_SPACED_SLASH, _SLASH):
            keys = [fold(part) for part in slash.split(name)]
            known = {part.ingredient.inci: part for part in map(self._look_up, keys) if part}
            if known:
                break
        if len(known) != 1:
            return None
        (found,) = known.values()
        others = [key for key in keys if not self._look_up(key)]
        if others and not _SPACED_SLASH.search(name):
            return None
        return found if all(self._is_synonym(key, found.ingredient) for key in others) else None

    def _is_synonym(self, key: str, ingredient: Ingredient) -> bool:
        """Whether unknown words behind a slash may name the same thing: they end alike, or hold no word of other names."""
        own = self._words_for(ingredient.inci)
        alike = key.split()[-1:] == fold(ingredient.inci).split()[-1:]
        others = [word for word in key.split() if word in self.spelling.words and word not in own and len(word) > 2]
        return (alike or not others) and self._adds_nothing(key, ingredient)

    def _adds_nothing(self, key: str, ingredient: Ingredient) -> bool:
        """Whether unknown words beside a known name may be taken for the same thing ("Faex Extract / Yeast Extract").

        Not where they hold another known name or may mean one of higher concern: "Retinol blend (Water)" is no water.
        """
        if set(key.split()) <= set(fold(ingredient.inci).split()):
            return True
        if any(name.ingredient is not ingredient for name in self._names_inside(key)):
            return False
        if (scanned := self.spelling.scanned(key)) and scanned is not ingredient:
            return False
        own, family = self.knowledge.group_of(ingredient), self.knowledge.family_of(key)
        if family is not None and family.concern > own.concern:
            return False
        unknown = [word for word in key.split() if word not in self.spelling.words]
        return not any(self.spelling.is_near_stricter(form, own) for form in (key, *unknown))

    def several(self, printed: str) -> list[Reading]:
        """The readings of known names that make up a text without a word between them; nothing where one is not known.

        >>> from checker.knowledge.load import load_knowledge
        >>> known = ExactMatcher(knowledge := load_knowledge(), Spelling(knowledge))
        >>> [reading.ingredient.inci for reading in known.several("AHA Salicylic Acid")], known.several("AHA Foo")
        (['Glycolic Acid', 'Salicylic Acid'], [])
        """
        words = fold(printed).split()
        found: list[Reading] = []
        start = 0
        while start < len(words):
            ends = range(min(start + LONGEST_INSIDE, len(words)), start, -1)
            readings = ((end, self.read(" ".join(words[start:end]), False)) for end in ends)
            end, reading = next(((end, reading) for end, reading in readings if reading), (start, None))
            if reading is None:
                return []
            found.append(reading)
            start = end
        return found

    def _names_inside(self, key: str) -> list[Name]:
        """Known names among the words of a key, the longest at each place."""
        words = key.split()
        found: list[Name] = []
        start = 0
        while start < len(words):
            for end in range(min(start + LONGEST_INSIDE, len(words)), start, -1):
                if name := self.knowledge.names.get(" ".join(words[start:end])):
                    found.append(name)
                    start = end - 1
                    break
            start += 1
        return found

    def _without_remark(self, key: str) -> Reading | None:
        """A name with a remark before or after it: "organic shea butter", "dimethicone usp"."""
        words = key.split(" ")
        for cut in range(1, min(3, len(words) - 1) + 1):
            for remark, rest in ((words[:cut], words[cut:]), (words[-cut:], words[:-cut])):
                if " ".join(remark) in self.knowledge.remarks and (known := self._look_up(" ".join(rest))):
                    if self.names.denies(key):
                        return None  # "perfume free"
                    return self._as(How.PART, known.ingredient)
        return None

    def _as(self, how: How, ingredient: Ingredient) -> Reading:
        return Reading(how, ingredient, self.knowledge.group_of(ingredient))

    def _concern(self, ingredient: Ingredient) -> tuple[int, int]:
        return self.knowledge.group_of(ingredient).concern


def ends_in_bracket(name: str) -> bool:
    """Whether a name ends with a bracket."""
    return name.rstrip(" .*").endswith((")", "]", "}"))


def _sorted_without_spaces(*keys: Iterable[str]) -> list[str]:
    return sorted(key.replace(" ", "") for key in chain.from_iterable(keys))


def forms_of(name: str) -> list[str]:
    """The keys a bracketed name may be meant by: whole, without brackets, "A (B) C" as "B C", and
    "A (B)" as "B" or "B last-of-A".

    >>> forms_of("Peppermint Oil (Mentha Piperita)")
    ['peppermint oil mentha piperita', 'peppermint oil', 'mentha piperita', 'mentha piperita oil']
    """
    forms = [fold(name)]
    brackets = list(_BRACKET.finditer(name))
    if brackets:
        forms.append(fold(_BRACKET.sub(" ", name)))
        first = brackets[0]
        before, inside, after = fold(name[: first.start()]), fold(first.group(1)), fold(name[first.end() :])
        forms += [f"{inside} {after}"] if after else [inside, f"{inside} {before.rsplit(' ', 1)[-1]}"]
    return list(dict.fromkeys(form for form in forms if form)) or [""]

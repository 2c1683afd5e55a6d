"""Names that are known as printed: whole, in one of the orders that brackets allow, between slashes, beside a remark.

Nothing is guessed here: what stands beside a known name is passed over only where it can mean nothing of higher concern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache

from checker.curated import Name
from checker.knowledge import Knowledge
from checker.model import Ingredient, Reading
from checker.names import fold, squeeze, without_percent
from checker.spelling import Spelling
from checker.terms import How

#: Names of up to so many words are looked for among other words.
LONGEST_INSIDE = 5
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_SLASH = re.compile(r"\s*[/\\|]\s*")
_SPACED_SLASH = re.compile(r"\s[/\\|]\s|[/\\|]\s|\s[/\\|]|\\")
_STOP = re.compile(r"\.\s|[*\n:]")
_COLOUR_NUMBER = re.compile(r"\b(?:c ?[il1]? ?|[ad] ?)(\d{5})$")
#: A name that begins inside a word ("AcidCocos"): several names, run together.
_GLUED = re.compile(r"[a-z][A-Z][a-z]")


class KnownNames:
    """The names of one knowledge, found as they are printed."""

    def __init__(self, knowledge: Knowledge, spelling: Spelling) -> None:
        self.knowledge = knowledge
        self.spelling = spelling
        self._words_for = lru_cache(maxsize=None)(self._words_of)

    def read(self, name: str, has_percent: bool) -> Reading | None:
        """What a name is read as; None where it is not known as printed.

        `has_percent` decides some names of several meanings.

        >>> from checker.knowledge import load_knowledge
        >>> known = KnownNames(knowledge := load_knowledge(), Spelling(knowledge))
        >>> [known.read(name, False).how.value for name in ("Glycerin", "Vitamin B3", "Honey (Organic)", "BHA")]
        ['exact', 'other_name', 'part', 'ambiguous']
        >>> known.read("Glycerim", False) is None
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

        >>> from checker.knowledge import load_knowledge
        >>> known = KnownNames(knowledge := load_knowledge(), Spelling(knowledge))
        >>> known.begins("butylenegl"), known.begins("butyleneparfum")
        (True, False)
        """
        at = bisect_left(self._without_spaces, letters)
        return at < len(self._without_spaces) and self._without_spaces[at].startswith(letters)

    @cached_property
    def _without_spaces(self) -> list[str]:
        known = (*self.knowledge.names, *self.knowledge.ambiguous, *self.knowledge.inventory, *self.knowledge.remarks)
        return sorted(key.replace(" ", "") for key in known)

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

    def _as_printed(self, name: str, has_percent: bool) -> Reading | None:
        whole = self._look_up(fold(name))
        in_brackets = "(" in name or "[" in name or "{" in name
        if in_brackets and not (whole and whole.is_inci) and (part := self._bracketed(name, has_percent)):
            return part
        if whole is not None:
            return self._as(How.EXACT if whole.is_inci else How.OTHER_NAME, whole.ingredient)
        if in_brackets:
            return None
        if colour := self._colour(fold(name)):
            return colour
        return None if _STOP.search(name) else self._slashed(name) or self._without_remark(fold(name))

    def _look_up(self, key: str) -> Name | None:
        return self.knowledge.names.get(key) or self.knowledge.squeezed.get(squeeze(key))

    def _bracketed(self, name: str, has_percent: bool) -> Reading | None:
        """ "Latin (Common) Part" in its printed orders; a bracket at the end that names something stricter counts."""
        outside, *others = forms_of(name)[1:] or [fold(name)]
        meant = self._several_meanings(outside, has_percent)
        insides = [fold(m.group(1)) for m in _BRACKET.finditer(name)]
        if meant is not None:
            decided = [known for inside in insides if (known := self._look_up(inside))]
            meanings = [m.ingredient for m in self.knowledge.ambiguous[outside]]
            for inside in decided:
                if inside.ingredient in meanings:
                    return self._as(How.PART, inside.ingredient)
            return meant
        last = list(_BRACKET.finditer(name))[-1:]
        without_last = name[: last[0].start()] + name[last[0].end() :] if last else name
        head = self._look_up(fold(without_last)) or self._look_up(outside) or self._slash_part(_BRACKET.sub(" ", name))
        ends = name.rstrip(" .*").endswith((")", "]", "}"))
        inside_name = self._look_up(insides[-1]) if insides and ends else None
        if head is not None:
            # "(Vitamin A)" behind an INCI name explains it; an INCI name of higher concern in the bracket counts.
            named = [inside_name] if inside_name else self._names_inside(insides[-1]) if insides and ends else []
            concern = self._concern(head.ingredient)
            stricter = [n.ingredient for n in named if n.is_inci and self._concern(n.ingredient) > concern]
            return self.strictest((head.ingredient, *stricter)) if stricter else self._as(How.PART, head.ingredient)
        for form in others if not (":" in name or _GLUED.search(name)) else ():
            found = self._look_up(form)
            # "Latin Binomial (Common) Part": a few words more than "Common Part" at most.
            short = len(outside.split()) <= len(form.split()) + 3
            if found is not None and short and self._adds_nothing(outside, found.ingredient):
                return self._as(How.PART, found.ingredient)
        return self._without_remark(outside)

    def _colour(self, key: str) -> Reading | None:
        """A Colour Index number with its letters damaged ("C19140") or beside the colour's name ("Yellow No. 6 CI 15985")."""
        if not (number := _COLOUR_NUMBER.search(key)):
            return None
        name = self.knowledge.names.get(f"ci {number[1]}")
        if name is None or not set(_COLOUR_NUMBER.sub("", key).split()) <= self._words_for(name.ingredient.inci):
            return None
        return self._as(How.PART, name.ingredient)

    def _words_of(self, inci: str) -> set[str]:
        """The words of all names of an ingredient."""
        ingredient = self.knowledge.ingredients[inci]
        return {
            word for key, name in self.knowledge.names.items() if name.ingredient is ingredient for word in key.split()
        }

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
                    return self._as(How.PART, known.ingredient)
        return None

    def _as(self, how: How, ingredient: Ingredient) -> Reading:
        return Reading(how, ingredient, self.knowledge.group_of(ingredient))

    def _concern(self, ingredient: Ingredient) -> tuple[int, int]:
        return self.knowledge.group_of(ingredient).concern


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

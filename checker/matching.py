"""From a printed name to an ingredient, by the first way that answers; the answer says which way it was.

exact, other_name, part, family, repaired, ambiguous, unread: DESIGN's order. A misprint is repaired only where no other
known name could be meant. Reassuring someone about an irritant is the worst mistake, so a repair never lowers concern.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from checker.curated import Name
from checker.knowledge import Knowledge
from checker.model import Entry, Group, Ingredient, Match
from checker.names import fold, squeeze, without_percent
from checker.pieces import Hints
from checker.spelling import LONG, SHORT, SHORT_WORD, Spelling, numbers
from checker.terms import How, Level, Phase

#: A stretch of more characters than this is no name.
LONGEST = 300
#: Names of up to so many words are looked for among other words.
LONGEST_INSIDE = 5
#: A word that so many names hold, all of them of concern, tells of an unknown name that holds it.
TELLING = 4
#: Most products are asked about on a leave-on basis in these days.
EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
#: A bracket with a space before it stands beside the name; without one it is part of it: "Poly(C6-14 Olefin)".
_ASIDE = re.compile(r"(?:^|\s)[(\[{]")
_SLASH = re.compile(r"\s*[/\\|]\s*")
_SPACED_SLASH = re.compile(r"\s[/\\|]\s|[/\\|]\s|\s[/\\|]|\\")
_STOP = re.compile(r"\.\s|[*\n:]")
#: Kana, Han and Hangul: a sign is a syllable or a word there, so one exchanged is another substance, not a misprint.
_SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COLOUR_NUMBER = re.compile(r"\b(?:c ?[il1]? ?|[ad] ?)(\d{5})$")
#: A name that begins inside a word ("AcidCocos"): several names, run together.
_GLUED = re.compile(r"[a-z][A-Z][a-z]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed name was read as, wherever it stands."""

    how: How
    ingredient: Ingredient | None = None
    group: Group | None = None
    score: float = 100.0
    near: tuple[str, ...] = ()


UNREAD = Reading(How.UNREAD, score=0.0)


class Matcher:
    """Matches names against one knowledge; readings are kept, so a name seen before costs a look-up."""

    def __init__(self, knowledge: Knowledge, remembered: int = 50_000) -> None:
        self.knowledge = knowledge
        self.spelling = Spelling(knowledge)
        #: Stretches of labels that were one plain name, kept for the reader.
        self.seen: dict[str, tuple[int, int, str]] = {}
        self.read = lru_cache(maxsize=remembered)(self._read)
        self.read_or_ask = lru_cache(maxsize=remembered)(self._read_or_ask)
        self.identity = lru_cache(maxsize=remembered)(self._identity)
        self._words_for = lru_cache(maxsize=None)(self._words_of)

    @cached_property
    def hints(self) -> Hints:
        """What the reader of labels may ask of stretches that are no known names."""
        return Hints(
            how=lambda printed: self.read(printed, False).how,
            is_word=lambda key: key in self.spelling.words,
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

    def begins(self, letters: str) -> bool:
        """Whether the key of a known name or a remark, without its spaces, begins with these letters.

        >>> from checker import load_knowledge
        >>> matcher = matcher_for(load_knowledge())
        >>> matcher.begins("butylenegl"), matcher.begins("butyleneparfum")
        (True, False)
        """
        at = bisect_left(self._without_spaces, letters)
        return at < len(self._without_spaces) and self._without_spaces[at].startswith(letters)

    @cached_property
    def _without_spaces(self) -> list[str]:
        known = (*self.knowledge.names, *self.knowledge.ambiguous, *self.knowledge.inventory, *self.knowledge.remarks)
        return sorted(key.replace(" ", "") for key in known)

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

    def _identity(self, printed: str) -> str | None:
        """The INCI name of a name that is known as printed (exact, another name, or a part of it); else None."""
        name = without_percent(printed)
        reading = self._known(name)
        return reading.ingredient.inci if reading and reading.ingredient else self.knowledge.inventory.get(fold(name))

    def _read(self, name: str, has_percent: bool) -> Reading:
        if len(name) > LONGEST:
            return UNREAD
        meant = self._several_meanings(fold(name), has_percent)
        known = meant or self._known(name, has_percent)
        if known is not None:
            return known
        forms = list(_forms(name))
        if plant := self.knowledge.plants.get(forms[0]):
            return self._as(How.OTHER_NAME, plant.ingredient)
        family = self._family(_family_forms(name, forms))
        if inventory := next(
            (self.knowledge.inventory[form] for form in forms if form in self.knowledge.inventory), ""
        ):
            return family or Reading(How.INVENTORY, Ingredient(inventory, group=""))
        if scanned := self.spelling.scanned(forms[0]):
            return replace(self._as(How.REPAIRED, scanned), score=95.0, near=(scanned.inci,))
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
        return replace(UNREAD, near=self.spelling.suggestions(_forms(name)[0]))

    # --- known as printed ------------------------------------------------------------------------------------

    def _several_meanings(self, key: str, has_percent: bool) -> Reading | None:
        meanings = self.knowledge.ambiguous.get(key)
        if not meanings:
            return None
        if has_percent and (decided := [m for m in meanings if m.when == "percent"]):
            return self._as(How.OTHER_NAME, decided[0].ingredient)
        return self._strictest(meaning.ingredient for meaning in meanings)

    def _known(self, name: str, has_percent: bool = False) -> Reading | None:
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
        outside, *others = _forms(name)[1:] or [fold(name)]
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
            stricter = [n.ingredient for n in named if n.is_inci and self._stricter(n.ingredient, head.ingredient)]
            return self._strictest((head.ingredient, *stricter)) if stricter else self._as(How.PART, head.ingredient)
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
        own = self._as(How.PART, ingredient)
        if (scanned := self.spelling.scanned(key)) and scanned is not ingredient:
            return False
        family = self.knowledge.family_of(key)
        stricter_family = family is not None and own.group is not None and family.concern > own.group.concern
        unknown = [word for word in key.split() if word not in self.spelling.words]
        return not stricter_family and not any(self._hides(form, own) for form in (key, *unknown))

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

    # --- naming patterns and repairs -----------------------------------------------------------------------------

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
        return None if self._hides(key, told) or self._near_stricter(key, told) else told

    def _near_stricter(self, key: str, told: Reading) -> bool:
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
            return self._strictest(name.ingredient for name in meant.values())
        (name,) = meant.values()
        digits = numbers(key)
        if any(self._concern(o) > self._concern(name) and numbers(fold(o.printed)) == digits for o, _ in near):
            return replace(UNREAD, near=shown)
        score = 100.0 * (1 - near[0][1] / max(len(key), 1))
        return replace(self._as(How.REPAIRED, name.ingredient), score=score, near=shown)

    def _hides(self, key: str, answer: Reading) -> bool:
        """Whether an answer would hide a near name of higher concern (from one edit away where all words are real)."""
        if answer.group is None or len(key) - key.count(" ") < SHORT:
            return False
        edits = 1 if len(key) - key.count(" ") < LONG or self.spelling.has_real_words(key) else 2
        return any(
            self._concern(name) > answer.group.concern and numbers(key) == numbers(fold(name.printed))
            for name, _ in self.spelling.within(key, edits)
        )

    # --- answers -------------------------------------------------------------------------------------------------

    def _as(self, how: How, ingredient: Ingredient) -> Reading:
        return Reading(how, ingredient, self.knowledge.group_of(ingredient))

    def _strictest(self, ingredients: Iterable[Ingredient]) -> Reading:
        """Several meanings: all are shown, the one of highest concern is judged."""
        ranked = sorted(ingredients, key=lambda i: self.knowledge.group_of(i).concern, reverse=True)
        return replace(self._as(How.AMBIGUOUS, ranked[0]), near=tuple(i.inci for i in ranked))

    def _stricter(self, one: Ingredient, other: Ingredient) -> bool:
        return self.knowledge.group_of(one).concern > self.knowledge.group_of(other).concern

    def _concern(self, name: Name) -> tuple[int, int]:
        return self.knowledge.group_of(name.ingredient).concern


def _forms(name: str) -> list[str]:
    """The keys a bracketed name may be meant by: whole, without brackets, "A (B) C" as "B C", and
    "A (B)" as "B" or "B last-of-A".

    >>> _forms("Peppermint Oil (Mentha Piperita)")
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

"""From a printed name to an ingredient. The first way that answers counts, and the answer says which way it was.

A name is looked up as printed (`exact`), then by naming patterns, in the user's inventory, and with its spelling repaired
(`spelling`). A misprint is repaired only where no other known name could be meant. To reassure someone about an irritant
is the worst mistake, so a repair never lowers concern.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache

from checker.knowledge.load import Knowledge
from checker.knowledge.names import Name
from checker.matching.exact import ExactMatcher, ends_in_bracket, forms_of
from checker.matching.forms import FormWords, concern_of
from checker.matching.second_name import BRACKET, SecondNames
from checker.matching.spelling import LONG, SHORT, Spelling, numbers
from checker.matching.telling import TellingWords
from checker.matching.transliteration import SYLLABLES, put_together
from checker.model.findings import Match, Reading
from checker.model.label import Entry, Label
from checker.model.names import fold, without_percent
from checker.model.rows import Ingredient
from checker.model.terms import How
from checker.reading.gazetteer import Gazetteer

#: A stretch of more characters than this is no name.
LONGEST = 300
#: A bracket with a space before it stands beside the name; without one it is part of it: "Poly(C6-14 Olefin)".
_ASIDE = re.compile(r"(?:^|\s)[(\[{]")
#: A bracket of several before the part is no aside: "(Angelica Gigas/Paeonia Lactiflora) Root Extract".
_SEVERAL = re.compile(r"[(\[{][^)\]}]*/[^)\]}]*[)\]}] ")
#: The brackets of Chinese and Japanese print.
_WIDE_BRACKETS = str.maketrans("（）［］【】", "()[][]")
#: A space between Latin letters or numbers and Han or kana separates no names: "PEG-8 甘油異硬脂酸酯".
_NO_BORDER = re.compile("(?<=[!-~])\\s+(?=[\u3040-\u30ff\u3400-\u9fff])|(?<=[\u3040-\u30ff\u3400-\u9fff])\\s+(?=[!-~])")

#: So many unread names of a text bring names like them: nobody goes through more. The most in 5,730 real labels is 153.
ASKED = 300

UNREAD = Reading(How.UNREAD, score=0.0)


class Matcher:
    """Matches names against one knowledge; readings are kept, so a name seen before costs a look-up."""

    def __init__(self, knowledge: Knowledge, remembered: int = 50_000) -> None:
        self.knowledge = knowledge
        self.spelling = Spelling(knowledge)
        self.exact = ExactMatcher(knowledge, self.spelling)
        self.forms = FormWords(knowledge, self.exact)
        self.telling = TellingWords(knowledge, self.spelling)
        self.read = lru_cache(maxsize=remembered)(self._read)
        self.read_whole = lru_cache(maxsize=remembered)(self._read_whole)
        self.read_or_ask = lru_cache(maxsize=remembered)(self._read_or_ask)
        self.identity = lru_cache(maxsize=remembered)(self.exact.identity)
        self.names = self.exact.names
        self.second_names = SecondNames(knowledge, self.spelling, self.exact, self.forms, remembered)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """What the reader of labels looks up, with its memos."""
        return Gazetteer(
            headings=self.knowledge.headings,
            is_name=self.identity,
            how=lambda printed: self.read(printed, False).how,
            is_word=lambda key: key in self.spelling.words,
            begins=self.exact.begins,
            is_concern=lambda key: key in self.second_names.words_of_concern,
            hides=self._hides_name,
            denies=self.names.denies,
            core=self.forms.core,
        )

    def _hides_name(self, printed: str, name: str) -> bool:
        whole, inside = self.read(printed, False).group, self.knowledge.names.get(fold(name))
        if inside is None or not self.second_names.must_wait(inside.ingredient):
            return False
        return whole is None or whole.concern < self._concern(inside)

    def match(
        self,
        entry: Entry,
        readings: Mapping[str, str | None] | None = None,
        asking: bool = True,
        eastern: bool = False,
    ) -> Match:
        """Read one entry. `readings` holds what a person confirmed: printed name -> INCI name, or None to refuse.

        `asking` is whether somebody will be asked what a name that was not read means: then names like it are found.
        `eastern` says that the label is written in Korean, Chinese or Japanese: some abbreviations mean one thing there.
        Raises `KeyError` when a confirmed INCI name is not in the knowledge.
        """
        if readings and entry.printed in readings:
            return self._confirmed(entry, readings[entry.printed])
        name = entry.printed if entry.percent is None else without_percent(entry.printed)
        read = self.read_or_ask if asking else self.read_whole
        decided = self.exact.in_eastern_label(fold(name)) if eastern else None
        return Match(entry, decided or read(name, entry.percent is not None))

    def by_product(
        self, label: Label, readings: Mapping[str, str | None] | None = None, asked: int = ASKED
    ) -> dict[int, list[Match]]:
        """The entries of a label, read, by the number of their product; at most so many names are asked about."""
        products: dict[int, list[Match]] = {}
        eastern = any(SYLLABLES.search(entry.printed) for entry in label.entries if not entry.printed.isascii())
        for entry in label.entries:
            match = self.match(entry, readings, asking=asked > 0, eastern=eastern)
            asked -= match.how is How.UNREAD
            products.setdefault(entry.product, []).append(match)
        return products

    def _confirmed(self, entry: Entry, inci: str | None) -> Match:
        if inci is None:
            return Match(entry, UNREAD)
        ingredient = self.knowledge.ingredients[inci]
        return Match(entry, Reading(How.CONFIRMED, ingredient, self.knowledge.group_of(ingredient)))

    def _read(self, name: str, has_percent: bool) -> Reading:
        if len(name) > LONGEST:
            return UNREAD
        if not name.isascii():
            name = name.translate(_WIDE_BRACKETS)
        if known := self._known(name, has_percent):
            return known
        if beside := self.forms.beside(name, has_percent):
            return beside
        told, core = self._guessed(name), self.forms.up_to_last_word(name)
        if core in ("", name) or told.how not in (How.FAMILY, How.UNREAD):
            return told
        of_core = self.read(core, has_percent)
        if told.how is How.UNREAD and of_core.how is How.FAMILY:
            return told  # "Alpina Speciosa Flower Water": the word taken off may be what a pattern goes by
        if of_core.how in (How.EXACT, How.OTHER_NAME):
            of_core = replace(of_core, how=How.PART)
        return max(told, of_core, key=concern_of)

    def _known(self, name: str, has_percent: bool) -> Reading | None:
        """A name known as printed. One put together from its parts never lowers what a pattern of its own script tells."""
        known = self.exact.read(name, has_percent)
        if known is None or known.how is not How.PART:
            return known
        whole = forms_of(name)[:1]
        is_made = self.exact.put_together(whole[0]) is not None
        return (_stricter(known, self._family(whole)) if is_made else None) or known

    def _guessed(self, name: str) -> Reading:
        """What a name is read as that is not known as printed: by a naming pattern, or with its spelling repaired."""
        forms = forms_of(name)
        family = _stricter(self._family(_family_forms(name, forms)), self._of_parts(name, forms))
        if inventory := next(
            (self.knowledge.inventory[form] for form in forms if form in self.knowledge.inventory), ""
        ):
            return family or Reading(How.INVENTORY, Ingredient(inventory, group=""))
        if scanned := self.spelling.scanned(forms[0]):
            return Reading(How.REPAIRED, scanned, self.knowledge.group_of(scanned), 95.0, (scanned.inci,))
        for form in forms:
            repaired = self._repair(form, above=family)
            if repaired is not None and (repaired.how is not How.UNREAD or not family or self._is_near(form, family)):
                return repaired
        return family or self.telling.read(forms[0]) or UNREAD

    def _is_near(self, form: str, family: Reading) -> bool:
        """Whether a pattern's answer would hide a near name of higher concern, or the form is a misprint."""
        return self._hides(form, family) or self._is_misprint(form, family)

    def _read_whole(self, name: str, has_percent: bool) -> Reading:
        """What an entry is read as: its name, or a second name in it that is of more concern."""
        reading = self.read(name, has_percent)
        return reading if len(name) > LONGEST else self.second_names.in_entry(name, reading) or reading

    def _read_or_ask(self, name: str, has_percent: bool) -> Reading:
        """What an entry is read as; of one that nothing is known of, what may have been meant."""
        reading = self.read_whole(name, has_percent)
        if reading is not UNREAD or len(name) > LONGEST:
            return reading
        return replace(UNREAD, near=self.spelling.suggestions(forms_of(name)[0]))

    def _of_parts(self, name: str, forms: list[str]) -> Reading | None:
        """What a name in another script is read as where its parts make a name that no row lists.

        Only without spaces, which may part two names; the strictest of what its parts may mean.
        """
        if not SYLLABLES.search(name) or len(_NO_BORDER.sub("", BRACKET.sub("", name)).split()) > 1:
            return None
        # "粉防己(STEPHANIA TETRANDRA)提取物" is read without its bracket, and by what the bracket says.
        keys = forms[1:3] if len(forms) > 1 else forms
        names = [inci for key in keys for inci in put_together(key, self.knowledge.name_parts)]
        groups = {
            group
            for inci in names
            for read in [self.exact.read(inci, False) or self._family([inci])]
            if read and (group := read.group)
        }
        return Reading(How.PART, group=max(groups, key=lambda group: group.concern)) if groups else None

    def _family(self, forms: list[str]) -> Reading | None:
        for form in forms:
            group = self.knowledge.family_of(form)
            if group is not None:
                return Reading(How.FAMILY, group=group)
        return None

    def _repair(self, key: str, above: Reading | None) -> Reading | None:
        """The known name that a misprint means; None where no name is near, unread where it stays open what is meant.

        `above` is the answer of a naming pattern. The rules, in this order:

        1. Never a short name, nor one of real words that a pattern answered, unless the pattern hides a stricter name.
        2. Names within one edit count, within two from `LONG` letters on; one edit more shows what else may be meant.
        3. From two edits away the answer of a pattern is never made milder.
        4. It stays open where an exchanged sign is another word, a number or a real or short word would change, the nearest
           names are look-alikes, or a name of the user's inventory is as near.
        5. Of several nearest names the strictest is judged.
        6. It stays open where a name of more concern, with the same numbers, may be meant instead.
        """
        letters = len(key) - key.count(" ")
        if letters < SHORT or (above is not None and self.spelling.has_real_words(key) and not self._hides(key, above)):
            return None
        allowed = 1 if letters < LONG else 2
        if not self.spelling.within(key, allowed):
            return None
        near = self.spelling.within(key, allowed + 1)
        fewest = near[0][1]
        if above and above.group and fewest > 1 and self._concern(near[0][0]) < above.group.concern:
            return None
        nearest = {name.ingredient.inci: name for name, edits in near if edits == fewest}
        shown = tuple(dict.fromkeys(name.ingredient.inci for name, _ in near))[:3]
        if self._stays_open(key, near):
            return replace(UNREAD, near=shown)
        if len(nearest) > 1:
            return self.exact.strictest(name.ingredient for name in nearest.values())
        (name,) = nearest.values()
        # Two letters that changed places are the surest of misprints: only what is nearly as near may be meant instead.
        far = fewest + 1 if self.spelling.is_swapped(key, fold(name.printed)) else allowed + 1
        others = [other for other, edits in near if edits <= far and numbers(fold(other.printed)) == numbers(key)]
        if any(self._concern(other) > self._concern(name) for other in others):
            return replace(UNREAD, near=shown)
        score = 100.0 * (1 - fewest / max(len(key), 1))
        return Reading(How.REPAIRED, name.ingredient, self.knowledge.group_of(name.ingredient), score, shown)

    def _stays_open(self, key: str, near: list[tuple[Name, int]]) -> bool:
        """Whether it cannot be said which of the nearest names a misprint means (rule 4 of `_repair`)."""
        fewest = near[0][1]
        nearest = [name for name, edits in near if edits == fewest]
        alone = fewest == 1 and len({name.ingredient.inci for name, _ in near}) == 1
        return (
            # In kana, Han and Hangul one sign exchanged is another substance, not a misprint.
            SYLLABLES.search(key) is not None
            or not all(self.spelling.may_repair(key, fold(name.printed), alone) for name in nearest)
            or self.spelling.are_lookalikes({name.ingredient.inci for name in nearest})
            or self.spelling.is_near_inventory(key, fewest)
        )

    def _is_misprint(self, key: str, family: Reading) -> bool:
        """Whether a single word is one letter away from milder names only than a naming pattern tells of: "pathenol"."""
        if " " in key or family.group is None or self.spelling.has_real_words(key):
            return False
        near = self.spelling.within(key, 1)
        return bool(near) and all(self._concern(name) < family.group.concern for name, _ in near)

    def _hides(self, key: str, answer: Reading) -> bool:
        """Whether an answer would hide a near name of higher concern."""
        return answer.group is not None and self.spelling.is_near_stricter(key, answer.group)

    def _concern(self, name: Name) -> tuple[int, int]:
        return self.knowledge.group_of(name.ingredient).concern


def _stricter(reading: Reading | None, other: Reading | None) -> Reading | None:
    """The one of two readings whose group is of higher concern; the first where they agree, the other where it is None."""
    if reading is None or other is None or reading.group is None or other.group is None:
        return reading or other
    return other if other.group.concern > reading.group.concern else reading


def _family_forms(name: str, forms: list[str]) -> list[str]:
    """The forms a naming pattern may judge: not the whole of "A (B)", where the bracket is an aside, nor B alone."""
    if not _ASIDE.search(name) or _SEVERAL.match(name):
        return forms[:1]
    in_the_middle = len(forms) > 2 and not ends_in_bracket(name)
    return forms[1:3] if in_the_middle else forms[1:2] or forms[:1]


def matcher_for(knowledge: Knowledge) -> Matcher:
    """The matcher of a knowledge, made once; an overlay changes levels and no names, so it needs none of its own."""
    return _matcher_for(knowledge.under or knowledge)


_matcher_for = lru_cache(maxsize=4)(Matcher)

"""Words of a product's form or purpose beside a name: "vitamin C serum", "glycolic night cream".

They say how a product is used, not what is in it. So they are taken off before any naming pattern is asked: a pattern
knows a name by its last word, and would read a serum as blood and a cream as milk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations

from checker.knowledge.load import Knowledge
from checker.matching.exact import ExactMatcher
from checker.model.findings import Reading
from checker.model.names import fold
from checker.model.rows import Form
from checker.model.terms import How
from checker.reading.phrases import Phrases, split_words

#: With more such words than this all are taken off at once.
MOST_FORMS = 6

Span = tuple[int, int]


class FormWords:
    """What names mean beside words of a product's form."""

    def __init__(self, knowledge: Knowledge, known: ExactMatcher) -> None:
        self._knowledge = knowledge
        self._known = known

    def core(self, printed: str) -> str:
        """A name without words of a product's form; of those that are a name together or alone ("milk powder", "Water"), it.

        >>> from checker.knowledge.load import load_knowledge
        >>> from checker.matching.matcher import matcher_for
        >>> [matcher_for(load_knowledge()).forms.core(name) for name in ("vitamin C serum", "face cream", "Water")]
        ['vitamin C', '', 'Water']
        """
        if core := core_of(printed, self._knowledge.forms):
            return core
        marks = self._knowledge.forms.find(printed, split_words(printed))
        if all(mark.value.ingredient == "alone" for mark in marks):
            return printed
        cores = chain.from_iterable(cores_of(printed, self._knowledge.forms))
        return next((core for core in cores if " " in core and fold(core) in self._knowledge.names), "")

    def up_to_last_word(self, printed: str) -> str:
        """A name without such words, but for those that names of ingredients hold too ("oil", "water")."""
        return core_of(printed, self._knowledge.forms, but=("last_word", "alone"))

    def beside(self, name: str, has_percent: bool) -> Reading | None:
        """A known name beside words of a product's form ("vitamin C serum"), or several known names.

        Where such a word ends names of ingredients too ("oil"), the naming pattern of the whole counts if it is stricter.
        """
        core = self.core(name)
        if core in ("", name) or ", " in name:
            return None
        for cores in cores_of(name, self._knowledge.forms):
            found = [known for core in cores if (known := self._known.read(core, has_percent))]
            if found:
                return self._or_stricter(name, cores, max(found, key=concern_of))
        several = self._known.several(core)
        return max(several, key=concern_of) if several else None

    def _or_stricter(self, name: str, cores: list[str], known: Reading) -> Reading:
        known = replace(known, how=How.PART) if known.how is not How.AMBIGUOUS else known
        ends = self.up_to_last_word(name)
        if ends in cores or ends == core_of(name, self._knowledge.forms):
            return known
        whole = self._knowledge.family_of(fold(ends))
        differs = all(self._knowledge.family_of(fold(core)) is not whole for core in cores)
        return max(known, Reading(How.FAMILY, group=whole), key=concern_of) if differs else known


def concern_of(reading: Reading) -> tuple[int, int]:
    """How strict a reading is; below all groups where nothing was read."""
    return reading.group.concern if reading.group else (-1, -1)


def cores_of(printed: str, forms: Phrases[Form]) -> Iterator[list[str]]:
    """What is left of a printed name without words of a product's form: one word taken off, then two, at last all.

    Nothing where it holds no such word, and an empty text where it holds nothing else.

    >>> forms = Phrases([("serum", Form()), ("night", Form()), ("cream", Form())])
    >>> list(cores_of("Retinol night cream", forms))
    [['Retinol cream', 'Retinol night'], ['Retinol']]
    >>> list(cores_of("Retinol", forms)), list(cores_of("Night cream", forms))[-1]
    ([], [''])
    """
    spans = _form_words(printed, forms)
    sizes = range(1, len(spans) + 1) if len(spans) <= MOST_FORMS else (len(spans),)
    for size in sizes:
        yield [_without(printed, chosen) for chosen in combinations(spans, size)]


def core_of(printed: str, forms: Phrases[Form], but: Collection[str] = ()) -> str:
    """A printed name without words of a product's form; those of the kinds `but` stay.

    >>> core_of("AHA BHA peeling serum", Phrases([("serum", Form()), ("peeling", Form())]))
    'AHA BHA'
    """
    return _without(printed, _form_words(printed, forms, but))


def _form_words(printed: str, forms: Phrases[Form], but: Collection[str] = ()) -> list[Span]:
    """Where the words of such phrases stand, each word by itself: the oil of an "oil cleanser" may be the name's."""
    words = split_words(printed)
    marks = [mark for mark in forms.find(printed, words) if mark.value.ingredient not in but]
    return [words[at][1:] for mark in marks for at in range(mark.word, mark.word + mark.length)]


def _without(printed: str, spans: Sequence[Span]) -> str:
    for start, end in reversed(spans):
        printed = f"{printed[:start]} {printed[end:]}"
    return " ".join(printed.split()).strip(" -–,") if spans else printed

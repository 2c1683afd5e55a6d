"""Plain lists, read by what is remembered of their names: the same entries as `read_label`, without reading anew.

A text is cut at its separators; each stretch is read once and remembered (`stretch`), names that a comma tore are joined
(`torn`), and where only some of the text is more than names (a heading, a disclaimer, "may contain"), it is read with
stand-ins in place of its names (`skeleton`). Every text in which neighbours may count in another way is read in full. A
property test and thousands of real labels hold the result to that of `read_label`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, zip_longest
from operator import attrgetter

from checker.batch.skeleton import KNOWN_SHARE, SIGN, Skeletons
from checker.batch.stretch import Name, Stretch, Stretches, run_on
from checker.batch.torn import Torn
from checker.check import find_claims
from checker.knowledge import Knowledge

#: What separates names wherever it stands (outside brackets and numbers); each as printed with spaces and without.
SEPARATORS = ((", ", ","), (" • ", "•"), ("; ", ";"), (" | ", "|"))
#: So many stretches separate a list by commas alone (with fewer, line ends may separate too).
FEWEST = 4
#: So many known names make a list.
KNOWN_NAMES = 2
_OTHER_BRACKETS = frozenset("[]{}")
_NAMES, _KNOWN, _TORN, _LOOKS_BACK = map(attrgetter, ("names", "known", "torn", "looks_back"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A text as read: the names of each product in order, the claims before the list, whether it is cut."""

    products: Sequence[Sequence[Name]]
    claims: frozenset[str] = frozenset()
    cut: bool = False


class PlainReader:
    """Reads many texts against one knowledge and remembers the stretches they are made of.

    >>> from checker import load_knowledge
    >>> reader = PlainReader(load_knowledge())
    >>> listed = reader.read("Ingredients: Aqua, Glycerin, Squalane, Panthenol, Urea, Niacinamide, Retionl, Parfum.")
    >>> [name.flat for name in listed.products[0]][-2:]
    ['Retionl', 'Parfum']
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._stretches = Stretches(knowledge)
        self._torn = Torn(self._stretches)
        self._skeletons = Skeletons(self._stretches)

    def read(self, text: str) -> Listed:
        """The same entries and claims as `read_label` and `find_claims` give."""
        return self._plain(text) or self._in_full(text)

    def _plain(self, text: str) -> Listed | None:
        separator = _separator_of(text)
        parts = text.split(separator)
        if len(parts) < FEWEST:
            return None
        run: Sequence[Stretch] = self._stretches.of(parts)
        # What is more than names may go on with anything, so that all of it looks back.
        if any(map(_LOOKS_BACK, run)) and (not all(map(_NAMES, run)) or _runs_on(run)):
            run = self._put_together(run, separator)
        if "," in separator and any(map(_TORN, run)):
            if (joined := self._torn.joined(run, separator)) is None:
                return None
            run = joined
        if not all(map(_NAMES, run)):
            return self._around(text, run, separator)
        names = tuple(chain.from_iterable(map(_NAMES, run)))
        if sum(map(_KNOWN, run)) < max(KNOWN_NAMES, KNOWN_SHARE * len(names)):
            return None
        return Listed((names,)) if self._stretches.may_end_a_list(run[-1]) else None

    def _around(self, text: str, stretches: Sequence[Stretch], separator: str) -> Listed | None:
        """A text of which some is more than names."""
        # The sign that ends an entity ("&amp;") separates nothing.
        if SIGN.search(text) or (";" in separator and "&" in text):
            return None
        found = self._skeletons.read(stretches, separator)
        if found is None:
            return None
        products, skeleton = found
        if skeleton.torn and not all(map(self._torn.stay, products)):
            return None
        return Listed(products, skeleton.claims, skeleton.cut)

    def _put_together(self, stretches: Sequence[Stretch], separator: str) -> list[Stretch]:
        """Stretches with those made one that a bracket, a number or a phrase spans: "Parfum (Limonene, Linalool)"."""
        whole: list[Stretch] = []
        waiting: list[str] = []
        depth = 0
        for at, (stretch, following) in enumerate(zip_longest(stretches, stretches[1:])):
            if stretch.depth:
                depth = max(0, depth + stretch.depth)
                if depth and not _closes(stretches[at + 1 :]):
                    depth = 0  # A bracket that never closes changes nothing around it.
            goes_on = following is not None and (depth > 0 or (following.looks_back and run_on(stretch, following)))
            if goes_on or waiting:
                waiting.append(stretch.text)
            else:
                whole.append(stretch)
            if waiting and not goes_on:
                whole.append(self._stretches.learn(separator.join(waiting)))
                waiting = []
        return whole

    def _in_full(self, text: str) -> Listed:
        label = self._stretches.label(text)
        products: dict[int, list[Name]] = {}
        for entry in label.entries:
            products.setdefault(entry.product, []).append(self._stretches.name(entry))
        claims = frozenset(find_claims("", text, label, self._knowledge))
        return Listed(list(products.values()), claims, label.cut)


def _separator_of(text: str) -> str:
    """What separates the names of a text: what stands in it often enough, the comma before the others."""
    for wide, narrow in SEPARATORS:
        count = text.count(narrow)
        if count >= FEWEST - 1:
            return wide if 2 * text.count(wide) > count else narrow
    return ","


def _runs_on(run: Sequence[Stretch]) -> bool:
    """Whether a phrase or a number runs on from one stretch to the next anywhere."""
    return any(after.looks_back and run_on(before, after) for before, after in pairwise(run))


def _closes(stretches: Sequence[Stretch]) -> bool:
    """Whether a bracket may close in stretches; brackets of several kinds may close in any order."""
    return any(stretch.depth < 0 or not _OTHER_BRACKETS.isdisjoint(stretch.text) for stretch in stretches)

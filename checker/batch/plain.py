"""Plain lists, read by what is remembered of their names: the same entries as `read_label`, without reading anew.

Between separators the reader looks at a plain name ("Sodium Hyaluronate", "Parfum (Limonene, Linalool)") by itself. What
it becomes depends on its neighbours only where

- a number or a phrase runs on across the separator: such stretches are read as one;
- an unread name is made of words of known names, and a comma may have cut it from its neighbours ("Butylene, Glycol");
- an unread name is the last one of a list, where a company or a place may stand.

So each stretch is read once, among stand-ins, and remembered. Where only the ends of a text are more than names (a
heading, a disclaimer, "may contain"), a few stand-ins are read in place of the plain run between them, which is then put
back. Every text in which neighbours may count is read in full. A property test and thousands of real labels hold the
result to that of `read_label`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from operator import attrgetter

from checker.check import find_claims
from checker.knowledge import Knowledge
from checker.label import read_label
from checker.matching import matcher_for
from checker.model import Entry, Label, Match, Section
from checker.names import fold, name_and_percent
from checker.pasted import clean
from checker.phrases import split_words
from checker.pieces import matched_brackets

#: What separates names wherever it stands (outside brackets and numbers); each as printed with spaces and without.
SEPARATORS = ((", ", ","), (" • ", "•"), ("; ", ";"), (" | ", "|"))
#: So many stretches separate a list by commas alone (with fewer, line ends may separate too).
FEWEST = 4
#: A stretch of more characters is no plain name; ends of more are not worth remembering.
LONGEST, LONGEST_ENDS = 150, 400
#: Stretches, names and ends that are remembered; when there are more of a kind, all of it are forgotten.
REMEMBERED = 50_000
#: The share of known names that makes a list, and how many known names keep one going (`lists`, `blocks`).
KNOWN_SHARE, KNOWN_NAMES = 0.34, 6
#: What is read in place of plain names: known names, one with a percentage, because behind actives that counts.
STAND_IN = "Squalane"
STAND_INS = (*(STAND_IN,) * 4, f"{STAND_IN} 5%", *(STAND_IN,) * 2)
#: Signs of more than a name: headings, line ends, mark-up, a list that goes on.
_MORE = frozenset(":;•|\t\n\r<>+…")
#: A list that goes on, and a footnote's legend.
_MORE_THAN_A_NAME = re.compile(r"\.\.\.|\.\s*[*†‡°¹²³]+\s*\w")
#: One or more words of letters, digits, hyphens and inner slashes that begin and end with a letter.
_LONE = re.compile(
    r"(?!(?:and|und|et) )[A-Za-z](?:[A-Za-z0-9]|[ /-](?=[A-Za-z0-9]))*(?<=[A-Za-z])(?<! and)(?<! und)(?<! et)", re.I
)
_MARKED = re.compile(r"[^\W_][)\]]?[*†‡°¹²³]")
#: Phrases of these roles say nothing of the text around them, nor do parts left out behind a name for these reasons.
_OF_NAMES, _BESIDE_A_NAME = ("not_an_ingredient", "prose"), ("code", "remark")
#: Signs by which a name may be known together with any other: synonyms, a bracket in a bracket.
_JOINS = re.compile(r"\s[/\\|]|[/\\|]\s|\\|[()\[\]{}]")
_COLOUR = re.compile(r"[a-z]*\d{5}")
_IN_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
#: So many names on each side may make one name with a torn one (`segments.with_commas_moved`).
NEIGHBOURS = 3
_NAMES_OF, _LOOKS_BACK, _TORN = attrgetter("names"), attrgetter("looks_back"), attrgetter("torn")


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """An entry as read and matched, wherever it stands."""

    match: Match
    printed: str
    #: Printed in one line.
    flat: str
    #: Whether the reader knows it as a name; of the others only the matcher makes something.
    known: bool
    #: The keys of its words outside brackets; none where it may be a name with its neighbours in other ways than by them.
    words: tuple[str, ...]
    #: Whether it is unread and made of words of known names, so that it may belong to its neighbours.
    torn: bool


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A text between two separators and the names it holds; none where it is more than names."""

    text: str
    names: tuple[Name, ...] = ()
    #: Where the first name begins and ends, and where the last one does.
    first: tuple[int, int] = (0, 0)
    last: tuple[int, int] = (0, 0)
    #: Its first word; the words that, right behind it, would go on with a phrase; whether a name bears a footnote.
    word: str = ""
    opens: frozenset[str] = frozenset()
    marked: bool = False
    #: Whether the stretch before may change how this one is read.
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """What stands before and behind a run of plain names."""

    before: tuple[Name, ...] = ()
    behind: tuple[Name, ...] = ()
    claims: frozenset[str] = frozenset()
    cut: bool = False
    opens: frozenset[str] = frozenset()
    word: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A text as read: the names of each product with their positions, the claims before the list, whether it is cut."""

    products: tuple[tuple[Sequence[Name], Sequence[int]], ...]
    claims: frozenset[str]
    cut: bool


class PlainReader:
    """Reads many texts against one knowledge and remembers the stretches they are made of.

    >>> from checker import load_knowledge
    >>> reader = PlainReader(load_knowledge())
    >>> listed = reader.read("Ingredients: Aqua, Glycerin, Squalane, Panthenol, Urea, Niacinamide, Retionl, Parfum.")
    >>> [name.flat for name in listed.products[0][0]][-2:]
    ['Retionl', 'Parfum']
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._matcher = matcher_for(knowledge)
        self._names: dict[tuple[str, float | None, Section, str], Name] = {}
        self._stretches: dict[str, Stretch] = {}
        #: Stretches that are more than names; apart, because they are endless and would drive the others out.
        self._unfit: dict[str, Stretch] = {}
        self._ends: dict[tuple[str, str, str, bool], Ends | None] = {}
        #: Whether a stretch is read at the end of a list as it is amid one.
        self._last: dict[str, bool] = {}
        self._words_of_colours = _words_of_colours(knowledge)

    def read(self, text: str) -> Listed:
        """The same entries and claims as `read_label` and `find_claims` give."""
        return self._plain(text) or self._in_full(text)

    # --- plain lists -------------------------------------------------------------------------------------------

    def _plain(self, text: str) -> Listed | None:
        separator = _separator_of(text)
        parts = text.split(separator)
        if len(parts) < FEWEST:
            return None
        found = list(map(self._stretches.get, parts))
        if None in found:
            found = [stretch or self._learn(part) for stretch, part in zip(found, parts, strict=True)]
        run: Sequence[Stretch] = found  # type: ignore[assignment]
        ends: Ends | None = _NO_ENDS
        if not all(map(_NAMES_OF, run)):
            run = self._put_together(run, separator)
            begin, end = _longest_run(run)
            head, tail = (separator.join(s.text for s in part) for part in (run[:begin], run[end:]))
            run = run[begin:end]
            if len(run) < len(STAND_INS):
                return None
            if head or tail:
                ends = self._between(head, tail, separator, run)
        looking_back = [at for at, looks_back in enumerate(map(_LOOKS_BACK, run)) if looks_back and at]
        if not all(self._apart(run[at - 1], run[at], separator) for at in looking_back):
            run = self._settled(run, separator)
        if ends is None or not run or not self._may_end_a_list(run[-1]):
            return None
        names = tuple(chain.from_iterable(map(_NAMES_OF, run)))
        known = sum([name.known for name in names])
        spare = len(STAND_INS) if ends is not _NO_ENDS else 0
        if known < (KNOWN_NAMES if spare else 2) or known - spare < KNOWN_SHARE * (len(names) - spare):
            return None
        names = (*ends.before, *names, *ends.behind)
        if "," in separator and any(self._may_move(names, at) for at, torn in enumerate(map(_TORN, names)) if torn):
            return None
        return Listed(((names, range(1, len(names) + 1)),), ends.claims, ends.cut)

    def _put_together(self, stretches: Sequence[Stretch], separator: str) -> list[Stretch]:
        """Stretches with those made one that a bracket or a number spans: "Parfum (Limonene, Linalool)", "1,2-Diol"."""
        whole: list[Stretch] = []
        waiting: list[str] = []
        depth = 0
        for stretch, following in zip_longest(stretches, stretches[1:], fillvalue=_UNFIT):
            depth = max(0, depth + (0 if stretch.names else _depth(stretch.text)))
            goes_on = depth > 0 or _number_runs_on(stretch.text, following.text)
            if goes_on or waiting:
                waiting.append(stretch.text)
            else:
                whole.append(stretch)
            if waiting and not goes_on:
                text = separator.join(waiting)
                whole.append(self._learn(text))
                waiting, depth = [], 0
        return [*whole, *map(Stretch, waiting)]

    def _settled(self, run: Sequence[Stretch], separator: str) -> list[Stretch]:
        """Stretches of which each is read as if it stood alone: two that belong together become one. Else none."""
        settled = [run[0]]
        for stretch in run[1:]:
            if stretch.looks_back and not self._apart(settled[-1], stretch, separator):
                text = settled.pop().text + separator + stretch.text
                stretch = self._learn(text)
                if not stretch.names or (settled and not self._apart(settled[-1], stretch, separator)):
                    return []
            settled.append(stretch)
        return settled

    def _apart(self, before: Stretch, after: Stretch, separator: str) -> bool:
        """Whether the reader reads two neighbours as if each stood alone."""
        if after.word in before.opens or _number_runs_on(before.text, after.text):
            return False
        torn = after.names[0].torn and "," in separator
        return not (torn and self._reaches(before.names[-1].words, after.names[0].words))

    def _reaches(self, before: Sequence[str], behind: Sequence[str]) -> bool:
        """Whether a known name may begin in some words and go on in those behind them."""
        return any(
            self._matcher.begins("".join(before[at:]) + first) for first in behind[:1] for at in range(len(before))
        )

    def _may_move(self, names: Sequence[Name], at: int) -> bool:
        """Whether a known name may reach from a torn name over the comma before or behind it."""
        own = names[at].words
        before = [name.words for name in names[max(0, at - NEIGHBOURS) : at]]
        behind = [name.words for name in names[at + 1 : at + 1 + NEIGHBOURS]]
        ends = [" ".join(end) for n in (1, 2, 3) for end in (own[:n], own[-n:])]
        if not own or not all(before) or not all(behind) or not self._knowledge.remarks.isdisjoint(ends):
            return True
        if own[-1] in self._words_of_colours and any(map(_COLOUR.fullmatch, chain.from_iterable(behind))):
            return True
        return self._reaches(list(chain.from_iterable(before)), own) or self._reaches(own, next(iter(behind), ()))

    def _may_end_a_list(self, stretch: Stretch) -> bool:
        """Whether a stretch is read at the end of a list as it is amid one."""
        if stretch.names[-1].known:
            return True
        if stretch.text not in self._last:
            if len(self._last) > REMEMBERED:
                self._last.clear()
            stand_ins = (STAND_IN,) * 4
            held = self._label(", ".join((*stand_ins, stretch.text))).entries[len(stand_ins) :]
            self._last[stretch.text] = [e.printed for e in held] == [name.printed for name in stretch.names]
        return self._last[stretch.text]

    def _between(self, head: str, tail: str, separator: str, run: Sequence[Stretch]) -> Ends | None:
        """The ends of a text around a run of plain names; None where the run may change how they are read."""
        if head and (not run[0].names[0].known or _number_runs_on(head, run[0].text)):
            return None
        if _number_runs_on(run[-1].text, tail):
            return None
        marked = any(stretch.marked for stretch in run)
        key = (head, tail, separator, marked)
        if key not in self._ends:
            if len(self._ends) > REMEMBERED:
                self._ends.clear()
            ends = self._read_ends(*key)
            if len(head) + len(tail) > LONGEST_ENDS:
                return ends
            self._ends[key] = ends
        ends = self._ends[key]
        if ends is None or run[0].word in ends.opens or ends.word in run[-1].opens:
            return None
        return ends

    # --- what is remembered -------------------------------------------------------------------------------------

    def _learn(self, text: str) -> Stretch:
        """Read a stretch among stand-ins and remember it."""
        if (known := self._stretches.get(text) or self._unfit.get(text)) is not None:
            return known
        stretch = self._read_stretch(text)
        kept = self._stretches if stretch.names else self._unfit
        if len(kept) > REMEMBERED:
            kept.clear()
        if len(text) <= LONGEST:
            kept[text] = stretch
        return stretch

    def _read_stretch(self, text: str) -> Stretch:
        unfit = Stretch(text)
        if not 0 < len(text) <= LONGEST or not _MORE.isdisjoint(text) or _MORE_THAN_A_NAME.search(text):
            return unfit
        words = split_words(text)
        marks = self._knowledge.headings.find(text, words)
        if (
            not words
            or clean(text).text != text
            or not _closes_all(text)
            or any(mark.value not in _OF_NAMES for mark in marks)
        ):
            return unfit
        if _LONE.fullmatch(text) and self._matcher.identity(text) is not None:
            # A known name of letters and inner signs, where nothing can be cut off: what the reader makes of it is itself.
            start, end, percent, key = name_and_percent(text)
            if percent is None and (start, end) == (0, len(text)):
                lone = self._name(Entry(text, 0, len(text), 1, 1, Section.DECLARED, None, key))
                return self._stretch(text, (lone,), (0, len(text)), (0, len(text)), words[0].key)
        label = self._label(", ".join((STAND_IN, STAND_IN, text, STAND_IN, STAND_IN)))
        begin, count = 2 * len(STAND_IN + ", "), 2
        held = label.entries[count : len(label.entries) - count]
        others = label.entries[:count] + label.entries[len(label.entries) - count :]
        if label.cut or not held or not _are_stand_ins(others, (STAND_IN,) * 4):
            return unfit
        if held[0].start < begin or held[-1].end > begin + len(text):
            return unfit
        if any(part.why not in _BESIDE_A_NAME or part.start < held[0].start for part in label.left_out):
            return unfit
        names = tuple(map(self._name, held))
        if held[0].percent is not None and not names[0].known:
            return unfit
        first, last = ((entry.start - begin, entry.end - begin) for entry in (held[0], held[-1]))
        return self._stretch(text, names, first, last, words[0].key)

    def _stretch(
        self, text: str, names: tuple[Name, ...], first: tuple[int, int], last: tuple[int, int], word: str
    ) -> Stretch:
        marked = _MARKED.search(text) is not None
        looks_back = names[0].torn or text.lstrip()[:1].isdigit() or word in self._knowledge.headings.later_words
        return Stretch(text, names, first, last, word, self._opens(text), marked, looks_back)

    def _read_ends(self, head: str, tail: str, separator: str, marked: bool) -> Ends | None:
        stand_ins = [f"{STAND_IN}*", *STAND_INS[1:]] if marked else STAND_INS
        if not _closes_all(head) or not _closes_all(tail):
            return None
        text = separator.join([*([head] if head else []), *stand_ins, *([tail] if tail else [])])
        begin = len(head) + len(separator) if head else 0
        end = begin + len(separator.join(stand_ins))
        label = self._label(text)
        entries = label.entries
        inside = [entry for entry in entries if begin <= entry.start < end]
        if not _are_stand_ins(inside, STAND_INS) or [e.position for e in entries] != [*range(1, len(entries) + 1)]:
            return None
        if any(part.why == "repeated list" or begin <= part.start < end for part in label.left_out):
            return None
        before = tuple(self._name(entry) for entry in entries if entry.start < begin)
        behind = tuple(self._name(entry) for entry in entries if entry.start >= end)
        if behind and not behind[0].known:
            return None
        words = split_words(tail)
        claims = frozenset(find_claims("", text, label, self._knowledge))
        return Ends(before, behind, claims, label.cut, self._opens(head), words[0].key if words else "")

    def _opens(self, text: str) -> frozenset[str]:
        """The words that right behind a text would go on with a phrase that begins in it ("oil", "free")."""
        return self._knowledge.headings.going_on([word.key for word in split_words(text)])

    def _label(self, text: str) -> Label:
        return read_label(
            text, self._knowledge.headings, self._matcher.identity, self._matcher.seen, self._matcher.hints
        )

    def _name(self, entry: Entry) -> Name:
        key = (entry.printed, entry.percent, entry.section, entry.key)
        name = self._names.get(key)
        if name is None:
            if len(self._names) > REMEMBERED:
                self._names.clear()
            known = self._matcher.identity(entry.printed) is not None
            match = self._matcher.match(entry)
            flat = " ".join(entry.printed.split())
            torn = not known and all(self._matcher.hints.is_word(word.key) for word in split_words(entry.printed))
            outside = _IN_BRACKETS.sub(" ", entry.printed)
            words = () if _JOINS.search(outside) else tuple(fold(outside).split())
            name = self._names[key] = Name(match, entry.printed, flat, known, words, torn)
        return name

    # --- every other text ---------------------------------------------------------------------------------------

    def _in_full(self, text: str) -> Listed:
        label = self._label(text)
        products: dict[int, tuple[list[Name], list[int]]] = {}
        for entry in label.entries:
            names, positions = products.setdefault(entry.product, ([], []))
            names.append(self._name(entry))
            positions.append(entry.position)
        return Listed(tuple(products.values()), frozenset(find_claims("", text, label, self._knowledge)), label.cut)


_NO_ENDS = Ends()
_UNFIT = Stretch("")


def _are_stand_ins(entries: Sequence[Entry], expected: Sequence[str]) -> bool:
    """Whether stand-ins were read as what they are: declared entries of the first product."""
    return len(entries) == len(expected) and all(
        entry.printed == STAND_IN
        and entry.section is Section.DECLARED
        and entry.product == 1
        and (entry.percent is not None) == name.endswith("%")
        for entry, name in zip(entries, expected, strict=True)
    )


def _longest_run(stretches: Sequence[Stretch]) -> tuple[int, int]:
    """Where the longest run of plain stretches begins and ends."""
    best = 0, 0
    start = 0
    for index, stretch in enumerate([*stretches, _UNFIT]):
        if not stretch.names:
            if index - start > best[1] - best[0]:
                best = start, index
            start = index + 1
    return best


def _separator_of(text: str) -> str:
    """What separates the names of a text: what stands in it often enough, the comma before the others."""
    for wide, narrow in SEPARATORS:
        count = text.count(narrow)
        if count >= FEWEST - 1:
            return wide if 2 * text.count(wide) > count else narrow
    return ","


def _words_of_colours(knowledge: Knowledge) -> frozenset[str]:
    """The words of all names of ingredients with a Colour Index number: one of them may stand beside the number."""
    numbered = {name.ingredient.inci for key, name in knowledge.names.items() if re.fullmatch(r"ci \d{5}", key)}
    return frozenset(
        word for key, name in knowledge.names.items() if name.ingredient.inci in numbered for word in key.split()
    )


def _number_runs_on(before: str, after: str) -> bool:
    return before.rstrip()[-1:].isdigit() and after.lstrip()[:1].isdigit()


def _closes_all(text: str) -> bool:
    """Whether every bracket that opens closes; one that only closes changes nothing around it."""
    return len(matched_brackets(text)) == sum(text.count(sign) for sign in "([{")


def _depth(text: str) -> int:
    return sum(text.count(sign) for sign in "([{") - sum(text.count(sign) for sign in ")]}")

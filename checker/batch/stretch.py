"""A stretch of a list between two separators, read once among stand-ins and remembered: the names it holds.

Between separators the reader looks at a plain name ("Sodium Hyaluronate", "Niacinamide 10%") by itself: what it becomes
does not depend on its neighbours, save where a phrase or a number runs on across the separator (`run_on`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.knowledge import Knowledge
from checker.label import read_label
from checker.matching import matcher_for
from checker.model import Entry, Label, Match
from checker.names import fold, name_and_percent
from checker.pasted import clean
from checker.phrases import split_words
from checker.pieces import matched_brackets
from checker.terms import Section

#: A stretch of more characters is no plain name.
LONGEST = 300
#: Stretches and names that are remembered; when there are more of a kind, all of it are forgotten.
REMEMBERED = 50_000
#: What is read in place of plain names: a known name.
STAND_IN = "Squalane"
#: Signs of more than a name: headings, line ends, mark-up, a list that goes on.
_MORE = frozenset(":;•|\t\n\r<>+…")
#: A list that goes on, and a footnote's legend.
_MORE_THAN_A_NAME = re.compile(r"\.\.\.|\.\s*[*†‡°¹²³]+\s*\w")
#: One or more words of letters, digits, hyphens and inner slashes that begin and end with a letter; a star or a full stop.
_LONE = re.compile(
    r"((?!(?:and|und|et) )[A-Za-z](?:[A-Za-z0-9]|[ /-](?=[A-Za-z0-9]))*(?<=[A-Za-z])(?<! and)(?<! und)(?<! et))[*.]?",
    re.I,
)
_MARKED = re.compile(r"[^\W_][)\]]?[*†‡°¹²³]")
#: Phrases of these roles say nothing of the text around them, nor do parts left out behind a name for these reasons.
_OF_NAMES, _BESIDE_A_NAME = ("not_an_ingredient", "prose"), ("code", "remark")
#: Signs by which a name may be known together with any other: those between synonyms.
_JOINS = re.compile(r"\s[/\\|]|[/\\|]\s|\\")
_IN_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")


#: A comma in a name that was joined over it: not one between digits.
JOINED = re.compile(r"(?<=[^\W\d]),\s*(?=[^\W\d])")


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
    #: How many of them are known, and whether one is torn, or was and is joined.
    known: int = 0
    torn: bool = False
    #: Its first word; the words that, right behind it, would go on with a phrase that begins in it ("oil", "free");
    #: whether a name bears a footnote.
    word: str = ""
    opens: frozenset[str] = frozenset()
    marked: bool = False
    #: Whether the stretch before may change how this one is read.
    looks_back: bool = False
    #: How many brackets it opens more than it closes.
    depth: int = 0


class Stretches:
    """Reads stretches against one knowledge and remembers them.

    >>> from checker import load_knowledge
    >>> stretches = Stretches(load_knowledge())
    >>> [name.printed for name in stretches.learn("Niacinamide 10%").names], stretches.learn("May contain: Mica").names
    (['Niacinamide'], ())
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.matcher = matcher_for(knowledge)
        self._names: dict[tuple[str, float | None, Section, str], Name] = {}
        self._plain: dict[str, Stretch] = {}
        #: Stretches that are more than names; apart, because they are endless and would drive the others out.
        self._unfit: dict[str, Stretch] = {}
        #: Whether a stretch is read at the end of a list as it is amid one.
        self._last: dict[str, bool] = {}

    def of(self, parts: Sequence[str]) -> list[Stretch]:
        """The stretches of a text cut at its separators."""
        found = list(map(self._plain.get, parts))
        if None in found:
            return [stretch or self.learn(part) for stretch, part in zip(found, parts, strict=True)]
        return found  # type: ignore[return-value]

    def learn(self, text: str) -> Stretch:
        """Read a stretch among stand-ins and remember it."""
        if (known := self._plain.get(text) or self._unfit.get(text)) is not None:
            return known
        stretch = self._read(text)
        kept = self._plain if stretch.names else self._unfit
        if len(kept) > REMEMBERED:
            kept.clear()
        if len(text) <= LONGEST:
            kept[text] = stretch
        return stretch

    def may_end_a_list(self, stretch: Stretch) -> bool:
        """Whether a stretch is read at the end of a list as it is amid one: a company or a place may stand there."""
        if stretch.names[-1].known:
            return True
        if stretch.text not in self._last:
            if len(self._last) > REMEMBERED:
                self._last.clear()
            stand_ins = (STAND_IN,) * 4
            held = self.label(", ".join((*stand_ins, stretch.text))).entries[len(stand_ins) :]
            self._last[stretch.text] = [e.printed for e in held] == [name.printed for name in stretch.names]
        return self._last[stretch.text]

    def label(self, text: str) -> Label:
        """A text as the one reader reads it."""
        matcher = self.matcher
        return read_label(text, self.knowledge.headings, matcher.identity, matcher.seen, matcher.hints)

    def name(self, entry: Entry) -> Name:
        """What an entry is, wherever it stands."""
        key = (entry.printed, entry.percent, entry.section, entry.key)
        name = self._names.get(key)
        if name is None:
            if len(self._names) > REMEMBERED:
                self._names.clear()
            known = self.matcher.identity(entry.printed) is not None
            outside = _IN_BRACKETS.sub(" ", entry.printed)
            name = self._names[key] = Name(
                self.matcher.match(entry),
                entry.printed,
                " ".join(entry.printed.split()),
                known,
                words=() if _JOINS.search(outside) or _IN_BRACKETS.search(outside) else tuple(fold(outside).split()),
                torn=not known and all(self.matcher.hints.is_word(word.key) for word in split_words(entry.printed)),
            )
        return name

    def _read(self, text: str) -> Stretch:
        # Of more than a name only the ends count.
        readable = clean(text if len(text) <= LONGEST else f"{text[:LONGEST]}\n{text[-LONGEST:]}").text
        words = split_words(readable)
        word, depth = words[0].key if words else "", sum(map(text.count, "([{")) - sum(map(text.count, ")]}"))
        opens = self.knowledge.headings.going_on([word.key for word in words])
        unfit = Stretch(text, word=word, opens=opens, looks_back=True, depth=depth)
        if not 0 < len(text) <= LONGEST or not _MORE.isdisjoint(readable) or _MORE_THAN_A_NAME.search(readable):
            return unfit
        if "<" in text or any(text.count(sign) != readable.count(sign) for sign in "()[]{},"):
            return unfit
        marks = self.knowledge.headings.find(readable, words)
        if not words or not _closes_all(readable) or any(mark.value not in _OF_NAMES for mark in marks):
            return unfit
        if (lone := self._lone(text)) is not None:
            return self._stretch(readable, (lone,), unfit)
        label = self.label(", ".join((STAND_IN, STAND_IN, text, STAND_IN, STAND_IN)))
        begin, count = 2 * len(STAND_IN + ", "), 2
        held = label.entries[count : len(label.entries) - count]
        others = label.entries[:count] + label.entries[len(label.entries) - count :]
        if label.cut or not held or any(not _is_stand_in(entry) for entry in others) or len(others) != 2 * count:
            return unfit
        if held[0].start < begin or held[-1].end > begin + len(text):
            return unfit
        if any(part.why not in _BESIDE_A_NAME or part.start < held[0].start for part in label.left_out):
            return unfit
        names = tuple(map(self.name, held))
        if held[0].percent is not None and not names[0].known:
            return unfit
        return self._stretch(readable, names, unfit)

    def _lone(self, text: str) -> Name | None:
        """A known name of letters and inner signs, where nothing can be cut off but a star or a full stop."""
        found = _LONE.fullmatch(text)
        if found is None or (inci := self.matcher.identity(found[1])) is None or inci.endswith("."):
            return None
        printed = found[1]
        start, end, percent, key = name_and_percent(printed)
        if percent is not None or (start, end) != (0, len(printed)):
            return None
        return self.name(Entry(printed, 0, len(printed), 1, 1, Section.DECLARED, None, key))

    def _stretch(self, readable: str, names: tuple[Name, ...], unfit: Stretch) -> Stretch:
        torn = any(name.torn for name in names)
        looks_back = readable.lstrip()[:1].isdigit() or unfit.word in self.knowledge.headings.later_words
        torn = torn or any(JOINED.search(_IN_BRACKETS.sub(" ", name.printed)) for name in names)
        known, marked = sum(name.known for name in names), _MARKED.search(readable) is not None
        return replace(unfit, names=names, known=known, torn=torn, marked=marked, looks_back=looks_back)


def run_on(before: Stretch, after: Stretch) -> bool:
    """Whether a phrase or a number runs on from one stretch to the next."""
    return after.word in before.opens or (before.text.rstrip()[-1:].isdigit() and after.text.lstrip()[:1].isdigit())


def _is_stand_in(entry: Entry) -> bool:
    return (entry.printed, entry.section, entry.product) == (STAND_IN, Section.DECLARED, 1)


def _closes_all(text: str) -> bool:
    """Whether every bracket that opens closes; one that only closes changes nothing around it."""
    return len(matched_brackets(text)) == sum(map(text.count, "([{"))

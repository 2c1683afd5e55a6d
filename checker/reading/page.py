"""The readable text with all that was found in it (`Page`), its blocks and pieces, and how a span is cut and trimmed.

All offsets are offsets in the readable text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from checker.model.names import fold
from checker.model.terms import Section
from checker.reading.brackets import BRACKETS, Span, bracketed, covered, matched_brackets
from checker.reading.gazetteer import Gazetteer
from checker.reading.phrases import Mark, Word, split_words
from checker.reading.scan import Scan, Separators, scan, separators_in, within

#: A span of more characters than this is no name: its outer brackets and footnote marks stay.
LONGEST_TRIMMED = 1000
_LINE_END = re.compile(r"\n")

#: Signs that never belong to a name when they stand at its start or end.
EDGE = " \t\n\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³®™©。"
#: Signs, numbers ("1. ") and words ("and ") that stand before a name and do not belong to it.
_LEADING = re.compile(
    r"(?:[\s\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³\-+&]|\d{1,2}[.)]\s+|%\s*\n|(?:and|und|et)\s+)+", re.I
)
_TRAILING_AND = re.compile(r"[\s\])](?:and|und|et|&)$", re.I)
_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡°^#¹²³※]+|\[\d\]|\(\d\)|\(\*+\)))+$")
#: How a code may begin: "Code ", "Lot: ", "F.I.L. ".
CODE_WORD = r"(?:(?:code|lot|batch|art|ref|no|f\.?i\.?l)\b\W*)?"
_CODE = re.compile(
    rf"{CODE_WORD}(?!.*[A-Za-z]{{5}})(?=(?:\D*\d){{4}})[\W\d_]*(?:[A-Za-z]{{0,4}}[\W_]*\d[\w/.\-#]*\W*)+|[\W\d_]+(?:(?<=\d)\s*(?:ppm|ml|mg|iu)\W*)?",
    re.I,
)
#: A span with nothing to trim, which most are: it begins and ends with a letter, and not with "and".
_PLAIN = re.compile(
    r"(?!(?:and|und|et)\s)[^\W\d_¹²³](?:[^\n()\[\]{}]*(?<!\sand)(?<!\sund)(?<!\set)(?<=[^\W\d_¹²³]))?", re.I
)
#: The numbers of a technical sheet that stand between two names.
NUMBERS = re.compile(r"[^\W_](?:.*[^\W_])?[.)%]?", re.S)
#: What every name holds: two letters in a row, or one letter of another script.
HAS_NAME = re.compile(r"[^\W\d_]{2}|[^\W\d_\x00-\u02ff]")


class Piece(NamedTuple):
    """What a segment becomes: an entry (`why` is empty), or a span that is left out (`why` gives the reason)."""

    start: int
    end: int
    section: Section
    why: str = ""
    #: The INCI name that the printed name stands for, where it is known.
    known: str | None = None
    #: The name of the product whose list begins here, as printed; "" where a product without a name begins.
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The text between two headings."""

    start: int
    end: int
    role: str
    section: Section
    #: Whether a heading that opens a list stands before the block.
    headed: bool


@dataclass(frozen=True, eq=False)
class Page:
    """A readable text, the gazetteer it is read with, and its scan. The rest is worked out when it is first needed."""

    text: str
    names: Gazetteer
    scan: Scan

    @property
    def marks(self) -> tuple[Mark[str], ...]:
        """The known phrases in the text."""
        return self.scan.marks

    @cached_property
    def words(self) -> list[Word]:
        """All words."""
        return split_words(self.text)

    @cached_property
    def word_starts(self) -> list[int]:
        """Where words begin."""
        return [word.start for word in self.words]

    @cached_property
    def line_starts(self) -> list[int]:
        """Where lines begin."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    @cached_property
    def prose(self) -> list[int]:
        """Where words of sentences start: words that no ingredient name holds ("helps", "your")."""
        return [mark.start for mark in self.marks if mark.value in ("prose", "free_from")]

    @cached_property
    def food(self) -> list[int]:
        """Where words of food labels start ("wheat flour", "raising agent")."""
        return [mark.start for mark in self.marks if mark.value == "food"]

    @cached_property
    def pairs(self) -> list[Span]:
        """The pairs of matching brackets, by where they open."""
        return matched_brackets(self.text) if self.scan.has_brackets else []

    @cached_property
    def closing(self) -> dict[int, int]:
        """For each bracket that opens: where it closes."""
        return dict(self.pairs)

    @cached_property
    def outer_brackets(self) -> list[Span]:
        """The pairs of brackets that stand in no other pair."""
        return bracketed(self.pairs, 0, len(self.text))

    def separators(self, block: Block) -> Separators:
        """The separators of a block."""
        if self.scan.separators is None:
            return separators_in(self.text, block.start, block.end, self.pairs, self.scan.is_sheet)
        return within(self.scan.separators, block.start, block.end)


def page_of(text: str, names: Gazetteer) -> Page:
    """The page of a readable text."""
    return Page(text, names, scan(text, names.headings, names.scans))


def count_between(places: list[int], start: int, end: int) -> int:
    """How many of the ordered places lie in a span."""
    return bisect_left(places, end) - bisect_left(places, start)


def spans_between(page: Page, start: int, end: int, boundary: re.Pattern[str]) -> list[Span]:
    """Cut a span at each boundary that is not in brackets. A percentage alone ("5% ") stays with the name after it."""
    inside = bracketed(page.pairs, start, end)
    spans = []
    begin = searched = start
    for match in boundary.finditer(page.text, start, end):
        if match.start() <= start or match.end() >= end or covered(inside, match.start()):
            continue
        if page.text[match.start() - 1] == "%":
            found = HAS_NAME.search(page.text, max(begin, searched), match.start())
            searched = max(begin, match.start() - 1) if found is None else begin
            if found is None:
                continue
        spans.append((begin, match.start()))
        begin = match.end()
    return [span for span in [*spans, (begin, end)] if span[0] < span[1]]


def trimmed(page: Page, start: int, end: int) -> tuple[int, int]:
    """The span without what does not belong to a name at its edges.

    Removed are spaces, bullets, quotes, numbering, footnote marks, "and", a bracket without its partner, and a pair of
    brackets around the whole. One removal may uncover another, so it repeats until nothing changes. Cases:
    tests/cases/trimming.csv.
    """
    if _PLAIN.fullmatch(page.text, start, end):
        return start, end
    while True:
        before = (start, end)
        if found := _LEADING.match(page.text, start, end):
            start = found.end()
        while end > start and page.text[end - 1] in EDGE:
            end -= 1
        if end - start > LONGEST_TRIMMED:
            return start, end
        if found := _FOOTNOTE.search(page.text[max(start, end - 12) : end]):
            end -= len(found.group())
        span = page.text[start:end]
        if span[:1] in BRACKETS and span:
            start += 1
        elif (span[-1:] in BRACKETS.values() and span) or (
            span[-1:] in BRACKETS and span.count(span[-1]) > span.count(BRACKETS[span[-1]])
        ):
            end -= 1
        elif span[:1] in BRACKETS.values() and not any(c in span for c in BRACKETS):
            start += 1
        elif _wholly_bracketed(page, start, end):
            start, end = start + 1, end - 1
        elif end - start > 1 and span[-1] in "-/\\+&":
            end -= 1
        elif found := _TRAILING_AND.search(span):
            end -= len(found.group()) - 1
        elif end - start > 1 and span[0] in "/\\":
            start += 1
        if (start, end) == before:
            return start, end


def _wholly_bracketed(page: Page, start: int, end: int) -> bool:
    return page.closing.get(start) == end - 1


def is_code(page: Page, start: int, end: int) -> bool:
    """Whether a span is a batch or article code, or a number alone. A Colour Index number ("CI 77491") is a name."""
    span = page.text[start:end]
    if len(span) > 40 or fold(span).startswith("ci "):
        return False
    return _CODE.fullmatch(span) is not None and page.names.is_name(span) is None

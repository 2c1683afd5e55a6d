"""What a label is read with: the readable text (`Page`), its blocks and pieces, and how a stretch is cut and trimmed.

All offsets are offsets in the readable text. A stretch is a start and an end.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from checker.names import fold
from checker.phrases import Mark, Phrases, Word, split_words
from checker.terms import How, Section

IsName = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Hints:
    """What the knowledge can say of a stretch that is no known name; without it a reader relies on known names alone."""

    #: How a name would be read in the end: by a naming pattern, with its spelling repaired, or not at all.
    how: Callable[[str], How] = lambda printed: How.UNREAD
    #: Whether any known name holds a word, given by its comparison key.
    is_word: Callable[[str], bool] = lambda key: True
    #: Whether letters (a comparison key without its spaces) begin any known name or remark.
    begins: Callable[[str], bool] = lambda letters: True
    #: Whether a word is a name of concern wherever it stands: "limonene", not "alcohol", which ends harmless names too.
    is_concern: Callable[[str], bool] = lambda key: False
    #: Whether a stretch, read as a whole, would hide a stricter known name in it: "Tocophero Limonene".
    hides: Callable[[str, str], bool] = lambda printed, name: False


#: A stretch between two separators that was one known name: where the name stands in it, and what it stands for.
Seen = dict[str, tuple[int, int, str]]
#: A stretch of more characters than this is no name; its outer brackets and footnotes are left alone.
LONGEST_TRIMMED = 1000

#: What stands between two names of a technical sheet: CAS and EC numbers, weights, the number of the next row.
_NUMBER_OF_SUBSTANCE = r"(?:(?:CAS|EC|EINECS)\b\W{0,3}(?:n[or°]\b\W{0,3})?)?\b(?:\d{2,7}-\d\d-\d|\d{3}-\d{3}-\d)\b(?!-)"
_CELLS = (
    rf"(?:[\s|]{{0,9}}{_NUMBER_OF_SUBSTANCE}"
    rf"(?:[\s|/]{{1,9}}(?:{_NUMBER_OF_SUBSTANCE}|[<>≤≥~]?\s?\d{{1,3}}(?:[.,]\d+)?\s?%?(?=\s|\||$)))*"
    rf"|(?:^|\n)[ \t]*\d{{1,3}}[.)]?[ \t]+(?=[^\n]{{0,200}}?\b\d{{2,7}}-\d\d-\d\b))"
)
_HARD = re.compile(r"[,;•|\t]|\n\s*\n")
_HARD_OR_CELLS = re.compile(rf"{_CELLS}|{_HARD.pattern}", re.I)
_LINE_END = re.compile(r"\n")
_ANY_BRACKET = re.compile(r"[()\[\]{}]")
#: So many brackets stand in one another on the worst of labels.
DEEPEST_BRACKET = 6
#: What closes a bracket, and what opens it.
BRACKETS = {")": "(", "]": "[", "}": "{"}
_LOCANT = re.compile(r"(?<!\d)\d{1,2}\s?,\s?(?=\d{1,2}\s?(?:,\d|[^\s\d,;.)]))|\d,(?=\d+\s*(?:%|ppm))")
#: Signs that belong to no name at its edges.
EDGE = " \t\n\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³®™©"
#: Signs, numbers and words before a name that belong to none.
_LEADING = re.compile(
    r"(?:[\s\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³\-+&]|\d{1,2}[.)]\s+|%\s*\n|(?:and|und|et)\s+)+", re.I
)
_TRAILING_AND = re.compile(r"[\s\])](?:and|und|et|&)$", re.I)
_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡°^#¹²³]+|\[\d\]|\(\d\)|\(\*+\)))+$")
#: What a code may begin with.
CODE_WORD = r"(?:(?:code|lot|batch|art|ref|no|f\.?i\.?l)\b\W*)?"
_CODE = re.compile(
    rf"{CODE_WORD}(?!.*[A-Za-z]{{5}})(?=(?:\D*\d){{4}})[\W\d_]*(?:[A-Za-z]{{0,4}}[\W_]*\d[\w/.\-#]*\W*)+|[\W\d_]+(?:(?<=\d)\s*(?:ppm|ml|mg|iu)\W*)?",
    re.I,
)
_CAS = re.compile(r"\b\d{2,7}-\d\d-\d\b")
_MARKED = re.compile(r"[^\W_][)\]]?[*†‡°¹²³]")
#: A stretch with nothing to trim: it begins and ends with a letter, and with no "and".
_PLAIN = re.compile(
    r"(?!(?:and|und|et)\s)[^\W\d_¹²³](?:[^\n()\[\]{}]*(?<!\sand)(?<!\sund)(?<!\set)(?<=[^\W\d_¹²³]))?", re.I
)
#: Numbers that stand between two names.
NUMBERS = re.compile(r"[^\W_](?:.*[^\W_])?[.)%]?", re.S)
#: What every name holds: two letters in a row, or one letter of another script.
HAS_NAME = re.compile(r"[^\W\d_]{2}|[^\W\d_\x00-\u02ff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the readable text; `why` says why it is no ingredient, and is empty for an entry."""

    start: int
    end: int
    section: Section
    why: str = ""
    #: What the name stands for, where it is known.
    known: str | None = None
    #: The name of a product that begins here.
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text between headings."""

    start: int
    end: int
    role: str
    section: Section
    #: Whether the block begins behind a heading that opens a list.
    headed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A readable text and what is found in it once: phrases, words, brackets; offsets are in text order."""

    text: str
    is_name: IsName
    hints: Hints
    #: Outlives the page and is written to: the stretches that were one plain name.
    seen: Seen
    words: list[Word]
    word_starts: list[int]
    line_starts: list[int]
    marks: list[Mark[str]]
    #: Where words stand that no ingredient name holds, and words of food labels.
    prose: list[int]
    food: list[int]
    #: Whether a name carries a footnote mark.
    has_footnotes: bool
    #: Whether substances carry their CAS number.
    is_sheet: bool
    #: Where brackets open and close: all that match, the same as a look-up, and the outermost ones.
    pairs: list[tuple[int, int]]
    closing: dict[int, int]
    brackets: list[tuple[int, int]]
    #: The comparison keys of words in a list that are no ingredient.
    remarks: frozenset[str]


def page_of(text: str, headings: Phrases[str], is_name: IsName, hints: Hints, seen: Seen) -> Page:
    """Find once in a readable text what every later step looks up."""
    words = split_words(text)
    marks = headings.find(text, words)
    pairs = matched_brackets(text)
    return Page(
        text,
        is_name,
        hints,
        seen,
        words,
        word_starts=[word.start for word in words],
        line_starts=[0, *(match.end() for match in _LINE_END.finditer(text))],
        marks=marks,
        prose=[mark.start for mark in marks if mark.value in ("prose", "free_from")],
        food=[mark.start for mark in marks if mark.value == "food"],
        has_footnotes=_MARKED.search(text) is not None,
        is_sheet=_CAS.search(text) is not None,
        pairs=pairs,
        closing=dict(pairs),
        brackets=bracketed(pairs, 0, len(text)),
        remarks=headings.keys_of("not_an_ingredient") | headings.keys_of("free_from"),
    )


def matched_brackets(text: str) -> list[tuple[int, int]]:
    """Where each bracket that closes opens and closes, in the order of opening.

    Brackets nested deeper than any label nests them are left out.

    >>> matched_brackets("a (b [c] d) e)")
    [(2, 10), (5, 7)]
    """
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for match in _ANY_BRACKET.finditer(text):
        sign, at = match.group(), match.start()
        if sign not in BRACKETS:
            stack.append((sign, at))
        elif stack and stack[-1][0] == BRACKETS[sign]:
            pairs.append((stack.pop()[1], at))
    kept: list[tuple[int, int]] = []
    around: list[int] = []
    for opening, closing in sorted(pairs):
        while around and around[-1] < opening:
            around.pop()
        around.append(closing)
        if len(around) <= DEEPEST_BRACKET:
            kept.append((opening, closing))
    return kept


def count_between(places: list[int], start: int, end: int) -> int:
    """How many of the ordered places lie in a stretch."""
    return bisect_left(places, end) - bisect_left(places, start)


def words_between(page: Page, start: int, end: int) -> list[Word]:
    """The words of a stretch."""
    return page.words[bisect_left(page.word_starts, start) : bisect_left(page.word_starts, end)]


def covered(stretches: list[tuple[int, int]], at: int) -> bool:
    """Whether an offset lies inside one of the ordered stretches."""
    index = bisect_right(stretches, (at, at)) - 1
    return any(start < at < end for start, end in stretches[max(index, 0) : index + 2])


def bracketed(pairs: list[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Outermost stretches in matched brackets; a bracket that never closes covers nothing."""
    found: list[tuple[int, int]] = []
    index = bisect_left(pairs, (start, 0))
    while index < len(pairs) and pairs[index][0] < end:
        opening, closing = pairs[index]
        if closing < end:
            found.append((opening, closing))
            index = bisect_left(pairs, (closing, 0), index)
        else:
            index += 1
    return found


def hard_separators(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Commas, semicolons, bullets and empty lines outside brackets and numbers; the numbers of a technical sheet."""
    locants = {m.start() + m.group().index(",") for m in _LOCANT.finditer(page.text, start, end)}
    inside = bracketed(page.pairs, start, end)
    found = []
    for match in (_HARD_OR_CELLS if page.is_sheet else _HARD).finditer(page.text, start, end):
        if match.start() in locants or (match.group() != "\n" and covered(inside, match.start())):
            continue
        found.append((match.start(), match.end()))
    return found


def parts_between(page: Page, start: int, end: int, boundary: re.Pattern[str]) -> list[tuple[int, int]]:
    """A stretch cut at a boundary outside brackets; a bare percentage stays with the name behind it."""
    inside = bracketed(page.pairs, start, end)
    parts = []
    begin = searched = start
    for match in boundary.finditer(page.text, start, end):
        if match.start() <= start or match.end() >= end or covered(inside, match.start()):
            continue
        if page.text[match.start() - 1] == "%":
            found = HAS_NAME.search(page.text, max(begin, searched), match.start())
            searched = max(begin, match.start() - 1) if found is None else begin
            if found is None:
                continue
        parts.append((begin, match.start()))
        begin = match.end()
    return [part for part in [*parts, (begin, end)] if part[0] < part[1]]


def trimmed(page: Page, start: int, end: int) -> tuple[int, int]:
    """Without outer spaces, bullets, quotes, footnote marks and half brackets."""
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
        stretch = page.text[start:end]
        if stretch[:1] in BRACKETS and stretch:
            start += 1
        elif (stretch[-1:] in BRACKETS.values() and stretch) or (
            stretch[-1:] in BRACKETS and stretch.count(stretch[-1]) > stretch.count(BRACKETS[stretch[-1]])
        ):
            end -= 1
        elif stretch[:1] in BRACKETS.values() and not any(c in stretch for c in BRACKETS):
            start += 1
        elif _wholly_bracketed(page, start, end):
            start, end = start + 1, end - 1
        elif end - start > 1 and stretch[-1] in "-/\\+&":
            end -= 1
        elif found := _TRAILING_AND.search(stretch):
            end -= len(found.group()) - 1
        elif end - start > 1 and stretch[0] in "/\\":
            start += 1
        if (start, end) == before:
            return start, end


def _wholly_bracketed(page: Page, start: int, end: int) -> bool:
    return page.closing.get(start) == end - 1


def is_code(page: Page, start: int, end: int) -> bool:
    """Batch and article codes, bare numbers; a Colour Index number is a name."""
    stretch = page.text[start:end]
    if len(stretch) > 40 or fold(stretch).startswith("ci "):
        return False
    return _CODE.fullmatch(stretch) is not None and page.is_name(stretch) is None

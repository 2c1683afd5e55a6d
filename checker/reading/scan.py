"""Scans a readable text once: finds its known phrases and separators, and notes signs that later steps need.

Most of a label is names between commas that have stood on other labels. So the scan of each text between two commas is
remembered, and the scan of a whole label is put together from these. Where that may go wrong (a bracket never closes, a
phrase runs across a comma), the text is scanned as a whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from checker.reading.brackets import Span, bracketed, covered, is_balanced, matched_brackets
from checker.reading.memo import LONGEST, Memo
from checker.reading.phrases import Mark, Phrases, split_words

#: A bracket that is still open after this many characters is taken as never closed.
LONGEST_BRACKET = 1000
#: The roles of phrases at which a text may be cut into blocks.
_HEADINGS = frozenset(
    ("starts_list", "starts_inactive", "starts_active", "may_contain", "ends_list", "free_from", "cut")
)
#: What separates two names on a technical sheet: CAS and EC numbers, weights, the number of the next row.
_NUMBER_OF_SUBSTANCE = r"(?:(?:CAS|EC|EINECS)\b\W{0,3}(?:n[or°]\b\W{0,3})?)?\b(?:\d{2,7}-\d\d-\d|\d{3}-\d{3}-\d)\b(?!-)"
_SHEET_COLUMNS = (
    rf"(?:[\s|]{{0,9}}{_NUMBER_OF_SUBSTANCE}"
    rf"(?:[\s|/]{{1,9}}(?:{_NUMBER_OF_SUBSTANCE}|[<>≤≥~]?\s?\d{{1,3}}(?:[.,]\d+)?\s?%?(?=\s|\||$)))*"
    rf"|(?:^|\n)[ \t]*\d{{1,3}}[.)]?[ \t]+(?=[^\n]{{0,200}}?\b\d{{2,7}}-\d\d-\d\b))"
)
_SEPARATOR = re.compile(r"[,;•|\t]|\n\s*\n")
_SEPARATOR_OF_SHEET = re.compile(rf"{_SHEET_COLUMNS}|{_SEPARATOR.pattern}", re.I)
#: A comma between digits that separates nothing: "1,2-Hexanediol", "0,5 %". Behind the number of a name it separates
#: two: "PEG-8,1,2-Hexanediol".
_LOCANT = re.compile(
    r"(?<![\d-])\d{1,2}\s?,\s?(?=\d{1,2}\s?(?:,\d|[^\s\d,;.)]))"
    r"|(?<=-)\d{1,2}\s?,\s?(?=\d{1,2}\s?[^\s\d,;.)])|\d,(?=\d+\s*(?:%|pp[mb]))"
)
_CAS = re.compile(r"\b\d{2,7}-\d\d-\d\b")
_FOOTNOTE_MARK = re.compile(r"[^\W_][)\]]?[*†‡°¹²³]")

_NOTHING: frozenset[str] = frozenset()

Separators = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a text; all offsets are offsets in that text."""

    marks: tuple[Mark[str], ...]
    #: The separators; None where they depend on how the text is cut into blocks, and are found block by block.
    separators: Separators | None
    #: Whether any name carries a footnote mark, and whether CAS numbers stand in the text (a technical sheet).
    has_footnotes: bool
    is_sheet: bool
    has_brackets: bool
    #: The first word, and the words that would continue a phrase if the next text began with them.
    first_word: str = ""
    next_words: frozenset[str] = frozenset()
    #: Whether all brackets close, and whether the text begins or ends with a digit.
    balanced: bool = True
    begins_with_digit: bool = False
    ends_with_digit: bool = False
    #: Whether nothing of all this was found, as in most names.
    is_plain: bool = False


def scan(text: str, headings: Phrases[str], memo: Memo[str, Scan]) -> Scan:
    """Scan a text, with the help of what is remembered of the texts between its commas.

    >>> found = scan("Ingredients: Aqua, Poly(A, B), 1,2-Hexanediol", Phrases([("ingredients", "starts_list")]), Memo())
    >>> [mark.value for mark in found.marks], found.separators
    (['starts_list'], ((17, 18), (29, 30)))
    """
    return _put_together(text, headings, memo) or replace(_scan_alone(text, headings), separators=None)


def separators_in(text: str, start: int, end: int, pairs: list[Span], is_sheet: bool) -> Separators:
    """The separators of a span: commas, semicolons, bullets and empty lines, but not inside brackets or numbers.

    On a technical sheet the columns of numbers between two names separate too. `pairs` are the text's matched brackets.

    >>> separators_in("Aqua, Poly(A, B); 1,2-Hexanediol", 0, 32, [(10, 15)], is_sheet=False)
    ((4, 5), (16, 17))
    """
    locants = {m.start() + m.group().index(",") for m in _LOCANT.finditer(text, start, end)}
    inside = bracketed(pairs, start, end)
    return tuple(
        match.span()
        for match in (_SEPARATOR_OF_SHEET if is_sheet else _SEPARATOR).finditer(text, start, end)
        if match.start() not in locants and (match.group() == "\n" or not covered(inside, match.start()))
    )


def _scan_alone(text: str, headings: Phrases[str]) -> Scan:
    """Scan a text by itself, without the memo."""
    words = split_words(text)
    marks = tuple(headings.find(text, words))
    pairs, is_sheet = matched_brackets(text), _CAS.search(text) is not None
    has_brackets = any(sign in text for sign in "()[]{}")
    # A heading inside a bracket cuts the bracket in two.
    may_cut = has_brackets and any(mark.value in _HEADINGS for mark in marks)
    separators = None if is_sheet or may_cut else separators_in(text, 0, len(text), pairs, is_sheet)
    has_footnotes = _FOOTNOTE_MARK.search(text) is not None
    first_word, next_words = words[0].key if words else "", headings.going_on([word.key for word in words])
    balanced, begins, ends = is_balanced(text, pairs), text.lstrip()[:1].isdigit(), text.rstrip()[-1:].isdigit()
    found = (*marks, has_footnotes, is_sheet, has_brackets, next_words, not balanced, begins, ends)
    is_plain = bool(first_word) and separators == () and not any(found)
    return Scan(
        marks,
        separators,
        has_footnotes,
        is_sheet,
        has_brackets,
        first_word,
        next_words,
        balanced,
        begins,
        ends,
        is_plain,
    )


def _put_together(text: str, headings: Phrases[str], memo: Memo[str, Scan]) -> Scan | None:
    """The scan of a text, put together from those between its commas; None where they are not enough."""
    marks: list[Mark[str]] = []
    separators: list[Span] | None = []
    has_footnotes = is_sheet = has_brackets = ends_with_digit = False
    next_words = _NOTHING
    begin = start = 0
    open_text = ""
    for between in text.split(","):
        if open_text:
            between = f"{open_text},{between}"
        found = memo.get(between) or _scan_and_keep(between, headings, memo)
        if found.is_plain and found.first_word not in next_words:
            if start and separators is not None:
                separators.append((start - 1, start))
            next_words, ends_with_digit, open_text = _NOTHING, False, ""
            begin, start = start, start + len(between) + 1
            continue
        if not found.balanced:
            if len(between) > LONGEST_BRACKET:
                return None
            open_text = between
            continue
        open_text = ""
        if ends_with_digit and found.begins_with_digit:
            # The comma may stand within a number: both sides are scanned as one text.
            between = f"{text[begin : start - 1]},{between}"
            found = memo.get(between) or _scan_and_keep(between, headings, memo)
            while separators and separators[-1][0] >= begin - 1:
                separators.pop()
            while marks and marks[-1].start >= begin:
                marks.pop()
            start, next_words = begin, _NOTHING
        if next_words and (found.first_word in next_words or not found.first_word):
            return None
        if separators is not None and found.separators is not None:
            if start:
                separators.append((start - 1, start))
            separators += [(a + start, b + start) for a, b in found.separators]
        else:
            separators = None
        marks += [replace(mark, start=mark.start + start, end=mark.end + start) for mark in found.marks]
        next_words, ends_with_digit = found.next_words, found.ends_with_digit
        has_footnotes = has_footnotes or found.has_footnotes
        is_sheet = is_sheet or found.is_sheet
        has_brackets = has_brackets or found.has_brackets
        begin, start = start, start + len(between) + 1
    if open_text:
        return None
    # A "free from ..." block ends with its sentence, and that may be inside a bracket: the bracket is cut in two.
    if has_brackets and any(mark.value == "free_from" for mark in marks):
        separators = None
    return Scan(tuple(marks), None if separators is None else tuple(separators), has_footnotes, is_sheet, has_brackets)


def _scan_and_keep(text: str, headings: Phrases[str], memo: Memo[str, Scan]) -> Scan:
    found = _scan_alone(text, headings)
    return memo.keep(text, found) if len(text) <= LONGEST else found


def within(separators: Separators, start: int, end: int) -> Separators:
    """The separators that begin within a span."""
    return separators[bisect_left(separators, (start, 0)) : bisect_left(separators, (end, 0))]

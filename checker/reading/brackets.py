"""Finds the brackets that match, and tells whether an offset lies inside them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

#: A start and an end in a text. For a pair of brackets: where it opens and where it closes.
Span = tuple[int, int]

_ANY_BRACKET = re.compile(r"[()\[\]{}]")
#: Even the worst labels nest brackets no deeper than this.
DEEPEST_BRACKET = 6
#: Each closing bracket, and the one that opens it.
BRACKETS = {")": "(", "]": "[", "}": "{"}


def matched_brackets(text: str) -> list[Span]:
    """The pairs of matching brackets, ordered by where they open.

    Pairs nested deeper than `DEEPEST_BRACKET` are left out.

    >>> matched_brackets("a (b [c] d) e)")
    [(2, 10), (5, 7)]
    """
    stack: list[tuple[str, int]] = []
    pairs: list[Span] = []
    for match in _ANY_BRACKET.finditer(text):
        sign, at = match.group(), match.start()
        if sign not in BRACKETS:
            stack.append((sign, at))
        elif stack and stack[-1][0] == BRACKETS[sign]:
            pairs.append((stack.pop()[1], at))
    kept: list[Span] = []
    around: list[int] = []
    for opening, closing in sorted(pairs):
        while around and around[-1] < opening:
            around.pop()
        around.append(closing)
        if len(around) <= DEEPEST_BRACKET:
            kept.append((opening, closing))
    return kept


def is_balanced(text: str, pairs: list[Span]) -> bool:
    """Whether every bracket that opens is closed too; a closing one alone does no harm.

    >>> [is_balanced(text, matched_brackets(text)) for text in ("a (b)", "a (b", "a) b")]
    [True, False, True]
    """
    return len(pairs) == sum(map(text.count, "([{"))


def covered(spans: list[Span], at: int) -> bool:
    """Whether an offset lies inside one of the ordered spans.

    >>> covered([(2, 10)], 5), covered([(2, 10)], 10)
    (True, False)
    """
    index = bisect_right(spans, (at, at)) - 1
    return any(start < at < end for start, end in spans[max(index, 0) : index + 2])


def bracketed(pairs: list[Span], start: int, end: int) -> list[Span]:
    """The outermost of the pairs of brackets that lie within a span.

    >>> bracketed([(2, 10), (5, 7), (12, 14)], 0, 13)
    [(2, 10)]
    """
    found: list[Span] = []
    index = bisect_left(pairs, (start, 0))
    while index < len(pairs) and pairs[index][0] < end:
        opening, closing = pairs[index]
        if closing < end:
            found.append((opening, closing))
            index = bisect_left(pairs, (closing, 0), index)
        else:
            index += 1
    return found

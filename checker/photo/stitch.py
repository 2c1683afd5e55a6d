"""Joins the lines of several photos of one pack.

Photos of one side show the same lines; photos taken around a bottle show a line that goes on in the next photo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from checker.photo.model import Line

#: Two lines are the same print if this share of their letters agrees.
SAME = 0.75
#: A line goes on in another photo if this many letters at its end also begin the other line.
OVERLAP = 6
#: The edge of a photo may damage up to this many letters, which are left out of that comparison.
DAMAGED = 3
#: Photos belong together if they share this many lines, or all where they have fewer.
SHARED = 2


@dataclass(frozen=True)
class Stitched:
    """Lines in order. `beside[i]`: line i continues the row of the line before. `apart`: photos that share no line."""

    lines: tuple[Line, ...]
    beside: tuple[bool, ...]
    apart: tuple[int, ...] = ()


def stitched(photos: Sequence[Sequence[Line]]) -> Stitched:
    """Join the lines of several photos of a pack, each in reading order.

    Photos of one side share whole lines; of two readings the better is kept. Photos taken around a bottle share the end
    of one line with the beginning of another. The lines of a photo that shares nothing come last.
    """
    rows: list[list[Line]] = [[line] for line in photos[0]] if photos else []
    apart = []
    for number, lines in enumerate(photos[1:], 1):
        others = [[line] for line in lines]
        best = max(
            (
                _merged(rows, others, _same, _better),
                _merged(rows, others, lambda left, right: _goes_on(_text(left), _text(right)), _side_by_side),
                _merged(others, rows, lambda left, right: _goes_on(_text(left), _text(right)), _side_by_side),
            ),
            key=lambda merged: merged[0],
        )
        if best[0] >= min(SHARED, len(rows), len(lines)) and best[0]:
            rows = best[1]
        else:
            rows = rows + others
            apart.append(number)
    return Stitched(
        tuple(line for row in rows for line in row),
        tuple(place > 0 for row in rows for place in range(len(row))),
        tuple(apart),
    )


_Row = list[Line]


def _text(row: _Row) -> str:
    return "".join(line.text for line in row)


def _same(one: _Row, other: _Row) -> bool:
    a, b = _text(one), _text(other)
    alike = SequenceMatcher(None, a, b, autojunk=False)
    return alike.real_quick_ratio() >= SAME and alike.quick_ratio() >= SAME and alike.ratio() >= SAME


def _better(one: _Row, other: _Row) -> _Row:
    """The row with more letters; with equally many, the more certain one."""
    return max(one, other, key=lambda row: (round(len(_text(row)), -1), sum(line.score for line in row) / len(row)))


def _overlap(left: str, right: str) -> tuple[int, int] | None:
    """Where to cut two lines so that `left[:a] + right[b:]` is the whole row; None if right does not continue left.

    >>> a, b = _overlap("Aqua, Glycerin, Niacinam", "lycerin, Niacinamide, Urea")
    >>> "Aqua, Glycerin, Niacinam"[:a] + "lycerin, Niacinamide, Urea"[b:]
    'Aqua, Glycerin, Niacinamide, Urea'
    >>> _overlap("Sodium Hydroxide.", "ide.")  # the second photo shows only the end of the line
    (17, 4)
    """
    if left.endswith(right) and left != right:
        return len(left), len(right)
    match = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    ends, begins = match.a + match.size >= len(left) - DAMAGED, match.b <= DAMAGED
    if match.size < OVERLAP or not ends or not begins or (match.a == 0 and match.size == len(right)):
        return None
    return match.a + match.size, match.b + match.size


def _goes_on(left: str, right: str) -> bool:
    return _overlap(left, right) is not None


def _side_by_side(left: _Row, right: _Row) -> _Row:
    cut, begin = _overlap(_text(left), _text(right)) or (len(_text(left)), 0)
    dropped = len(_text(left)) - cut
    kept = [*left[:-1], _part(left[-1], 0, len(left[-1].text) - dropped)]
    return [*kept, _part(right[0], begin, len(right[0].text)), *right[1:]]


def _part(line: Line, start: int, end: int) -> Line:
    sure = line.sure[start:end] if len(line.sure) == len(line.text) else line.sure
    return replace(line, text=line.text[start:end], sure=sure)


def _merged(
    one: list[_Row], other: list[_Row], fits: Callable[[_Row, _Row], bool], join: Callable[[_Row, _Row], _Row]
) -> tuple[int, list[_Row]]:
    """How many rows were joined, and the two lists of rows merged in order with as many joined as possible."""
    most = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    fit = [[fits(a, b) for b in other] for a in one]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            joined = most[i + 1][j + 1] + 1 if fit[i][j] else 0
            most[i][j] = max(joined, most[i + 1][j], most[i][j + 1])
    rows, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        if fit[i][j] and most[i][j] == most[i + 1][j + 1] + 1:
            rows.append(join(one[i], other[j]))
            i, j = i + 1, j + 1
        elif most[i + 1][j] >= most[i][j + 1]:
            rows.append(one[i])
            i += 1
        else:
            rows.append(other[j])
            j += 1
    return most[0][0], [*rows, *one[i:], *other[j:]]

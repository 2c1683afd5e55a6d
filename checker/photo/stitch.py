"""Several photos of one pack to one list of lines: the same lines found again, or one line going on in the next photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from checker.photo.model import Line

#: Two lines are the same print when this share of their letters agrees.
SAME = 0.75
#: A line goes on in another photo when so many letters at its end begin the other, save for so many cut off at the edge.
OVERLAP, TORN = 6, 3
#: Photos belong together when they share so many lines (or all, of fewer).
SHARED = 2


@dataclass(frozen=True)
class Stitched:
    """Lines in order; `beside[i]`: it goes on in the row of the line before. `apart`: photos that share no line."""

    lines: tuple[Line, ...]
    beside: tuple[bool, ...]
    apart: tuple[int, ...] = ()


def stitched(photos: Sequence[Sequence[Line]]) -> Stitched:
    """Join the lines of several photos of a pack, each in reading order.

    Photos of the same side share whole lines: the better read of two counts. Photos taken around a bottle share the
    end of one line with the beginning of the other. What shares nothing is put behind.
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
    """The row that was read with more letters; of equals, with more certainty."""
    return max(one, other, key=lambda row: (round(len(_text(row)), -1), sum(line.score for line in row) / len(row)))


def _overlap(left: str, right: str) -> tuple[int, int] | None:
    """Where a line is cut and where the one that goes on begins: `left[:a] + right[b:]`.

    >>> a, b = _overlap("Aqua, Glycerin, Niacinam", "lycerin, Niacinamide, Urea")
    >>> "Aqua, Glycerin, Niacinam"[:a] + "lycerin, Niacinamide, Urea"[b:]
    'Aqua, Glycerin, Niacinamide, Urea'
    >>> _overlap("Sodium Hydroxide.", "ide.")  # of the last line the second photo shows the end alone
    (17, 4)
    """
    if left.endswith(right) and left != right:
        return len(left), len(right)
    match = SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    ends, begins = match.a + match.size >= len(left) - TORN, match.b <= TORN
    if match.size < OVERLAP or not ends or not begins or (match.a == 0 and match.size == len(right)):
        return None
    return match.a + match.size, match.b + match.size


def _goes_on(left: str, right: str) -> bool:
    return _overlap(left, right) is not None


def _side_by_side(left: _Row, right: _Row) -> _Row:
    cut, begin = _overlap(_text(left), _text(right)) or (len(_text(left)), 0)
    torn = len(_text(left)) - cut
    kept = [*left[:-1], _part(left[-1], 0, len(left[-1].text) - torn)]
    return [*kept, _part(right[0], begin, len(right[0].text)), *right[1:]]


def _part(line: Line, start: int, end: int) -> Line:
    sure = line.sure[start:end] if len(line.sure) == len(line.text) else line.sure
    return replace(line, text=line.text[start:end], sure=sure)


def _merged(
    one: list[_Row], other: list[_Row], fits: Callable[[_Row, _Row], bool], join: Callable[[_Row, _Row], _Row]
) -> tuple[int, list[_Row]]:
    """Two lists of rows merged in their order, as many rows as possible joined; and how many were."""
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

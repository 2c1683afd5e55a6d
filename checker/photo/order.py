"""Sorts lines of print as a person reads them: column after column, in each from top to bottom, rows from left to right.

Coordinates are turned so that lines run level; flat boxes are (left, top, right, bottom).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from checker.photo.model import Box

#: Parts of one row are less than this many line heights apart, columns at least this many.
GUTTER = 0.9
#: The shorter of two columns has at least this share of the rows of the longer.
LEAST_COLUMN = 0.4
_Flat = npt.NDArray[np.float32]
_Numbers = npt.NDArray[np.floating[Any]]


def tilt_of(boxes: Sequence[Box]) -> float:
    """The angle (radians, clockwise) of the lines: the median of the longer half."""
    if not boxes:
        return 0.0
    across = np.array([((box[1] - box[0]) + (box[2] - box[3])) / 2 for box in boxes])
    long = np.hypot(*across.T)
    kept = across[long >= np.median(long)]
    return float(np.median(np.arctan2(kept[:, 1], kept[:, 0])))


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """The indices of the boxes in reading order.

    >>> corners = lambda l, t, r, b: np.array([[l, t], [r, t], [r, b], [l, b]], np.float32)
    >>> left, right = [corners(0, y, 90, y + 10) for y in (20, 40)], [corners(110, y, 200, y + 10) for y in (21, 41)]
    >>> reading_order([right[0], left[0], right[1], left[1], corners(0, 0, 200, 10)])
    [4, 1, 3, 0, 2]
    """
    if not len(boxes):
        return []
    angle = tilt_of(boxes)
    level = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    turned = [box @ level for box in boxes]
    flat = np.array([[*box.min(axis=0), *box.max(axis=0)] for box in turned], np.float32)
    # The box of a curved line overlaps its neighbours, so the height is measured at the box's side.
    heights = np.array([np.linalg.norm(box[3] - box[0]) for box in boxes])
    return _cut(flat, list(range(len(boxes))), float(np.median(heights)))


def _cut(flat: _Flat, among: list[int], height: float) -> list[int]:
    """The indices in reading order: cut at the widest gutter, else at a row that spans several columns, else row by row."""
    if len(among) < 2:
        return among
    rows = _rows(flat, among)
    if gutter := _gutter(flat, among, rows, height):
        left = [i for i in among if (flat[i, 0] + flat[i, 2]) / 2 < gutter]
        right = [i for i in among if (flat[i, 0] + flat[i, 2]) / 2 >= gutter]
        return _cut(flat, left, height) + _cut(flat, right, height)
    for row in range(1, len(rows) - 1):
        above = [i for found in rows[:row] for i in found]
        below = [i for found in rows[row:] for i in found]
        if _gutter(flat, below, rows[row:], height) or _gutter(flat, above, rows[:row], height):
            return _cut(flat, above, height) + _cut(flat, below, height)
    return [i for row in rows for i in row]


def _rows(flat: _Flat, among: list[int]) -> list[list[int]]:
    """Rows of boxes at the same height, from left to right, the top row first."""
    middle = (flat[:, 1] + flat[:, 3]) / 2
    high = flat[:, 3] - flat[:, 1]
    rows: list[list[int]] = []
    for i in sorted(among, key=lambda i: middle[i]):
        near = [row for row in rows[-2:] if _beside(flat, row, i, middle, high)]
        if near:
            near[-1].append(i)
        else:
            rows.append([i])
    return [sorted(row, key=lambda i: flat[i, 0]) for row in rows]


def _beside(flat: _Flat, row: list[int], i: int, middle: _Numbers, high: _Numbers) -> bool:
    """Whether a box stands beside the boxes of a row, and not below one of them."""
    level = abs(float(np.mean(middle[row])) - float(middle[i])) < 0.5 * min(float(np.min(high[row])), float(high[i]))
    apart = all(min(flat[i, 2], flat[j, 2]) - max(flat[i, 0], flat[j, 0]) < 0.5 * high[i] for j in row)
    return level and apart


def _gutter(flat: _Flat, among: list[int], rows: list[list[int]], height: float) -> float:
    """The x of the widest gutter with at least two rows on each side; 0 if there is none."""
    spans = sorted((float(flat[i, 0]), float(flat[i, 2])) for i in among)
    best, at, reach = GUTTER * height, 0.0, spans[0][1]
    for left, right in spans[1:]:
        if left - reach > best:
            best, at = left - reach, (left + reach) / 2
        reach = max(reach, right)
    if not at:
        return 0.0
    sides = [sum((flat[i, 0] + flat[i, 2]) / 2 < at for i in row) for row in rows]
    left_rows = sum(side > 0 for side in sides)
    right_rows = sum(side < len(row) for side, row in zip(sides, rows, strict=True))
    fewer, more = sorted((left_rows, right_rows))
    # A few words next to a patch of glare are no column.
    return at if fewer >= 2 and fewer >= LEAST_COLUMN * more else 0.0

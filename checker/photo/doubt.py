"""Finds what needs a second look: unsure lines, glare over print, print that was not read, names read with doubt.

Glare can hide print completely while the lines beside it are read with full certainty. So glare is looked for on the
paper itself. All lengths are measured in line heights.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from checker.model.report import Report
from checker.model.terms import How
from checker.photo.model import Box, Doubt, Line, PhotoText, Pixels, Why

#: Three letters in a row that are together less certain (0-1) than this make a line unsure.
UNSURE = 0.85
#: A name matched only by its pattern may contain misread letters: a less certain line than this needs a second look.
SURE = 0.95
#: The height of a line, in pixels, at which the paper is looked at.
HIGH = 16
#: Paper is washed out where it is brighter than its surroundings by this share of the way to white, and by this many
#: grey levels.
WASHED, WASHED_LEVELS = 0.4, 7
#: What differs from the paper by more than this share of the print's contrast is ink.
INK = 0.4
#: Names that were found in these ways should be confirmed by a person.
_DOUBTED = (How.REPAIRED, How.AMBIGUOUS, How.UNREAD)
_Grey = npt.NDArray[np.float32]


def name_doubts(photo: PhotoText, report: Report) -> tuple[Doubt, ...]:
    """The lines whose names were not read, or only with doubt, in a report on the photo's text."""
    lines = {
        id(line): line
        for finding in report.findings
        for line in photo.lines_of(finding.match.entry.start, finding.match.entry.end)
        if finding.match.how in _DOUBTED or (finding.match.how is How.FAMILY and _surety(line) < SURE)
    }
    return tuple(Doubt(line.box, Why.NAME, line.photo) for line in lines.values())


def picture_doubts(pixels: Pixels, lines: Sequence[Line], photo: int = 0) -> tuple[Doubt, ...]:
    """The doubts about the picture itself: unsure lines, glare, and print that no line covers."""
    if not lines:
        return ()
    unsure = [Doubt(line.box, Why.UNSURE, photo) for line in lines if _surety(line) < UNSURE]
    scale = HIGH / float(np.median([np.linalg.norm(line.box[3] - line.box[0]) for line in lines]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    grey = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).min(axis=2).astype(np.float32)
    boxes = [line.box * scale for line in lines]
    covered, printed = _covered(boxes, grey.shape, 0.3), _printed_area(boxes, grey.shape)
    paper = _paper(grey, covered)
    even = _plane(paper, printed)
    contrast = float(np.percentile(np.abs(paper - grey)[covered], 92))
    washed = (paper > even + np.maximum(WASHED * (255 - even), WASHED_LEVELS)) & printed
    ink = (np.abs(paper - grey) > INK * contrast) & printed & ~covered & ~_grown(washed, 0.5)
    glare = [Doubt(box / scale, Why.GLARE, photo) for box in _patches(_grown(washed, 0.3), 1.0, 1.0)]
    rest = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, HIGH), np.uint8)) > 0
    not_read = [Doubt(box / scale, Why.NOT_READ, photo) for box in _patches(rest, 2.0, 0.35)]
    return (*unsure, *glare, *not_read)


def _surety(line: Line) -> float:
    """The mean certainty of the least certain three letters in a row. Spaces and signs do not count."""
    if len(line.sure) != len(line.text):
        return float(np.mean(line.sure)) if line.sure else 1.0
    sure = [c for letter, c in zip(line.text, line.sure, strict=True) if letter.isalnum()]
    threes = [sure[i : i + 3] for i in range(max(len(sure) - 2, 1))] if sure else []
    return min((sum(three) / len(three) for three in threes), default=1.0)


def _covered(boxes: Sequence[Box], shape: Any, margin: float) -> npt.NDArray[np.bool_]:
    """A mask of the lines, with a margin around them."""
    mask = np.zeros(shape, np.uint8)
    for box in boxes:
        cv2.fillPoly(mask, [box.round().astype(np.int32)], 1)
    return _grown(mask > 0, margin)


def _printed_area(boxes: Sequence[Box], shape: Any) -> npt.NDArray[np.bool_]:
    """A mask of the printed area: everything the lines enclose, and one line height around it."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.concatenate(boxes)).round().astype(np.int32), 1)
    return _grown(mask > 0, 1.0)


def _grown(mask: npt.NDArray[np.bool_], lines: float) -> npt.NDArray[np.bool_]:
    wide = 2 * round(lines * HIGH) + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((wide, wide), np.uint8)) > 0)


def _paper(grey: _Grey, covered: npt.NDArray[np.bool_]) -> _Grey:
    """The picture without its print, whether the print is dark on light or light on dark."""
    inside = grey[covered]
    dark_print = np.median(inside) > (inside.min() + inside.max()) / 2
    how = cv2.MORPH_CLOSE if dark_print else cv2.MORPH_OPEN
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (HIGH // 2 + 1, HIGH // 2 + 1))
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    return np.asarray(cv2.blur(cv2.morphologyEx(smooth, how, kernel), (5, 5)), np.float32)


def _plane(paper: _Grey, printed: npt.NDArray[np.bool_]) -> _Grey:
    """The brightness of the paper under even light: a plane fitted to it, without the patches that stand out."""
    y, x = np.nonzero(printed)
    if len(y) > 20_000:
        y, x = y[:: len(y) // 20_000], x[:: len(x) // 20_000]
    points, level = np.stack([x, y, np.ones_like(x)], axis=1).astype(np.float64), paper[y, x]
    kept = level <= np.median(level) + 20
    for _ in range(4):
        plane, *_ = np.linalg.lstsq(points[kept], level[kept], rcond=None)
        off = level - points @ plane
        kept = np.abs(off) < max(6.0, 2.5 * float(np.median(np.abs(off))))
    rows, columns = np.indices(paper.shape)
    return np.asarray(np.minimum(plane[0] * columns + plane[1] * rows + plane[2], 255), np.float32)


def _patches(mask: npt.NDArray[np.bool_], wide: float, high: float) -> list[Box]:
    """The boxes around connected areas of a mask that are at least `wide` and `high` line heights large."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = []
    for left, top, width, height, _ in stats[1:]:
        if max(width, height) >= wide * HIGH and min(width, height) >= high * HIGH:
            right, bottom = left + width, top + height
            found.append(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32))
    return found

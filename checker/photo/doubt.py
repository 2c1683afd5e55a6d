"""What needs a second look: unsure lines, glare inside the print, print that was not read, names read with doubt.

Under glare print vanishes while the lines beside it read with full certainty: so the paper itself is looked at. All is
measured in heights of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from checker.model import Report
from checker.photo.model import Box, Doubt, Line, PhotoText, Pixels, Why
from checker.terms import How

#: Three letters in a row that are together less certain (0-1) than this make a line unsure.
UNSURE = 0.85
#: A name known only by its pattern takes misread letters along: below this its line is looked at again.
SURE = 0.95
#: The height of a line, in pixels, at which the paper is looked at.
HIGH = 16
#: Paper is washed out where it is brighter than around by this share of what is left to white, and by so many levels.
WASHED, WASHED_LEVELS = 0.4, 7
#: Ink is what differs from the paper by this share of the print's own contrast.
INK = 0.4
#: Ways of reading a name that a person should confirm.
_DOUBTED = (How.REPAIRED, How.AMBIGUOUS, How.UNREAD)
_Grey = npt.NDArray[np.float32]


def name_doubts(photo: PhotoText, report: Report) -> tuple[Doubt, ...]:
    """The lines with names that were not read, or read with the spelling repaired, for a report on the photo's text."""
    lines = {
        id(line): line
        for finding in report.findings
        for line in photo.lines_of(finding.match.entry.start, finding.match.entry.end)
        if finding.match.how in _DOUBTED or (finding.match.how is How.FAMILY and _surety(line) < SURE)
    }
    return tuple(Doubt(line.box, Why.NAME, line.photo) for line in lines.values())


def picture_doubts(pixels: Pixels, lines: Sequence[Line], photo: int = 0) -> tuple[Doubt, ...]:
    """Doubts that the picture itself raises: unsure lines, glare, and print that no line covers."""
    if not lines:
        return ()
    unsure = [Doubt(line.box, Why.UNSURE, photo) for line in lines if _surety(line) < UNSURE]
    scale = HIGH / float(np.median([np.linalg.norm(line.box[3] - line.box[0]) for line in lines]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    grey = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).min(axis=2).astype(np.float32)
    boxes = [line.box * scale for line in lines]
    covered, block = _covered(boxes, grey.shape, 0.3), _block(boxes, grey.shape)
    paper = _paper(grey, covered)
    even = _plane(paper, block)
    contrast = float(np.percentile(np.abs(paper - grey)[covered], 92))
    washed = (paper > even + np.maximum(WASHED * (255 - even), WASHED_LEVELS)) & block
    ink = (np.abs(paper - grey) > INK * contrast) & block & ~covered & ~_grown(washed, 0.5)
    glare = [Doubt(box / scale, Why.GLARE, photo) for box in _patches(_grown(washed, 0.3), 1.0, 1.0)]
    rest = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, HIGH), np.uint8)) > 0
    not_read = [Doubt(box / scale, Why.NOT_READ, photo) for box in _patches(rest, 2.0, 0.35)]
    return (*unsure, *glare, *not_read)


def _surety(line: Line) -> float:
    """The certainty of the least certain three letters in a row; spaces are never certain, and a line of dots says nothing."""
    if len(line.sure) != len(line.text):
        return float(np.mean(line.sure)) if line.sure else 1.0
    sure = [c for letter, c in zip(line.text, line.sure, strict=True) if letter.isalnum()]
    threes = [sure[i : i + 3] for i in range(max(len(sure) - 2, 1))] if sure else []
    return min((sum(three) / len(three) for three in threes), default=1.0)


def _covered(boxes: Sequence[Box], shape: Any, margin: float) -> npt.NDArray[np.bool_]:
    """Where lines stand, with a margin around them."""
    mask = np.zeros(shape, np.uint8)
    for box in boxes:
        cv2.fillPoly(mask, [box.round().astype(np.int32)], 1)
    return _grown(mask > 0, margin)


def _block(boxes: Sequence[Box], shape: Any) -> npt.NDArray[np.bool_]:
    """The block of print: what the lines enclose, and a line around it."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.concatenate(boxes)).round().astype(np.int32), 1)
    return _grown(mask > 0, 1.0)


def _grown(mask: npt.NDArray[np.bool_], lines: float) -> npt.NDArray[np.bool_]:
    wide = 2 * round(lines * HIGH) + 1
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((wide, wide), np.uint8)) > 0)


def _paper(grey: _Grey, covered: npt.NDArray[np.bool_]) -> _Grey:
    """The pack without its print: dark strokes are closed, light ones on a dark pack opened."""
    inside = grey[covered]
    dark_print = np.median(inside) > (inside.min() + inside.max()) / 2
    how = cv2.MORPH_CLOSE if dark_print else cv2.MORPH_OPEN
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (HIGH // 2 + 1, HIGH // 2 + 1))
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    return np.asarray(cv2.blur(cv2.morphologyEx(smooth, how, kernel), (5, 5)), np.float32)


def _plane(paper: _Grey, block: npt.NDArray[np.bool_]) -> _Grey:
    """The brightness of the paper as light falls on it evenly: a plane, patches that stand out left aside."""
    y, x = np.nonzero(block)
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
    """The boxes around the connected parts of a mask that are at least so many lines wide and high."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = []
    for left, top, width, height, _ in stats[1:]:
        if max(width, height) >= wide * HIGH and min(width, height) >= high * HIGH:
            right, bottom = left + width, top + height
            found.append(np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32))
    return found

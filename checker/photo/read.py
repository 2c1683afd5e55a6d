"""Finds lines of print in a picture and reads them. Nothing else uses rapidocr.

Instead of the library's direction classifier, all four directions are tried on the widest lines, which is wrong less
often. Lines are looked for at 960 pixels, and once more in the printed part where the print is small. Lines on a bottle
are bent, so the bend is measured on short parts of lines (*parts* here) and taken out before reading.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from checker.photo.model import Box, Line, Pixels
from checker.photo.order import reading_order

#: The longest side at which print is looked for.
LOOK = 960
#: Lines lower than this many pixels at that size are looked for again in an enlarged part.
LOW = 14
#: This many blank bars, this many pixels to either side, cut lines into parts: a bent line is only found in parts.
BARS, BAR = 5, 12
#: A bend is measured on at least this many parts.
FEWEST_PARTS = 6
#: Lines that sag by less than this many line heights count as straight.
LEAST_SAG = 0.12
#: Parts show less bend than there is, so what is left of it is measured again: this many times in all.
STRAIGHTENED = 2
#: This many of the widest lines are tried to see which way up the print is.
TRIED = 4
#: The first part of each is enough for that: this many line heights.
ENOUGH = 12
#: The height in pixels at which a line is read best.
READ = 24
#: A line read with a lower mean certainty than this is no print.
NO_PRINT = 0.5

#: Lines are read at the same time, each on one core: several cores on one line mostly wait for each other.
_CORES = ThreadPoolExecutor(min(os.cpu_count() or 1, 4), "photo")


@cache
def _reader() -> Any:
    return _made()


@cache
def _part_finder() -> Any:
    """Finds only the surest parts of lines, because whole lines on a bottle run into each other."""
    return _made({"Det.use_dilation": False, "Det.thresh": 0.7, "Det.score_mode": "slow", "Det.box_thresh": 0.3})


def _made(changed: Mapping[str, object] = MappingProxyType({})) -> Any:
    from rapidocr import RapidOCR

    settings = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Global.use_preprocess_img": False,
        "Global.return_word_box": True,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": LOOK,
    }
    return RapidOCR(params={**settings, **changed})


def read_lines(pixels: Pixels) -> tuple[Pixels, list[Line]]:
    """The picture turned upright, and the lines in it in reading order.

    About a second for a label on two cores.
    """
    boxes, parts = _lines_and_parts(pixels)
    if quarters := _quarters(pixels, boxes, parts):
        pixels = np.ascontiguousarray(np.rot90(pixels, quarters))
        boxes, parts = _lines_and_parts(pixels)
    level, bend = pixels, None
    for _ in range(STRAIGHTENED):
        rest = _bend(parts)
        if rest is None:
            break
        bend = _both(bend, rest)
        level = _straightened(pixels, bend)
        boxes, parts = _lines_and_parts(level)
    lines = _recognised(level, _closer(level, boxes))
    lines = [line for line in lines if line.text.strip() and np.mean(line.sure or (0,)) >= NO_PRINT]
    ordered = [lines[i] for i in reading_order([line.box for line in lines])]
    return pixels, [replace(line, box=_bent_back(line.box, bend)) for line in ordered]


def _lines_and_parts(pixels: Pixels) -> tuple[list[Box], list[Box]]:
    lines, parts = _CORES.map(lambda bars: _boxes(pixels, bars), (0, BARS))
    return lines, parts


def _boxes(pixels: Pixels, bars: int = 0) -> list[Box]:
    """The boxes of lines of print, looked for at `LOOK` pixels. Blank bars drawn into the picture cut lines into parts."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, LOOK / max(height, width))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else pixels
    if bars:
        small = small.copy()
        paper = np.median(small[::7, ::7].reshape(-1, 3), axis=0).astype(np.uint8)
        for bar in range(1, bars + 1):
            x, y = small.shape[1] * bar // (bars + 1), small.shape[0] * bar // (bars + 1)
            small[:, x - BAR : x + BAR] = paper
            small[y - BAR : y + BAR] = paper
    finder = _part_finder() if bars else _reader()
    found = finder(cv2.cvtColor(small, cv2.COLOR_RGB2BGR), use_det=True, use_rec=False)
    return [] if found.boxes is None else [np.asarray(box, np.float32) / shrink for box in found.boxes]


def _quarters(pixels: Pixels, boxes: list[Box], parts: list[Box]) -> int:
    """How many quarter turns anticlockwise bring the print upright.

    Lines run along the longer side of their boxes. To see in which direction, the widest lines and parts are read in both.
    Parts are surer on a bottle, whole lines where print is blurred.
    """
    widest = [box for found in (boxes, parts) for box in sorted(found, key=_length, reverse=True)[:TRIED]]
    if not widest:
        return 0
    on_end = sum(_height(box) - _width(box) for box in widest) > 0
    crops = [_beginning(_crop(pixels, box)) for box in widest]
    ways = {turned: [np.rot90(crop, turned + on_end) for crop in crops] for turned in (0, 2)}
    best = max(ways, key=lambda turned: _letters(_texts(ways[turned])))
    return (best + int(on_end)) % 4


def _beginning(crop: Pixels) -> Pixels:
    """The first part of a line, enough to see which way up it is."""
    enough = ENOUGH * min(crop.shape[:2])
    return crop[:enough, :enough]


def _letters(texts: list[tuple[str, float, list[float]]]) -> float:
    """The number of letters read, weighted by certainty: print upside down gives few."""
    return sum(score * sum(letter.isalnum() for letter in text) for text, score, _ in texts)


#: The bend of lines: their slope is `tilt + curve * (x - middle)`, in pixels down for each pixel to the right.
_Bend = tuple[float, float, float]


def _bend(parts: list[Box]) -> _Bend | None:
    """The bend of the lines, as on a bottle, from the slopes of their parts; None if they are straight."""
    wide = [box for box in parts if _width(box) > 2 * _height(box)]
    if len(wide) < FEWEST_PARTS:
        return None
    x = np.array([box[:, 0].mean() for box in wide])
    across = np.array([(box[1] - box[0]) + (box[2] - box[3]) for box in wide])
    slope, weight = across[:, 1] / across[:, 0], across[:, 0]
    middle = float(np.average(x, weights=weight))
    for _ in range(3):  # Parts that are far off the curve do not belong to these lines.
        curve, tilt = np.polyfit(x - middle, slope, 1, w=weight)
        off = np.abs(slope - tilt - curve * (x - middle))
        weight = across[:, 0] * (off <= 2.5 * np.median(off) + 0.005)
    half = (x.max() - x.min()) / 2
    sag = abs(curve) * half * half / 2
    if sag < LEAST_SAG * np.median([_height(box) for box in wide]):
        return None
    return float(tilt), float(curve), middle


def _both(bend: _Bend | None, rest: _Bend) -> _Bend:
    """One bend from a first bend and the rest that was left of it."""
    if bend is None:
        return rest
    (tilt, curve, middle), (tilt_left, curve_left, at) = bend, rest
    return tilt + tilt_left + curve_left * (middle - at), curve + curve_left, middle


def _down(x: npt.NDArray[np.float32], bend: _Bend) -> npt.NDArray[np.float32]:
    """How much lower a line is at x than in the middle, in pixels."""
    tilt, curve, middle = bend
    return np.asarray(tilt * (x - middle) + curve * (x - middle) ** 2 / 2, np.float32)


def _straightened(pixels: Pixels, bend: _Bend) -> Pixels:
    grid = np.indices(pixels.shape[:2], dtype=np.float32)
    y, x = np.asarray(grid[0], np.float32), np.asarray(grid[1], np.float32)
    return np.asarray(
        cv2.remap(pixels, x, y + _down(x, bend), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _bent_back(box: Box, bend: _Bend | None) -> Box:
    if bend is None:
        return box
    return np.stack([box[:, 0], box[:, 1] + _down(box[:, 0], bend)], axis=1)


def _closer(pixels: Pixels, boxes: list[Box]) -> list[Box]:
    """The boxes found again in the printed part of the picture, if the print is small."""
    if not boxes:
        return boxes
    height, width = pixels.shape[:2]
    shrink = min(1.0, LOOK / max(height, width))
    low = float(np.median([_height(box) for box in boxes]))
    if low * shrink >= LOW or shrink == 1:
        return boxes
    corners = np.concatenate(boxes)
    margin = 2 * low
    left, top = np.maximum(corners.min(axis=0) - margin, 0).astype(int)
    right, bottom = np.minimum(corners.max(axis=0) + margin, (width, height)).astype(int)
    part = pixels[top:bottom, left:right]
    return [box + np.array([left, top], np.float32) for box in _boxes(part)]


def _recognised(pixels: Pixels, boxes: list[Box]) -> list[Line]:
    crops = [_crop(pixels, box) for box in boxes]
    return [Line(text, box, tuple(sure)) for box, (text, _, sure) in zip(boxes, _texts(crops), strict=True)]


def _texts(crops: list[Pixels]) -> list[tuple[str, float, list[float]]]:
    """The text of each crop, its mean certainty, and that of each letter."""
    return list(_CORES.map(_text, crops))


def _text(crop: Pixels) -> tuple[str, float, list[float]]:
    found = _reader().recognize_txt([cv2.cvtColor(_dark_on_light(_small(crop)), cv2.COLOR_RGB2BGR)])
    words = found.word_results[0]
    return found.txts[0], float(found.scores[0]), [float(c) for c in words.confs] if words is not None else []


def _small(crop: Pixels) -> Pixels:
    """A line at most `READ` pixels high: blur and noise vanish, the shapes of letters stay."""
    shrink = READ / crop.shape[0]
    if shrink >= 1:
        return crop
    return np.asarray(cv2.resize(crop, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _dark_on_light(crop: Pixels) -> Pixels:
    """The line with dark print: light print is inverted. Ink covers less than half of a line."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(255 - crop, np.uint8) if (grey <= level).mean() > 0.5 else crop


def _crop(pixels: Pixels, box: Box) -> Pixels:
    """A line cut out of the picture and made level."""
    width, height = max(int(_width(box)), 1), max(int(_height(box)), 1)
    to = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, to)
    return np.asarray(
        cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def _width(box: Box) -> float:
    return float(np.linalg.norm(box[1] - box[0]))


def _height(box: Box) -> float:
    return float(np.linalg.norm(box[3] - box[0]))


def _length(box: Box) -> float:
    return max(_width(box), _height(box))

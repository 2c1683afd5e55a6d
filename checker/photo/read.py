"""Pixels to lines of text with their boxes: the only user of rapidocr.

The library's own direction classifier is not asked: all four directions are tried on the widest lines, which goes
wrong less often. Detection sees the picture at 960 pixels, once more closer by where the print is small.
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
#: Lines lower than this many pixels there are looked for again, closer by.
LOW = 14
#: So many bars, this many pixels to either side, cut long lines into pieces: a bent line is found only in pieces.
BARS, BAR = 5, 12
#: A bend is told from no fewer pieces than this.
FEWEST_PIECES = 6
#: Lines that hang through by less than this many line heights count as straight.
LEAST_SAG = 0.12
#: Pieces show less bend than there is: what is left of it is looked for once more.
BENT_BACK = 2
#: So many of the widest lines show which way up the print stands.
TRIED = 4
#: So many line heights of each are enough for it.
ENOUGH = 12
#: The height in pixels at which a line is read best.
READ = 24
#: Lines read with less certainty than this in the mean are no print.
NO_PRINT = 0.5

#: Lines are read side by side, each on one core: within a line cores mostly wait for one another.
_CORES = ThreadPoolExecutor(min(os.cpu_count() or 1, 4), "photo")


@cache
def _reader() -> Any:
    return _made()


@cache
def _piece_finder() -> Any:
    """Finds the surest parts of lines only: on a bottle the lines themselves run into one another."""
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
    """The picture turned upright, and the lines read in it in reading order.

    About a second for a label on two cores.
    """
    boxes, pieces = _lines_and_pieces(pixels)
    if quarters := _quarters(pixels, boxes, pieces):
        pixels = np.ascontiguousarray(np.rot90(pixels, quarters))
        boxes, pieces = _lines_and_pieces(pixels)
    level, bend = pixels, None
    for _ in range(BENT_BACK):
        rest = _bend(pieces)
        if rest is None:
            break
        bend = _both(bend, rest)
        level = _straightened(pixels, bend)
        boxes, pieces = _lines_and_pieces(level)
    lines = _recognised(level, _closer(level, boxes))
    lines = [line for line in lines if line.text.strip() and np.mean(line.sure or (0,)) >= NO_PRINT]
    ordered = [lines[i] for i in reading_order([line.box for line in lines])]
    return pixels, [replace(line, box=_bent_back(line.box, bend)) for line in ordered]


def _lines_and_pieces(pixels: Pixels) -> tuple[list[Box], list[Box]]:
    lines, pieces = _CORES.map(lambda bars: _boxes(pixels, bars), (0, BARS))
    return lines, pieces


def _boxes(pixels: Pixels, bars: int = 0) -> list[Box]:
    """Where lines of print stand, looked for at `LOOK` pixels; blank bars over the picture cut lines into pieces."""
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
    finder = _piece_finder() if bars else _reader()
    found = finder(cv2.cvtColor(small, cv2.COLOR_RGB2BGR), use_det=True, use_rec=False)
    return [] if found.boxes is None else [np.asarray(box, np.float32) / shrink for box in found.boxes]


def _quarters(pixels: Pixels, boxes: list[Box], pieces: list[Box]) -> int:
    """The quarter turns against the clock that bring the print upright.

    Lines run along the longer side of their boxes; which way, shows the widest lines and pieces read in both. Pieces
    are surer on a bottle, whole lines where the print is blurred.
    """
    widest = [box for found in (boxes, pieces) for box in sorted(found, key=_length, reverse=True)[:TRIED]]
    if not widest:
        return 0
    on_end = sum(_height(box) - _width(box) for box in widest) > 0
    crops = [_beginning(_crop(pixels, box)) for box in widest]
    ways = {turned: [np.rot90(crop, turned + on_end) for crop in crops] for turned in (0, 2)}
    best = max(ways, key=lambda turned: _letters(_texts(ways[turned])))
    return (best + int(on_end)) % 4


def _beginning(crop: Pixels) -> Pixels:
    """As much of a line as shows which way up it stands."""
    enough = ENOUGH * min(crop.shape[:2])
    return crop[:enough, :enough]


def _letters(texts: list[tuple[str, float, list[float]]]) -> float:
    """How many letters were read, each counted by its certainty: print upside down gives few of them."""
    return sum(score * sum(letter.isalnum() for letter in text) for text, score, _ in texts)


#: How lines bend: their slope is `tilt + curve * (x - middle)`, in pixels down for each pixel to the right.
_Bend = tuple[float, float, float]


def _bend(pieces: list[Box]) -> _Bend | None:
    """How the lines of a label bend, as on a bottle, from the slopes of their pieces; None where they are straight."""
    wide = [box for box in pieces if _width(box) > 2 * _height(box)]
    if len(wide) < FEWEST_PIECES:
        return None
    x = np.array([box[:, 0].mean() for box in wide])
    across = np.array([(box[1] - box[0]) + (box[2] - box[3]) for box in wide])
    slope, weight = across[:, 1] / across[:, 0], across[:, 0]
    middle = float(np.average(x, weights=weight))
    for _ in range(3):  # Pieces that lie far off the curve are no lines of it.
        curve, tilt = np.polyfit(x - middle, slope, 1, w=weight)
        off = np.abs(slope - tilt - curve * (x - middle))
        weight = across[:, 0] * (off <= 2.5 * np.median(off) + 0.005)
    half = (x.max() - x.min()) / 2
    sag = abs(curve) * half * half / 2
    if sag < LEAST_SAG * np.median([_height(box) for box in wide]):
        return None
    return float(tilt), float(curve), middle


def _both(bend: _Bend | None, rest: _Bend) -> _Bend:
    """A bend, and what was left of it, as one."""
    if bend is None:
        return rest
    (tilt, curve, middle), (tilt_left, curve_left, at) = bend, rest
    return tilt + tilt_left + curve_left * (middle - at), curve + curve_left, middle


def _down(x: npt.NDArray[np.float32], bend: _Bend) -> npt.NDArray[np.float32]:
    """How far a line stands lower at x than in the middle."""
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
    """The boxes found again in the part of the picture that holds print, where it is small."""
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
    """A line at no more than `READ` pixels: blur and noise go, what tells letters apart stays."""
    shrink = READ / crop.shape[0]
    if shrink >= 1:
        return crop
    return np.asarray(cv2.resize(crop, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _dark_on_light(crop: Pixels) -> Pixels:
    """Light print on a dark pack is turned over: ink covers less than half of a line."""
    grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY)
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return np.asarray(255 - crop, np.uint8) if (grey <= level).mean() > 0.5 else crop


def _crop(pixels: Pixels, box: Box) -> Pixels:
    """A line cut out of the picture, level."""
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

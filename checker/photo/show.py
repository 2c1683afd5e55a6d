"""Shows what was read from photos: doubts as sentences, all of it as plain data, and marks drawn into the picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from checker.model.report import Report
from checker.photo import wording as words
from checker.photo.doubt import name_doubts
from checker.photo.model import Doubt, Line, PhotoText, Pixels, Why

#: Lines are framed in a calm colour; doubts stand out by colour, a thick frame and a number.
_LINE, _DOUBT, _NUMBER = (11, 107, 107), (180, 83, 9), (255, 255, 255)


def all_doubts(photo: PhotoText, report: Report | None = None) -> tuple[Doubt, ...]:
    """The doubts about the picture and about names in a report on its text; one for each place, from the top."""
    found = [*photo.doubts, *(name_doubts(photo, report) if report else ())]
    first: dict[tuple[int, bytes], Doubt] = {}
    for doubt in found:
        first.setdefault((doubt.photo, doubt.box.tobytes()), doubt)
    return tuple(sorted(first.values(), key=lambda doubt: (doubt.photo, doubt.box[:, 1].min())))


def doubts_in_words(photo: PhotoText, report: Report | None = None) -> list[str]:
    """What to compare with the pack, a sentence each; the barcode last, if there is one."""
    doubts = all_doubts(photo, report)
    sentences = (
        [words.COMPARE, *(f"  {doubt_in_words(photo, doubt)}" for doubt in doubts)] if doubts else [words.COMPARE_ALL]
    )
    return [*sentences, *([words.BARCODE.format(digits=photo.barcode)] if photo.barcode else [])]


def doubt_in_words(photo: PhotoText, doubt: Doubt) -> str:
    """A doubt as a sentence: the print at or near its place, and the reason."""
    on_line = next((line for line in photo.lines if np.array_equal(line.box, doubt.box)), None)
    text = on_line.text if on_line else _nearest(photo.lines, doubt)
    return (words.LINE_READ if on_line else words.NEAR_LINE).format(text=text, why=words.WHY[doubt.why.value])


def as_dict(photo: PhotoText, report: Report) -> dict[str, Any]:
    """A photo's text as plain data; boxes are four corners (x, y) in pixels of the picture turned upright."""
    return {
        "text": photo.text,
        "source": "photo",
        "confirmed": False,
        "barcode": photo.barcode or None,
        "pictures": [{"width": pixels.shape[1], "height": pixels.shape[0]} for pixels in photo.pictures],
        "lines": [
            {"text": line.text, "photo": line.photo + 1, "box": _corners(line.box), "certainty": round(line.score, 3)}
            for line in photo.lines
        ],
        "doubts": [
            {"why": doubt.why.value, "photo": doubt.photo + 1, "box": _corners(doubt.box)}
            for doubt in all_doubts(photo, report)
        ],
    }


def marked(photo: PhotoText, number: int, doubts: Iterable[Doubt]) -> Pixels:
    """One picture with its lines underlined, and its doubts framed and numbered as in the list of doubts."""
    picture = Image.fromarray(photo.pictures[number])
    pen = ImageDraw.Draw(picture, "RGBA")
    high = _line_height(photo.lines)
    for line in photo.lines:
        if line.photo == number:
            pen.line([tuple(line.box[3]), tuple(line.box[2])], fill=(*_LINE, 200), width=max(2, round(high / 14)))
    for count, doubt in enumerate(doubts, 1):
        if doubt.photo != number:
            continue
        corners = [(float(x), float(y)) for x, y in doubt.box]
        hatch = 40 if doubt.why in (Why.GLARE, Why.NOT_READ) else 20
        pen.polygon(corners, fill=(*_DOUBT, hatch), outline=(*_DOUBT, 255), width=max(3, round(high / 9)))
        _number(pen, str(count), corners[0], high)
    return np.asarray(picture)


def _number(pen: ImageDraw.ImageDraw, digits: str, at: tuple[float, float], high: float) -> None:
    """Draw a number in a disc at the left end of a frame, inside the picture."""
    size = max(11.0, 0.55 * high)
    x, y = max(at[0] - size, size), max(at[1], size)
    pen.ellipse([x - size, y - size, x + size, y + size], fill=(*_DOUBT, 255))
    pen.text((x, y), digits, fill=_NUMBER, anchor="mm", font_size=1.2 * size)


def _line_height(lines: Iterable[Line]) -> float:
    return float(np.median([float(np.linalg.norm(line.box[3] - line.box[0])) for line in lines] or [20.0]))


def _nearest(lines: Iterable[Line], doubt: Doubt) -> str:
    here = [line for line in lines if line.photo == doubt.photo]
    middle = doubt.box.mean(axis=0)
    return min(here, key=lambda line: float(np.linalg.norm(line.box.mean(axis=0) - middle))).text if here else ""


def _corners(box: Any) -> list[list[int]]:
    return [[round(float(x)), round(float(y))] for x, y in box]

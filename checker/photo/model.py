"""The nouns of a photo: the lines that were read, what is doubtful, and the text they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

#: Height x width x 3 (red, green, blue), 0-255.
Pixels: TypeAlias = npt.NDArray[np.uint8]
#: Four corners (x, y) in pixels, clockwise from the upper left one of the text.
Box: TypeAlias = npt.NDArray[np.float32]

#: A larger file (in bytes) is no photo from a phone.
MOST_BYTES = 40_000_000


class PhotoError(ValueError):
    """A file that cannot be read as a photo; the message says why, and what to do."""


class Why(StrEnum):
    """Why a place of the picture needs a second look."""

    UNSURE = "unsure"
    GLARE = "glare"
    NOT_READ = "not_read"
    NAME = "name"
    APART = "apart"
    OPEN_END = "open_end"


@dataclass(frozen=True)
class Line:
    """A line of print as read, and its place. `sure[i]` (0-1) is the certainty of `text[i]`."""

    text: str
    box: Box
    sure: tuple[float, ...] = ()
    #: The number of its photo, from 0.
    photo: int = 0

    @property
    def score(self) -> float:
        """The certainty (0-1) of its least certain letter; 1 if no certainty is known."""
        return min(self.sure, default=1.0)


@dataclass(frozen=True)
class Doubt:
    """A place in a photo that needs a second look, and why."""

    box: Box
    why: Why
    photo: int = 0


@dataclass(frozen=True)
class LineSpan:
    """That the characters `text[start:end]` of a photo's text come from the line `lines[line]`."""

    start: int
    end: int
    line: int


@dataclass(frozen=True)
class PhotoText:
    """What was read from the photos of one pack. `spans` tell which line each part of the text comes from."""

    text: str
    lines: tuple[Line, ...]
    spans: tuple[LineSpan, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    #: The photos as they were read: upright, without EXIF.
    pictures: tuple[Pixels, ...] = field(default=(), repr=False)
    barcode: str = ""

    def lines_of(self, start: int, end: int) -> tuple[Line, ...]:
        """The lines that a span of the text comes from."""
        return tuple(self.lines[span.line] for span in self.spans if span.start < end and start < span.end)

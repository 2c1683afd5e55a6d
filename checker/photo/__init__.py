"""Photos of a pack to text: `read_photos`. Needs the extra `photo`; wholly on this machine, nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from threading import Lock

from checker import wording_photo as words
from checker.knowledge import Knowledge, load_knowledge
from checker.matching import Matcher, matcher_for
from checker.photo.model import MOST_BYTES, Doubt, PhotoError, PhotoText, Why

__all__ = ["MOST_BYTES", "PhotoError", "PhotoText", "is_busy", "is_installed", "read_photos"]

#: What the extra brings; without one of them no photo can be read.
NEEDED = ("rapidocr", "onnxruntime", "cv2", "pillow_heif", "zxingcpp")

#: An eye or a button may look like a letter; a list has more of them.
FEWEST_LETTERS = 8

#: Photos of one pack are read at a time: two would share the cores and both be late.
_TURN = Lock()


def is_installed() -> bool:
    """Whether the libraries of the extra `photo` are there."""
    return all(find_spec(name) is not None for name in NEEDED)


def is_busy() -> bool:
    """Whether a photo is being read just now: the next one waits for it."""
    return _TURN.locked()


def read_photos(files: Sequence[tuple[str, bytes]], knowledge: Knowledge | None = None) -> PhotoText:
    """Read the photos (name, bytes) of one pack into one text; several are stitched where they overlap.

    One call works at a time, others wait. Raises `PhotoError` for a file that is no photo, and for photos without print.
    """
    with _TURN:
        return _read(files, matcher_for(knowledge or load_knowledge()))


def _read(files: Sequence[tuple[str, bytes]], matcher: Matcher) -> PhotoText:
    from checker.photo.doubt import picture_doubts
    from checker.photo.pictures import open_picture, read_barcode
    from checker.photo.read import read_lines
    from checker.photo.stitch import stitched
    from checker.photo.text import joined

    pictures, found = [], []
    for number, (name, raw) in enumerate(files):
        picture, lines = read_lines(open_picture(raw, name))
        pictures.append(picture)
        found.append([replace(line, photo=number) for line in lines])
    if sum(letter.isalnum() for lines in found for line in lines for letter in line.text) < FEWEST_LETTERS:
        raise PhotoError(words.NO_PRINT)
    together = stitched(found)
    text, stretches = joined(together.lines, matcher, together.beside)
    doubts = [doubt for number, group in enumerate(found) for doubt in picture_doubts(pictures[number], group, number)]
    doubts += [Doubt(found[number][0].box, Why.APART, number) for number in together.apart if found[number]]
    if text.rstrip().endswith(","):
        doubts.append(Doubt(together.lines[-1].box, Why.OPEN_END, together.lines[-1].photo))
    barcode = next(filter(None, map(read_barcode, pictures)), "")
    return PhotoText(text, together.lines, stretches, tuple(doubts), tuple(pictures), barcode)

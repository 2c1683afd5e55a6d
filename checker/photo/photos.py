"""Reads the photos of one pack into one text (`read_photos`). All on this machine; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from checker.knowledge.load import Knowledge, load_knowledge
from checker.matching.matcher import Matcher, matcher_for
from checker.model import extras
from checker.photo import wording as words
from checker.photo.model import Doubt, PhotoError, PhotoText, Why

#: Photos with fewer letters than this have no print: an eye or a button may look like a letter.
FEWEST_LETTERS = 8

#: Only one pack is read at a time: two would share the cores, and both would be slow.
_TURN = Lock()


def is_installed() -> bool:
    """Whether the libraries of the extra `photo` are installed."""
    return extras.is_there("photo")


def is_busy() -> bool:
    """Whether a photo is being read now, so that the next one has to wait."""
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
    text, spans = joined(together.lines, matcher, together.beside)
    doubts = [doubt for number, group in enumerate(found) for doubt in picture_doubts(pictures[number], group, number)]
    doubts += [Doubt(found[number][0].box, Why.APART, number) for number in together.apart if found[number]]
    if text.rstrip().endswith(","):
        doubts.append(Doubt(together.lines[-1].box, Why.OPEN_END, together.lines[-1].photo))
    barcode = next(filter(None, map(read_barcode, pictures)), "")
    return PhotoText(text, together.lines, spans, tuple(doubts), tuple(pictures), barcode)

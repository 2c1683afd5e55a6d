"""Lines to one text: broken names joined again by what is known, every character still belonging to its line."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from checker.matching import Matcher
from checker.names import fold
from checker.photo.model import Line, Stretch
from checker.terms import How

#: Between two names; a slash or a full stop may stand inside one.
_BETWEEN = re.compile(r"[,;•]")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑–]$")
#: A line this many line heights below the one before begins another block of print.
BLOCK = 2.3


def joined(lines: Sequence[Line], matcher: Matcher, beside: Sequence[bool] = ()) -> tuple[str, tuple[Stretch, ...]]:
    """The text of lines in reading order, and the stretches that each line gave.

    `beside[i]` says that line i goes on in the same row of print as the one before, seen in another photo. A name broken at the end of
    a line is joined in the way in which it is known: with or without its hyphen, with a space or without.

    >>> from checker.knowledge import load_knowledge
    >>> from checker.matching import matcher_for
    >>> box = np.array([[0, 0], [90, 0], [90, 10], [0, 10]], np.float32)
    >>> printed = ["Aqua, Niacin-", "amide, PEG-", "100 Stearate, Sodium", "Hyaluronate"]
    >>> lines = [Line(text, box + [0, 12 * n]) for n, text in enumerate(printed)]
    >>> joined(lines, matcher_for(load_knowledge()))[0]
    'Aqua, Niacinamide, PEG-100 Stearate, Sodium Hyaluronate'
    """
    text = ""
    stretches: list[Stretch] = []
    for number, line in enumerate(lines):
        added = line.text.strip()
        if number and not (beside and beside[number]):
            before = lines[number - 1]
            tail, glue = (
                (text, "\n\n") if _is_far(before, line) else _glue(text, added, matcher, _has_room(before, line))
            )
            if len(tail) < len(text):  # the hyphen of a broken word
                text = tail
                stretches[-1] = Stretch(stretches[-1].start, len(text), stretches[-1].line)
            text += glue
        stretches.append(Stretch(len(text), len(text) + len(added), number))
        text += added
    return text, tuple(stretches)


def _glue(text: str, line: str, matcher: Matcher, has_room: bool) -> tuple[str, str]:
    """What stays of the text so far, and what goes between it and the next line.

    Where the next line's first word had room, a sentence or heading ended: only names known as printed are joined.
    """
    tail = _BETWEEN.split(text)[-1].strip()
    head = _BETWEEN.split(line)[0].strip(" .")
    if ":" in tail:  # "Ingredients: Aqua"
        tail = tail.rpartition(":")[2].strip()
    if not tail or not head:
        return text, "\n"
    whole = text[: _HYPHEN.search(text).start()] if _HYPHEN.search(text) else ""  # type: ignore[union-attr]
    if whole:
        ways = [(whole, ""), (text, ""), (text, " ")]
        names = [tail[:-1] + head, tail + head, f"{tail} {head}"]
    else:
        ways = [(text, " "), (text, "")]
        names = [f"{tail} {head}", tail + head]
    for is_known in (lambda name: fold(name) in matcher.knowledge.names, matcher.identity):
        for way, name in zip(ways, names, strict=True):
            if is_known(name):
                return way
    if not whole and matcher.identity(tail) is not None and matcher.identity(head) is not None:
        return text, "\n"
    for way, name in zip(ways, names, strict=True) if whole or not has_room else ():
        # A naming pattern never hides a name of concern beside what glare left of another name.
        hides = any(matcher.hints.hides(name, part) for part in (tail, head))
        if matcher.read(name, False).how is not How.UNREAD and not hides:
            return way
    if whole:
        broken = whole[-1:].isalpha() and head[:1].isalpha() and (head[:1].islower() or whole[-1:].isupper())
        return (whole, "") if broken else (text, "")
    return text, "\n"


def _has_room(above: Line, below: Line) -> bool:
    """Whether the first word of a line would have fitted at the end of the one before."""
    letter = float(np.linalg.norm(below.box[1] - below.box[0])) / max(len(below.text), 1)
    first = len(below.text.split(maxsplit=1)[0]) + 1 if below.text.strip() else 0
    return bool(above.box[:, 0].max() + first * letter < below.box[:, 0].max())


def _is_far(above: Line, below: Line) -> bool:
    """Whether a line stands far below the one before, in the same column of the same photo."""
    high = float(np.linalg.norm(above.box[3] - above.box[0]))
    apart = float(below.box[:, 1].mean() - above.box[:, 1].mean())
    same = above.box[:, 0].min() < below.box[:, 0].max() and below.box[:, 0].min() < above.box[:, 0].max()
    return above.photo == below.photo and same and apart > BLOCK * high

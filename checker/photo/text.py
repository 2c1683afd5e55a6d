"""Joins lines of print to one text. A name broken over two lines is joined if the joined name is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from checker.matching.matcher import Matcher
from checker.model.names import fold
from checker.model.terms import How
from checker.photo.model import Line, LineSpan

#: What separates two names for certain; a slash or a full stop may stand inside a name.
_BETWEEN = re.compile(r"[,;•]")
_HYPHEN = re.compile(r"(?<=\w)[-‐‑–]$")
#: A line this many line heights below the line before begins another paragraph.
FAR = 2.3


def joined(lines: Sequence[Line], matcher: Matcher, beside: Sequence[bool] = ()) -> tuple[str, tuple[LineSpan, ...]]:
    """The text of lines in reading order, and the span of the text that comes from each line.

    `beside[i]` says that line i continues the row of print of the line before, in another photo. A name broken at a line
    end is joined in the way that gives a known name: with or without its hyphen, with or without a space.

    >>> from checker.knowledge.load import load_knowledge
    >>> from checker.matching.matcher import matcher_for
    >>> box = np.array([[0, 0], [90, 0], [90, 10], [0, 10]], np.float32)
    >>> printed = ["Aqua, Niacin-", "amide, PEG-", "100 Stearate, Sodium", "Hyaluronate"]
    >>> lines = [Line(text, box + [0, 12 * n]) for n, text in enumerate(printed)]
    >>> joined(lines, matcher_for(load_knowledge()))[0]
    'Aqua, Niacinamide, PEG-100 Stearate, Sodium Hyaluronate'
    """
    text = ""
    spans: list[LineSpan] = []
    for number, line in enumerate(lines):
        added = line.text.strip()
        if number and not (beside and beside[number]):
            before = lines[number - 1]
            tail, glue = (
                (text, "\n\n") if _is_far(before, line) else _glue(text, added, matcher, _has_room(before, line))
            )
            if len(tail) < len(text):  # the hyphen of a broken word
                text = tail
                spans[-1] = LineSpan(spans[-1].start, len(text), spans[-1].line)
            text += glue
        spans.append(LineSpan(len(text), len(text) + len(added), number))
        text += added
    return text, tuple(spans)


def _glue(text: str, line: str, matcher: Matcher, has_room: bool) -> tuple[str, str]:
    """What to keep of the text so far, and what to put between it and the next line.

    If the next line's first word would have fitted on this line, the line break was meant. Then only names that are known
    as printed are joined.
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
        # A naming pattern must not hide a name of concern that stands beside a name damaged by glare.
        hides = any(matcher.gazetteer.hides(name, part) for part in (tail, head))
        if matcher.read(name, False).how is not How.UNREAD and not hides:
            return way
    if whole:
        broken = whole[-1:].isalpha() and head[:1].isalpha() and (head[:1].islower() or whole[-1:].isupper())
        return (whole, "") if broken else (text, "")
    return text, "\n"


def _has_room(above: Line, below: Line) -> bool:
    """Whether the first word of a line would have fitted at the end of the line before."""
    letter = float(np.linalg.norm(below.box[1] - below.box[0])) / max(len(below.text), 1)
    first = len(below.text.split(maxsplit=1)[0]) + 1 if below.text.strip() else 0
    return bool(above.box[:, 0].max() + first * letter < below.box[:, 0].max())


def _is_far(above: Line, below: Line) -> bool:
    """Whether a line stands far below the line before, in the same column of the same photo."""
    high = float(np.linalg.norm(above.box[3] - above.box[0]))
    apart = float(below.box[:, 1].mean() - above.box[:, 1].mean())
    same = above.box[:, 0].min() < below.box[:, 0].max() and below.box[:, 0].min() < above.box[:, 0].max()
    return above.photo == below.photo and same and apart > FAR * high

"""A pasted text made readable, with the way back to its true offsets.

Zero-width characters and HTML tags vanish, garbled UTF-8 is read again, entities and written line ends become what
they stand for, commas and bullets of other scripts become ours. `Pasted.origin` maps every stretch of the readable text to the pasted one.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

#: One character for one: separators of other scripts and typographies.
_SAME_LENGTH = str.maketrans(
    {"，": ",", "、": ",", "،": ",", "；": ";", "：": ":", "（": "(", "）": ")", "［": "[", "］": "]", "・": "•", "·": "•",
     "●": "•", "▪": "•", "◦": "•", "‣": "•", "∙": "•", "■": "•", "◆": "•", "¦": "|", "\u00a0": " ", "\u2007": " ",
     "\u202f": " ", "\u3000": " ", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n",
     "\u2010": "-", "\u2011": "-", "％": "%"}
)  # fmt: skip
_REWRITTEN = re.compile(
    r"(?P<break></?(?:br|p|li|ul|ol|div|tr|td|th|table|h[1-6])\b[^<>]{0,200}>|\\[nrt](?![a-z])|\\\\n)"
    r"|(?P<tag></?(?:a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u|script|style|img|input|label)\b[^<>]{0,200}>)"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});)"
    "|(?P<garbled>[\u00c2\u00c3\u00e2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2010-\u2122]{1,2})"
    "|(?P<gone>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f\x00])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The readable text and, where it differs from the pasted one, the origin of each of its characters."""

    text: str
    #: Start and end in the pasted text of each readable character; None where the two texts agree.
    _starts: list[int] | None = None
    _ends: list[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the pasted text of a readable stretch.

        >>> raw = "<b>Oil</b>&quot;, Aqua"
        >>> pasted = clean(raw); pasted.text
        'Oil", Aqua'
        >>> raw[slice(*pasted.origin(0, 3))], raw[slice(*pasted.origin(6, 10))]
        ('Oil', 'Aqua')
        """
        if self._starts is None or self._ends is None or start >= end:
            return start, end
        return self._starts[start], self._ends[end - 1]


def clean(raw: str) -> Pasted:
    """Make a pasted text readable. Every character of the result knows where it came from."""
    text = raw.translate(_SAME_LENGTH)
    if not _REWRITTEN.search(text):
        return Pasted(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(piece: str, start: int, end: int) -> None:
        pieces.append(piece)
        if len(piece) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))

    done = 0
    for found in _REWRITTEN.finditer(text):
        keep(text[done : found.start()], done, found.start())
        done = found.end()
        if found["break"]:
            keep("\n", found.start(), done)
        elif found["garbled"]:
            keep(_as_utf8(raw[found.start() : done]).translate(_SAME_LENGTH), found.start(), done)
        elif found["entity"]:
            keep(html.unescape(found["entity"]).translate(_SAME_LENGTH), found.start(), done)
    keep(text[done:], done, len(text))
    return Pasted("".join(pieces), starts, ends)


def _as_utf8(garbled: str) -> str:
    """UTF-8 that was read as Windows-1252, read again; anything else stays as it is.

    >>> _as_utf8("â€‘") == "\u2011", _as_utf8("Ã©"), _as_utf8("â€x")
    (True, 'é', 'â€x')
    """
    try:
        return garbled.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return garbled

"""Makes a pasted text readable, and leads from every character of it back to the pasted text.

Zero-width characters and HTML tags are dropped. Garbled UTF-8 is decoded again. Entities ("&amp;") and written line
ends ("\\n") become the characters they mean. Separators of other scripts become "," and "•". `Pasted.origin` maps a span of
the readable text to its span in the pasted one.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

#: Signs of other scripts and typographies, each replaced by one character, so that offsets stay.
_SAME_LENGTH = str.maketrans(
    {"，": ",", "、": ",", "،": ",", "；": ";", "：": ":", "（": "(", "）": ")", "［": "[", "］": "]", "【": "[", "】": "]",
     "〔": "[", "〕": "]",
     "〈": "<", "〉": ">", "《": "<", "》": ">", "＜": "<", "＞": ">", "。": "\n", "※": "*", "・": "•", "·": "•",
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


#: "PEG-8、1,2-己二醇": the comma stands between two names.
_COMMA_BEHIND_A_NUMBER = re.compile(r"(?<=[-－]\d)、|(?<=[-－]\d\d)、")
#: A quick check: every text in which `_REWRITTEN` finds something holds at least one of these signs.
_MAY_BE_REWRITTEN = re.compile(
    "[<&\\\\\u00c2\u00c3\u00e2\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f\x00]"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The readable text and, where it differs from the pasted one, the origin of each of its characters."""

    text: str
    #: Start and end in the pasted text of each readable character; None where the two texts agree.
    _starts: list[int] | None = None
    _ends: list[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the pasted text of a readable span.

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
    text = (raw if raw.isascii() else _eastern_separators(raw)).translate(_SAME_LENGTH)
    if not _MAY_BE_REWRITTEN.search(text) or not _REWRITTEN.search(text):
        return Pasted(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(part: str, start: int, end: int) -> None:
        parts.append(part)
        if len(part) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(part))
            ends.extend([end] * len(part))

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
    return Pasted("".join(parts), starts, ends)


def _eastern_separators(raw: str) -> str:
    """The signs of Chinese and Japanese lists that separate in one list and not in the next, made plain.

    A dot in the middle is part of a name where commas separate, a wide space separates where they do not, and an
    enumeration comma behind the number of a name is none between locants.

    >>> _eastern_separators("水、コラーゲン・トリペプチド、PEG-8、1,2-己二醇"), _eastern_separators("水・グリセリン・BG")
    ('水、コラーゲン-トリペプチド、PEG-8;1,2-己二醇', '水・グリセリン・BG')
    >>> _eastern_separators("水　グリセリン　BG　香料")
    '水;グリセリン;BG;香料'
    """
    commas = raw.count("、") + raw.count("，") + raw.count(",")
    if commas > raw.count("・"):
        raw = raw.replace("・", "-")
    if raw.count("\u3000") > max(2, commas):
        raw = raw.replace("\u3000", ";")
    return _COMMA_BEHIND_A_NUMBER.sub(";", raw)


def _as_utf8(garbled: str) -> str:
    """Decode UTF-8 that somebody had decoded as Windows-1252; anything else stays as it is.

    >>> _as_utf8("â€‘") == "\u2011", _as_utf8("Ã©"), _as_utf8("â€x")
    (True, 'é', 'â€x')
    """
    try:
        return garbled.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return garbled

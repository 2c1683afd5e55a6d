"""What stands on a printed page: piles of products, each product with a bar of days or a note, and text around them.

A sheet has no words of its own: its callers give them, and `sheet_pdf` draws them. Products that do not fit at the
smallest readable size are left off, the mildest pile first, and a sentence names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

#: The smallest body text that people read, in points.
SMALLEST = 6.8
_BREAKABLE = re.compile(r"[^\S\xa0]+")
_LEAST = 4  # lines of a pile that stay while another pile has more


class Paper(StrEnum):
    """A size of paper, as fpdf2 calls it."""

    A4 = "a4"
    LETTER = "letter"


class Tone(StrEnum):
    """How a pile or a day is drawn: dark to light on paper, so that a grey printer tells them apart."""

    STOP = "stop"
    CARE = "care"
    CALM = "calm"
    NEUTRAL = "neutral"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Line:
    """One product on paper: its name, a note, and its days (empty: no bar)."""

    name: str
    note: str = ""
    days: tuple[Tone, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """Products under one heading."""

    title: str
    sign: str
    tone: Tone
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading and its points."""

    heading: str
    points: tuple[str, ...]
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who hands the page out: a name, a line below it, and a logo as PNG or JPEG bytes."""

    name: str
    line: str = ""
    logo: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the page, from top to bottom."""

    title: str
    lead: tuple[str, ...]
    piles: tuple[Pile, ...]
    #: The day that is marked in the bars; None marks none.
    today: int | None
    #: What the signs in the bars mean.
    key: tuple[tuple[Tone, str], ...]
    #: Paragraphs below the piles: a heading and its lines.
    notes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    foot: tuple[str, ...] = ()
    letterhead: Letterhead | None = None
    #: Paragraphs side by side below the piles, one tuple for each column; they are never left off.
    columns: tuple[tuple[Paragraph, ...], ...] = ()
    #: The smallest size of the body text in points; what does not fit at this size is left off.
    smallest: float = SMALLEST
    #: The language of its words, as a BCP 47 tag.
    language: str = "en"

    def marks(self) -> str:
        """All words of the sheet in one text, to see which letters the fonts need."""
        head = (self.letterhead.name, self.letterhead.line) if self.letterhead else ()
        points = [text for part in sum(self.columns, ()) for text in (part.heading, *part.points)]
        notes = [text for heading, lines in self.notes for text in (heading, *lines)]
        piles = [text for pile in self.piles for line in pile.lines for text in (pile.title, line.name, line.note)]
        return " ".join([*head, self.title, *self.lead, *points, *notes, *piles, *self.foot])


def shortened(sheet: Sheet, step: int, left_off: Callable[[Sequence[str]], str]) -> Sheet:
    """The sheet made shorter: step 0 changes nothing, step 1 drops the notes, each further step one product more.

    The mildest pile loses products first, from its end, because what to wait with has to stay. Each pile keeps its first
    four as long as another has more. The sentence made by `left_off(names)` stands below the piles.

    >>> piles = (Pile("Now", "", Tone.CALM, (Line("Balm"), Line("Cream"))), Pile("Wait", "", Tone.STOP, (Line("Peel"),)))
    >>> short = shortened(Sheet("Title", (), piles, None, ()), 2, lambda names: f"No room for {', '.join(names)}")
    >>> [line.name for pile in short.piles for line in pile.lines], short.notes
    (['Balm', 'Peel'], (('No room for Cream', ()),))
    """
    if step == 0:
        return sheet
    order = (Tone.CALM, Tone.NEUTRAL, Tone.ASK, Tone.CARE, Tone.STOP)
    by_tone = sorted(range(len(sheet.piles)), key=lambda n: (order.index(sheet.piles[n].tone), -n))
    gone = [0] * len(sheet.piles)
    for least in (_LEAST, 0):
        for place in by_tone:
            spare = max(0, len(sheet.piles[place].lines) - least - gone[place])
            gone[place] += min(step - 1 - sum(gone), spare)
    kept = [(pile, pile.lines[: len(pile.lines) - less]) for pile, less in zip(sheet.piles, gone, strict=True)]
    names = [one_line(line.name, 60) for pile, lines in kept for line in pile.lines[len(lines) :]]
    piles = tuple(replace(pile, lines=lines) for pile, lines in kept if lines)
    return replace(sheet, piles=piles, notes=((left_off(names), ()),) if names else ())


def one_line(text: str, longest: int) -> str:
    """Text in one line of at most `longest` characters. No-break spaces stay ("5 December" is not broken).

    >>> one_line("Cream  for\\nthe night", 12)
    'Cream for...'
    >>> one_line(" from  5\\N{NO-BREAK SPACE}Dec ", 12)
    'from 5\\xa0Dec'
    """
    line = _BREAKABLE.sub(" ", text).strip()
    return line if len(line) <= longest else line[: longest - 3].rstrip() + "..."

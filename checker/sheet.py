"""A sheet of paper: piles of products, each with its days as a bar or a note, and what stands around them.

A sheet says nothing of its own: its words come from outside and are drawn as they are (`sheet_pdf.py`). What does not fit
at the smallest readable size is left off by name, the mildest piles first, never in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

#: The smallest body text that anybody reads, in points.
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
    """One product on paper: its name, what is said of it, and its days (empty: no bar)."""

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
    #: Paragraphs side by side below the piles, a tuple a column; they stay whatever has to go.
    columns: tuple[tuple[Paragraph, ...], ...] = ()
    #: The smallest size of the body text in points; what does not fit then is left off.
    smallest: float = SMALLEST
    #: The language of its words, as a BCP 47 tag.
    language: str = "en"

    def marks(self) -> str:
        """All its words in one text."""
        head = (self.letterhead.name, self.letterhead.line) if self.letterhead else ()
        points = [text for part in sum(self.columns, ()) for text in (part.heading, *part.points)]
        notes = [text for heading, lines in self.notes for text in (heading, *lines)]
        piles = [text for pile in self.piles for line in pile.lines for text in (pile.title, line.name, line.note)]
        return " ".join([*head, self.title, *self.lead, *points, *notes, *piles, *self.foot])


def shortened(sheet: Sheet, step: int, left_off: Callable[[Sequence[str]], str]) -> Sheet:
    """The sheet made shorter: step 0 is the whole, step 1 is without notes, from step 2 on a line more is gone.

    The mildest pile loses its last lines first, because what to wait with has to stay; none loses its first ones while
    others have more. The sentence that `left_off(names)` makes stands below the piles.

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
    """One line of at most so many signs. What must not be broken stays so ("5 December" with a no-break space).

    >>> one_line("Cream  for\\nthe night", 12)
    'Cream for...'
    >>> one_line(" from  5\\N{NO-BREAK SPACE}Dec ", 12)
    'from 5\\xa0Dec'
    """
    line = _BREAKABLE.sub(" ", text).strip()
    return line if len(line) <= longest else line[: longest - 3].rstrip() + "..."

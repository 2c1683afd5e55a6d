"""A sheet of paper: piles of products, each with its days as a bar, on one page of A4 or Letter, as PDF.

A sheet says nothing of its own: its words come from outside and are drawn as they are. What does not fit at the
smallest readable size is left off by name, the mildest piles first, never in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

_FONTS = Path(__file__).parent / "fonts"
_PLAIN, _BOLD, _FALLBACK = "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "DroidSansFallback.ttf"
#: Sizes of the body text in points, the best first; below the last nobody reads it.
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.0, 7.4, 6.8)
_ATTEMPTS = (*((size, False) for size in _SIZES), *((size, True) for size in _SIZES[-3:]))
_MARGIN = 14.0  # mm
_MOST_SIGNS = 160  # of a name or a note on paper
_MISSING = "\N{WHITE SQUARE}"
_GREY, _BLACK, _LINE = (80, 88, 92), (22, 28, 30), (190, 198, 200)


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


#: Fill and sign of a day; the sign says the same as the colour.
_DAY = {
    Tone.STOP: ((226, 125, 115), "✕"),
    Tone.CARE: ((250, 214, 130), "△"),
    Tone.CALM: ((205, 235, 225), ""),
    Tone.NEUTRAL: ((206, 212, 224), "?"),
    Tone.ASK: ((206, 212, 224), "☎"),
}
_INK = {
    Tone.STOP: (138, 28, 28),
    Tone.CARE: (107, 71, 0),
    Tone.CALM: (11, 83, 69),
    Tone.NEUTRAL: (51, 65, 92),
    Tone.ASK: (51, 65, 92),
}


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


def to_pdf(sheet: Sheet, paper: Paper, left_off: Callable[[Sequence[str]], str]) -> bytes:
    """The sheet as a PDF of one page.

    The largest of a few sizes at which everything fits is taken, then one line a name and a note. If that is not enough,
    the notes below the piles go, then the last lines of the mildest piles; `left_off(names)` makes the sentence that
    says so.
    """
    trial = _Page(paper, _marks(sheet))
    chosen = next(((size, tight) for size, tight in _ATTEMPTS if trial.draw(sheet, size, tight)), None)
    if chosen is None:
        chosen = _ATTEMPTS[-1]
        sheet = replace(sheet, notes=())
        missing: list[str] = []
        while not trial.draw(_noted(sheet, missing, left_off), *chosen) and sheet.piles:
            sheet, name = _without_last(sheet)
            missing.insert(0, name)
        sheet = _noted(sheet, missing, left_off)
    page = _Page(paper, _marks(sheet))
    page.draw(sheet, *chosen)
    return page.bytes()


def _noted(sheet: Sheet, missing: list[str], left_off: Callable[[Sequence[str]], str]) -> Sheet:
    return replace(sheet, notes=((left_off([_short(name, 60) for name in missing]), ()),)) if missing else sheet


def _without_last(sheet: Sheet) -> tuple[Sheet, str]:
    """The sheet without one line: the last of the mildest pile, because what to wait with has to stay."""
    order = (Tone.CALM, Tone.NEUTRAL, Tone.ASK, Tone.CARE, Tone.STOP)
    place = min(range(len(sheet.piles)), key=lambda n: (order.index(sheet.piles[n].tone), -n))
    pile = sheet.piles[place]
    kept = (replace(pile, lines=pile.lines[:-1]),) if len(pile.lines) > 1 else ()
    return replace(sheet, piles=(*sheet.piles[:place], *kept, *sheet.piles[place + 1 :])), pile.lines[-1].name


class _Page:
    """A page being drawn; each `draw` begins a fresh one and says whether everything fitted."""

    def __init__(self, paper: Paper, marks: frozenset[int]) -> None:
        self.pdf = FPDF(format=paper.value)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(_MARGIN, _MARGIN)
        self.pdf.add_font("body", "", _FONTS / _PLAIN)
        self.pdf.add_font("body", "B", _FONTS / _BOLD)
        if marks - _letters(_PLAIN):
            self.pdf.add_font("fallback", "", _FONTS / _FALLBACK)
            self.pdf.set_fallback_fonts(["fallback"], exact_match=False)
        self.pdf.set_lang("en")

    def draw(self, sheet: Sheet, size: float, tight: bool) -> bool:
        """Draw the sheet; `tight` cuts names and notes to one line each."""
        self.pdf.add_page()
        self.pdf.set_title(_drawable(sheet.title))
        self.size, self.tight = size, tight
        self.step = size * 0.3528 * 1.32  # mm from line to line
        self._draw(sheet)
        return self.pdf.get_y() <= self.pdf.h - _MARGIN

    def bytes(self) -> bytes:
        """The pages drawn so far."""
        return bytes(self.pdf.output())

    def _draw(self, sheet: Sheet) -> None:
        self._text(sheet.title, self.size * 1.7, bold=True)
        for line in sheet.lead:
            self._text(line, self.size, ink=_GREY)
        self._key(sheet)
        for pile in sheet.piles:
            self._pile(pile, sheet.today)
        for heading, lines in sheet.notes:
            self._gap(0.6)
            self._text(heading, self.size, bold=True)
            for line in lines:
                self._text(line, self.size * 0.92)
        self._gap(0.5)
        self.pdf.set_draw_color(*_LINE)
        self.pdf.line(_MARGIN, self.pdf.get_y(), self.pdf.w - _MARGIN, self.pdf.get_y())
        self._gap(0.3)
        for line in sheet.foot:
            self._text(line, self.size * 0.82, ink=_GREY)

    def _pile(self, pile: Pile, today: int | None) -> None:
        self._gap(0.55)
        sign = f"{pile.sign} " if pile.sign else ""
        self._text(sign + pile.title, self.size * 1.15, bold=True, ink=_INK[pile.tone])
        for line in pile.lines:
            self._line(line, today)

    def _line(self, line: Line, today: int | None) -> None:
        pdf, top = self.pdf, self.pdf.get_y() + self.step * 0.15
        bar = pdf.epw * 0.42 if line.days else 0.0
        width = pdf.epw - bar - (4 if bar else 0)
        pdf.set_y(top)
        self._text(self._fitting(line.name, self.size, True, width), self.size, bold=True, width=width)
        if line.note:
            self._text(self._fitting(line.note, self.size * 0.9, False, width), self.size * 0.9, width=width)
        bottom = pdf.get_y()
        if bar:
            self._bar(line.days, today, pdf.w - _MARGIN - bar, top + self.step * 0.1, bar)
        pdf.set_y(max(bottom, top + self.step * 1.3 if bar else bottom))

    def _bar(self, days: Sequence[Tone], today: int | None, left: float, top: float, width: float) -> None:
        pdf, cell, height = self.pdf, width / len(days), self.step * 1.05
        pdf.set_draw_color(255, 255, 255)
        pdf.set_line_width(0.25)
        for day, tone in enumerate(days):
            fill, sign = _DAY[tone]
            pdf.set_fill_color(*fill)
            pdf.rect(left + day * cell, top, cell, height, style="DF")
            if sign:
                pdf.set_font("body", "", min(self.size * 0.6, cell * 2.2))
                pdf.set_text_color(*_INK[tone])
                pdf.set_xy(left + day * cell, top)
                pdf.cell(cell, height, sign, align="C")
        if today is not None and today < len(days):
            pdf.set_draw_color(*_BLACK)
            pdf.set_line_width(0.5)
            pdf.rect(left + today * cell, top, cell, height)
        pdf.set_line_width(0.2)

    def _key(self, sheet: Sheet) -> None:
        """The meaning of the signs, and the numbers of the days above the bars."""
        if not any(line.days for pile in sheet.piles for line in pile.lines):
            return
        self._gap(0.3)
        pdf, top, size = self.pdf, self.pdf.get_y(), self.size * 0.82
        left = _MARGIN
        for tone, words in sheet.key:
            fill, sign = _DAY[tone]
            pdf.set_fill_color(*fill)
            pdf.set_text_color(*_INK[tone])
            pdf.set_font("body", "", size)
            shown = f" {sign} {words} " if sign else f" {words} "
            width = pdf.get_string_width(shown) + 1.5
            pdf.set_xy(left, top)
            pdf.cell(width, self.step, shown, fill=True, align="C")
            left += width + 1.5
        bar = pdf.epw * 0.42
        days = len(next(line.days for pile in sheet.piles for line in pile.lines if line.days))
        pdf.set_text_color(*_GREY)
        top += self.step * 1.15
        for day in range(0, days, 7):
            pdf.set_xy(pdf.w - _MARGIN - bar + day * bar / days - 3, top)
            pdf.cell(6 + bar / days, self.step, str(day), align="C")
        # The first heading stands beside the numbers of the days.
        pdf.set_y(top - self.step * 0.4)

    def _text(
        self, text: str, size: float, bold: bool = False, ink: tuple[int, int, int] = _BLACK, width: float = 0.0
    ) -> None:
        self.pdf.set_font("body", "B" if bold else "", size)
        self.pdf.set_text_color(*ink)
        self.pdf.set_x(_MARGIN)
        step = self.step * size / self.size
        self.pdf.multi_cell(width, step, _drawable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _fitting(self, text: str, size: float, bold: bool, width: float) -> str:
        """A name or a note, cut to one line where the page is tight."""
        shown = _drawable(_short(text, _MOST_SIGNS))
        if self.tight:
            self.pdf.set_font("body", "B" if bold else "", size)
            room = width - 2.5  # a cell's own inner margins
            for longest in range(len(shown), 3, -1):
                if self.pdf.get_string_width(cut := _short(shown, longest)) <= room:
                    return cut
        return shown

    def _gap(self, lines: float) -> None:
        self.pdf.set_y(self.pdf.get_y() + lines * self.step)


def _short(text: str, longest: int) -> str:
    """One line of at most so many signs.

    >>> _short("Cream  for\\nthe night", 12)
    'Cream for...'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 3].rstrip() + "..."


def _drawable(text: str) -> str:
    """Text with a square for every sign that the fonts cannot draw, and without marks that turn the direction.

    >>> _drawable("Cr\\u00e8me \\u202e\\U0001F9F4")
    'Crème □'
    """
    known = _letters(_PLAIN) | _letters(_FALLBACK) if not text.isascii() else _letters(_PLAIN)
    return "".join(sign if ord(sign) in known else _MISSING for sign in text if sign.isprintable())


def _marks(sheet: Sheet) -> frozenset[int]:
    """The code points of the products' names and notes, and of all words around them."""
    words = [sheet.title, *sheet.lead, *sheet.foot]
    words += [text for heading, lines in sheet.notes for text in (heading, *lines)]
    words += [text for pile in sheet.piles for line in pile.lines for text in (pile.title, line.name, line.note)]
    return frozenset(map(ord, _drawable(" ".join(words))))


@lru_cache(maxsize=2)
def _letters(font: str) -> frozenset[int]:
    """The code points that a font can draw."""
    return frozenset(TTFont(_FONTS / font, lazy=True).getBestCmap())

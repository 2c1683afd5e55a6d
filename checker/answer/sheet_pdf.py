"""Draws a sheet on one page of A4 or Letter, as PDF. Nothing else uses fpdf2."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from checker.answer.sheet import SMALLEST, Letterhead, Line, Paper, Paragraph, Pile, Sheet, Tone, one_line, shortened
from checker.model.paths import fonts

_FONTS = fonts()
_PLAIN, _BOLD, _FALLBACK = "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "DroidSansFallback.ttf"
#: Sizes of the body text in points, the best first; nobody reads print below the last.
_SIZES = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.4, SMALLEST)
_MARGIN = 14.0  # mm
_MOST_SIGNS = 160  # of a name or a note on paper
_BAR, _NOTE = 0.42, 0.53  # of the width, for a product's days or, without days, for its note
_LOGO = (46.0, 17.0)  # mm, the most a logo takes
_GUTTER = 7.0  # mm between columns
_MISSING = "\N{WHITE SQUARE}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_GREY, _BLACK, _LINE = (80, 88, 92), (22, 28, 30), (190, 198, 200)
#: Fill and sign of a day; the sign means the same as the colour.
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


#: The colour behind a heading.
_BAND = {
    Tone.STOP: (251, 228, 224),
    Tone.CARE: (253, 242, 214),
    Tone.CALM: (224, 243, 236),
    Tone.NEUTRAL: (232, 235, 242),
    Tone.ASK: (232, 235, 242),
}
_PALE = (238, 240, 241)


def to_pdf(sheet: Sheet, paper: Paper, left_off: Callable[[Sequence[str]], str]) -> bytes:
    """The sheet as a PDF of one page.

    It uses the largest size at which everything fits. If none does, names and notes are cut to one line each. If that is
    not enough, the notes below the piles are dropped, then products of the mildest piles; `left_off(names)` makes the
    sentence that names these.
    """
    page = _Page(paper, sheet)
    sizes = [size for size in _SIZES if size >= sheet.smallest]
    attempts = [*((size, False) for size in sizes), *((size, True) for size in sizes[-3:])]

    @cache
    def room(attempt: int, step: int) -> float:
        return page.draw(shortened(sheet, step, left_off), *attempts[attempt])

    attempt = bisect_left(range(len(attempts) - 1), True, key=lambda place: room(place, 0) >= 0)
    step = 0
    if room(attempt, 0) < 0:
        steps = range(sum(len(pile.lines) for pile in sheet.piles) + 1)
        step = bisect_left(steps, True, key=lambda count: room(attempt, count) >= 0)
    page.draw(shortened(sheet, step, left_off), *attempts[attempt], above_foot=max(0.0, room(attempt, step)))
    return page.bytes()


class _Page:
    """A page being drawn. Each `draw` starts again on an empty page and tells how much room is left."""

    def __init__(self, paper: Paper, sheet: Sheet) -> None:
        self.pdf = FPDF(format=paper.value)
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margins(_MARGIN, _MARGIN)
        self.pdf.add_font("body", "", _FONTS / _PLAIN)
        self.pdf.add_font("body", "B", _FONTS / _BOLD)
        if not _letters(_PLAIN).issuperset(map(ord, _drawable(sheet.marks()))):
            self.pdf.add_font("fallback", "", _FONTS / _FALLBACK)
            self.pdf.set_fallback_fonts(["fallback"], exact_match=False)
        self.pdf.set_lang(sheet.language)

    def draw(self, sheet: Sheet, size: float, tight: bool, above_foot: float = 0.0) -> float:
        """Draw the sheet with `above_foot` mm more above its foot. Returns the mm left below it, negative if it does not fit.

        `tight` cuts names and notes to one line each.
        """
        self.pdf.pages.clear()
        self.pdf.page = 0
        self.pdf.add_page()
        self.pdf.set_title(_drawable(sheet.title))
        self.size, self.tight = size, tight
        self.step = size * 0.3528 * 1.32  # mm from line to line
        self._draw(sheet, above_foot)
        return self.pdf.h - _MARGIN - self.pdf.get_y()

    def bytes(self) -> bytes:
        """The page as last drawn."""
        return bytes(self.pdf.output())

    def _draw(self, sheet: Sheet, above_foot: float) -> None:
        if sheet.letterhead:
            self._letterhead(sheet.letterhead)
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
        self._columns(sheet.columns)
        self.pdf.set_y(self.pdf.get_y() + above_foot)
        self._gap(0.5)
        self._rule()
        self._gap(0.3)
        for line in sheet.foot:
            self._text(line, self.size * 0.82, ink=_GREY)

    def _letterhead(self, head: Letterhead) -> None:
        pdf, top, left = self.pdf, self.pdf.get_y(), _MARGIN
        bottom = top
        if head.logo:
            with Image.open(io.BytesIO(head.logo)) as picture:
                scale = min(_LOGO[0] / picture.width, _LOGO[1] / picture.height)
                width, height = picture.width * scale, picture.height * scale
            pdf.image(io.BytesIO(head.logo), left, top, width, height)
            left, bottom = left + width + 5, top + height
        name = one_line(head.name, _MOST_SIGNS)
        self._text(name, self.size * (1.4 if len(name) <= 60 else 1.15), bold=True, left=left)
        if head.line:
            self._text(one_line(head.line, _MOST_SIGNS), self.size * 1.1, ink=_GREY, left=left)
        pdf.set_y(max(pdf.get_y(), bottom))
        self._gap(0.4)
        self._rule()
        self._gap(0.6)

    def _pile(self, pile: Pile, today: int | None) -> None:
        self._gap(0.55)
        sign = f"{pile.sign} " if pile.sign else ""
        self._text(sign + pile.title, self.size * 1.1, bold=True, ink=_INK[pile.tone], band=_BAND[pile.tone])
        bare: list[Line] = []
        for line in pile.lines:
            if line.note or line.days:
                self._names_only(bare)
                self._line(line, today)
                bare = []
            else:
                bare.append(line)
        self._names_only(bare)

    def _names_only(self, lines: Sequence[Line]) -> None:
        """Products without note or days: names only, two side by side."""
        second = self.pdf.epw * (1 - _NOTE)  # in line with the notes of other products
        places = ((_MARGIN, second - 4), (_MARGIN + second, self.pdf.epw - second))
        for pair in (lines[place : place + 2] for place in range(0, len(lines), 2)):
            top, bottom = self.pdf.get_y() + self.step * 0.15, 0.0
            for line, (left, width) in zip(pair, places, strict=False):
                self.pdf.set_y(top)
                name = self._fitting(line.name, self.size, True, width)
                self._text(name, self.size, bold=True, width=width, left=left)
                bottom = max(bottom, self.pdf.get_y())
            self.pdf.set_y(bottom)

    def _line(self, line: Line, today: int | None) -> None:
        """A product. Its days stand beside the name and its note below; without days the note stands beside the name."""
        pdf, top = self.pdf, self.pdf.get_y() + self.step * 0.15
        beside = pdf.epw * (_BAR if line.days else _NOTE)
        width = pdf.epw - beside - 4
        pdf.set_y(top)
        self._text(self._fitting(line.name, self.size, True, width), self.size, bold=True, width=width)
        bottom, left, room = pdf.get_y(), _MARGIN, width
        if not line.days:
            pdf.set_y(top + self.step * 0.07)  # on one base line with the name
            left, room = pdf.w - _MARGIN - beside, beside
        if line.note:
            note = self._fitting(line.note, self.size * 0.9, False, room)
            self._text(note, self.size * 0.9, width=room, left=left)
        bottom = max(bottom, pdf.get_y())
        if line.days:
            self._bar(line.days, today, pdf.w - _MARGIN - beside, top + self.step * 0.1, beside)
        pdf.set_y(max(bottom, top + self.step * 1.3 if line.days else bottom))

    def _columns(self, columns: Sequence[Sequence[Paragraph]]) -> None:
        if not columns:
            return
        self._gap(0.6)
        self._rule()
        self._gap(0.2)
        top = bottom = self.pdf.get_y()
        width = (self.pdf.epw - _GUTTER * (len(columns) - 1)) / len(columns)
        for place, column in enumerate(columns):
            self.pdf.set_y(top)
            for paragraph in column:
                self._paragraph(paragraph, _MARGIN + place * (width + _GUTTER), width)
            bottom = max(bottom, self.pdf.get_y())
        self.pdf.set_y(bottom)

    def _paragraph(self, paragraph: Paragraph, left: float, width: float) -> None:
        self._gap(0.35)
        ink = _INK[paragraph.tone] if paragraph.tone else _BLACK
        band = _BAND[paragraph.tone] if paragraph.tone else _PALE
        self._text(paragraph.heading, self.size, bold=True, ink=ink, left=left, width=width, band=band)
        self._gap(0.15)
        for point in paragraph.points:
            top = self.pdf.get_y()
            self._text("•", self.size * 0.92, ink=ink, left=left)
            self.pdf.set_y(top)
            self._text(point, self.size * 0.92, left=left + 3, width=width - 3)

    def _rule(self) -> None:
        self.pdf.set_draw_color(*_LINE)
        self.pdf.line(_MARGIN, self.pdf.get_y(), self.pdf.w - _MARGIN, self.pdf.get_y())

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
        bar = pdf.epw * _BAR
        days = len(next(line.days for pile in sheet.piles for line in pile.lines if line.days))
        pdf.set_text_color(*_GREY)
        top += self.step * 1.15
        for day in range(0, days, 7):
            pdf.set_xy(pdf.w - _MARGIN - bar + day * bar / days - 3, top)
            pdf.cell(6 + bar / days, self.step, str(day), align="C")
        pdf.set_y(top + self.step * 0.45)

    def _text(
        self,
        text: str,
        size: float,
        bold: bool = False,
        ink: tuple[int, int, int] = _BLACK,
        width: float = 0.0,
        left: float = _MARGIN,
        band: tuple[int, int, int] | None = None,
    ) -> None:
        self.pdf.set_font("body", "B" if bold else "", size)
        self.pdf.set_text_color(*ink)
        self.pdf.set_x(left)
        step = self.step * size / self.size
        if band:
            self.pdf.set_fill_color(*band)
        self.pdf.multi_cell(
            width, step, _drawable(text), align="L", fill=band is not None, new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )

    def _fitting(self, text: str, size: float, bold: bool, width: float) -> str:
        """A name or a note; cut to one line if the page is tight."""
        shown = _drawable(one_line(text, _MOST_SIGNS))
        if self.tight:
            self.pdf.set_font("body", "B" if bold else "", size)
            room = width - 2.5  # a cell's own inner margins
            lengths = range(len(shown), 3, -1)
            place = bisect_left(lengths, True, key=lambda n: self.pdf.get_string_width(one_line(shown, n)) <= room)
            return one_line(shown, lengths[place]) if place < len(lengths) else shown[:4]
        return shown

    def _gap(self, lines: float) -> None:
        self.pdf.set_y(self.pdf.get_y() + lines * self.step)


def _drawable(text: str) -> str:
    """Text with a square for each character that the fonts cannot draw, and without marks that change the direction.

    >>> _drawable("Cr\\u00e8me \\u202e\\U0001F9F4")
    'Crème □'
    """
    known = _letters(_PLAIN) if text.isascii() else _letters(_PLAIN, _FALLBACK)
    return "".join(sign if ord(sign) in known else _MISSING for sign in text if sign.isprintable() or sign == _NO_BREAK)


@cache
def _letters(*fonts: str) -> frozenset[int]:
    """The code points that at least one of the fonts can draw."""
    return frozenset().union(*(TTFont(_FONTS / font, lazy=True).getBestCmap() for font in fonts))

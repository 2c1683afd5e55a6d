"""Writes a packet as a sheet (XLSX) to fill in, or on paper (PDF) to read."""

from __future__ import annotations

import io
from collections.abc import Sequence

from checker.answer import wording as words_of_answers
from checker.knowledge.load import Knowledge
from checker.model.paths import fonts
from checker.review import wording
from checker.review.packet import Row

_WIDTHS = (26, 30, 42, 50, 16, 14, 34, 10, 12, 26, 34)
#: The first row with an answer, counted as a spreadsheet does: title, two notes, header.
FIRST_ROW = 5


def cells_of(row: Row) -> tuple[str, ...]:
    """The cells of a row that are not to be filled in."""
    return (
        row.what, row.title, row.says, row.reason, row.evidence, " ".join(row.sources), "; ".join(row.names),
        str(row.decides) if row.decides else "",
    )  # fmt: skip


def to_xlsx(rows: Sequence[Row], knowledge: Knowledge) -> bytes:
    """The packet as a sheet; only the three last columns can be written in."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Packet")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    given = book.add_format({"text_wrap": True, "valign": "top", "locked": False, "bg_color": "#fdf6e3"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, f"{wording.TITLE} (edition {knowledge.edition})", bold)
    sheet.merge_range(1, 0, 1, len(_WIDTHS) - 1, wording.HOW_TO, wrapped)
    sheet.merge_range(2, 0, 2, len(_WIDTHS) - 1, wording.LEVELS, wrapped)
    sheet.set_row(1, 48)
    sheet.write_row(FIRST_ROW - 2, 0, wording.COLUMNS, bold)
    for number, row in enumerate(rows, start=FIRST_ROW - 1):
        for column, cell in enumerate(cells_of(row)):
            sheet.write_string(number, column, cell, wrapped)
        for column in range(len(cells_of(row)), len(wording.COLUMNS)):
            sheet.write_blank(number, column, None, given)
    last = FIRST_ROW - 2 + len(rows)
    answer = wording.COLUMNS.index("agree or change")
    choices = {"validate": "list", "source": [wording.AGREE, wording.CHANGE]}
    sheet.data_validation(FIRST_ROW - 1, answer, last, answer, choices)
    sheet.freeze_panes(FIRST_ROW - 1, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    listed = book.add_worksheet(wording.SOURCES)
    listed.set_column(0, 0, 120)
    for number, line in enumerate(_sources(rows, knowledge)):
        listed.write_string(number, 0, line, wrapped)
    book.close()
    return out.getvalue()


def to_pdf(rows: Sequence[Row], knowledge: Knowledge) -> bytes:
    """The packet on paper, a box to tick and room for a comment at each row."""
    from fpdf import FPDF

    pdf = FPDF(orientation="landscape", format="a4")
    pdf.set_margin(10)
    pdf.set_auto_page_break(True, 12)
    for style, file in (("", "DejaVuSansCondensed.ttf"), ("B", "DejaVuSansCondensed-Bold.ttf")):
        pdf.add_font("body", style, fonts() / file)
    pdf.add_font("others", "", fonts() / "DroidSansFallback.ttf")
    pdf.set_fallback_fonts(["others"])
    pdf.add_page()
    pdf.set_font("body", "B", 13)
    pdf.multi_cell(0, 7, f"{wording.TITLE} (edition {knowledge.edition})", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("body", "", 8)
    pdf.multi_cell(0, 4, f"{wording.HOW_TO} {wording.LEVELS}", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("body", "", 6.5)
    heads = ("No.", *wording.COLUMNS[1:5], wording.COLUMNS[6], "☐ agree  ☐ change to", "comment")
    with pdf.table(col_widths=(5, 24, 34, 46, 16, 26, 24, 24), text_align="LEFT", line_height=3.2) as table:
        table.row(heads)
        for number, row in enumerate(rows, start=1):
            evidence = f"{row.evidence}; {' '.join(row.sources)}"
            box = "☐ agree\n☐ change to:"
            table.row((str(number), row.title, row.says, row.reason, evidence, "; ".join(row.names), box, " "))
    pdf.ln(3)
    for line in _sources(rows, knowledge):
        pdf.multi_cell(0, 3.2, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def _sources(rows: Sequence[Row], knowledge: Knowledge) -> list[str]:
    cited = dict.fromkeys(source for row in rows for source in row.sources)
    return [words_of_answers.source_line(knowledge.sources[source]) for source in cited]

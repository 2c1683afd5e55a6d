"""A text that is one name: "vitamin C serum", "retinol 0.5 % night cream", "face serum".

People type what stands on the front of a pack. Words of a product's form are no ingredients there, and a text that
holds nothing else is no list.
"""

from __future__ import annotations

from checker.model.names import fold, without_percent
from checker.model.terms import How, Section
from checker.reading.page import Page, Piece

#: A text with more names is a list whose separators were lost, and may well hold milk.
MOST_NAMES = 2


def without_product_name(page: Page, pieces: list[Piece]) -> list[Piece]:
    """In a line without separators, words of a product's form are left out; all of it where nothing else is read."""
    if page.scan.separators != () or "\n" in page.text.strip():
        return pieces
    entries = [piece for piece in pieces if not piece.why]
    printed = {piece: _printed(page, piece) for piece in entries}
    cores = {piece: _core(page, printed[piece]) for piece in entries}
    if cores == printed:
        return pieces
    named = [piece for piece in entries if cores[piece]]
    # Beside a name, a water is a word of form too: "eau micellaire".
    if left := fold(page.names.core(page.text)):
        named = [piece for piece in named if any(word in left for word in fold(cores[piece]).split())]
    if len(named) > MOST_NAMES:
        return pieces
    if not any(piece.known or _is_read(page, printed[piece], cores[piece]) for piece in named):
        named = []
    why = "remark" if named else "product name"
    return [p if p.why or p in named else p._replace(why=why, known=None) for p in pieces]


def beside_form(page: Page, start: int, end: int, section: Section) -> Piece | None:
    """A span that is a known name beside words of a product's form, whatever else these mean: "retinol after sun"."""
    printed = without_percent(page.text[start:end])
    core = page.names.core(printed)
    if core in ("", printed) or "," in printed or page.names.how(printed) not in (How.PART, How.AMBIGUOUS):
        return None
    return Piece(start, end, section, known=core)


def _printed(page: Page, piece: Piece) -> str:
    return without_percent(page.text[piece.start : piece.end])


def _core(page: Page, printed: str) -> str:
    """What is left of a name without words of a product's form; a name that is known as a whole stays whole."""
    is_whole = " " in printed and page.names.how(printed) in (How.EXACT, How.OTHER_NAME)
    return printed if is_whole else page.names.core(printed)


def _is_read(page: Page, printed: str, core: str) -> bool:
    """Whether a name is read, and not merely by a naming pattern that its word of form follows."""
    how = page.names.how(printed)
    return how is not How.UNREAD and (how is not How.FAMILY or page.names.how(core) is not How.UNREAD)

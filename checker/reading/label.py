"""Turns a pasted text into a `Label`: runs the steps of reading in order, and makes entries of the pieces."""

from __future__ import annotations

import re

from checker.model.label import Entry, Label, LeftOut
from checker.model.names import name_and_percent
from checker.model.terms import Section
from checker.reading.blocks import blocks_of, goes_on
from checker.reading.brackets import BRACKETS
from checker.reading.gazetteer import Gazetteer
from checker.reading.page import EDGE, HAS_NAME, Page, Piece, page_of
from checker.reading.passes import (
    BlocksRead,
    merged,
    with_commas_moved,
    without_copies,
    without_praise,
    without_prose,
    without_tail,
)
from checker.reading.product_name import without_product_name
from checker.reading.segments import pieces_of
from checker.reading.text import Pasted, clean

_CUT = re.compile(r"(?:\.\.\.|…)\s*\W*$|\+\s?\d+\s+more\b", re.I)
_NO_NAME = EDGE + "()[]{}-/\\+"


def read_label(text: str, names: Gazetteer) -> Label:
    """Read a pasted text. `text[entry.start:entry.end] == entry.printed` holds for every entry.

    Entries never overlap and stand in text order.

    >>> from checker.model.names import fold
    >>> from checker.reading.phrases import Phrases
    >>> known = {"aqua", "glycerin", "parfum"}
    >>> gazetteer = Gazetteer(Phrases([("ingredients", "starts_list")]),
    ...                       lambda name: fold(name) if fold(name) in known else None)
    >>> label = read_label("INGREDIENTS: Aqua, 5% Glycerin, Parfum*.", gazetteer)
    >>> [(entry.printed, entry.percent) for entry in label.entries]
    [('Aqua', None), ('Glycerin', 5.0), ('Parfum', None)]
    """
    pasted = clean(text)
    page = page_of(pasted.text, names)
    pieces = _pieces(page)
    return _label(text, pasted, page, pieces)


def _pieces(page: Page) -> list[Piece]:
    """All pieces of the text in order. Each becomes an entry, or is left out with a reason."""
    blocks: BlocksRead = []
    praising: dict[int, bool] = {}
    for block in blocks_of(page):
        if block.role == "heading":
            blocks.append((block, [Piece(block.start, block.end, Section.DECLARED, "heading")]))
        elif block.role == "free_from" or (block.role == "ends_list" and not goes_on(page, block)):
            blocks.append((block, [Piece(block.start, block.end, Section.DECLARED, "disclaimer")]))
        else:
            blocks.append((block, without_praise(page, with_commas_moved(page, pieces_of(page, block)), praising)))
    blocks = without_copies(page, without_prose(page, blocks))
    pieces = [piece for _, found in blocks for piece in without_tail(page, found)]
    pieces = without_product_name(page, pieces)
    return [p for p in merged(pieces) if p.known or page.text[p.start : p.end].strip(_NO_NAME)]


def _label(text: str, pasted: Pasted, page: Page, pieces: list[Piece]) -> Label:
    """Make entries of the pieces: with product, position, section, percentage and place in the pasted text."""
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    products: list[str] = []
    position = 0
    #: Where the bracket of the last entry that stands in none closes; 0 where it has none.
    bracket_closes = 0
    actives_with_percent = False
    last_declared = max((i for i, p in enumerate(pieces) if p.section is Section.DECLARED and not p.why), default=0)
    for index, piece in enumerate(pieces):
        if piece.product is not None and (not products or position):
            if entries and not products:
                products.append("")  # the first list had no product name
            products.append(piece.product)
            position = 0
        if piece.why:
            start, end = pasted.origin(piece.start, piece.end)
            left_out.append(LeftOut(text[start:end], start, end, piece.why))
            continue
        name_start, name_end, percent, key = name_and_percent(pasted.text[piece.start : piece.end])
        start, end = piece.start + name_start, piece.start + name_end
        if not piece.known and not HAS_NAME.search(pasted.text, start, end):
            start, end = pasted.origin(piece.start, piece.end)
            left_out.append(LeftOut(text[start:end], start, end, "code"))
            continue
        position += 1
        in_bracket = start < bracket_closes
        if not in_bracket:
            bracket_closes = _closing_behind(page, piece.end)
        start, end = pasted.origin(start, end)
        # Where actives state their percentage, the first name without one is no active: the rest of the list begins.
        section = piece.section
        # Where a heading opens the rest of the list, all before it are actives.
        if section is not Section.ACTIVE or index < last_declared:
            actives_with_percent = False
        elif percent is not None:
            actives_with_percent = True
        elif actives_with_percent:
            section = Section.DECLARED
        product = len(products) or 1
        entries.append(Entry(text[start:end], start, end, product, position, section, percent, key, in_bracket))
    names = tuple(products) or ("",) * bool(entries)
    return Label(tuple(entries), tuple(left_out), names, _is_cut(page, pieces))


def _closing_behind(page: Page, end: int) -> int:
    """Where the bracket that opens right behind a span closes; 0 where none opens there."""
    if not page.scan.has_brackets:
        return 0
    while page.text[end : end + 1] == " ":
        end += 1
    return page.closing.get(end, 0)


def _is_cut(page: Page, pieces: list[Piece]) -> bool:
    """Whether the text visibly ends before its list does ("...", "+ 12 more", an open bracket)."""
    entries = [piece for piece in pieces if not piece.why]
    if not entries:
        return False
    tail = page.text[entries[-1].start :]
    if any(mark.value == "cut" and mark.start >= entries[0].start for mark in page.marks) or _CUT.search(tail):
        return True
    last = page.text[entries[-1].start : entries[-1].end]
    return any(last.count(opening) > last.count(closing) for closing, opening in BRACKETS.items())

"""From a pasted text to its ingredient entries, with nothing lost: what is no ingredient is left out with a reason.

The text is cut in three steps: *blocks* between headings ("Active:", "May contain", a disclaimer), *pieces* between
separators, and, where a piece is no known name, a search for known names inside it (a lost comma, an unknown separator,
a word broken across lines). Then blocks that are no lists are left out. The look-up of known names, `is_name`, is passed
in; it returns what a name stands for.
"""

from __future__ import annotations

import re

from checker.blocks import blocks_of, goes_on
from checker.lists import Lists, merged, only_lists, without_copies, without_praise
from checker.model import Entry, Label, LeftOut
from checker.names import name_and_percent
from checker.pasted import clean
from checker.phrases import Phrases
from checker.pieces import BRACKETS, EDGE, HAS_NAME, Hints, IsName, Page, Piece, Seen, page_of
from checker.segments import with_commas_moved, without_tail
from checker.stretches import pieces_of
from checker.terms import Section

_CUT = re.compile(r"(?:\.\.\.|…)\s*\W*$|\+\s?\d+\s+more\b", re.I)


def read_label(
    text: str, headings: Phrases[str], is_name: IsName, seen: Seen | None = None, hints: Hints | None = None
) -> Label:
    """Read a pasted text. `text[entry.start:entry.end] == entry.printed` holds for every entry.

    `headings` are the words printed around a list; `is_name` returns the INCI name that a printed name stands for,
    or None; `hints` tell more of what is no known name. Entries never overlap and stand in text order. `seen` keeps
    the stretches that were one plain name, for the labels to come: a quick route with the same result.

    >>> from checker.names import fold
    >>> names = {"aqua", "glycerin", "parfum"}
    >>> label = read_label("INGREDIENTS: Aqua, 5% Glycerin, Parfum*.", Phrases([("ingredients", "starts_list")]),
    ...                    lambda name: fold(name) if fold(name) in names else None)
    >>> [(entry.printed, entry.percent) for entry in label.entries]
    [('Aqua', None), ('Glycerin', 5.0), ('Parfum', None)]
    """
    pasted = clean(text)
    page = page_of(pasted.text, headings, is_name, hints or Hints(), {} if seen is None else seen)
    pieces = _read(page)
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    products: list[str] = []
    position = 0
    actives_with_percent = False
    for piece in pieces:
        if piece.product is not None and (not products or position):
            if entries and not products:
                products.append("")  # a list without a name came first
            products.append(piece.product)
            position = 0
        start, end = pasted.origin(piece.start, piece.end)
        if piece.why:
            left_out.append(LeftOut(text[start:end], start, end, piece.why))
            continue
        name_start, name_end, percent, key = name_and_percent(pasted.text[piece.start : piece.end])
        if not HAS_NAME.search(pasted.text, piece.start + name_start, piece.start + name_end) and not piece.known:
            left_out.append(LeftOut(text[start:end], start, end, "code"))
            continue
        position += 1
        start, end = pasted.origin(piece.start + name_start, piece.start + name_end)
        # Actives carry a percentage: behind them a name without one belongs to the rest of the list.
        section = piece.section
        if section is not Section.ACTIVE:
            actives_with_percent = False
        elif percent is not None:
            actives_with_percent = True
        elif actives_with_percent:
            section = Section.DECLARED
        entries.append(
            Entry(
                text[start:end],
                start,
                end,
                max(len(products), 1),
                position,
                section,
                percent,
                key,
            )
        )
    return Label(tuple(entries), tuple(left_out), tuple(products) or ("",) * bool(entries), cut=_is_cut(page, pieces))


def _read(page: Page) -> list[Piece]:
    """All pieces of the text in order, each an entry or left out with a reason."""
    lists: Lists = []
    praising: dict[int, bool] = {}
    for block in blocks_of(page):
        if block.role == "heading":
            lists.append((block, [Piece(block.start, block.end, Section.DECLARED, "heading")]))
        elif block.role == "free_from" or (block.role == "ends_list" and not goes_on(page, block)):
            lists.append((block, [Piece(block.start, block.end, Section.DECLARED, "disclaimer")]))
        else:
            lists.append((block, without_praise(page, with_commas_moved(page, list(pieces_of(page, block))), praising)))
    lists = without_copies(page, only_lists(page, lists))
    pieces = [piece for _, found in lists for piece in without_tail(page, found)]
    return [p for p in merged(pieces) if page.text[p.start : p.end].strip(EDGE + "()[]{}-/\\+")]


def _is_cut(page: Page, pieces: list[Piece]) -> bool:
    """Whether the list visibly goes on where the text ends."""
    entries = [piece for piece in pieces if not piece.why]
    if not entries:
        return False
    tail = page.text[entries[-1].start :]
    if any(mark.value == "cut" and mark.start >= entries[0].start for mark in page.marks) or _CUT.search(tail):
        return True
    last = page.text[entries[-1].start : entries[-1].end]
    return any(last.count(opening) > last.count(closing) for closing, opening in BRACKETS.items())

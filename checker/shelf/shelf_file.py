"""Reads products from a file: a table with a column of ingredients, or the text of one product."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from checker.batch.columns import BatchError, find_columns
from checker.batch.reading import open_table
from checker.knowledge import encodings
from checker.model.terms import Use
from checker.shelf import wording as wording_shelf
from checker.shelf.routine import LONGEST_LIST, LONGEST_NAME, MOST_PRODUCTS, Item

#: Files with these endings hold the text of one product; any other file is read as a table.
TEXT_ENDINGS = (".txt", ".text", ".md")


class ShelfError(ValueError):
    """A product or a file that cannot be put on the shelf; the message says what to do."""


def add(items: tuple[Item, ...], more: tuple[Item, ...]) -> tuple[Item, ...]:
    """The shelf with more products; a product that is on it already is not added again.

    Raises `ShelfError` when a list is too long or the shelf too full.

    >>> balm = Item("Balm", "Petrolatum")
    >>> [item.name for item in add((balm,), (balm, Item("", "Aqua")))]
    ['Balm', 'Product 2']
    """
    for item in more:
        if len(item.text) > LONGEST_LIST:
            raise ShelfError(wording_shelf.too_long(item.name[:80], LONGEST_LIST))
        name = " ".join(item.name.split())[:LONGEST_NAME] or wording_shelf.unnamed(len(items) + 1)
        known = Item(name, item.text, item.use)
        if known not in items:
            items = (*items, known)
    if len(items) > MOST_PRODUCTS:
        raise ShelfError(wording_shelf.shelf_full(MOST_PRODUCTS))
    return items


def read_products(path: Path, name: str) -> tuple[Item, ...]:
    """The products in a file; `name` is what the file was called. Raises `ShelfError` with what to do.

    A table's columns are found by their usual names; an unknown use counts as leave-on, which is judged more strictly.
    """
    if Path(name).suffix.lower() in TEXT_ENDINGS:
        return (Item(Path(name).stem, _text(path)),)
    try:
        with open_table(path) as table:
            places = find_columns(table.header)
            rows = list(islice(table.rows, MOST_PRODUCTS + 1))
    except BatchError as error:
        raise ShelfError(wording_shelf.file_problem(name, str(error).replace(str(path), name))) from None
    if len(rows) > MOST_PRODUCTS:
        raise ShelfError(wording_shelf.shelf_full(MOST_PRODUCTS))
    wrong = [str(number) for number, row in enumerate(rows, start=2) if row.problem]
    if wrong:
        raise ShelfError(wording_shelf.file_problem(name, wording_shelf.wrong_rows(wrong)))

    def cell(cells: list[str], role: str) -> str:
        return cells[places[role]].strip() if role in places else ""

    found = tuple(
        Item(cell(row.cells, "name"), cell(row.cells, "ingredients"), _use(cell(row.cells, "use"))) for row in rows
    )
    return tuple(item for item in found if item.text)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode(encodings.guess(raw), errors="replace")


def _use(word: str) -> Use:
    return Use(word) if word in tuple(Use) else Use.LEAVE_ON

"""Which blocks of a label are ingredient lists: praise, menus, legends and second copies are left out with a reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.pieces import Block, Page, Piece, count_between
from checker.terms import How, Section

#: The blocks of a text in order, each with its pieces.
Lists = list[tuple[Block, list[Piece]]]

#: Where no name is known at all, only stretches of up to so many words may be a list in an unknown language.
LONGEST_UNKNOWN = 5
#: A list needs so many known names where no heading announces it.
FEWEST_NAMES = 2
#: A list is known for so much of its stretches; less where a heading announces it.
KNOWN_SHARE, HEADED_SHARE = 0.34, 0.2
#: Of what is merely told behind a list no more is a known name.
TOLD_SHARE = 0.17
#: So many words of food labels make a list that of a food.
FOOD_SIGNS = 2

_LEGEND = re.compile(r"[.\n]\s*[*†‡°¹²³]+\s*$")
_BULLET = re.compile(r"[\s\[\"'(]*[-–—•*]")


def without_praise(page: Page, pieces: Iterable[Piece], praising: dict[int, bool]) -> list[Piece]:
    """A piece of a line that praises ("- Squalane: supports the barrier.") is no entry.

    `praising` keeps the answer for each line start: a line may hold many pieces, and more than one block.
    """
    kept = []
    for piece in pieces:
        line = page.line_starts[bisect_right(page.line_starts, piece.start) - 1]
        if line not in praising:
            praising[line] = _praises(page, line)
        kept.append(replace(piece, why="prose", product=None) if praising[line] else piece)
    return kept


def _praises(page: Page, start: int) -> bool:
    """Whether a bulleted line explains: a colon, and no known name behind it."""
    line = page.text[start : page.text.find("\n", start) % (len(page.text) + 1)]
    _, colon, after = line.rpartition(": ")
    if not colon or not _BULLET.match(line):
        return False
    return not any(page.is_name(part.strip()) for part in re.split(r"[,;]", after))


def only_lists(page: Page, lists: Lists) -> Lists:
    """Blocks without a list are left out: prose before it, a menu, a disclaimer."""
    kept = []
    seen_list = False
    nothing_known = not any(piece.known for _, pieces in lists for piece in pieces)
    for block, pieces in lists:
        lines = _list_lines(page, pieces, block, nothing_known)
        entries = [piece for piece in lines if not piece.why]
        seen_list = seen_list or bool(entries)
        why = "disclaimer" if seen_list else "marketing"
        kept.append((block, [replace(p, why=why) if p.why == "prose" else p for p in lines]))
    return kept


def _list_lines(page: Page, pieces: list[Piece], block: Block, nothing_known: bool) -> list[Piece]:
    """The pieces of a block with entries only where there is a list: unknown words amid prose are no names."""
    entries = [piece for piece in pieces if not piece.why]
    known = [piece for piece in entries if piece.known]
    prose = sum(piece.why == "prose" for piece in pieces)
    if count_between(page.food, block.start, block.end) >= FOOD_SIGNS:
        return [replace(piece, why=piece.why or "food", product=None) for piece in pieces]
    enough = 1 if block.headed else FEWEST_NAMES
    share = (len(entries) + prose) * (HEADED_SHARE if block.headed else KNOWN_SHARE)
    known_or_like = len(known) + (_misprinted(page, entries) if enough <= len(known) < share and not prose else 0)
    is_list = len(known) >= enough and known_or_like >= share
    bare = bool(entries) and not prose and (bool(known) or nothing_known)
    if block.section is Section.MAY_CONTAIN:
        return pieces
    if not (is_list or bare):
        return [replace(piece, why=piece.why or "prose", product=None) for piece in pieces]
    if not known:
        short = all(len(page.text[p.start : p.end].split()) <= LONGEST_UNKNOWN and ":" not in page.text for p in pieces)
        return pieces if short else [replace(piece, why=piece.why or "prose", product=None) for piece in pieces]
    pieces = _without_legends(page, pieces)
    known = [piece for piece in pieces if piece.known and not piece.why]
    if not known:
        return pieces
    pieces = _without_report(pieces)
    known = [piece for piece in pieces if piece.known and not piece.why]
    first, last = pieces.index(known[0]), len(pieces) - 1 - pieces[::-1].index(known[-1])
    before_prose = any(piece.why == "prose" for piece in pieces[:first])
    after = next((i for i, p in enumerate(pieces) if i > last and p.why == "prose"), len(pieces))
    return [
        replace(piece, why="prose")
        if not piece.why and ((index < first and before_prose) or (index > after))
        else piece
        for index, piece in enumerate(pieces)
    ]


def _without_report(pieces: list[Piece]) -> list[Piece]:
    """What is told behind a list ("... the line holds no silicones, glycols") is no list, whatever it names."""
    named = [piece.known is not None and not piece.why for piece in pieces]
    told = [piece.known is not None or piece.why in ("", "prose") for piece in pieces]
    named_before, named_behind, told_behind = 0, sum(named), sum(told)
    for index, piece in enumerate(pieces):
        if piece.why == "prose" and named_before > FEWEST_NAMES and named_behind < TOLD_SHARE * told_behind:
            return [*pieces[:index], *(replace(p, why=p.why or "prose", product=None) for p in pieces[index:])]
        named_before += named[index]
        named_behind -= named[index]
        told_behind -= told[index]
    return pieces


def _misprinted(page: Page, entries: list[Piece]) -> int:
    """How many entries are names with their spelling repaired: a poor scan is a list all the same."""
    return sum(not e.known and page.hints.how(page.text[e.start : e.end]) is How.REPAIRED for e in entries)


def _without_legends(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Footnotes at the end ("*Certified organic") explain marks and are no entries; names may carry such marks."""
    if not page.has_footnotes:
        return pieces
    pieces = list(pieces)
    for index in range(len(pieces) - 1, 0, -1):
        piece = pieces[index]
        before = page.text[max(0, piece.start - 8) : piece.start]
        if not piece.why and not _LEGEND.search(before):
            break
        if not piece.why:
            pieces[index] = replace(piece, why="footnote", known=None)
    return pieces


def without_copies(page: Page, lists: Lists) -> Lists:
    """A second copy of the same list (another language, printed twice) is left out; another list is a product."""
    current: set[str] = set()
    result: Lists = []
    for block, pieces in lists:
        names = {piece.known for piece in pieces if piece.known is not None}
        starts_new = block.role in ("starts_list", "starts_active") and current
        if starts_new:
            if block.section is not Section.MAY_CONTAIN and _is_copy(names, current):
                pieces = [replace(piece, why=piece.why or "repeated list", product=None) for piece in pieces]
                names = set()
            elif names and not any(piece.product for piece in pieces[:1]):
                current = set()
                pieces = [replace(pieces[0], product=""), *pieces[1:]]
        current |= names
        result.append((block, pieces))
    return _kits(page, result)


def _is_copy(names: set[str], seen: set[str]) -> bool:
    """Whether a list repeats one already read: most of its names have been there."""
    return len(names) >= 3 and len(names & seen) >= 0.7 * len(names)


def _kits(page: Page, lists: Lists) -> Lists:
    """A heading inside a list begins a product only after a sentence or a line has ended there."""
    entries = 0
    result = []
    for block, pieces in lists:
        kept = []
        for piece in pieces:
            if piece.product and entries:
                before = page.text[max(0, piece.start - 4) : piece.start].rstrip(" *†)]")
                gap = page.text[max(0, piece.start - 2) : piece.start]
                if before[-1:] not in (".", "\n", "") and "\n" not in gap and gap != "  ":
                    piece = replace(piece, product=None)
            entries += not piece.why
            kept.append(piece)
        result.append((block, kept))
    return result


def merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring left-out pieces with the same reason become one."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting and piece.why == waiting.why and piece.why in ("prose", "marketing", "disclaimer", "repeated list"):
            if piece.product is None:
                waiting = replace(waiting, end=piece.end)
                continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting

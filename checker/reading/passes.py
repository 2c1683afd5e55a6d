"""Decides what only neighbours can tell: which blocks are ingredient lists, and which pieces are no entries after all.

Praise, menus, legends and second copies are left out with a reason; a name that a stray comma cut in two is joined.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from checker.model.names import split_percent
from checker.model.terms import How, Section
from checker.reading.brackets import Span
from checker.reading.inside import MOST_SPANS, WEAK, is_foreign, longest
from checker.reading.page import Block, Page, Piece, count_between, spans_between, trimmed
from checker.reading.phrases import split_words

#: The blocks of a text in order, each with its pieces.
BlocksRead = list[tuple[Block, list[Piece]]]

#: Where no name at all is known, only pieces of up to this many words may be a list, in a language that is not known.
LONGEST_UNKNOWN = 5
#: A list needs this many known names, unless a heading announces it.
FEWEST_NAMES = 2
#: This share of a list's pieces are known names; less where a heading announces it.
KNOWN_SHARE, HEADED_SHARE = 0.34, 0.2
#: Sentences that follow a list may name ingredients, but at most this share of their pieces are known names.
AFTER_LIST_SHARE = 0.17
#: A list of a kit has at least this many known names.
FEWEST_IN_KIT = 3
#: A sentence of advertising names at most this many ingredients.
MOST_IN_A_SENTENCE = 4
#: With this many words of food labels, a list is that of a food.
FOOD_SIGNS = 2

_WEAK_OR_COMMA = re.compile(rf"\s*,\s*|{WEAK.pattern}")
#: Brackets, with what stands in them.
_IN_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_LEGEND = re.compile(r"[.\n]\s*[*†‡°¹²³]+\s*$")
_BULLET = re.compile(r"[\s\[\"'(]*[-–—•*]")


def without_praise(page: Page, pieces: Iterable[Piece], praising: dict[int, bool]) -> list[Piece]:
    """Leave out the pieces of lines that praise an ingredient ("- Squalane: supports the barrier.").

    `praising` remembers the answer for each line by its start: a line may hold many pieces, of more than one block.
    """
    if ": " not in page.text:
        return list(pieces)
    kept = []
    for piece in pieces:
        line = page.line_starts[bisect_right(page.line_starts, piece.start) - 1]
        if line not in praising:
            praising[line] = _praises(page, line)
        kept.append(piece._replace(why="prose", product=None) if praising[line] else piece)
    return kept


def _praises(page: Page, start: int) -> bool:
    """Whether a line praises: it has a bullet and a colon, and no known name follows the colon."""
    line = page.text[start : page.text.find("\n", start) % (len(page.text) + 1)]
    _, colon, after = line.rpartition(": ")
    if not colon or not _BULLET.match(line):
        return False
    return not any(page.names.is_name(span.strip()) for span in re.split(r"[,;]", after))


def without_prose(page: Page, blocks: BlocksRead) -> BlocksRead:
    """Leave out what is no list: before the first list it is marketing, after it a disclaimer."""
    kept = []
    list_began = False
    nothing_known = not any(piece.known for _, pieces in blocks for piece in pieces)
    for block, pieces in blocks:
        listed = _listed(page, pieces, block, nothing_known)
        entries = [piece for piece in listed if not piece.why]
        list_began = list_began or bool(entries)
        why = "disclaimer" if list_began else "marketing"
        if any(piece.why == "prose" for piece in listed):
            listed = [piece._replace(why=why) if piece.why == "prose" else piece for piece in listed]
        kept.append((block, listed))
    return kept


def _listed(page: Page, pieces: list[Piece], block: Block, nothing_known: bool) -> list[Piece]:
    """The pieces of a block, with entries only where it holds a list. In order:

    1. Words of a food label: nothing is an entry.
    2. "May contain": everything stays as it is.
    3. A list has enough known names (one after a heading, else two) that are a large enough share of its pieces; a name
       with a misprint counts too, if the share is missed and there is no sentence. Without any sentence one known name is
       enough, or none where none is known on the whole label. A block that is no list is prose.
    4. No name is known: it is a list only if all pieces are short and there is no colon.
    5. In a list, footnotes, the sentences after it, and unknown words beside sentences are left out.

    Cases: tests/cases/list_blocks.csv.
    """
    entries = [piece for piece in pieces if not piece.why]
    known = [piece for piece in entries if piece.known]
    prose = sum(piece.why == "prose" for piece in pieces)
    if count_between(page.food, block.start, block.end) >= FOOD_SIGNS:
        return [piece._replace(why=piece.why or "food", product=None) for piece in pieces]
    enough = 1 if block.headed else FEWEST_NAMES
    share = (len(entries) + prose) * (HEADED_SHARE if block.headed else KNOWN_SHARE)
    known_or_like = len(known) + (_misprinted(page, entries) if enough <= len(known) < share and not prose else 0)
    is_list = len(known) >= enough and known_or_like >= share
    bare = bool(entries) and not prose and (bool(known) or nothing_known)
    stated = block.section is Section.ACTIVE and block.headed and 0 < len(entries) == len(pieces)
    if block.section is Section.MAY_CONTAIN or (stated and all(_has_amount(page, entry) for entry in entries)):
        return pieces
    if not block.headed and _is_advertising(page, pieces, known):
        return [piece._replace(why=piece.why or "prose", product=None) for piece in pieces]
    if not (is_list or bare):
        return [piece._replace(why=piece.why or "prose", product=None) for piece in pieces]
    if not known:
        short = all(len(page.text[p.start : p.end].split()) <= LONGEST_UNKNOWN and ":" not in page.text for p in pieces)
        return pieces if short else [piece._replace(why=piece.why or "prose", product=None) for piece in pieces]
    pieces = _without_legends(page, pieces)
    known = [piece for piece in pieces if piece.known and not piece.why]
    if not known:
        return pieces
    pieces = _without_prose_after(pieces)
    known = [piece for piece in pieces if piece.known and not piece.why]
    if len(known) == len(pieces):
        return pieces
    first, last = pieces.index(known[0]), len(pieces) - 1 - pieces[::-1].index(known[-1])
    before_prose = block.role == "ends_list" or any(piece.why == "prose" for piece in pieces[:first])
    after = next((i for i, p in enumerate(pieces) if i > last and p.why == "prose"), len(pieces))
    return [
        piece._replace(why="prose")
        if not piece.why and ((index < first and before_prose) or (index > after))
        else piece
        for index, piece in enumerate(pieces)
    ]


def _has_amount(page: Page, piece: Piece) -> bool:
    return split_percent(page.text[piece.start : piece.end])[2] is not None


def _is_advertising(page: Page, pieces: list[Piece], known: list[Piece]) -> bool:
    """Whether a sentence names a few ingredients ("A rich cream with shea butter, jojoba oil and vitamin E")."""
    first = pieces[0] if pieces else None
    if first is None or first.why or first.known or len(known) > MOST_IN_A_SENTENCE:
        return False
    words = (mark.start for mark in page.marks if mark.value in ("sentence", "prose"))
    return any(first.start <= at < first.end for at in words)


def _without_prose_after(pieces: list[Piece]) -> list[Piece]:
    """Leave out the sentences after a list ("The line contains no silicones, glycols"), whatever they name."""
    if not any(piece.why == "prose" for piece in pieces):
        return pieces
    named = [piece.known is not None and not piece.why for piece in pieces]
    written = [piece.known is not None or piece.why in ("", "prose") for piece in pieces]
    named_before, named_after, written_after = 0, sum(named), sum(written)
    for index, piece in enumerate(pieces):
        if piece.why == "prose" and named_before > FEWEST_NAMES and named_after < AFTER_LIST_SHARE * written_after:
            return [*pieces[:index], *(p._replace(why=p.why or "prose", product=None) for p in pieces[index:])]
        named_before += named[index]
        named_after -= named[index]
        written_after -= written[index]
    return pieces


def _misprinted(page: Page, entries: list[Piece]) -> int:
    """How many entries are misprinted names. A list in a poor scan is still a list."""
    return sum(not e.known and page.names.how(page.text[e.start : e.end]) is How.REPAIRED for e in entries)


def _without_legends(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Leave out footnotes at the end ("*Certified organic"): they explain the marks that names carry."""
    if not page.scan.has_footnotes:
        return pieces
    pieces = list(pieces)
    for index in range(len(pieces) - 1, 0, -1):
        piece = pieces[index]
        before = page.text[max(0, piece.start - 8) : piece.start]
        if not piece.why and not _LEGEND.search(before):
            break
        if not piece.why:
            pieces[index] = piece._replace(why="footnote", known=None)
    return pieces


def without_copies(page: Page, blocks: BlocksRead) -> BlocksRead:
    """Leave out a second copy of the same list (in another language, or printed twice); a different list is a new product."""
    current: set[str] = set()
    result: BlocksRead = []
    for block, pieces in blocks:
        names = {piece.known for piece in pieces if piece.known is not None}
        starts_new = block.role in ("starts_list", "starts_active") and current
        if starts_new:
            if block.section is not Section.MAY_CONTAIN and _is_copy(names, current):
                pieces = [piece._replace(why=piece.why or "repeated list", product=None) for piece in pieces]
                names = set()
            elif names and not any(piece.product for piece in pieces[:1]):
                current = set()
                pieces = [pieces[0]._replace(product=""), *pieces[1:]]
        current |= names
        result.append((block, pieces))
    return _with_products_checked(page, result)


def _is_copy(names: set[str], earlier: set[str]) -> bool:
    """Whether a list repeats an earlier one: most of its names stood there too."""
    return len(names) >= 3 and len(names & earlier) >= 0.7 * len(names)


def _with_products_checked(page: Page, blocks: BlocksRead) -> BlocksRead:
    """Which headings within a list begin a product: after the end of a sentence or a line, or where a list begins again.

    Where a heading opened the list before, another one opens the next, if a few names follow it.
    """
    if not any(piece.product for _, pieces in blocks for piece in pieces):
        return blocks
    entries = 0
    listed: set[str | None] = set()
    titled = False
    result = []
    for block, pieces in blocks:
        kept = []
        for index, piece in enumerate(pieces):
            if piece.product and entries:
                in_bracket = page.text[piece.start] == "["
                names = _names_until_heading(pieces[index + 1 :])
                again = [name in listed for name in names]
                begins_again = again[:1] == [True] or (any(again) and not all(again))
                opens_next = titled and len(names) >= FEWEST_IN_KIT and not all(again)
                if not (in_bracket or _ended_before(page, piece) or begins_again or opens_next):
                    piece = piece._replace(product=None)
            if piece.product:
                listed, titled = set(), True
            entries += not piece.why
            listed |= {piece.known} - {None} if not piece.why else set()
            kept.append(piece)
        result.append((block, kept))
    return result


def _ended_before(page: Page, piece: Piece) -> bool:
    """Whether a sentence or a line has ended before a piece."""
    before = page.text[max(0, piece.start - 4) : piece.start].rstrip(" *†)]")
    gap = page.text[max(0, piece.start - 2) : piece.start]
    return before[-1:] in (".", "\n", "") or "\n" in gap or gap == "  "


def _names_until_heading(pieces: list[Piece]) -> list[str]:
    """The known names before the next heading; no list has a name twice."""
    names = takewhile(lambda piece: not piece.product, pieces)
    return [piece.known for piece in names if piece.known and not piece.why]


def merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Join neighbouring pieces that are left out for the same reason."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting and piece.why == waiting.why and piece.why in ("prose", "marketing", "disclaimer", "repeated list"):
            if piece.product is None:
                waiting = waiting._replace(end=piece.end)
                continue
        if waiting:
            yield waiting
        waiting = piece
    if waiting:
        yield waiting


def with_commas_moved(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Join names that stray commas cut: "Butylene, Glycol Propylene, Glycol" is Butylene Glycol, Propylene Glycol.

    An unknown piece is joined with up to three neighbours, without the commas, if the result is made of known names and
    nothing else. The smallest number of neighbours that works is taken.
    """
    if all(piece.known or piece.why for piece in pieces):
        return pieces
    pieces = list(pieces)
    index = 0
    while index < len(pieces):
        if pieces[index].known or pieces[index].why or not _may_belong_to_neighbours(page, pieces[index]):
            index += 1
            continue
        for first, last in ((index + a, index + a + size) for size in (1, 2, 3) for a in range(-size, 1)):
            if first < 0 or last >= len(pieces) or not _only_commas_between(page, pieces[first : last + 1]):
                continue
            found = _joined_over_commas(page, pieces[first], pieces[last], most=last - first)
            if found is not None:
                pieces[first : last + 1] = found
                index = first
                break
        index += 1
    return pieces


def _joined_over_commas(page: Page, first: Piece, last: Piece, most: int) -> list[Piece] | None:
    """The known names, at most `most`, that make up all words from one piece to another; None where some word is left."""
    start, end, section = first.start, last.end, first.section

    def find() -> list[tuple[int, int, str | None]]:
        spans = spans_between(page, start, end, _WEAK_OR_COMMA)
        found = _only_names(page, spans, section, most) or []
        return [(p.start - start, p.end - start, p.known) for p in found if all(_is_whole(page, p) for p in found)]

    # A full stop right after the last name may belong to it: "Alcohol Denat."
    asked = _joined_over_commas, page.text[start : end + (page.text[end : end + 1] == ".")], end - start, most
    return [Piece(start + a, start + b, section, known=name) for a, b, name in page.names.recall(asked, find)] or None


def _only_names(page: Page, spans: list[Span], section: Section, most: int) -> list[Piece] | None:
    """The known names, at most `most`, that make up all of the spans; None where anything else stands among them."""
    names: list[Piece] = []
    index = 0
    while index < len(spans):
        # The last of the allowed names has to use up all that is left.
        whole = len(names) >= most - 1
        if found := longest(page, spans, index, section, whole):
            if len(names) == most or not found[0].known:
                return None
            names.append(found[0])
            index = found[1]
        else:
            start, end = trimmed(page, *spans[index])
            if start < end:
                return None
            index += 1
    return names


def _only_commas_between(page: Page, pieces: list[Piece]) -> bool:
    """Whether the pieces are entries with nothing but a comma or a hyphen between them."""
    return all(not piece.why for piece in pieces) and all(
        page.text[one.end : next_one.start].strip(" -") in ("", ",") for one, next_one in pairwise(pieces)
    )


def _is_whole(page: Page, piece: Piece) -> bool:
    """Whether a piece is a known name without its brackets too. If only the bracket is known, it may be a second name."""
    return (
        piece.known is not None
        and page.names.is_name(_IN_BRACKETS.sub(" ", page.text[piece.start : piece.end])) is not None
    )


def _may_belong_to_neighbours(page: Page, piece: Piece) -> bool:
    """Whether an unknown piece may be part of a cut name: all its words occur in known names, and it means nothing alone."""
    printed = page.text[piece.start : piece.end]

    def find() -> bool:
        words = split_words(printed)
        known_words = bool(words) and all(page.names.is_word(word.key) for word in words)
        return known_words and page.names.how(printed) is not How.AMBIGUOUS

    return page.names.recall((_may_belong_to_neighbours, printed), find)


def without_tail(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Leave out what is printed after the last name of a list: a company, an amount, a place.

    It must hold no word of any known name, and be like none. It has at least two words where it follows a name without a
    separator, and three where it stands alone, because two unknown words may be a plant.
    """
    entries = [index for index, piece in enumerate(pieces) if not piece.why]
    last = next((at for at in reversed(entries) if not is_foreign(page, pieces[at], _fewest(page, pieces, at))), None)
    if last is None:
        return pieces
    if pieces[-1].known and last == len(pieces) - 1:
        return pieces
    pieces = [p._replace(why="remark") if not p.why and index > last else p for index, p in enumerate(pieces)]
    name = pieces[last]
    if name.known or page.names.how(page.text[name.start : name.end]) is not How.UNREAD:
        return pieces
    spans = spans_between(page, name.start, name.end, WEAK)[:MOST_SPANS]
    found = longest(page, spans, 0, name.section)
    if found is None or found[1] == len(spans):
        return pieces
    tail = Piece(spans[found[1]][0], name.end, name.section, "remark")
    return [*pieces[:last], found[0], tail, *pieces[last + 1 :]] if is_foreign(page, tail, 2) else pieces


def _fewest(page: Page, pieces: list[Piece], index: int) -> int:
    """The fewest words a tail must have at this place: two right after a name, three alone."""
    behind_a_name = index > 0 and not page.text[pieces[index - 1].end : pieces[index].start].strip()
    return 2 if behind_a_name else 3

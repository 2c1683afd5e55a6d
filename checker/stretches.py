"""A label's second cut: from the stretches between separators to pieces, by what is a known name.

Where a stretch is no known name, known names are searched inside it: a lost comma, an unknown separator, a word broken
across lines, a bracket that holds ingredients of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checker.names import fold
from checker.pieces import (
    BRACKETS,
    CODE_WORD,
    NUMBERS,
    Block,
    Page,
    Piece,
    bracketed,
    count_between,
    hard_separators,
    is_code,
    parts_between,
    trimmed,
)
from checker.segments import LONGEST_NAME, longest, name_piece, names_in
from checker.terms import How, Section

#: So many known names in a bracket are a list of their own, however long the stretch around them is.
FEWEST_IN_BRACKET = 3
#: So many are kept; a catalogue may hold endless different ones.
MOST_SEEN = 50_000
_STRONG = re.compile(
    r"\s*\n\s*|(?<=[^\s.]{3})\.\s+|(?<=[a-z)\]\d*])\.(?=[*†‡]*[A-Z(\[])|(?<=[A-Z]{3})\.(?=[A-Z][a-z])|\s*\.{2,}\s*|\s+[-–—*+•]+\s+|\s*\\\s*|\s+/\s*|\s*/\s+|:(?=\s|[/A-Z])\s*|(?<=%)\s+(?=[A-Za-z])"
    r"|\s{2,}|\s*\(and\)\s*|(?<=\w)\s*\*+\s*(?=\w)|\s+(?=(?:code|lot|batch|art|ref)\b\W*\d{4})"
)
_CODE_IN_BRACKET = re.compile(
    rf"[(\[](?!(?:C\.?[IL1]\.?\s?)?\d{{5}}[)\]]){CODE_WORD}(?:[A-Z]{{1,3}}[- ]?)?(?!\d+ ?ppm)\d{{3,}}[A-Z\d/.\-]*[)\]]$",
    re.I,
)
#: A legend of marks behind the last name: "(*organic, **from essential oils)".
_LEGEND_IN_BRACKET = re.compile(r"[(\[]\s*[*†‡°^¹²³][^()\[\]]*[)\]]$")
_PERCENT_ASIDE = re.compile(r"(?<!\d)\d+(?:[.,]\d+)?\s*%\s*(?P<bracket>[(\[](?P<aside>[^()\[\]]+)[)\]])$")


def pieces_of(page: Page, block: Block) -> Iterator[Piece]:
    """The pieces of a block in order."""
    separators = hard_separators(page, block.start, block.end)
    lines_separate = len(separators) <= 2
    begin = block.start
    for start, end in [*separators, (block.end, block.end)]:
        yield from _from_stretch(page, begin, start, block.section, lines_separate)
        if numbers := NUMBERS.search(page.text, start, end):
            yield Piece(*numbers.span(), block.section, "code")
        begin = end


def _from_stretch(page: Page, start: int, end: int, section: Section, lines_separate: bool) -> Iterator[Piece]:
    """The pieces of a stretch between two separators: one name, or several that knowledge tells apart."""
    raw, begin = page.text[start:end], start
    if (plain := page.seen.get(raw)) is not None:
        yield Piece(begin + plain[0], begin + plain[1], section, known=plain[2])
        return
    ends_in_colon = raw.rstrip().endswith(":")
    start, end = trimmed(page, start, end)
    if start >= end:
        return
    if ends_in_colon and page.is_name(page.text[start:end]) is None:
        *parts, last = parts_between(page, start, end, _STRONG)
        yield from _joined(page, parts, section, lines_separate)
        yield from _heading(page, last, section)
        return
    told = []
    while bracket := _no_name_in_bracket(page, start, end):
        opening, why = bracket
        told.append(Piece(opening, end, section, why))
        start, end = trimmed(page, start, opening)
    if told:
        yield from _from_stretch(page, start, end, section, lines_separate)
        yield from reversed(told)
        return
    if (aside := _aside(page, start, end)) is not None:
        yield from _from_stretch(page, start, aside, section, lines_separate)
        yield Piece(aside, end, section, "remark")
        return
    piece = name_piece(page, start, end, section)
    if piece is not None:
        pieces = list(_bracket_entries(page, piece))
        yield from pieces
        if pieces == [piece] and piece.known and not piece.known.endswith("."):
            if len(page.seen) > MOST_SEEN:
                page.seen.clear()
            page.seen[raw] = (start - begin, end - begin, piece.known)
        return
    parts = parts_between(page, start, end, _STRONG)
    if is_code(page, start, end) and not (len(parts) > 1 and longest(page, parts, 0, section)):
        yield Piece(start, end, section, "code")
        return
    if len(parts) > 1:
        yield from _joined(page, parts, section, lines_separate)
    else:
        yield from _unknown(page, start, end, section)


def _no_name_in_bracket(page: Page, start: int, end: int) -> tuple[int, str] | None:
    """Where a bracket at the end of a stretch opens that holds a code or a legend, and which of the two."""
    if start >= end or page.text[end - 1] not in ")]":
        return None
    opening = page.text.rfind(BRACKETS[page.text[end - 1]], start + 1, end)
    for pattern, why in ((_CODE_IN_BRACKET, "code"), (_LEGEND_IN_BRACKET, "footnote")):
        if opening > 0 and pattern.match(page.text[opening:end]):
            return opening, why
    return None


def _aside(page: Page, start: int, end: int) -> int | None:
    """Where a bracket behind "Name 5 %" begins that only explains: "Benzoyl Peroxide 5% (Acne Treatment)"."""
    found = _PERCENT_ASIDE.search(page.text, start, end)
    if (
        found is None
        or page.is_name(found["aside"]) is not None
        or page.is_name(page.text[start : found.start()]) is None
    ):
        return None
    return found.start("bracket")


def _bracket_entries(page: Page, piece: Piece) -> Iterator[Piece]:
    """ "Parfum (Limonene, Linalool)" holds three entries, "Iron Oxides (CI 77491, CI 77492)" one, and a code in a
    bracket is none: "Parfum (F.I.L. B123456/1)"."""
    text = page.text[piece.start : piece.end]
    if bracket := _no_name_in_bracket(page, piece.start, piece.end):
        opening, why = bracket
        start, end = trimmed(page, piece.start, opening)
        yield replace(piece, start=start, end=end)
        yield Piece(opening, piece.end, piece.section, why)
        return
    if piece.why or not ("," in text or ";" in text or "•" in text) or not any(b in text for b in "([{"):
        yield piece
        return
    brackets = bracketed(page.pairs, piece.start, piece.end)
    if page.hints.how(text) in (How.EXACT, How.OTHER_NAME):
        yield piece
        return
    for opening, closing in brackets:
        inner = [p for p in pieces_of(page, Block(opening + 1, closing, "", piece.section, False)) if not p.why]
        head, tail = trimmed(page, piece.start, opening), trimmed(page, closing + 1, piece.end)
        if tail[0] < tail[1] and page.is_name(f"{page.text[slice(*head)]} {page.text[slice(*tail)]}"):
            continue  # "Hamamelis Virginiana (Witch Hazel, Hamamélis) Water"
        head_known = page.is_name(page.text[head[0] : head[1]]) if head[0] < head[1] else None
        known = {p.known for p in inner if p.known}
        opens = head_known is not None or 2 * _known(inner) >= len(inner)
        if len(inner) > 1 and opens and (known - {head_known, piece.known}):
            if head[0] < head[1]:
                whole = Piece(*head, piece.section, known=head_known)
                many = head_known is None and len(known) >= 2
                yield replace(whole, why="heading") if many else whole
            yield from inner
            if tail[0] < tail[1]:
                yield from _from_stretch(page, *tail, piece.section, False)
            return
    yield piece


def _joined(page: Page, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[Piece]:
    """Neighbouring parts joined to the longest known names; what is left stays together or apart."""
    index = 0
    unknown: list[tuple[int, int]] = []
    while index < len(parts):
        found = longest(page, parts, index, section)
        if found is None:
            unknown.append(parts[index])
            index += 1
            continue
        yield from _rest(page, unknown, section, lines_separate)
        unknown = []
        piece, index = found
        if index < len(parts) and _explains(page, parts[index - 1], parts, index, section):
            yield Piece(piece.start, parts[index][1], section, "prose")
            index += 1
        else:
            yield from _bracket_entries(page, piece)
    yield from _rest(page, unknown, section, lines_separate)


def _explains(page: Page, name: tuple[int, int], parts: list[tuple[int, int]], index: int, section: Section) -> bool:
    """Whether a name is praised rather than listed: "Squalane: supports the barrier"."""
    if ":" not in page.text[name[1] : parts[index][0]] or longest(page, parts, index, section):
        return False
    return not is_code(page, *trimmed(page, *parts[index]))


def _rest(page: Page, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[Piece]:
    """Parts that are no known names: headings before a colon, then one unread name or several."""
    waiting: list[tuple[int, int]] = []
    for part in parts:
        if page.text[part[1] : part[1] + 1] == ":":
            yield from _unread(page, waiting, section, lines_separate)
            waiting = []
            yield from _heading(page, part, section)
        else:
            waiting.append(part)
    yield from _unread(page, waiting, section, lines_separate)


def _unread(page: Page, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[Piece]:
    apart = lines_separate or any(len(parts) > 1 and names_in(page, *part, section) for part in parts)
    if parts and not apart and not _is_prose(page, parts[0][0], parts[-1][1]):
        parts = [(parts[0][0], parts[-1][1])]
    for start, end in parts:
        yield from _unknown(page, *trimmed(page, start, end), section)


def _heading(page: Page, part: tuple[int, int], section: Section) -> Iterator[Piece]:
    """Unknown words before a colon: a heading nobody listed, often a product's name."""
    start, end = trimmed(page, *part)
    if start < end:
        yield replace(Piece(start, end, section, "heading"), product=page.text[start:end])


def _unknown(page: Page, start: int, end: int, section: Section) -> Iterator[Piece]:
    """A part that is no known name: names run together, a code, prose, or one unread name."""
    if start >= end:
        return
    if is_code(page, start, end):
        yield Piece(start, end, section, "code")
    elif fold(page.text[start:end]) in page.remarks:
        yield Piece(start, end, section, "remark")
    elif _known(entries := _listed(page, start, end, section)) >= FEWEST_IN_BRACKET:
        yield from entries
    elif several := names_in(page, start, end, section):
        for piece in several:
            yield from _bracket_entries(page, piece)
    elif _is_prose(page, start, end):
        yield Piece(start, end, section, "prose")
    else:
        yield from entries or _bracket_entries(page, Piece(start, end, section))


def _listed(page: Page, start: int, end: int, section: Section) -> list[Piece]:
    """The entries of a stretch with a bracket that may hold a list, as where a scan closes one ten names too late."""
    if page.text.count(",", start, end) < FEWEST_IN_BRACKET or not bracketed(page.pairs, start, end):
        return []
    return [] if count_between(page.prose, start, end) else list(_bracket_entries(page, Piece(start, end, section)))


def _known(pieces: list[Piece]) -> int:
    return sum(piece.known is not None for piece in pieces)


def _is_prose(page: Page, start: int, end: int) -> bool:
    """Sentences: more words than a name has, or words that no name holds."""
    words = count_between(page.word_starts, start, end)
    # Slashes join the many organisms of a ferment to one word.
    if words - page.text.count("/", start, end) > LONGEST_NAME:
        return True
    signs = count_between(page.prose, start, end)
    return signs >= 2 or (signs >= 1 and words <= 2)

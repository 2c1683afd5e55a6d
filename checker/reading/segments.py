"""Cuts a block into segments at its separators, and turns each segment into pieces.

A segment that is a known name becomes one entry. In any other segment known names are searched for: a comma may be lost,
a separator unknown, a word broken across lines, and a bracket may hold ingredients of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.model.names import fold
from checker.model.terms import How, Section
from checker.reading.brackets import BRACKETS, Span, bracketed
from checker.reading.inside import LONGEST_NAME, MOST_SPANS, WEAK, longest, name_piece, names_in
from checker.reading.memo import LONGEST
from checker.reading.page import (
    CODE_WORD,
    NUMBERS,
    Block,
    Page,
    Piece,
    count_between,
    is_code,
    spans_between,
    trimmed,
)
from checker.reading.product_name import beside_form
from checker.reading.scan import Separators, separators_in, within

#: With this many known names a bracket holds a list, however long the segment around it is.
FEWEST_IN_BRACKET = 3
#: What usually ends a name within a segment: a line end, a full stop, a colon, a spaced dash or slash.
_STRONG = re.compile(
    r"\s*\n\s*|(?<=[^\s.]{3})\.\s+|(?<=[a-z)\]\d*])\.(?=[*†‡]*[A-Z(\[])|(?<=[A-Z]{3})\.(?=[A-Z][a-z])|\s*\.{2,}\s*|\s+[-–—*+•]+\s+|\s*\\\s*|\s+/\s*|\s*/\s+|:(?=\s|[/A-Z\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])\s*|(?<=%)\s+(?=[^\W\d_])"
    r"|\s*[。！？]\s*"
    r"|\s{2,}|\s*\(and\)\s*|(?<=\w)\s*\*+\s*(?=\w)|\s+(?=(?:code|lot|batch|art|ref)\b\W*\d{4})"
)
_CODE_IN_BRACKET = re.compile(
    rf"[(\[](?!(?:C\.?[IL1]\.?\s?)?\d{{5}}[)\]]){CODE_WORD}(?:[A-Z]{{1,3}}[- ]?)?(?!\d+ ?ppm)\d{{3,}}[A-Z\d/.\-]*[)\]]$",
    re.I,
)
#: What the marks at names mean, printed after the last name: "(*organic, **from essential oils)".
_LEGEND_IN_BRACKET = re.compile(r"[(\[]\s*[*†‡°^¹²³][^()\[\]]*[)\]]$")
#: A bracket that holds nothing, or a sign: what stands around it is two names.
_EMPTY_BRACKET = re.compile(r"(?<=\w)\s*[(\[{]\s*[^\w\s±+]?\s*[)\]}]\s*(?=\w)")
_AND = re.compile(r"\s*(?:and|und|et|y|e|con|with|mit|avec|&)\b", re.I)
#: How sentences end in Japanese and Korean, where no space parts their words.
_SENTENCE = re.compile(r"(?:ます|です|ません|ください|습니다|입니다|됩니다|세요)[.\s]*$")
#: Signs that part names in some texts: any but those that stand in names and around them.
_ODD_SIGN = re.compile(r"[^\w\s,;.:•|()\[\]{}/\\'’\"“”&%*+\-–—™®©°†‡<>=~±#^!?※]")
#: A square bracket with kana, Han or Hangul in it.
_PRODUCT = re.compile("\\[([^\\[\\]]*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af][^\\[\\]]*)\\]")
_PERCENT_ASIDE = re.compile(r"(?<!\d)\d+(?:[.,]\d+)?\s*%\s*(?P<bracket>[(\[](?P<aside>[^()\[\]]+)[)\]])$")


def pieces_of(page: Page, block: Block) -> list[Piece]:
    """The pieces of a block in order."""
    return _pieces_between(page, block.start, block.end, block.section, page.separators(block))


def _pieces_between(page: Page, start: int, end: int, section: Section, separators: Separators) -> list[Piece]:
    """The pieces of a span, segment by segment. What a segment became on another label, it becomes here.

    With hardly any commas in the list, line ends separate names (`lines_separate`); else a name may run over a line end.
    """
    lines_separate = len(separators) <= 2
    begin = start
    text, memo = page.text, page.names.segments
    usual = not lines_separate and not page.scan.is_sheet
    may_keep = not _phrase_crosses(page, separators)
    pieces: list[Piece] = []
    for stop, next_start in (*separators, (end, end)):
        segment = text[start:stop]
        asked = segment if usual and start > begin else (segment, lines_separate, page.scan.is_sheet, start > begin)
        known = memo.get(asked) if may_keep else None
        if known is None:
            found = list(_from_segment(page, start, stop, section, lines_separate, goes_on=start > begin))
            if may_keep and len(segment) <= LONGEST:
                memo.keep(asked, [(p.start - start, p.end - start, p.why, p.known, p.product) for p in found])
            pieces += found
        else:
            for begins, ends, why, name, product in known:
                pieces.append(Piece(start + begins, start + ends, section, why, name, product))
        if next_start - stop > 1 and (numbers := NUMBERS.search(text, stop, next_start)):
            pieces.append(Piece(*numbers.span(), section, "code"))
        start = next_start
    return pieces


def _phrase_crosses(page: Page, separators: Separators) -> bool:
    """Whether a known phrase runs across a separator: then a segment's pieces depend on its neighbours too."""
    return any(within(separators, mark.start, mark.end) for mark in page.marks)


def _from_segment(
    page: Page, start: int, end: int, section: Section, lines_separate: bool, goes_on: bool = False
) -> Iterator[Piece]:
    """The pieces of a segment; `goes_on` where other segments of the list stand before it. The first that fits decides:

    1. It ends in a colon and is no known name: names may come first, the last words are a heading.
    2. It begins with a remark and a colon ("less than 2 % of: Parfum"): the remark is left out, the rest is read.
    3. A bracket in it holds nothing: each side is read.
    4. It ends in brackets with a code or a legend: these are left out, and the text before them is read.
    5. It is a known name with a percentage and a remark in brackets: the remark is left out.
    6. The whole is a known name, or a remark: one piece, or one for each ingredient in its brackets.
    7. A sign that stands in no name parts it into spans most of which are known names ("Aqua@Glycerin"): each is read.
    8. It is a code.
    9. It can be cut at a strong boundary: neighbouring spans are joined to the longest known names.
    10. It is unknown: several names run together, a code, prose, or one name that is not known.

    Cases: tests/cases/segments.csv.
    """
    raw = page.text[start:end]
    ends_in_colon = raw.rstrip().endswith(":")
    start, end = trimmed(page, start, end)
    if start >= end:
        return
    if (kit := _product_in_bracket(page, start, end)) is not None:
        yield from _from_segment(page, start, kit[0], section, lines_separate)
        yield Piece(*kit, section, "heading", product=page.text[kit[0] + 1 : kit[1] - 1].strip())
        yield from _from_segment(page, kit[1], end, section, lines_separate)
        return
    if ends_in_colon and page.names.is_name(page.text[start:end]) is None:
        *spans, last = spans_between(page, start, end, _STRONG)
        yield from _joined(page, spans, section, lines_separate, goes_on)
        yield from _heading(page, last, section, goes_on and not spans)
        return
    if (notice := page.text.find(":", start, end)) > 0 and fold(page.text[start:notice]) in page.names.remarks:
        yield Piece(start, notice, section, "remark")  # "less than 2 % of: Parfum"
        yield from _from_segment(page, notice + 1, end, section, lines_separate, goes_on)
        return
    if len(sides := spans_between(page, start, end, _EMPTY_BRACKET)) > 1:
        for part in sides:
            yield from _from_segment(page, *part, section, lines_separate, goes_on)
        return
    behind = []
    while bracket := _no_name_in_bracket(page, start, end):
        opening, why = bracket
        behind.append(Piece(opening, end, section, why))
        start, end = trimmed(page, start, opening)
    if behind:
        yield from _from_segment(page, start, end, section, lines_separate)
        yield from reversed(behind)
        return
    if (aside := _aside(page, start, end)) is not None:
        yield from _from_segment(page, start, aside, section, lines_separate)
        yield Piece(aside, end, section, "remark")
        return
    piece = name_piece(page, start, end, section)
    if piece is not None:
        yield from _bracket_entries(page, piece)
        return
    if parts := _between_odd_signs(page, start, end):
        for part in parts:
            yield from _from_segment(page, *part, section, lines_separate)
        return
    spans = spans_between(page, start, end, _STRONG)
    if is_code(page, start, end) and not (len(spans) > 1 and longest(page, spans, 0, section)):
        yield Piece(start, end, section, "code")
        return
    if len(spans) > 1:
        yield from _joined(page, spans, section, lines_separate, goes_on)
    else:
        yield from _unknown(page, start, end, section)


def _names_before(page: Page, span: Span, section: Section, fewest: int) -> tuple[list[Piece], Span]:
    """The names that a heading without a full stop before it begins with ("Parfum Night Cream:"), and the rest of it.

    At least so many, else none: a heading may be called after what is in the product.
    """
    spans = spans_between(page, *span, WEAK)[:MOST_SPANS]
    names: list[Piece] = []
    index = 0
    while index < len(spans) and (found := longest(page, spans, index, section)) and found[0].known:
        if names and found[0].start - names[-1].end > 1:
            return [], span  # "Cucumber and Green Tea:"
        names.append(found[0])
        index = found[1]
    if index < len(spans) and _AND.match(page.text, spans[index][0]):
        return [], span
    if index == len(spans) and names:
        last = names.pop()  # "... Parfum Cream:", where cream is known for an ingredient too
        return (names, (last.start, span[1])) if len(names) >= fewest else ([], span)
    return (names, (spans[index][0], span[1])) if len(names) >= fewest else ([], span)


def _between_odd_signs(page: Page, start: int, end: int) -> list[Span]:
    """The parts of an unknown span between signs that separate names nowhere else ("Aqua@Glycerin@Urea"): most are known."""
    best: list[Span] = []
    most = 1
    for sign in {found.group() for found in _ODD_SIGN.finditer(page.text, start, end)}:
        parts = spans_between(page, start, end, re.compile(re.escape(sign)))
        known = sum(page.names.is_name(page.text[slice(*trimmed(page, *part))]) is not None for part in parts)
        if known > most and 2 * known >= len(parts):
            best, most = parts, known
    return best


def _product_in_bracket(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """Where a bracket stands that names the next product of a kit, as Korean and Japanese shops write: "[크림] 정제수".

    Nothing in it is known, and a known name stands right behind it.
    """
    for bracket in _PRODUCT.finditer(page.text, start, end) if "[" in page.text[start:end] else ():
        behind = trimmed(page, bracket.end(), end)
        spans = spans_between(page, *behind, WEAK)
        if spans and page.names.is_name(bracket[1]) is None and longest(page, spans, 0, Section.DECLARED):
            return bracket.span()
    return None


def _no_name_in_bracket(page: Page, start: int, end: int) -> tuple[int, str] | None:
    """Where a last bracket opens that holds no name, and the reason: "code" or "footnote" (a legend of marks)."""
    if start >= end or page.text[end - 1] not in ")]":
        return None
    opening = page.text.rfind(BRACKETS[page.text[end - 1]], start + 1, end)
    for pattern, why in ((_CODE_IN_BRACKET, "code"), (_LEGEND_IN_BRACKET, "footnote")):
        if opening > 0 and pattern.match(page.text[opening:end]):
            return opening, why
    return None


def _aside(page: Page, start: int, end: int) -> int | None:
    """Where a bracket opens that only explains a name and its percentage: "Benzoyl Peroxide 5% (Acne Treatment)"."""
    found = _PERCENT_ASIDE.search(page.text, start, end)
    if (
        found is None
        or page.names.is_name(found["aside"]) is not None
        or page.names.is_name(page.text[start : found.start()]) is None
    ):
        return None
    return found.start("bracket")


def _bracket_entries(page: Page, piece: Piece) -> Iterator[Piece]:
    """The entries of a name with brackets: one for the name, and one for each other ingredient in them.

    "Parfum (Limonene, Linalool)" is three entries and "Iron Oxides (CI 77491, CI 77492)" one. A code in brackets is none:
    "Parfum (F.I.L. B123456/1)".
    """
    text = page.text[piece.start : piece.end]
    if bracket := _no_name_in_bracket(page, piece.start, piece.end):
        opening, why = bracket
        start, end = trimmed(page, piece.start, opening)
        yield piece._replace(start=start, end=end)
        yield Piece(opening, piece.end, piece.section, why)
        return
    if piece.why or not ("," in text or ";" in text or "•" in text) or not any(b in text for b in "([{"):
        yield piece
        return
    brackets = bracketed(page.pairs, piece.start, piece.end)
    if page.names.how(text) in (How.EXACT, How.OTHER_NAME):
        yield piece
        return
    for opening, closing in brackets:
        inside = separators_in(page.text, opening + 1, closing, page.pairs, page.scan.is_sheet)
        within_bracket = _pieces_between(page, opening + 1, closing, piece.section, inside)
        inner = [p for p in within_bracket if not p.why]
        head, tail = trimmed(page, piece.start, opening), trimmed(page, closing + 1, piece.end)
        if tail[0] < tail[1] and page.names.is_name(f"{page.text[slice(*head)]} {page.text[slice(*tail)]}"):
            continue  # "Hamamelis Virginiana (Witch Hazel, Hamamélis) Water"
        head_known = page.names.is_name(page.text[head[0] : head[1]]) if head[0] < head[1] else None
        known = {p.known for p in inner if p.known}
        opens = head_known is not None or 2 * _count_known(inner) >= len(inner)
        if len(inner) > 1 and opens and (known - {head_known, piece.known}):
            if head[0] < head[1]:
                whole = Piece(*head, piece.section, known=head_known)
                many = head_known is None and len(known) >= 2
                yield whole._replace(why="heading") if many else whole
            yield from within_bracket
            if tail[0] < tail[1]:
                yield from _from_segment(page, *tail, piece.section, False)
            return
    yield piece


def _joined(
    page: Page, spans: list[Span], section: Section, lines_separate: bool, goes_on: bool = False
) -> Iterator[Piece]:
    """Join neighbouring spans to the longest known names. The spans between these are read as unknown text."""
    index = 0
    unknown: list[Span] = []
    while index < len(spans):
        found = longest(page, spans, index, section)
        if found is None:
            unknown.append(spans[index])
            index += 1
            continue
        yield from _unknown_spans(page, unknown, section, lines_separate, spans[0] if goes_on else None)
        unknown = []
        piece, index = found
        if index < len(spans) and _explains(page, spans[index - 1], spans, index, section):
            yield Piece(piece.start, spans[index][1], section, "prose")
            index += 1
        else:
            yield from _bracket_entries(page, piece)
    yield from _unknown_spans(page, unknown, section, lines_separate, spans[0] if goes_on and spans else None)


def _explains(page: Page, name: Span, spans: list[Span], index: int, section: Section) -> bool:
    """Whether what follows a name and a colon only describes it: "Squalane: supports the barrier"."""
    if ":" not in page.text[name[1] : spans[index][0]] or longest(page, spans, index, section):
        return False
    return not is_code(page, *trimmed(page, *spans[index]))


def _unknown_spans(
    page: Page, spans: list[Span], section: Section, lines_separate: bool, glued: Span | None
) -> Iterator[Piece]:
    """Neighbouring spans that are no known names: headings where a colon follows, else one unknown name or several.

    The span that is `glued` to the names before it may begin with one.
    """
    waiting: list[Span] = []
    for span in spans:
        if page.text[span[1] : span[1] + 1] == ":":
            yield from _apart_or_joined(page, waiting, section, lines_separate)
            waiting = []
            yield from _heading(page, span, section, span == glued)
        else:
            waiting.append(span)
    yield from _apart_or_joined(page, waiting, section, lines_separate)


def _apart_or_joined(page: Page, spans: list[Span], section: Section, lines_separate: bool) -> Iterator[Piece]:
    """Neighbouring unknown spans: read as one, unless lines separate, one holds several names, or all are prose."""
    apart = lines_separate or any(len(spans) > 1 and names_in(page, *span, section) for span in spans)
    if spans and not apart and not _is_prose(page, spans[0][0], spans[-1][1]):
        spans = [(spans[0][0], spans[-1][1])]
    for start, end in spans:
        yield from _unknown(page, *trimmed(page, start, end), section)


def _heading(page: Page, span: Span, section: Section, glued: bool = False) -> Iterator[Piece]:
    """Unknown words before a colon: a heading that is not in the table, often a product's name, and names glued to it."""
    names, span = _names_before(page, span, section, 1 if glued else FEWEST_IN_BRACKET)
    yield from names
    start, end = trimmed(page, *span)
    if start < end:
        yield Piece(start, end, section, "heading", product=page.text[start:end])


def _unknown(page: Page, start: int, end: int, section: Section) -> Iterator[Piece]:
    """A span that is no known name: several names run together, a code, a remark, prose, or one name that is not known."""
    if start >= end:
        return
    if is_code(page, start, end):
        yield Piece(start, end, section, "code")
    elif _SENTENCE.search(page.text, start, end):
        yield Piece(start, end, section, "prose")
    elif fold(page.text[start:end]) in page.names.remarks or page.names.denies(page.text[start:end][:LONGEST]):
        yield Piece(start, end, section, "remark")
    elif _count_known(entries := _list_in_brackets(page, start, end, section)) >= FEWEST_IN_BRACKET:
        yield from entries
    elif several := names_in(page, start, end, section):
        for piece in several:
            yield from _bracket_entries(page, piece)
    elif named := beside_form(page, start, end, section):
        yield named
    elif _is_prose(page, start, end):
        yield Piece(start, end, section, "prose" if page.names.core(page.text[start:end]) else "remark")
    else:
        yield from entries or _bracket_entries(page, Piece(start, end, section))


def _list_in_brackets(page: Page, start: int, end: int, section: Section) -> list[Piece]:
    """The entries of a span whose bracket may hold a list: a poor scan may close a bracket ten names too late."""
    if page.text.count(",", start, end) < FEWEST_IN_BRACKET or not bracketed(page.pairs, start, end):
        return []
    return [] if count_between(page.prose, start, end) else list(_bracket_entries(page, Piece(start, end, section)))


def _count_known(pieces: list[Piece]) -> int:
    return sum(piece.known is not None for piece in pieces)


def _is_prose(page: Page, start: int, end: int) -> bool:
    """Whether a span is a sentence: it has more words than a name has, or words that no name holds."""
    words = count_between(page.word_starts, start, end)
    # A ferment may list many organisms with slashes: they count as one word.
    if words - page.text.count("/", start, end) > LONGEST_NAME:
        return True
    signs = count_between(page.prose, start, end)
    return signs >= 2 or (signs >= 1 and words <= 2)

"""Names that stand in one stretch without a separator: a lost comma, an unknown separator, a scan's debris.

Known names are found first, the longest at each place. Where they make up enough of the stretch, the words between them
are read as misprinted names where they can be, and stay entries of their own, unread, where they cannot.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from checker.names import fold, without_percent
from checker.pieces import Page, Piece, count_between, is_code, parts_between, trimmed, words_between
from checker.terms import How, Section

#: A stretch of more words than this is no ingredient name but prose, or several names.
LONGEST_NAME = 14
#: Known names are searched inside a stretch by joining up to this many neighbouring parts; misprinted ones up to fewer.
JOINED_PARTS, JOINED_MISPRINTS = 8, 4
#: A misprinted name amid others is looked for from so many letters on; shorter debris is like too many names.
SHORTEST_MISPRINT = 6
#: A stretch is rather several names where known ones make up so much of its words: of a short one at least half, of a
#: long one, or of one that a naming pattern reads as a whole, three names and a third; below a sixth none is looked for.
SHARE_OF_SHORT, SHARE_OF_LONG, SHARE_AT_ALL = 1 / 2, 1 / 3, 1 / 6
#: With a slash for every so many words, slashes are what holds a stretch together.
SLASHED = 4
#: So many parts are searched; more words without any separator are a book.
MOST_PARTS = 400
_WEAK = re.compile(
    r"\s+|(?<=[a-z)\]])(?=[A-Z])|(?<=[^\W\d]|\))-(?=[A-Za-z])|(?<=[)\]])(?=\w)|(?<=\w)/(?=\w)|(?<=\d\d),(?=\d)|(?<=\w)\.(?=\w)"
)
_WEAK_OR_COMMA = re.compile(rf"\s*,\s*|{_WEAK.pattern}")
_MAY_EXPLAIN = re.compile(r"[(\[{/\\|&+]|\band\b", re.I)
#: What stands in brackets right behind a name ("Lanolin(Wool)"), and all behind it.
_EXPLAINED = re.compile(r"(?<=.)[(\[{].*", re.S)
_FIVE_DIGITS = re.compile(r"\d{5}")
_IN_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")
_Part = tuple[int, int]


def name_piece(page: Page, start: int, end: int, section: Section) -> Piece | None:
    """A stretch that is a known name as a whole, or a remark; else None."""
    printed = page.text[start:end]
    if len(printed) > 300:
        return None
    known = page.is_name(printed)
    if known is None and fold(printed) in page.remarks:
        return Piece(start, end, section, "remark")
    if known and known.endswith(".") and page.text[end : end + 1] == ".":
        end += 1  # "Alcohol Denat.": the full stop belongs to the name.
    return Piece(start, end, section, known=known) if known else None


def longest(page: Page, parts: list[_Part], index: int, section: Section) -> tuple[Piece, int] | None:
    """The longest known name made of the parts from `index` on, and the index behind it."""
    for last in reversed(range(index, _reached(page, parts, index))):
        start, end = trimmed(page, parts[index][0], parts[last][1])
        if start < end and (piece := name_piece(page, start, end, section)):
            return piece, last + 1
    return None


def _reached(page: Page, parts: list[_Part], index: int) -> int:
    """The index behind the last part that may belong to one name with the first."""
    last = min(index + JOINED_PARTS, len(parts))
    return index + 1 if last > index + 1 and _are_apart(page, *parts[index : index + 2]) else last


def _are_apart(page: Page, one: _Part, next_one: _Part) -> bool:
    """Whether two parts are known names that no known name begins with together.

    Signs between them may join synonyms, brackets explain, and a colour may stand beside its number.
    """
    if _MAY_EXPLAIN.search(page.text, one[1], next_one[0] + 1) or _FIVE_DIGITS.search(page.text, one[0], next_one[1]):
        return False
    first, second = page.text[slice(*one)], page.text[slice(*next_one)]
    if page.is_name(first) is None or page.is_name(second) is None:
        return False
    letters = " ".join(fold(_EXPLAINED.sub("", without_percent(printed))) for printed in (first, second))
    return not page.hints.begins(letters.replace(" ", ""))


def names_in(page: Page, start: int, end: int, section: Section) -> list[Piece] | None:
    """The several names of a stretch in order, or None where it is rather one name, or prose.

    Certain where every word belongs to a known name (or to a code or a remark). Else so many must be known that the
    stretch is hardly one unknown name: two names that make up half of its words, three and a third of a long stretch.
    """
    parts = parts_between(page, start, end, _WEAK)
    if not 2 <= len(parts) <= MOST_PARTS:
        return None
    pieces = _known_and_between(page, parts, section)
    between = [piece for piece in pieces if not piece.known and not piece.why]
    names = {piece.known for piece in pieces if piece.known}
    if not between:
        if len(names) == 1 and all(piece.known for piece in pieces):
            return [Piece(start, end, section, known=names.pop())]  # one ingredient under several names
        return pieces if names else None
    if not names or _words(page, pieces, known=True) < SHARE_AT_ALL * _words(page, pieces):
        return None
    return _with_misprints(page, pieces, start, end, len(names))


def _known_and_between(page: Page, parts: list[_Part], section: Section) -> list[Piece]:
    """Known names and codes among the parts, and what stands between them, unread.

    A known single word right behind unknown ones is rather the end of an unknown name ("... Water", "... Alcohol"),
    unless it is of concern in every name ("... Limonene").
    """
    pieces: list[Piece] = []
    index = 0
    while index < len(parts):
        start, end = trimmed(page, *parts[index])
        unread = bool(pieces) and not pieces[-1].known and not pieces[-1].why
        found = longest(page, parts, index, section)
        if found and not (unread and found[1] == index + 1 and not page.hints.is_concern(fold(page.text[start:end]))):
            pieces.append(found[0])
            index = found[1]
            continue
        index += 1
        if start >= end:
            continue
        if is_code(page, start, end):
            pieces.append(Piece(start, end, section, "code"))
        elif unread:
            pieces[-1] = replace(pieces[-1], end=end)
        else:
            pieces.append(Piece(start, end, section))
    return pieces


def _with_misprints(page: Page, pieces: list[Piece], start: int, end: int, names: int) -> list[Piece] | None:
    """The pieces with misprinted names found between the known ones, where the stretch is rather several names."""
    whole = page.hints.how(page.text[start:end])
    if whole in (How.REPAIRED, How.AMBIGUOUS):
        return None
    found: list[Piece] = []
    debris: list[Piece] = []
    for piece in pieces:
        if piece.known or piece.why:
            found.append(piece)
            continue
        for misprint, is_name in _misprints(page, piece):
            found.append(misprint)
            debris += [] if is_name else [misprint]
    total, unread = _words(page, pieces), _words(page, debris)
    if any(count_between(page.prose, piece.start, piece.end) for piece in debris):
        return None
    # Slashes rather join the synonyms of one name, or the organisms of one ferment.
    slashed = SLASHED * page.text.count("/", start, end) >= total
    if slashed and (names == 1 or (whole is How.FAMILY and (unread or names == 2))):
        return None
    edges = [piece for piece in (pieces[0], pieces[-1]) if piece.known]
    torn = whole is not How.FAMILY or not debris or any(_is_foreign(page, piece, 1) for piece in debris)
    if torn and any(page.hints.hides(page.text[start:end], page.text[edge.start : edge.end]) for edge in edges):
        return found
    if total > LONGEST_NAME:
        return found if names > 2 and total - unread >= SHARE_OF_LONG * total else None
    if whole is How.FAMILY and names > 2 and unread <= SHARE_OF_LONG * total:
        return found
    if whole is How.FAMILY or names == 1:
        at_the_edge = edges and _words(page, edges) > 1 and all(_is_foreign(page, piece, 2) for piece in debris)
        certain = total > 2 if not unread else at_the_edge and whole is not How.FAMILY
        return found if certain else None
    return found if total - unread >= SHARE_OF_SHORT * total else None


def _misprints(page: Page, piece: Piece) -> list[tuple[Piece, bool]]:
    """A stretch between known names, cut in misprinted names (True) and debris (False)."""
    parts = parts_between(page, piece.start, piece.end, _WEAK)
    cut: list[tuple[Piece, bool]] = []
    index = 0
    while index < len(parts):
        behind_debris = bool(cut) and not cut[-1][1]
        for last in range(min(index + JOINED_MISPRINTS, len(parts)) - 1, index - 1, -1):
            start, end = trimmed(page, parts[index][0], parts[last][1])
            printed = page.text[start:end]
            letters = sum(map(str.isalpha, printed))
            if letters < SHORTEST_MISPRINT or (behind_debris and last == index):
                continue
            if page.hints.how(printed) is How.REPAIRED or (last > index and page.is_name(printed)):
                cut.append((replace(piece, start=start, end=end), True))
                index = last + 1
                break
        else:
            if behind_debris:
                cut[-1] = (replace(cut[-1][0], end=parts[index][1]), False)
            else:
                cut.append((replace(piece, start=parts[index][0], end=parts[index][1]), False))
            index += 1
    return cut


def _words(page: Page, pieces: list[Piece], known: bool = False) -> int:
    """How many words the pieces (or only the known ones) hold, codes not counted."""
    counted = (piece for piece in pieces if not piece.why and (piece.known or not known))
    return sum(count_between(page.word_starts, piece.start, piece.end) for piece in counted)


def with_commas_moved(page: Page, pieces: list[Piece]) -> list[Piece]:
    """Names cut by stray commas ("Butylene, Glycol Propylene, Glycol"): unread pieces that, with their neighbours and
    without the commas, are known names wholly. The fewest neighbours that give names are taken."""
    pieces = list(pieces)
    index = 0
    while index < len(pieces):
        if pieces[index].known or pieces[index].why or not _may_be_torn(page, pieces[index]):
            index += 1
            continue
        for first, last in ((index + a, index + a + size) for size in (1, 2, 3) for a in range(-size, 1)):
            if first < 0 or last >= len(pieces) or not _hardly_apart(page, pieces[first : last + 1]):
                continue
            start, end = pieces[first].start, pieces[last].end
            parts = parts_between(page, start, end, _WEAK_OR_COMMA)
            found = _only_names(page, parts, pieces[first].section, last - first)
            if found is not None and all(_is_whole(page, piece) for piece in found):
                pieces[first : last + 1] = found
                index = first
                break
        index += 1
    return pieces


def _only_names(page: Page, parts: list[_Part], section: Section, most: int) -> list[Piece] | None:
    """The known names that all of the parts make, at most so many; None where anything else stands among them."""
    names: list[Piece] = []
    index = 0
    while index < len(parts):
        if found := longest(page, parts, index, section):
            if len(names) == most or not found[0].known:
                return None
            names.append(found[0])
            index = found[1]
        else:
            start, end = trimmed(page, *parts[index])
            if start < end:
                return None
            index += 1
    return names


def _hardly_apart(page: Page, pieces: list[Piece]) -> bool:
    return all(not piece.why for piece in pieces) and all(
        page.text[one.end : next_one.start].strip(" -") in ("", ",") for one, next_one in pairwise(pieces)
    )


def _is_whole(page: Page, piece: Piece) -> bool:
    """Whether a piece is a known name also without its brackets: what a bracket alone tells may be the second of two."""
    return (
        piece.known is not None and page.is_name(_IN_BRACKETS.sub(" ", page.text[piece.start : piece.end])) is not None
    )


def _may_be_torn(page: Page, piece: Piece) -> bool:
    """Whether known names hold every word of an unread stretch, and it has no meaning of its own ("AHA")."""
    words = words_between(page, piece.start, piece.end)
    if not words or not all(page.hints.is_word(word.key) for word in words):
        return False
    return page.hints.how(page.text[piece.start : piece.end]) is not How.AMBIGUOUS


def without_tail(page: Page, pieces: list[Piece]) -> list[Piece]:
    """What is printed behind the last name of a list (a company, an amount, a place) is no entry.

    Only what holds no word of any known name and is like none: of two words behind a known name, of three where it
    stands alone, because two unknown words may be a plant.
    """
    entries = [index for index, piece in enumerate(pieces) if not piece.why]
    last = next((at for at in reversed(entries) if not _is_foreign(page, pieces[at], _fewest(page, pieces, at))), None)
    if last is None:
        return pieces
    pieces = [replace(p, why="remark") if not p.why and index > last else p for index, p in enumerate(pieces)]
    name = pieces[last]
    if name.known or page.hints.how(page.text[name.start : name.end]) is not How.UNREAD:
        return pieces
    parts = parts_between(page, name.start, name.end, _WEAK)[:MOST_PARTS]
    found = longest(page, parts, 0, name.section)
    if found is None or found[1] == len(parts):
        return pieces
    tail = Piece(parts[found[1]][0], name.end, name.section, "remark")
    return [*pieces[:last], found[0], tail, *pieces[last + 1 :]] if _is_foreign(page, tail, 2) else pieces


def _fewest(page: Page, pieces: list[Piece], index: int) -> int:
    behind_a_name = index > 0 and not page.text[pieces[index - 1].end : pieces[index].start].strip()
    return 2 if behind_a_name else 3


def _is_foreign(page: Page, piece: Piece, fewest: int) -> bool:
    """Whether a stretch of so many words or more holds no word of any known name, and is like none."""
    if piece.known:
        return False
    words = words_between(page, piece.start, piece.end)
    keys = [word.key for word in words if len(word.key) > 2 and not word.key.isdecimal()]
    if len(words) < fewest or not keys or any(page.hints.is_word(key) for key in keys):
        return False
    return page.hints.how(page.text[piece.start : piece.end]) is How.UNREAD

"""Finds several names in a span without a separator between them: a comma was lost, or a scan garbled it.

Known names are found first, the longest at each place. If they make up enough of the span, it holds several names. Then
the words between them are entries too: misprinted names where their spelling can be repaired, else *debris* (words that
are like no known name).
"""

from __future__ import annotations

import re

from checker.model.names import fold, without_percent
from checker.model.terms import How, Section
from checker.reading.brackets import Span
from checker.reading.gazetteer import Gazetteer
from checker.reading.page import Page, Piece, count_between, is_code, spans_between, trimmed
from checker.reading.phrases import split_words

#: A span of more words than this is not one name: it is prose, or several names.
LONGEST_NAME = 14
#: Nearly every known name is made of at most this many neighbouring spans, a polymer's of a few more, a misprinted one of fewer.
JOINED_SPANS, JOINED_POLYMER, JOINED_MISPRINTS = 8, 11, 4
#: A misprinted name has at least this many letters; shorter words resemble too many names.
SHORTEST_MISPRINT = 6
#: The share of a span's words that known names must make up for the span to be several names: half of a short span.
#: A third is enough, with three names, for a long span or one that a naming pattern takes as one name. Below a sixth no
#: misprinted names are looked for.
SHARE_OF_SHORT, SHARE_OF_LONG, SHARE_AT_ALL = 1 / 2, 1 / 3, 1 / 6
#: With a slash for every four words or fewer, slashes join the span to one name.
SLASHED = 4
#: At most this many spans are searched; a text of more words without any separator is no list.
MOST_SPANS = 400
#: What may stand between two names where nothing better does: spaces, a small letter before a capital, a slash.
WEAK = re.compile(
    r"\s+|(?<=[a-z)\]])(?=[A-Z])|(?<=[^\W\d]|\))-(?=[A-Za-z])|(?<=[)\]])(?=\w)|(?<=\w)/(?=\w)|(?<=\d\d),(?=\d)|(?<=\w)\.(?=\w)"
)
_MAY_EXPLAIN = re.compile(r"[(\[{/\\|&+]|\band\b", re.I)
#: A bracket that follows a name ("Lanolin (Wool)"), and everything after it.
_EXPLAINED = re.compile(r"(?<=.)[(\[{].*", re.S)
#: Words that join two names, in the languages of Latin and Cyrillic labels: a pattern.
JOINING = "and|und|et|y|e|i|en|och|og|oraz|ve|и|і|&"
_AND = re.compile(JOINING, re.I)
_FIVE_DIGITS = re.compile(r"\d{5}")


def name_piece(page: Page, start: int, end: int, section: Section) -> Piece | None:
    """The piece of a span that is, as a whole, a known name or a remark; None for any other."""
    printed = page.text[start:end]
    if len(printed) > 300:
        return None
    known = page.names.is_name(printed)
    if known and "%" in printed and page.names.denies(printed):
        return Piece(start, end, section, "remark")  # "0 % perfume"
    if known is None and fold(printed) in page.names.remarks:
        return Piece(start, end, section, "remark")
    if known and known.endswith(".") and page.text[end : end + 1] == ".":
        end += 1  # "Alcohol Denat.": the full stop belongs to the name.
    return Piece(start, end, section, known=known) if known else None


def longest(
    page: Page, spans: list[Span], index: int, section: Section, whole: bool = False
) -> tuple[Piece, int] | None:
    """The longest known name that begins at `spans[index]`, and the index of the span after it.

    With `whole`, only a name that holds all spans from there on.
    """
    reached = _reached(page, spans, index)
    fewest = len(spans) - 1 if whole else index
    for last in reversed(range(fewest, reached)):
        start, end = trimmed(page, spans[index][0], spans[last][1])
        if start < end and (piece := name_piece(page, start, end, section)):
            return piece, last + 1
    return None


def _reached(page: Page, spans: list[Span], index: int) -> int:
    """The index after the last span that may belong to the same name as `spans[index]`."""
    last = min(index + JOINED_SPANS, len(spans))
    if last < len(spans) and page.names.begins(fold(page.text[spans[index][0] : spans[last - 1][1]]).replace(" ", "")):
        return min(index + JOINED_POLYMER, len(spans))
    return index + 1 if last > index + 1 and _are_apart(page, *spans[index : index + 2]) else last


def _are_apart(page: Page, one: Span, next_one: Span) -> bool:
    """Whether two spans are known names of their own, because no known name begins with both.

    Not so where a sign between them may join synonyms, a bracket explains, or a colour stands beside its number.
    """
    if _MAY_EXPLAIN.search(page.text, one[1], next_one[0] + 1) or _FIVE_DIGITS.search(page.text, one[0], next_one[1]):
        return False
    first, second = page.text[slice(*one)], page.text[slice(*next_one)]
    if page.names.is_name(first) is None or page.names.is_name(second) is None:
        return False
    letters = " ".join(fold(_EXPLAINED.sub("", without_percent(printed))) for printed in (first, second))
    return not page.names.begins(letters.replace(" ", ""))


def names_in(page: Page, start: int, end: int, section: Section) -> list[Piece] | None:
    """The names of a span, in order, if it holds several; None where it is more likely one name, or prose.

    If every word belongs to a known name, a code or a remark, it holds several. If not, `_with_misprints` decides.

    Cases: tests/cases/several_names.csv.
    """
    spans = spans_between(page, start, end, WEAK)
    if not 2 <= len(spans) <= MOST_SPANS:
        return None
    pieces = _without_and(page, _known_and_between(page, spans, section))
    between = [piece for piece in pieces if not piece.known and not piece.why]
    names = {piece.known for piece in pieces if piece.known}
    if not between:
        if len(names) == 1 and all(piece.known for piece in pieces):
            return [Piece(start, end, section, known=names.pop())]  # one ingredient under several names
        return pieces if names else None
    if not names or _count_words(page, pieces, known=True) < SHARE_AT_ALL * _count_words(page, pieces):
        return None
    return _with_misprints(page, pieces, start, end, len(names))


def _known_and_between(page: Page, spans: list[Span], section: Section) -> list[Piece]:
    """The known names and codes among the spans, and the unknown words between them.

    One known word right after unknown ones is taken as the end of an unknown name ("... Water", "... Alcohol"), unless
    it is of concern wherever it stands ("... Limonene") or stands behind a word that joins names ("... and Alcohol").
    """
    pieces: list[Piece] = []
    index = 0
    while index < len(spans):
        start, end = trimmed(page, *spans[index])
        unread = bool(pieces) and not pieces[-1].known and not pieces[-1].why
        joined = unread and _AND.fullmatch(page.text, *trimmed(page, *spans[index - 1])) is not None
        found = longest(page, spans, index, section)
        if found and not (
            unread and not joined and found[1] == index + 1 and not page.names.is_concern(fold(page.text[start:end]))
        ):
            pieces.append(found[0])
            index = found[1]
            continue
        index += 1
        if start >= end:
            continue
        if is_code(page, start, end):
            pieces.append(Piece(start, end, section, "code"))
        elif unread:
            pieces[-1] = pieces[-1]._replace(end=end)
        else:
            pieces.append(Piece(start, end, section))
    return pieces


def _without_and(page: Page, pieces: list[Piece]) -> list[Piece]:
    """The pieces without words that join two known names: "Dimethicone e Parfum"."""
    joining = {
        piece
        for before, piece, behind in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if before.known and behind.known and _AND.fullmatch(page.text, piece.start, piece.end)
    }
    return [piece for piece in pieces if piece not in joining] if joining else pieces


def _with_misprints(page: Page, pieces: list[Piece], start: int, end: int, names: int) -> list[Piece] | None:
    """The pieces of a span, with the misprinted names among the unknown words; None where it is not several names.

    `names` is how many different known names it holds. The first of these that fits decides:

    1. The whole span is one misprinted name: None.
    2. The debris holds words of sentences: None.
    3. Slashes join the span, and one name is known, or a naming pattern takes the whole as one name: None.
    4. Its first or last name is known, and stricter than the whole would be as one name: several names, unless a naming
       pattern takes the whole as one name and every word of the debris may belong to a name.
    5. It has more words than a name: several with three known names that make up a third of its words.
    6. A naming pattern takes the whole as one name: several with three known names and at most a third debris.
    7. The same with fewer, or only one name is known: several where nothing is debris and there are three words or more; without a
       pattern also where the known name has two words and what stands beside it is like no name.
    8. Else: several where at least half of the words belong to names.
    """
    whole = page.names.how(page.text[start:end])
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
    total, unread = _count_words(page, pieces), _count_words(page, debris)
    if any(count_between(page.prose, piece.start, piece.end) for piece in debris):
        return None
    # Slashes join the synonyms of one name, or the organisms of one ferment.
    slashed = SLASHED * page.text.count("/", start, end) >= total
    if slashed and (names == 1 or (whole is How.FAMILY and (unread or names == 2))):
        return None
    edges = [piece for piece in (pieces[0], pieces[-1]) if piece.known]
    may_be_several = whole is not How.FAMILY or not debris or any(is_foreign(page, piece, 1) for piece in debris)
    if may_be_several and any(
        page.names.hides(page.text[start:end], page.text[edge.start : edge.end]) for edge in edges
    ):
        return found
    if total > LONGEST_NAME:
        return found if names > 2 and total - unread >= SHARE_OF_LONG * total else None
    if whole is How.FAMILY and names > 2 and unread <= SHARE_OF_LONG * total:
        return found
    if whole is How.FAMILY or names == 1:
        at_the_edge = edges and _count_words(page, edges) > 1 and all(is_foreign(page, piece, 2) for piece in debris)
        certain = total > 2 if not unread else at_the_edge and whole is not How.FAMILY
        return found if certain else None
    return found if total - unread >= SHARE_OF_SHORT * total else None


def _misprints(page: Page, piece: Piece) -> list[tuple[Piece, bool]]:
    """Cut the unknown words between two known names into misprinted names (True) and debris (False)."""
    spans = spans_between(page, piece.start, piece.end, WEAK)
    cut: list[tuple[Piece, bool]] = []
    index = 0
    while index < len(spans):
        behind_debris = bool(cut) and not cut[-1][1]
        for last in range(min(index + JOINED_MISPRINTS, len(spans)) - 1, index - 1, -1):
            start, end = trimmed(page, spans[index][0], spans[last][1])
            printed = page.text[start:end]
            letters = sum(map(str.isalpha, printed))
            if letters < SHORTEST_MISPRINT or (behind_debris and last == index):
                continue
            if page.names.how(printed) is How.REPAIRED or (last > index and page.names.is_name(printed)):
                cut.append((piece._replace(start=start, end=end), True))
                index = last + 1
                break
        else:
            if behind_debris:
                cut[-1] = (cut[-1][0]._replace(end=spans[index][1]), False)
            else:
                cut.append((piece._replace(start=spans[index][0], end=spans[index][1]), False))
            index += 1
    return cut


def _count_words(page: Page, pieces: list[Piece], known: bool = False) -> int:
    """The number of words in the pieces, or in the known ones only; codes do not count."""
    counted = (piece for piece in pieces if not piece.why and (piece.known or not known))
    return sum(count_between(page.word_starts, piece.start, piece.end) for piece in counted)


def is_foreign(page: Page, piece: Piece, fewest: int) -> bool:
    """Whether a piece of at least `fewest` words holds no word of any known name, and is like none."""
    if piece.known:
        return False
    printed = page.text[piece.start : piece.end]
    return page.names.recall((is_foreign, printed, fewest), lambda: _is_foreign(page.names, printed, fewest))


def _is_foreign(names: Gazetteer, printed: str, fewest: int) -> bool:
    words = split_words(printed)
    keys = [word.key for word in words if len(word.key) > 2 and not word.key.isdecimal()]
    if len(words) < fewest or not keys or any(names.is_word(key) for key in keys):
        return False
    return names.how(printed) is How.UNREAD

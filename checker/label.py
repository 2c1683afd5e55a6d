"""From a pasted text to its ingredient entries, with nothing lost: what is no ingredient is left out with a reason.

The text is cut in three steps: *blocks* between headings ("Active:", "May contain", a disclaimer), *pieces* between
separators, and, where a piece is no known name, a search for known names inside it (a lost comma, an unknown separator,
a word broken across lines). The look-up of known names, `is_name`, is passed in; it returns what a name stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from checker.model import Entry, Label, LeftOut, Section
from checker.names import fold, name_and_percent
from checker.pasted import clean
from checker.phrases import Mark, Phrases, split_words

IsName = Callable[[str], str | None]
#: A stretch between two separators that was one known name: where the name stands in it, and what it stands for.
Seen = dict[str, tuple[int, int, str]]
#: So many are kept; a catalogue may hold endless different ones.
MOST_SEEN = 100_000

#: A stretch of more words than this is no ingredient name but prose.
LONGEST_NAME = 14
#: A stretch of more characters than this is no name; its outer brackets and footnotes are left alone.
LONGEST_TRIMMED = 1000
#: Where no name is known at all, only stretches of up to so many words may be a list in an unknown language.
LONGEST_UNKNOWN = 5
#: Known names are searched inside a piece by joining up to this many neighbouring parts.
JOINED_PARTS = 8
#: A list needs so many known names where no heading announces it.
FEWEST_NAMES = 2
#: So many words of food labels make a list that of a food.
FOOD_SIGNS = 2
#: So many, behind words that usually end a list, for it to go on.
FEWEST_AFTER_AN_END = 3

_SECTIONS = {
    "starts_list": Section.DECLARED,
    "starts_inactive": Section.DECLARED,
    "starts_active": Section.ACTIVE,
    "may_contain": Section.MAY_CONTAIN,
}
_SPLIT = re.compile(r"[,;•|\t\n]|\.\s+")
_HARD = re.compile(r"[,;•|\t]|\n\s*\n")
_ANY_BRACKET = re.compile(r"[()\[\]{}]")
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_LOCANT = re.compile(r"(?<!\d)\d{1,2}\s?,\s?(?=\d{1,2}\s?(?:,\d|[^\s\d,;.)]))|\d,(?=\d+\s*%)")
_STRONG = re.compile(
    r"\s*\n\s*|(?<=[^\s.]{3})\.\s+|(?<=[a-z)\]\d*])\.(?=[*†‡]*[A-Z(\[])|\s*\.{2,}\s*|\s+[-–—*+•]+\s+|\s*\\\s*|\s+/\s*|\s*/\s+|:(?=\s|[/A-Z])\s*|(?<=%)\s+(?=[A-Za-z])"
    r"|\s{2,}|\s*\(and\)\s*|(?<=\w)\s*\*+\s*(?=\w)|\s+(?=(?:code|lot|batch|art|ref)\b\W*\d{4})"
)
_WEAK = re.compile(
    r"\s+|(?<=[a-z)\]])(?=[A-Z])|(?<=[^\W\d]|\))-(?=[A-Za-z])|(?<=[)\]])(?=\w)|(?<=\w)/(?=\w)|(?<=\d\d),(?=\d)|(?<=\w)\.(?=\w)"
)
_EDGE = " \t\n\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³®™©"
_LEADING = re.compile(r"(?:[\s\"'“”„«»*†‡°^#_~–—•.…:;,=<>¤§¿¡!?¹²³\-+&]|\d{1,2}[.)]\s+|(?:and|und|et)\s+)+", re.I)
_TRAILING_AND = re.compile(r"[\s\])](?:and|und|et|&)$", re.I)
_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡°^#¹²³]+|\[\d\]|\(\d\)|\(\*+\)))+$")
_CODE_WORD = r"(?:(?:code|lot|batch|art|ref|no|f\.?i\.?l)\b\W*)?"
_CODE = re.compile(
    rf"{_CODE_WORD}(?!.*[A-Za-z]{{5}})(?=(?:\D*\d){{4}})[\W\d_]*(?:[A-Za-z]{{0,4}}[\W_]*\d[\w/.\-#]*\W*)+|[\W\d_]+",
    re.I,
)
_CODE_IN_BRACKET = re.compile(
    rf"\s*[(\[](?!(?:C\.?[IL1]\.?\s?)?\d{{5}}[)\]]){_CODE_WORD}(?:[A-Z]{{1,3}}[- ]?)?\d{{3,}}[A-Z\d/.\-]*[)\]]$", re.I
)
_LEGEND = re.compile(r"[.\n]\s*[*†‡°¹²³]+\s*$")
_MARKED = re.compile(r"[^\W_][)\]]?[*†‡°¹²³]")
_BULLET = re.compile(r"[\s\[\"'(]*[-–—•*]")
#: A stretch with nothing to trim: it begins and ends with a letter, and with no "and".
_PLAIN = re.compile(
    r"(?!(?:and|und|et)\s)[^\W\d_¹²³](?:[^\n()\[\]{}]*(?<!\sand)(?<!\sund)(?<!\set)(?<=[^\W\d_¹²³]))?", re.I
)
_PERCENT_ASIDE = re.compile(r"\s*\d+(?:[.,]\d+)?\s*%\s*(?P<bracket>[(\[](?P<aside>[^()\[\]]+)[)\]])$")
_HAS_NAME = re.compile(r"[^\W\d_]{2}|[^\W\d_\x00-\u02ff]")
_CUT = re.compile(r"(?:\.\.\.|…)\s*\W*$|\+\s?\d+\s+more\b", re.I)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the readable text; `why` says why it is no ingredient, and is empty for an entry."""

    start: int
    end: int
    section: Section
    why: str = ""
    #: What the name stands for, where it is known.
    known: str | None = None
    #: The name of a product that begins here.
    product: str | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of text between headings."""

    start: int
    end: int
    role: str
    section: Section
    #: Whether the block begins behind a heading that opens a list.
    headed: bool


def read_label(text: str, headings: Phrases[str], is_name: IsName, seen: Seen | None = None) -> Label:
    """Read a pasted text. `text[entry.start:entry.end] == entry.printed` holds for every entry.

    `headings` are the words printed around a list; `is_name` returns the INCI name that a printed name stands for,
    or None. Entries never overlap and stand in text order. `seen` keeps the stretches that were one plain name, for
    the labels to come: a quick route with the same result.

    >>> names = {"aqua", "glycerin", "parfum"}
    >>> label = read_label("INGREDIENTS: Aqua, 5% Glycerin, Parfum*.", Phrases([("ingredients", "starts_list")]),
    ...                    lambda name: fold(name) if fold(name) in names else None)
    >>> [(entry.printed, entry.percent) for entry in label.entries]
    [('Aqua', None), ('Glycerin', 5.0), ('Parfum', None)]
    """
    pasted = clean(text)
    reader = _Reader(pasted.text, headings, is_name, {} if seen is None else seen)
    pieces = reader.read()
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    products: list[str] = []
    position = 0
    actives_with_percent = False
    for piece in pieces:
        if piece.product is not None and (not products or position):
            products.append(piece.product)
            position = 0
        start, end = pasted.origin(piece.start, piece.end)
        if piece.why:
            left_out.append(LeftOut(text[start:end], start, end, piece.why))
            continue
        name_start, name_end, percent, key = name_and_percent(pasted.text[piece.start : piece.end])
        if not _HAS_NAME.search(pasted.text, piece.start + name_start, piece.start + name_end) and not piece.known:
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
    return Label(tuple(entries), tuple(left_out), tuple(products) or ("",) * bool(entries), cut=reader.is_cut(pieces))


class _Reader:
    """One readable text on its way to pieces."""

    def __init__(self, text: str, headings: Phrases[str], is_name: IsName, seen: Seen) -> None:
        self.text = text
        self.seen = seen
        self.is_name = is_name
        self.words = split_words(text)
        self.word_starts = [word.start for word in self.words]
        self.marks = headings.find(text, self.words)
        self.prose = [mark.start for mark in self.marks if mark.value == "prose"]
        self.food = [mark.start for mark in self.marks if mark.value == "food"]
        self.has_footnotes = _MARKED.search(text) is not None
        self.praise: dict[int, bool] = {}
        self.pairs = _matched_brackets(text)
        self.closing = dict(self.pairs)
        self.brackets = self._bracketed(0, len(text))
        self.remarks = headings.keys_of("not_an_ingredient")

    def read(self) -> list[_Piece]:
        """All pieces of the text in order, each an entry or left out with a reason."""
        lists: list[tuple[_Block, list[_Piece]]] = []
        for block in self._blocks():
            if block.role == "heading":
                lists.append((block, [self._left(block.start, block.end, "heading")]))
            elif block.role == "ends_list" and not self._goes_on(block):
                lists.append((block, [self._left(block.start, block.end, "disclaimer")]))
            else:
                lists.append((block, [self._unless_praise(piece) for piece in self._pieces(block)]))
        lists = self._without_copies(self._only_lists(lists))
        pieces = [piece for _, found in lists for piece in found]
        return [p for p in self._merged(pieces) if self.text[p.start : p.end].strip(_EDGE + "()[]{}-/\\+")]

    def _goes_on(self, block: _Block) -> bool:
        """Whether a list begins or goes on behind words that usually stand after it ("Key ingredients ...")."""
        stretches = [self._trimmed(*part) for part in self._parts(block.start, block.end, _SPLIT)]
        known = sum(self.is_name(self.text[start:end]) is not None for start, end in stretches if start < end)
        return known >= FEWEST_AFTER_AN_END and (known >= 0.5 * len(stretches) or known >= 2 * FEWEST_AFTER_AN_END)

    def _unless_praise(self, piece: _Piece) -> _Piece:
        """A piece of a line that praises ("- Squalane: supports the barrier.") is no entry."""
        line = self.text.rfind("\n", 0, piece.start) + 1
        if line not in self.praise:
            self.praise[line] = self._praises(line)
        return replace(piece, why="prose", product=None) if self.praise[line] else piece

    def _praises(self, start: int) -> bool:
        """Whether a bulleted line explains: a colon, and no known name behind it."""
        line = self.text[start : self.text.find("\n", start) % (len(self.text) + 1)]
        _, colon, after = line.rpartition(": ")
        if not colon or not _BULLET.match(line):
            return False
        return not any(self.is_name(part.strip()) for part in re.split(r"[,;]", after))

    def is_cut(self, pieces: list[_Piece]) -> bool:
        """Whether the list visibly goes on where the text ends."""
        entries = [piece for piece in pieces if not piece.why]
        if not entries:
            return False
        tail = self.text[entries[-1].start :]
        if any(mark.value == "cut" and mark.start >= entries[0].start for mark in self.marks) or _CUT.search(tail):
            return True
        last = self.text[entries[-1].start : entries[-1].end]
        return any(last.count(opening) > last.count(closing) for closing, opening in _BRACKETS.items())

    # --- blocks --------------------------------------------------------------------------------------------------

    def _blocks(self) -> Iterator[_Block]:
        """The text cut at its headings and disclaimers."""
        role, section, begin, headed = "", Section.DECLARED, 0, False
        back: tuple[int, str, Section] | None = None
        for mark in [*filter(self._is_heading, self.marks), None]:
            end = mark.start if mark else len(self.text)
            if back and back[0] < end:
                yield _Block(begin, back[0], role, section, headed)
                begin, (_, role, section), back = back[0], back, None
            if begin < end:
                yield _Block(begin, end, role, section, headed)
            if mark is None:
                return
            if mark.value == "may_contain" and (closing := self._closing_bracket(mark)):
                back = back or (closing, role, section)
            role, headed = mark.value, mark.value in _SECTIONS
            section = _SECTIONS.get(role, section)
            begin = mark.start
            if role != "ends_list":
                yield _Block(mark.start, mark.end, "heading", section, headed=False)
                begin = mark.end

    def _is_heading(self, mark: Mark[str]) -> bool:
        """Whether a phrase of the table is used as a heading here."""
        if mark.value in ("may_contain", "cut"):
            return True
        if mark.value == "ends_list":
            return not _covered(self.brackets, mark.start)
        if mark.value not in _SECTIONS:
            return False
        after = self.text[mark.end : mark.end + 40].lstrip(" )]*\"'")
        before = self.text[max(0, mark.start - 3) : mark.start].rstrip(" ([*\"'")
        if after[:1] in (":", "\n", "=", "-", "–"):
            return True
        if mark.value == "starts_active" and mark.length == 1:
            return False
        if before and before[-1] not in ".:;\n|•,-*)/0123456789":
            return False
        return self._name_follows(mark)

    def _name_follows(self, mark: Mark[str]) -> bool:
        index = bisect_right(self.word_starts, mark.end - 1)
        following = self.words[index : index + 5]
        for count in range(len(following), 0, -1):
            if self.is_name(self.text[following[0].start : following[count - 1].end]):
                return True
        return (
            bool(following)
            and self.text[mark.end : following[0].start].strip(" ") == ""
            and bool(re.match(r"\s*\d+(?:[.,]\d+)?\s*%", self.text[mark.end : mark.end + 12]))
        )

    def _closing_bracket(self, mark: Mark[str]) -> int | None:
        """Where the bracket that opens right before (or with) a "may contain" closes."""
        for at in range(max(0, mark.start - 2), mark.start + 1):
            if at in self.closing and not self.text[at + 1 : mark.start].strip():
                return self.closing[at] + 1
        return None

    # --- pieces --------------------------------------------------------------------------------------------------

    def _pieces(self, block: _Block) -> Iterator[_Piece]:
        separators = self._hard_separators(block.start, block.end)
        lines_separate = len(separators) <= 2
        begin = block.start
        waiting: _Piece | None = None
        for start, end in [*separators, (block.end, block.end)]:
            for piece in self._from_stretch(begin, start, block.section, lines_separate):
                joined = waiting and self._rejoined(waiting, piece)
                if waiting and not joined:
                    yield waiting
                waiting = joined or piece
            begin = end
        if waiting:
            yield waiting

    def _rejoined(self, before: _Piece, after: _Piece) -> _Piece | None:
        """A name cut by a stray comma ("Oryza, Sativa Starch"): a piece and an unread one that together are a name."""
        if after.known or before.why or after.why or after.end - before.start > LONGEST_TRIMMED:
            return None
        joined = self.text[before.start : after.end]
        if self.text[before.end : after.start].strip() != "," or (
            before.known and any(sign in joined for sign in "/()[]")
        ):
            return None
        return self._name_piece(before.start, after.end, before.section)

    def _hard_separators(self, start: int, end: int) -> list[tuple[int, int]]:
        """Commas, semicolons, bullets and empty lines outside brackets and numbers."""
        locants = {m.start() + m.group().index(",") for m in _LOCANT.finditer(self.text, start, end)}
        inside = self._bracketed(start, end)
        found = []
        for match in _HARD.finditer(self.text, start, end):
            if match.start() in locants or (match.group() != "\n" and _covered(inside, match.start())):
                continue
            found.append((match.start(), match.end()))
        return found

    def _bracketed(self, start: int, end: int) -> list[tuple[int, int]]:
        """Outermost stretches in matched brackets; a bracket that never closes covers nothing."""
        found: list[tuple[int, int]] = []
        index = bisect_left(self.pairs, (start, 0))
        while index < len(self.pairs) and self.pairs[index][0] < end:
            opening, closing = self.pairs[index]
            if closing < end:
                found.append((opening, closing))
                index = bisect_left(self.pairs, (closing, 0), index)
            else:
                index += 1
        return found

    def _from_stretch(self, start: int, end: int, section: Section, lines_separate: bool) -> Iterator[_Piece]:
        """The pieces of a stretch between two separators: one name, or several that knowledge tells apart."""
        raw, begin = self.text[start:end], start
        if (plain := self.seen.get(raw)) is not None:
            yield _Piece(begin + plain[0], begin + plain[1], section, known=plain[2])
            return
        ends_in_colon = raw.rstrip().endswith(":")
        start, end = self._trimmed(start, end)
        if start >= end:
            return
        if ends_in_colon and self.is_name(self.text[start:end]) is None:
            *parts, last = self._parts(start, end, _STRONG)
            yield from self._joined(parts, section, lines_separate)
            yield from self._heading(last, section)
            return
        if (code := _CODE_IN_BRACKET.search(self.text[start:end])) and code.start():
            yield from self._from_stretch(start, start + code.start(), section, lines_separate)
            yield self._left(start + code.start(), end, "code", section)
            return
        if (aside := self._aside(start, end)) is not None:
            yield from self._from_stretch(start, aside, section, lines_separate)
            yield self._left(aside, end, "remark", section)
            return
        piece = self._name_piece(start, end, section)
        if piece is not None:
            pieces = list(self._bracket_entries(piece))
            yield from pieces
            if pieces == [piece] and piece.known and not piece.known.endswith("."):
                if len(self.seen) > MOST_SEEN:
                    self.seen.clear()
                self.seen[raw] = (start - begin, end - begin, piece.known)
            return
        if self._is_code(start, end):
            yield self._left(start, end, "code", section)
            return
        parts = self._parts(start, end, _STRONG)
        if len(parts) > 1:
            yield from self._joined(parts, section, lines_separate)
        else:
            yield from self._unknown(start, end, section)

    def _aside(self, start: int, end: int) -> int | None:
        """Where a bracket behind "Name 5 %" begins that only explains: "Benzoyl Peroxide 5% (Acne Treatment)"."""
        found = _PERCENT_ASIDE.search(self.text, start, end)
        if (
            found is None
            or self.is_name(found["aside"]) is not None
            or self.is_name(self.text[start : found.start()]) is None
        ):
            return None
        return found.start("bracket")

    def _name_piece(self, start: int, end: int, section: Section) -> _Piece | None:
        printed = self.text[start:end]
        if len(printed) > 300:
            return None
        known = self.is_name(printed)
        if known is None and fold(printed) in self.remarks:
            return self._left(start, end, "remark", section)
        if known and known.endswith(".") and self.text[end : end + 1] == ".":
            end += 1  # "Alcohol Denat.": the full stop belongs to the name.
        return _Piece(start, end, section, known=known) if known else None

    def _joined(self, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[_Piece]:
        """Neighbouring parts joined to the longest known names; what is left stays together or apart."""
        index = 0
        unknown: list[tuple[int, int]] = []
        while index < len(parts):
            found = self._longest(parts, index, section)
            if found is None:
                unknown.append(parts[index])
                index += 1
                continue
            yield from self._rest(unknown, section, lines_separate)
            unknown = []
            piece, index = found
            if index < len(parts) and self._explains(parts[index - 1], parts, index, section):
                yield self._left(piece.start, parts[index][1], "prose", section)
                index += 1
            else:
                yield from self._bracket_entries(piece)
        yield from self._rest(unknown, section, lines_separate)

    def _explains(self, name: tuple[int, int], parts: list[tuple[int, int]], index: int, section: Section) -> bool:
        """Whether a name is praised rather than listed: "Squalane: supports the barrier"."""
        if ":" not in self.text[name[1] : parts[index][0]] or self._longest(parts, index, section):
            return False
        return not self._is_code(*self._trimmed(*parts[index]))

    def _longest(self, parts: list[tuple[int, int]], index: int, section: Section) -> tuple[_Piece, int] | None:
        for last in range(min(index + JOINED_PARTS, len(parts)) - 1, index - 1, -1):
            start, end = self._trimmed(parts[index][0], parts[last][1])
            if start < end and (piece := self._name_piece(start, end, section)):
                return piece, last + 1
        return None

    def _rest(self, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[_Piece]:
        """Parts that are no known names: headings before a colon, then one unread name or several."""
        waiting: list[tuple[int, int]] = []
        for part in parts:
            if self.text[part[1] : part[1] + 1] == ":":
                yield from self._unread(waiting, section, lines_separate)
                waiting = []
                yield from self._heading(part, section)
            else:
                waiting.append(part)
        yield from self._unread(waiting, section, lines_separate)

    def _unread(self, parts: list[tuple[int, int]], section: Section, lines_separate: bool) -> Iterator[_Piece]:
        apart = lines_separate or any(len(parts) > 1 and self._run_together(*part, section) for part in parts)
        if parts and not apart and not self._is_prose(parts[0][0], parts[-1][1]):
            parts = [(parts[0][0], parts[-1][1])]
        for start, end in parts:
            yield from self._unknown(*self._trimmed(start, end), section)

    def _heading(self, part: tuple[int, int], section: Section) -> Iterator[_Piece]:
        """Unknown words before a colon: a heading nobody listed, often a product's name."""
        start, end = self._trimmed(*part)
        if start < end:
            yield replace(self._left(start, end, "heading", section), product=self.text[start:end])

    def _unknown(self, start: int, end: int, section: Section) -> Iterator[_Piece]:
        """A part that is no known name: names run together, a code, prose, or one unread name."""
        if start >= end:
            return
        if self._is_code(start, end):
            yield self._left(start, end, "code", section)
        elif fold(self.text[start:end]) in self.remarks:
            yield self._left(start, end, "remark", section)
        elif self._is_prose(start, end):
            yield self._left(start, end, "prose", section)
        else:
            several = self._run_together(start, end, section)
            if several:
                for piece in several:
                    yield from self._bracket_entries(piece)
            else:
                yield from self._bracket_entries(_Piece(start, end, section))

    def _run_together(self, start: int, end: int, section: Section) -> list[_Piece] | None:
        """Several names without a separator between, only where every part is known (or a code or a remark)."""
        parts = self._parts(start, end, _WEAK)
        if not 2 <= len(parts) <= 400:
            return None
        pieces: list[_Piece] = []
        index = 0
        while index < len(parts):
            found = self._longest(parts, index, section)
            if found is None:
                part = self._trimmed(*parts[index])
                if part[0] < part[1] and not self._is_code(*part):
                    return None
                if part[0] < part[1]:
                    pieces.append(self._left(*part, "code", section))
                index += 1
            else:
                pieces.append(found[0])
                index = found[1]
        names = {piece.known for piece in pieces if piece.known}
        if len(names) == 1 and all(piece.known for piece in pieces):
            return [_Piece(start, end, section, known=names.pop())]  # one ingredient under several names
        return pieces if names else None

    def _bracket_entries(self, piece: _Piece) -> Iterator[_Piece]:
        """ "Parfum (Limonene, Linalool)" holds three entries, "Iron Oxides (CI 77491, CI 77492)" one."""
        text = self.text[piece.start : piece.end]
        if piece.why or not ("," in text or ";" in text or "•" in text) or not any(b in text for b in "([{"):
            yield piece
            return
        brackets = self._bracketed(piece.start, piece.end)
        for opening, closing in brackets:
            inner = [p for p in self._pieces(_Block(opening + 1, closing, "", piece.section, False)) if not p.why]
            head = self._trimmed(piece.start, opening)
            head_known = self.is_name(self.text[head[0] : head[1]]) if head[0] < head[1] else None
            known = {p.known for p in inner if p.known}
            opens = head_known is not None or 2 * sum(p.known is not None for p in inner) >= len(inner)
            if len(inner) > 1 and opens and (known - {head_known, piece.known}):
                if head[0] < head[1]:
                    whole = _Piece(*head, piece.section, known=head_known)
                    many = head_known is None and len(known) >= 2
                    yield replace(whole, why="heading") if many else whole
                yield from inner
                tail = self._trimmed(closing + 1, piece.end)
                if tail[0] < tail[1]:
                    yield from self._from_stretch(*tail, piece.section, False)
                return
        yield piece

    # --- what a stretch is ---------------------------------------------------------------------------------------

    def _parts(self, start: int, end: int, boundary: re.Pattern[str]) -> list[tuple[int, int]]:
        inside = self._bracketed(start, end)
        parts = []
        begin = searched = start
        for match in boundary.finditer(self.text, start, end):
            if match.start() <= start or match.end() >= end or _covered(inside, match.start()):
                continue
            if self.text[match.start() - 1] == "%":
                found = _HAS_NAME.search(self.text, max(begin, searched), match.start())
                searched = max(begin, match.start() - 1) if found is None else begin
                if found is None:
                    continue
            parts.append((begin, match.start()))
            begin = match.end()
        return [part for part in [*parts, (begin, end)] if part[0] < part[1]]

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Without outer spaces, bullets, quotes, footnote marks and half brackets."""
        if _PLAIN.fullmatch(self.text, start, end):
            return start, end
        while True:
            before = (start, end)
            if found := _LEADING.match(self.text, start, end):
                start = found.end()
            while end > start and self.text[end - 1] in _EDGE:
                end -= 1
            if end - start > LONGEST_TRIMMED:
                return start, end
            if found := _FOOTNOTE.search(self.text[max(start, end - 12) : end]):
                end -= len(found.group())
            stretch = self.text[start:end]
            if stretch[:1] in _BRACKETS and stretch:
                start += 1
            elif (stretch[-1:] in _BRACKETS.values() and stretch) or (
                stretch[-1:] in _BRACKETS and stretch.count(stretch[-1]) > stretch.count(_BRACKETS[stretch[-1]])
            ):
                end -= 1
            elif stretch[:1] in _BRACKETS.values() and not any(c in stretch for c in _BRACKETS):
                start += 1
            elif self._wholly_bracketed(start, end):
                start, end = start + 1, end - 1
            elif end - start > 1 and stretch[-1] in "-/\\+&":
                end -= 1
            elif found := _TRAILING_AND.search(stretch):
                end -= len(found.group()) - 1
            elif end - start > 1 and stretch[0] in "/\\":
                start += 1
            if (start, end) == before:
                return start, end

    def _wholly_bracketed(self, start: int, end: int) -> bool:
        return self.closing.get(start) == end - 1

    def _is_code(self, start: int, end: int) -> bool:
        """Batch and article codes, bare numbers; a Colour Index number is a name."""
        stretch = self.text[start:end]
        if len(stretch) > 40 or fold(stretch).startswith("ci "):
            return False
        return _CODE.fullmatch(stretch) is not None and self.is_name(stretch) is None

    def _is_prose(self, start: int, end: int) -> bool:
        """Sentences: more words than a name has, or words that no name holds."""
        first, last = bisect_right(self.word_starts, start - 1), bisect_right(self.word_starts, end - 1)
        if last - first > LONGEST_NAME and not self._run_together(start, end, Section.DECLARED):
            return True
        signs = bisect_left(self.prose, end) - bisect_left(self.prose, start)
        return signs >= 2 or (signs >= 1 and last - first <= 2)

    def _left(self, start: int, end: int, why: str, section: Section = Section.DECLARED) -> _Piece:
        return _Piece(start, end, section, why)

    # --- which blocks are lists ----------------------------------------------------------------------------------

    def _only_lists(self, lists: list[tuple[_Block, list[_Piece]]]) -> list[tuple[_Block, list[_Piece]]]:
        """Blocks without a list are left out: prose before it, a menu, a disclaimer."""
        kept = []
        seen_list = False
        nothing_known = not any(piece.known for _, pieces in lists for piece in pieces)
        for block, pieces in lists:
            lines = self._list_lines(pieces, block, nothing_known)
            entries = [piece for piece in lines if not piece.why]
            seen_list = seen_list or bool(entries)
            why = "disclaimer" if seen_list else "marketing"
            kept.append((block, [replace(p, why=why) if p.why == "prose" else p for p in lines]))
        return kept

    def _list_lines(self, pieces: list[_Piece], block: _Block, nothing_known: bool) -> list[_Piece]:
        """The pieces of a block with entries only where there is a list: unknown words amid prose are no names."""
        entries = [piece for piece in pieces if not piece.why]
        known = [piece for piece in entries if piece.known]
        prose = sum(piece.why == "prose" for piece in pieces)
        if bisect_left(self.food, block.end) - bisect_left(self.food, block.start) >= FOOD_SIGNS:
            return [replace(piece, why=piece.why or "food", product=None) for piece in pieces]
        enough = 1 if block.headed else FEWEST_NAMES
        is_list = len(known) >= enough and len(known) >= (len(entries) + prose) * (0.2 if block.headed else 0.34)
        bare = bool(entries) and not prose and (bool(known) or nothing_known)
        if block.section is Section.MAY_CONTAIN:
            return pieces
        if not (is_list or bare):
            return [replace(piece, why=piece.why or "prose", product=None) for piece in pieces]
        if not known:
            short = all(
                len(self.text[p.start : p.end].split()) <= LONGEST_UNKNOWN and ":" not in self.text for p in pieces
            )
            return pieces if short else [replace(piece, why=piece.why or "prose", product=None) for piece in pieces]
        pieces = self._without_legends(pieces)
        known = [piece for piece in pieces if piece.known and not piece.why]
        if not known:
            return pieces
        first, last = pieces.index(known[0]), len(pieces) - 1 - pieces[::-1].index(known[-1])
        before_prose = any(piece.why == "prose" for piece in pieces[:first])
        after = next((i for i, p in enumerate(pieces) if i > last and p.why == "prose"), len(pieces))
        return [
            replace(piece, why="prose")
            if not piece.why and ((index < first and before_prose) or (index > after))
            else piece
            for index, piece in enumerate(pieces)
        ]

    def _without_legends(self, pieces: list[_Piece]) -> list[_Piece]:
        """Footnotes at the end ("*Certified organic") explain marks and are no entries; names may carry such marks."""
        if not self.has_footnotes:
            return pieces
        for index in range(len(pieces) - 1, 0, -1):
            piece = pieces[index]
            before = self.text[max(0, piece.start - 8) : piece.start]
            if not piece.why and not _LEGEND.search(before):
                break
            if not piece.why:
                pieces = [*pieces[:index], replace(piece, why="footnote", known=None), *pieces[index + 1 :]]
        return pieces

    def _without_copies(self, lists: list[tuple[_Block, list[_Piece]]]) -> list[tuple[_Block, list[_Piece]]]:
        """A second copy of the same list (another language, printed twice) is left out; another list is a product."""
        current: set[str] = set()
        result: list[tuple[_Block, list[_Piece]]] = []
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
        return self._kits(result)

    def _kits(self, lists: list[tuple[_Block, list[_Piece]]]) -> list[tuple[_Block, list[_Piece]]]:
        """A heading inside a list begins a product only after a sentence or a line has ended there."""
        entries = 0
        result = []
        for block, pieces in lists:
            kept = []
            for piece in pieces:
                if piece.product and entries:
                    before = self.text[max(0, piece.start - 4) : piece.start].rstrip(" *†)]")
                    gap = self.text[max(0, piece.start - 2) : piece.start]
                    if before[-1:] not in (".", "\n", "") and "\n" not in gap and gap != "  ":
                        piece = replace(piece, product=None)
                entries += not piece.why
                kept.append(piece)
            result.append((block, kept))
        return result

    def _merged(self, pieces: list[_Piece]) -> Iterator[_Piece]:
        """Neighbouring left-out pieces with the same reason become one."""
        waiting: _Piece | None = None
        for piece in pieces:
            if (
                waiting
                and piece.why == waiting.why
                and piece.why in ("prose", "marketing", "disclaimer", "repeated list")
            ):
                if piece.product is None:
                    waiting = replace(waiting, end=piece.end)
                    continue
            if waiting:
                yield waiting
            waiting = piece
        if waiting:
            yield waiting


def _matched_brackets(text: str) -> list[tuple[int, int]]:
    """Where each bracket that closes opens and closes, in the order of opening.

    >>> _matched_brackets("a (b [c] d) e)")
    [(2, 10), (5, 7)]
    """
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for match in _ANY_BRACKET.finditer(text):
        sign, at = match.group(), match.start()
        if sign not in _BRACKETS:
            stack.append((sign, at))
        elif stack and stack[-1][0] == _BRACKETS[sign]:
            pairs.append((stack.pop()[1], at))
    return sorted(pairs)


def _covered(stretches: list[tuple[int, int]], at: int) -> bool:
    """Whether an offset lies inside one of the ordered stretches."""
    index = bisect_right(stretches, (at, at)) - 1
    return any(start < at < end for start, end in stretches[max(index, 0) : index + 2])


def _is_copy(names: set[str], seen: set[str]) -> bool:
    """Whether a list repeats one already read: most of its names have been there."""
    return len(names) >= 3 and len(names & seen) >= 0.7 * len(names)

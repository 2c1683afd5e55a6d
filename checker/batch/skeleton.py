"""A text whose plain names are read by stand-ins: what is left of it (headings, disclaimers, "may contain") recurs.

Of "Ingredients: Aqua, Glycerin, ..., Parfum. Keep out of reach of children." the reader is given "Ingredients: Squalane,
Squalane, ..., Squalane. Keep out of reach of children.", once for all lists between these words; the names are then put
back. A long run of plain names becomes a few stand-ins; a known name by itself, also beside a heading or in front of a
sentence, becomes one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from checker.batch.stretch import STAND_IN, Name, Stretch, Stretches
from checker.check import find_claims
from checker.model import Entry
from checker.phrases import split_words
from checker.terms import Section

#: Skeletons that are remembered, and the longest that is worth reading: more text hardly recurs.
REMEMBERED, LONGEST = 20_000, 1_500
#: The share of known names that makes a list, and how many known names keep one going (`lists`, `blocks`).
KNOWN_SHARE, KNOWN_NAMES = 0.34, 6
#: What stands for a run: known names, one with a percentage, because behind actives that counts.
STAND_INS = (*(STAND_IN,) * 4, f"{STAND_IN} 5%", *(STAND_IN,) * 2)
#: What stands for what is put back: a known name, one in capitals, a run, a run in which a name bears a footnote.
_NAME, _CAPITALS, _RUN, _MARKED_RUN = "\x01\x02\x03\x04"
_STOOD_IN = {
    _NAME: (STAND_IN,),
    _CAPITALS: (STAND_IN.upper(),),
    _RUN: STAND_INS,
    _MARKED_RUN: (f"{STAND_IN}*", *STAND_INS[1:]),
}
SIGN = re.compile(f"[{_NAME}-{_MARKED_RUN}]")
#: What stands between the signs that end a heading or a sentence, and the names that all of these part alike.
_BETWEEN_SIGNS = re.compile(r"[^.:\n]+")
_PARTED = re.compile(r"[A-Za-z][^()\[\]{}]*[^\s.()\[\]{}]{2}[a-z\d]")
_PARTED_CAPITALS = re.compile(r"[A-Z][^()\[\]{}]*[A-Z]{3}")
_NUMBER_BEHIND = re.compile(r"\s*\.?\s*\d")
#: So many characters before and behind a name are looked at: no known name and no phrase is longer.
AROUND = 300
#: The roles of headings that begin a list, which may be a copy of one before it.
_STARTS = ("starts_list", "starts_active")
#: What is left out of a text for these reasons says nothing of the names beside it.
_NOT_TOLD = ("heading", "code", "remark", "footnote")
#: What of a text is put back: a name as read, or the number of the stand-in and the section in which it was read.
_Item = Name | tuple[int, Section]


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A text as read but for what is put back: the items of each product, the claims before the list, whether it is cut."""

    products: tuple[tuple[_Item, ...], ...]
    claims: frozenset[str]
    cut: bool
    #: Runs before which something was left out, and runs behind which no known name stands: there an unread name may
    #: be no name.
    begin_open: frozenset[int]
    end_open: frozenset[int]
    #: Whether a name that is not put back may be torn.
    torn: bool


@dataclass(frozen=True, slots=True)
class _Region:
    """Where stand-ins stand in the text of a skeleton."""

    start: int
    end: int
    stand_ins: tuple[str, ...]

    @property
    def is_run(self) -> bool:
        """Whether many names are put back here."""
        return len(self.stand_ins) > 1


class Skeletons:
    """Reads texts by their skeletons and remembers these."""

    def __init__(self, stretches: Stretches) -> None:
        self._stretches = stretches
        self._knowledge = stretches.knowledge
        self._begins = stretches.matcher.known.begins
        self._remembered: dict[tuple[str, str], Skeleton | None] = {}
        #: Whether a stretch is one known name and nothing else.
        self._alone: dict[str, bool] = {}
        cancelling = (
            phrase for value in self._knowledge.claims.values for claim in value for phrase in claim.not_after
        )
        self._cancelling = frozenset(word for phrase in cancelling for word in phrase.split())

    def read(self, stretches: Sequence[Stretch], separator: str) -> tuple[list[list[Name]], Skeleton] | None:
        """The names of each product, and the skeleton; None where what is put back may change how the rest is read."""
        parts: list[str] = []
        stood_in: list[Sequence[Stretch]] = []
        for plain, group in groupby(stretches, key=lambda stretch: bool(stretch.names)):
            run = list(group)
            if plain and len(run) >= len(STAND_INS):
                if not self._is_list(run):
                    return None
                parts.append(_MARKED_RUN if any(stretch.marked for stretch in run) else _RUN)
                stood_in.append(run)
            else:
                if sum(len(stretch.text) for stretch in run) > LONGEST:
                    return None
                parts += [self._template(stretch, stood_in) for stretch in run]
        skeleton = self._skeleton(separator.join(parts), separator)
        if skeleton is None or not all(stood_in[number][0].names[0].known for number in skeleton.begin_open):
            return None
        last = stretches[-1]
        for behind in (stood_in[number][-1] for number in skeleton.end_open):
            if not behind.names[-1].known and not (behind is last and self._stretches.may_end_a_list(last)):
                return None
        return [self._names(items, stood_in) for items in skeleton.products], skeleton

    def _is_list(self, run: Sequence[Stretch]) -> bool:
        """Whether a run makes a list of a text as its stand-ins do."""
        known, names = sum(stretch.known for stretch in run), sum(len(stretch.names) for stretch in run)
        spare = len(STAND_INS)
        return known >= KNOWN_NAMES and known - spare >= KNOWN_SHARE * (names - spare)

    def _names(self, items: Sequence[_Item], stood_in: Sequence[Sequence[Stretch]]) -> list[Name]:
        names: list[Name] = []
        for item in items:
            if isinstance(item, Name):
                names.append(item)
                continue
            number, section = item
            for stretch in stood_in[number]:
                if section is Section.DECLARED:
                    names += stretch.names
                else:
                    names += [self._stretches.name(replace(n.match.entry, section=section)) for n in stretch.names]
        return names

    # --- what stands for what --------------------------------------------------------------------------------------

    def _template(self, stretch: Stretch, stood_in: list[Sequence[Stretch]]) -> str:
        """The text of a stretch with signs for the known names in it, which are added to what is stood in for."""
        text = stretch.text
        if stretch.names:
            if not self._stands_alone(stretch):
                return text
            stood_in.append([stretch])
            return _NAME
        template, done = "", 0
        for found in _BETWEEN_SIGNS.finditer(text):
            printed = found.group().strip(" -–•*")
            if len(printed) > AROUND or self._stretches.matcher.identity(printed) is None:
                continue
            start = text.index(printed, found.start())
            end = start + len(printed)
            name = self._stretches.learn(printed)
            sign = _CAPITALS if _PARTED_CAPITALS.fullmatch(printed) else _NAME if _PARTED.fullmatch(printed) else ""
            if sign and self._stands_alone(name) and self._is_parted(name, text[:start], text[end:]):
                template += text[done:start] + sign
                done = end
                stood_in.append([name])
        return template + text[done:]

    def _stands_alone(self, stretch: Stretch) -> bool:
        """Whether a stretch is one known name and nothing else, which claims nothing."""
        text = stretch.text
        if text not in self._alone:
            if len(self._alone) > REMEMBERED:
                self._alone.clear()
            entry = stretch.names[0].match.entry if stretch.names else None
            self._alone[text] = (
                entry is not None
                and len(stretch.names) == stretch.known == 1
                and entry.printed == text
                and entry.percent is None
                and not (self._stretches.matcher.identity(text) or ".").endswith(".")
                and self._claims_nothing(text)
            )
        return self._alone[text]

    def _claims_nothing(self, text: str) -> bool:
        """Whether no claim stands in a name, begins or ends in it, or is cancelled by it."""
        words = split_words(text)
        keys = [word.key for word in words]
        claims = self._knowledge.claims
        if claims.find(text, words) or claims.going_on(keys) or keys[0] in claims.later_words:
            return False
        return keys[-1] not in self._cancelling

    def _is_parted(self, name: Stretch, before: str, behind: str) -> bool:
        """Whether no phrase, number or known name runs on from the words before a name or to those behind it."""
        if _NUMBER_BEHIND.match(behind):
            return False
        earlier = [word.key for word in split_words(before[-AROUND:])]
        later = [word.key for word in split_words(behind[:AROUND])][:1]
        if name.word in self._knowledge.headings.going_on(earlier) or not name.opens.isdisjoint(later):
            return False
        own = [word.key for word in split_words(name.text)]
        return not any(
            self._begins("".join(start[at:]) + word)
            for start, word in ((earlier, own[0]), *((own, word) for word in later))
            for at in range(len(start))
        )

    # --- what is remembered -----------------------------------------------------------------------------------------

    def _skeleton(self, template: str, separator: str) -> Skeleton | None:
        if len(template) > LONGEST:
            return None
        key = template, separator
        if key not in self._remembered:
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._read(template, separator)
        return self._remembered[key]

    def _read(self, template: str, separator: str) -> Skeleton | None:
        text, regions = _with_stand_ins(template, separator)
        label = self._stretches.label(text)
        marks = self._knowledge.headings.find(text, split_words(text))
        if regions and any(mark.value in _STARTS and mark.start > regions[0].start for mark in marks):
            return None  # The second list may be a copy of the first.
        if any(part.why == "repeated list" for part in label.left_out):
            return None
        found = list(self._items(label.entries, regions))
        if None in found:
            return None
        products: dict[int, list[_Item]] = {}
        for entry, item in filter(None, found):
            products.setdefault(entry.product, []).append(item)
        runs = {number for number, region in enumerate(regions) if region.is_run}
        read = [(entry.start, item) for entry, item in filter(None, found)]
        if not runs.issubset(item[0] for _, item in read if not isinstance(item, Name)):
            return None
        known_at = [start for start, item in read if not isinstance(item, Name) or item.known]
        told_at = [part.start for part in label.left_out if part.why not in _NOT_TOLD]
        return Skeleton(
            tuple(map(tuple, products.values())),
            claims=frozenset(find_claims("", text, label, self._knowledge)),
            cut=label.cut,
            begin_open=frozenset(at for at in runs if _begins_open(regions[at], known_at, told_at)),
            end_open=frozenset(at for at in runs if not any(start > regions[at].start for start in known_at)),
            torn=any(isinstance(item, Name) and item.torn for _, item in read),
        )

    def _items(self, entries: Sequence[Entry], regions: Sequence[_Region]) -> Iterator[tuple[Entry, _Item] | None]:
        """What each entry puts into its product, one for all stand-ins of a run; None where they were read otherwise."""
        starts = [region.start for region in regions]
        at = 0
        while at < len(entries):
            entry = entries[at]
            number = bisect_right(starts, entry.start) - 1
            if number >= 0 and entry.start < regions[number].end:
                held = entries[at : at + len(regions[number].stand_ins)]
                at += len(held)
                yield (entry, (number, entry.section)) if _is_as_it_stands(regions[number], held) else None
            else:
                at += 1
                reaches = any(entry.end > start for start in starts[number + 1 : number + 2])
                yield None if reaches else (entry, self._stretches.name(entry))


def _begins_open(run: _Region, known_at: Sequence[int], told_at: Sequence[int]) -> bool:
    """Whether something was left out between a run and the known name before it."""
    last_known = max((start for start in known_at if start < run.start), default=-1)
    return any(last_known < start < run.start for start in told_at)


def _with_stand_ins(template: str, separator: str) -> tuple[str, list[_Region]]:
    """The text of a skeleton, and where stand-ins stand in it."""
    text = ""
    regions: list[_Region] = []
    done = 0
    for found in SIGN.finditer(template):
        text += template[done : found.start()]
        stand_ins = _STOOD_IN[found.group()]
        written = separator.join(stand_ins)
        regions.append(_Region(len(text), len(text) + len(written), stand_ins))
        text += written
        done = found.end()
    return text + template[done:], regions


def _is_as_it_stands(region: _Region, held: Sequence[Entry]) -> bool:
    """Whether stand-ins were read as what they are: entries of one product, a run's as declared ones."""
    if len(held) != len(region.stand_ins) or (held[0].start, held[-1].end) != (region.start, region.end):
        return False
    return all(
        entry.printed.casefold() == STAND_IN.casefold()
        and (entry.percent is not None) == stand_in.endswith("%")
        and entry.product == held[0].product
        and (entry.section is Section.DECLARED or not region.is_run)
        for entry, stand_in in zip(held, region.stand_ins, strict=True)
    )

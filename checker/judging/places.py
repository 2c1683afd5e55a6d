"""Finds the place of each entry in its list: its rank, and whether it stands after the 1 % line.

Lists are sorted by amount, so a place says something about the amount. The 1 % line is the first ingredient that cannot
exceed 1 % (clinical reference 3.2.2): whatever comes after it is at 1 % or below.
A place says nothing in a list that is not sorted by amount: one in alphabetical order, and one with water behind a trace.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import lt

from checker.model.findings import Match
from checker.model.terms import How, Section, Use

#: This many names in alphabetical order mean that the list is not sorted by amount (21 CFR 201.66 allows that).
ALPHABETICAL_RUN = 8
#: Without a marker the last so many names of a list of so many or more are not early: there stand the traces.
LAST_NAMES, LONG_LIST = 2, 8
#: So many oils or waxes behind a marker say that a list without water is not sorted.
OTHER_BASES = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its rank in its section, that section's length, and whether the 1 % line comes before it."""

    position: int
    rank: int
    length: int
    after_line: bool
    #: Whether the place says anything about the amount; not in lists that are not sorted by amount, and for "may contain" entries.
    counts: bool
    #: Among the last names of a long list without a marker.
    among_last: bool = False

    def within(self, rank: int, first_half: bool) -> bool:
        """Whether it stands among the first `rank` (and in the first half of the list)."""
        early = self.counts and not self.among_last and self.rank <= rank
        return early and (not first_half or self.rank <= (self.length + 1) // 2)


class Places:
    """The places of a product's entries.

    `marks_line` says of each whether it cannot exceed 1 %, `bases` whether it is a base, and one that tells alone
    (bases.csv).
    """

    def __init__(self, matches: Sequence[Match], marks_line: Sequence[bool], bases: Sequence[bool | None]) -> None:
        self._matches = matches
        self._ranks: list[int] = []
        sections: dict[Section, list[int]] = {}
        for index, match in enumerate(matches):
            same = sections.setdefault(match.entry.section, [])
            same.append(index)
            self._ranks.append(len(same))
        self._lengths = {section: len(same) for section, same in sections.items()}
        self._alphabetical = {
            section for section, same in sections.items() if is_alphabetical(key_in_order(matches[i]) for i in same)
        }
        self._lines: dict[Section, int] = {}
        self._unsorted: set[Section] = set()
        for section, same in sections.items():
            line = next((place for place, index in enumerate(same) if marks_line[index]), None)
            if line is None or section in self._alphabetical:
                continue
            behind = {_inci(matches[index]): bases[index] for index in same[line + 1 :]}
            if is_unsorted([bases[index] for index in same[:line]], behind.values()):
                self._unsorted.add(section)
            else:
                self._lines[section] = matches[same[line]].entry.position

    @property
    def one_percent_line(self) -> int | None:
        """The position of the declared entry that marks the 1 % line, if any."""
        return self._lines.get(Section.DECLARED)

    @property
    def alphabetical(self) -> bool:
        """Whether a section of the list is in alphabetical order."""
        return bool(self._alphabetical - {Section.MAY_CONTAIN})

    @property
    def sorted(self) -> bool:
        """Whether places say something: no section is sorted by the alphabet, or not at all."""
        return not (self.alphabetical or self._unsorted - {Section.MAY_CONTAIN})

    def of(self, index: int) -> Place:
        """The place of an entry, by its index."""
        entry = self._matches[index].entry
        section = entry.section
        line, rank, length = self._lines.get(section), self._ranks[index], self._lengths[section]
        return Place(
            position=entry.position,
            rank=rank,
            length=length,
            after_line=line is not None and entry.position > line,
            counts=section is not Section.MAY_CONTAIN
            and section not in self._alphabetical
            and section not in self._unsorted,
            among_last=line is None and length >= LONG_LIST and rank > length - LAST_NAMES,
        )


def is_marker(match: Match, use: Use) -> bool:
    """Whether an ingredient cannot exceed 1 % (clinical reference 3.2.2), so that it marks the 1 % line."""
    if match.ingredient is None or match.how is How.AMBIGUOUS:
        return False
    cap = match.ingredient.marker_rinse_off if use is Use.RINSE_OFF else match.ingredient.marker_leave_on
    return cap is not None


def is_unsorted(before: Iterable[bool | None], behind: Collection[bool | None]) -> bool:
    """Whether what makes up most of a product stands behind a trace, the first marker of the 1 % line.

    Of each ingredient before and behind it: whether it is a base that tells alone (water), another base, or None. Oils
    and waxes may be traces too: they tell by twos, and only where no base stands before.

    >>> is_unsorted([None], [None, True]), is_unsorted([None], [False, False]), is_unsorted([True], [False, False])
    (True, True, False)
    """
    others_tell = all(base is None for base in before)
    return True in behind or (others_tell and sum(base is False for base in behind) >= OTHER_BASES)


def _inci(match: Match) -> str:
    return match.ingredient.inci if match.ingredient else ""


def key_in_order(match: Match) -> str:
    """The key to compare in alphabetical order; empty for colours and scent allergens, which may stand in any order."""
    return "" if match.group and match.group.any_order else match.entry.key


def is_alphabetical(keys: Iterable[str]) -> bool:
    """Whether eight names in a row are in alphabetical order; empty keys do not count."""
    names = list(filter(None, keys))
    return b"\1" * (ALPHABETICAL_RUN - 1) in bytes(map(lt, names, names[1:]))

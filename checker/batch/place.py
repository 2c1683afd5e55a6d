"""Where the names of many products stand, and in which company: the columns of a chunk of rows, computed together.

The rules are those of `judging` (`Place`, `Context`); here they are written for arrays: one element a name, the names of
one product behind those of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.judging import ALPHABETICAL_RUN, is_alphabetical
from checker.terms import Section

Numbers = NDArray[np.int64]
Answers = NDArray[np.bool_]
SECTIONS = tuple(Section)
_MAY_CONTAIN = SECTIONS.index(Section.MAY_CONTAIN)
#: So many bytes of a name decide its order among others, save between names that begin alike.
_PREFIX = 8


@dataclass(frozen=True, slots=True)
class Places:
    """For each name: its rank in its section, the section's length, whether it is behind the 1 % line, whether that counts."""

    rank: Numbers
    length: Numbers
    after_line: Answers
    counts: Answers


def prefix(key: str) -> int:
    """A number by which names are in the order of their keys, save those that begin alike; 0 for an empty key.

    >>> prefix("aqua") < prefix("parfum"), prefix("glyceryl oleate") == prefix("glyceryl stearate")
    (True, True)
    """
    return int.from_bytes(key.encode("utf-8", errors="surrogatepass")[:_PREFIX].ljust(_PREFIX, b"\0"), "big")


def places(
    product: Numbers,
    section: NDArray[np.int8],
    marks: Answers,
    prefixes: NDArray[np.uint64],
    key: Callable[[int], str],
) -> Places:
    """The place of each name; `prefixes` are those of what the alphabetical order goes by, `key` tells all of it."""
    of_section = product * len(SECTIONS) + section
    order = np.argsort(of_section, kind="stable")
    starts = np.flatnonzero(np.diff(of_section[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    group = np.repeat(np.arange(len(starts)), sizes)
    rank = np.arange(len(order)) - starts[group] + 1
    line = np.minimum.reduceat(np.where(marks[order], rank, len(order)), starts)
    counts = section[order[starts]] != _MAY_CONTAIN
    for of_names in _maybe_alphabetical(group, prefixes[order]):
        names = order[starts[of_names] : starts[of_names] + sizes[of_names]]
        counts[of_names] &= not is_alphabetical(map(key, names.tolist()))
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    after_line = counts[group] & (rank > line[group])
    return Places(rank[back], sizes[group][back], after_line[back], counts[group][back])


def _maybe_alphabetical(group: Numbers, prefixes: NDArray[np.uint64]) -> Iterable[int]:
    """The groups of names that may hold a run in alphabetical order, as far as the beginnings of the names tell."""
    counting = np.flatnonzero(prefixes)
    group, prefixes = group[counting], prefixes[counting]
    rises = (prefixes[:-1] <= prefixes[1:]) & (group[:-1] == group[1:])
    pairs = ALPHABETICAL_RUN - 1
    risen = np.concatenate(([0], np.cumsum(rises)))
    found: list[int] = np.unique(group[np.flatnonzero(risen[pairs:] - risen[:-pairs] == pairs)]).tolist()
    return found


@dataclass(frozen=True, slots=True)
class Company:
    """Which tags the names of each product have: how many names have one, and where the first of them stands."""

    count: Numbers
    first: Numbers

    def around(self, product: Numbers, own: Answers) -> Answers:
        """For each name, which tags another name of its product has; `own` are its own tags."""
        present: Answers = self.count[product] > own
        return present

    def before(self, product: Numbers, position: Numbers) -> Answers:
        """For each name, which tags a name before it has."""
        earlier: Answers = self.first[product] < position[:, None]
        return earlier


def company(product: Numbers, position: Numbers, tags: Answers, products: int) -> Company:
    """The company of each product; `tags` says of each name (row) which tags (columns) it has."""
    kinds = tags.shape[1]
    name, tag = np.nonzero(tags)
    at = product[name] * kinds + tag
    count = np.bincount(at, minlength=products * kinds).reshape(products, kinds)
    first = np.full(products * kinds, len(product) + 1)
    first[at[::-1]] = position[name][::-1]  # The first of several is written last.
    return Company(count, first.reshape(products, kinds))

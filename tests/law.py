"""Texts of the law of the left-out: a known name of concern joined into a list as people, shops and scanners join.

The joins are a table that grows (cases/joins.csv): `{list}` is the list, `{name}` the name, `{before}` and `{behind}` the
two parts of a list that is cut at a name's edge.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from checker import HealingPlan, check_label, load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.names import fold
from checker.model.terms import Level
from tests.cases import rows
from tests.labels import annotated, shared

PLAN = HealingPlan(treatment="standard", day=2)
#: A comma between two names, not within a number.
_EDGE = re.compile(r"(?<=\w),\s*(?=[^\W\d])")


class Joined(NamedTuple):
    """A text with a name of concern in it, and where it stands."""

    text: str
    name: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.name)


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """All known names of concern, as printed: of four letters or more, not ok in some phase."""
    knowledge = load_knowledge()
    return tuple(
        sorted(
            name.printed
            for name in knowledge.names.values()
            if any(level is not Level.OK for level in knowledge.group_of(name.ingredient).leave_on)
            and sum(map(str.isalpha, name.printed)) >= 4
        )
    )


@lru_cache(maxsize=1)
def lists() -> tuple[str, ...]:
    """The lists of the cases, the annotated labels, and the shared ones where they are."""
    bare = [row["text"] for row in rows("bare_lists.csv")]
    real = [label.text for label in (*annotated(), *shared("no_list_marketing")) if 40 < len(label.text) < 1500]
    return (*bare * 20, *real)


@lru_cache(maxsize=1)
def joins() -> tuple[str, ...]:
    """The ways to join a name to a list."""
    return tuple(row["join"].replace("\\n", "\n") for row in rows("joins.csv"))


def joined(text: str, name: str, join: str, at: float) -> Joined | None:
    """A name joined to a list; `at` (0-1) says at which of its commas. None where it would not be that name any more."""
    edges = [found.span() for found in _EDGE.finditer(text)]
    if not edges:
        return None
    start, end = edges[int(at * len(edges)) % len(edges)]
    parts = {"list": text, "before": text[:start], "behind": text[end:], "name": name}
    result = join.format(**parts)
    begins = len(join.partition("{name}")[0].format(**parts))
    one = Joined(result, name, begins)
    return one if _stands(one) else None


def _stands(one: Joined) -> bool:
    """Whether the name stands for itself: not denied, no part of a longer known name."""
    around = slice(max(0, one.start - 80), one.end + 80)
    found = matcher_for(load_knowledge()).names.find(one.text[around])
    at = one.start - around.start
    return any((named.start, named.end, named.denied) == (at, at + len(one.name), False) for named in found)


def lost(one: Joined) -> str:
    """How a name was lost; empty where it was not.

    It is not where it is mentioned, or where an entry holds it that is judged as it or stricter, or is not read at all.
    """
    knowledge = load_knowledge()
    group = knowledge.group_of(knowledge.names[fold(one.name)].ingredient)
    report = check_label(one.text, PLAN)
    if any(mention.start < one.end and one.start < mention.end for mention in report.mentioned):
        return ""
    there = [f for f in report.findings if f.match.entry.start < one.end and one.start < f.match.entry.end]
    if any(f.match.group is None or f.match.group.concern >= group.concern for f in there):
        return ""
    return f"{report.verdict.value}: {[(f.match.entry.printed, f.match.group and f.match.group.id) for f in there]}"

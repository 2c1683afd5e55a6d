"""Naming patterns: how the names of a family of ingredients are built, and the group that such a name gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from checker.knowledge.tables import Row
from checker.model.names import fold
from checker.model.rows import Group


@dataclass(frozen=True, slots=True)
class Family:
    """A naming pattern over the whole comparison key, and the group it gives."""

    pattern: str
    group: Group

    def matches(self, key: str) -> bool:
        """Whether the whole key follows the pattern."""
        return _compiled(self.pattern).fullmatch(key) is not None


#: Patterns are compiled when a name first needs them: most labels need none.
_compiled = lru_cache(maxsize=None)(re.compile)


def families_of(rows: list[Row], groups: Mapping[str, Group], was_checked: bool) -> Iterator[Family]:
    """The patterns; their examples are tried only where these very tables have not been checked before."""
    for row in rows:
        group = groups.get(row.known("group", groups, "groups.csv"))
        if (was_checked or _examples_hold(row)) and group is not None:
            yield Family(row["pattern"], group)


def _examples_hold(row: Row) -> bool:
    try:
        pattern = _compiled(row["pattern"])
    except re.error as error:
        row.fault("pattern", f"it is no regular expression ({error})", "mend the pattern")
        return False
    if not pattern.fullmatch(fold(row["example"])):
        row.fault("example", f'"{row["example"]}" does not match the pattern', "mend pattern or example")
    if row["counter_example"] and pattern.fullmatch(fold(row["counter_example"])):
        row.fault("counter_example", f'"{row["counter_example"]}" matches as well', "narrow the pattern")
    return True

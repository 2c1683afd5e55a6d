"""Reading the knowledge's CSV tables: cells with a type, and every fault collected with its place and its remedy."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from checker.model.rows import Levels
from checker.model.terms import Level, Phase

#: The tables and the columns each must have.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "groups": (
        "group", "title", "role", "reason", "evidence", "sources", "ask_clinic", "leave_on", "rinse_off", "early_within",
        "early_leave_on", "early_rinse_off", "first_half", "late_leave_on", "late_rinse_off", "any_order", "restart_note",
    ),
    "context_rules": (
        "order", "group", "ingredient", "use", "section", "rank_at_most", "rank_at_least", "first_half", "last_third", "line",
        "list_at_least", "percent_at_least", "percent_at_most", "claim", "without_claim", "together_with",
        "together_unless_late", "without", "preceded_by", "not_preceded_by", "members_at_least", "judge_as", "message", "why",
        "evidence", "sources",
    ),
    "ingredients": ("inci_name", "group", "note", "sources", "marker_leave_on", "marker_rinse_off"),
    "bases": ("inci_name", "alone"),
    "other_names": ("name", "inci_name", "kind", "when"),
    "name_parts": ("part", "inci", "language", "place"),
    "families": ("pattern", "group", "example", "counter_example"),
    "lookalikes": ("name_a", "name_b", "why"),
    "phases": ("treatment", "phase", "from_day", "only_if", "title", "what", "evidence", "sources", "basis"),
    "sources": ("id", "citation", "address", "kind", "status", "show"),
    "headings": ("text", "language", "role"),
    "forms": ("text", "language", "use", "ingredient"),
    "claims": ("text", "language", "claim", "not_after", "judge_as"),
    "denials": ("text", "language", "role"),
    "changes": ("date", "table", "change", "about", "decision", "reason", "source"),
}  # fmt: skip


class KnowledgeError(Exception):
    """A table with faults; its text lists every one."""


@dataclass
class Faults:
    """The faults found so far."""

    found: list[str] = field(default_factory=list)

    def add(self, file: str, line: int, column: str, problem: str, mend: str) -> None:
        """Note a fault: where, what, and what would mend it."""
        self.found.append(f"data/{file}, line {line}, {column}: {problem}. To mend it: {mend}.")

    def stop_if_any(self) -> None:
        """Raise `KnowledgeError` when there is a fault."""
        if self.found:
            count = f"{len(self.found)} fault{'s' if len(self.found) > 1 else ''}"
            raise KnowledgeError(f"The knowledge has {count}:\n" + "\n".join(self.found))


class Row:
    """One line of a table. Its readers return a usable value and note a fault when the cell has none."""

    __slots__ = ("_cells", "_columns", "_faults", "_file", "_line")

    def __init__(self, cells: list[str], columns: Mapping[str, int], file: str, line: int, faults: Faults) -> None:
        self._cells, self._columns, self._file, self._line, self._faults = cells, columns, file, line, faults

    def __getitem__(self, column: str) -> str:
        return self._cells[self._columns[column]]

    def fault(self, column: str, problem: str, mend: str) -> None:
        """Note a fault in this row."""
        self._faults.add(self._file, self._line, column, problem, mend)

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """A cell with one of a few words."""
        value = self[column]
        if value in allowed:
            return value
        self.fault(column, f"{value!r} is not allowed", f"write one of {', '.join(w or '(empty)' for w in allowed)}")
        return allowed[0]

    def yes(self, column: str) -> bool:
        """A yes/no cell; empty is no."""
        return self.choice(column, ("no", "yes", "")) == "yes"

    def levels(self, column: str) -> Levels:
        """Five levels, one a phase."""
        words = self[column].split()
        if len(words) == len(Phase) and all(word in tuple(Level) for word in words):
            return cast(Levels, tuple(Level(word) for word in words))
        self.fault(column, f"{self[column]!r} is not a level for each of the five phases",
                   "write five of ok, caution, avoid with spaces between")  # fmt: skip
        return (Level.AVOID,) * 5

    def number(self, column: str) -> float | None:
        """A number, or None for an empty cell."""
        value = self[column]
        try:
            return float(value) if value else None
        except ValueError:
            self.fault(column, f"{value!r} is not a number", "write a number such as 0.5, or leave it empty")
            return None

    def whole_number(self, column: str) -> int | None:
        """A whole number from 0, or None for an empty cell."""
        if self[column].isdecimal():
            return int(self[column])
        if self[column]:
            self.fault(column, f"{self[column]!r} is not a whole number", "write a whole number, or leave it empty")
        return None

    def known(self, column: str, allowed: Collection[str], where: str) -> str:
        """A cell that names a row of another table."""
        value = self[column]
        self._check_known(column, value, allowed, where)
        return value

    def known_words(self, column: str, allowed: Collection[str], where: str) -> tuple[str, ...]:
        """A cell of words with spaces between, each naming a row of another table."""
        return self._known_all(column, self[column].split(), allowed, where)

    def parts(self, column: str) -> list[str]:
        """A cell of names with "|" between."""
        return [part.strip() for part in self[column].split("|") if part.strip()]

    def known_parts(self, column: str, allowed: Collection[str], where: str) -> tuple[str, ...]:
        """A cell of names with "|" between, each naming a row of another table."""
        return self._known_all(column, self.parts(column), allowed, where)

    def known_sets(self, column: str, allowed: Collection[str], where: str) -> tuple[frozenset[str], ...]:
        """A cell of sets with "&" between, each of names with "|" between that name rows of another table."""
        sets = [[part.strip() for part in one.split("|") if part.strip()] for one in self[column].split("&")]
        return tuple(frozenset(self._known_all(column, parts, allowed, where)) for parts in sets if parts)

    def _known_all(self, column: str, parts: list[str], allowed: Collection[str], where: str) -> tuple[str, ...]:
        for part in parts:
            self._check_known(column, part, allowed, where)
        return tuple(parts)

    def _check_known(self, column: str, value: str, allowed: Collection[str], where: str) -> None:
        if value not in allowed:
            from difflib import get_close_matches

            near = get_close_matches(value, allowed, 1)
            self.fault(column, f'"{value}" is not in {where}',
                       f'did you mean "{near[0]}"?' if near else f"add it to {where}, or correct the cell")  # fmt: skip


def read(path: Path, columns: Sequence[str], faults: Faults) -> list[Row]:
    """The rows of a table, with every cell stripped. A missing file, column or cell is a fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.add(path.name, 1, "file", f"it cannot be read ({error})", "put the table back, as UTF-8 CSV")
        return []
    header = lines[0] if lines else []
    missing = [column for column in columns if column not in header]
    if missing:
        faults.add(path.name, 1, "header", f"columns are missing: {', '.join(missing)}", "add them to the first line")
        return []
    name = path.name
    places = {column: place for place, column in enumerate(header)}
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(header):
            rows.append(Row(list(map(str.strip, cells)), places, name, number, faults))
        elif cells:
            problem = f"it has {len(cells)} cells, the header {len(header)}"
            faults.add(path.name, number, "row", problem, "quote cells that hold a comma")
    return rows

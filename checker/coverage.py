"""How much of a file of labels is read, and which unread names are the commonest: the next rows to write."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.knowledge import Knowledge
from checker.label import read_label
from checker.matching import matcher_for
from checker.names import fold
from checker.terms import How, Section

#: How the column (or field) of ingredient lists is called, as comparison keys.
TEXT_COLUMNS = ("text", "ingredients", "ingredients text", "inci", "ingredient list", "composition")


class CoverageError(Exception):
    """A file of labels that cannot be measured: what, where, what next."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Texts and declared entries of a file, how many entries were read, and the commonest unread names."""

    texts: int
    entries: int
    read: int
    unread: Counter[str]

    @property
    def share(self) -> float:
        """The share (0-1) of entries read; any way but unread and ambiguous counts."""
        return self.read / self.entries if self.entries else 0.0


def measure(path: Path, knowledge: Knowledge) -> Coverage:
    """Read every label of a JSON Lines, CSV or text file (one label a line).

    Raises `CoverageError` when the file cannot be read or names no column of lists.
    """
    matcher = matcher_for(knowledge)
    texts = entries = read = 0
    unread: Counter[str] = Counter()
    for text in _texts(path):
        texts += 1
        for entry in read_label(text, knowledge.headings, matcher.identity, matcher.seen, matcher.hints).entries:
            if entry.section is Section.MAY_CONTAIN:
                continue
            entries += 1
            if matcher.match(entry).how in (How.UNREAD, How.AMBIGUOUS):
                unread[" ".join(entry.printed.split())] += 1
            else:
                read += 1
    return Coverage(texts, entries, read, unread)


def _texts(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CoverageError(f"{path} cannot be read ({error}). Give JSON Lines, CSV or text in UTF-8.") from None
    if path.suffix in (".jsonl", ".json"):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                record = _record(line, number, path)
                yield str(record[_column(list(record), path)])
    elif path.suffix in (".csv", ".tsv"):
        rows = csv.DictReader(text.splitlines(keepends=True), delimiter="\t" if path.suffix == ".tsv" else ",")
        column = _column(list(rows.fieldnames or ()), path)
        yield from (row[column] or "" for row in rows)
    else:
        yield from filter(str.strip, text.split("\n"))


def _record(line: str, number: int, path: Path) -> dict[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        record = None
    if not isinstance(record, dict):
        raise CoverageError(f'{path}, line {number}, is no JSON object. Write one a line, such as {{"text": "Aqua"}}.')
    return record


def _column(names: list[str], path: Path) -> str:
    for wanted in TEXT_COLUMNS:
        for name in names:
            if fold(name) == wanted:
                return name
    raise CoverageError(
        f"{path} has no column of lists. Its columns are: {', '.join(names)}. Rename one to ingredients."
    )

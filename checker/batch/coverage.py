"""How much of a file of labels is read, what is answered, and which unread names are the commonest: the next rows to write."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.check import check_label
from checker.knowledge.load import Knowledge
from checker.model.names import fold
from checker.model.terms import How, Section, Verdict

#: How the column (or field) of ingredient lists is called, as comparison keys; and that of the labels' names.
TEXT_COLUMNS = ("text", "ingredients", "ingredients text", "inci", "ingredient list", "composition")
ID_COLUMNS = ("id", "code", "barcode", "ean", "sku")
HALVES = ("a", "b")


class CoverageError(Exception):
    """A file of labels that cannot be measured: what, where, what next."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Texts and declared entries of a file, how many entries were read, the commonest unread names, and the verdicts.

    `not_understood` texts cannot be told by a healed skin either: there is no list, or too much of it is unread. On an
    earlier day some other entry that has to wait may hide that.
    """

    texts: int
    entries: int
    read: int
    unread: Counter[str]
    verdicts: Counter[Verdict]
    not_understood: int

    @property
    def share(self) -> float:
        """The share (0-1) of entries read; any way but unread and ambiguous counts."""
        return self.read / self.entries if self.entries else 0.0


def half_of(identifier: str) -> str:
    """The half of a file that a label belongs to, "a" or "b", by the first hex digit of the SHA-256 of its id.

    One half builds the tables, the other one measures them, so that no row is tried on the labels it was made from.

    >>> [half_of(identifier) for identifier in ("ja-001", "ja-002", "ja-003")]
    ['a', 'b', 'b']
    """
    return "a" if hashlib.sha256(identifier.encode()).hexdigest()[0] in "01234567" else "b"


def measure(path: Path, knowledge: Knowledge, half: str | None = None) -> Coverage:
    """Check every label of a JSON Lines, CSV or text file (one label a line), or of one half of it, with the usual plan.

    Raises `CoverageError` when the file cannot be read, or names no column of lists (of ids, where a half is asked for).
    """
    texts = entries = read = not_understood = 0
    unread: Counter[str] = Counter()
    verdicts: Counter[Verdict] = Counter()
    for text in _texts(path, half):
        texts += 1
        report = check_label(text, knowledge=knowledge)
        verdicts[report.verdict] += 1
        not_understood += report.by_phase[-1] is Verdict.CANNOT_TELL
        for match in (finding.match for finding in report.findings):
            if match.entry.section is Section.MAY_CONTAIN:
                continue
            entries += 1
            if match.how in (How.UNREAD, How.AMBIGUOUS):
                unread[" ".join(match.entry.printed.split())] += 1
            else:
                read += 1
    return Coverage(texts, entries, read, unread, verdicts, not_understood)


def _texts(path: Path, half: str | None) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CoverageError(f"{path} cannot be read ({error}). Give JSON Lines, CSV or text in UTF-8.") from None
    if path.suffix in (".jsonl", ".json"):
        lines = enumerate(text.split("\n"), start=1)
        records = (_record(line, number, path) for number, line in lines if line.strip())
        yield from (str(record[_column(record, TEXT_COLUMNS, path)]) for record in _of_half(records, half, path))
    elif path.suffix in (".csv", ".tsv"):
        rows = csv.DictReader(text.splitlines(keepends=True), delimiter="\t" if path.suffix == ".tsv" else ",")
        column = _column(dict.fromkeys(rows.fieldnames or ()), TEXT_COLUMNS, path)
        yield from (str(row[column] or "") for row in _of_half(rows, half, path))
    elif half:
        raise CoverageError(f"The lines of {path} have no id, by which a half is taken. Give JSON Lines or CSV.")
    else:
        yield from filter(str.strip, text.split("\n"))


def _of_half(records: Iterator[Mapping[str, object]], half: str | None, path: Path) -> Iterator[Mapping[str, object]]:
    for record in records:
        if half is None or half_of(str(record[_column(record, ID_COLUMNS, path)])) == half:
            yield record


def _record(line: str, number: int, path: Path) -> dict[str, object]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        record = None
    if not isinstance(record, dict):
        raise CoverageError(f'{path}, line {number}, is no JSON object. Write one a line, such as {{"text": "Aqua"}}.')
    return record


def _column(names: Mapping[str, object], usual: tuple[str, ...], path: Path) -> str:
    for wanted in usual:
        for name in names:
            if fold(name) == wanted:
                return name
    what = "lists" if usual is TEXT_COLUMNS else "ids"
    raise CoverageError(
        f"{path} has no column of {what}. Its columns are: {', '.join(names)}. "
        f"Rename one to {'ingredients' if usual is TEXT_COLUMNS else 'id'}."
    )

"""A larger inventory of names, loaded by the user from a file of their own (the Commission's CosIng export, say).

Its names are read but not judged, unless a naming pattern gives them a group. They live in the user's data folder as
plain text, one name a line, with an index of their comparison keys beside them that is rebuilt when the file changes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from platformdirs import user_data_dir

from checker.model.names import fold

#: How a column of names is called, as comparison keys; the first one found counts.
NAME_COLUMNS = ("inci name", "inci", "inci names", "ingredient name", "ingredient", "name", "names")
#: Exports may open with a few lines of their own before the header.
HEADER_WITHIN = 20
#: The index ends with this after the names' own size and time, so that an older layout is rebuilt.
_LAYOUT = "1"


class VocabularyError(Exception):
    """A file that cannot be loaded as an inventory: what, where, what next."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """A loaded inventory: its name, how many names it holds, and when it was added."""

    name: str
    names: int
    added: date


def folder() -> Path:
    """Where the inventories of this user are."""
    return Path(user_data_dir("needling-checker")) / "vocabulary"


def add(path: Path, where: Path | None = None) -> Inventory:
    """Load the names of a CSV file (or a plain list, one name a line); a file of the same name replaces the older one.

    Raises `VocabularyError` when the file cannot be read or has no column of names.
    """
    where = where or folder()
    names = list(dict.fromkeys(_names_in(path)))
    if not names:
        raise VocabularyError(f"{path} holds no names. Give a CSV with a column of INCI names.")
    where.mkdir(parents=True, exist_ok=True)
    target = where / f"{path.stem}.txt"
    target.write_text("\n".join(names) + "\n", encoding="utf-8")
    _build_index(target)
    return _inventory(target, len(names))


def listed(where: Path | None = None) -> list[Inventory]:
    """The loaded inventories."""
    files = sorted((where or folder()).glob("*.txt"))
    return [_inventory(file, len(file.read_text(encoding="utf-8").splitlines())) for file in files]


def remove(name: str, where: Path | None = None) -> None:
    """Take a loaded inventory away. Raises `VocabularyError` when there is none of that name."""
    file = (where or folder()) / f"{name}.txt"
    if file.parent != (where or folder()) or not file.exists():
        known = ", ".join(inventory.name for inventory in listed(where)) or "none is loaded"
        raise VocabularyError(f"There is no inventory called {name!r}. Loaded: {known}.")
    file.unlink()
    file.with_suffix(".index").unlink(missing_ok=True)


def load(where: Path | None = None) -> dict[str, str]:
    """The names of all loaded inventories by comparison key."""
    names: dict[str, str] = {}
    for file in sorted((where or folder()).glob("*.txt")):
        index = file.with_suffix(".index")
        lines = index.read_text(encoding="utf-8").split("\n") if index.exists() else [""]
        if lines[0] != _stamp(file):
            lines = _build_index(file)
        for line in filter(None, lines[1:]):
            key, _, name = line.partition("\t")
            names[key] = name
    return names


def _build_index(file: Path) -> list[str]:
    """Write the keys and names beside the file, under a first line that says which state of the file they are of."""
    lines = [_stamp(file)]
    for line in file.read_text(encoding="utf-8").splitlines():
        if key := fold(line):
            lines.append(f"{key}\t{line}")
    file.with_suffix(".index").write_text("\n".join(lines), encoding="utf-8")
    return lines


def _stamp(file: Path) -> str:
    state = file.stat()
    return f"{_LAYOUT} {state.st_size} {state.st_mtime_ns}"


def _inventory(file: Path, names: int) -> Inventory:
    return Inventory(file.stem, names, datetime.fromtimestamp(file.stat().st_mtime).date())


def _names_in(path: Path) -> Iterator[str]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise VocabularyError(f"{path} cannot be read ({error.strerror}). Check the name and the rights.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    separator = max(",;\t", key=text[:20_000].count)
    if text[:20_000].count(separator) == 0:
        yield from (line.strip() for line in text.splitlines() if line.strip())
        return
    rows = csv.reader(text.splitlines(), delimiter=separator)
    column = _name_column(rows, path)
    for row in rows:
        if len(row) > column and row[column].strip():
            yield " ".join(row[column].split())


def _name_column(rows: Iterator[list[str]], path: Path) -> int:
    seen: list[str] = []
    for _, row in zip(range(HEADER_WITHIN), rows, strict=False):
        keys = [fold(cell) for cell in row]
        for wanted in NAME_COLUMNS:
            if wanted in keys:
                return keys.index(wanted)
        seen = seen or row
    raise VocabularyError(
        f"{path} has no column of names (looked for {', '.join(NAME_COLUMNS)}). "
        f"Its columns are: {', '.join(seen)[:200]}. Rename the one with the INCI names to INCI name."
    )

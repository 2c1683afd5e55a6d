"""Forty real ingredient lists for drawing, as facts: the names of the gold set's labels in their order."""

from __future__ import annotations

import json
from pathlib import Path

GOLD = Path(__file__).parents[1] / "gold" / "gold.jsonl"
#: A label of fewer names is no list, one of more fills more than one side of a pack.
FEWEST, MOST = 12, 45
LISTS = 40


def lists() -> list[tuple[str, ...]]:
    """The printed names of forty labels in Latin letters: one list a label, nested names written out one by one."""
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        names = tuple(
            entry["printed"]
            for entry in label["entries"]
            if entry["section"] == "declared" and not entry.get("optional") and entry["inci"]
        )
        plain = all(name.isascii() and len(name) < 60 and "," not in name.replace("1,", "") for name in names)
        if FEWEST <= len(names) <= MOST and plain:
            found.append(names)
    return found[:LISTS]

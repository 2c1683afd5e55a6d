"""Texts of several products: how many are parted right, and whether a name of concern is lost in one.

The texts (tests/gold/kits.jsonl) are written for this: lists as packs print them under headings in five languages, with and
without full stops between them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from checker import HealingPlan, check_label
from checker.model.terms import Level

KITS = Path(__file__).parents[1] / "gold" / "kits.jsonl"
PLAN = HealingPlan(treatment="standard", day=2)


def kits() -> list[dict[str, Any]]:
    """The texts with their products."""
    return [json.loads(line) for line in KITS.read_text(encoding="utf-8").split("\n") if line]


def parted(kit: dict[str, Any]) -> bool:
    """Whether the products, their names and their entries are read as written."""
    report = check_label(kit["text"], PLAN)
    entries: dict[int, list[str]] = {}
    for finding in report.findings:
        entries.setdefault(finding.match.entry.product, []).append(finding.match.entry.printed)
    found = [(p.name, entries.get(number, [])) for number, p in enumerate(report.products, start=1)]
    return found == [(product["name"], product["entries"]) for product in kit["products"]]


def lost(kit: dict[str, Any]) -> list[str]:
    """The names of concern, judged each list by itself, that no entry of concern in the kit holds."""
    concern = {f.match.entry.printed for f in check_label(kit["text"], PLAN).findings if f.level is not Level.OK}
    own = [f for p in kit["products"] for f in check_label(", ".join(p["entries"]), PLAN).findings]
    return [f.match.entry.printed for f in own if f.level is not Level.OK and f.match.entry.printed not in concern]


def run(arguments: list[str]) -> None:
    """Print the figures, and what went wrong."""
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    wrong, names = [], []
    for kit in kits():
        for kind in ("all", kit["language"], "with full stops" if kit["stops"] else "without full stops"):
            count[kind] += 1
            right[kind] += parted(kit)
        wrong += [] if parted(kit) else [f"{kit['kit']}: {kit['text']!r}"]
        names += lost(kit)
    for kind, texts in count.items():
        print(f"{kind:20} {right[kind]:3} of {texts:3} with the right products")
    print(f"names of concern lost: {', '.join(names) or 'none'}")
    print("\n".join(wrong))

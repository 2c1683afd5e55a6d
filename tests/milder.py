"""Which labels a change judges more mildly, and by which row of the knowledge: all real labels, in every phase.

    python -m tests.milder before.gz                       # on the commit before
    python -m tests.milder after.gz --than before.gz       # on the commit after: the shares of "wait", and what changed

A label counts where its verdict in some phase is milder than it was. It is listed under the rows that did it: those by
which its entries, which decided before, are judged now.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from checker import HealingPlan, check_label
from checker.model.terms import Phase, Treatment, Use, Verdict
from tests.labels import RealLabel, annotated, shared

#: A day in each phase after a standard treatment.
DAYS = (0, 1, 4, 8, 15)
USES = (Use.LEAVE_ON, Use.RINSE_OFF, Use.MASK)
Judged = dict[str, Any]


def judged(label: RealLabel) -> list[Judged]:
    """A label under each use: its verdict in each phase, and the entries of concern with the rows that judge them."""
    found = []
    for use in USES:
        report = check_label(label.text, HealingPlan(Treatment.STANDARD, day=DAYS[1], use=use), label.name)
        entries = {
            f"{f.match.entry.product}.{f.match.entry.position} {f.match.entry.printed}": {
                "levels": [level.value if level else "unread" for level in f.by_phase],
                "row": f"{f.match.group.id if f.match.group else f.match.how}: {f.rule or f.judged_as or 'its base'}",
            }
            for f in report.findings
        }
        verdicts = [verdict.value for verdict in report.by_phase]
        found.append({"id": label.id, "use": use.value, "verdicts": verdicts, "entries": entries})
    return found


def moved(before: Judged, after: Judged) -> Iterator[tuple[str, str, set[str]]]:
    """The phases in which a verdict moved: the phase, "milder" or "stricter", and the rows that did it."""
    for phase, was, now in zip(range(len(Phase)), before["verdicts"], after["verdicts"], strict=True):
        if was == now:
            continue
        way = "milder" if Verdict(now).rank < Verdict(was).rank else "stricter"
        strict, other = (before, after) if way == "milder" else (after, before)
        deciding = [
            name
            for name, entry in strict["entries"].items()
            if entry["levels"][phase] == strict["verdicts"][phase]
            and other["entries"].get(name, entry | {"levels": None})["levels"] != entry["levels"]
        ]
        rows = {after["entries"].get(name, {"row": "no longer an entry"})["row"] for name in deciding}
        yield f"day {DAYS[phase]}", way, rows or {"no entry: the claims of the pack, or what was not read"}


def compare(before: list[Judged], after: list[Judged]) -> None:
    """Print the share of "wait" before and after, and the labels that moved, by the row that moved them."""
    for use in USES:
        for phase, day in enumerate(DAYS):
            pair = [[one["verdicts"][phase] for one in side if one["use"] == use] for side in (before, after)]
            if not all(pair):
                continue
            was, now = (f"{side.count('avoid')} ({100 * side.count('avoid') / len(side):.1f} %)" for side in pair)
            print(f"wait, {use}, day {day}: {was} before, {now} after, of {len(pair[0])}")
    known = {(one["id"], one["use"]): one for one in before}
    by_row: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    labels: dict[str, set[str]] = defaultdict(set)
    for now in (one for one in after if (one["id"], one["use"]) in known):
        for day, way, rows in moved(known[now["id"], now["use"]], now):
            labels[way].add(now["id"])
            for row in rows:
                by_row[way, row][now["id"]].add(f"{now['use']} {day}")
    print({way: len(ids) for way, ids in labels.items()}, "labels moved in some phase and use")
    for (way, row), moved_by in sorted(by_row.items(), key=lambda item: (item[0][0], -len(item[1]))):
        print(f"\n{way}: {len(moved_by)} labels by {row}")
        where = Counter(place for places in moved_by.values() for place in places)
        print("  " + ", ".join(f"{place}: {count}" for place, count in where.most_common(6)))
        if way == "milder":
            print("  " + " ".join(moved_by))


def run() -> None:
    """Write the file; with `--than`, compare it with another."""
    parser = argparse.ArgumentParser(prog="python -m tests.milder", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--than", type=Path)
    asked = parser.parse_args()
    with gzip.open(asked.file, "wt", encoding="utf-8") as file, ProcessPoolExecutor(2) as pool:
        for found in pool.map(judged, [*annotated(), *shared()], chunksize=50):
            file.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in found)
    if asked.than:
        compare(*(_read(path) for path in (asked.than, asked.file)))


def _read(path: Path) -> list[Judged]:
    with gzip.open(path, "rt", encoding="utf-8", errors="surrogatepass") as file:
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    run()

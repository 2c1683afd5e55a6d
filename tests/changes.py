"""How many real labels change their answer between two versions of the checker, in which direction, and which.

    python -m tests.changes write before.json         # on the version before: the answers of all labels, in a minute
    python -m tests.changes write after.json
    python -m tests.changes compare before.json after.json [--list]

A label gets stricter where its verdict does, or, the verdict being the same, a date comes later; milder the other way
round. `tests.same` compares whole answers; this one says what a person would notice.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from checker import HealingPlan, check_label
from checker.model.terms import Verdict
from tests.labels import annotated, shared

USES = ("leave_on", "rinse_off")
#: Later than any day: there is no such day.
NEVER = 99

Answer = tuple[int, int, int]


def answers() -> dict[str, Answer]:
    """What each label is compared by, for each use: its verdict's rank, and its two dates in days."""
    return {
        f"{label.id} {use}": strictness(label.text, label.name, use)
        for label in [*annotated(), *shared()]
        for use in USES
    }


def strictness(text: str, name: str, use: str) -> Answer:
    """The verdict of a label on day 2 after a standard treatment, as its rank, and its dates."""
    report = check_label(text, HealingPlan(treatment="standard", day=2, use=use), name)
    dates = (NEVER if day is None else day for day in (report.with_care_from_day, report.free_from_day))
    return report.verdict.rank, *dates  # type: ignore[return-value]


def direction(was: Answer, now: Answer) -> str:
    """What became of an answer.

    >>> direction((2, 7, 14), (2, 3, 7)), direction((0, 0, 0), (1, 0, 1))
    ('milder, dates only', 'stricter, verdict')
    """
    what = "verdict" if was[0] != now[0] else "dates only"
    return "same" if was == now else f"stricter, {what}" if now > was else f"milder, {what}"


def compare(before: Path, after: Path, listed: bool) -> None:
    """Print the counts, and where asked every label that changed."""
    one, other = (
        {label: tuple(answer) for label, answer in json.loads(path.read_text()).items()} for path in (before, after)
    )
    names = {verdict.rank: verdict.value for verdict in Verdict}
    changed: Counter[tuple[str, str]] = Counter()
    for label in one.keys() & other.keys():
        was, now = one[label], other[label]
        changed[label.rpartition(" ")[2], direction(was, now)] += 1
        if listed and was != now:
            print(label, names[was[0]], was[1:], "->", names[now[0]], now[1:], sep="\t")
    for (use, what), count in sorted(changed.items()):
        print(f"{use:12} {what:24} {count:6}")


def run() -> None:
    """Write a file, or compare two."""
    parser = argparse.ArgumentParser(prog="python -m tests.changes", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("do", choices=("write", "compare"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if asked.do == "write":
        asked.files[0].write_text(json.dumps(answers()))
    else:
        compare(asked.files[0], asked.files[1], asked.list)


if __name__ == "__main__":
    run()

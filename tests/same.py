"""Every answer over all real labels, written to a file: two versions of the checker answer alike where the files agree.

    python -m tests.same before.gz          # on the commit before
    python -m tests.same after.gz           # on the commit after
    cmp before.gz after.gz                  # or, to see what differs: diff <(zcat before.gz) <(zcat after.gz)

`--every N` takes only every Nth label, for a quick look while working; `--changed-over N` adds N labels with two
neighbouring names changed over; `--rows N` answers so many rows through the batch (all labels, if not given).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.labels import RealLabel, annotated, changed_over, shared

#: Nothing that this user has loaded or cached changes an answer here.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="checker-data-")

from checker import HealingPlan, check_label
from checker.cli import main
from checker.clinic.protocol import read_protocol
from checker.model.terms import Treatment, Use

DAYS = (("standard", 2), ("deep", 9), ("superficial", 0))
USES = ("leave_on", "rinse_off", "mask")
BASE = HealingPlan(treatment=Treatment.STANDARD, day=2)
OPTIONS: dict[str, dict[str, Any]] = {
    "allergies": {"allergies": ("fragrance", "Panthenl")},
    "slow_healing": {"slow_healing": True},
    "still_irritated": {"still_irritated": True},
    "from_clinic": {"from_clinic": True},
}
PROTOCOL = """rule,about,treatment,phase,use,value,note
level,fragrance,,rebuilding,leave_on,ok,Our own oils only
level,Niacinamide,,,,caution,
level,silicone,,,rinse_off,avoid,
first_day,,standard,settling,,10,
"""


def answers(label: RealLabel) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers about a label over the grid, each with what was asked."""
    for (treatment, day), use in product(DAYS, USES):
        plan = HealingPlan(treatment=Treatment(treatment), day=day, use=Use(use))
        report = check_label(label.text, plan, label.name)
        yield f"{treatment} {day} {use}", report.to_dict()
    for option, cells in OPTIONS.items():
        yield option, check_label(label.text, replace(BASE, **cells), label.name).to_dict()
    rules = read_protocol(PROTOCOL, "House")
    yield "protocol", check_label(label.text, BASE, label.name, protocol=rules).to_dict()
    printed = [finding.match.entry.printed for finding in report.findings]
    readings = {name: None if number else "Glycerin" for number, name in enumerate(printed[1::7])}
    yield "readings", check_label(label.text, BASE, label.name, readings).to_dict()
    yield "photo", check_label(label.text, BASE, label.name, source="photo", confirmed=False).to_dict()


def lines_of(label: RealLabel) -> str:
    """The answers about a label, one a line: what was asked, a tab, the answer as JSON."""
    return "".join(
        f"{label.id} {asked}\t{json.dumps(answer, ensure_ascii=False)}\n" for asked, answer in answers(label)
    )


def batch_lines(labels: Iterable[RealLabel]) -> str:
    """The cells of the batch about the same labels, under plans that change from row to row."""
    draw = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        with source.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["id", "name", "ingredients", "treatment", "day", "use"])
            for label in labels:
                treatment, day = draw.choice(DAYS)
                table.writerow([label.id, label.name, label.text, treatment, day, draw.choice([*USES, ""])])
        ran = CliRunner().invoke(main, ["batch", str(source), "-o", str(target), "--jobs", "2"])
        if ran.exit_code > 1:
            raise SystemExit(ran.output)
        return target.read_text(encoding="utf-8")


def run() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(prog="python -m tests.same", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--changed-over", type=int, default=0)
    parser.add_argument("--rows", type=int)
    asked = parser.parse_args()
    labels = [*annotated(), *shared()]
    labels = [*labels[:: asked.every], *changed_over(labels, asked.changed_over)]
    rows = labels if asked.rows is None else list(changed_over(labels, asked.rows, seed=2))
    # Neither the file's own name nor the time goes into it: equal answers are equal bytes.
    with asked.file.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as file, ProcessPoolExecutor() as pool:
        for lines in pool.map(lines_of, labels, chunksize=20):
            file.write(lines.encode(errors="surrogatepass"))
        file.write(batch_lines(rows).encode())


if __name__ == "__main__":
    run()

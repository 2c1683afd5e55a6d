"""A batch beside merely reading and writing the same file: rows a second, the ratios, the memory of all processes.

`batch [ROWS ...] [--kind real|made-up|korean] [--before FOLDER]`: the rows are real lists unless said otherwise (see
`tables`). With the folder of another version of the checker both answer the same tables in turn, and the ratio is printed.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from checker import load_knowledge
from tests.benchmarks.accuracy import other_reader
from tests.benchmarks.tables import KINDS

HERE = Path(__file__).parents[2]


class Taken(NamedTuple):
    """What a run took: seconds on the clock, seconds of computing of all its processes, bytes of memory of all together."""

    clock: float
    computing: float
    memory: int


def plain_copy(source: Path, target: Path) -> tuple[float, float]:
    """The seconds it takes Python's csv module to read and write the table: on the clock, and of computing."""
    start, computing = time.perf_counter(), time.process_time()
    with source.open(encoding="utf-8", newline="") as given, target.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(csv.reader(given))
    return time.perf_counter() - start, time.process_time() - computing


def memory_of(process: int) -> int:
    """The bytes of a process and all its children; a page that several share counts once, in parts."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            if int(folder.name) == process or int(status["PPid"]) == process:
                total += _share_of(folder) or int(status["VmRSS"].split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue
    return total


def _share_of(folder: Path) -> int:
    """The proportional set size of a process, where the kernel tells it."""
    try:
        lines = (folder / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def batch_command(source: Path, target: Path, *more: str) -> list[str]:
    """The command that judges a table for day 2."""
    options = ["--treatment", "standard", "--day", "2", *more]
    return [sys.executable, "-m", "checker", "batch", str(source), "-o", str(target), *options]


def judged(source: Path, target: Path, version: Path = HERE) -> Taken:
    """Judge a table by a version of the checker, in its folder."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    running = subprocess.Popen(batch_command(source, target), stderr=subprocess.DEVNULL, cwd=version)
    peak = 0
    while running.poll() is None:
        peak = max(peak, memory_of(running.pid))
        time.sleep(0.25)
    clock, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def measured(rows: int, kind: str, before: Path | None = None) -> tuple[float, float]:
    """Judge a table and print the figures; the microseconds a row on the clock, and of computing."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        KINDS[kind](source, rows)
        copies = [plain_copy(source, Path(folder, "copy.csv"))]
        taken = judged(source, target)
        with target.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == rows + 1
        copies.append(plain_copy(source, Path(folder, "copy.csv")))
        print_figures(rows, kind, taken, copies)
        if before is not None:
            other = Path(folder, "before.csv")
            earlier = judged(source, other, before)
            same = "equal" if other.read_bytes() == target.read_bytes() else "NOT EQUAL"
            print(
                f"    beside {before.name}: computing {taken.computing / earlier.computing:.2f} x, clock "
                f"{taken.clock / earlier.clock:.2f} x, memory {earlier.memory / 1e6:.0f} MB; answers {same}",
                flush=True,
            )
    return taken.clock / rows * 1e6, taken.computing / rows * 1e6


def print_figures(rows: int, kind: str, taken: Taken, copies: list[tuple[float, float]]) -> None:
    """What a run took, beside reading and writing the same table."""
    copy, copy_computing = (sum(seconds) / len(copies) for seconds in zip(*copies, strict=True))
    cores = os.cpu_count() or 1
    print(
        f"{rows:,} {kind} rows, {cores} cores: {taken.clock:.1f} s, {rows / taken.clock:,.0f} rows a second, "
        f"{taken.clock / rows * 1e6:.0f} us a row; {taken.clock / copy:.1f} x reading and writing ({copy:.2f} s); "
        f"peak memory of all processes {taken.memory / 1e6:.0f} MB\n"
        # On a machine that others use too, the clock measures them as well.
        f"    computing: {taken.computing / rows * 1e6:.0f} us a row over all processes, with {cores} cores to itself "
        f"{taken.computing / cores / copy_computing:.1f} x reading and writing ({copy_computing / rows * 1e6:.1f} us a row)",
        flush=True,
    )


def compare(kind: str, sample: int = 2000) -> None:
    """The same lists through on-the-list's reader, and their names through a loop of `extractOne`, one process each."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.csv")
        KINDS[kind](source, sample)
        with source.open(encoding="utf-8", newline="") as file:
            texts = [row["ingredients"] for row in csv.DictReader(file)]
    if (other := other_reader()) is None:
        print("on-the-list is not installed: `pip install on-the-list` adds the comparison")
    else:
        start = time.perf_counter()
        for text in texts:
            other(text)
        print(f"on-the-list's reader alone: {(time.perf_counter() - start) / sample * 1e6:.0f} us a row, one core")
    names = list(load_knowledge().ingredients)
    few = [name for text in texts[:20] for name in text.split(", ")]
    start = time.perf_counter()
    for name in few:
        process.extractOne(name, names, scorer=fuzz.WRatio)
    each = (time.perf_counter() - start) / 20
    print(f"a loop of extractOne (WRatio) over the {len(names):,} names: {each * 1e6:,.0f} us a row, one core")


def run(arguments: list[str]) -> None:
    """Print the figures at 100,000 and 1,000,000 rows, or at the sizes given."""
    parser = argparse.ArgumentParser(prog="batch")
    parser.add_argument("rows", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--kind", choices=KINDS, default="real")
    parser.add_argument("--before", type=Path, help="the folder of another version of the checker")
    asked = parser.parse_args(arguments)
    sizes = asked.rows
    times = [measured(rows, asked.kind, asked.before) for rows in sizes]
    if len(sizes) > 1:
        clock, computing = (large / small for large, small in zip(times[-1], times[0], strict=True))
        print(f"seconds a row at {sizes[-1]:,} rows: {clock:.2f} x those at {sizes[0]:,} (computing {computing:.2f} x)")
    compare(asked.kind)

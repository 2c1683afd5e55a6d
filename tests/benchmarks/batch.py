"""A batch beside merely reading and writing the same file: rows a second, the ratios, the memory of all processes.

Each row lists 5 to 60 other names, drawn as often as they stand in the annotated labels (misprints and unread names with
them), one in ten from the tables of ingredients, where the rare ones are. One row in five has a trouble of real labels.
"""

from __future__ import annotations

import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from checker import load_knowledge
from tests.benchmarks.accuracy import gold, other_reader

DRAWN_FROM_TABLES = 0.1
DISCLAIMER = "Please be aware that ingredient lists may change or vary from time to time."
OTHER_SEPARATORS = (" • ", " - ", "; ", ". ", "\n", " ")
HEADINGS = ("Ingredients: ", "INGREDIENTS/INCI: ", "Ingrédients : ", "Inhaltsstoffe: ", "Ingredientes: ", "Composición: ", "Skład: ")  # fmt: skip


def with_commas(listed: list[str]) -> str:
    return ", ".join(listed)


def broken(listed: list[str]) -> str:
    """A list with a word broken at a line end."""
    long = max(listed, key=len)
    half = len(long) // 2
    return with_commas([f"{name[:half]}- {name[half:]}" if name is long else name for name in listed])


#: What is wrong with real texts, the commonest first; each is drawn in inverse proportion to its rank.
TROUBLES: tuple[Callable[[list[str]], str], ...] = (
    lambda listed: "Water/Aqua/Eau, " + with_commas(listed),
    lambda listed: f"{with_commas(listed)}.{DISCLAIMER}",
    lambda listed: f"-{listed[0]}: supports the barrier.\n-{listed[1]}: soothes and calms.\n\n{with_commas(listed)}",
    lambda listed: with_commas(listed) + ". Keep out of reach of children. For external use only.",
    lambda listed: "Active: Zinc Oxide 8%. Inactive: " + with_commas(listed),
    lambda listed: f"{listed[0]} 2%, {with_commas(listed[1:])}, Niacinamide (10%)",
    lambda listed: with_commas([*listed[:3], "1, 2-Hexanediol", *listed[3:]]),
    lambda listed: with_commas(listed) + ", Parfum (Limonene, Linalool), Iron Oxides (CI 77491, CI 77492)",
    lambda listed: "*, ".join(listed) + ". *Certified organic",
    lambda listed: with_commas(listed) + ". May contain (+/-): Mica, Titanium Dioxide, Cl 77491.",
    lambda listed: (
        f"Cleanser: {with_commas(listed[: len(listed) // 2])}. Toner: {with_commas(listed[len(listed) // 2 :])}."
    ),
    lambda listed: with_commas(listed[:-2]) + ", " + " ".join(listed[-2:]),
    broken,
    lambda listed: OTHER_SEPARATORS[len(listed) % len(OTHER_SEPARATORS)].join(listed),
    lambda listed: with_commas(listed).replace(" ", "\u200b ", 3).replace("é", "Ã©") + ", Shea Butter &amp; Honey",
    lambda listed: HEADINGS[len(listed) % len(HEADINGS)] + with_commas(listed),
)
SHARES = [1 / rank for rank in range(1, len(TROUBLES) + 1)]


def make(path: Path, rows: int) -> None:
    """A table of so many products."""
    draw = random.Random(rows)
    printed = [entry["printed"] for label in gold() for entry in label["entries"]]
    known = sorted(load_knowledge().ingredients)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ean", "name", "ingredients"])
        for number in range(rows):
            wanted = draw.randint(5, 60)
            rare = sum(draw.random() < DRAWN_FROM_TABLES for _ in range(wanted))
            listed = list(dict.fromkeys([*draw.choices(printed, k=wanted - rare), *draw.choices(known, k=rare)]))
            draw.shuffle(listed)
            written = draw.choices(TROUBLES, SHARES)[0] if number % 5 == 0 and len(listed) > 3 else with_commas
            table.writerow([f"{number:013}", f"Product {number}", written(listed)])


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


def measured(rows: int) -> tuple[float, float]:
    """Judge a made table, print the figures; the microseconds a row on the clock, and of computing."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        make(source, rows)
        copies = [plain_copy(source, target)]
        target.unlink()
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        running = subprocess.Popen(batch_command(source, target), stderr=subprocess.DEVNULL)
        peak = 0
        while running.poll() is None:
            peak = max(peak, memory_of(running.pid))
            time.sleep(0.25)
        taken, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        with target.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == rows + 1
        copies.append(plain_copy(source, Path(folder, "copy.csv")))
    copy, copy_computing = (sum(seconds) / len(copies) for seconds in zip(*copies, strict=True))
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cores = os.cpu_count() or 1
    print(
        f"{rows:,} rows, {cores} cores: {taken:.1f} s, {rows / taken:,.0f} rows a second, "
        f"{taken / rows * 1e6:.0f} us a row; {taken / copy:.1f} x reading and writing ({copy:.2f} s); "
        f"peak memory of all processes {peak / 1e6:.0f} MB\n"
        # On a machine that others use too, the clock measures them as well.
        f"    computing: {computing / rows * 1e6:.0f} us a row over all processes, with {cores} cores to itself "
        f"{computing / cores / copy_computing:.1f} x reading and writing ({copy_computing / rows * 1e6:.1f} us a row)",
        flush=True,
    )
    return taken / rows * 1e6, computing / rows * 1e6


def compare(sample: int = 2000) -> None:
    """The same lists through on-the-list's reader, and their names through a loop of `extractOne`, one process each."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in.csv")
        make(source, sample)
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
    sizes = [int(size) for size in arguments] or [100_000, 1_000_000]
    times = [measured(rows) for rows in sizes]
    if len(sizes) > 1:
        clock, computing = (large / small for large, small in zip(times[-1], times[0], strict=True))
        print(f"seconds a row at {sizes[-1]:,} rows: {clock:.2f} x those at {sizes[0]:,} (computing {computing:.2f} x)")
    compare()

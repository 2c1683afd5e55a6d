"""A batch beside merely reading and writing the same file: rows a second, the ratio, the memory of all processes."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checker import load_knowledge

TROUBLES = (
    lambda listed: "Squalane: supports the barrier.\n\n" + ", ".join(listed),
    lambda listed: ", ".join(listed) + ".Please be aware that ingredient lists may change.",
    lambda listed: "Active: Zinc Oxide 8%. Inactive: " + ", ".join(listed),
    lambda listed: ", ".join(listed) + ". May contain: Iron Oxides (CI 77491, CI 77492).",
    lambda listed: " - ".join(listed),
)


def make(path: Path, rows: int) -> None:
    """A table in which every row lists other names, 5 to 60, one row in five with a trouble of real labels."""
    draw = random.Random(rows)
    names = sorted(name for name in load_knowledge().ingredients if "," not in name)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ean", "name", "ingredients"])
        for number in range(rows):
            listed = draw.sample(names, draw.randint(5, 60))
            text = TROUBLES[number // 5 % len(TROUBLES)](listed) if number % 5 == 0 else ", ".join(listed)
            table.writerow([f"{number:013}", f"Product {number}", text])


def plain_copy(source: Path, target: Path) -> float:
    """The seconds it takes Python's csv module to read and write the table."""
    start = time.perf_counter()
    with source.open(encoding="utf-8", newline="") as given, target.open("w", encoding="utf-8", newline="") as written:
        csv.writer(written).writerows(csv.reader(given))
    return time.perf_counter() - start


def memory_of(process: int) -> int:
    """The resident bytes of a process and all its children; shared pages count in each."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
            if int(folder.name) == process or int(status["PPid"]) == process:
                total += int(status["VmRSS"].split()[0]) * 1024
        except (OSError, KeyError, ValueError):
            continue
    return total


def run(arguments: list[str]) -> None:
    """Print the figures at 100,000 and 1,000,000 rows, or at the sizes given."""
    for rows in [int(size) for size in arguments] or [100_000, 1_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
            make(source, rows)
            copy = plain_copy(source, target)
            target.unlink()
            command = [
                sys.executable,
                "-m",
                "checker",
                "batch",
                str(source),
                "-o",
                str(target),
                "--treatment",
                "standard",
                "--day",
                "2",
            ]
            start = time.perf_counter()
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            peak = 0
            while process.poll() is None:
                peak = max(peak, memory_of(process.pid))
                time.sleep(0.25)
            taken = time.perf_counter() - start
            print(
                f"{rows:,} rows, {os.cpu_count()} cores: {taken:.1f} s, {rows / taken:,.0f} rows a second, "
                f"{taken / rows * 1e6:.0f} us a row; {taken / copy:.1f} x reading and writing ({copy:.2f} s); "
                f"peak memory of all processes {peak / 1e6:.0f} MB"
            )

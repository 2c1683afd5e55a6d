"""Reading cost in step with the text: ten times the text, at most eleven times the time, on the worst texts we know."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from checker import HealingPlan, check_label

PLAN = HealingPlan(treatment="standard", day=2)
WORST = (
    "Aqua, Glycerin, Xyzabc Acid, ", "this sentence goes on and on without an end ", "(", ",", "a: ", "Aqua\n", "Aqua. ", "Aqua/",
    "Aqua - ", "<a ", "1,2,", "1% ", "AquaGlycerin", "Aqua*", "[+/- ", "may contain ", "ingredients: ", "Glycerim Acidd, Retionll, ",
    "- Aqua: good\n", "Aqua (Glycerin, ", "Parfum (Limonene, [Linalool, ", "Active: Zinc Oxide 5% ", "[1] ", "A", "&amp;",
    "Butylene, Glycol, ", "Cetearyl, Butylene, Disodium, ", "Aqua (1234)", "Aqua (*a)", "(1234)", "(*a)", "Xyz (Limonene, Linalool, Geraniol, ",
    "Aqua, Glycerin, you will love this and your skin, ", "Aqua*\n* Foo bar\n", "Zyxk Qwert Blorp 12, ", "Aqua ", "1 Aqua 7732-18-5 5\n",
)  # fmt: skip


def measure(piece: str, small: int) -> list[float]:
    """The computing time of a text of so many characters, and of one ten times as long."""
    check_label("Aqua, Glycerin, Retionl", PLAN)
    times = []
    for size in (small, 10 * small):
        text = piece * (size // len(piece))
        gc.collect()
        start = time.process_time()
        check_label(text, PLAN)
        times.append(time.process_time() - start)
    return times


def run(arguments: list[str]) -> None:
    """Print the computing times at 100 kB and 1 MB (or at the size given) and their ratio; each text in a new process."""
    small = int(arguments[0]) if arguments else 100_000
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for piece, times in zip(WORST, pool.map(measure, WORST, [small] * len(WORST)), strict=True):
            ratio = times[1] / times[0]
            print(f"{piece[:32]!r:36} {times[0]:8.3f} s {times[1]:8.3f} s   ratio {ratio:5.1f}", flush=True)

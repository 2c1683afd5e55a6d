"""How long an answer takes, in a warm process and as a whole command, beside a baseline.

The baseline is on-the-list (PyPI), which reads a label and compares exact names with the EU annexes; where it is not
installed, an empty Python process stands in. Ratios within one run last; seconds do not.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from checker import HealingPlan, check_label, load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.names import fold

ENTRIES = 30
PLAN = HealingPlan(treatment="standard", day=2)


def labels(count: int, seed: int = 1) -> list[str]:
    """Made labels of 30 entries: names of the knowledge, one in thirty with a letter changed."""
    draw = random.Random(seed)
    names = sorted(n for n in load_knowledge().ingredients if "," not in n)
    made = []
    for _ in range(count):
        listed = draw.sample(names, ENTRIES)
        place, name = draw.randrange(ENTRIES), draw.choice([n for n in names if len(n) > 9])
        at = draw.randrange(3, len(name))
        listed[place] = name[:at] + draw.choice("aeiou") + name[at + 1 :]
        made.append("Ingredients: " + ", ".join(listed) + ".")
    return made


def median_ms(run: Callable[[str], object], texts: list[str], before: Callable[[], None] = lambda: None) -> float:
    """The median milliseconds of one call."""
    times = []
    for text in texts:
        before()
        start = time.perf_counter()
        run(text)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def whole_process(command: list[str], runs: int = 7) -> float:
    """The median seconds of a command, after one run to warm up."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def run(arguments: list[str]) -> None:
    """One label in a warm process, names seen and not seen before; one command."""
    matcher = matcher_for(load_knowledge())

    def forget() -> None:
        matcher.read.cache_clear()
        matcher.read_or_ask.cache_clear()
        matcher.identity.cache_clear()
        fold.cache_clear()

    texts = labels(200)
    check_label(texts[0], PLAN)
    unseen = median_ms(lambda text: check_label(text, PLAN), texts, forget)
    for text in texts:
        check_label(text, PLAN)
    seen = median_ms(lambda text: check_label(text, PLAN), texts)
    python = whole_process([sys.executable, "-c", "pass"])
    command = whole_process([sys.executable, "-m", "checker", "check", texts[0]])
    print(f"one label of {ENTRIES} entries, names not seen before: {unseen:.2f} ms (bar 3)")
    print(f"one label of {ENTRIES} entries, names seen:            {seen:.2f} ms (bar 1)")
    print(
        f"one command:                                 {command:.3f} s (bar 0.4), {command / python:.1f} x an empty Python"
    )
    baseline = other_checker(texts)
    if baseline is None:
        print("on-the-list is not installed: `pip install on-the-list` adds the comparison")
        return
    per_label, per_command = baseline
    print(
        f"on-the-list, one label:                      {per_label:.2f} ms; ours, seen, takes {seen / per_label:.2f} x"
    )
    print(f"on-the-list, one command:                    {per_command:.3f} s; ours takes {command / per_command:.2f} x")


def other_checker(texts: list[str]) -> tuple[float, float] | None:
    """The same labels through on-the-list: milliseconds a label, seconds a command."""
    try:
        from on_the_list import analyse, register
    except ImportError:
        return None
    loaded = register.load()
    per_label = median_ms(lambda text: analyse.analyse(label_text=text, register=loaded), texts)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(texts[0])
        file.flush()
        return per_label, whole_process([sys.executable, "-m", "on_the_list", file.name])

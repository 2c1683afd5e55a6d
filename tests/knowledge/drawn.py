"""The names that were judged by hand before anyone looked at their rows: how they were drawn.

    PYTHONPATH=. python -m tests.knowledge.drawn patterns   # 300 names of the inventory that only a naming pattern knows
    PYTHONPATH=. python -m tests.knowledge.drawn rows       # 400 INCI names of ingredients.csv

Prints the names alone. The judgements stand in tests/cases/blind_patterns.csv and tests/cases/blind_rows.csv; those of further draws
(seeds 4711 and 97531) beside them.
"""

from __future__ import annotations

import csv
import random
import sys
from itertools import islice
from pathlib import Path

from checker.knowledge.load import load_knowledge
from checker.matching.matcher import Matcher
from checker.model.terms import How

SEED = 20261130
VOCABULARY = Path(__file__).parents[3] / "shared" / "vocabulary"
#: Mixtures of many plants under one name are left out: nobody can judge them by their name.
LONGEST = 80


def pattern_names(count: int = 300) -> list[str]:
    """Names of the inventory and of real labels that no row lists and a naming pattern reads."""
    matcher = Matcher(load_knowledge(), remembered=0)
    with (VOCABULARY / "cosing_names.csv").open(encoding="utf-8", newline="") as file:
        names = {row["inci_name"] for row in csv.DictReader(file)}
    with (VOCABULARY / "frequent_names.csv").open(encoding="utf-8", newline="") as file:
        names |= {row["name"] for row in csv.DictReader(file)}
    short = sorted(name for name in names if len(name) <= LONGEST)
    random.Random(SEED).shuffle(short)
    drawn = (name for name in short if matcher.read(name, False).how is How.FAMILY)
    return list(islice(drawn, count))


def row_names(count: int = 400) -> list[str]:
    """INCI names of ingredients.csv."""
    return random.Random(SEED).sample(sorted(load_knowledge().ingredients), count)


if __name__ == "__main__":
    print("\n".join(pattern_names() if sys.argv[1:] == ["patterns"] else row_names()))

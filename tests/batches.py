"""What the tests of batches share: a plan, made tables, the command line, tables read back."""

import csv
import random
from pathlib import Path

from click.testing import CliRunner

from checker import HealingPlan, load_knowledge
from checker.cli import main

PLAN = HealingPlan(treatment="standard", day=2)
DAY_2 = ("--treatment", "standard", "--day", "2", "--jobs", "1")
NAMES = sorted(name for name in load_knowledge().ingredients if "," not in name)


def batch(*arguments: str, given: bytes | None = None):
    return CliRunner().invoke(main, ["batch", *arguments], input=given)


def table(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def made(count: int, seed: int = 1) -> list[list[str]]:
    draw = random.Random(seed)
    return [[f"{n:05}", f"Product {n}", ", ".join(draw.sample(NAMES, draw.randint(3, 25)))] for n in range(count)]


def write(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["ean", "name", "ingredients"], *lines])
    return path

"""Tables to measure a batch with: real lists, Korean ones, and made-up ones.

Real rows are the labels in Latin script, annotated and shared, each with two neighbouring names changed over. Made-up rows
list 5 to 60 other names, drawn as often as they stand in the annotated labels (misprints and unread names with them), one
in ten from the tables of ingredients, where the rare ones are; one row in five has a trouble of real labels.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

from checker import load_knowledge
from tests.benchmarks.accuracy import gold
from tests.labels import OTHER_SCRIPTS, RealLabel, annotated, changed_over, shared

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
    """A table of so many made-up products."""
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


def real() -> list[RealLabel]:
    """The labels in Latin script."""
    return annotated() + shared(*OTHER_SCRIPTS)


def korean() -> list[RealLabel]:
    """The Korean labels; none where the shared folder is not there."""
    return [label for label in shared() if label.id.startswith("korean_retail/")]


def make_of(labels: list[RealLabel], path: Path, rows: int) -> None:
    """A table of so many real lists, two neighbouring names of each changed over by a fixed seed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["ean", "name", "ingredients"])
        for number, label in enumerate(changed_over(labels, rows)):
            table.writerow([f"{number:013}", label.name, label.text])


#: The kinds of rows, and what makes a table of them.
KINDS: dict[str, Callable[[Path, int], None]] = {
    "real": lambda path, rows: make_of(real(), path, rows),
    "made-up": make,
    "korean": lambda path, rows: make_of(korean(), path, rows),
}

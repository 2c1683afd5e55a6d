"""The texts of real labels that tests and benchmarks share: the annotated ones, and the shared folder's where it is there."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

GOLD = Path(__file__).parent / "gold" / "gold.jsonl"
SHARED = Path(__file__).parents[2] / "shared" / "labels"
#: The scripts of these files have no commas and capitals of ours; they are measured apart.
OTHER_SCRIPTS = ("chinese", "japanese", "korean_retail")


class RealLabel(NamedTuple):
    """A text as printed, with the name of its product where it is known, and where it comes from."""

    id: str
    text: str
    name: str = ""


def annotated() -> list[RealLabel]:
    """The labels of the gold set."""
    return list(_labels(GOLD))


def shared(*left_out: str) -> list[RealLabel]:
    """All labels of the shared folder but those of the files named; none where the folder is not there."""
    files = (path for path in sorted(SHARED.glob("*.jsonl")) if path.stem not in left_out)
    return [label for path in files for label in _labels(path)]


def changed_over(labels: list[RealLabel], count: int, seed: int = 1) -> Iterator[RealLabel]:
    """So many labels drawn from these, each with two neighbouring names changed over: real lists that nobody has seen."""
    draw = random.Random(seed)
    several = [label for label in labels if label.text.count(", ") > 1]
    for number in range(count):
        label = draw.choice(several)
        names = label.text.split(", ")
        at = draw.randrange(len(names) - 1)
        names[at], names[at + 1] = names[at + 1], names[at]
        yield RealLabel(f"{label.id}~{number}", ", ".join(names), label.name)


def _labels(path: Path) -> Iterator[RealLabel]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            label = json.loads(line)
            yield RealLabel(f"{path.stem}/{label['id']}", label["text"], label.get("name", ""))

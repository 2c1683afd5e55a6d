"""How well drawn labels are read: `python -m tests.benchmarks photo [work|report|lifelike] [EVERY]`, figures by kind of damage.

`photo size` reads photos of 12 megapixels instead, and prints time and memory.

The truth of a picture is what the checker reads in the very text that was drawn: so the figures are those of the
photo, and not of reading lists. An entry is right when it comes out as the same ingredient, in its place.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import time
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from PIL import Image, ImageOps

from checker import HealingPlan, check_label
from checker.model.findings import Finding
from checker.model.terms import How, Level
from checker.photo.doubt import name_doubts
from checker.photo.photos import read_photos
from tests.photos.draw import Drawn, Setting, draw, settings
from tests.photos.lists import lists

PLAN = HealingPlan(treatment="standard", day=2)


@dataclass(frozen=True)
class Counted:
    """What became of the entries of one picture."""

    entries: int = 0
    right: int = 0
    wrong: int = 0
    concerns: int = 0
    lost: int = 0
    lost_unmarked: int = 0
    lines: int = 0
    marked: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(*(getattr(self, f) + getattr(other, f) for f in self.__dataclass_fields__))

    def row(self, kind: str, pictures: int) -> str:
        """The figures as a row of README's table."""
        share = lambda part: f"{part / max(self.entries, 1):.1%}".replace("%", " %")  # noqa: E731
        marked = f"{self.marked / max(self.lines, 1):.0%}".replace("%", " %")
        return (
            f"| {kind} | {pictures} | {self.entries} | {share(self.right)} | {share(self.wrong)} | {self.concerns} | "
            f"{self.lost} | {self.lost_unmarked} | {marked} |"
        )


def run(arguments: list[str]) -> None:
    """Draw and read the pictures of one half of the settings; print a row for each kind of damage."""
    if arguments == ["size"]:
        time_large()
        return
    half = arguments[0] if arguments else "work"
    every = int(arguments[1]) if len(arguments) > 1 else 1
    texts = lists()
    kinds: dict[str, Counted] = {}
    pictures: Counter[str] = Counter()
    for number, (kind, setting) in enumerate(settings(half)):
        if number % every:
            continue
        seed = number + 1000 * (half == "report")
        drawn = draw(texts[(number * 3 + (half == "report")) % len(texts)], setting, seed)
        kind = kind if all(drawn.legible) or kind == "glare" else f"{kind}, not all legible"
        counted, told = count(drawn, setting.turn)
        kinds[kind] = kinds.get(kind, Counted()) + counted
        pictures[kind] += 1
        if half != "report":
            print("\n".join(f"    {number} {kind} {setting.font}: {line}" for line in told), file=sys.stderr)
    print("| damage | pictures | entries | right | wrong | of concern | lost | lost unmarked | lines marked |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    readable = [kind for kind in kinds if "legible" not in kind and kind != "glare"]
    for kind in kinds:
        print(kinds[kind].row(kind, pictures[kind]))
    total = sum((kinds[kind] for kind in readable), Counted())
    print(total.row("**all readable**", sum(pictures[kind] for kind in readable)))


#: Photos of 12 megapixels: print of a usual size, small and much of it, bent, and lying on its side as well.
LARGE = {
    "the first": Setting(points=9, panel=True, width=52),
    "a back panel": Setting(points=9, panel=True, width=52),
    "small print": Setting(points=5, panel=True, width=90),
    "bent": Setting(points=7, panel=True, width=60, curve=2),
    "bent, on its side": Setting(points=7, panel=True, width=60, curve=2, turn=270),
}


def time_large() -> None:
    """Read photos of 12 megapixels; the first loads the models."""
    longest = max(lists(), key=lambda names: len(", ".join(names)))
    for name, setting in LARGE.items():
        label = Image.open(io.BytesIO(draw(longest, setting, seed=1).picture))
        photo = ImageOps.pad(label, (4000, 3000) if label.width > label.height else (3000, 4000), color="grey")
        file = io.BytesIO()
        photo.save(file, "JPEG", quality=88)
        wall, computing = time.perf_counter(), time.process_time()
        read_photos([("large.jpg", file.getvalue())])
        wall, computing = time.perf_counter() - wall, time.process_time() - computing
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{name}: {wall:.1f} s, {computing:.1f} s of computing, {memory} MB at most, load {os.getloadavg()[0]:.1f}"
        )


def count(drawn: Drawn, turn: int) -> tuple[Counted, list[str]]:
    """Read a drawn label and compare; also what went wrong, for tuning."""
    meant = check_label(drawn.text, PLAN).findings
    photo = read_photos([("drawn", drawn.picture)])
    got_report = check_label(photo.text, PLAN)
    got = got_report.findings
    names, read = [_name(finding) for finding in meant], [_name(finding) for finding in got]
    blocks = SequenceMatcher(None, names, read, autojunk=False).get_matching_blocks()
    kept = {block.a + i for block in blocks for i in range(block.size)}
    used = {block.b + i for block in blocks for i in range(block.size)}
    spare = Counter(names[i] for i in range(len(names)) if i not in kept)
    missed_groups = {meant[i].match.group.id for i in range(len(names)) if i not in kept and meant[i].match.group}
    wrong = []
    for i, name in enumerate(read):
        if i not in used and got[i].match.how is not How.UNREAD:
            if spare[name]:
                spare[name] -= 1  # read right, in another place
            elif got[i].match.ingredient is None and name in missed_groups:
                pass  # misread, but its naming pattern gives the group of an entry that is missed: not right, not wrong
            else:
                wrong.append(i)
    doubts = [*photo.doubts, *name_doubts(photo, got_report)]
    has = Counter(read)
    concerns = [i for i, f in enumerate(meant) if f.level in (Level.AVOID, Level.CAUTION)]
    lost = [i for i in concerns if i not in kept and has[names[i]] < names.count(names[i])]
    shape = photo.pictures[0].shape[:2]
    unmarked = [i for i in lost if not _is_marked(drawn, meant[i], doubts, turn, shape)]
    marked = sum(any(_touch(line.box, doubt.box) for doubt in doubts) for line in photo.lines)
    told = [f"missed {meant[i].match.entry.printed!r} ({names[i]})" for i in range(len(names)) if i not in kept]
    told += [f"WRONG {got[i].match.entry.printed!r} -> {read[i]}" for i in wrong]
    told += [f"LOST UNMARKED {meant[i].match.entry.printed!r}" for i in unmarked]
    told += [
        f"unread {got[i].match.entry.printed!r}"
        for i in range(len(got))
        if got[i].match.how is How.UNREAD and i not in used
    ]
    counted = Counted(
        len(names), len(kept), len(wrong), len(concerns), len(lost), len(unmarked), len(photo.lines), marked
    )
    return counted, told


def _name(finding: Finding) -> str:
    match = finding.match
    return match.ingredient.inci if match.ingredient else match.group.id if match.group else match.entry.key


def _is_marked(drawn: Drawn, finding: Finding, doubts, turn: int, shape: tuple[int, int]) -> bool:
    """Whether a doubt stands on the place where an entry was drawn; `shape` is that of the picture turned upright."""
    middle = (finding.match.entry.start + finding.match.entry.end) / 2
    offset = len("Ingredients: ")
    for name, boxes in zip(drawn.entries, drawn.boxes, strict=True):
        if middle < offset + len(name):
            upright = [_turned_back(box, turn, shape) for box in boxes]
            return any(_touch(box, doubt.box) for box in upright for doubt in doubts)
        offset += len(name) + 2
    return False


def _turned_back(box: np.ndarray, turn: int, shape: tuple[int, int]) -> np.ndarray:
    """A box of the picture in the picture turned upright."""
    high, wide = shape
    x, y = box.T
    back = {0: (x, y), 90: (wide - y, x), 180: (wide - x, high - y), 270: (y, high - x)}[turn]
    return np.stack(back, axis=1)


def _touch(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether the second box covers the middle of the first, or the first the middle of the second."""

    def holds(box: np.ndarray, at: np.ndarray) -> bool:
        (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
        return bool(left <= at[0] <= right and top <= at[1] <= bottom)

    return holds(other, one.mean(axis=0)) or holds(one, other.mean(axis=0))

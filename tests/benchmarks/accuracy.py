"""How well real labels are read: entries, groups and concern against the gold set, beside on-the-list's reader."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checker import HealingPlan, check_label, load_knowledge
from checker.model.terms import Level, Phase

#: The figures that README and the page quote: written by `python -m tests.benchmarks accuracy --write`.
FIGURES = Path(__file__).parents[2] / "docs" / "accuracy.json"
GOLD = Path(__file__).parents[1] / "gold" / "gold.jsonl"
PLAN = HealingPlan(treatment="standard", day=2)
EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)


@dataclass(frozen=True)
class Span:
    """A name in a text: annotated, or read."""

    printed: str
    start: int
    group: str | None
    optional: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.printed)

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def concern(self) -> bool:
        group = load_knowledge().groups.get(self.group or "")
        return group is not None and group.leave_on[EARLY_REPAIR] is not Level.OK


def gold(path: Path = GOLD) -> list[dict]:
    """The annotated labels."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def annotated(label: dict) -> list[Span]:
    return [Span(e["printed"], e["start"], e["group"], bool(e.get("optional"))) for e in label["entries"]]


def read(text: str) -> list[Span]:
    """What this checker reads."""
    findings = check_label(text, PLAN).findings
    return [
        Span(f.match.entry.printed, f.match.entry.start, f.match.group.id if f.match.group else None) for f in findings
    ]


def count(wanted: list[Span], found: list[Span]) -> Counter[str]:
    """The figures of one label; optional annotations count neither for nor against."""
    optional = [span for span in wanted if span.optional]
    wanted = [span for span in wanted if not span.optional]
    exact = {(span.start, span.end) for span in wanted}
    counted = [s for s in found if (s.start, s.end) in exact or not any(s.overlaps(o) for o in optional)]
    by_place = {(span.start, span.end): span for span in counted}
    pairs = [(span, by_place[(span.start, span.end)]) for span in wanted if (span.start, span.end) in by_place]
    concern = [span for span in wanted if span.concern]
    milder = [span for span in wanted if not span.concern]
    return Counter(
        labels=1,
        wanted=len(wanted),
        found=len(counted),
        right=sum((Counter(s.printed for s in wanted) & Counter(s.printed for s in counted)).values()),
        grouped=sum(span.group is not None for span, _ in pairs),
        group_right=sum(span.group is not None and span.group == other.group for span, other in pairs),
        concern=len(concern),
        concern_found=sum(any(other.concern and other.overlaps(span) for other in found) for span in concern),
        milder=len(milder),
        concern_false=sum(
            span.concern and not any(other.concern and other.overlaps(span) for other in [*concern, *optional])
            for span in counted
        ),
    )


def f1(figures: Counter[str]) -> float:
    """The harmonic mean of precision and recall of entries, by exact printed form."""
    return 2 * figures["right"] / max(figures["wanted"] + figures["found"], 1)


def share(part: int, whole: int) -> str:
    return f"{part / whole:7.2%}" if whole else "      -"


def run(arguments: list[str]) -> None:
    """Print the tables; a file of other annotated labels may be given, or `--write` to keep the figures of the report."""
    keep = "--write" in arguments
    arguments = [argument for argument in arguments if argument != "--write"]
    labels = gold(Path(arguments[0])) if arguments else gold()
    figures: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    theirs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    other = other_reader()
    for label in labels:
        wanted = annotated(label)
        ours = count(wanted, read(label["text"]))
        keys = [
            (label["split"], kind) for kind in (label["kind"], "all", *(f"trouble: {t}" for t in label["troubles"]))
        ]
        for key in keys:
            figures[key] += ours
            if other:
                theirs[key] += entries_only(wanted, other(label["text"]))
    print(
        "split  kind                    labels  precision  recall      F1   group right  concern found  concern false  on-the-list F1"
    )
    for split, kind in sorted(figures):
        f = figures[split, kind]
        their_f1 = f"{f1(theirs[split, kind]):7.2%}" if other else "      -"
        print(
            f"{split:6} {kind:24}{f['labels']:5}    {share(f['right'], f['found'])} {share(f['right'], f['wanted'])} {f1(f):7.2%}"
            f"       {share(f['group_right'], f['grouped'])}        {share(f['concern_found'], f['concern'])}"
            f"        {share(f['concern_false'], f['milder'])}         {their_f1}"
        )
    reassured = [
        label["id"]
        for label in labels
        if check_label(label["text"], PLAN).verdict == "no_known_problem"
        and any(s.concern for s in annotated(label) if not s.optional)
    ]
    print(f"\nno_known_problem on a label with an annotated concern: {', '.join(reassured) or 'none'}")
    if keep:
        write(figures, theirs, reassured)
    print("\nErrors of the work split, concern first:")
    for line in sorted(errors(labels))[:40]:
        print(line)


def write(figures: dict, theirs: dict, reassured: list[str]) -> None:
    """Keep the figures of the report split, as shares of 1, with the date and the edition they were measured on."""
    kinds = {
        kind: {
            "labels": f["labels"],
            "f1": round(f1(f), 4),
            "f1_on_the_list": round(f1(theirs[split, kind]), 4) if theirs[split, kind] else None,
            "right_group": round(f["group_right"] / max(f["grouped"], 1), 4),
            "concern_found": round(f["concern_found"] / max(f["concern"], 1), 4),
            "concern_false": round(f["concern_false"] / max(f["milder"], 1), 4),
        }
        for (split, kind), f in sorted(figures.items())
        if split == "report" and not kind.startswith("trouble")
    }
    kept = {
        "date": date.today().isoformat(),
        "edition": load_knowledge().edition,
        "reassured": len(reassured),
        "kinds": kinds,
    }
    FIGURES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def errors(labels: Iterable[dict]) -> Iterable[str]:
    for label in labels:
        if label["split"] == "work":
            found = {(span.start, span.end) for span in read(label["text"])}
            for span in annotated(label):
                if not span.optional and (span.start, span.end) not in found:
                    yield f"{'1 concern' if span.concern else '2 entry  '} {label['id']:28} missed {span.printed[:80]!r}"


def entries_only(wanted: list[Span], printed: list[str]) -> Counter[str]:
    listed = Counter(span.printed for span in wanted if not span.optional)
    return Counter(wanted=listed.total(), found=len(printed), right=sum((listed & Counter(printed)).values()))


def other_reader() -> Callable[[str], list[str]] | None:
    """on-the-list's reader of entries, where it is installed."""
    try:
        from on_the_list import ingredients
    except ImportError:
        return None

    def printed(text: str) -> list[str]:
        block, found = ingredients.extract(text)
        return [item.raw for item in ingredients.parse(block if found else text)]

    return printed

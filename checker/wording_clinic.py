"""The sentences of a clinic's shelf: its protocol, its page, its command line."""

from __future__ import annotations

from checker import wording
from checker.clinic.model import Advice
from checker.model import Report, Verdict

#: In which direction a protocol moved our judgement.
DIRECTIONS = {True: "stricter", False: "milder"}
ADVICE = {
    Advice.RECOMMENDED: "Recommended",
    Advice.RECOMMENDED_FROM: "Recommended from a day",
    Advice.NOT_WHILE_HEALING: "Not while healing",
    Advice.ASK_FIRST: "Ask first",
}


def rule_of(protocol: str) -> str:
    """Why an entry is judged otherwise than our tables say."""
    return f"the clinic's protocol {protocol} sets this level"


def protocol_applied(name: str, version: str, ours: Report, theirs: Report, changes: int) -> list[str]:
    """Which protocol an answer follows, and what we say without it."""
    said = f"This answer follows the clinic's protocol {name}, version {version}."
    if ours.timeline == theirs.timeline:
        return [
            f"{said} It changes {_entries(changes)} and no verdict." if changes else f"{said} It changes nothing here."
        ]
    whither = whither_moved(ours.verdict, theirs.verdict)
    moved = f"It makes the verdict {whither}." if whither else "The verdict of this day is the same."
    dates = wording.dates(ours)
    return [
        f"{said} {moved}",
        f"Without the protocol: {wording.headline(ours)}. {' '.join(dates)}".strip(),
    ]


def whither_moved(ours: Verdict, theirs: Verdict) -> str:
    """The direction in which a verdict moved; empty where it did not."""
    return "" if ours is theirs else DIRECTIONS[theirs.rank > ours.rank]


def _entries(count: int) -> str:
    return "one entry" if count == 1 else f"{count} entries"

"""The sentences of a clinic's shelf: its protocol, its page, its command line."""

from __future__ import annotations

from checker import wording
from checker.clinic.difference import Change
from checker.clinic.model import Advice, Concern, Decision, Shelved
from checker.model import Phase, Report, Verdict

#: In which direction a protocol moved our judgement.
DIRECTIONS = {True: "stricter", False: "milder"}
ADVICE = {
    Advice.RECOMMENDED: "Recommended",
    Advice.RECOMMENDED_FROM: "Recommended from a day",
    Advice.NOT_WHILE_HEALING: "Not while healing",
    Advice.ASK_FIRST: "Ask first",
}
NOT_DECIDED = "Not decided yet"
CHANGES = {Change.KEPT: "as before", Change.ADDED: "new", Change.REMOVED: "gone", Change.MOVED: "moved"}


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


def decided(decision: Decision) -> str:
    """A decision in one line."""
    if decision.verdict is Advice.RECOMMENDED_FROM:
        return f"Recommended from day {decision.from_day}"
    return ADVICE[decision.verdict]


def concern(concern: Concern, shelved: Shelved) -> str:
    """Why a product needs attention."""
    if concern is Concern.EXPIRED and shelved.decision:
        return f"The decision of {shelved.decision.who} held until {shelved.decision.expires_on}. Sign again."
    if concern is Concern.FORMULA_CHANGED:
        return f"The list on the pack has changed (seen on {shelved.formula.seen_on}). Look at it and sign again."
    if concern is Concern.VERDICT_MOVED and shelved.before and shelved.judgement:
        return f"Our verdict has changed: {moved(shelved)}. Look at it and sign again."
    return "Nobody has decided on it yet."


def moved(shelved: Shelved) -> str:
    """Old and new verdict of the phases in which they differ."""
    if not shelved.before or not shelved.judgement:
        return ""
    pairs = zip(Phase, shelved.before.by_phase, shelved.judgement.by_phase, strict=True)
    return "; ".join(
        f"{wording.PHASES[phase]}: {wording.VERDICTS[old]} → {wording.VERDICTS[new]}"
        for phase, old, new in pairs
        if old is not new
    )

"""The shelf as judged: what the checker says of each formula by phase, what moved, and what needs attention.

A judgement holds the verdicts of the five phases, which a treatment's first days turn into the verdict of any day: so a
shelf is judged once for an edition of knowledge and protocol, and every day and treatment after that is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checker.clinic.judge import judge
from checker.clinic.model import Concern, Judged, Judgement, Shelved
from checker.clinic.protocol import Protocol, read_protocol
from checker.clinic.store import Store
from checker.knowledge import Knowledge, load_knowledge
from checker.model import HealingPlan
from checker.terms import Phase, Verdict
from checker.timeline import phases_of

_PHASES = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Rules:
    """What judges a shelf: our knowledge, the clinic's protocol if it has one, and both together."""

    ours: Knowledge
    protocol: Protocol | None
    both: Knowledge

    @property
    def edition(self) -> str:
        """The edition of knowledge and protocol, with the protocol's version so that no digits are shared."""
        return f"{self.both.edition} {self.protocol.version}" if self.protocol else self.both.edition


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A re-check: with which edition, how many formulas were judged, and how many verdicts moved."""

    edition: str
    formulas: int
    moved: int


def rules_of(store: Store, ours: Knowledge | None = None) -> Rules:
    """What judges this store's shelf. Raises `ProtocolError` when its protocol no longer fits our tables."""
    ours = ours or load_knowledge()
    stored = store.protocol()
    protocol = read_protocol(stored.text, stored.name, ours) if stored else None
    return Rules(ours, protocol, protocol.over(ours) if protocol else ours)


def recheck(store: Store, rules: Rules, only: Sequence[Shelved] | None = None) -> Rechecked:
    """Judge what has no judgement yet; after a new edition of knowledge or protocol, every product's newest formula.

    A judgement is remembered where it says something else than the one before it. `only` says which products may have
    none yet, where that is known.
    """
    is_new = store.checked_edition() != rules.edition
    shelf = store.shelf() if only is None or is_new else only
    due = [s for s in shelf if is_new or s.judgement is None or s.judgement.use is not s.product.use]
    if not due and not is_new:
        return Rechecked(rules.edition, 0, 0)
    found = list(zip(due, judge(due, rules.ours, rules.both), strict=True))
    changed = [judged for s, judged in found if s.judgement is None or not _says(s.judgement, judged)]
    moved = sum(s.judgement is not None and s.judgement.by_phase != judged.by_phase for s, judged in found)
    store.save_judgements(changed, rules.edition, len(found) if is_new else None, moved)
    return Rechecked(rules.edition, len(found), moved)


def _says(judgement: Judgement, judged: Judged) -> bool:
    return (judgement.use, judgement.by_phase) == (judged.use, judged.by_phase)


def phase_of(plan: HealingPlan, knowledge: Knowledge) -> Phase:
    """The phase of a plan's day."""
    return phases_of(plan, knowledge)[0]


def verdict_in(judgement: Judgement | None, phase: Phase) -> Verdict:
    """What a judgement says of a phase; what was not judged cannot be told."""
    return judgement.by_phase[_PHASES.index(phase)] if judgement else Verdict.CANNOT_TELL


def concerns(shelved: Shelved, today: date) -> tuple[Concern, ...]:
    """Why a product needs attention, the most pressing reason first; nothing where all is in order."""
    reasons = {
        Concern.VERDICT_MOVED: shelved.verdict_moved,
        Concern.FORMULA_CHANGED: shelved.formula_changed,
        Concern.EXPIRED: shelved.decision is not None and shelved.decision.expired(today),
        Concern.UNDECIDED: shelved.decision is None,
    }
    return tuple(concern for concern, holds in reasons.items() if holds)

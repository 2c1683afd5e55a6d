"""Judges the shelf again when needed, and says which verdicts moved and which products need attention.

A judgement holds the verdict in each of the five phases, and the treatment and day give the phase. So a shelf is judged
only once for each edition of knowledge and protocol; verdicts for other days and treatments are looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checker.clinic.judge import judge
from checker.clinic.model import Concern, Judged, Judgement, Shelved
from checker.clinic.protocol import Protocol, read_protocol
from checker.clinic.store import Store
from checker.judging.timeline import course_of
from checker.knowledge.load import Knowledge, load_knowledge
from checker.model.plan import HealingPlan
from checker.model.terms import Phase, Verdict

_PHASES = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules for a shelf: our knowledge, the clinic's protocol if it has one, and both together."""

    ours: Knowledge
    protocol: Protocol | None
    both: Knowledge

    @property
    def edition(self) -> str:
        """The edition of knowledge and protocol, with the protocol's version so that no digits are shared."""
        return f"{self.both.edition} {self.protocol.version}" if self.protocol else self.both.edition


@dataclass(frozen=True, slots=True)
class Rechecked:
    """The result of a re-check: its edition, how many formulas were judged, and how many verdicts moved."""

    edition: str
    formulas: int
    moved: int


def rules_of(store: Store, ours: Knowledge | None = None) -> Rules:
    """The rules for this store's shelf. Raises `ProtocolError` when its protocol no longer fits our tables."""
    ours = ours or load_knowledge()
    stored = store.protocol()
    protocol = read_protocol(stored.text, stored.name, ours) if stored else None
    return Rules(ours, protocol, protocol.applied_to(ours) if protocol else ours)


def recheck(store: Store, rules: Rules, only: Sequence[Shelved] | None = None) -> Rechecked:
    """Judge products without a judgement; after a new edition of knowledge or protocol, all products.

    A judgement is kept only if it differs from the one before. `only` names the products that may have none yet, if that
    is known.
    """
    is_new = store.checked_edition() != rules.edition
    shelf = store.shelf() if only is None or is_new else only
    due = [s for s in shelf if is_new or s.judgement is None or s.judgement.use is not s.product.use]
    if not due and not is_new:
        return Rechecked(rules.edition, 0, 0)
    found = list(zip(due, judge(due, rules.both), strict=True))
    changed = [judged for s, judged in found if s.judgement is None or not _says(s.judgement, judged)]
    moved = sum(s.judgement is not None and s.judgement.by_phase != judged.by_phase for s, judged in found)
    store.save_judgements(changed, rules.edition, len(found) if is_new else None, moved)
    return Rechecked(rules.edition, len(found), moved)


def _says(judgement: Judgement, judged: Judged) -> bool:
    return (judgement.use, judgement.by_phase) == (judged.use, judged.by_phase)


def phase_of(plan: HealingPlan, knowledge: Knowledge) -> Phase:
    """The phase of a plan's day."""
    return course_of(plan, knowledge).phase


def verdict_in(judgement: Judgement | None, phase: Phase) -> Verdict:
    """The verdict of a judgement in a phase; cannot_tell without a judgement."""
    return judgement.by_phase[_PHASES.index(phase)] if judgement else Verdict.CANNOT_TELL


def concerns(shelved: Shelved, today: date) -> tuple[Concern, ...]:
    """Why a product needs attention, the most urgent reason first; empty if all is in order."""
    reasons = {
        Concern.VERDICT_MOVED: shelved.verdict_moved,
        Concern.FORMULA_CHANGED: shelved.formula_changed,
        Concern.EXPIRED: shelved.decision is not None and shelved.decision.expired(today),
        Concern.UNDECIDED: shelved.decision is None,
    }
    return tuple(concern for concern, holds in reasons.items() if holds)

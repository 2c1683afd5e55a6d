"""A clinic's own levels and notes, laid over ours: what stands in them counts, where nothing stands ours does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from checker.model.rows import Levels
from checker.model.terms import Level, Use

#: A level for each phase; None where ours stands.
OwnLevels = tuple[Level | None, Level | None, Level | None, Level | None, Level | None]
OURS: OwnLevels = (None,) * 5


@dataclass(frozen=True)
class Overlay:
    """Levels and notes by group id or INCI name; an ingredient's own row goes before that of its group.

    >>> overlay = Overlay("House", {("fragrance", Use.LEAVE_ON): (None, None, Level.OK, None, None)})
    >>> overlay.levels(("Parfum", "fragrance"), Use.LEAVE_ON, (Level.AVOID,) * 5)[2].value
    'ok'
    """

    name: str
    by_use: Mapping[tuple[str, Use], OwnLevels] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def levels(self, about: tuple[str, str], use: Use, ours: Levels) -> Levels:
        """Our levels of an entry (INCI name, group id) with the clinic's in their place."""
        as_used = Use.RINSE_OFF if use is Use.RINSE_OFF else Use.LEAVE_ON
        levels = ours
        for name in reversed(about):
            own = self.by_use.get((name, as_used), OURS)
            levels = cast(Levels, tuple(new or old for new, old in zip(own, levels, strict=True)))
        return levels

    def note(self, about: tuple[str, str]) -> str:
        """What the clinic says of an entry (INCI name, group id)."""
        return next((self.notes[name] for name in about if name in self.notes), "")

"""How much of the answers rests on rows that a clinician agreed to: computed when rows are signed, and kept in docs."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from checker.model.paths import folder


def signed_file() -> Path:
    """The figures of the last signature."""
    return folder("docs") / "signed.json"


def signed() -> dict[str, Any]:
    """The share (0-1) of verdicts on the annotated labels that rest on signed rows, and by whom; 0 where nobody signed.

    >>> sorted(signed())
    ['by', 'share']
    """
    found = _read()
    return {"share": found["share"], "by": list(found["by"])}


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    if not signed_file().exists():
        return {"share": 0.0, "by": []}
    found: dict[str, Any] = json.loads(signed_file().read_text(encoding="utf-8"))
    return found

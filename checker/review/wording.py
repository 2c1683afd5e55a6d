"""The sentences of a review packet, and of what is wrong with one that came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TITLE = "What the answers rest on: please agree or change"
HOW_TO = (
    "Each row is one judgement. The rows that decide most answers come first in each part: groups of ingredients, phases of "
    "healing, rules. In “agree or change” choose agree, or change and write what you would say instead. Leave a row empty if "
    "you have no view. What you change becomes a proposal; nothing is changed without being looked at again."
)
LEVELS = "Levels are in five phases: needle channels open, channels closing, new skin forming, skin settling, healed."
COLUMNS = (
    "what", "about", "says now", "reason", "evidence", "sources", "names on real labels", "verdicts it decides",
    "agree or change", "changed to", "comment",
)  # fmt: skip
AGREE, CHANGE = "agree", "change"
SOURCES = "Sources"
NOT_READABLE = "{file} is no sheet of a packet: give the XLSX that `review packet` wrote."
NO_NAME = "Give the reviewer's name and profession: --reviewer NAME --profession P."
NO_LABELS = (
    "There is no file of labels here: give one with --labels FILE (JSON lines with a field text, or one list a line)."
)
WRONG_ENDING = "A packet is written as .xlsx or .pdf: choose one of these endings."
REFUSED = "Nothing was written. Mend these rows of {file} and read it again:"
SIGNED_NOBODY = "No clinician has signed a row yet."


def unknown_row(what: str) -> str:
    """A row that the tables do not have."""
    return f"there is no row “{what}” in the tables: was it renamed? Take a new packet."


def moved(what: str) -> str:
    """A row that the tables judge differently by now, or whose cell was changed."""
    return f"“{what}” no longer says what stands under “says now”. Write a change under “changed to”, or take a new packet."


def wrong_answer(cell: str) -> str:
    """An answer that is neither."""
    return f"“{cell}” is no answer: write {AGREE} or {CHANGE}, or leave it empty."


def nothing_to_change(what: str) -> str:
    """A change without its content, or content without a change."""
    return f"“{what}”: a change needs what you would say instead, under “changed to”; an agreement has nothing there."


def wrong_change(cell: str, kind: str) -> str:
    """A change that cannot be one."""
    wanted = {
        "group": "five levels (ok, caution or avoid) for what stays on, then if needed a semicolon and five for what is rinsed off",
        "phase": "a day, such as 3",
        "rule": "a group of the tables, or base, early or late",
    }[kind]
    return f"“{cell}” cannot be a change here: write {wanted}."


def twice(what: str) -> str:
    """The same row twice."""
    return f"“{what}” stands in the sheet twice with an answer."


def at_row(number: int, fault: str) -> str:
    """A fault with its row of the sheet."""
    return f"row {number}: {fault}"


def differs(number: int, what: str, other: str, theirs: str, ours: str) -> str:
    """A second reviewer who sees a row differently."""
    return f"row {number}: “{what}”: {other} said {theirs}, here it is {ours}."


def proposal(number: int, what: str, now: str, changed: str) -> str:
    """A change as a proposal."""
    return f"row {number}: proposal for “{what}”: now {now}; proposed {changed}"


def written(rows: int, file: str, first: int, share: float, decisions: int) -> str:
    """A packet that was written, and what its first rows decide."""
    percent = f"{share:.1%}".replace("%", " %")
    return f"{rows} rows written to {file}. The first {first} decide {percent} of the {decisions} verdicts that rows decide."


def read(count: int) -> str:
    """A sheet that was taken."""
    return f"{count} rows were read and written to data/reviews.csv."


def signed(found: Mapping[str, Any]) -> str:
    """How much is signed, and by whom.

    >>> signed({"share": 0.25, "by": ["A. Noor, nurse"]})
    '25 % of the answers to our test labels rest on rows that a clinician agreed to: A. Noor, nurse.'
    >>> signed({"share": 0.0, "by": []})
    'No clinician has signed a row yet.'
    """
    if not found["by"]:
        return SIGNED_NOBODY
    percent = f"{found['share']:.0%}".replace("%", " %")
    by = "; ".join(found["by"])
    return f"{percent} of the answers to our test labels rest on rows that a clinician agreed to: {by}."

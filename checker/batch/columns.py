"""Finds the columns of a table that matter, and makes the columns that an answer adds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from checker.check import check_label
from checker.knowledge.load import load_knowledge
from checker.knowledge.tables import Faults, read
from checker.model.names import fold
from checker.model.paths import data_folder
from checker.model.plan import HealingPlan, PlanError
from checker.model.report import Report
from checker.model.terms import Level, Phase, Verdict

#: What the columns of a table may hold, and those among them that change the plan of a row.
ROLES = ("ingredients", "name", "brand", "identifier", "use", "day", "treatment")
PLAN_ROLES = ("treatment", "day", "use")
_TASK_ROLES = ("ingredients", "name", *PLAN_ROLES)
#: The columns that an answer adds, in this order.
ANSWERS = (
    "treatment", "day", "use", "phase", "verdict", *(f"verdict_{phase}" for phase in Phase), "with_care_from_day",
    "free_from_day", "ask_clinic", "binding", "avoid", "caution", "helps", "unread", "unread_share", "entries",
    "products_in_text", "mentioned", "bound_by_claim", "sorted", "advice", "problem", "edition",
)  # fmt: skip
#: The answers that are lists of names.
LISTS = ("binding", "avoid", "caution", "helps", "unread", "mentioned")
#: Joins several names in one cell.
JOIN = "; "
NO_LIST = "no ingredient list"


class BatchError(Exception):
    """A batch that cannot run: what, where, what next."""


@dataclass(frozen=True, slots=True)
class Task:
    """One row to be judged: the cells that matter, and what is already known to be wrong with it."""

    text: str
    name: str = ""
    treatment: str = ""
    day: str = ""
    use: str = ""
    problem: str = ""


def task_of(cells: Sequence[str], places: Mapping[str, int], problem: str = "") -> Task:
    """The task of a row, from its cells and the places of its columns."""
    own = {role: cells[place] for role, place in places.items() if role in _TASK_ROLES}
    return Task(_unlisted(own.pop("ingredients")), problem=problem, **own)


def _unlisted(text: str) -> str:
    """A list of names in a cell, as formats with types have it, as a text with commas.

    >>> _unlisted('["Aqua", "1,2-Hexanediol"]'), _unlisted("[Aqua], Glycerin")
    ('Aqua, 1,2-Hexanediol', '[Aqua], Glycerin')
    """
    if not text.startswith("["):
        return text
    try:
        names = json.loads(text)
    except ValueError:
        return text
    return ", ".join(str(name) for name in names if name is not None)


@lru_cache(maxsize=1)
def _usual_names() -> dict[str, list[str]]:
    """The usual names of each role's column as comparison keys, the likeliest first (data/columns.csv)."""
    faults = Faults()
    rows = read(data_folder() / "columns.csv", ("text", "language", "column"), faults)
    faults.stop_if_any()
    names: dict[str, list[str]] = {role: [] for role in ROLES}
    for row in rows:
        names[row.choice("column", ROLES)].append(fold(row["text"]))
    faults.stop_if_any()
    return names


def find_columns(header: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, int]:
    """The place of each role's column: as given (role -> column name), else by its usual names in six languages.

    Raises `BatchError` when the ingredients are not found, or a given column is not there.

    >>> find_columns(["EAN", "Produktname", "Inhaltsstoffe"])
    {'ingredients': 2, 'name': 1, 'identifier': 0}
    """
    keys = [fold(cell) for cell in header]
    places: dict[str, int] = {}
    for role, column in (given or {}).items():
        if column not in header:
            raise BatchError(f"There is no column {column!r}. The columns are: {', '.join(header)}.")
        places[role] = list(header).index(column)
    for role, usual in _usual_names().items():
        if role not in places and (found := [keys.index(key) for key in usual if key in keys]):
            places[role] = found[0]
    if "ingredients" not in places:
        raise BatchError(
            f"No column of ingredients was found. The columns are: {', '.join(header) or 'none'}. "
            "Name it with --ingredients COLUMN."
        )
    return {role: places[role] for role in ROLES if role in places}


def answer_names(header: Sequence[str]) -> list[str]:
    """The names of the added columns; a name that the table already has gets a prefix."""
    return [f"checker_{name}" if name in header else name for name in ANSWERS]


def answer(task: Task, plan: HealingPlan) -> tuple[list[Any], Report | None]:
    """The values of an answer, and the report they come from; a row that cannot be judged says why in `problem`."""
    edition = load_knowledge().edition
    if task.problem:
        return without_report(task.problem, plan, edition), None
    try:
        plan = row_plan(task, plan)
    except PlanError as error:
        return without_report(str(error), plan, edition), None
    report = check_label(task.text, plan, task.name)
    problem = "" if report.findings else NO_LIST
    levels = {level: _printed(report, level) for level in (Level.AVOID, Level.CAUTION)}
    cells: dict[str, Any] = {
        "treatment": plan.treatment.value,
        "day": plan.day,
        "use": plan.use.value,
        "phase": report.phase.value,
        "verdict": report.verdict.value,
        **{f"verdict_{phase}": verdict.value for phase, verdict in zip(Phase, report.by_phase, strict=True)},
        "with_care_from_day": report.with_care_from_day,
        "free_from_day": report.free_from_day,
        "ask_clinic": report.ask_clinic,
        "binding": tuple(f.match.entry.printed for f in report.binding),
        "bound_by_claim": report.bound_by_claim.claimed.text if report.bound_by_claim else None,
        "avoid": levels[Level.AVOID],
        "caution": levels[Level.CAUTION],
        "helps": tuple(report.helps),
        "unread": tuple(report.unread),
        "unread_share": shown_share(report.unread_share),
        "entries": len(report.findings),
        "products_in_text": len(report.products),
        "mentioned": tuple(mention.ingredient.inci for mention in report.only_mentioned),
        "sorted": report.sorted if report.findings else None,
        "advice": report.advice,
        "problem": problem,
        "edition": edition,
    }
    return [cells[name] for name in ANSWERS], report


def shown_share(share: float) -> float:
    """A share as a cell shows it: four digits."""
    return float(f"{share:.4g}") if share else 0


def answer_json(task: Task, plan: HealingPlan, cells: Mapping[str, Any]) -> tuple[list[Any], str]:
    """The values of an answer, and the row with its full report as one line of JSON; `cells` keep their types."""
    answered, report = answer(task, plan)
    problem = answered[ANSWERS.index("problem")]
    record = {"row": dict(cells), "problem": problem, "report": report.to_dict() if report else None}
    return answered, json.dumps(record, ensure_ascii=False, default=_in_json)


def _in_json(value: Any) -> str:
    """A value that JSON has no form for: dates as ISO, all else as text."""
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def json_values(record: Mapping[str, Any]) -> list[Any]:
    """The values of a line of JSON that a tally counts; the others stay empty."""
    report = record["report"] or {}
    cells = {
        "verdict": report.get("verdict", Verdict.CANNOT_TELL.value),
        "problem": record["problem"],
        "binding": tuple(report.get("binding", ())),
        "unread": tuple(report.get("unread", ())),
    }
    return [cells.get(name, "") for name in ANSWERS]


def row_plan(task: Task, plan: HealingPlan) -> HealingPlan:
    """The plan of a row: the plan of the run, with the row's own treatment, day and use. Raises `PlanError`."""
    own: dict[str, Any] = {
        role: value.strip() for role in ("treatment", "use") if (value := getattr(task, role)).strip()
    }
    if task.day.strip():
        try:
            own["day"] = int(float(task.day)) if float(task.day).is_integer() else float(task.day)
        except (ValueError, OverflowError):
            raise PlanError(
                f"Day {task.day!r} is not a whole number. Give the days since the treatment, such as 2."
            ) from None
    return replace(plan, **own) if own else plan


def without_report(problem: str, plan: HealingPlan, edition: str) -> list[Any]:
    """The values of a row that cannot be judged."""
    cells: dict[str, Any] = {
        "treatment": plan.treatment.value,
        "day": plan.day,
        "use": plan.use.value,
        "edition": edition,
    }
    cells |= {"verdict": Verdict.CANNOT_TELL.value, "problem": problem, "entries": 0, "products_in_text": 0}
    cells |= dict.fromkeys(LISTS, ())
    return [cells.get(name) for name in ANSWERS]


def _printed(report: Report, level: Level) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(f.match.entry.printed.split()) for f in report.findings if f.level is level))

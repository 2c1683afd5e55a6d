"""Which columns of a table are meant, and the columns that an answer adds to a row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from checker.check import check_label
from checker.knowledge import data_folder, load_knowledge
from checker.model import HealingPlan, PlanError, Report
from checker.names import fold
from checker.tables import Faults, read
from checker.terms import Level, Phase, Verdict

#: What a table may tell about a product, and the columns that change the plan of a row.
ROLES = ("ingredients", "name", "brand", "identifier", "use", "day", "treatment")
PLAN_ROLES = ("treatment", "day", "use")
_TASK_ROLES = ("ingredients", "name", *PLAN_ROLES)
#: What an answer adds, in this order.
ANSWERS = (
    "treatment", "day", "use", "phase", "verdict", *(f"verdict_{phase}" for phase in Phase), "with_care_from_day",
    "free_from_day", "ask_clinic", "binding", "avoid", "caution", "helps", "unread", "unread_share", "entries",
    "products_in_text", "problem", "edition",
)  # fmt: skip
#: Lists of names are one cell.
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
    return Task(own.pop("ingredients"), problem=problem, **own)


@lru_cache(maxsize=1)
def _usual_names() -> dict[str, list[str]]:
    """The keys under which each role's column usually goes, the likeliest first (data/columns.csv)."""
    faults = Faults()
    rows = read(data_folder() / "columns.csv", ("text", "language", "column"), faults)
    faults.stop_if_any()
    names: dict[str, list[str]] = {role: [] for role in ROLES}
    for row in rows:
        names[row.choice("column", ROLES)].append(fold(row["text"]))
    faults.stop_if_any()
    return names


def find_columns(header: Sequence[str], given: Mapping[str, str] | None = None) -> dict[str, int]:
    """The place of each role's column, by its usual names in six languages or as given (role -> column name).

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
    """The names of the added columns; one that the table already has gets a prefix."""
    return [f"checker_{name}" if name in header else name for name in ANSWERS]


def answer(task: Task, plan: HealingPlan) -> tuple[list[str], Report | None]:
    """The cells of an answer, and the report they come from; a row that cannot be judged says why in `problem`."""
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
        "ask_clinic": "yes" if report.ask_clinic else "no",
        "binding": JOIN.join(f.match.entry.printed for f in report.binding),
        "avoid": levels[Level.AVOID],
        "caution": levels[Level.CAUTION],
        "helps": JOIN.join(report.helps),
        "unread": JOIN.join(report.unread),
        "unread_share": f"{report.unread_share:.4g}",
        "entries": len(report.findings),
        "products_in_text": len(report.products),
        "problem": problem,
        "edition": edition,
    }
    return ["" if cells[name] is None else str(cells[name]) for name in ANSWERS], report


def answer_json(task: Task, plan: HealingPlan, cells: Mapping[str, str]) -> tuple[list[str], str]:
    """The cells of an answer, and the row with its full report as one line of JSON."""
    answered, report = answer(task, plan)
    problem = answered[ANSWERS.index("problem")]
    record = {"row": dict(cells), "problem": problem, "report": report.to_dict() if report else None}
    return answered, json.dumps(record, ensure_ascii=False)


def json_cells(record: Mapping[str, Any]) -> list[str]:
    """The cells that are tallied, from a line of JSON."""
    report = record["report"] or {}
    cells = {
        "verdict": report.get("verdict", Verdict.CANNOT_TELL.value),
        "problem": record["problem"],
        "binding": JOIN.join(report.get("binding", ())),
        "unread": JOIN.join(report.get("unread", ())),
    }
    return [cells.get(name, "") for name in ANSWERS]


def row_plan(task: Task, plan: HealingPlan) -> HealingPlan:
    """The plan of a row: its own treatment, day and use over those of the run. Raises `PlanError`."""
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


def without_report(problem: str, plan: HealingPlan, edition: str) -> list[str]:
    """The cells of a row that cannot be judged."""
    cells = {"treatment": plan.treatment.value, "day": str(plan.day), "use": plan.use.value, "edition": edition}
    cells |= {"verdict": Verdict.CANNOT_TELL.value, "problem": problem, "entries": "0", "products_in_text": "0"}
    return [cells.get(name, "") for name in ANSWERS]


def _printed(report: Report, level: Level) -> str:
    return JOIN.join(
        dict.fromkeys(" ".join(f.match.entry.printed.split()) for f in report.findings if f.level is level)
    )

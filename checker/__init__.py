"""Checks skincare ingredient lists for skin that is healing after microneedling.

>>> from checker import HealingPlan, check_label
>>> check_label("Aqua, Glycerin, Petrolatum, Ceramide NP", HealingPlan(treatment="standard", day=2)).verdict.value
'no_known_problem'
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.batch.checker import Checker, check_table
    from checker.batch.typed import answers_schema
    from checker.check import check_label
    from checker.knowledge.load import load_knowledge
    from checker.knowledge.tables import KnowledgeError
    from checker.model.plan import HealingPlan, PlanError
    from checker.model.report import Report

__version__ = "0.1.0"

__all__ = [
    "Checker",
    "HealingPlan",
    "KnowledgeError",
    "PlanError",
    "Report",
    "answers_schema",
    "check_label",
    "check_table",
    "load_knowledge",
]

#: Where each public name lives: it is loaded when it is first asked for, so that a command pays only for what it uses.
_HOMES = {
    "Checker": "batch.checker",
    "HealingPlan": "model.plan",
    "KnowledgeError": "knowledge.tables",
    "PlanError": "model.plan",
    "Report": "model.report",
    "answers_schema": "batch.typed",
    "check_label": "check",
    "check_table": "batch.checker",
    "load_knowledge": "knowledge.load",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'checker' has no attribute {name!r}")
    return getattr(import_module(f"checker.{_HOMES[name]}"), name)

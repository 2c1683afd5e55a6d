"""Checks skincare ingredient lists for skin that is healing after microneedling.

>>> from checker import HealingPlan, check_label
>>> check_label("Aqua, Glycerin, Petrolatum, Ceramide NP", HealingPlan(treatment="standard", day=2)).verdict.value
'no_known_problem'
"""

from checker.batch.frame import check_table
from checker.check import check_label
from checker.knowledge import KnowledgeError, load_knowledge
from checker.model import HealingPlan, PlanError, Report

__all__ = ["HealingPlan", "KnowledgeError", "PlanError", "Report", "check_label", "check_table", "load_knowledge"]

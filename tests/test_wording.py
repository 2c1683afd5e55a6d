"""Words that no answer uses, and sentences that must be there."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from checker import HealingPlan, check_label, load_knowledge, wording
from checker.model import Phase, Verdict

FORBIDDEN = re.compile(
    r"\b(safe|safer|safely|unsafe|non-?toxic|toxic|clean|harmless|sterile|hypoallergenic|guaranteed|dangerous|danger|"
    r"damage|damaged|damages|chemical-free|heals faster|dermatologist-(?:checked|tested))\b",
    re.I,
)
KNOWLEDGE = load_knowledge()


def sentences() -> list[tuple[str, str]]:
    """Every sentence that can be shown: those of wording.py and those of the tables."""
    tree = ast.parse(Path(wording.__file__).read_text(encoding="utf-8"))
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.FunctionDef)) and isinstance(node.body[0], ast.Expr)
    }
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in docstrings]
    found = [("wording.py", text) for text in strings if isinstance(text, str)]
    for group in KNOWLEDGE.groups.values():
        found += [(f"groups.csv {group.id}", text) for text in (group.title, group.reason, group.restart_note)]
    found += [(f"ingredients.csv {i.inci}", i.note) for i in KNOWLEDGE.ingredients.values() if i.note]
    for rules in KNOWLEDGE.rules.values():
        found += [(f"context_rules.csv {rule.order}", text) for rule in rules for text in (rule.message, rule.why)]
    for rows in KNOWLEDGE.phases.values():
        found += [(f"phases.csv {row.treatment}", text) for row in rows for text in (row.title, row.what, row.only_if)]
    return found


def test_no_sentence_uses_a_forbidden_word():
    assert [(where, text) for where, text in sentences() if FORBIDDEN.search(text)] == []


def test_every_group_has_a_reason_of_one_to_three_sentences():
    for group in KNOWLEDGE.groups.values():
        assert 1 <= len(re.findall(r"[.?!](?:\s|$)", group.reason)) <= 4, group.id
        assert len(group.reason) <= 330, group.id


def report(text: str, **plan):
    return check_label(text, HealingPlan(treatment="standard", **plan))


def test_on_the_first_day_a_bland_list_says_ask_first():
    answer = report("Aqua, Glycerin, Panthenol", day=0)
    assert (answer.verdict, answer.phase) == (Verdict.NO_KNOWN_PROBLEM, Phase.OPEN_CHANNELS)
    assert wording.headline(answer) == "No known problem found, but ask first"
    assert any("only what your clinic gave or named" in line for line in wording.dates(answer))


def test_a_drug_says_ask_and_never_stop_or_start():
    answer = report("Aqua, Tretinoin", day=2)
    assert "ask your clinic first" in wording.headline(answer)
    shown = " ".join([*wording.reasons(answer), *wording.dates(answer)]).lower()
    assert not re.search(r"\b(stop|start)\b", shown)


@pytest.mark.parametrize(
    ("plan", "text", "said"),
    [
        ({"day": 2}, "Aqua, Parfum", "Fine again from day 14."),
        ({"day": 2, "still_irritated": True}, "Aqua, Parfum", "When your skin is calm, not before day 14: fine again."),
        ({"day": 2, "allergies": ("parfum",)}, "Aqua, Parfum", "there is no date"),
        ({"day": 2}, "Aqua, Glycerin, Betaine, Panthenol, Squalane, Allantoin, Bacitracin", "your clinic decides"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_dates_are_said(plan, text, said):
    assert any(said in line for line in wording.dates(report(text, **plan)))


def test_a_date_is_written_in_english_whatever_the_machine_speaks():
    assert wording.long_date(date(2026, 12, 5)) == "Sat 5 December"


def test_a_rinsed_off_product_is_not_praised_for_humectants():
    answer = report("Aqua, Glycerin, Decyl Glucoside", day=2, use="rinse_off")
    assert answer.helps == ()
    assert "gentle" in wording.hydration(answer)[0]

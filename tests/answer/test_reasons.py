"""A reason says first why to wait, and what to do; each group is told once."""

import re

import pytest

from checker import HealingPlan, check_label, load_knowledge
from checker.answer import render, wording
from checker.answer.reasons import told
from checker.model.terms import Level
from tests.cases import rows

REFUSED = tuple(row["beginning"] for row in rows("reason_beginnings.csv"))
#: What a reason names to do, one of these.
TO_DO = re.compile(
    r"\b(skip|wait|use|keep|ask|prefer|spray|start again|do as|your prescriber decides|is enough)\b", re.I
)
PLAN = HealingPlan(treatment="standard", day=2)


def levels_of(group):
    tables = (
        group.leave_on, group.rinse_off, group.early_leave_on, group.early_rinse_off, group.late_leave_on, group.late_rinse_off,
    )  # fmt: skip
    return {level for levels in tables if levels for level in levels}


WAITING = [group for group in load_knowledge().groups.values() if levels_of(group) != {Level.OK}]


@pytest.mark.parametrize("group", WAITING, ids=lambda group: group.id)
def test_a_reason_begins_with_why_and_names_what_to_do(group):
    assert not group.reason.startswith(REFUSED)
    assert TO_DO.search(group.reason)
    assert "open channels" not in group.reason


@pytest.mark.parametrize(("words", "phases"), [("first day or two", 1), ("first few days", 2), ("about a week", 3)])
def test_the_time_that_a_reason_names_is_that_of_its_levels(words, phases):
    said = [group for group in WAITING if re.search(rf"\bSkip it\b[^.]*{words}", group.reason)]
    assert said
    for group in said:
        strict = Level.CAUTION if "or use just a little" in group.reason else Level.AVOID
        assert group.leave_on[phases - 1] is strict, group.id
        milder = {Level.OK, Level.CAUTION} if "then use just a little" in group.reason else {Level.OK}
        assert set(group.leave_on[phases:]) <= milder, group.id


def test_only_care_is_asked_for_where_no_level_is_stricter():
    for group in WAITING:
        if "or use just a little" in group.reason:
            assert Level.AVOID not in group.leave_on, group.id


def test_each_group_is_told_once_and_the_others_as_a_number():
    report = check_label("Aqua, Limonene, Linalool, Citral, Retinol, Menthol, Parfum", PLAN)
    reasons, more = told(report)
    assert [(reason.finding.match.entry.printed, reason.others) for reason in reasons] == [
        ("Limonene", 2),
        ("Retinol", 0),
    ]
    assert more == 2
    lines = wording.reasons(report)
    assert lines[0].startswith("Limonene - ")
    assert "(and 2 more like it)" in lines[0]
    assert lines[-1] == "And 2 more to wait for."
    assert lines[-1] in render.as_text(report)


def test_what_has_to_wait_longest_is_told_first():
    reasons, _ = told(check_label("Aqua, Niacinamide, Alcohol Denat., Retinol", PLAN))
    assert [reason.finding.match.entry.printed for reason in reasons] == ["Retinol", "Alcohol Denat."]


def test_names_that_were_not_read_are_told_as_they_are():
    reasons, more = told(check_label("Aqua, Zorblax, Blorptex", PLAN))
    assert ([reason.finding.match.entry.printed for reason in reasons], more) == (["Zorblax", "Blorptex"], 0)

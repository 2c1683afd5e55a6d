"""What every answer tells a person to do, and until when: a table of cases, and what holds for all of them."""

import re
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import HealingPlan, check_label
from checker.answer import render
from checker.answer.advice import Case, advice, already_used, case_of_report, shortly
from checker.model.terms import Use, Verdict
from tests.cases import rows

CASES = rows("advice.csv")
NUMBERS = ("today", "care", "free", "closed_from", "mentioned_until")
LISTS = ("unknown_allergies", "binding", "unread", "not_judged", "mentioned")


def case_of_row(row: dict[str, str]) -> Case:
    """A row of the table as a case; an empty cell is the default."""
    given = {field.name: row[field.name] for field in fields(Case) if row.get(field.name)}
    values = {name: value == "yes" if value in ("yes", "no") else value for name, value in given.items()}
    values |= {name: int(given[name]) for name in NUMBERS if name in given}
    values |= {name: tuple(given[name].split("|")) for name in LISTS if name in given}
    values |= {"verdict": Verdict(given["verdict"]), "use": Use(given["use"])}
    if "treated_on" in given:
        values["treated_on"] = date.fromisoformat(given["treated_on"])
    return Case(**values)


@pytest.mark.parametrize("row", CASES, ids=[row["case"] for row in CASES])
def test_the_advice_of_each_case(row):
    assert advice(case_of_row(row)) == row["advice"]


days = st.none() | st.integers(0, 28)
names = st.lists(st.sampled_from(["Parfum", "Retinol", "Zorblax"]), max_size=3, unique=True).map(tuple)
CASE = st.builds(
    Case,
    verdict=st.sampled_from(list(Verdict)),
    use=st.sampled_from(list(Use)),
    today=st.integers(0, 40),
    treated_on=st.none() | st.just(date(2026, 11, 27)),
    care=days,
    free=days,
    closed_from=st.sampled_from([None, None, 1, 2]),
    irritated=st.booleans(),
    from_clinic=st.booleans(),
    prescribed=st.sampled_from(["", "", "Adapalene"]),
    allergy=st.sampled_from(["", "", "Panthenol"]),
    unknown_allergies=st.sampled_from([(), (), ("nikel",)]),
    binding=names,
    only_optional=st.booleans(),
    by_ingredient=st.booleans(),
    claim=st.sampled_from(["", "", "Sea salt scrub"]),
    unread=names,
    not_judged=names,
    has_list=st.booleans(),
    cut=st.booleans(),
    confirmed=st.booleans(),
    mentioned=names,
    mentioned_until=days,
).filter(lambda case: case.binding or not case.only_optional)


@settings(deadline=None)
@given(CASE)
def test_every_case_says_what_to_do_in_whole_sentences(case):
    for text in (advice(case), shortly(case)):
        assert not text or text.endswith(".")
        assert not re.search(r"  |\.\.| \.|None", text)


@settings(deadline=None)
@given(CASE)
def test_a_day_that_is_said_lies_ahead(case):
    said = [int(day) for day in re.findall(r"day (\d+)", advice(case).replace(f"today (day {case.today})", ""))]
    assert all(day > case.today for day in said if day != case.closed_from)


@settings(deadline=None)
@given(CASE)
def test_a_prescriber_sets_the_day_and_no_drug_is_stopped_or_started(case):
    said = advice(replace(case, prescribed="Adapalene", allergy="", from_clinic=False, unknown_allergies=()))
    assert "decides when" in said
    assert not re.search(r"\bday \d|\b(stop|start|skip)\b", said, re.I)


@settings(deadline=None)
@given(CASE)
def test_an_allergy_that_was_not_read_is_the_first_thing_said(case):
    said = advice(replace(case, unknown_allergies=("nikel",)))
    assert said.partition(": ")[2].startswith("we do not know the allergy “nikel”")


@settings(deadline=None)
@given(CASE)
def test_nobody_is_told_to_use_what_has_to_wait(case):
    case = replace(case, verdict=Verdict.AVOID, prescribed="", from_clinic=False)
    assert "go on" not in advice(case)


@settings(deadline=None)
@given(CASE)
def test_rinsing_is_advised_for_what_has_to_wait_and_nothing_else(case):
    assert not already_used(replace(case, verdict=Verdict.NO_KNOWN_PROBLEM))
    assert not already_used(replace(case, verdict=Verdict.CAUTION))
    assert not already_used(replace(case, prescribed="Adapalene", allergy=""))
    assert "lukewarm" in already_used(
        replace(case, verdict=Verdict.AVOID, prescribed="", from_clinic=False, only_optional=False)
    )


PLAN = HealingPlan(treatment="standard", day=2)


@pytest.mark.parametrize(
    ("text", "plan", "said"),
    [
        ("Aqua, Glycerin, Parfum", {}, "Not yet: skip it until day 7 after your treatment."),
        ("Aqua, Glycerin, Parfum", {"use": "sunscreen"}, "stay in the shade"),
        ("Aqua, Glycerin, Panthenol", {}, "No known problem: you can go on using it today (day 2)."),
        (
            "Aqua, Glycerin, Panthenol",
            {"day": 0},
            "No known problem, but ask first: use only what your clinic gave you",
        ),
        ("Aqua, Adapalene", {}, "Not yet, ask first: your prescriber or clinic decides"),
        ("Aqua, Glycerin, Zorblax", {}, "Cannot tell: we could not read “Zorblax”."),
        ("Aqua, Glycerin, Panthenol", {"allergies": ("panthenol",)}, "Not for you: it has Panthenol"),
        ("Aqua, Glycerin, Panthenol", {"allergies": ("zorblax",)}, "With care: we do not know the allergy “zorblax”"),
        ("Aqua, Glycerin, Parfum", {"from_clinic": True}, "Your clinic first: if they told you"),
        ("Aqua, Glycerin, Parfum, ...", {}, "The list is cut off."),
        ("With retinol. Ingredients: Aqua, Glycerin, Panthenol.", {}, "the text also names Retinol"),
        ("", {}, "Cannot tell: we need the full list"),
    ],
)
def test_a_report_has_its_advice_in_text_markdown_and_data(text, plan, said):
    report = check_label(text, replace(PLAN, **plan))
    assert said in report.advice
    assert report.to_dict()["advice"] == report.advice == advice(case_of_report(report))
    what = report.advice.partition(": ")[2][1:]
    assert what in render.as_text(report)
    assert what in render.as_markdown(report).replace("\\", "")


def test_a_photo_that_nobody_compared_says_so():
    report = check_label("Aqua, Glycerin, Panthenol", PLAN, source="photo", confirmed=False)
    assert report.advice == "With care: compare the text with the pack before you use it: a photo can lose a line."

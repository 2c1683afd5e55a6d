"""Judging: every line of tests/cases/answers.csv, and laws of the timeline."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import HealingPlan, PlanError, check_label, load_knowledge
from checker.model.terms import How, Level, Phase, Treatment, Use, Verdict
from tests.cases import rows


def plan_of(case: dict[str, str], day: str) -> HealingPlan:
    options = dict(part.partition("=")[::2] for part in case["options"].split(";") if part)
    allergies = tuple(options.pop("allergy").split("|")) if "allergy" in options else ()
    words = {"treatment": case["treatment"], "day": int(day), "use": case["use"]}
    return HealingPlan(**words, allergies=allergies, **dict.fromkeys(options, True))


@pytest.mark.parametrize("case", rows("answers.csv"), ids=lambda case: case["case"])
def test_answer(case):
    reports = [check_label(case["text"], plan_of(case, day), case["name"]) for day in case["day"].split()]
    assert [report.verdict.value for report in reports] == case["verdict"].split()
    for column, first in (("with_care", "with_care_from_day"), ("free", "free_from_day")):
        if case[column]:
            assert {getattr(report, first) for report in reports} == {int(case[column])}, column


def only(text: str, **plan):
    (finding,) = check_label(text, HealingPlan(treatment="standard", day=2, **plan)).findings
    return finding


@pytest.mark.parametrize(
    ("printed", "not_group"),
    [
        ("Cetearyl Alcohol", "alcohol_volatile"),
        ("Betaine Salicylate", "nmf_humectant"),
        ("Phenoxyethanol", "peel_strong"),
    ],
)
def test_a_longer_name_is_never_read_as_the_word_in_it(printed, not_group):
    finding = only(printed)
    assert finding.match.how is How.EXACT
    assert finding.match.group.id != not_group


def test_a_misprint_is_read_and_said():
    finding = only("Retionl")
    assert (finding.match.how, finding.match.ingredient.inci) == (How.REPAIRED, "Retinol")
    assert any("Retionl" in q and "Retinol" in q for q in questions("Retionl"))


def questions(text):
    from checker.answer import wording

    return wording.questions(check_label(text))


def test_a_person_may_confirm_or_refuse_a_reading():
    text = "Aqua, Glycerin, Retionl"
    confirmed = check_label(text, readings={"Retionl": "Retinal"}).findings[2]
    assert (confirmed.match.how, confirmed.match.ingredient.inci) == (How.CONFIRMED, "Retinal")
    assert check_label(text, readings={"Retionl": None}).findings[2].match.how is How.UNREAD


def test_allergies_are_always_avoided_and_misprints_asked_back():
    plan = HealingPlan(treatment="standard", day=28, allergies=("Panthenl",))
    report = check_label("Aqua, Glycerin, Panthenol", plan)
    assert report.verdict is Verdict.AVOID
    assert {day.verdict for day in report.timeline} == {Verdict.AVOID}
    assert any("Panthenl" in note and "Panthenol" in note for note in report.notes)


def test_an_allergy_that_is_not_read_is_said_first():
    report = check_label("Aqua, Glycerin", HealingPlan(treatment="standard", day=20, allergies=("blorp",)))
    assert "blorp" in report.notes[0]
    assert report.verdict is Verdict.CAUTION
    assert report.free_from_day is None


def test_eight_names_in_alphabetical_order_switch_places_off():
    inactive = "Allantoin, Butylene Glycol, Carbomer, Dimethicone, Glycerin, Lactic Acid, Phenoxyethanol, Water"
    report = check_label(f"Inactive: {inactive}, Xanthan Gum, Panthenol", HealingPlan(treatment="standard", day=2))
    assert report.products[0].alphabetical
    assert report.products[0].one_percent_line is None
    assert any("alphabetical" in note for note in report.notes)


def test_a_list_with_water_behind_a_trace_is_not_sorted_and_says_so():
    report = check_label("Phenoxyethanol, Alcohol Denat., Glycerin, Water", HealingPlan(treatment="standard", day=2))
    assert not report.to_dict()["sorted"]
    assert report.to_dict()["one_percent_line"] is None
    assert {finding.judged_as for finding in report.findings} == {None}
    assert any("not sorted" in note for note in report.notes)
    assert check_label("Water, Glycerin, Phenoxyethanol, Alcohol Denat.").to_dict()["sorted"]


def test_scent_allergens_in_alphabetical_order_do_not_switch_places_off():
    allergens = "Benzyl Benzoate, Citral, Citronellol, Coumarin, Eugenol, Geraniol, Hexyl Cinnamal, Limonene, Linalool"
    report = check_label(f"Water, Glycerin, Phenoxyethanol, Lactic Acid, {allergens}")
    assert report.products[0].one_percent_line == 3


def test_may_contain_entries_do_not_move_the_dates():
    text = "Ricinus Communis Seed Oil, Cera Alba, [+/- CI 15850, Carmine]"
    report = check_label(text, HealingPlan(treatment="standard", day=2))
    assert (report.with_care_from_day, report.free_from_day) == (0, 1)


def test_dates_follow_from_the_treatment_date():
    plan = HealingPlan.since(date(2026, 11, 20), date(2026, 11, 22), treatment="standard")
    answer = check_label("Aqua, Glycerin, Parfum", plan).to_dict()
    assert (answer["plan"]["day"], answer["plan"]["treated_on"]) == (2, "2026-11-20")
    assert (answer["with_care_from"], answer["free_from"]) == ("2026-11-27", "2026-12-04")


@pytest.mark.parametrize(
    "words",
    [{"day": -1}, {"day": 1.5}, {"day": True}, {"treatment": "laser"}, {"use": "soap"}],
    ids=str,
)
def test_an_impossible_plan_is_refused_with_what_to_do(words):
    with pytest.raises(PlanError, match=r"(Give|Choose)"):
        HealingPlan(**words)


def test_a_treatment_in_the_future_is_refused():
    with pytest.raises(PlanError, match="lies after today"):
        HealingPlan.since(date(2026, 12, 1), date(2026, 11, 22))


def test_the_clinics_word_comes_first():
    report = check_label("Aqua, Glycerin, Parfum", HealingPlan(from_clinic=True))
    assert "follow their advice" in report.notes[0]


def test_the_drug_is_ask_and_never_dated_with_care():
    report = check_label("Aqua, Tretinoin", HealingPlan(treatment="standard", day=2))
    assert report.ask_clinic
    assert (report.with_care_from_day, report.free_from_day) == (None, 14)


@pytest.mark.parametrize("group", load_knowledge().groups.values(), ids=lambda group: group.id)
def test_no_group_grows_stricter_as_the_skin_heals(group):
    for levels in (group.leave_on, group.rinse_off, group.early_leave_on, group.late_leave_on):
        if levels:
            assert [level.rank for level in levels] == sorted((level.rank for level in levels), reverse=True)


@pytest.mark.parametrize("group", load_knowledge().groups.values(), ids=lambda group: group.id)
def test_early_is_never_milder_and_late_never_stricter(group):
    for base, early, late in (
        (group.leave_on, group.early_leave_on, group.late_leave_on),
        (group.rinse_off, group.early_rinse_off, group.late_rinse_off),
    ):
        assert all(e.rank >= b.rank for b, e in zip(base, early or base, strict=True))
        assert all(a.rank <= b.rank for b, a in zip(base, late or base, strict=True))


names = st.sampled_from(sorted(load_knowledge().ingredients))


@settings(max_examples=60, deadline=None)
@given(
    listed=st.lists(names, min_size=1, max_size=25, unique=True),
    treatment=st.sampled_from(list(Treatment)),
    use=st.sampled_from(list(Use)),
    day=st.integers(0, 40),
    slow=st.booleans(),
)
def test_laws_of_an_answer(listed, treatment, use, day, slow):
    plan = HealingPlan(treatment=treatment, use=use, day=day, slow_healing=slow)
    report = check_label(", ".join(listed), plan)
    levels = {finding.level for finding in report.findings}
    assert (report.verdict is Verdict.AVOID) == (Level.AVOID in levels)
    if day <= 28:
        assert report.timeline[day].verdict is report.verdict
    free, care = report.free_from_day, report.with_care_from_day
    if free is not None:
        assert all(d.verdict is Verdict.NO_KNOWN_PROBLEM for d in report.timeline[free:])
    if care is not None:
        assert all(d.verdict in (Verdict.CAUTION, Verdict.NO_KNOWN_PROBLEM) for d in report.timeline[care:])
    if free is not None and care is not None:
        assert care <= free
    assert [d.phase for d in report.timeline] == sorted((d.phase for d in report.timeline), key=list(Phase).index)


@settings(max_examples=40, deadline=None)
@given(listed=st.lists(names, min_size=1, max_size=15, unique=True), day=st.integers(0, 27))
def test_slow_healing_never_makes_an_answer_milder(listed, day):
    text = ", ".join(listed)
    usual = check_label(text, HealingPlan(treatment="standard", day=day))
    slow = check_label(text, HealingPlan(treatment="standard", day=day, slow_healing=True))
    assert slow.verdict.rank >= usual.verdict.rank

"""The law of the left-out: what a text names outside its list is an entry, or mentioned, and the answer says so."""

import pytest

from checker import HealingPlan, check_label
from checker.answer.render import as_markdown, as_text
from checker.batch.cells import Cells
from checker.batch.columns import ANSWERS, Task
from checker.clinic.protocol import read_protocol
from tests.cases import rows

DAY_2 = HealingPlan(treatment="standard", day=2)
BARE = "Aqua, Glycerin, Panthenol"
PRAISE = f"Now with retinol for smoother skin.\n\nIngredients: {BARE}"


@pytest.mark.parametrize("case", rows("denied.csv"), ids=lambda case: case["case"])
def test_a_denied_scent_raises_no_alarm_and_one_that_only_looks_denied_does(case):
    report = check_label(case["text"], DAY_2)
    raised = bool(report.only_mentioned) or any(finding.level != "ok" for finding in report.findings)
    assert raised is (case["raises"] == "yes")
    assert (report.verdict == "no_known_problem") is (case["raises"] == "no")


def test_praise_of_a_name_of_concern_lowers_verdict_timeline_and_dates():
    report = check_label(PRAISE, DAY_2)
    assert report.verdict == "caution"
    assert (report.with_care_from_day, report.free_from_day) == (0, 14)
    assert [day.verdict.value for day in report.timeline][12:15] == ["caution", "caution", "no_known_problem"]
    (mention,) = report.to_dict()["mentioned"]
    assert mention == {"inci": "Retinol", "text": "retinol", "start": 9, "end": 16, "level": "avoid"}
    assert PRAISE[mention["start"] : mention["end"]] == mention["text"]


def test_it_is_said_before_the_dates_in_text_and_markdown():
    report = check_label(PRAISE, DAY_2)
    assert report.advice.startswith("With care: the text also names Retinol")
    for shown in (as_text(report), as_markdown(report)):
        assert shown.index("names Retinol") < shown.index("wait until day 14")


def test_it_is_a_cell_of_the_batch():
    cells = dict(zip(ANSWERS, Cells(DAY_2).answer(Task(PRAISE)), strict=True))
    assert (cells["verdict"], cells["mentioned"], cells["free_from_day"]) == ("caution", "Retinol", "14")


def test_an_entry_of_the_same_group_speaks_for_the_mention():
    report = check_label(f"{PRAISE}, Retinal", DAY_2)
    assert [mention.text for mention in report.mentioned] == ["retinol"]
    assert report.only_mentioned == ()
    assert check_label(f"{BARE}, Retinal", DAY_2).by_phase == report.by_phase


def test_glued_to_the_last_name_it_is_an_entry_and_the_rest_stays_left_out():
    report = check_label(f"{BARE}, Parfum Size: 50 ml", DAY_2)
    last = report.findings[-1]
    assert (last.match.entry.printed, last.match.entry.position, last.level) == ("Parfum", 4, "avoid")
    assert [part.text.strip() for part in report.left_out] == ["Size", "50 ml"]


@pytest.mark.parametrize(
    "glued", ["Retinol plus", "contains Limonene", "Lavender oil that soothes", "LINALOOL Please recycle bottle"]
)
def test_words_of_sentences_beside_a_name_take_it_out_of_no_list(glued):
    report = check_label(f"{BARE}, {glued}", DAY_2)
    assert (report.verdict, [finding.level for finding in report.findings]) == ("avoid", ["ok", "ok", "ok", "avoid"])


@pytest.mark.parametrize(
    ("entry", "level"),
    [
        ("lavandula angustifolia lavender oil althaea officinalis marshmallow leaf root extract", "avoid"),
        ("this cream smells of lavender oil and joy", "avoid"),
        ("Cetearyl Alcohol (emollient - non-drying fatty alcohol from palm)", "ok"),
        ("Glycerin (from palm alcohol)", "ok"),
        ("Glycerin (sans parfum)", "ok"),
        ("Camellia Sinensis Leaf Extract", "caution"),
    ],
)
def test_an_entry_that_holds_a_second_name_is_judged_by_the_strictest(entry, level):
    report = check_label(f"Aqua, Glycerin, {entry}, Panthenol", DAY_2)
    assert [finding.level for finding in report.findings if finding.match.entry.printed.startswith(entry[:9])][
        -1
    ] == level


def test_without_a_list_the_names_are_said_and_nothing_is_judged():
    report = check_label("A serum with retinol that smooths the skin overnight and feels wonderful.", DAY_2)
    assert report.verdict == "cannot_tell"
    assert any("Retinol" in note for note in report.notes)


def test_an_allergy_counts_where_a_name_is_harmless_else():
    text = f"Rich in squalane, it soothes.\n\nIngredients: {BARE}"
    assert check_label(text, DAY_2).verdict == "no_known_problem"
    allergic = check_label(text, HealingPlan(treatment="standard", day=2, allergies=("Squalane",)))
    assert (allergic.verdict, [m.ingredient.inci for m in allergic.only_mentioned]) == ("caution", ["Squalane"])
    assert allergic.free_from_day is None


def test_a_clinics_own_level_decides_what_is_of_concern():
    rules = read_protocol("rule,about,treatment,phase,use,value,note\nlevel,retinoid_cosmetic,,,,ok,\n", "House")
    assert check_label(PRAISE, DAY_2, protocol=rules).verdict == "no_known_problem"


def test_a_second_copy_of_a_list_mentions_nothing():
    report = check_label(f"Ingredients: {BARE}, Parfum\n\nIngredients: {BARE}, Parfum", DAY_2)
    assert report.mentioned == ()

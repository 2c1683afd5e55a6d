"""What a pack claims for itself: the floor it sets, the words that say so in every front, and what is no claim."""

import csv
import io
from datetime import date

import pytest

from checker import HealingPlan, check_label, load_knowledge
from checker.answer.render import as_markdown, as_text
from checker.batch.cells import Cells
from checker.batch.columns import ANSWERS, Task
from checker.clinic import handout
from checker.clinic.judge import judge
from checker.clinic.model import Formula, Product, Shelved
from checker.model.paths import data_folder
from checker.model.terms import Use, Verdict
from checker.reading.claims import claims_in
from checker.shelf.plan_sheet import plan_sheet, to_csv
from checker.shelf.routine import Item, check_routine
from checker.web.look import verdict_card
from tests.labels import shared

BLAND = "Aqua, Glycerin, Petrolatum, Ceramide NP"
PLAN = HealingPlan(treatment="standard", day=4, treated_on=date(2026, 11, 20))
with (data_folder() / "claims.csv").open(encoding="utf-8", newline="") as table:
    FLOORS = [row for row in csv.DictReader(table) if row["judge_as"]]
CLAIMS = load_knowledge().claims


def claimed(passage: str) -> set[str]:
    """The claims of a passage that set a floor."""
    return {words.claim for words in claims_in(passage, CLAIMS) if words.group}


def test_every_claim_that_takes_skin_off_sets_a_floor_unless_it_is_denied():
    assert len(FLOORS) > 200
    for row in FLOORS:
        assert row["claim"] in claimed(row["text"]), row["text"]
        for denied in filter(None, row["not_after"].split("|")):
            assert row["claim"] not in claimed(f"{denied} {row['text']}"), (denied, row["text"])


@pytest.mark.parametrize("use", Use)
def test_the_floor_holds_in_every_use(use):
    report = check_label(BLAND, HealingPlan(treatment="standard", day=4, use=use), "Salt scrub")
    assert [verdict.value for verdict in report.by_phase] == ["avoid"] * 3 + ["caution", "no_known_problem"]
    assert (report.with_care_from_day, report.free_from_day) == (7, 14)


@pytest.mark.parametrize(
    ("text", "name", "bound"),
    [
        (BLAND, "Sea salt scrub", {"claim": "scrub", "text": "Sea salt scrub", "where": "name"}),
        (f"Brand. Our exfoliating gel! Ingredients: {BLAND}", "", {"claim": "exfoliating", "text": "Our exfoliating gel", "where": "text"}),
        (BLAND, "AHA toner", None),
        (BLAND, "", None),
        ("", "Sea salt scrub", None),
    ],
)  # fmt: skip
def test_the_answer_says_which_words_bind_it(text, name, bound):
    assert check_label(text, PLAN, name).to_dict()["bound_by_claim"] == bound


def test_a_claim_binds_only_while_it_decides():
    bound = [
        check_label(BLAND, HealingPlan(treatment="standard", day=day), "Peel").bound_by_claim is not None
        for day in (0, 4, 8, 15)
    ]
    assert bound == [True, True, True, False]
    healed_late = check_label(f"{BLAND}, Hydroquinone", HealingPlan(treatment="standard", day=8), "Peel")
    assert (healed_late.verdict, healed_late.bound_by_claim is None) == (Verdict.CAUTION, False)


def test_the_name_over_one_list_of_a_kit_speaks_for_that_list():
    report = check_label(f"Salt Scrub: Sodium Chloride, Glycerin, Squalane. Calm Cream: {BLAND}.", PLAN)
    assert [product.verdict for product in report.products] == [Verdict.AVOID, Verdict.NO_KNOWN_PROBLEM]


def test_every_front_says_so():
    report = check_label(BLAND, PLAN, "Salt scrub")
    words = "“Salt scrub”"
    assert words in as_text(report)
    assert words in as_markdown(report)
    assert words in verdict_card(report)
    cells = dict(zip(ANSWERS, Cells(PLAN).answer(Task(BLAND, "Salt scrub")), strict=True))
    assert (cells["verdict"], cells["bound_by_claim"]) == ("avoid", "Salt scrub")
    routine = check_routine([Item("Salt scrub", BLAND)], PLAN)
    assert words in next(csv.DictReader(io.StringIO(to_csv(routine))))["because of"]
    assert words in plan_sheet(routine, date(2026, 11, 24)).marks()
    assert handout.own("Salt scrub", report).where is handout.Where.FROM_DATE
    later = check_label(BLAND, HealingPlan(treatment="standard", day=0), "Salt scrub")
    assert later.deciding == (words,)
    shelved = Shelved(Product(1, "", "Salt scrub"), Formula(1, 1, BLAND, "", date(2026, 11, 20), ""))
    (judged,) = judge([shelved], load_knowledge())
    assert judged.binding.split("; ")[0] == "Salt scrub"


def test_real_labels_that_claim_to_take_skin_off_wait_before_settling():
    labels = [label for label in shared() if claimed(label.name)]
    if not labels:
        pytest.skip("the shared labels are not beside the project")
    for label in labels:
        for use in (Use.LEAVE_ON, Use.RINSE_OFF):
            report = check_label(label.text, HealingPlan(treatment="standard", day=4, use=use), label.name)
            assert not report.findings or set(report.by_phase[:3]) == {Verdict.AVOID}, label.id

"""Batches: the cells of each row equal those of the whole report, whatever was read and judged before."""

import csv
import random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from checker import HealingPlan
from checker.batch import cells as cells_room
from checker.batch.cells import Cells
from checker.batch.columns import Task, answer
from checker.batch.run import Options, run_batch
from checker.batch.typed import as_text
from checker.judging import judge
from checker.model.terms import Treatment, Use
from tests.batches import NAMES, PLAN
from tests.benchmarks.accuracy import gold
from tests.benchmarks.tables import TROUBLES, with_commas

CELLS = Cells(PLAN)


def mixed(count: int, seed: int = 1) -> list[list[str]]:
    """Rows with every trouble, treatment, day and use, and names that claim something."""
    draw = random.Random(seed)
    printed = [entry["printed"] for label in gold() for entry in label["entries"]]
    rows = []
    for number in range(count):
        listed = list(dict.fromkeys(draw.choices(printed, k=draw.randint(3, 45)) + draw.sample(NAMES, 2)))
        if number % 10 == 0:
            listed.sort(key=str.lower)
        text = draw.choice((with_commas, with_commas, *TROUBLES))(listed)
        name = draw.choice(("Cream", "Exfoliating Peel", "Acne Gel", "Scrub", "Peel-off mask", "Gentle, not a scrub"))
        treatment, use = draw.choice(("", *Treatment)), draw.choice(("", *Use))
        rows.append([f"{number:05}", name, text, treatment, draw.choice(("", "0", "3", "8", "14", "30")), use])
    return rows


def test_the_answers_equal_those_of_check_on_2000_rows(tmp_path):
    header = ["ean", "name", "ingredients", "treatment", "day", "use"]
    lines = mixed(2000)
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    run_batch(tmp_path / "in.csv", tmp_path / "out.csv", Options(PLAN, raw=True), jobs=2)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        _, *answered = csv.reader(file)
    for line, cells in zip(lines, answered, strict=True):
        assert cells == [*line, *from_report(*line[1:])]


def from_report(name: str, text: str, treatment: str = "", day: str = "", use: str = "") -> list[str]:
    """The cells of an answer, made from the whole report."""
    return as_text(answer(Task(text, name, treatment, day, use), PLAN)[0])


TORN = ("Parfum (Limonene", "Linalool)", "1", "2-Hexanediol", "Isononyl", "Isononanoate", "Oil", "Free", "may", "contain",
        "Natural", "Glycerin*", ".*Organic", "ingredients: Aqua", "Retionl", "Xyzzy", "Wheat Flour", "5%", "Mica...", "",
        "Aqua. Contains", "See more", "Water\\Aqua", "Parfum)", "Niacinamide 10%", "a b: c", "<b>Urea</b>",
        "CI 26100 (D&C Red n°17", "Aqua (Mte", "Iron Oxides (CI 77491", "CI 77492)", "Propylene", "Glycol", "Red", "CI 77491",
        "Orange", "sesamum indicum seed ol", "Sativa Starch / Rice Starch", "Hamamelis Virginiana (Witch Hazel) Water.",
        "Cleanser: Aqua", "Urea. Toner: Honey", "Alcohol Denat.", "Peel", "C 470")  # fmt: skip


@settings(max_examples=300, deadline=None)
@example(["Squalane", "Linalool", "Urea", "Water\\Aqua\\Eau", "polymethyl,methacrylate", "Parfum"], ", ", None, "2")
@example(["Urea", "Aqua (Mte", "Linalool", *NAMES[:9], "Zea Mays (Corn) Starch. *Certified organic"], ", ", None, "2")
@example([*NAMES[:9], "Alcohol Denat..Please be aware that lists may change."], ", ", None, "2")
@example(["Laureth-7", "Iron Oxides (CI 77491", "CI 77492)", "propylene glyl", *NAMES[:9]], ", ", None, "2")
@given(
    listed=st.lists(st.sampled_from((*NAMES[:400], *TORN, *TORN, *TORN)), min_size=1, max_size=24),
    separator=st.sampled_from((", ", ", ", ",", " • ", "; ", " - ", "\n")),
    trouble=st.sampled_from((None, None, *TROUBLES)),
    day=st.sampled_from(("0", "2", "9", "20")),
)
def test_remembered_stretches_are_read_and_judged_as_by_check(listed, separator, trouble, day):
    text = trouble(listed) if trouble and len(listed) > 3 else separator.join(listed)
    assert CELLS.answers([Task(text, "Peel", day=day)]) == [from_report("Peel", text, day=day)]


def test_every_annotated_label_is_answered_as_by_check():
    labels = gold()
    answers = CELLS.answers([Task(label["text"]) for label in labels])
    for label, answered in zip(labels, answers, strict=True):
        assert answered == from_report("", label["text"]), label["id"]


def test_the_options_of_a_plan_count_in_a_table():
    plan = HealingPlan("deep", 9, slow_healing=True, still_irritated=True, allergies=("nuts", "Panthenol", "xyzzy"))
    tasks = [Task(text, name) for _, name, text, *_ in mixed(60, seed=2)]
    assert Cells(plan).values(tasks) == [answer(task, plan)[0] for task in tasks]


def test_what_was_forgotten_is_read_and_judged_anew(monkeypatch):
    monkeypatch.setattr(cells_room, "REMEMBERED_JUDGES", 1)
    monkeypatch.setattr(cells_room, "REMEMBERED_PLANS", 1)
    monkeypatch.setattr(judge, "REMEMBERED", 40)
    forgetful = Cells(PLAN)
    for _, name, text, *plan in mixed(60, seed=3):
        assert forgetful.answers([Task(text, name, *plan)]) == [from_report(name, text, *plan)]

"""Words of a product's form or purpose beside a name: they never make an answer milder, and warn of nothing."""

import pytest

from checker import HealingPlan, check_label
from checker.knowledge.load import load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.terms import How, Verdict
from tests.matching import form_law

PLAN = HealingPlan(treatment="standard", day=2)


#: Broken still: a dash or a bracket within the name reads it as two; glass beside Polish wipes is left out as a remark.
STILL_MILDER = {"rose - rosa damascena", "赤230(1)", "Glass"}


def test_no_name_that_waits_becomes_milder_by_a_word_of_form_or_a_percentage():
    milder = form_law.milder(form_law.sample(5000, seed=7))
    assert [case for case in milder if case[0] not in STILL_MILDER] == []


@pytest.mark.parametrize(
    ("text", "inci", "verdict"),
    [
        ("vitamin C serum", "Ascorbic Acid", Verdict.AVOID),
        ("AHA BHA peeling serum", "Glycolic Acid", Verdict.AVOID),
        ("glycolic cream", "Glycolic Acid", Verdict.AVOID),
        ("salicylic acid cleanser", "Salicylic Acid", Verdict.AVOID),
        ("2% BHA liquid", "Salicylic Acid", Verdict.AVOID),
        ("retinol night cream", "Retinol", Verdict.AVOID),
        ("retinol 0.5% serum", "Retinol", Verdict.AVOID),
        ("sérum vitamine C", "Ascorbic Acid", Verdict.AVOID),
        ("Retinol-Serum", "Retinol", Verdict.AVOID),
        ("huile visage tea tree", "Melaleuca Alternifolia Leaf Oil", Verdict.AVOID),
        ("hyaluronic acid serum", "Hyaluronic Acid", Verdict.NO_KNOWN_PROBLEM),
        ("panthenol milk", "Panthenol", Verdict.NO_KNOWN_PROBLEM),
        ("ceramide NP night cream", "Ceramide NP", Verdict.NO_KNOWN_PROBLEM),
        ("safflower oil serum", "Carthamus Tinctorius Seed Oil", Verdict.NO_KNOWN_PROBLEM),
        ("Rice Bran Oil", "Oryza Sativa Bran Oil", Verdict.NO_KNOWN_PROBLEM),
        ("Milk Protein", "Milk Protein", Verdict.CAUTION),
        ("Lemon Oil", "Citrus Limon Peel Oil", Verdict.AVOID),
        ("Water", "Aqua", Verdict.NO_KNOWN_PROBLEM),
    ],
)
def test_a_name_beside_words_of_form_is_judged_by_the_name(text, inci, verdict):
    report = check_label(text, PLAN)
    assert [finding.match.ingredient.inci for finding in report.findings] == [inci]
    assert report.verdict is verdict


@pytest.mark.parametrize(
    "text", ["night cream", "face serum", "peeling serum", "Cream", "Crème de jour visage", "Serum"]
)
def test_nothing_but_words_of_form_is_no_list(text):
    report = check_label(text, PLAN)
    assert (report.findings, report.verdict) == ((), Verdict.CANNOT_TELL)
    assert {part.why for part in report.left_out} <= {"product name", "remark"}


@pytest.mark.parametrize("text", ["Zorblatt night cream", "Zorblatt serum"])
def test_unknown_words_beside_words_of_form_are_no_list(text):
    assert check_label(text, PLAN).verdict is Verdict.CANNOT_TELL


def test_in_a_list_milk_and_cream_stay_ingredients():
    report = check_label("Aqua, Milk, Glycerin, Cream, Honey", PLAN)
    assert [finding.match.how for finding in report.findings].count(How.UNREAD) == 0
    assert len(report.findings) == 5


def test_a_word_that_ends_names_of_ingredients_leaves_a_stricter_pattern_its_say():
    matcher = matcher_for(load_knowledge())
    assert matcher.read("Eucalyptus Dives Leaf Oil", False).group.id == "essential_oil"
    assert matcher.read("Eucalyptus Dives Leaf Oil serum", False).group.id == "essential_oil"

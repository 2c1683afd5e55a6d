"""Matching a name: its ways, its guards, and the look-alikes that are never mistaken."""

import random
from string import ascii_lowercase

import pytest

from checker import HealingPlan, check_label
from checker.allergies import read_allergy
from checker.knowledge import load_knowledge
from checker.matching import Matcher
from checker.names import fold, squeeze
from checker.terms import How, Verdict

KNOWLEDGE = load_knowledge()
MATCHER = Matcher(KNOWLEDGE)

WAYS = [
    ("Glycerin", How.EXACT, "Glycerin"),
    ("GLYCERIN", How.EXACT, "Glycerin"),
    ("gly cerin", How.EXACT, "Glycerin"),
    ("Ethylhexyl glycerin", How.EXACT, "Ethylhexylglycerin"),
    ("Vitamin B3", How.OTHER_NAME, "Niacinamide"),
    ("Levomenol", How.OTHER_NAME, "Bisabolol"),
    ("Levomenthol", How.OTHER_NAME, "Menthol"),
    ("Parfum (Fragrance)", How.PART, "Parfum"),
    ("Butyrospermum Parkii (Shea) Butter", How.PART, "Butyrospermum Parkii Butter"),
    ("(Shea) Butyrospermum Parkii Butter", How.PART, "Butyrospermum Parkii Butter"),
    ("Honey (Organic)", How.PART, "Mel"),
    ("Titanium Dioxide (CI 77891)", How.PART, "Titanium Dioxide"),
    ("Cl 77891", How.OTHER_NAME, "Titanium Dioxide"),
    ("1 2-hexanediol", How.EXACT, "1,2-Hexanediol"),
    ("Pisum Sativum (Pea) Extract", How.PART, "Pisum Sativum Extract"),
    ("Retinyl Palmitate (Vitamin A)", How.PART, "Retinyl Palmitate"),
    ("Tocopheryl Acetate (Vitamin E)", How.PART, "Tocopheryl Acetate"),
    ("Hamamelis Virginiana (Witch Hazel) Extract", How.PART, "Hamamelis Virginiana Extract"),
    ("Retionl", How.REPAIRED, "Retinol"),
    ("Salicylik Acid", How.REPAIRED, "Salicylic Acid"),
    ("Phenoxyethanl", How.REPAIRED, "Phenoxyethanol"),
    ("PUNICA GRANATUM SEED OL", How.REPAIRED, "Punica Granatum Seed Oil"),
    ("Lavandula Angustifolla (Lavender) 01l", How.REPAIRED, "Lavandula Angustifolia Oil"),
    ("BHA", How.AMBIGUOUS, "Salicylic Acid"),
    ("Xyzol Qwert", How.UNREAD, None),
    ("", How.UNREAD, None),
]


@pytest.mark.parametrize(("printed", "how", "inci"), WAYS, ids=[way[0] for way in WAYS])
def test_the_way_a_name_is_read(printed, how, inci):
    reading = MATCHER.read(printed, False)
    assert (reading.how, reading.ingredient.inci if reading.ingredient else None) == (how, inci)


@pytest.mark.parametrize(
    "text",
    [
        "Water, Retinol Salicylic Acid blend (Water), Glycerin",
        "Glycolic Acid Lactic Acid Panthenol (Provitamin B5), Water, Glycerin",
        "Water, Glycerin, Retinol blend / Squalane",
        "Water, Glycerin, Squalane (with Retinol)",
        "Water, Glycerin, Retnol Complex (Glycerin)",
    ],
)
def test_a_bracket_or_slash_never_hides_what_stands_beside_it(text):
    assert check_label(text, HealingPlan(treatment="standard", day=2)).verdict is not Verdict.NO_KNOWN_PROBLEM


def test_a_percentage_decides_between_two_meanings():
    assert MATCHER.read("BHA", True).ingredient.inci == "Salicylic Acid"
    assert MATCHER.read("BHA", True).how is How.OTHER_NAME


def test_both_meanings_are_shown_and_the_one_of_more_concern_is_judged():
    reading = MATCHER.read("BHA", False)
    assert set(reading.near) == {"BHA", "Salicylic Acid"}
    assert reading.group.id == "bha"


@pytest.mark.parametrize(
    ("printed", "never"),
    [
        ("Ethylparaben", "Methylparaben"),
        ("PEG-4", "PEG-40"),
        ("PEG-400 Stearate", "PEG-40 Stearate"),
        ("Polyquaternium-10", "Polyquaternium-11"),
        ("Levomentol", "Bisabolol"),
        ("Rosmarinus Officinalis Leaf Oi", "Rosmarinus Officinalis Leaf Extract"),
        ("AHA", "Hyaluronic Acid"),
        ("Sodium Lauroyl nicus Branch/Fruit/Leaf Extract", "Sodium Lauroyl Sarcosinate"),
    ],
)
def test_never_read_as(printed, never):
    reading = MATCHER.read(printed, False)
    assert reading.ingredient is None or reading.ingredient.inci != never


@pytest.mark.parametrize("allergy", ["Parfum", "fragrance", "parabens", "nuts", "Noix", "Panthenol", "provitamin b5"])
def test_an_allergy_is_read(allergy):
    assert read_allergy(allergy, MATCHER).targets


def test_an_allergy_with_a_misprint_is_asked_back():
    allergy = read_allergy("Panthenl", MATCHER)
    assert (allergy.targets, allergy.read_as) == ({"Panthenol"}, "Panthenol")


def one_letter_changes(name: str, other: str) -> set[str]:
    """Forms of a name with one letter changed, lost, doubled or exchanged; new letters as in the other name above all."""
    letters = sorted((set(other.lower()) - set(name.lower())) & set(ascii_lowercase))[:6] + random.Random(name).sample(
        ascii_lowercase, 1
    )
    places = [i for i, sign in enumerate(name) if sign.isalpha()]
    forms = {name[:i] + name[i + 1 :] for i in places}
    forms |= {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in places if name[i + 1 : i + 2].isalpha()}
    for letter in letters:
        forms |= {name[:i] + letter + name[i + 1 :] for i in places}
    return forms


@pytest.mark.parametrize("pair", sorted(map(sorted, KNOWLEDGE.lookalikes)), ids=" / ".join)
def test_lookalikes_are_never_mistaken_for_each_other(pair):
    for one, other in (pair, pair[::-1]):
        assert MATCHER.read(one, False).ingredient.inci != other or fold(one) in KNOWLEDGE.ambiguous
        for form in one_letter_changes(one, other):
            answer = MATCHER.read(form, False)
            spelled = is_spelled(form)
            if answer.ingredient is not None and answer.ingredient.inci == other:
                assert spelled, f"{form!r} was read as {other}"


def is_spelled(form: str) -> bool:
    """Whether a form is, spaces apart, a known name itself."""
    return fold(form) in KNOWLEDGE.names or squeeze(fold(form)) in KNOWLEDGE.squeezed


CONCERN = [
    i
    for i in KNOWLEDGE.ingredients.values()
    if KNOWLEDGE.group_of(i).concern[0] >= 3 and sum(map(str.isalpha, i.inci)) >= 8
]


@pytest.mark.parametrize("ingredient", random.Random(7).sample(CONCERN, 250), ids=lambda i: i.inci)
def test_a_misprint_never_lowers_concern(ingredient):
    own = KNOWLEDGE.group_of(ingredient).concern[0]
    for form in random.Random(ingredient.inci).sample(sorted(one_letter_changes(ingredient.inci, "")), 8):
        reading = MATCHER.read(form, False)
        assert reading.group is None or is_spelled(form) or reading.group.concern[0] >= own, (form, reading.group.id)


@pytest.mark.parametrize(
    ("printed", "how", "near"),
    [
        ("ナイアシンアミト", How.UNREAD, "Niacinamide"),  # a sign is a syllable: what is meant is asked, never assumed
        ("살리실릭애씨그", How.UNREAD, "Salicylic Acid"),
        ("глицирин", How.REPAIRED, "Glycerin"),
        ("γλυκερίνι", How.REPAIRED, "Glycerin"),
    ],
)
def test_a_misprint_in_another_script(printed, how, near):
    reading = MATCHER.read(printed, False)
    assert (reading.how, reading.near[0]) == (how, near)

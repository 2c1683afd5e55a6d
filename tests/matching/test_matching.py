"""Matching a name: its ways, its guards, and the look-alikes that are never mistaken."""

import csv
import random
from pathlib import Path
from string import ascii_lowercase

import pytest
from rapidfuzz import fuzz

from checker import HealingPlan, check_label
from checker.knowledge.load import load_knowledge
from checker.matching.allergies import read_allergy
from checker.matching.matcher import Matcher
from checker.matching.spelling import SHORT, SUGGESTED
from checker.model.names import fold
from checker.model.terms import How, Verdict
from checker.reading.label import read_label

KNOWLEDGE = load_knowledge()
MATCHER = Matcher(KNOWLEDGE)

with (Path(__file__).parents[1] / "cases" / "matching.csv").open(encoding="utf-8", newline="") as _file:
    WAYS = list(csv.DictReader(_file))


@pytest.mark.parametrize("case", WAYS, ids=[f"{case['step']}: {case['printed']}" for case in WAYS])
def test_the_way_a_name_is_read(case):
    reading = MATCHER.read_whole(case["printed"], False)
    inci, group = reading.ingredient and reading.ingredient.inci, reading.group and reading.group.id
    assert (reading.how.value, inci or "") == (case["how"], case["inci_name"])
    assert case["group"] in ("", group)


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
    return fold(form) in KNOWLEDGE.names or KNOWLEDGE.spaced_otherwise(fold(form)) is not None


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


def test_only_names_that_somebody_is_asked_about_bring_names_like_them():
    label = read_label("Aqua, Glycerin, Acrolates Coposymeu, Parfum", MATCHER.gazetteer)
    assert MATCHER.match(label.entries[2], asking=True).near == ("Acrylates Copolymer", "Acrylates Crosspolymer")
    assert MATCHER.match(label.entries[2], asking=False).near == ()


def test_of_very_many_unread_names_only_the_first_are_asked_about():
    names = ["Acrolates Coposymeu", "Dimethicane Silyozte", "Steaeynian Glszolu", "Linoluniciacir"]
    label = read_label(f"Aqua, Glycerin, {', '.join(names)}", MATCHER.gazetteer)
    (matches,) = MATCHER.by_product(label, asked=2).values()
    assert [bool(match.near) for match in matches if match.how is How.UNREAD] == [True, True, False, False]


def test_suggestions_are_the_most_alike_of_all_names():
    keys = [*KNOWLEDGE.names]
    draw = random.Random(4)
    for known in draw.sample([key for key in keys if len(key) > SHORT], 40):
        key = known[:-2] + draw.choice(ascii_lowercase)
        alike = sorted(keys, key=lambda other: -fuzz.ratio(key, other))[:4]
        best = [KNOWLEDGE.names[other].ingredient.inci for other in alike if fuzz.ratio(key, other) >= SUGGESTED]
        assert MATCHER.spelling.suggestions(key) == tuple(dict.fromkeys(best))[:3]


def test_a_second_name_of_concern_counts_whether_somebody_is_asked_or_not():
    label = read_label("Aqua, Glycerin, Zorblax Pelargonic Acid Quuxate, Squalane", MATCHER.gazetteer)
    for asking in (True, False):
        assert MATCHER.match(label.entries[2], asking=asking).ingredient is KNOWLEDGE.ingredients["Pelargonic Acid"]

"""A name of concern is never lost to a spelling variant, and the rows hold against a second, blind judgement."""

import random
import re
from string import ascii_lowercase

import pytest

from checker.knowledge.load import load_knowledge
from checker.matching.matcher import Matcher
from checker.model.terms import How, Level, Phase
from tests.cases import rows

KNOWLEDGE = load_knowledge()
MATCHER = Matcher(KNOWLEDGE)
EARLY_REPAIR = list(Phase).index(Phase.EARLY_REPAIR)
CONCERN = [i for i in KNOWLEDGE.ingredients.values() if KNOWLEDGE.group_of(i).leave_on[EARLY_REPAIR] is not Level.OK]
LONG_ENOUGH = [i for i in CONCERN if sum(map(str.isalpha, i.inci)) >= 8]
BRITISH = (
    ("Sulf", "Sulph"),
    ("sulf", "sulph"),
    ("Aluminum", "Aluminium"),
    ("Hydrolyzed", "Hydrolysed"),
    ("color", "colour"),
)


def forms_of(inci: str) -> set[str]:
    british = inci
    for american, own in BRITISH:
        british = british.replace(american, own)
    without_hyphens = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", inci)
    return {inci.upper(), inci.lower(), without_hyphens, british, f"{inci} (Common Name)", f"{inci} (Organic)"}


@pytest.mark.parametrize("start", range(0, len(CONCERN), 500))
def test_capitals_hyphens_british_spelling_and_brackets_change_nothing(start):
    for ingredient in CONCERN[start : start + 500]:
        for form in forms_of(ingredient.inci):
            reading = MATCHER.read(form, False)
            own = KNOWLEDGE.group_of(ingredient).concern[0]
            same = reading.ingredient is ingredient or reading.how is How.AMBIGUOUS
            assert same or (reading.group is not None and reading.group.concern[0] >= own), (form, reading)


def damaged(name: str, draw: random.Random) -> str:
    """The name with one letter exchanged, lost, added or swapped with the next."""
    at = draw.choice([place for place, sign in enumerate(name) if sign.isalpha()])
    letter = draw.choice(ascii_lowercase)
    return draw.choice(
        [
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        ]
    )


def test_one_wrong_letter_never_lowers_concern_and_is_seldom_unread():
    draw = random.Random(20261122)
    exceptions = {row["printed"] for row in rows("concern_lost.csv")}
    unread = 0
    sample = draw.sample(LONG_ENOUGH, 3000)
    for ingredient in sample:
        form = damaged(ingredient.inci, draw)
        reading = MATCHER.read(form, False)
        unread += reading.how is How.UNREAD
        lower = reading.group is not None and reading.group.concern[0] < KNOWLEDGE.group_of(ingredient).concern[0]
        assert not lower or form in exceptions, (ingredient.inci, form, reading.group.id)
    assert unread <= 0.05 * len(sample)


@pytest.mark.parametrize("row", rows("judged_again.csv"), ids=lambda row: row["inci_name"])
def test_a_blind_second_judgement_agrees(row):
    ingredient = KNOWLEDGE.ingredients[row["inci_name"]]
    accepted = {row["group"], *row["also_acceptable"].split("|")}
    assert ingredient.group in accepted or row["decided"] == ingredient.group

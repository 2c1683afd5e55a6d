"""A shelf in an address: the same shelf comes out, and nothing else is ever let in."""

import base64
import json
import random
import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker import HealingPlan
from checker.model.terms import Treatment, Use
from checker.shelf.link import LARGEST_SHELF, LONGEST_LINK, LinkError, pack, unpack
from checker.shelf.routine import Item

TREATED, TODAY = date(2026, 11, 20), date(2026, 11, 22)


def coded(value) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def shelf(**changes):
    fields = {"v": 1, "treatment": "rf", "treated_on": "2026-11-20", "day": 2, "options": [], "allergies": []}
    return {**fields, "items": [["Balm", "leave_on", "Petrolatum"]], **changes}


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
items = st.lists(st.builds(Item, words, words, st.sampled_from(Use)), max_size=6)


@settings(max_examples=60, deadline=None)
@given(items, st.sampled_from(Treatment), st.booleans(), st.lists(words.filter(str.strip), max_size=3))
def test_what_goes_in_comes_out(given_items, treatment, slow, allergies):
    plan = HealingPlan.since(TREATED, TODAY, treatment=treatment, slow_healing=slow, allergies=tuple(allergies))
    word = pack(given_items, plan)
    assert set(word) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert unpack(word, TODAY) == (tuple(given_items), plan)


def test_the_day_is_counted_on_from_the_treatment():
    word = pack([Item("Balm", "Petrolatum")], HealingPlan.since(TREATED, TODAY))
    assert unpack(word, date(2026, 11, 30))[1].day == 10


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.binary(max_size=80).map(lambda raw: coded(raw))))
def test_garbage_is_answered_with_a_sentence(word):
    with pytest.raises(LinkError, match=r"cannot be read|another version"):
        unpack(word, TODAY)


@pytest.mark.parametrize(
    "value",
    [
        shelf(treatment="magic"),
        shelf(treated_on="2027-01-01"),
        shelf(treated_on="1999-01-01"),
        shelf(treated_on=5),
        shelf(day="2", treated_on=None),
        shelf(day=-1, treated_on=None),
        shelf(items=[["Balm", "eaten", "Petrolatum"]]),
        shelf(items=[["Balm", "leave_on"]]),
        shelf(items=[["Balm", "leave_on", {"a": 1}]]),
        shelf(items=[["x" * 300, "leave_on", ""]]),
        shelf(items=[["a", "leave_on", ""]] * 31),
        shelf(items="abc"),
        shelf(allergies=["a"] * 60),
        shelf(allergies=7),
        shelf(options=None),
        {"v": 1},
        [1, 2],
        b"{" * 50_000,
        b"[" * 50_000,
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_shelf_with_a_fault_is_refused(value):
    with pytest.raises(LinkError, match="cannot be read"):
        unpack(coded(value), TODAY)


def test_a_link_of_another_version_says_so():
    with pytest.raises(LinkError, match="another version"):
        unpack(coded(shelf(v=2)), TODAY)


def test_a_bomb_is_not_unpacked():
    bomb = coded(b" " * (LARGEST_SHELF * 10))
    assert len(bomb) < LONGEST_LINK
    with pytest.raises(LinkError, match="cannot be read"):
        unpack(bomb, TODAY)


def test_a_cut_link_is_refused():
    word = pack([Item("Balm", "Petrolatum, Ceramide NP, Cholesterol")], HealingPlan())
    with pytest.raises(LinkError, match="cut off"):
        unpack(word[:-8], TODAY)


def test_a_link_that_is_too_long_says_so_both_ways():
    noise = random.Random(1)
    long = [Item(str(n), "".join(noise.choices("abcdefghijklmnopqrstuvwxyz, ", k=3000))) for n in range(6)]
    with pytest.raises(LinkError, match="characters; many apps cut links above 8,000"):
        pack(long, HealingPlan())
    with pytest.raises(LinkError, match="above 8,000"):
        unpack("A" * (LONGEST_LINK + 1), TODAY)

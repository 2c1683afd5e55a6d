"""A routine of several products: what stands where on which day, and what all of them lack."""

from datetime import date

import pytest

from checker import HealingPlan
from checker.model.plan import LAST_DAY
from checker.model.terms import Role, Use, Verdict
from checker.shelf import wording as wording_shelf
from checker.shelf.plan_sheet import COLUMNS, to_csv
from checker.shelf.routine import Item, Standing, check_routine

BALM = Item("Balm", "Petrolatum, Ceramide NP, Cholesterol")
SERUM = Item("Serum", "Aqua, Glycerin, Sodium Hyaluronate, Panthenol")
TONER = Item("Toner", "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid")
DRUG = Item("Prescription", "Aqua, Tretinoin, Stearic Acid")
UNKNOWN = Item("Mystery", "Aqua, Blorptex Xanthum, Zzyqqx, Glycerin")
SUN = Item("Sunscreen", "Aqua, Zinc Oxide, Glycerin", Use.SUNSCREEN)
SCENTED_SUN = Item("Beach spray", "Alcohol Denat., Octocrylene, Parfum", Use.SUNSCREEN)


def routine(*items, **plan):
    words = {"treatment": "standard", "day": 2, **plan}
    return check_routine(items, HealingPlan(**words))


@pytest.mark.parametrize(
    ("item", "day", "stands"),
    [
        (BALM, 2, Standing.NOW),
        (TONER, 2, Standing.LATER),
        (TONER, 8, Standing.WITH_CARE),
        (TONER, 20, Standing.NOW),
        (TONER, 4000, Standing.NOW),
        (DRUG, 2, Standing.ASK),
        (UNKNOWN, 2, Standing.CANNOT_TELL),
        (Item("Not a list", "A wonder for your skin, you will see."), 2, Standing.CANNOT_TELL),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_a_product_stands_by_its_report(item, day, stands):
    assert routine(item, day=day).standing(0) is stands


def test_an_allergy_has_no_date():
    assert routine(SERUM, allergies=("panthenol",)).standing(0) is Standing.NOT_WHILE_HEALING


def test_what_a_clinic_decides_is_asked_about_on_every_later_day():
    found = routine(DRUG)
    assert {found.standing(0, day) for day in range(2, LAST_DAY + 1)} == {Standing.ASK}
    assert found.returns() == ()


def test_the_piles_hold_every_product_once():
    found = routine(BALM, SERUM, TONER, DRUG, UNKNOWN, SUN)
    assert sorted(place for places in found.piles().values() for place in places) == list(range(6))
    assert found.piles()[Standing.LATER] == (2,)


def test_the_days_come_in_ranges_without_gaps():
    ranges = routine(BALM, TONER, DRUG).day_ranges()
    assert [(s.first, s.last) for s in ranges] == [(2, 6), (7, 13), (14, 28)]
    assert [s.names.get(Standing.NOW) for s in ranges] == [("Balm",), ("Balm",), ("Balm", "Toner")]
    assert all(s.names[Standing.ASK] == ("Prescription",) for s in ranges)


def test_open_channels_are_a_range_of_their_own_and_say_ask():
    first, *later = routine(SERUM, day=0).day_ranges()
    assert (first.first, first.last, first.open_channels) == (0, 0, True)
    assert wording_shelf.days_lines(first) == [(Standing.NOW, "Ask, then use: Serum")]
    assert not any(days.open_channels for days in later)


def test_the_days_on_which_products_come_back():
    assert routine(BALM, TONER, UNKNOWN).returns() == ((1, 7, Verdict.CAUTION), (1, 14, Verdict.NO_KNOWN_PROBLEM))


@pytest.mark.parametrize(
    ("items", "lacks"),
    [
        ((), (Role.HUMECTANT, Role.BARRIER_LIPID, Role.OCCLUSIVE)),
        ((SERUM,), (Role.BARRIER_LIPID, Role.OCCLUSIVE)),
        ((SERUM, BALM), ()),
        ((TONER,), (Role.HUMECTANT, Role.BARRIER_LIPID, Role.OCCLUSIVE)),
        ((Item("Wash", "Aqua, Glycerin", Use.RINSE_OFF), BALM), (Role.HUMECTANT,)),
    ],
    ids=["nothing", "serum", "serum and balm", "a humectant that has to wait", "a humectant that is rinsed off"],
)
def test_what_the_whole_routine_lacks(items, lacks):
    assert routine(*items).lacks() == lacks


def test_a_lack_names_the_product_that_waits():
    said = {title: words for title, _, words in wording_shelf.needs(routine(TONER))}
    assert "Only in what has to wait (Toner)" in said["Attracts water"]


@pytest.mark.parametrize(
    ("items", "there", "said"),
    [
        ((), False, "No product here is marked as sunscreen."),
        ((SUN,), True, "Sunscreen."),
        ((SCENTED_SUN,), False, "Not yet with Beach spray."),
        ((SCENTED_SUN, SUN), True, "Sunscreen."),
    ],
    ids=["none", "mineral", "one that waits", "both"],
)
def test_sun_is_never_said_without_the_other_ways(items, there, said):
    title, has, words = wording_shelf.needs(routine(*items))[-1]
    assert (title, has) == (wording_shelf.SUN_TITLE, there)
    assert words.startswith(said)
    assert "shade, a hat and an unscented mineral sunscreen" in words


def test_the_table_holds_a_product_a_row_and_no_formula():
    plan = HealingPlan.since(date(2026, 11, 20), date(2026, 11, 22), treatment="standard")
    table = to_csv(check_routine([Item('=cmd|"/C calc"!A0', TONER.text), BALM], plan)).splitlines()
    assert table[0] == ",".join(COLUMNS)
    assert table[1].startswith("\"'=cmd")
    assert "2026-11-27,7,2026-12-04,14" in table[1]
    assert len(table) == 3

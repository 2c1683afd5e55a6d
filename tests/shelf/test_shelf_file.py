"""Products from files, as people save them."""

from datetime import date

import openpyxl
import pytest

from checker import HealingPlan
from checker.model.terms import Use
from checker.shelf.plan_sheet import to_csv
from checker.shelf.routine import LONGEST_LIST, LONGEST_NAME, MOST_PRODUCTS, Item, check_routine
from checker.shelf.shelf_file import ShelfError, add, read_products

BALM = Item("Balm", "Petrolatum, Ceramide NP")
WASH = Item("Wash", "Aqua, Decyl Glucoside", Use.RINSE_OFF)


def read(tmp_path, name: str, raw: bytes):
    path = tmp_path / "upload"
    path.write_bytes(raw)
    return read_products(path, name)


@pytest.mark.parametrize(
    ("name", "raw", "found"),
    [
        ("a.csv", b'name,ingredients,use\nBalm,"Petrolatum, Ceramide NP",\nWash,"Aqua, Decyl Glucoside",rinse_off\n', (BALM, WASH)),
        ("a.tsv", b"Produktname\tInhaltsstoffe\nBalm\tPetrolatum, Ceramide NP\n", (BALM,)),
        ("a.csv", b'name,ingredients,use\nBalm,"Petrolatum, Ceramide NP",eaten\n', (BALM,)),
        ("a.csv", b"name,ingredients\nEmpty,\n", ()),
        ("My balm.txt", b"Petrolatum, Ceramide NP", (Item("My balm", BALM.text),)),
        ("a.txt", "\ufeffCire d'abeille, Crème".encode(), (Item("a", "Cire d'abeille, Crème"),)),
        ("a.txt", "Crème".encode("cp1252"), (Item("a", "Crème"),)),
    ],
    ids=["csv", "german tsv", "unknown use", "no list", "text", "utf-8 text", "windows text"],
)  # fmt: skip
def test_a_file_is_read(tmp_path, name, raw, found):
    assert read(tmp_path, name, raw) == found


def test_a_spreadsheet_is_read(tmp_path):
    book = openpyxl.Workbook()
    for cells in (("name", "ingredients"), ("Balm", "Petrolatum, Ceramide NP")):
        book.active.append(cells)
    book.save(tmp_path / "book.xlsx")
    assert read_products(tmp_path / "book.xlsx", "book.xlsx") == (BALM,)


def test_the_plans_own_table_can_be_put_back(tmp_path):
    plan = HealingPlan.since(date(2026, 11, 20), date(2026, 11, 22), treatment="standard")
    table = to_csv(check_routine([BALM, WASH], plan))
    assert read(tmp_path, "skin-care-plan.csv", table.encode("utf-8-sig")) == (BALM, WASH)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"", "“a.csv”: a.csv is empty"),
        ("a.csv", b"colour,price\nred,5\n", "No column of ingredients"),
        ("a.csv", b"name,ingredients\nBalm,Petrolatum,Ceramide NP\n", "line 2 does not fit"),
        ("a.xlsx", b"PK\x03\x04nonsense", "cannot be read as a spreadsheet"),
        ("a.csv", b"name,ingredients\n" + b"a,Aqua\n" * (MOST_PRODUCTS + 1), "at most 30 products"),
    ],
    ids=["empty", "no column", "ragged", "broken", "a catalogue"],
)
def test_a_file_with_a_fault_says_what_to_do(tmp_path, name, raw, said):
    with pytest.raises(ShelfError, match=said) as refused:
        read(tmp_path, name, raw)
    assert str(tmp_path) not in str(refused.value)


def test_a_product_stands_on_the_shelf_once():
    assert add((BALM,), (BALM, WASH, WASH)) == (BALM, WASH)


def test_a_product_without_a_name_gets_one_and_a_long_name_is_cut():
    unnamed, long = add((BALM,), (Item("  ", "Aqua"), Item("x " * 500, "Aqua")))[1:]
    assert unnamed.name == "Product 2"
    assert len(long.name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([Item("Balm", "x" * (LONGEST_LIST + 1))], "more than 20,000 characters"),
        ([Item(str(n), "Aqua") for n in range(MOST_PRODUCTS)], "at most 30 products"),
    ],
    ids=["too long", "too many"],
)
def test_a_shelf_has_limits(more, said):
    with pytest.raises(ShelfError, match=said):
        add((BALM,), tuple(more))

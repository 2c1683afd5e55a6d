"""A whole store out and in again, and tables of products in: nothing lost, what is refused is said."""

import json
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from checker import HealingPlan, check_label
from checker.clinic import schema
from checker.clinic.model import Advice, Clinic, Concern
from checker.clinic.opening import StoreError
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.shelf import concerns, recheck, rules_of
from checker.clinic.store import NewProduct, Store
from checker.clinic.table import import_table
from checker.clinic.transfer import export, is_export, restore

TODAY = date(2026, 11, 22)


def filled(url: str) -> Store:
    """A store with something in every table."""
    store = Store.open(url)
    store.save_clinic(Clinic("Skin & Co", "+49 30 1", b"\x89PNG\r\n\x00"), "Ana")
    balm = store.add(
        NewProduct("Brand", "Balm “Ö”", "Petrolatum,\nCeramide NP", barcode="400", batch_code="=1+1"), "Ana"
    )
    store.add(NewProduct("", "Toner", "Aqua, Glycolic Acid"), "Zoë")
    recheck(store, rules_of(store))
    store.sign(store.product(balm.product.id), Advice.RECOMMENDED_FROM, "Ana", from_day=2, expires_on=date(2027, 1, 31))
    rules = EMPTY + "level,fragrance,,,,ok,\n"
    store.save_protocol("House", read_protocol(rules, "House").version, rules, "Ana")
    store.add_formula(store.product(balm.product.id), "Petrolatum, Parfum", "Ben", date(2026, 11, 20), "L2")
    recheck(store, rules_of(store))
    store.note_refusal("", "someone")
    return store


def everything(store: Store) -> dict[str, list]:
    with store.engine.connect() as connection:
        return {t.name: [tuple(row) for row in connection.execute(select(t).order_by(t.c.id))] for t in schema.KEPT}


@pytest.fixture
def store(url):
    opened = filled(url)
    yield opened
    opened.engine.dispose()


def test_out_and_in_gives_an_equal_store_on_either_database(store, tmp_path, new_url):
    lines = list(export(store))
    assert is_export(lines[0])
    for url in (f"sqlite:///{tmp_path / 'other.db'}", new_url()):
        other = Store.open(url)
        assert restore(other, lines).refused == ()
        assert everything(other) == everything(store)
        assert all(everything(other).values())
        assert list(export(other)) == lines
        assert other.add(NewProduct("", "Next", "Aqua"), "Ana").product.id == 3
        assert other.journal()[-1].id == len(everything(store)["journal"]) + 2
        other.engine.dispose()


def test_a_store_that_holds_something_is_left_alone(store):
    before = everything(store)
    with pytest.raises(StoreError, match="holds something already"):
        restore(store, list(export(store)))
    assert everything(store) == before


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (lambda lines: [], "no export"),
        (lambda lines: ["name,ingredients\n", "a,b\n"], "no export"),
        (lambda lines: lines[:-1], "cut short"),
        (lambda lines: lines[:5] + lines[6:], "cut short or was changed"),
        (lambda lines: [lines[0].replace(schema.NEWEST, "9999"), *lines[1:]], "newer version"),
    ],
)
def test_a_file_that_is_no_whole_export_changes_nothing(store, tmp_path, lines, says):
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    with pytest.raises(StoreError, match=says):
        restore(other, lines(list(export(store))))
    assert not any(everything(other).values())


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("decision", "product_id", 99, "product number 99 is not there"),
        ("decision", "formula_id", 99, "formula number 99 is not there"),
        ("decision", "verdict", "harmless", "verdict is 'harmless', which cannot be"),
        ("decision", "at", "yesterday", "at is 'yesterday'"),
        ("decision", "at", "2026-11-22T10:00:00", "which cannot be"),
        ("decision", "who", None, "who is 'None'"),
        ("decision", "from_day", "3", "from_day is '3'"),
        ("decision", "id", 2**40, "id is '1099511627776'"),
        ("decision", "reason", "\x00", "reason is "),
        ("decision", "reason", "\ud800", "reason is "),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line_and_all_others_are_kept(
    store, tmp_path, table, column, value, says
):
    lines = list(export(store))
    at = next(n for n, text in enumerate(lines) if f'"table": "{table}"' in text)
    told = json.loads(lines[at])
    told["row"][column] = value
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    done = restore(other, [*lines[:at], json.dumps(told), *lines[at + 1 :]])
    assert [(refused.line, refused.what) for refused in done.refused] in ([(at + 1, table)], [(at + 1, "row")])
    assert says in done.refused[0].why
    expected = everything(store)
    expected[table] = []
    assert everything(other) == expected


def test_what_leans_on_a_refused_row_is_refused_with_it(store, tmp_path):
    lines = [
        line.replace('"use": "leave_on"', '"use": "drink"') if '"id": 1, "brand"' in line else line
        for line in export(store)
    ]
    other = Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    done = restore(other, lines)
    assert {refused.what for refused in done.refused} == {"row", "formula", "judgement", "decision"}
    assert [s.product.name for s in other.shelf()] == ["Toner"]


# --- tables of products ------------------------------------------------------------------------------------------


def csv_file(tmp_path, *rows: str, header: str = "brand,name,barcode,ingredients,decision,from_day,expires_on"):
    path = tmp_path / "in.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def empty(tmp_path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'clinic.db'}")


def test_a_table_is_put_on_the_shelf_and_later_only_what_changed(tmp_path):
    store = empty(tmp_path)
    first = csv_file(
        tmp_path, 'B,Balm,400,"Petrolatum, Ceramide NP",recommended,,2027-01-31', ',Toner,,"Aqua, Alcohol Denat.",,,'
    )
    done = import_table(store, first, "Ana")
    assert (done.added, done.signed, done.refused) == (2, 1, [])
    again = import_table(store, first.with_name("in.csv"), "Ana")
    assert (again.added, again.changed, again.signed, again.same) == (0, 0, 0, 2)
    second = csv_file(tmp_path, 'B,Balm,400,"Petrolatum, Parfum",,,', ",TONER,,,not while healing,,")
    done = import_table(store, second, "Ben")
    assert (done.added, done.changed, done.signed, done.refused) == (0, 1, 1, [])
    toner, balm = store.shelf()
    assert toner.decision.verdict is Advice.NOT_WHILE_HEALING
    assert concerns(balm, TODAY) == (Concern.FORMULA_CHANGED,)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('X,Other,400,"Aqua, Glycerin",,,', "400 is already that of B Balm"),
        ('B,Balm,401,"Aqua, Glycerin",,,', "B Balm is there with the barcode 400"),
        ("X,Nowhere,,,recommended,,", "not on the shelf, and the row has no ingredient list"),
        ('X,New,,"Aqua, Glycerin",safe,,', "'safe' is no decision"),
        ('X,New,,"Aqua, Glycerin",recommended_from,,', "needs from_day"),
        ('X,New,,"Aqua, Glycerin",recommended,3,', "goes with recommended_from only"),
        ('X,New,,"Aqua, Glycerin",recommended_from,soon,', "'soon' is no day"),
        ('X,New,,"Aqua, Glycerin",recommended,,31.1.27', "is no date"),
        (',,,"Aqua, Glycerin",,,', "it has no name"),
        ("X,New,,Aqua, Glycerin,,,", "too many"),
        (f"X,New,,{'a' * 1_000_000},,,", "1,000,000 letters"),
        (f'X,{"n" * 500},,"Aqua, Glycerin",,,', "its name has 500 letters"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_number_and_the_others_are_kept(tmp_path, row, says):
    store = empty(tmp_path)
    balm = store.add(NewProduct("B", "Balm", "Petrolatum", barcode="400"), "Ana")
    done = import_table(store, csv_file(tmp_path, row, ',Good,,"Aqua, Glycerin",,,'), "Ben")
    assert (done.added, len(done.refused)) == (1, 1)
    assert done.refused[0].line == 2
    assert says in done.refused[0].why
    assert store.product(balm.product.id) == balm


def test_two_rows_of_one_barcode_are_not_two_products(tmp_path):
    store = empty(tmp_path)
    done = import_table(store, csv_file(tmp_path, "A,One,400,Aqua,,,", "A,Two,400,Aqua,,,", "A,one,,Aqua,,,"), "Ana")
    assert [(r.line, r.why) for r in done.refused] == [
        (3, "row 2 is the same product, or has the same barcode"),
        (4, "row 2 is the same product, or has the same barcode"),
    ]
    assert [s.product.name for s in store.shelf()] == ["One"]


def test_formulas_and_markup_in_a_spreadsheet_stay_text(tmp_path):
    book = Workbook()
    hostile = ['=HYPERLINK("http://x")', "<img src=x onerror=alert(1)>", "@SUM(A1)", "DROP TABLE product; --"]
    book.active.append(["name", "ingredients"])
    for name in hostile:
        book.active.append([name, "Aqua, Glycerin"])
        book.active.cell(book.active.max_row, 1).data_type = "s"
    book.save(tmp_path / "in.xlsx")
    store = empty(tmp_path)
    done = import_table(store, tmp_path / "in.xlsx", "Ana")
    assert (done.added, done.refused) == (4, [])
    assert {s.product.name for s in store.shelf()} == set(hostile)


def test_a_file_that_is_no_table_is_said(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(StoreError, match=r"up\.csv|column of ingredients"):
        import_table(empty(tmp_path), path, "Ana", "up.csv")


# --- judged ------------------------------------------------------------------------------------------------------


def test_after_a_new_protocol_exactly_the_products_that_moved_need_attention(tmp_path):
    store = empty(tmp_path)
    for name, text in {
        "Scented": "Aqua, Glycerin, Parfum",
        "Bland": "Aqua, Glycerin",
        "New": "Aqua, Parfum, Glycerin",
    }.items():
        store.add(NewProduct("", name, text), "Ana")
    assert recheck(store, rules_of(store)).formulas == 3
    assert recheck(store, rules_of(store)).formulas == 0
    for shelved in store.shelf():
        if shelved.product.name != "New":
            store.sign(
                shelved,
                Advice.RECOMMENDED,
                "Ana",
                expires_on=date(2026, 11, 21) if shelved.product.name == "Bland" else None,
            )
    rules = EMPTY + "level,fragrance,,,leave_on,ok,\n"
    store.save_protocol("House", read_protocol(rules, "House").version, rules, "Ana")
    done = recheck(store, rules_of(store))
    assert (done.formulas, done.moved) == (3, 2)
    found = {s.product.name: concerns(s, TODAY) for s in store.shelf()}
    assert found == {
        "Scented": (Concern.VERDICT_MOVED,),
        "Bland": (Concern.EXPIRED,),
        "New": (Concern.VERDICT_MOVED, Concern.UNDECIDED),
    }
    scented = next(s for s in store.shelf() if s.product.name == "Scented")
    assert (scented.before.by_phase[1].value, scented.judgement.by_phase[1].value) == ("avoid", "no_known_problem")
    assert concerns(store.sign(scented, Advice.RECOMMENDED, "Ben"), TODAY) == ()


def test_another_use_is_judged_anew(tmp_path):
    from checker.model.terms import Use

    store = empty(tmp_path)
    wash = store.add(NewProduct("", "Wash", "Aqua, Glycerin, Parfum"), "Ana")
    recheck(store, rules_of(store))
    store.save(replace(wash.product, use=Use.RINSE_OFF), "Ana")
    assert recheck(store, rules_of(store)).moved == 1
    assert store.product(wash.product.id).judgement.use is Use.RINSE_OFF


def test_a_shelf_is_judged_as_a_check_does(tmp_path):
    store = empty(tmp_path)
    store.add_all(
        [NewProduct("", f"Product {n}", f"Aqua, Glycerin, Niacinamide{', Parfum' * (n % 2)}") for n in range(6)], "Ana"
    )
    rules = EMPTY + "level,fragrance,,early_repair,leave_on,caution,\n"
    for text in ("", rules):
        store.save_protocol("House", read_protocol(rules, "House").version if text else "", text, "Ana")
        judged_by = rules_of(store)
        assert recheck(store, judged_by).formulas == 6
        for shelved in store.shelf():
            report = check_label(
                shelved.formula.text, HealingPlan(), shelved.product.title, protocol=judged_by.protocol
            )
            assert shelved.judgement.by_phase == report.by_phase

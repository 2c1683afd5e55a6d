"""Batch as a visitor meets it."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from checker import HealingPlan
from checker.batch.run import Options, run_batch
from tests.browser.conftest import insist, settled

TABLE = (
    "EAN,name,ingredients\n"
    '001,Balm,"Petrolatum, Ceramide NP"\n'
    '002,Evening toner,"Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid"\n'
    '003,Gentle wash,"Aqua, Glycerin, Decyl Glucoside, Cocamidopropyl Betaine"\n'
    "004,Empty,\n"
    "005,Ragged,Aqua,Glycerin,Parfum\n"
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def uploaded(page, path: Path):
    page.locator("input[type=file]").set_input_files(path)
    page.wait_for_selector(".bt-preview")
    settled(page)
    return page


def judged(page, path: Path):
    judge(uploaded(page, path))
    return page


def start(page) -> None:
    button = page.get_by_role("button", name="Check all rows")
    insist(button.click, lambda: button.wait_for(state="detached", timeout=15_000))


def judge(page) -> None:
    start(page)
    told(page)


def told(page) -> None:
    """Wait for the whole result."""
    page.get_by_role("heading", name="All rows").wait_for(timeout=90_000)
    page.wait_for_selector("[data-testid=stDataFrame]")
    settled(page)


def fitting(page, words: str) -> None:
    expect(page.get_by_text(words)).to_be_visible()


def saved(page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_bytes()


def test_a_table_is_judged_filtered_and_taken_away(visit, table, tmp_path):
    page = uploaded(visit("batch"), table)
    expect(page.locator(".bt-preview")).to_contain_text("Evening toner (5 names)", use_inner_text=True)
    page.get_by_role("combobox", name="How were you treated?").click()
    page.get_by_role("option", name="Medium needles").click()
    settled(page)
    days = page.get_by_label("Days since the treatment")
    days.fill("2")
    days.press("Enter")
    settled(page)
    expect(days).to_have_value("2")
    judge(page)
    # The two rows with a problem cannot be told.
    for part, said in (
        (".bt-bars", ("Not yet", "2 (40%)")),
        (".bt-preview", ("Row 4 Empty", "cells too many")),
    ):
        for words in said:
            expect(page.locator(part).first).to_contain_text(words, use_inner_text=True)
    fitting(page, "5 of 5 rows match.")
    page.get_by_role("button", name="Not yet").click()
    fitting(page, "1 of 5 rows match.")
    page.get_by_role("button", name="Not yet").click()
    fitting(page, "5 of 5 rows match.")
    page.get_by_label("Filter by word").fill("wash")
    page.get_by_label("Filter by word").press("Enter")
    fitting(page, "1 of 5 rows match.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    plan = HealingPlan(treatment="standard", day=2)
    run_batch(table, tmp_path / "out.csv", Options(plan))
    assert saved(page, "Download CSV") == (tmp_path / "out.csv").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(saved(page, "Download XLSX")))
    assert book["results"].max_row == 6


def test_an_upload_of_200_megabytes_is_refused_clearly(visitor, tmp_path):
    page = visitor("batch")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    page.locator("input[type=file]").set_input_files(large)
    page.get_by_text("File must be 100.0MB or smaller").wait_for()


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.xlsx", b"PK\x03\x04 no spreadsheet", "broken or cut off"),
        ("a.csv", b"", "empty"),
        ("a.parquet", b"PAR1 no parquet", "cannot be read as Parquet"),
    ],
    ids=["spreadsheet", "empty", "parquet"],
)
def test_a_broken_table_is_answered_with_a_sentence(visitor, tmp_path, name, raw, said):
    page = visitor("batch")
    (tmp_path / name).write_bytes(raw)
    page.locator("input[type=file]").set_input_files(tmp_path / name)
    page.locator("[data-testid=stAlert]", has_text=said).wait_for()


def test_a_table_without_a_known_column_lets_the_visitor_choose(visitor, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('what,stuff\nBalm,"Petrolatum, Ceramide NP"\n', encoding="utf-8")
    page = visitor("batch")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text("No column of ingredients was found").wait_for()
    settled(page)
    page.get_by_role("combobox", name="Column of ingredients").click()
    page.get_by_role("option", name="stuff").click()
    page.get_by_text("2 names").wait_for()
    settled(page)
    judge(page)
    fitting(page, "1 of 1 rows match.")


def test_hostile_cells_are_shown_as_text(visitor, tmp_path):
    hostile = [
        "<img src=x onerror=alert(1)>",
        "**bold** [a](javascript:alert(1))",
        "=HYPERLINK(1)",
        "</ul><script>alert(1)</script>",
    ]
    path = tmp_path / "<b>evil<b>.csv"
    lines = [f'"{name}","Aqua, {name}, Glycerin"' for name in hostile] + [f'"{hostile[0]}",']
    path.write_text("name,ingredients\n" + "\n".join(lines) + "\n", encoding="utf-8")
    page = uploaded(visitor("batch"), path)
    for name in hostile:
        expect(page.locator(".bt-preview")).to_contain_text(name, use_inner_text=True)
    expect(page.get_by_test_id("stMain")).to_contain_text("“<b>evil<b>.csv”", use_inner_text=True)
    judge(page)
    expect(page.locator(".bt-preview")).to_contain_text(hostile[0], use_inner_text=True)
    made_of_it = page.locator("[data-testid=stMain] script, .bt-preview img, .bt-preview a, .bt-bars img")
    expect(made_of_it).to_have_count(0)


def test_two_visitors_never_see_each_others_table(visitor, table, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text('name,ingredients\nSecret,"Aqua, Xylotrope"\n', encoding="utf-8")
    one, other = judged(visitor("batch"), secret), judged(visitor("batch"), table)
    assert "secret" not in other.content().lower()
    assert "Evening" not in one.content()
    expect(visitor("batch").locator(".bt-bars")).to_have_count(0)


def test_a_second_visitor_is_answered_while_a_large_table_is_judged(visitor, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("w", encoding="utf-8") as file:
        file.write("name,ingredients\n")
        file.writelines(f'P{n},"Aqua, Glycerin, Thing{n}, Parfum, Panthenol"\n' for n in range(60_000))
    busy, other = uploaded(visitor("batch"), large), visitor()
    start(busy)
    busy.get_by_text("of 60,000 rows judged").wait_for(timeout=60_000)
    other.fill("textarea", "Aqua, Glycerin, Parfum")
    other.get_by_role("button", name="Check", exact=True).click()
    other.wait_for_selector(".ck-card")
    assert busy.get_by_text("of 60,000 rows judged").is_visible()
    busy.get_by_role("button", name="Stop and remove the table").click()
    busy.wait_for_selector("[data-testid=stFileUploader]")


def test_by_keyboard_alone(visitor, table):
    page = uploaded(visitor("batch", width=1280), table)
    reach(page, "Check all rows")
    page.keyboard.press("Enter")
    told(page)
    reach(page, "Download CSV")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "shop-checked.csv"


def reach(page, button: str, most: int = 80) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(
            "name => document.activeElement.tagName === 'BUTTON' && document.activeElement.innerText.includes(name)",
            button,
        ):
            return
    pytest.fail(f"the Tab key never reaches: {button}")


def test_axe_finds_nothing_of_ours(visit, table, violations):
    page = visit("batch")
    assert violations(page) == []
    uploaded(page, table)
    assert violations(page) == []
    judge(page)
    assert violations(page) == []

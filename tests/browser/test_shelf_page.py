"""My shelf as a visitor meets it."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import expect
from pypdf import PdfReader

from checker import HealingPlan
from checker.shelf import link
from checker.shelf.routine import Item
from tests.browser.conftest import insist, settled

TONER = "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid"
BALM = "Petrolatum, Ceramide NP, Cholesterol"


def sample(page):
    insist(
        page.get_by_role("button", name="Try the sample shelf").click,
        lambda: page.wait_for_selector(".sh-days", timeout=15_000),
    )
    settled(page)
    return page


def put(page, name: str, text: str) -> None:
    def add():
        page.get_by_label("Name of the product").first.fill(name)
        page.get_by_label("Its ingredient list").first.fill(text)
        page.get_by_role("button", name="Add to my shelf").click()

    insist(add, lambda: page.locator(".sh-row h3", has_text=name).wait_for(timeout=15_000))
    settled(page)


def names(page):
    """The names of the products shown."""
    return page.locator(".sh-row h3")


def opened(page, title: str):
    """What a folded part of the page holds, unfolded."""
    part = page.locator("[data-testid=stExpander]", has_text=title)
    if part.locator("details[open]").count() == 0:
        part.locator("summary").click()
        part.locator("details[open]").wait_for()
    return part


def saved(page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def test_products_are_put_side_by_side(visit):
    page = visit("shelf")
    put(page, "Evening toner", TONER)
    put(page, "Balm", BALM)
    expect(names(page)).to_have_text(["Balm", "Evening toner"])
    balm, toner = page.locator(".sh-bar").nth(0), page.locator(".sh-bar").nth(1)
    expect(balm).to_have_attribute("aria-label", re.compile("^Balm: .*no known problem from day"))
    expect(toner).to_have_attribute("aria-label", re.compile("not yet from day"))
    expect(toner).to_have_attribute("aria-label", re.compile(r"Today is day 1\."))
    for told in (
        "Attracts water: missing now",
        "Only in what has to wait (Evening toner)",
        "No product here is marked as sunscreen",
        "shade, a hat and an unscented mineral sunscreen",
    ):
        expect(page.locator(".sh-needs")).to_contain_text(told, use_inner_text=True)
    expect(page.locator(".sh-days")).to_contain_text("Not yet: Evening toner", use_inner_text=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_plan_is_taken_along(visit):
    page = sample(visit("shelf"))
    for button, size in (("PDF, A4", 595), ("PDF, Letter", 612)):
        pages = PdfReader(io.BytesIO(saved(page, button))).pages
        assert (len(pages), round(pages[0].mediabox.width)) == (1, size)
        assert "Night cream" in pages[0].extract_text()
    events = Calendar.from_ical(saved(page, "Calendar")).walk("VEVENT")
    treated = date.today() - timedelta(days=2)
    returning = {str(event["SUMMARY"]): event.decoded("DTSTART") - treated for event in events}
    assert returning["Night cream: no known problem from today"] in (
        timedelta(days=13),
        timedelta(days=14),
        timedelta(days=15),
    )
    assert saved(page, "Table").decode("utf-8-sig").splitlines()[0].startswith("product,use,today")


def test_a_link_carries_the_shelf_to_another_visitor(visitor):
    page = sample(visitor("shelf"))
    code = opened(page, "Make a link").locator("code")
    expect(code).to_contain_text("shelf?shelf=")
    other = visitor(re.sub(r"^https?://[^/]+/", "", code.inner_text()))
    other.wait_for_selector(".sh-days")
    assert sorted(names(other).all_inner_texts()) == sorted(names(page).all_inner_texts())
    expect(other.get_by_test_id("stExpander").first).to_contain_text("medium needles")
    expect(other.get_by_text("This shelf came with the link")).to_be_visible()


@pytest.mark.parametrize("word", ["garbage", "%00%ff", "A" * 7_000, "eJwDAAAAAAE", "x" * 9_000])
def test_garbage_in_a_link_is_answered_with_a_sentence(visitor, word):
    page = visitor(f"shelf?shelf={word}")
    said = re.compile("This link cannot be read|many apps cut links above 8,000")
    expect(page.get_by_test_id("stAlert").first).to_contain_text(said)
    expect(page.get_by_role("button", name="Try the sample shelf")).to_be_visible()


def test_a_shelf_that_is_too_long_for_a_link_says_so(visitor, tmp_path):
    page = visitor("shelf")
    table = tmp_path / "many.csv"
    lists = (", ".join(f"{word}{n}{m}" for m in range(400)) for n, word in enumerate(("Qua", "Zor", "Vib", "Kel") * 3))
    table.write_text("name,ingredients\n" + "".join(f'P{n},"{text}"\n' for n, text in enumerate(lists)))
    opened(page, "Add from a file").locator("input[type=file]").set_input_files(table)
    page.wait_for_selector(".sh-days", timeout=90_000)
    settled(page)
    opened(page, "Make a link").get_by_text("many apps cut links above 8,000").wait_for()


def test_a_product_is_renamed_and_removed(visitor):
    page = visitor("shelf")
    put(page, "Balm", BALM)
    put(page, "Toner", TONER)
    renamed = page.locator(".sh-row h3", has_text="Rescue balm")

    def rename():
        part = opened(page, "Change or remove a product")
        part.get_by_label("Name of the product").fill("Rescue balm")
        part.get_by_role("button", name="Save").click()

    insist(rename, lambda: renamed.wait_for(timeout=15_000))
    settled(page)
    expect(names(page)).to_have_text(["Rescue balm", "Toner"])
    insist(
        lambda: opened(page, "Change or remove a product").get_by_role("button", name="Remove").click(),
        lambda: renamed.wait_for(state="detached", timeout=15_000),
    )
    expect(names(page)).to_have_text(["Toner"])


def test_a_table_of_products_is_put_on_the_shelf_once(visitor, tmp_path):
    page = visitor("shelf")
    table = tmp_path / "mine.csv"
    table.write_text(f'name,ingredients\nBalm,"{BALM}"\nToner,"{TONER}"\n')
    opened(page, "Add from a file").locator("input[type=file]").set_input_files(table)
    page.locator(".sh-row h3", has_text="Toner").wait_for()
    settled(page)
    expect(names(page)).to_have_text(["Balm", "Toner"])


def test_what_could_not_be_read_is_not_answered(visitor):
    page = visitor("shelf")
    put(page, "Mystery", "Aqua, Blorptex Xanthum, Zzyqqx, Glycerin")
    expect(page.locator(".sh-pile")).to_contain_text("Cannot tell", use_inner_text=True)
    expect(page.locator(".sh-bar")).to_have_attribute("aria-label", re.compile("cannot tell from day 0 to 28"))


def test_the_plan_changes_the_bars_and_outlives_another_page(visitor):
    page = visitor("shelf", width=1280)
    put(page, "Toner", TONER)
    told = page.locator(".sh-row p")
    at_first = told.inner_text()
    part = opened(page, "date not known")
    part.get_by_label("My skin heals slowly").locator("xpath=ancestor::label").click()
    # Until the page has settled the old line stands below the new one.
    expect(told.first).not_to_have_text(at_first, use_inner_text=True)
    settled(page)
    before = told.inner_text()
    page.get_by_role("link", name="Batch").click()
    page.get_by_role("heading", name="Check a whole table").wait_for()
    settled(page)
    expect(told).to_have_count(0)
    page.get_by_role("link", name="My shelf").click()
    expect(told).to_have_text(before, use_inner_text=True)


@pytest.mark.parametrize(
    "name",
    [
        "<img src=x onerror=alert(1)>",
        "**bold** [link](javascript:alert(1))",
        "</h3><script>alert(1)</script>",
        "$x^2$ :red[no]",
    ],
)
def test_a_hostile_name_is_shown_as_text(visitor, name):
    word = link.pack([Item(name, TONER)], HealingPlan(treatment="standard", day=2))
    page = visitor(f"shelf?shelf={word}")
    page.wait_for_selector(".sh-days")
    expect(names(page)).to_have_text([name])
    expect(page.locator(".sh-days")).to_contain_text(name, use_inner_text=True)
    opened(page, "Change or remove a product")
    expect(page.locator("[data-testid=stMain] script, .sh-row img, .sh-days img, .sh-row a")).to_have_count(0)
    assert name.split()[0] in PdfReader(io.BytesIO(saved(page, "PDF, A4"))).pages[0].extract_text()


def test_two_visitors_never_see_each_others_shelf(visitor):
    one, other = visitor("shelf"), visitor("shelf")
    put(one, "Secret cream", BALM)
    put(other, "Toner", TONER)
    expect(names(other)).to_have_text(["Toner"])
    assert "Secret" not in other.content()
    expect(visitor("shelf").locator(".sh-row")).to_have_count(0)


def test_by_keyboard_alone(visitor):
    page = visitor("shelf", width=1280)
    reach(page, "document.activeElement.getAttribute('aria-label') === 'Name of the product'")
    page.keyboard.type("Balm")
    reach(page, "document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.insert_text(BALM)
    reach(page, BUTTON.format("Add to my shelf"))
    page.keyboard.press("Enter")
    page.locator(".sh-row h3", has_text="Balm").wait_for()
    settled(page)
    reach(page, BUTTON.format("PDF, A4"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "skin-care-plan-a4.pdf"


BUTTON = "document.activeElement.tagName === 'BUTTON' && document.activeElement.innerText.includes('{}')"


def reach(page, condition: str, most: int = 80) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    pytest.fail(f"the Tab key never reaches: {condition}")


def test_axe_finds_nothing_of_ours(visit, violations):
    page = visit("shelf")
    assert violations(page) == []
    sample(page)
    closed = page.locator("[data-testid=stExpander] summary").all()
    for part in closed:
        part.click()
    expect(page.locator("[data-testid=stExpander] details[open]")).to_have_count(len(closed))
    settled(page)
    assert violations(page) == []

"""My shelf as a visitor meets it."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from checker import HealingPlan, link
from checker.routine import Item
from tests.browser.conftest import insist, settled

TONER = "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid"
BALM = "Petrolatum, Ceramide NP, Cholesterol"


def sample(page):
    page.get_by_role("button", name="Try the sample shelf").click()
    page.wait_for_selector(".sh-days")
    settled(page)
    return page


def put(page, name: str, text: str) -> None:
    page.get_by_label("Name of the product").first.fill(name)
    page.get_by_label("Its ingredient list").first.fill(text)
    page.get_by_role("button", name="Add to my shelf").click()
    page.locator(".sh-row h3", has_text=name).wait_for()
    settled(page)


def names(page) -> list[str]:
    """The products shown, once nothing of an earlier answer is left on the page."""
    page.wait_for_function("!document.querySelector('[data-stale=true]')")
    return page.locator(".sh-row h3").all_inner_texts()


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
    assert names(page) == ["Balm", "Evening toner"]
    bars = [bar.get_attribute("aria-label") for bar in page.locator(".sh-bar").all()]
    assert bars[0].startswith("Balm: ")
    assert "no known problem from day" in bars[0]
    assert "wait from day" in bars[1]
    assert "Today is day 1." in bars[1]
    needs = page.locator(".sh-needs").inner_text()
    assert "Draws water into the skin: missing now" in needs
    assert "Only in what has to wait (Evening toner)" in needs
    assert "No product here is marked as sunscreen" in needs
    assert "shade, a hat and a mineral filter" in needs
    assert "Wait: Evening toner" in page.locator(".sh-days").inner_text()
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
    assert returning["Night cream: fine again from today"] in (
        timedelta(days=13),
        timedelta(days=14),
        timedelta(days=15),
    )
    assert saved(page, "Table").decode("utf-8-sig").splitlines()[0].startswith("product,use,today")


def test_a_link_carries_the_shelf_to_another_visitor(visitor):
    page = sample(visitor("shelf"))
    code = opened(page, "Make a link").locator("code")
    code.wait_for()
    address = code.inner_text()
    other = visitor(re.sub(r"^https?://[^/]+/", "", address))
    other.wait_for_selector(".sh-days")
    assert sorted(names(other)) == sorted(names(page))
    assert "medium needles" in other.locator("[data-testid=stExpander]").first.inner_text()
    assert "This shelf came with the link" in other.content()


@pytest.mark.parametrize("word", ["garbage", "%00%ff", "A" * 7_000, "eJwDAAAAAAE", "x" * 9_000])
def test_garbage_in_a_link_is_answered_with_a_sentence(visitor, word):
    page = visitor(f"shelf?shelf={word}")
    said = page.locator("[data-testid=stAlert]").first.inner_text()
    assert "This link cannot be read" in said or "many apps cut links above 8,000" in said
    page.get_by_role("button", name="Try the sample shelf").wait_for()


def test_a_shelf_that_is_too_long_for_a_link_says_so(visitor, tmp_path):
    page = visitor("shelf")
    table = tmp_path / "many.csv"
    lists = (", ".join(f"{word}{n}{m}" for m in range(400)) for n, word in enumerate(("Qua", "Zor", "Vib", "Kel") * 3))
    table.write_text("name,ingredients\n" + "".join(f'P{n},"{text}"\n' for n, text in enumerate(lists)))
    opened(page, "Add from a file").locator("input[type=file]").set_input_files(table)
    page.wait_for_selector(".sh-days")
    opened(page, "Make a link").get_by_text("many apps cut links above 8,000").wait_for()


def test_a_product_is_renamed_and_removed(visitor):
    page = visitor("shelf")
    put(page, "Balm", BALM)
    put(page, "Toner", TONER)
    part = opened(page, "Change or remove a product")
    part.get_by_label("Name of the product").fill("Rescue balm")
    part.get_by_role("button", name="Save").click()
    page.locator(".sh-row h3", has_text="Rescue balm").wait_for()
    assert names(page) == ["Rescue balm", "Toner"]
    settled(page)
    gone = page.locator(".sh-row h3", has_text="Rescue balm")
    insist(
        lambda: opened(page, "Change or remove a product").get_by_role("button", name="Remove").click(),
        lambda: gone.wait_for(state="detached", timeout=15_000),
    )
    assert names(page) == ["Toner"]


def test_a_table_of_products_is_put_on_the_shelf_once(visitor, tmp_path):
    page = visitor("shelf")
    table = tmp_path / "mine.csv"
    table.write_text(f'name,ingredients\nBalm,"{BALM}"\nToner,"{TONER}"\n')
    opened(page, "Add from a file").locator("input[type=file]").set_input_files(table)
    page.locator(".sh-row h3", has_text="Toner").wait_for()
    settled(page)
    assert names(page) == ["Balm", "Toner"]


def test_what_could_not_be_read_is_not_answered(visitor):
    page = visitor("shelf")
    put(page, "Mystery", "Aqua, Blorptex Xanthum, Zzyqqx, Glycerin")
    assert "Cannot tell" in page.locator(".sh-pile").inner_text()
    assert "cannot tell from day 0 to 28" in page.locator(".sh-bar").get_attribute("aria-label")


def test_the_plan_changes_the_bars_and_outlives_another_page(visitor):
    page = visitor("shelf", width=1280)
    put(page, "Toner", TONER)
    at_first = page.locator(".sh-row p").inner_text()
    part = opened(page, "date not known")
    part.get_by_label("My skin heals slowly").locator("xpath=ancestor::label").click()
    page.wait_for_function("first => document.querySelector('.sh-row p')?.innerText !== first", arg=at_first)
    settled(page)
    before = page.locator(".sh-row p").inner_text()
    page.get_by_role("link", name="Batch").click()
    page.get_by_role("heading", name="Check a whole table").wait_for()
    page.get_by_role("link", name="My shelf").click()
    page.wait_for_selector(".sh-days")
    assert page.locator(".sh-row p").inner_text() == before


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
    assert names(page) == [name]
    assert name in page.locator(".sh-days").inner_text()
    opened(page, "Change or remove a product")
    assert page.locator("[data-testid=stMain] script, .sh-row img, .sh-days img, .sh-row a").count() == 0
    assert name.split()[0] in PdfReader(io.BytesIO(saved(page, "PDF, A4"))).pages[0].extract_text()


def test_two_visitors_never_see_each_others_shelf(visitor):
    one, other = visitor("shelf"), visitor("shelf")
    put(one, "Secret cream", BALM)
    put(other, "Toner", TONER)
    assert names(other) == ["Toner"]
    assert "Secret" not in other.content()
    assert visitor("shelf").locator(".sh-row").count() == 0


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
    for closed in page.locator("[data-testid=stExpander] summary").all():
        closed.click()
    settled(page)
    assert violations(page) == []

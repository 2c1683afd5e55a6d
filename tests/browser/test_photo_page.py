"""A photo on the check page as a visitor meets it: chosen, corrected, confirmed."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import insist, settled
from tests.browser.test_check_page import answered
from tests.photos.draw import Setting, draw
from tests.photos.plain import plain_with_barcode, saved

#: A long list of names with nothing in it; one misprint, which the photo shows as it is.
PRINTED = (
    "Aqua",
    "Glycerin",
    "Petrolatum",
    "Squalane",
    "Panthenol",
    "Ceramide NP",
    "Sodium Hyaluronte",
    "Allantoin",
    "Betaine",
)
SETTING = Setting(points=9, width=46)


@pytest.fixture(scope="module")
def pack():
    """A drawn label as the file that a browser uploads."""
    return {"name": "pack.jpg", "mimeType": "image/jpeg", "buffer": draw(PRINTED, SETTING, seed=2).picture}


def give(page, file) -> None:
    page.get_by_text("Take or choose a photo of the pack").click()
    page.locator('input[type="file"]').set_input_files(file)


def read(page, file) -> None:
    give(page, file)
    page.wait_for_selector('img[alt^="Photo 1"]', timeout=60_000)
    settled(page)


def take_away(page, button: str) -> None:
    # What was just unfolded above moves the button.
    insist(
        page.get_by_role("button", name=button).click,
        lambda: page.wait_for_selector('img[alt^="Photo 1"]', state="detached", timeout=15_000),
    )


def text_read(page):
    return page.get_by_label("What we read")


def test_a_photo_is_corrected_confirmed_and_answered(visitor, pack):
    page = visitor(width=1280)
    read(page, pack)
    printed = map(re.escape, f"Ingredients: {', '.join(PRINTED)}.".split())
    expect(text_read(page)).to_have_value(re.compile(r"^\s*" + r"\s+".join(printed) + r"\s*$"))
    expect(page.locator(".ck-text ol")).to_contain_text("a name was not read for sure")
    text_read(page).fill(text_read(page).input_value().replace("Hyaluronte", "Hyaluronate"))
    page.get_by_text("Fine needles, up to 0.3 mm").click()
    page.get_by_role("spinbutton", name="year").click()
    page.keyboard.type((date.today() - timedelta(days=20)).strftime("%Y%m%d"))
    page.get_by_role("button", name="Check", exact=True).click()
    answered(page)
    expect(page.locator(".ck-card")).to_contain_text("With care")
    expect(page.locator(".ck-card")).to_contain_text("Compare the text with the pack")
    page.get_by_role("button", name="This is what the pack says").click()
    expect(page.locator(".ck-card.ck-calm")).to_contain_text("No known problem")


def test_the_photo_fits_every_screen_and_theme(visit, pack, violations):
    page = visit()
    read(page, pack)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    picture, text = page.locator('img[alt^="Photo 1"]').bounding_box(), text_read(page).bounding_box()
    beside = page.viewport_size["width"] >= 1000
    assert (text["x"] >= picture["x"] + picture["width"]) is beside
    assert violations(page) == []


def test_what_is_no_photo_is_answered_and_nothing_of_it_stays(visitor):
    page = visitor()
    give(page, {"name": "label.jpg", "mimeType": "image/jpeg", "buffer": b"Aqua, Glycerin"})
    page.wait_for_selector("text=label.jpg is no photo that can be read")
    settled(page)
    expect(page.locator('img[alt^="Photo 1"]')).to_have_count(0)


@pytest.mark.parametrize("by", ["Remove the photo", "Remove pack.jpg"])
def test_a_photo_is_taken_away_with_all_it_brought(visitor, by):
    page = visitor()
    label = saved(plain_with_barcode("4006381333931"), "JPEG")
    read(page, {"name": "pack.jpg", "mimeType": "image/jpeg", "buffer": label})
    page.get_by_text("More about you and the product").click()
    name = page.locator('input[aria-label="Product name"]')
    expect(name).to_have_value("4006381333931")
    take_away(page, by)
    expect(page.get_by_role("textbox", name="Ingredient list")).to_have_value("")
    settled(page)
    expect(name).to_have_value("")


def test_a_photo_taken_away_takes_its_answer_along(visitor, pack):
    page = visitor(width=1280)
    read(page, pack)
    page.get_by_role("button", name="Check", exact=True).click()
    answered(page)
    page.locator("summary").first.click()
    page.get_by_text("Take or choose a photo of the pack").click()
    take_away(page, "Remove the photo")
    expect(page.get_by_role("textbox", name="Ingredient list")).to_have_value("")
    settled(page)
    expect(page.locator(".ck-card")).to_have_count(0)
    expect(page.get_by_text("Nothing was pasted")).to_have_count(0)

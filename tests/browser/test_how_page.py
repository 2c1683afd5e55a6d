"""The page that says how it works."""

import json

from playwright.sync_api import expect

from checker import load_knowledge
from checker.web.how_page import FIGURES
from tests.browser.conftest import settled


def test_it_shows_phases_figures_sources_and_edition(visit, violations):
    page = visit("how")
    expect(page.get_by_role("heading", name="Edition")).to_be_visible()
    expect(page.locator(".ck-phases tbody tr")).to_have_count(5)
    text = page.locator(".stMainBlockContainer")
    share = json.loads(FIGURES.read_text(encoding="utf-8"))["kinds"]["all"]["concern_found"]
    for told in (
        f"{share * 100:.1f} %",
        load_knowledge().edition,
        "What these days rest on",
        "Nothing. What you paste is in memory",
    ):
        expect(text).to_contain_text(told, use_inner_text=True)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    part = page.get_by_test_id("stExpander").first
    part.locator("summary").click()
    part.locator("details[open]").wait_for()
    assert violations(page) == []


def test_the_pages_are_reached_by_the_navigation(visit):
    page = visit()
    width = page.viewport_size["width"]
    if width < 640:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="How it works").click()
    page.get_by_role("heading", name="How it works").wait_for()

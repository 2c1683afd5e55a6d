"""The page that says how it works."""

import json

from checker import load_knowledge
from checker.web.how_page import FIGURES


def test_it_shows_phases_figures_sources_and_edition(visit, violations):
    page = visit("how")
    page.get_by_role("heading", name="Edition").wait_for()
    text = page.locator(".stMainBlockContainer").inner_text()
    assert page.locator(".ck-phases tbody tr").count() == 5
    share = json.loads(FIGURES.read_text(encoding="utf-8"))["kinds"]["all"]["concern_found"]
    assert f"{share * 100:.1f} %" in text
    assert load_knowledge().edition in text
    assert "Nothing. What you paste is in memory" in text
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("[data-testid=stExpander] summary").first.click()
    assert violations(page) == []


def test_the_pages_are_reached_by_the_navigation(visit):
    page = visit()
    width = page.viewport_size["width"]
    if width < 640:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="How it works").click()
    page.get_by_role("heading", name="How it works").wait_for()

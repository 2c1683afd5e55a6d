"""The ingredients page as a visitor meets it."""

from playwright.sync_api import expect

from tests.browser.conftest import insist, settled


def look_up(page, name: str) -> None:
    """Look up a name that leads to an entry."""
    field = page.get_by_label("Name of an ingredient")

    def ask():
        field.fill(name)
        field.press("Enter")

    insist(ask, lambda: page.wait_for_selector(".ck-name", timeout=15_000))
    settled(page)


def test_a_name_with_a_typing_error_is_found_and_explained(visit, violations):
    page = visit("ingredients")
    look_up(page, "Retionl")
    expect(page.locator(".ck-name")).to_have_text("Retinol")
    expect(page.locator(".ck-entry")).to_contain_text("with a spelling mistake mended")
    steps = page.locator(".ck-levels tbody").first.locator("td")
    expect(steps).to_have_text(["not yet", "not yet", "not yet", "with care", "no known problem"], use_inner_text=True)
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []


def test_the_address_follows_and_leads_to_the_entry(visitor):
    page = visitor("ingredients")
    look_up(page, "Shea Butter")
    page.wait_for_url("**/ingredients?name=Shea+Butter")
    again = visitor(page.url.split("/", 3)[3])
    expect(again.locator(".ck-name")).to_have_text("Butyrospermum Parkii Butter")


def test_look_alikes_are_links_to_their_entries(visitor):
    page = visitor("ingredients?name=Retinol")
    page.locator(".ck-names a", has_text="Tretinoin").first.click()
    page.wait_for_url("**/ingredients?name=Tretinoin")
    page.get_by_text("Only your clinic can judge this one").wait_for()


def test_an_unknown_name_is_never_reassured_about(visitor):
    page = visitor("ingredients?name=Zorblaxin%3Cb%3E")
    page.get_by_text("We don't know “Zorblaxin<b>”").wait_for()
    settled(page)
    expect(page.locator(".ck-levels")).to_have_count(0)


def test_by_keyboard_alone(visitor):
    page = visitor("ingredients", 1280)
    field = page.get_by_role("textbox")

    def look_up():
        field.wait_for()
        for _ in range(20):
            if page.evaluate("document.activeElement.tagName === 'INPUT'"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.insert_text("Urea")
        page.keyboard.press("Enter")

    insist(look_up, lambda: page.wait_for_selector(".ck-name", timeout=15_000))
    expect(page.locator(".ck-name")).to_have_text("Urea")

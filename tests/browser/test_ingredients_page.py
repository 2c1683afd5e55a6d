"""The ingredients page as a visitor meets it."""

from tests.browser.conftest import insist, settled


def look_up(page, name: str) -> None:
    field = page.get_by_label("Name of an ingredient")
    field.fill(name)
    field.press("Enter")
    page.wait_for_selector(".ck-name, .ck-names")
    settled(page)


def test_a_name_with_a_typing_error_is_found_and_explained(visit, violations):
    page = visit("ingredients")
    look_up(page, "Retionl")
    page.wait_for_selector(".ck-name")
    assert page.locator(".ck-name").inner_text() == "Retinol"
    assert "with the spelling repaired" in page.locator(".ck-entry").inner_text()
    steps = page.locator(".ck-levels tbody").first.locator("td").all_inner_texts()
    assert [step.strip() for step in steps] == ["wait", "wait", "wait", "with care", "fine"]
    assert page.get_by_role("heading", name="Sources").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []


def test_the_address_follows_and_leads_to_the_entry(visitor):
    page = visitor("ingredients")
    look_up(page, "Shea Butter")
    page.wait_for_url("**/ingredients?name=Shea+Butter")
    again = visitor(page.url.split("/", 3)[3])
    again.wait_for_selector(".ck-name")
    assert again.locator(".ck-name").inner_text() == "Butyrospermum Parkii Butter"


def test_look_alikes_are_links_to_their_entries(visitor):
    page = visitor("ingredients?name=Retinol")
    page.locator(".ck-names a", has_text="Tretinoin").first.click()
    page.wait_for_url("**/ingredients?name=Tretinoin")
    page.get_by_text("Only your clinic can judge this one").wait_for()


def test_an_unknown_name_is_never_reassured_about(visitor):
    page = visitor("ingredients?name=Zorblaxin%3Cb%3E")
    page.get_by_text("“Zorblaxin<b>” is not known").wait_for()
    assert page.locator(".ck-levels").count() == 0


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
    assert page.locator(".ck-name").inner_text() == "Urea"

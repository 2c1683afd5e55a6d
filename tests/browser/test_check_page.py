"""The check page as a visitor meets it."""

LABEL = "Water, Glycerin, Petrolatum, Ceramide NP, Phenoxyethanol, Parfum (Linalool, Citral)"


def answer(page, text: str) -> str:
    page.fill("textarea", text)
    page.get_by_role("button", name="Check", exact=True).click()
    answered(page)
    return page.locator(".ck-card").inner_text()


def answered(page) -> None:
    """Wait until the whole answer stands: the card comes first, and its parts one after another."""
    page.wait_for_selector(".ck-card")
    page.wait_for_selector(".ck-paste", state="attached")
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def test_paste_and_read_the_answer(visit):
    page = visit()
    card = answer(page, LABEL)
    assert "Wait with this one" in card
    assert "Fine again from day 14." in card
    assert "Parfum" in card
    marked = page.locator(".ck-paste mark").all_inner_texts()
    assert marked == [
        "Water",
        "Glycerin",
        "Petrolatum",
        "Ceramide NP",
        "Phenoxyethanol",
        "Parfum",
        "Linalool",
        "Citral",
    ]


def test_the_sample_answers_in_one_tap(visit):
    page = visit()
    page.get_by_role("button", name="Try a sample").click()
    answered(page)
    assert "Retionl" in page.locator(".ck-card").inner_text()


def test_hostile_text_is_shown_and_not_run(visit):
    page = visit()
    answer(page, "Aqua, <script>alert(1)</script>, <img src=x onerror=alert(2)>, Glycerin, **bold**")
    assert "<script>alert(1)</script>" in page.locator(".ck-paste").inner_text()
    assert page.locator(".ck-paste img").count() == 0


def test_the_answer_fits_the_width(visit):
    page = visit()
    answer(page, LABEL)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_nothing_of_ours(visit, violations):
    page = visit()
    assert violations(page) == []
    answer(page, LABEL)
    assert violations(page) == []

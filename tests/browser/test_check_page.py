"""The check page as a visitor meets it."""

from urllib.parse import urlsplit

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
    card = answer(visit, LABEL)
    assert "Wait with this one" in card
    assert "Fine again from day 14." in card
    assert "Parfum" in card
    marked = visit.locator(".ck-paste mark").all_inner_texts()
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
    assert visit.errors == []


def test_nothing_leaves_this_machine(visit):
    answer(visit, LABEL)
    hosts = {urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}


def test_the_sample_answers_in_one_tap(visit):
    visit.get_by_role("button", name="Try a sample").click()
    answered(visit)
    assert "Retionl" in visit.locator(".ck-card").inner_text()


def test_hostile_text_is_shown_and_not_run(visit):
    visit.on("dialog", lambda dialog: visit.errors.append("a dialog opened"))
    answer(visit, "Aqua, <script>alert(1)</script>, <img src=x onerror=alert(2)>, Glycerin, **bold**")
    assert "<script>alert(1)</script>" in visit.locator(".ck-paste").inner_text()
    assert visit.locator(".ck-paste img").count() == 0
    assert visit.errors == []


def test_the_answer_fits_the_width(visit):
    answer(visit, LABEL)
    assert visit.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

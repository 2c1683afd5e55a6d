"""The check page as a visitor meets it."""

from datetime import date, timedelta

import pytest

from checker import wording
from checker.web.check_page import SAMPLE
from tests.browser.conftest import insist

LABEL = "Water, Glycerin, Petrolatum, Ceramide NP, Phenoxyethanol, Parfum (Linalool, Citral)"


def answer(page, text: str) -> str:
    def ask():
        page.fill("textarea", text)
        page.get_by_role("button", name="Check", exact=True).click()

    insist(ask, lambda: page.wait_for_selector(".ck-card", timeout=15_000))
    answered(page)
    return page.locator(".ck-card").inner_text()


def answered(page) -> None:
    """Wait until the whole answer stands: the card comes first, and its parts one after another."""
    page.wait_for_selector(".ck-card")
    page.wait_for_selector(".ck-paste", state="attached")
    page.wait_for_selector('[data-test-script-state="notRunning"]')


def text_in_place(page) -> str:
    """The pasted text as shown, without the reasons that stand beside its marks."""
    return page.locator(".ck-paste").evaluate(
        "block => { const copy = block.cloneNode(true); copy.querySelectorAll('.ck-tip').forEach(tip => tip.remove());"
        " return copy.textContent }"
    )


def test_the_sample_answers_in_one_tap_and_on_the_first_screen(visit):
    page = visit()
    page.get_by_role("button", name="Try a sample").click()
    answered(page)
    card = on_the_first_screen(page)
    assert "Wait with this one" in card
    assert "Fine again from" in card
    assert [name in card for name in ("Retionl", "Parfum")] == [True, True]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_answer_comes_to_the_first_screen_from_the_end_of_the_form(visit):
    page = visit()
    answer(page, LABEL)
    assert "Wait with this one" in on_the_first_screen(page)


def on_the_first_screen(page) -> str:
    """The answer, which stands on the screen as it is, nothing scrolled."""
    page.wait_for_function("document.querySelector('.ck-card').getBoundingClientRect().top >= 0")
    card = page.locator(".ck-card")
    box = card.bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    return card.inner_text()


def test_the_text_is_marked_in_place_and_tells_why_on_focus(visit):
    page = visit()
    answer(page, LABEL)
    assert text_in_place(page) == LABEL
    mark = page.locator(".ck-paste mark", has_text="Parfum")
    reason = mark.locator(".ck-tip")
    page.mouse.move(0, 0)
    assert not reason.is_visible()
    mark.focus()
    assert "commonest causes of allergy" in reason.inner_text()
    box = reason.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


def test_a_spelling_question_is_answered_and_taken_back(visit):
    page = visit()
    assert "Wait with this one" in answer(page, "Aqua, Glycerin, Panthenol, Betaine, Squalane, Allantoin, Retionl")
    page.get_by_text("Keep as printed").click()
    page.wait_for_selector(".ck-card.ck-care")
    page.get_by_text("Keep as printed").click()
    page.wait_for_selector(".ck-card.ck-stop")


def test_when_something_is_wrong_the_answer_gives_way_to_the_signs(visit):
    page = visit()
    answer(page, LABEL)
    page.get_by_text("Is something wrong right now?").click()
    page.wait_for_selector(".ck-call")
    assert page.locator(".ck-card").count() == 1
    assert "Contact your clinic" in page.locator(".ck-card").inner_text()
    assert page.locator("textarea").count() == 0


def test_the_advice_for_those_who_used_it_opens(visitor):
    page = visitor()
    answer(page, LABEL)
    page.get_by_text("I already used it").click()
    assert page.get_by_text("Rinse with lukewarm water").is_visible()


def test_by_keyboard_alone(visitor):
    page, treated_on = visitor(width=1280), date.today() - timedelta(days=2)
    tab_until(page, "document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.insert_text(LABEL)
    tab_until(page, "document.activeElement.dataset.type === 'year'")
    page.keyboard.type(treated_on.strftime("%Y%m%d"))
    tab_until(page, "document.activeElement.type === 'radio'")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    tab_until(page, "document.activeElement.innerText === 'Check'")
    page.keyboard.press("Enter")
    answered(page)
    come_back = wording.long_date(treated_on + timedelta(days=14))
    assert f"Fine again from {come_back}" in page.locator(".ck-card").inner_text().replace("\xa0", " ")
    tab_until(page, "document.activeElement.matches('.ck-paste mark')")
    assert page.locator("mark:focus .ck-tip").is_visible()


def test_control_and_enter_in_the_text_asks_for_the_answer(visitor):
    page = visitor()
    page.fill("textarea", LABEL)
    page.keyboard.press("Control+Enter")
    answered(page)


def tab_until(page, condition: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(condition):
            return
    pytest.fail(f"the Tab key never reaches: {condition}")


HOSTILE = {
    "scripts": "Aqua, <script>alert(1)</script>, <img src=x onerror=alert(2)>, Glycerin",
    "markdown": "Aqua, **bold**, [link](javascript:alert(1)), $x^2$, Glycerin, :material/home:, # Heading",
    "entities": "Aqua, &lt;b&gt;, &#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;, Glycerin",
    "style": "Aqua, </style><style>*{display:none}</style>, </mark></div>, Glycerin",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_and_not_run(visitor, text):
    page = visitor()
    answer(page, text)
    assert text_in_place(page) == text
    assert page.locator(".ck-paste").locator("img, script, style, a").count() == 0


def test_signs_that_turn_the_text_are_named(visitor):
    page = visitor()
    answer(page, "Aqua, \u202eParfum, Glycerin")
    assert text_in_place(page) == "Aqua, [right-to-left sign]Parfum, Glycerin"


def test_a_megabyte_is_refused_kindly(visitor):
    page = visitor()
    page.locator("textarea").evaluate(
        "(field, text) => { Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, text);"
        " field.dispatchEvent(new Event('input', {bubbles: true})) }",
        "Aqua, " * 170_000,
    )
    page.get_by_role("button", name="Check", exact=True).click()
    assert page.get_by_text("This text has 1,020,000 characters").inner_text()


def test_two_visitors_never_see_each_others_text(visitor):
    one, other = visitor(), visitor()
    answer(one, "Aqua, Xylotrope Secretum")
    answer(other, LABEL)
    assert "Secretum" not in other.content()
    assert "Citral" not in one.content()
    assert "Secretum" not in visitor().content()


def test_axe_finds_nothing_of_ours(visit, violations):
    page = visit()
    assert violations(page) == []
    answer(page, SAMPLE)
    for closed in ("All 17 ingredients", "Left out of the text (2)", "Notes, sources and limits", "Day 2"):
        page.get_by_text(closed).click()
    assert violations(page) == []
    page.get_by_text("Is something wrong right now?").click()
    page.wait_for_selector(".ck-call")
    assert violations(page) == []

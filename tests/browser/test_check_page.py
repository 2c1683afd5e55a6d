"""The check page as a visitor meets it."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from checker.answer import wording
from checker.web import wording as words
from checker.web.check_page import SAMPLE
from tests.browser.conftest import insist, settled

LABEL = "Water, Glycerin, Petrolatum, Ceramide NP, Phenoxyethanol, Parfum (Linalool, Citral)"


def answer(page, text: str) -> None:
    def ask():
        page.fill("textarea", text)
        page.get_by_role("button", name="Check", exact=True).click()

    insist(ask, lambda: page.wait_for_selector(".ck-card", timeout=15_000))
    answered(page)


def answered(page) -> None:
    """Wait until the whole answer stands: the card comes first, and its parts one after another."""
    page.wait_for_selector(".ck-card")
    page.wait_for_selector(".ck-paste", state="attached")
    settled(page)


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
    for told in ("Not yet", "Skip it until", "Retionl", "Parfum"):
        expect(card).to_contain_text(told)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_answer_comes_to_the_first_screen_from_the_end_of_the_form(visit):
    page = visit()
    answer(page, LABEL)
    expect(on_the_first_screen(page)).to_contain_text("Not yet")


def on_the_first_screen(page):
    """The answer, which stands on the screen as it is, nothing scrolled."""
    card = page.locator(".ck-card")
    expect(card).to_be_in_viewport(ratio=1)
    return card


def test_the_text_is_marked_in_place_and_tells_why_on_focus(visit):
    page = visit()
    answer(page, LABEL)
    assert text_in_place(page) == LABEL
    mark = page.locator(".ck-paste mark", has_text="Parfum")
    reason = mark.locator(".ck-tip")
    page.mouse.move(0, 0)
    expect(reason).not_to_be_visible()
    mark.focus()
    expect(reason).to_be_visible()
    expect(reason).to_contain_text("commonest causes of allergy")
    box = reason.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


def test_a_spelling_question_is_answered_and_taken_back(visit):
    page = visit()
    answer(page, "Aqua, Glycerin, Panthenol, Betaine, Squalane, Allantoin, Retionl")
    expect(page.locator(".ck-card")).to_contain_text("Not yet")
    page.get_by_text("Keep as printed").click()
    page.wait_for_selector(".ck-card.ck-care")
    settled(page)
    page.get_by_text("Keep as printed").click()
    page.wait_for_selector(".ck-card.ck-stop")


def test_when_something_is_wrong_the_answer_gives_way_to_the_signs(visit):
    page = visit()
    answer(page, LABEL)
    page.get_by_text("Is something wrong right now?").click()
    page.wait_for_selector(".ck-call")
    settled(page)
    expect(page.locator(".ck-card")).to_have_count(1)
    expect(page.locator(".ck-card")).to_contain_text("Contact your clinic")
    expect(page.locator("textarea")).to_have_count(0)


def test_the_advice_for_those_who_used_it_opens(visitor):
    page = visitor()
    answer(page, LABEL)
    page.get_by_text("I already used it").click()
    expect(page.get_by_text("Rinse it off with lukewarm water")).to_be_visible()


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
    expect(page.locator(".ck-card")).to_contain_text(f"from {come_back}")
    tab_until(page, "document.activeElement.matches('.ck-paste mark')")
    expect(page.locator("mark:focus .ck-tip")).to_be_visible()


def test_control_and_enter_in_the_text_asks_for_the_answer(visitor):
    page = visitor()

    def ask():
        page.fill("textarea", LABEL)
        page.keyboard.press("Control+Enter")

    insist(ask, lambda: page.wait_for_selector(".ck-card", timeout=15_000))
    answered(page)
    assert text_in_place(page) == LABEL


def test_enter_in_a_field_asks_about_the_text_that_was_pasted(visitor):
    page = visitor()
    page.get_by_text(words.MORE).click()

    def ask():
        page.fill("textarea", LABEL)
        page.get_by_label(words.ALLERGIES).fill("Panthenol")
        page.keyboard.press("Enter")

    insist(ask, lambda: page.wait_for_selector(".ck-card", timeout=15_000))
    answered(page)
    assert text_in_place(page) == LABEL


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
    expect(page.locator(".ck-paste").locator("img, script, style, a")).to_have_count(0)


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
    insist(
        page.get_by_role("button", name="Check", exact=True).click,
        lambda: page.get_by_text("This text has 1,020,000 characters").wait_for(timeout=15_000),
    )


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
    closed = ("All 17 ingredients", "Left out of the text (2)", "Notes, sources and limits", "Day 1, no date given")
    for title in closed:
        page.get_by_text(title).click()
    expect(page.locator("[data-testid=stExpander] > details[open]")).to_have_count(len(closed))
    settled(page)
    assert violations(page) == []
    page.get_by_text("Is something wrong right now?").click()
    page.wait_for_selector(".ck-call")
    settled(page)
    assert violations(page) == []

"""The check page, driven without a browser: what a visitor gives and what the page answers."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from checker.model.terms import Treatment

APP = Path(__file__).parents[2] / "app.py"


@pytest.fixture
def page():
    return AppTest.from_file(str(APP), default_timeout=20).run()


def everything(page) -> str:
    """All text the page shows, its pieces of HTML included, but not what stands in the text field."""
    parts = []

    def walk(block):
        for child in block.children.values():
            if hasattr(child, "children"):
                walk(child)
            elif child.type != "text_area":
                parts.append(str(getattr(child.proto, "body", "")) + str(getattr(child, "value", "")))

    walk(page.main)
    return " ".join(parts)


def on_day_2(page):
    page.radio(key="treatment").set_value(Treatment.STANDARD)
    page.date_input(key="treated_on").set_value(date.today() - timedelta(days=2))
    return page


def paste(page, text: str):
    page.text_area(key="text").set_value(text)
    page.button(key="check").click().run()
    assert not page.exception
    return everything(page)


def test_an_empty_page_says_what_to_do(page):
    assert "Paste a product" in everything(page)
    assert "Paste the ingredient list first" in paste(page, " ")


def test_the_sample_gives_an_answer_in_one_tap(page):
    page.button(key="sample").click().run()
    assert not page.exception
    answer = everything(page)
    assert "Not yet" in answer
    assert "(day&nbsp;14)" in answer


def test_a_bland_cream_has_no_known_problem(page):
    assert "No known problem" in paste(on_day_2(page), "Aqua, Glycerin, Petrolatum, Ceramide NP")


def test_the_verdict_follows_the_answer_to_a_spelling_question(page):
    assert "Not yet" in paste(
        on_day_2(page), "Aqua, Glycerin, Panthenol, Betaine, Squalane, Allantoin, Retionl, Cholesterol"
    )
    question = page.segmented_control[0]
    question.set_value("Keep as printed").run()
    assert not page.exception
    assert "With care" in everything(page)
    page.segmented_control[0].set_value(None).run()
    assert "Not yet" in everything(page)


def test_scripts_are_shown_as_text(page):
    answer = paste(page, "Aqua, <script>alert(1)</script>, <img src=x onerror=alert(1)>, Glycerin")
    assert "<script>alert" not in answer
    assert "<img" not in answer


def test_what_is_no_list_is_said_kindly(page):
    assert "does not look like an ingredient list" in paste(
        page, "Ce produit est une merveille pour votre peau, vous verrez."
    )


@pytest.mark.parametrize(
    "text",
    ["\x00\x01", "(" * 5000, "Aqua, " * 20_000, "\u202eAqua", "😴" * 100],
    ids=["nul", "brackets", "long", "rtl", "emoji"],
)
def test_strange_pastes_never_show_a_traceback(page, text):
    answer = paste(page, text)
    assert "Traceback" not in answer
    assert "Something went wrong" not in answer


def test_when_something_is_wrong_only_the_signs_stand(page):
    paste(page, "Aqua, Parfum")
    page.toggle(key="wrong").set_value(True).run()
    shown = everything(page)
    assert "Contact your clinic" in shown
    assert "Call your clinic today" in shown
    assert "Not yet" not in shown
    page.toggle(key="wrong").set_value(False).run()
    assert "Not yet" in everything(page)

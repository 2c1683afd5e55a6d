"""The sheet of paper as a PDF reader sees it."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from checker import HealingPlan
from checker.answer.sheet import Line, Paper, Pile, Sheet, Tone
from checker.answer.sheet_pdf import to_pdf
from checker.shelf import wording as wording_shelf
from checker.shelf.plan_sheet import plan_sheet
from checker.shelf.routine import Item, check_routine

TODAY = date(2026, 11, 22)
PLAN = HealingPlan.since(date(2026, 11, 20), TODAY, treatment="standard")
TONER = Item("Evening toner", "Aqua, Glycerin, Alcohol Denat., Parfum, Lactic Acid")
BALM = Item("Balm", "Petrolatum, Ceramide NP")
DRUG = Item("Prescription", "Aqua, Tretinoin, Stearic Acid")


def printed(raw: bytes) -> str:
    reader = PdfReader(io.BytesIO(raw))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def plan(*items, paper=Paper.A4):
    return to_pdf(plan_sheet(check_routine(items, PLAN), TODAY), paper, wording_shelf.left_off)


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_the_page_has_the_size_asked(paper, size):
    box = PdfReader(io.BytesIO(plan(TONER, paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_the_plan_says_what_when_and_whom_to_ask():
    text = printed(plan(TONER, BALM, DRUG))
    for words in (
        "Evening toner", "Not yet", "From Fri 4 December (day 14) there is no known problem", "Because of",
        "Your prescriber or clinic decides when", "Balm", "shade, a hat and an unscented mineral sunscreen", "Call your clinic", "not medical advice",
        "Attracts water", "Edition",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Crème à l'œil №5", "Crème à l'œil №5"),
        ("라로슈포제 톤업", "라로슈포제 톤업"),
        ("資生堂 クリーム", "資生堂 クリーム"),
        ("**bold** <b>tag</b> [link](x)", "**bold** <b>tag</b> [link](x)"),
        ("ครีม", "□"),
        ("\u202eevil\x00\x07\ud800", "evil"),
        ("line\nbreak\ttab", "line break tab"),
        ("", "Evening"),
    ],
)  # fmt: skip
def test_a_name_is_shown_as_text(name, shown):
    assert shown in printed(plan(Item(name, BALM.text), TONER))


@pytest.mark.parametrize("paper", Paper)
def test_thirty_products_fit_on_the_page(paper):
    kinds = (TONER, BALM, DRUG)
    text = printed(plan(*(Item(f"No{n:02d} {kinds[n % 3].name}", kinds[n % 3].text) for n in range(30)), paper=paper))
    assert [n for n in range(30) if f"No{n:02d}" not in text] == []
    assert "No room" not in text


def test_what_has_no_room_is_named_and_what_waits_stays():
    def pile(tone, letter, count):
        return Pile(letter, "", tone, tuple(Line(f"{letter}{n:03d}", "note " * 20) for n in range(count)))

    sheet = Sheet("Title", (), (pile(Tone.CALM, "C", 60), pile(Tone.STOP, "S", 20)), None, (), (), ("foot",))
    text = printed(to_pdf(sheet, Paper.A4, wording_shelf.left_off))
    assert all(f"S{n:03d}" in text for n in range(20))
    gone = [n for n in range(60) if f"C{n:03d} note" not in text]
    assert gone
    assert f"No room on this page for {len(gone)} more: C{gone[0]:03d}" in text
    assert "foot" in text


def test_an_endless_word_is_cut_to_the_page():
    assert "xxx" in printed(plan(Item("x" * 5000, BALM.text)))


def test_an_empty_sheet_is_a_page():
    assert "Title" in printed(to_pdf(Sheet("Title", (), (), None, ()), Paper.A4, wording_shelf.left_off))

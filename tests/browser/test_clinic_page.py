"""The clinic's page as a nurse meets it: vet, sign, a changed list, sign again, hand out; and two nurses at once."""

import io
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from checker.clinic import wording as words
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.store import NewProduct, Store
from tests.browser import running
from tests.browser.conftest import insist, settled

BALM = "Petrolatum, Ceramide NP, Cholesterol, Squalane, Glycerin"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "CHECKER_DATABASE_URL", f"sqlite:///{tmp_path / 'clinic.db'}")
    opened = Store.open()
    yield opened
    opened.engine.dispose()


@pytest.fixture
def address(store):
    """The address of a server with an empty store of its own."""
    with running.server() as found:
        yield found


def sign_as(page, who: str) -> None:
    field = page.get_by_label("Your name, for the signature")
    field.fill(who)
    field.press("Enter")
    settled(page)
    expect(field).to_have_value(who)


#: What stands in a section and in no other that is left for it.
IN_SECTION = {
    "attention": ".cl-need, [data-testid=stAlert]",
    "shelf": f"[placeholder='{words.SEARCH_HINT}']",
    "vet": f"button:has-text('{words.CHECK}')",
    "handout": f"button:has-text('{words.MAKE}')",
    "import": f"text={words.OUR_DETAILS}",
    "protocol": f"button:has-text('{words.PROTOCOL_SAVE}')",
}


def go(page, section: str) -> None:
    choice = page.get_by_role("radio", name=re.compile(f"^{words.SECTIONS[section]}"))
    insist(choice.click, lambda: page.locator(IN_SECTION[section]).first.wait_for(timeout=15_000))
    expect(choice).to_be_checked()
    settled(page)


def back(page) -> None:
    page.get_by_role("button", name="Back to the shelf").click()
    page.get_by_role("radio", name=re.compile("^Shelf")).wait_for()
    settled(page)


def vet(page, name: str, text: str) -> None:
    def ask():
        page.get_by_label("Brand").fill("Skinlab")
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Ingredient list").fill(text)
        page.get_by_role("button", name="See the verdict").click()

    insist(ask, lambda: page.locator(".ck-card").wait_for(timeout=15_000))
    settled(page)


def sign(page, decision: str) -> None:
    page.get_by_text(decision, exact=True).click()
    page.get_by_role("button", name="Sign", exact=True).click()


def said(page, text: str) -> None:
    page.get_by_test_id("stAlert").filter(has_text=text).wait_for()
    settled(page)


def test_vet_sign_see_the_changed_list_sign_again_and_hand_out(visitor, store):
    page = visitor("clinic", width=1280)
    sign_as(page, "Ana")
    vet(page, "Balm", BALM)
    sign(page, "Recommended")
    said(page, "Signed.")
    signed = store.shelf()[0]
    assert (signed.decision.who, signed.decision.verdict.value, signed.formula.text) == ("Ana", "recommended", BALM)

    page.locator("[data-testid=stExpander]", has_text="The pack shows another list").locator("summary").click()
    page.get_by_label("Ingredient list").fill(BALM.replace("Cholesterol", "Parfum"))
    page.get_by_role("button", name="Note the new list").click()
    said(page, "Now sign again")
    expect(page.locator(".cl-diff ins")).to_have_text(re.compile(r"^\+ Parfum"), use_inner_text=True)
    expect(page.locator(".cl-diff del")).to_contain_text("Cholesterol")

    back(page)
    page.locator(".cl-need", has_text="The list on the pack has changed").wait_for()
    page.get_by_role("button", name="Look").click()
    page.locator(".cl-diff ins").wait_for()
    settled(page)
    page.get_by_text("Recommended from a day", exact=True).click()
    page.get_by_role("spinbutton", name="From day").fill("7")
    page.get_by_role("button", name="Sign", exact=True).click()
    said(page, "Signed.")
    assert store.shelf()[0].decision.from_day == 7

    back(page)
    go(page, "attention")
    said(page, "Everything is in order")
    go(page, "handout")
    page.get_by_role("button", name="Make the page").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    pages = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes())).pages
    assert len(pages) == 1
    assert "Skinlab Balm" in pages[0].extract_text()


def test_a_change_without_a_name_is_refused(visitor, store):
    page = visitor("clinic", width=1280)
    vet(page, "Balm", BALM)
    page.get_by_role("button", name="decide later").click()
    said(page, "Give your name above")
    assert store.shelf() == []


def test_of_two_nurses_the_second_is_told_and_sees_both(visitor, store):
    number = store.add(NewProduct("Skinlab", "Balm", BALM), "Ana").product.id
    ana, ben = (visitor(f"clinic?product={number}", width=1280) for _ in range(2))
    for page, who in ((ana, "Ana"), (ben, "Ben")):
        sign_as(page, who)
    for page, reason in ((ana, "bland"), (ben, "too rich")):
        page.get_by_label("Why").fill(reason)
    sign(ana, "Recommended")
    said(ana, "Signed.")
    sign(ben, "Ask first")
    said(ben, "saved by Ana meanwhile")
    for told in ("Yours, not saved", "On the shelf now", "Ask first", "Recommended", "too rich", "bland"):
        expect(ben.locator(".cl-both")).to_contain_text(told, use_inner_text=True)
    assert store.product(number).decision.who == "Ana"
    ben.get_by_role("button", name="Sign", exact=True).click()
    said(ben, "Signed.")
    assert [d.who for d in store.decisions(number)] == ["Ana", "Ben"]


def test_after_a_new_protocol_old_and_new_stand_side_by_side(visitor, store):
    from checker.clinic.model import Advice
    from checker.clinic.shelf import recheck, rules_of

    for name, text in {"Scented": "Aqua, Glycerin, Parfum", "Bland": BALM}.items():
        store.add(NewProduct("", name, text), "Ana")
    recheck(store, rules_of(store))
    for shelved in store.shelf():
        store.sign(shelved, Advice.RECOMMENDED, "Ana")
    rules = EMPTY + "level,fragrance,,early_repair,leave_on,caution,\n"
    store.save_protocol("House", read_protocol(rules, "House").version, rules, "Ana")
    page = visitor("clinic", width=1280)
    needy = page.locator(".cl-need")
    expect(needy.locator("h3")).to_have_text(["Scented"])
    expect(needy.locator("tr.cl-moved")).to_have_text(re.compile("Not yet.*With care", re.DOTALL))
    expect(page.get_by_text("protocol House, version")).to_be_visible()


def test_the_shelf_is_searched_and_narrowed(visitor, store):
    for name, text in {"Scented": "Aqua, Glycerin, Parfum", "Bland <b>x</b>": BALM}.items():
        store.add(NewProduct("", name, text), "Ana")
    page = visitor("clinic", width=1280)
    go(page, "shelf")
    expect(page.get_by_text("2 of 2 products.")).to_be_visible()
    search = page.get_by_role("textbox", name="Search")
    for wanted, counted in (("scen", "1 of 2 products."), ("", "2 of 2 products.")):
        search.fill(wanted)
        search.press("Enter")
        page.get_by_text(counted).wait_for()
        settled(page)
    page.get_by_label("Verdict", exact=True).click()
    page.get_by_role("option", name="Not yet").click()
    page.get_by_text("1 of 2 products.").wait_for()
    settled(page)
    page.get_by_label("Open a product").click()
    page.get_by_role("option", name="Scented (1)").click()
    page.locator("h2", has_text="Scented").wait_for()


def test_a_row_of_the_shelf_is_opened(visitor, store):
    number = store.add(NewProduct("", "Balm", BALM), "Ana").product.id
    page = visitor("clinic", width=1280)
    go(page, "shelf")
    table = page.get_by_test_id("stDataFrame")
    table.locator("canvas").first.wait_for()
    insist(
        # The box to tick in the first row; the table is one drawing.
        lambda: table.click(position={"x": 15, "y": 53}),
        lambda: page.locator("h2", has_text="Balm").wait_for(timeout=15_000),
    )
    expect(page).to_have_url(re.compile(rf"\?product={number}$"))


def test_a_table_is_imported_and_what_was_refused_is_said(visitor, store):
    page = visitor("clinic", width=1280)
    sign_as(page, "Ana")
    go(page, "import")
    rows = b'name,ingredients,barcode\nBalm,"Petrolatum, Glycerin",4\n<b>Other</b>,"Aqua, Glycerin",4\n'
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        {"name": "in.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    said(page, "1 new, 0 with a changed list")
    expect(page.get_by_text("Row 3 (<b>Other</b>) was refused: row 2 is the same product")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the whole store").click()
    assert b'"name": "Balm"' in Path(download.value.path()).read_bytes()


def test_every_section_can_be_used_by_all(visit, store, violations):
    number = store.add(NewProduct("", "Scented", "Aqua, Glycerin, Parfum"), "Ana").product.id
    store.add_formula(store.product(number), "Aqua, Glycerin, Parfum, Linalool", "Ana")
    page = visit("clinic")
    for section in (*words.SECTIONS, "product"):
        if section == "product":
            go(page, "attention")
            page.get_by_role("button", name="Look").click()
            page.locator(".cl-diff ins").wait_for()
            settled(page)
        else:
            go(page, section)
        assert violations(page) == [], section
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), section
        expect(page.get_by_text("Something went wrong"), section).to_have_count(0)

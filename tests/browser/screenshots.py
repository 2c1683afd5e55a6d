"""`python -m tests.browser.screenshots`: the pictures of README, taken anew into docs/."""

import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page

from checker.clinic.model import Advice
from checker.clinic.protocol import EMPTY, read_protocol
from checker.clinic.shelf import recheck, rules_of
from checker.clinic.store import NewProduct, Store
from tests.browser.running import chromium, server

DOCS = Path(__file__).parents[2] / "docs"


def sample(page: Page) -> None:
    page.get_by_role("button", name="Try a sample").click()
    page.wait_for_selector(".ck-paste")


def reason(page: Page) -> None:
    sample(page)
    page.wait_for_timeout(500)
    page.locator(".ck-paste mark", has_text="Parfum").focus()


def shelf(page: Page) -> None:
    page.get_by_role("button", name="Try the sample shelf").click()
    page.wait_for_selector(".sh-row")
    page.wait_for_timeout(500)


#: Products of a clinic whose names nobody sells: brand, name, list, what was decided, whether it still holds.
PRODUCTS = (
    ("Hautwerk", "Barrier balm", "Petrolatum, Ceramide NP, Cholesterol, Squalane, Glycerin", Advice.RECOMMENDED, True),
    ("Hautwerk", "Milk cleanser", "Aqua, Glycerin, Cetearyl Alcohol, Ceramide NP", Advice.RECOMMENDED, False),
    ("Lumen", "Glow tonic", "Aqua, Glycolic Acid, Glycerin, Panthenol", Advice.NOT_WHILE_HEALING, True),
)


def clinic_store() -> None:
    """A store where a verdict moved with a protocol, a list changed and a decision ran out."""
    os.environ["CHECKER_DATABASE_URL"] = f"sqlite:///{tempfile.mkdtemp()}/clinic.db"
    store, today = Store.open(), date.today()
    for brand, name, text, decision, holds in PRODUCTS:
        added = store.add(NewProduct(brand, name, text), "Ana")
        recheck(store, rules_of(store))
        until = today + timedelta(days=180 if holds else -3)
        signed = store.sign(store.product(added.product.id), decision, "Ana", expires_on=until)
        if name == "Barrier balm":
            store.add_formula(signed, text.replace("Cholesterol", "Parfum"), "Ben")
    rules = EMPTY + "level,aha,,healed,leave_on,caution,We wait longer\n"
    store.save_protocol("House", read_protocol(rules, "House").version, rules, "Ana")
    store.engine.dispose()


def attention(page: Page) -> None:
    page.get_by_label("Your name, for the signature").fill("Ana")
    page.locator("h1").click()
    page.locator(".cl-need").first.wait_for()
    page.wait_for_timeout(500)


def nothing(page: Page) -> None:
    page.wait_for_selector(".ck-h2, .ck-names")


#: One row a picture: file, path, width, height, theme, what to do before.
PICTURES = (
    ("check-phone.png", "", 390, 844, "light", sample),
    ("check-phone-dark.png", "", 390, 844, "dark", sample),
    ("check-page.png", "", 1180, 800, "light", reason),
    ("shelf-page.png", "shelf", 1180, 900, "light", shelf),
    ("clinic-page.png", "clinic", 1180, 860, "light", attention),
    ("ingredients-phone.png", "ingredients?name=Retionl", 390, 844, "light", nothing),
    ("how-it-works.png", "how", 1180, 800, "light", nothing),
)


if __name__ == "__main__":
    clinic_store()
    with server() as address, chromium() as browser:
        for file, path, width, height, theme, act in PICTURES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, device_scale_factor=1.5
            )
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_selector("h1")
            act(page)
            page.wait_for_timeout(1000)
            page.screenshot(path=DOCS / file)
            context.close()
            print(DOCS / file)

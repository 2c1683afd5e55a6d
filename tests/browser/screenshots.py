"""`python -m tests.browser.screenshots`: the pictures of README, taken anew into docs/."""

from pathlib import Path

from playwright.sync_api import Page

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


def nothing(page: Page) -> None:
    page.wait_for_selector(".ck-h2, .ck-names")


#: One row a picture: file, path, width, height, theme, what to do before.
PICTURES = (
    ("check-phone.png", "", 390, 844, "light", sample),
    ("check-phone-dark.png", "", 390, 844, "dark", sample),
    ("check-page.png", "", 1180, 800, "light", reason),
    ("shelf-page.png", "shelf", 1180, 900, "light", shelf),
    ("ingredients-phone.png", "ingredients?name=Retionl", 390, 844, "light", nothing),
    ("how-it-works.png", "how", 1180, 800, "light", nothing),
)


if __name__ == "__main__":
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

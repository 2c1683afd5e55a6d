"""A running page and a real browser; without a Chromium the tests are skipped, and with CI=true that is a failure.

Every test that uses `visit` also ends with two questions: did any request leave this machine, and did the console show
an error?
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect

from tests.browser import running
from tests.cases import rows

# Each width and each theme once: colours do not depend on the width, nor the layout on the theme.
WIDTHS_AND_THEMES = [(390, "dark"), (1280, "light")]
HEIGHT = 844

# As long as Playwright waits for an element before it acts: on a busy machine a page takes its time.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser():
    with ExitStack() as stack:
        try:
            started = stack.enter_context(running.chromium())
        except Error as error:
            reason = (
                str(error)
                if "driver" in str(error)
                else "no Chromium: install Debian's package chromium, or run `playwright install chromium`"
            )
            if os.environ.get("CI") == "true":
                raise RuntimeError(reason) from error
            pytest.skip(reason)
        yield started


@pytest.fixture(scope="session")
def address():
    """The address of a server of this test run, "/" at its end."""
    with running.server() as found:
        yield found


@pytest.fixture
def visitor(browser, address):
    """`visitor(path="", width=390, theme="light")` opens a page as a fresh visitor; all are asked the two questions."""
    contexts, requests, errors = [], [], []

    def arrive(path: str = "", width: int = 390, theme: str = "light") -> Page:
        # Reduced motion: nothing is half faded in while it is looked at.
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda asked: requests.append(asked.url))
        page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"a dialog opened: {dialog.message}"))
        page.goto(address + path)
        settled(page)
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert {urlsplit(url).hostname for url in requests if not url.startswith(("data:", "blob:"))} <= {"127.0.0.1"}
    assert errors == []


def _is_error(message) -> bool:
    # On a direct link to a page Streamlit looks for its server below that page's path first and logs the two answers
    # 404; nothing in an app's hands changes that (Streamlit 1.67).
    probing = urlsplit(message.location["url"]).path.endswith(("/_stcore/health", "/_stcore/host-config"))
    return message.type == "error" and not probing


@pytest.fixture(params=WIDTHS_AND_THEMES, ids=lambda p: f"{p[0]} {p[1]}")
def visit(request, visitor):
    """`visit(path)`: a fresh visitor at phone or desktop width, in the light or the dark theme."""
    width, theme = request.param
    return lambda path="": visitor(path, width, theme)


def settled(page: Page) -> None:
    """Wait until the page has drawn all it has to say.

    After an action wait first for what only its answer shows: until the server begins, the old page counts as settled.
    """
    page.wait_for_selector("h1")
    page.wait_for_selector('[data-test-script-state="notRunning"]')
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def insist(act: Callable[[], object], seen: Callable[[], object], tries: int = 3) -> None:
    """Act, and where nothing is seen to happen act once more, as a person does on a busy machine."""
    for left in reversed(range(tries)):
        act()
        try:
            seen()
            return
        except Error:
            if not left:
                raise


@pytest.fixture
def violations():
    """`violations(page)`: what axe-core finds serious or critical, less what tests/cases/axe_in_streamlit.csv lists.

    Each is "rule: element". Only elements inside a component of Streamlit's own are listed there, by rule and selector.
    """
    known = [(row["rule"], row["within"]) for row in rows("axe_in_streamlit.csv")]

    def find(page: Page) -> list[str]:
        found = []
        for violation in Axe().run(page).response["violations"]:
            for node in violation["nodes"]:
                if violation["impact"] not in ("serious", "critical"):
                    continue
                inside = [within for rule, within in known if rule == violation["id"]]
                if not any(_is_inside(page, node["target"], within) for within in inside):
                    found.append(f"{violation['id']}: {node['html'][:200]}")
        return found

    return find


def _is_inside(page: Page, target: list, within: str) -> bool:
    return page.locator(target[-1]).first.evaluate("(element, within) => element.closest(within) !== null", within)

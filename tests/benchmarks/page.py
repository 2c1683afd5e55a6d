"""How long the page takes in a real browser: from pasting a list to the visible verdict, on a warm page."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks.accuracy import gold
from tests.browser.running import chromium, server

ROUNDS = 20


def run(arguments: list[str]) -> None:
    """Paste as many gold labels, one after another, as a visitor on a phone; print the median and the slowest."""
    texts = [label["text"] for label in gold()][: ROUNDS + 1]
    times = []
    with server() as address, chromium() as browser:
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.goto(address)
        for text in texts:
            page.wait_for_selector("textarea:visible")
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            start = time.perf_counter()
            page.fill("textarea", text)
            page.get_by_role("button", name="Check", exact=True).click()
            page.wait_for_selector(".ck-card")
            times.append(time.perf_counter() - start)
            page.wait_for_selector('[data-test-script-state="notRunning"]')
            page.get_by_role("button", name="Check another product").click()
            page.wait_for_selector(".ck-card", state="detached")
    warm = times[1:]
    print(f"from pasting to the visible verdict, {len(warm)} real labels on a warm page at 390 px:")
    print(
        f"median {statistics.median(warm):.2f} s (bar 0.5), slowest {max(warm):.2f} s; the first one {times[0]:.2f} s"
    )

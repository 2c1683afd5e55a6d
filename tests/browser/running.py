"""A server of the pages and a real browser, for tests and for the benchmark."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, Error, sync_playwright

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server(*options: str, at: int | None = None) -> Iterator[str]:
    """The address of a server of its own, "/" at its end, up while the block runs; `options` as Streamlit
    takes them, `at` the port where one is needed."""
    port = at or free_port()
    command = [sys.executable, "-m", "checker", "page", "--port", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(150):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium: the machine's own, else Playwright's. Raises Playwright's `Error` when there is none, or no driver."""
    # Asked first: a driver that does not start leaves Playwright waiting in a broken event loop.
    driver = subprocess.run([*compute_driver_executable(), "--version"], capture_output=True, text=True, check=False)
    if driver.returncode:
        raise Error(f"Playwright's driver does not start ({driver.stderr.strip() or driver.returncode})")
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        yield browser
        browser.close()

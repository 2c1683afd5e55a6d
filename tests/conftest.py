"""Tests never see, and never touch, what the user has loaded or cached."""

import os
import tempfile

import pytest

os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="checker-data-")
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="checker-cache-")

from tests.databases import new_url, postgres, url  # noqa: F401


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process takes all browser tests, from the start, and the other the rest file by file.

    Two browsers and their servers at once on two cores are slower than any visitor's machine.
    """
    for item in items:
        group = "browser" if "browser" in item.path.parts else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: "browser" not in item.path.parts)

"""Tests never see, and never touch, what the user has loaded or cached."""

import os
import tempfile

os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="checker-data-")
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="checker-cache-")

from tests.databases import new_url, postgres, url  # noqa: F401

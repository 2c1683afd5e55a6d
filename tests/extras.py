"""What a test needs beside the program: where it is missing the test is skipped with the reason; with CI=true that is a failure."""

import os
import shutil
from importlib import import_module
from types import ModuleType

import pytest


def missing(reason: str) -> None:
    """Skip the test, or fail it where all has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def module(name: str, program: str | None = None) -> ModuleType:
    """A library of requirements-ci.txt, and the program that it cannot do without."""
    try:
        found = import_module(name)
    except ImportError:
        missing(f"no {name}: `pip install -r requirements-ci.txt` adds it")
    if program and shutil.which(program) is None:
        missing(f"no {program}: install Debian's package default-jre-headless")
    return found

"""What an installation brings: its extras, their bounds, the pinned versions, and the word where something is missing."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from checker import __version__
from checker.cli import main
from checker.model.extras import EXTRAS

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements() -> list[Requirement]:
    """What is asked for of others, by the distribution, its tests and CI."""
    listed = [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
    for name in ("requirements.txt", "requirements-ci.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        listed += [line for line in lines if line and line[0] not in "#-"]
    return [found for line in listed if (found := Requirement(line)).name != PROJECT["name"]]


def test_the_version_is_printed():
    assert CliRunner().invoke(main, ["--version"]).output == f"needling-checker {__version__}\n"


def test_the_core_needs_three_libraries():
    assert [Requirement(line).name for line in PROJECT["dependencies"]] == ["click", "platformdirs", "rapidfuzz"]


def test_every_extra_that_is_asked_for_at_work_is_one_of_the_distribution():
    assert set(EXTRAS) <= set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_every_range_has_both_ends_and_holds_the_pinned_version(requirement):
    assert {spec.operator for spec in requirement.specifier} == {">=", "<"}
    pinned = re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M)
    versions = {canonicalize_name(name): version for name, version in pinned}
    assert versions[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize(
    ("arguments", "extra", "module"),
    [
        (["batch", "in.csv", "-o", "out.csv"], "batch", "pyarrow"),
        (["batch", "in", "-o", "out", "--engine", "dask"], "dask", "distributed"),
        (["clinic", "list"], "clinic", "sqlalchemy"),
        (["page"], "page", "streamlit"),
        (["photo", "in.jpg"], "photo", "rapidocr"),
        (["check", "--photo", "in.jpg"], "photo", "rapidocr"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_missing_library_is_one_line_with_the_command_that_adds_it(arguments, extra, module):
    code = f"import sys; sys.modules[{module!r}] = None; from checker.cli import main; main({arguments!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert ended.returncode == 2
    assert re.fullmatch(
        rf"Error: .* needs some more libraries\. Add them with: pip install 'needling-checker\[{extra}\]'\n",
        ended.stderr,
    )


@pytest.mark.parametrize(
    "arguments", [["check", "Aqua"], ["lookup", "Retinol"], ["data"], ["vocabulary", "list"]], ids=lambda a: a[0]
)
def test_the_core_runs_without_any_extra(arguments):
    missing = [module for _, modules in EXTRAS.values() for module in modules]
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({[*missing, 'numpy', 'pandas']!r}))\n"
        f"from checker.cli import main; main({arguments!r})"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (ended.returncode in (0, 2), ended.stderr.count("Traceback"), bool(ended.stdout)) == (True, 0, True)

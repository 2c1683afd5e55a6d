"""The house: its layers hold, no imports run in a circle, and a newcomer finds the way by the file names."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
MOST_AT_THE_TOP = 5


def test_each_folder_imports_only_from_those_below_it():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run([*command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_longer_than_a_reader_holds_in_mind():
    long = {path.name for path in ROOT.glob("checker/**/*.py") if path.read_text("utf-8").count("\n") > LONGEST_FILE}
    assert not long


def test_the_top_of_the_package_holds_the_joints_only():
    assert len(list((ROOT / "checker").glob("*.py"))) <= MOST_AT_THE_TOP


def test_the_map_in_contributing_names_every_folder():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "checker").glob("*/__init__.py")}
    assert {name for name in folders if f"      {name}/" not in contributing} == set()

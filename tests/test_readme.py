"""README shows what the program really prints, and the commands it names exist."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import check_label
from checker.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
EDITION = re.compile(r"Edition \S+")


def test_the_report_on_the_first_screen_is_the_real_one():
    block = re.search(r"<!-- report -->\n```console\n\$ python -m checker (.*)\n((?:.|\n)*?)```", README)
    answer = CliRunner().invoke(main, shlex.split(block[1]))
    assert EDITION.sub("", block[2]).strip() == EDITION.sub("", answer.stdout).strip()


@pytest.mark.parametrize("command", re.findall(r"^\| `python -m checker (\w+)", README, re.M))
def test_the_commands_of_the_table_exist(command):
    assert command in main.commands


def test_the_example_in_python_holds():
    report = check_label("Aqua, Glycerin, Parfum", __import__("checker").HealingPlan(treatment="standard", day=2))
    assert (report.verdict.value, report.with_care_from_day, report.free_from_day) == ("avoid", 7, 14)

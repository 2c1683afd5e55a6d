"""README shows what the program really prints, and the commands it names exist."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import check_label
from checker.cli import main
from checker.web.how_page import FIGURES

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


@pytest.mark.parametrize(
    ("row", "kind"),
    {
        "all": "all",
        "US retail": "us_retail",
        "Asian brands": "asian",
        "not in English, many of them scans": "other_language",
        "the nastiest": "nasty",
    }.items(),
)
def test_the_figures_are_those_that_the_benchmark_kept(row, kind):
    kept = json.loads(FIGURES.read_text(encoding="utf-8"))["kinds"][kind]
    printed = re.search(rf"^\| {row} \| (\S+) % \((\S+) %\) \| (\S+) % \| (\S+) % \| (\S+) % \|$", README, re.M)
    figures = ("f1", "f1_on_the_list", "right_group", "concern_found", "concern_false")
    assert [float(share) for share in printed.groups()] == [round(kept[figure] * 100, 1) for figure in figures]


@pytest.mark.parametrize("picture", re.findall(r"!\[[^]]*\]\(([^)]+)\)", README))
def test_the_pictures_are_there(picture):
    assert (Path(__file__).parents[1] / picture).exists()

"""README and docs/ show what the program really prints; the commands, files and pictures that they name exist."""

import json
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from checker import HealingPlan, check_label
from checker.cli import main
from checker.clinic.commands import clinic
from checker.model.paths import figures

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/*.md"), ROOT / "data" / "README.md"])
EDITION = re.compile(r"Edition \S+")
LONGEST = 250


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def test_the_report_on_the_first_screen_is_the_real_one():
    block = re.search(r"<!-- report -->\n```console\n\$ needling-checker (.*)\n((?:.|\n)*?)```", README)
    answer = CliRunner().invoke(main, shlex.split(block[1]))
    assert EDITION.sub("", block[2]).strip() == EDITION.sub("", answer.stdout).strip()


def test_readme_is_short():
    assert README.count("\n") < LONGEST


def test_the_table_of_commands_names_each_of_them():
    assert set(re.findall(r"^\| `needling-checker (\w+)", README, re.M)) == set(main.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_shows_exists(page):
    shown = page.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|[`/ ])needling-checker ([a-z]+)", shown)) <= set(main.commands)
    assert set(re.findall(r"`clinic ([a-z]+)", shown)) <= set(clinic.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / unquote(link)).exists()] == []


def test_the_example_in_python_holds():
    report = check_label("Aqua, Glycerin, Parfum", HealingPlan(treatment="standard", day=2))
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
    kept = json.loads(figures().read_text(encoding="utf-8"))["kinds"][kind]
    names = ("f1", "f1_on_the_list", "right_group", "concern_found", "concern_false")
    line = rf"^\| {row} \| (\S+) % \((\S+) %\) \| (\S+) % \| (\S+) % \| (\S+) % \|$"
    for page in ("README.md", "docs/figures.md") if row == "all" else ("docs/figures.md",):
        printed = re.search(line, text_of(page), re.M)
        assert [float(share) for share in printed.groups()] == [round(kept[name] * 100, 1) for name in names]

"""A user's own inventory: loaded, listed, used without being judged, removed."""

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import HealingPlan, check_label, load_knowledge
from checker.batch.coverage import HALVES, measure
from checker.cli import main
from checker.knowledge import inventory as vocabulary
from checker.model.terms import How, Verdict

COSING = Path(__file__).parents[3] / "shared" / "vocabulary" / "cosing_names.csv"
EXPORT = """File creation date,2026-09-09
Ingredients of the inventory

COSING Ref No,INCI name,INN name,CAS No,Function
1,XYZOLIUM QWERTATE,,1-2-3,HUMECTANT
2,"BLORPYL, ZZYXOIDE",,,EMOLLIENT
3,PEG-77 BLORPATE,,,EMULSIFYING
"""


@pytest.fixture
def loaded(tmp_path):
    file = tmp_path / "inventory.csv"
    file.write_text(EXPORT, encoding="utf-8")
    assert CliRunner().invoke(main, ["vocabulary", "add", str(file)]).exit_code == 0
    load_knowledge.cache_clear()
    yield
    CliRunner().invoke(main, ["vocabulary", "remove", "inventory"])
    load_knowledge.cache_clear()


def reading(printed: str):
    return next(
        f for f in check_label(f"Aqua, Glycerin, {printed}", HealingPlan(treatment="standard", day=2)).findings[2:]
    )


@pytest.mark.usefixtures("loaded")
def test_a_name_of_the_inventory_is_read_but_not_judged():
    finding = reading("Xyzolium Qwertate")
    assert (finding.match.how, finding.match.group, finding.level) == (How.INVENTORY, None, None)
    report = check_label("Aqua, Glycerin, Xyzolium Qwertate", HealingPlan(treatment="standard", day=2))
    assert report.verdict is Verdict.CAUTION
    assert report.unread == ()
    assert (
        check_label("Aqua, Glycerin, Xyzolium Qwertate", HealingPlan(treatment="standard", day=20)).verdict
        is Verdict.NO_KNOWN_PROBLEM
    )


@pytest.mark.usefixtures("loaded")
def test_the_list_says_what_is_loaded_and_the_edition_changes():
    with_it = load_knowledge().edition
    assert "inventory: 3 names" in CliRunner().invoke(main, ["vocabulary", "list"]).stdout
    CliRunner().invoke(main, ["vocabulary", "remove", "inventory"])
    load_knowledge.cache_clear()
    assert load_knowledge().edition != with_it


@pytest.mark.usefixtures("loaded")
def test_the_index_is_rebuilt_when_the_file_changes():
    (file,) = vocabulary.folder().glob("*.txt")
    file.write_text("NEWOLIUM BLORPATE\n", encoding="utf-8")
    assert vocabulary.load() == {"newolium blorpate": "NEWOLIUM BLORPATE"}


def test_without_it_the_name_is_not_read():
    assert reading("Xyzolium Qwertate").match.how is How.UNREAD


def test_a_file_without_names_is_refused_with_its_columns(tmp_path):
    file = tmp_path / "prices.csv"
    file.write_text("barcode,price\n1,2\n", encoding="utf-8")
    answer = CliRunner().invoke(main, ["vocabulary", "add", str(file)])
    assert answer.exit_code == 2
    assert "barcode, price" in answer.stderr


def test_removing_what_is_not_there_says_what_is():
    answer = CliRunner().invoke(main, ["vocabulary", "remove", "../nothing"])
    assert answer.exit_code == 2
    assert "Loaded: none is loaded" in answer.stderr


@pytest.mark.skipif(not COSING.exists(), reason="the Commission's inventory is not beside the project")
def test_the_whole_inventory_of_the_commission_loads(tmp_path):
    added = vocabulary.add(COSING, tmp_path)
    assert added.names > 29_000
    assert "sodium hyaluronate" in vocabulary.load(tmp_path)


def test_coverage_counts_what_is_read(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text('name,ingredients\nCream,"Aqua, Glycerin, Xyzol Qwert"\n', encoding="utf-8")
    answer = CliRunner().invoke(main, ["data", "--coverage", str(file)])
    assert "2 of 3 entries read (66.67%)" in answer.stdout
    assert "Xyzol Qwert" in answer.stdout
    assert "Day 1: 1 cannot_tell. Not understood, whatever the day: 1." in answer.stdout


def test_the_two_halves_of_a_file_are_the_whole(tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("id,ingredients\n" + "".join(f'{n},"Aqua, Glycerin"\n' for n in range(20)), encoding="utf-8")
    halves = [measure(file, load_knowledge(), half) for half in HALVES]
    assert min(half.texts for half in halves) > 0
    assert sum(half.texts for half in halves) == 20
    assert sum((half.verdicts for half in halves), Counter()) == measure(file, load_knowledge()).verdicts


@pytest.mark.parametrize(
    ("name", "text"), [("labels.txt", "Aqua, Glycerin\n"), ("labels.csv", 'ingredients\n"Aqua, Glycerin"\n')]
)
def test_a_half_of_labels_without_ids_is_refused(name, text, tmp_path):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, ["data", "--coverage", str(file), "--half", "a"])
    assert answer.exit_code == 2
    assert "id" in answer.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("prices.csv", "barcode,price\n1,2\n", "barcode, price"),
        ("broken.jsonl", '{"text": "Aqua"}\nnot json\n', "line 2"),
        ("numbers.jsonl", "[1]\n", "line 1"),
    ],
)
def test_coverage_of_a_file_without_lists_says_what_it_has(name, text, said, tmp_path):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, ["data", "--coverage", str(file)])
    assert answer.exit_code == 2
    assert said in answer.stderr

"""All real labels of the shared folder, where it is there: no exception, true offsets, nothing reassuring by mistake."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import HealingPlan, check_label
from checker.cli import main
from checker.model.terms import Verdict
from tests.cases import rows

LABELS = Path(__file__).parents[2] / "shared" / "labels"
FILES = sorted(LABELS.glob("*.jsonl"))
PLAN = HealingPlan(treatment="standard", day=2)
pytestmark = pytest.mark.skipif(not FILES, reason="the shared labels are not beside the project")


def labels(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_label_is_answered_with_true_offsets(path):
    for label in labels(path):
        report = check_label(label["text"], PLAN, label["name"])
        for finding in report.findings:
            entry = finding.match.entry
            assert label["text"][entry.start : entry.end] == entry.printed
        json.dumps(report.to_dict())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_labels_passes_through_standard_input(path):
    answer = CliRunner().invoke(main, ["check", "-", "--format", "json"], input=path.read_bytes()[:200_000])
    assert answer.exit_code in (0, 1, 2)
    assert json.loads(answer.stdout)["verdict"]


def test_marketing_without_a_list_is_never_judged():
    declared = {row["id"] for row in rows("no_list.csv")}
    for label in labels(LABELS / "no_list_marketing.jsonl"):
        report = check_label(label["text"], PLAN, label["name"])
        if label["id"] not in declared:
            assert report.verdict is Verdict.CANNOT_TELL, label["id"]
            assert report.notes


def test_names_of_concern_in_marketing_are_mentioned():
    (label,) = [label for label in labels(LABELS / "no_list_marketing.jsonl") if label["id"] == "rich-121"]
    assert any("Benzoyl Peroxide" in note for note in check_label(label["text"], PLAN).notes)

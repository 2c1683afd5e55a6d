"""Reading a label: every line of tests/cases/reading.csv, and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.knowledge import load_knowledge
from checker.label import read_label
from checker.matching import matcher_for
from checker.model import Label
from tests.cases import rows


def read(text: str) -> Label:
    knowledge = load_knowledge()
    return read_label(text, knowledge.headings, matcher_for(knowledge).identity)


@pytest.mark.parametrize("case", rows("reading.csv"), ids=lambda case: case["case"])
def test_reading_case(case):
    label = read(case["text"])
    assert [entry.printed for entry in label.entries] == split(case["entries"])
    if case["section"]:
        assert [entry.section.value for entry in label.entries] == split(case["section"])
    if case["percent"]:
        wanted = [float(cell) if cell.strip() else None for cell in case["percent"].split(" | ")]
        assert [entry.percent for entry in label.entries] == wanted
    for entry in label.entries:
        assert case["text"][entry.start : entry.end] == entry.printed


def split(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []

"""Reading a label: every line of tests/cases/reading.csv, and what holds for any text."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.knowledge.load import load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.label import Label
from checker.reading.label import read_label
from checker.reading.memo import Memo
from tests.benchmarks.scaling import WORST
from tests.cases import rows


def read(text: str) -> Label:
    """As a reader reads it that has read nothing before."""
    known = matcher_for(load_knowledge()).gazetteer
    return read_label(text, replace(known, scans=Memo(), segments=Memo(), answers=Memo()))


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


@pytest.mark.parametrize("case", rows("known_failures.csv"), ids=lambda case: case["case"])
@pytest.mark.xfail(strict=True, reason="a known weakness of the reader; move the case to reading.csv once it passes")
def test_known_failure(case):
    assert [entry.printed for entry in read(case["text"]).entries] == split(case["entries"])


def split(cell: str) -> list[str]:
    return cell.split(" | ") if cell else []


@pytest.mark.parametrize("case", rows("reading.csv"), ids=lambda case: case["case"])
def test_what_is_no_ingredient_is_left_out_with_a_reason(case):
    label = read(case["text"])
    assert all(part.why and case["text"][part.start : part.end] == part.text for part in label.left_out)
    shown = "".join([*(part.text for part in label.left_out), *(entry.printed for entry in label.entries)])
    lost = [word for word in words_of(case["text"]) if word not in squeezed(shown)]
    assert set(lost) <= MARKUP


#: Words of markup and of amounts, which a clean reading takes away without calling them left out.
MARKUP = {"span", "class", "allergen", "quot", "nbsp", "percent"}


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]{4,}", text.lower())


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def test_a_kit_is_cut_into_products():
    label = read("Cleanser: Water, Glycerin, Coco-Glucoside. Toner: Water, Betaine, Panthenol.")
    assert label.product_names == ("Cleanser", "Toner")
    assert [entry.product for entry in label.entries] == [1, 1, 1, 2, 2, 2]
    assert [entry.position for entry in label.entries] == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "Water, Glycerin ... see more",
        "Water, Glycerin, +12 more",
        "Water, Glycerin…",
        "Water, Sodium Hyaluronate (Hydro",
    ],
)
def test_a_list_that_is_cut_is_noticed(text):
    assert read(text).cut


def test_a_whole_list_is_not_taken_for_a_cut_one():
    assert not read("Water, Glycerin, Parfum (Linalool). Made in France.").cut


NAMES = sorted(load_knowledge().ingredients)
#: Names, phrases and numbers that may go on behind a separator, and what a bracket may do to what stands around it.
RUNNING_ON = ("Oil", "Free of", "may", "contain", "1", "2-Hexanediol", "5%", "(Mte", "CI 77491)", "Parfum (Limonene", "Linalool)",
              "Butylene", "Glycol", "ingredients: Aqua", "Alcohol Denat", "*Organic", "see more", "Free from parabens. ")  # fmt: skip
SIGNS = st.sampled_from(
    [
        ", ",
        "; ",
        "\n",
        " • ",
        " - ",
        ". ",
        "/",
        " (",
        ") ",
        " [+/- ",
        "] ",
        "*",
        " 5% ",
        ": ",
        "\u200b",
        "&amp;",
        "<br>",
    ]
)


FRAGMENTS = st.lists(
    st.one_of(st.sampled_from(NAMES), SIGNS, st.sampled_from(["Ingredients:", "May contain", "Active:", "(1234)"])),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), FRAGMENTS))
def test_offsets_are_true_and_entries_never_overlap(text):
    assert_true(read(text), text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=10), FRAGMENTS.map(lambda text: text[:40])), st.integers(2, 300))
def test_text_that_repeats_is_read_without_end_or_error(text, times):
    assert_true(read(text * times), text * times)


@pytest.mark.parametrize("piece", WORST)
@pytest.mark.parametrize("times", [1, 400])
def test_the_worst_texts_are_read(piece, times):
    brackets = "".join({"(": ")", "[": "]"}.get(sign, "") for sign in reversed(piece * times))
    assert_true(read(piece * times + "Aqua" + brackets), piece * times + "Aqua" + brackets)


def assert_true(label: Label, text: str) -> None:
    """Every entry and left-out part is where it says it is, and no entries overlap."""
    spans = [(entry.start, entry.end) for entry in label.entries]
    assert all(text[entry.start : entry.end] == entry.printed != "" for entry in label.entries)
    assert all(text[part.start : part.end] == part.text for part in label.left_out)
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(NAMES).filter(lambda n: "," not in n and "(" not in n), min_size=2, max_size=25, unique=True
    )
)
def test_a_plain_list_is_read_as_it_stands(listed):
    label = read("Ingredients: " + ", ".join(listed))
    assert [entry.printed for entry in label.entries] == listed


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(NAMES[:60]), st.sampled_from(RUNNING_ON), SIGNS), max_size=30).map("".join))
def test_what_was_read_before_changes_nothing(text):
    assert read_label(text, matcher_for(load_knowledge()).gazetteer) == read(text)

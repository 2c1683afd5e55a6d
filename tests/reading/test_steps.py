"""The hard steps of reading, each with its table of cases; a note's number is that of the rule in the docstring."""

from dataclasses import replace

import pytest

from checker.knowledge.load import load_knowledge
from checker.matching.matcher import matcher_for
from checker.model.terms import Section
from checker.reading.blocks import blocks_of
from checker.reading.inside import names_in
from checker.reading.memo import Memo
from checker.reading.page import Page, Piece, page_of, trimmed
from checker.reading.passes import without_prose
from checker.reading.segments import pieces_of
from tests.cases import rows


def page(text: str) -> Page:
    """A page without memos of other texts."""
    known = matcher_for(load_knowledge()).gazetteer
    return page_of(text, replace(known, scans=Memo(), segments=Memo(), answers=Memo()))


def shown(text: str, pieces: list[Piece]) -> str:
    """Pieces as a cell shows them: "Aqua | 12345 => code"."""
    return " | ".join(text[p.start : p.end] + (f" => {p.why}" if p.why else "") for p in pieces)


@pytest.mark.parametrize("case", rows("trimming.csv"), ids=lambda case: case["note"])
def test_a_span_is_trimmed(case):
    span = case["span"]
    start, end = trimmed(page(span), 0, len(span))
    assert span[start:end] == case["trimmed"]


@pytest.mark.parametrize("case", rows("segments.csv"), ids=lambda case: case["note"])
def test_a_segment_becomes_pieces(case):
    # Three names more, because in a text with hardly any comma line ends separate names.
    text = f"{case['segment']}, Aqua, Aqua, Aqua"
    whole = page(text)
    pieces = [piece for block in blocks_of(whole) for piece in pieces_of(whole, block)]
    assert shown(text, pieces[:-3]) == case["pieces"]


@pytest.mark.parametrize("case", rows("several_names.csv"), ids=lambda case: case["note"])
def test_a_span_holds_several_names_or_not(case):
    span = case["span"]
    assert shown(span, names_in(page(span), 0, len(span), Section.DECLARED) or []) == case["names"]


@pytest.mark.parametrize("case", rows("list_blocks.csv"), ids=lambda case: case["note"])
def test_a_block_holds_a_list_or_not(case):
    text = case["text"]
    whole = page(text)
    blocks = [(block, pieces_of(whole, block)) for block in blocks_of(whole) if block.role != "heading"]
    pieces = [piece for _, found in without_prose(whole, blocks) for piece in found]
    assert shown(text, pieces) == case["pieces"]

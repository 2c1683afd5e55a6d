"""Cuts the readable text into blocks, at its headings ("Active:", "May contain") and disclaimers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from checker.model.terms import Section
from checker.reading.brackets import covered
from checker.reading.page import Block, Page, spans_between, trimmed
from checker.reading.phrases import Mark

#: A list goes on after words that usually end one, if at least this many known names follow.
FEWEST_AFTER_AN_END = 3
#: The active part of a list is no longer than so many characters.
LONGEST_ACTIVES = 400
_SECTIONS = {
    "starts_list": Section.DECLARED,
    "starts_inactive": Section.DECLARED,
    "starts_active": Section.ACTIVE,
    "may_contain": Section.MAY_CONTAIN,
}
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_SPLIT = re.compile(r"[,;•|\t\n]|[.:]\s+")


def blocks_of(page: Page) -> Iterator[Block]:
    """Cut the text at its headings and disclaimers; a heading is a block of its own.

    "May contain" in brackets and a sentence with "free from" end before their block does: behind them the text goes on
    in the role and section it had before. `resume` holds where, and both.
    """
    role, section, begin, headed = "", Section.DECLARED, 0, False
    resume: tuple[int, str, Section] | None = None
    marks = [mark for mark in page.marks if _is_heading(page, mark)]
    marks = [_as_active(page, *pair) for pair in zip_longest(marks, marks[1:])]
    for mark in [*marks, None]:
        end = mark.start if mark else len(page.text)
        if resume and resume[0] < end:
            yield Block(begin, resume[0], role, section, headed)
            begin, (_, role, section), resume = resume[0], resume, None
        if begin < end:
            yield Block(begin, end, role, section, headed)
        if mark is None:
            return
        if mark.value == "may_contain" and (closing := _closing_bracket(page, mark)):
            resume = resume or (closing, role, section)
        if mark.value == "free_from":
            resume = resume or (_end_of_sentence(page, mark.end), "ends_list", section)
        role, headed = mark.value, mark.value in _SECTIONS
        section = _SECTIONS.get(role, section)
        begin = mark.start
        if role not in ("ends_list", "free_from"):
            yield Block(mark.start, mark.end, "heading", section, headed=False)
            begin = mark.end


def goes_on(page: Page, block: Block) -> bool:
    """Whether a block holds a list although it opens with words that usually come after one ("Key ingredients ...")."""
    return page.names.recall((goes_on, page.text[block.start : block.end]), lambda: _goes_on(page, block))


def _goes_on(page: Page, block: Block) -> bool:
    spans = [trimmed(page, *span) for span in spans_between(page, block.start, block.end, _SPLIT)]
    known = sum(page.names.is_name(page.text[start:end]) is not None for start, end in spans if start < end)
    return known >= FEWEST_AFTER_AN_END and (known >= 0.5 * len(spans) or known >= 2 * FEWEST_AFTER_AN_END)


def _is_heading(page: Page, mark: Mark[str]) -> bool:
    """Whether a known phrase is a heading here, and not a part of a sentence or a name."""
    if mark.value in ("may_contain", "cut"):
        return True
    if mark.value == "ends_list":
        return not covered(page.outer_brackets, mark.start)
    if mark.value == "free_from":
        return not covered(page.outer_brackets, mark.start) and _begins_sentence(page, mark.start)
    if mark.value not in _SECTIONS:
        return False
    if page.text[mark.start - 1 : mark.start] in ("[", "<") and page.text[mark.end : mark.end + 1] in ("]", ">"):
        return True
    after = page.text[mark.end : mark.end + 40].lstrip(" )]*\"'")
    before = page.text[max(0, mark.start - 3) : mark.start].rstrip(" ([*\"'")
    if after[:1] in (":", "\n", "=", "-", "–"):
        return True
    if mark.value == "starts_active" and mark.length == 1:
        return False
    if before and before[-1] not in ".:;\n|•,-*)/%0123456789":
        return False
    return _name_follows(page, mark)


def _as_active(page: Page, mark: Mark[str], following: Mark[str] | None) -> Mark[str]:
    """ "Key ingredients: Retinol 2%. Other ingredients: ..." are the two parts of a list, "Key ingredients" alone is praise."""
    if mark.value != "ends_list" or following is None or following.value != "starts_inactive":
        return mark
    opens = page.text[mark.end : mark.end + 3].lstrip()[:1] == ":" and following.start - mark.end <= LONGEST_ACTIVES
    return replace(mark, value="starts_active") if opens and _name_follows(page, mark) else mark


def _begins_sentence(page: Page, at: int) -> bool:
    return page.text[max(0, at - 6) : at].rstrip(" *-–•\"'")[-1:] in ("", ".", "!", "?", "\n", ":")


def _end_of_sentence(page: Page, at: int) -> int:
    found = _SENTENCE_END.search(page.text, at)
    return found.end() if found else len(page.text)


def _name_follows(page: Page, mark: Mark[str]) -> bool:
    """Whether a known name or a percentage comes right after a phrase."""
    index = bisect_right(page.word_starts, mark.end - 1)
    following = page.words[index : index + 5]
    for count in range(len(following), 0, -1):
        if page.names.is_name(page.text[following[0].start : following[count - 1].end]):
            return True
    return (
        bool(following)
        and page.text[mark.end : following[0].start].strip(" ") == ""
        and bool(re.match(r"\s*\d+(?:[.,]\d+)?\s*%", page.text[mark.end : mark.end + 12]))
    )


def _closing_bracket(page: Page, mark: Mark[str]) -> int | None:
    """The end of the bracket around a "may contain" that opens right before it or with it ("[+/-"); None without one."""
    for at in range(max(0, mark.start - 2), mark.start + 1):
        if at in page.closing and not page.text[at + 1 : mark.start].strip():
            return page.closing[at] + 1
    return None

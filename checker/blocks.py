"""A label's first cut: the text in blocks between its headings ("Active:", "May contain") and disclaimers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from checker.phrases import Mark
from checker.pieces import Block, Page, covered, parts_between, trimmed
from checker.terms import Section

#: So many, behind words that usually end a list, for it to go on.
FEWEST_AFTER_AN_END = 3
_SECTIONS = {
    "starts_list": Section.DECLARED,
    "starts_inactive": Section.DECLARED,
    "starts_active": Section.ACTIVE,
    "may_contain": Section.MAY_CONTAIN,
}
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")
_SPLIT = re.compile(r"[,;•|\t\n]|[.:]\s+")


def blocks_of(page: Page) -> Iterator[Block]:
    """The text cut at its headings and disclaimers."""
    role, section, begin, headed = "", Section.DECLARED, 0, False
    back: tuple[int, str, Section] | None = None
    for mark in [*(mark for mark in page.marks if _is_heading(page, mark)), None]:
        end = mark.start if mark else len(page.text)
        if back and back[0] < end:
            yield Block(begin, back[0], role, section, headed)
            begin, (_, role, section), back = back[0], back, None
        if begin < end:
            yield Block(begin, end, role, section, headed)
        if mark is None:
            return
        if mark.value == "may_contain" and (closing := _closing_bracket(page, mark)):
            back = back or (closing, role, section)
        if mark.value == "free_from":
            back = back or (_end_of_sentence(page, mark.end), "ends_list", section)
        role, headed = mark.value, mark.value in _SECTIONS
        section = _SECTIONS.get(role, section)
        begin = mark.start
        if role not in ("ends_list", "free_from"):
            yield Block(mark.start, mark.end, "heading", section, headed=False)
            begin = mark.end


def goes_on(page: Page, block: Block) -> bool:
    """Whether a list begins or goes on behind words that usually stand after it ("Key ingredients ...")."""
    stretches = [trimmed(page, *part) for part in parts_between(page, block.start, block.end, _SPLIT)]
    known = sum(page.is_name(page.text[start:end]) is not None for start, end in stretches if start < end)
    return known >= FEWEST_AFTER_AN_END and (known >= 0.5 * len(stretches) or known >= 2 * FEWEST_AFTER_AN_END)


def _is_heading(page: Page, mark: Mark[str]) -> bool:
    """Whether a phrase of the table is used as a heading here."""
    if mark.value in ("may_contain", "cut"):
        return True
    if mark.value == "ends_list":
        return not covered(page.brackets, mark.start)
    if mark.value == "free_from":
        return not covered(page.brackets, mark.start) and _begins_sentence(page, mark.start)
    if mark.value not in _SECTIONS:
        return False
    after = page.text[mark.end : mark.end + 40].lstrip(" )]*\"'")
    before = page.text[max(0, mark.start - 3) : mark.start].rstrip(" ([*\"'")
    if after[:1] in (":", "\n", "=", "-", "–"):
        return True
    if mark.value == "starts_active" and mark.length == 1:
        return False
    if before and before[-1] not in ".:;\n|•,-*)/%0123456789":
        return False
    return _name_follows(page, mark)


def _begins_sentence(page: Page, at: int) -> bool:
    return page.text[max(0, at - 6) : at].rstrip(" *-–•\"'")[-1:] in ("", ".", "!", "?", "\n", ":")


def _end_of_sentence(page: Page, at: int) -> int:
    found = _SENTENCE_END.search(page.text, at)
    return found.end() if found else len(page.text)


def _name_follows(page: Page, mark: Mark[str]) -> bool:
    """Whether a known name, or a percentage, stands right behind a phrase."""
    index = bisect_right(page.word_starts, mark.end - 1)
    following = page.words[index : index + 5]
    for count in range(len(following), 0, -1):
        if page.is_name(page.text[following[0].start : following[count - 1].end]):
            return True
    return (
        bool(following)
        and page.text[mark.end : following[0].start].strip(" ") == ""
        and bool(re.match(r"\s*\d+(?:[.,]\d+)?\s*%", page.text[mark.end : mark.end + 12]))
    )


def _closing_bracket(page: Page, mark: Mark[str]) -> int | None:
    """Where the bracket that opens right before (or with) a "may contain" closes."""
    for at in range(max(0, mark.start - 2), mark.start + 1):
        if at in page.closing and not page.text[at + 1 : mark.start].strip():
            return page.closing[at] + 1
    return None

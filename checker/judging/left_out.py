"""The law of the left-out: no known name of concern ends up outside an entry while the answer reassures.

What a reader set aside is searched for known names. Within a list, or glued to its last name, such a name becomes an
entry. Elsewhere (praise before a list, a glossary behind it, a footnote) it is mentioned.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from checker.judging.judge import Judge
from checker.matching.matcher import ASKED, Matcher
from checker.matching.named import Named
from checker.model.findings import Match, Mention
from checker.model.label import Entry, Label, LeftOut
from checker.model.names import name_and_percent
from checker.model.rows import Levels

#: A name stands within or behind a list where no more characters lie between it and the next entry.
NEAR = 60
#: What parts a name from the list: the end of a sentence or of a line, a heading, a footnote mark.
_PARTED = re.compile(r"[.!?](?=\s|$|[A-Z][a-z])|[\n:*†‡※。！？]")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|[A-Z][a-z])|[:*†‡※。！？]")
#: A percentage right behind a name, with the name.
_PERCENT = re.compile(r"\s*\(?\s*\d+(?:[.,]\d+)?\s*%\)?")
_EDGE = re.compile(r"[\s,;.:|•()\[\]{}/\\*-]*")


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """A label with nothing of concern lost: its entries, what they were read as by product, and what is mentioned."""

    label: Label
    products: Mapping[int, list[Match]]
    mentions: tuple[Mention, ...]


def nothing_lost(
    text: str,
    label: Label,
    matcher: Matcher,
    judge: Judge,
    readings: Mapping[str, str | None] | None = None,
    asked: int = ASKED,
) -> ReadLabel:
    """A label as read, and the names of concern in what it left out: as entries of the list, or as mentions.

    >>> from checker.knowledge.load import load_knowledge
    >>> from checker.matching.matcher import matcher_for
    >>> from checker.model.terms import Section, Use
    >>> aqua = Entry("Aqua", 25, 29, 1, 1, Section.DECLARED, None, "aqua")
    >>> label = Label((aqua,), (LeftOut("Rich in retinol.", 0, 16, "marketing"),))
    >>> read = nothing_lost("Rich in retinol. Contains Aqua", label, matcher_for(load_knowledge()),
    ...                     Judge(load_knowledge(), Use.LEAVE_ON))
    >>> [(mention.text, mention.start, mention.alone) for mention in read.mentions]
    [('retinol', 8, True)]
    """
    found = list(_of_concern(label, matcher, judge))
    listed = [(part, named) for part, named, _ in found if _is_listed(text, label, part, named)]
    for part, named in listed:
        label = _with_entry(text, label, part, named)
    products = matcher.by_product(label, readings, asked)
    if not found:
        return ReadLabel(label, products, ())
    mentions = [
        _mention(label, products, part, named, levels, judge)
        for part, named, levels in found
        if (part, named) not in listed
    ]
    return ReadLabel(label, products, tuple(m for m in mentions if m is not None))


def _of_concern(label: Label, matcher: Matcher, judge: Judge) -> Iterator[tuple[LeftOut, Named, Levels]]:
    for part in label.left_out:
        for named in matcher.names.find(part.text):
            levels = None if named.denied else judge.concern(named.ingredient)
            if levels is not None:
                yield part, named, levels


def _is_listed(text: str, label: Label, part: LeftOut, named: Named) -> bool:
    """Whether a name stands within a list, or glued to its last name."""
    if part.why in ("footnote", "repeated list"):
        return False
    start, end = part.start + named.start, part.start + named.end
    before, after = _neighbours(label, start)
    if before is None or start - before.end > NEAR:
        return False
    if not _PARTED.search(text, before.end, start):
        return True
    if after is None or after.product != before.product or after.start - end > NEAR:
        return False
    return not _SENTENCE_END.search(text, before.end, start) and not _SENTENCE_END.search(text, end, after.start)


def _neighbours(label: Label, at: int) -> tuple[Entry | None, Entry | None]:
    """The entries before and behind an offset."""
    index = bisect_left([entry.start for entry in label.entries], at)
    before = label.entries[index - 1] if index else None
    return before, label.entries[index] if index < len(label.entries) else None


def _with_entry(text: str, label: Label, part: LeftOut, named: Named) -> Label:
    """The label with a name as an entry; the rest of what was left out stays left out."""
    start, end = part.start + named.start, part.start + named.end
    before, _ = _neighbours(label, start)
    assert before is not None
    percent = _PERCENT.match(text, end)
    *_, stated, key = name_and_percent(text[start : percent.end() if percent else end])
    entry = Entry(text[start:end], start, end, before.product, before.position + 1, before.section, stated, key)
    entries = [
        other._replace(position=other.position + 1) if other.product == entry.product and other.start > start else other
        for other in label.entries
    ]
    at = label.entries.index(before) + 1
    left_out: list[LeftOut] = []
    for other in label.left_out:
        if other.start <= start and end <= other.end:
            left_out += [
                LeftOut(text[a:b], a, b, other.why)
                for a, b in ((other.start, start), (end, other.end))
                if _has(text, a, b)
            ]
        else:
            left_out.append(other)
    return replace(label, entries=(*entries[:at], entry, *entries[at:]), left_out=tuple(left_out))


def _has(text: str, start: int, end: int) -> bool:
    """Whether a span holds more than separators."""
    return _EDGE.fullmatch(text, start, end) is None


def _mention(
    label: Label, products: Mapping[int, list[Match]], part: LeftOut, named: Named, levels: Levels, judge: Judge
) -> Mention | None:
    """A name outside the list; None in a second copy of a list where the first has it too."""
    start, end = part.start + named.start, part.start + named.end
    before, after = _neighbours(label, start)
    # A heading opens what stands behind it.
    beside = (after or before) if part.why == "heading" else (before or after)
    product = beside.product if beside else 1
    inci, group = named.ingredient.inci, named.ingredient.group
    matches = products.get(product, ())
    same = any(match.ingredient is not None and match.ingredient.inci == inci for match in matches)
    if same and part.why == "repeated list":
        return None
    if not same and not judge.is_allergy(named.ingredient):
        same = any(match.group is not None and match.group.id == group for match in matches)
    return Mention(named.ingredient, part.text[named.start : named.end], start, end, product, levels, not same)

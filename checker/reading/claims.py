"""Effects that a pack claims for itself ("exfoliating", "scrub"), in the product's name or in the text before its list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from checker.model.label import Claimed, Label
from checker.model.rows import Claim
from checker.reading.memo import Memo
from checker.reading.phrases import Phrases, split_words

#: The claim of phrases that only look like one ("nail polish", "acne scars"); as the longest phrase they win.
NO_CLAIM = "none"
#: A sentence of more characters is not quoted whole: the words of the claim alone are.
LONGEST_QUOTE = 80
_SENTENCE_END = re.compile(r"[.!?;:|•\n。！？；：]")


class Words(NamedTuple):
    """What one passage claims: the claim, the group it sets as a floor (or none), and the words that say it."""

    claim: str
    group: str
    quote: str


def find_claims(
    name: str, label: Label, claims: Phrases[tuple[Claim, ...]], memo: Memo[str, tuple[Words, ...]] | None = None
) -> tuple[Claimed, ...]:
    """The effects claimed, in the order in which they stand; disclaimers and the list itself claim nothing.

    `memo` remembers what a passage claims. In a text of several products the name over a list claims for that list only.

    >>> claims = Phrases([("scrub", (Claim("scrub", frozenset({"no"}), "scrub_particle"),))])
    >>> [(c.claim, c.text, c.where) for c in find_claims("Sugar Scrub", Label((), ()), claims)]
    [('scrub', 'Sugar Scrub', 'name')]
    >>> find_claims("No scrub", Label((), ()), claims)
    ()
    """
    memo = Memo() if memo is None else memo
    found: dict[tuple[str, int], Claimed] = {}
    for passage, where, product in _passages(name, label):
        known = memo.get(passage)
        for claim, group, quote in memo.keep(passage, claims_in(passage, claims)) if known is None else known:
            found.setdefault((claim, product), Claimed(claim, quote, where, group, product))
    return tuple(found.values())


def _passages(name: str, label: Label) -> Iterator[tuple[str, str, int]]:
    """The passages that may claim something: the product's name, names in the text, and the text before its list.

    Each with where it stands and for which product it speaks; 0 is all of them.
    """
    names = label.product_names
    begins = label.entries[0].start if label.entries else 0
    before = [span.text for span in label.left_out if span.start < begins and span.why != "disclaimer"]
    if name:
        yield name, "name", 0
    yield from ((own, "text", number if len(names) > 1 else 0) for number, own in enumerate(names, start=1) if own)
    yield from ((passage, "text", 0) for passage in before if passage not in names)


def claims_in(passage: str, claims: Phrases[tuple[Claim, ...]]) -> tuple[Words, ...]:
    """The effects that a passage claims, each once."""
    words = split_words(passage)
    found: dict[str, Words] = {}
    for mark in claims.find(passage, words):
        # "free of", "ohne": up to three words right before the claim cancel it.
        preceding = [" ".join(w.key for w in words[max(0, mark.word - n) : mark.word]) for n in (1, 2, 3)]
        for row in mark.value:
            if row.claim != NO_CLAIM and row.not_after.isdisjoint(preceding):
                found.setdefault(row.claim, Words(row.claim, row.judge_as, _quote(passage, mark.start, mark.end)))
    return tuple(found.values())


def _quote(passage: str, start: int, end: int) -> str:
    """The sentence in which a claim stands; the words of the claim alone where that is long.

    >>> _quote("Brand. Sea salt scrub! Rinse well.", 16, 21)
    'Sea salt scrub'
    """
    begins = max((found.end() for found in _SENTENCE_END.finditer(passage, 0, start)), default=0)
    ends = _SENTENCE_END.search(passage, end)
    sentence = passage[begins : ends.start() if ends else len(passage)]
    return " ".join((sentence if len(sentence) <= LONGEST_QUOTE else passage[start:end]).split())

"""What a name must contain to follow a naming pattern, so that few patterns are tried on a name.

`(?:.* )?(?:papain|bromelain)(?: .*)?` matches only names that contain "papain" or "bromelain". To look which of such
words a name contains is a hundred times quicker than to try every pattern on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

_LETTER = r"(?:[^\\()\[\]{}*+?|.^$]|\\[^\w\s])"
#: Letters, a sign, a bracket or "|" of a pattern, and how often it may stand. What no pattern of ours uses is left out.
_TOKEN = re.compile(
    rf"(?:(?P<letters>{_LETTER}+(?![*+?{{])|{_LETTER})|(?P<opens>\(\?(?::|<?[=!]))|(?P<ends>[)|])"
    r"|\\[wWdDsSbBAZ]|\[\^?\]?(?:\\.|[^\\\]])*\]|[.^$])(?P<often>(?:[*+?]|\{\d*,?\d*\})[?+]?)?"
)
#: Words of each of which a name contains at least one, the most telling set first.
Needs = Sequence[frozenset[str]]


def needed(pattern: str) -> Needs:
    """Sets of words: every match of a regular expression contains at least one word of each; often one set, or none.

    >>> [sorted(words) for words in needed(r"(?:.* )?(?:papain|bromelain)(?: .*)?")]
    [['bromelain', 'papain']]
    >>> needed(r"(?!.*oil)citrus(?: \\w+)* juices?"), needed(r"\\w+(?: oil)?")
    ([frozenset({'citrus'}), frozenset({' juice'})], [])
    """
    closed = f"{pattern})"
    tokens = list(_TOKEN.finditer(closed))
    rest = iter(tokens)
    needs, _ = _needed_until_closed(rest)
    is_read = "".join(token[0] for token in tokens) == closed and next(rest, None) is None
    return needs if is_read else []


def _needed_until_closed(tokens: Iterator[re.Match[str]]) -> tuple[list[frozenset[str]], str]:
    """What the alternatives up to the next closing bracket need, and how often they may stand."""
    alternatives: list[list[frozenset[str]]] = []
    needs: list[frozenset[str]] = []
    letters = ""
    for token in tokens:
        often, read = token["often"] or "", (token["letters"] or "").replace("\\", "")
        inner: list[frozenset[str]] = []
        if token["opens"]:
            inner, often = _needed_until_closed(tokens)
        is_optional = often.startswith(("*", "?", "{0", "{,"))
        if read and not is_optional:
            letters += read
        if read and not often:
            continue
        if letters:
            needs.append(frozenset({letters}))
            letters = ""
        if inner and not is_optional and not token["opens"].endswith("!"):
            needs += inner
        if token["ends"]:
            alternatives.append(sorted(needs, key=_telling, reverse=True))
            needs = []
        if token["ends"] == ")":
            return _needed_together(alternatives), often
    return [], ""


def _needed_together(alternatives: list[list[frozenset[str]]]) -> list[frozenset[str]]:
    """What alternatives need together: of several one word of the most telling set of each, if each needs any."""
    if len(alternatives) == 1:
        return alternatives[0]
    return [frozenset(chain.from_iterable(needs[0] for needs in alternatives))] if all(alternatives) else []


def _telling(words: frozenset[str]) -> tuple[int, int, list[str]]:
    """How well words tell names apart: the longer the shortest of them, and the fewer they are, the better."""
    return min(map(len, words)), -len(words), sorted(words)


#: By two neighbouring letters, words with the numbers of the patterns that need them; and what each pattern needs besides.
Screen = tuple[Mapping[str, Sequence[tuple[str, int]]], Sequence[Sequence[Sequence[str]]]]


def screen_of(patterns: Sequence[Needs]) -> Screen:
    """A screen over patterns by what each needs; a pattern that needs nothing is always let through."""
    by_pair: dict[str, list[tuple[str, int]]] = {}
    for number, needs in enumerate(patterns):
        for word in sorted(needs[0]) if needs else [""]:
            rarest = min(_pairs(word), key=lambda pair: len(by_pair.get(pair, ())))
            by_pair.setdefault(rarest, []).append((word, number))
    return by_pair, [[sorted(words) for words in needs[1:] if " " not in words] for needs in patterns]


def possible(name: str, screen: Screen) -> list[int]:
    """The numbers of the patterns that a name may follow, in their order.

    >>> papain, juice = frozenset({"papain", "bromelain"}), frozenset({"juice"})
    >>> possible("citrus juice", screen_of([[papain], [juice], [juice, papain], []]))
    [1, 3]
    """
    by_pair, besides = screen
    found = {
        number
        for pair in {"", *name, *_pairs(name)}
        for word, number in by_pair.get(pair, ())
        if word in name
    }  # fmt: skip
    return [n for n in sorted(found) if all(any(word in name for word in words) for words in besides[n])]


def _pairs(word: str) -> list[str]:
    """The pairs of neighbouring letters of a word; of one letter, or none, the word itself."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]

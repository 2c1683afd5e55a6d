"""Names in Korean, Chinese and Japanese put together from their parts, as INCI names.

The standard names of these languages are built like the INCI names they stand for, from a few hundred words with one
spelling each: "소듐 하이알루로네이트" is sodium and hyaluronate, "병풀 잎 추출물" Centella Asiatica, leaf and extract.
data/name_parts.csv holds the parts. A name with any part that is not in it is not put together at all, so that a
misprint stays unread; what comes out is a name like a printed one and has to be known to the matcher.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from checker.model.names import close_up, fold
from checker.model.rows import NamePart

#: A name may be cut into parts in several ways; so many are kept, those with the fewest parts, and so many names tried.
MOST_WAYS, MOST_NAMES = 12, 48
#: Kana, Han and Hangul: the scripts in which a sign is a syllable or a word.
SYLLABLES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: What stands in such a name as INCI writes it: numbers, locants, "PEG", "C12-14".
_AS_PRINTED = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*| ")
_LONG_VOWEL_FOR_HYPHEN = re.compile(r"(?<=ー)ー+(?= ?\d)|ー(?=\d)")

_Way = tuple[NamePart, ...]


def put_together(key: str, parts: Mapping[str, tuple[NamePart, ...]]) -> list[str]:
    """The INCI names that a comparison key may stand for, as comparison keys, those of the fewest parts first.

    >>> parts = {"소듐": (("Sodium", ""),), "하이알루로네이트": (("Hyaluronate", ""),),
    ...          "ステアリン酸": (("Stearic Acid", ""), ("Stearate", "last")),
    ...          "ジ": (("Di-", ""),), "グリセリル": (("Glyceryl", ""),)}
    >>> put_together("소듐하이알루로네이트", parts), put_together("소듐하이알루로네이드", parts)
    (['sodium hyaluronate'], [])
    >>> put_together("ジステアリン酸グリセリル", parts)
    ['distearic acid glyceryl', 'glyceryl distearate']
    >>> put_together("ジステアリン酸peg 3", parts)[1]
    'peg 3 distearate'
    """
    if not SYLLABLES.search(key):
        return []
    # "PEGー9": typed with the long vowel mark instead of a hyphen.
    names = (_in_order(way) for way in _ways(close_up(_LONG_VOWEL_FOR_HYPHEN.sub("", key)), parts))
    return list(dict.fromkeys(fold(name) for name in names))[:MOST_NAMES]


def _ways(text: str, parts: Mapping[str, tuple[NamePart, ...]]) -> list[_Way]:
    """The ways to cut a text wholly into parts, those of the fewest parts first."""
    ways: list[list[_Way]] = [[()], *([] for _ in text)]
    longest = max(map(len, parts), default=0)
    for start in range(len(text)):
        if not ways[start]:
            continue
        here = sorted(ways[start], key=len)[:MOST_WAYS]
        if printed := _AS_PRINTED.match(text, start):
            if start == 0 or not (text[start - 1].isascii() and text[start - 1].isalnum() and printed.group() != " "):
                part = (printed.group(), "")
                ways[printed.end()] += [(*way, part) for way in here]
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            for part in parts.get(text[start:end], ()):
                ways[end] += [(*way, part) for way in here]
    return sorted(ways[-1], key=len)


def _in_order(way: _Way) -> str:
    """The parts as one name, in INCI's order; a hyphen at a part's end joins it to its neighbour."""
    words: list[NamePart] = []
    for inci, place in way:
        if words and (words[-1][0].endswith("-") or inci.startswith("-")):
            before, its_place = words.pop()
            joined = before.removesuffix("-") + inci.removeprefix("-")
            words.append((joined, place if before.endswith("-") else its_place))
        else:
            words.append((inci, place))
    places = ("first", "", "last")
    return " ".join(inci for inci, _ in sorted(words, key=lambda word: places.index(word[1])))

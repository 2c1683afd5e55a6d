"""Comparison keys: one printed name, one key, whatever the capitals, hyphens and accents.

Both sides of every comparison, the label and the knowledge, pass through `fold`; there is no other normalisation.
What it does not do: stem, drop words or forgive misprints. "Oil" and "extract" stay what they are, and a misprint is
repaired in the open, by `matching`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters that no decomposition turns into their plain form.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
#: Greek letters that stand for themselves in names; in names printed in Greek they are letters like others.
_GREEK_LETTERS = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"})
_GREEK = re.compile("[\u0370-\u03ff]{2}")
#: Marks that are no part of a name and stand inside words: apostrophes, trade marks, zero-width characters.
_INSIDE_WORDS = re.compile("['`\u2018\u2019\u02bc\u2122\u00ae\u00a9\u00ad\u200b-\u200f\u2060\ufeff]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
#: British spellings; INCI uses the American ones.
_SPELLINGS = (("sulph", "sulf"), ("aluminium", "aluminum"), ("hydrolys", "hydrolyz"), ("colour", "color"),
              ("flavour", "flavor"))  # fmt: skip
#: A Colour Index number as printed or scanned: "Cl 77891", "C.I.77891", "CI77891".
_COLOUR_INDEX = re.compile(r"\bc ?[il1] ?(?=\d{5}\b)")
#: The same with its letters lost or damaged, where it stands alone: "77492", "C 77492", "1 77492".
_BARE_COLOUR_INDEX = re.compile(r"(?:[cila1] ?)?(7[0-9]{4})")
_BETWEEN_LETTERS = re.compile(r"(?<!\d) | (?!\d)")


@lru_cache(maxsize=100_000)
def fold(printed: str) -> str:
    """The comparison key of a printed name: lower-case words and numbers with single spaces between.

    Idempotent. Hyphens, slashes, dots and brackets become spaces, so that damaged locants agree.

    >>> fold("1,2-Hexanediol") == fold("1.2- hexanediol") == fold("1 2-HEXANEDIOL") == "1 2 hexanediol"
    True
    >>> fold("Crème de Aluminium Sulphate"), fold("PEG/PPG-18/18 Dimethicone"), fold("Cl 77891")
    ('creme de aluminum sulfate', 'peg ppg 18 18 dimethicone', 'ci 77891')
    """
    key = printed.lower() if printed.isascii() else _plain_letters(printed)
    key = _NOT_ALPHANUMERIC.sub(" ", _INSIDE_WORDS.sub("", key.replace("&", " and "))).strip()
    for british, american in _SPELLINGS:
        if british in key:
            key = key.replace(british, american)
    if key[-5:].isdecimal() and (bare := _BARE_COLOUR_INDEX.fullmatch(key)):
        return f"ci {bare[1]}"
    return _COLOUR_INDEX.sub("ci ", key) if key.startswith("c") or " c" in key else key


def squeeze(key: str) -> str:
    """A key without its spaces, except between two numbers: the same for words wrongly split or joined.

    >>> squeeze(fold("gly cerin")) == squeeze(fold("Glycerin"))
    True
    >>> squeeze(fold("1,2-Hexanediol"))
    '1 2hexanediol'
    """
    return _BETWEEN_LETTERS.sub("", key)


def _plain_letters(text: str) -> str:
    """Lower case without accents and compatibility forms; other scripts (정제수) stay as they are.

    >>> _plain_letters("β-Glucan"), _plain_letters("Γλυκερίνη")
    ('beta-glucan', 'γλυκερινη')
    """
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", text if _GREEK.search(text) else text.translate(_GREEK_LETTERS))


_NUMBER = r"[<>≤≥~±]?\s*(?<!\d)(\d{1,3}(?:[.,]\d+)?|[.,]\d+|\d{4,6}(?=\s*ppm))"
_UNIT = r"\s*(%|mg/g|mg/ml|ppm)"
_BY_WEIGHT = r"(?:\s*\(?\s*[wm]\s*/\s*[wvm]\s*\)?)?"
_LEADING_PERCENT = re.compile(rf"{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*(?:of\s+)?(?=\S)", re.I)
_TRAILING_PERCENT = re.compile(
    rf"(?<![.\s])\s*(?:[(\[]\s*{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*[)\]]|[-–:=]?\s*{_NUMBER}{_UNIT}{_BY_WEIGHT}|w/w\s*{_NUMBER})\s*$",
    re.I,
)
_INNER_PERCENT = re.compile(rf"\s+{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*(?=[(\[])", re.I)
#: "20,000 ppm": behind so small a unit three digits are thousands.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
#: How much of a percent one unit is.
_PERCENT_IN = {"%": 1.0, "mg/g": 0.1, "mg/ml": 0.1, "ppm": 0.0001, "": 1.0}


def split_percent(printed: str) -> tuple[int, int, float | None]:
    """Where the name stands in a printed piece, and the percentage stated before or after it.

    >>> [(s[a:b], p) for s in ("2% Salicylic Acid", "Niacinamide (10%)") for a, b, p in [split_percent(s)]]
    [('Salicylic Acid', 2.0), ('Niacinamide', 10.0)]
    >>> [(s[a:b], p) for s in ("homosalate100mg/g", "octocrylene w/w 8") for a, b, p in [split_percent(s)]]
    [('homosalate', 10.0), ('octocrylene', 8.0)]
    >>> split_percent("Vitamin C 15 % (Ascorbic Acid)")[2], split_percent("Polysorbate 20")[2]
    (15.0, None)
    """
    start, end = 0, len(printed)
    percent = None
    if "%" not in printed and "mg/" not in (lower := printed.lower()) and "ppm" not in lower and "w/w" not in lower:
        return start, end, percent
    if found := _LEADING_PERCENT.match(printed):
        start, percent = found.end(), _percent_of(found)
    if found := _TRAILING_PERCENT.search(printed, start):
        if found.start() > start:
            end, percent = found.start(), _percent_of(found)
    elif found := _INNER_PERCENT.search(printed, start):
        percent = _percent_of(found)
    return start, end, percent


def without_percent(printed: str) -> str:
    """A printed name without its percentage, also where that stands before a bracket.

    >>> without_percent("Vitamin C 15 % (Ascorbic Acid)")
    'Vitamin C (Ascorbic Acid)'
    """
    start, end, percent = split_percent(printed)
    return printed if percent is None else _INNER_PERCENT.sub(" ", printed[start:end])


@lru_cache(maxsize=100_000)
def name_and_percent(printed: str) -> tuple[int, int, float | None, str]:
    """Where the name stands in a printed piece, its percentage, and its key without the percentage."""
    return *split_percent(printed), fold(without_percent(printed))


def _percent_of(found: re.Match[str]) -> float:
    number, unit = [part for part in found.groups() if part][:1], [part for part in found.groups() if part][1:]
    if unit and unit[0].lower() == "ppm" and _THOUSANDS.fullmatch(number[0]):
        number = [number[0].replace(",", "").replace(".", "")]
    return round(float(number[0].replace(",", ".")) * _PERCENT_IN[unit[0].lower() if unit else ""], 6)

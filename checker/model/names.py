"""Makes the comparison key of a name (`fold`), and splits a percentage from a name.

Names are compared by their keys, so capitals, hyphens and accents make no difference. Both the label and the knowledge
use `fold`, and nothing else normalises names. It does not stem, drop words or mend misprints: "oil" and "extract" stay
different, and `matching` repairs misprints and says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters for which Unicode has no plain form.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
#: Greek letters used as a sign within a name ("β-Glucan"); in names printed in Greek they are ordinary letters.
_GREEK_LETTERS = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"})
_GREEK = re.compile("[\u0370-\u03ff]{2}")
#: Marks inside words that are not part of the name: apostrophes, trade marks, zero-width characters.
_INSIDE_WORDS = re.compile("['`\u2018\u2019\u02bc\u2122\u00ae\u00a9\u00ad\u200b-\u200f\u2060\ufeff]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
#: British spellings; INCI uses the American ones.
_SPELLINGS = (("sulph", "sulf"), ("aluminium", "aluminum"), ("hydrolys", "hydrolyz"), ("colour", "color"),
              ("flavour", "flavor"))  # fmt: skip
#: A Colour Index number as printed or scanned: "Cl 77891", "C.I.77891", "CI77891".
_COLOUR_INDEX = re.compile(r"\bc ?[il1] ?(?:n[ro] |number )?(?=\d{5}\b)")
#: The same with its letters lost or damaged, where it stands alone: "77492", "C 77492", "1 77492".
_BARE_COLOUR_INDEX = re.compile(r"(?:[cila1] ?)?(7[0-9]{4})")
_BESIDE_SIGNS = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_BETWEEN_LETTERS = re.compile(r"(?<!\d) | (?!\d)")


@lru_cache(maxsize=100_000)
def fold(printed: str) -> str:
    """The comparison key of a printed name: lower-case words and numbers with single spaces between.

    Hyphens, slashes, dots and brackets become spaces, so that numbers in a name ("1,2-") agree even if a scan damaged
    them. Folding a key gives the same key.

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
    """A key without its spaces, except between two numbers, so that words wrongly split or joined agree.

    >>> squeeze(fold("gly cerin")) == squeeze(fold("Glycerin"))
    True
    >>> squeeze(fold("1,2-Hexanediol"))
    '1 2hexanediol'
    """
    return _BETWEEN_LETTERS.sub("", key)


def close_up(key: str) -> str:
    """A key without the spaces beside Chinese, Japanese or Korean signs, which part no words there.

    >>> close_up("폴리 글리세릴 10 라우레이트"), close_up("peg 40 氢化 蓖麻油")
    ('폴리글리세릴10라우레이트', 'peg 40氢化蓖麻油')
    """
    return _BESIDE_SIGNS.sub("", key)


def _plain_letters(text: str) -> str:
    """Lower case without accents and compatibility forms; other scripts (정제수) stay as they are.

    >>> _plain_letters("β-Glucan"), _plain_letters("Γλυκερίνη")
    ('beta-glucan', 'γλυκερινη')
    """
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFKC", text if _GREEK.search(text) else text.translate(_GREEK_LETTERS))


_NUMBER = r"[<>≤≥~±]?\s*(?<!\d)(\d{1,3}(?:[.,]\d+)?|[.,]\d+|\d{4,6}(?=\s*pp[mb]))"
_PER_CENT = r"%|per ?cent\b\.?|percent\b|pour ?cent\b|prozent\b|por ciento\b|per cento\b|procent\b|procente\b"
_UNIT = rf"\s*({_PER_CENT}|mg ?/ ?g|mg per g\b|mg ?/ ?ml|mg per ml\b|pp[mb])"
_BY_WEIGHT = r"(?:\s*\(?\s*[wmp]\s*/\s*[wvmp]\s*\)?)?"
#: "min. 10 %", "up to 5 %".
_BOUND = r"(?:\b(?:min|max|mind|ca|circa|approx|minimum|maximum|at least|up to)\b\.?\s*)?"
_LEADING_PERCENT = re.compile(rf"{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*(?:of\s+)?(?=\S)", re.I)
_TRAILING_PERCENT = re.compile(
    rf"(?<![.\s])\s*(?:[(\[]\s*{_BOUND}{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*[)\]]|[-–:=]?\s*{_BOUND}{_NUMBER}{_UNIT}{_BY_WEIGHT}|w/w\s*{_NUMBER})\s*$",
    re.I,
)
_INNER_PERCENT = re.compile(rf"\s+{_NUMBER}{_UNIT}{_BY_WEIGHT}\s*(?=[(\[])", re.I)
#: An amount that is no share of the product: "7.5 g", "500 IU".
_TRAILING_AMOUNT = re.compile(
    r"(?<![.\s\d])\s*(?P<open>[(\[])?(?(open)|\s)\s*\d+(?:[.,]\d+)?\s?(?:g|mg|mcg|µg|μg|IU|ml|mL|units?)"
    r"(?:\s?(?:/|per)\s?(?:g|ml|mL|dose))?(?(open)[)\]])\s*$"
)
#: What every amount holds.
_MAY_HAVE_AMOUNT = re.compile(r"%|\d\s*(?:mg|pp[mb]|g\b|mcg|µg|μg|IU|m[lL]\b|units?\b|p[eor]|pr)|w/w", re.I)
#: "20,000 ppm": behind so small a unit three digits are thousands.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
#: How much of a percent one unit is, by its first letters without spaces.
_PERCENT_IN = {"mg": 0.1, "ppm": 0.0001, "ppb": 0.0000001}


def split_percent(printed: str) -> tuple[int, int, float | None]:
    """Where the name stands in a printed text, and the percentage stated before or after it.

    >>> [(s[a:b], p) for s in ("2% Salicylic Acid", "Niacinamide (10%)") for a, b, p in [split_percent(s)]]
    [('Salicylic Acid', 2.0), ('Niacinamide', 10.0)]
    >>> [(s[a:b], p) for s in ("homosalate100mg/g", "octocrylene w/w 8") for a, b, p in [split_percent(s)]]
    [('homosalate', 10.0), ('octocrylene', 8.0)]
    >>> split_percent("나이아신아마이드(1,000ppb)")[2]
    0.0001
    >>> split_percent("Vitamin C 15 % (Ascorbic Acid)")[2], split_percent("Polysorbate 20")[2]
    (15.0, None)
    >>> [(s[a:b], p) for s in ("Menthol 2 per cent", "Octinoxate 7.5 g") for a, b, p in [split_percent(s)]]
    [('Menthol', 2.0), ('Octinoxate', None)]
    """
    start, end = 0, len(printed)
    percent = None
    if not _MAY_HAVE_AMOUNT.search(printed):
        return start, end, percent
    if found := _LEADING_PERCENT.match(printed):
        start, percent = found.end(), _percent_of(found)
    if found := _TRAILING_PERCENT.search(printed, start):
        if found.start() > start:
            end, percent = found.start(), _percent_of(found)
    elif found := _INNER_PERCENT.search(printed, start):
        percent = _percent_of(found)
    elif percent is None and (found := _TRAILING_AMOUNT.search(printed, start)):
        end = found.start()
    return start, end, percent


def without_percent(printed: str) -> str:
    """A printed name without its percentage, also where that stands before a bracket.

    >>> without_percent("Vitamin C 15 % (Ascorbic Acid)")
    'Vitamin C (Ascorbic Acid)'
    """
    start, end, percent = split_percent(printed)
    return printed[start:end] if percent is None else _INNER_PERCENT.sub(" ", printed[start:end])


@lru_cache(maxsize=100_000)
def name_and_percent(printed: str) -> tuple[int, int, float | None, str]:
    """Where the name stands in a printed text, its percentage, and its key without the percentage."""
    return *split_percent(printed), fold(without_percent(printed))


def _percent_of(found: re.Match[str]) -> float:
    number, unit = [part for part in found.groups() if part][:1], [part for part in found.groups() if part][1:]
    per = next((share for letters, share in _PERCENT_IN.items() if unit and unit[0].lower().startswith(letters)), 1.0)
    if per <= _PERCENT_IN["ppm"] and _THOUSANDS.fullmatch(number[0]):
        number = [number[0].replace(",", "").replace(".", "")]
    return round(float(number[0].replace(",", ".")) * per, 6)

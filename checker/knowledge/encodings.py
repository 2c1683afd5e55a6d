"""Which encoding a file is in that is not UTF-8: the one in which most of its words are known to our tables.

Western and Central European pages differ in a few dozen signs, so that statistics over letters (charset-normalizer) take
"Crème" for "Crčme". A table of ingredients is full of words of ours, in twenty languages; where none is found, the letters decide.
"""

from __future__ import annotations

import re
from functools import lru_cache

from checker.model.paths import data_folder

#: The likeliest first: where our words do not decide, it stands.
ENCODINGS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "mac_roman", "cp932", "gb18030", "cp949", "big5",
)  # fmt: skip
_LATIN = ("cp1250", "cp1252", "cp1254", "mac_roman")
#: What a person knows them by.
TITLES = {
    "big5": "Big5 (Chinese)", "cp949": "CP949 (Korean)", "cp932": "Shift-JIS (Japanese)", "gb18030": "GB 18030 (Chinese)",
    "cp1250": "Windows-1250 (Central European)", "cp1251": "Windows-1251 (Cyrillic)", "cp1252": "Windows-1252",
    "cp1253": "Windows-1253 (Greek)", "cp1254": "Windows-1254 (Turkish)", "mac_roman": "Mac Roman",
    "utf_16_be": "UTF-16", "utf_16_le": "UTF-16",
}  # fmt: skip
#: So much of a file is looked at.
_ENOUGH = 200_000
_WORD = re.compile(r"\w*[^\W\x00-\x7f]\w*")


def guess(sample: bytes) -> str:
    """The encoding of bytes that are not UTF-8, as Python calls it.

    >>> guess("Crème,Glycérine végétale".encode("cp1252")), guess("gliceryna roślinna, woda różana".encode("cp1250"))
    ('cp1252', 'cp1250')
    """
    if is_utf_16(sample):
        return "utf_16_le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf_16_be"
    sample = b"\n".join(line for line in sample.splitlines() if not line.isascii())[:_ENOUGH]
    known = {encoding: _known_words(sample, encoding) for encoding in ENCODINGS}
    likeliest = max(known, key=known.__getitem__)
    return likeliest if known[likeliest] else _by_letters(sample)


def is_utf_16(sample: bytes) -> bool:
    """Whether bytes look like UTF-16 that does not say so: every sign of ASCII has a byte of zero beside it.

    >>> is_utf_16("Aqua, Вода".encode("utf-16-le")), is_utf_16(b"Squ\\0alane, Glycerin, Panthenol, Allantoin, Tocopherol")
    (True, False)
    """
    zeros = sorted((sample[::2].count(0), sample[1::2].count(0)))
    # Several, and all in the same half of two bytes.
    return zeros[1] > max(3, len(sample) / 50, 10 * zeros[0])


def title(encoding: str) -> str:
    """An encoding as people call it.

    >>> title("cp1252"), title("latin_1")
    ('Windows-1252', 'latin_1')
    """
    return TITLES.get(encoding, encoding)


def _by_letters(sample: bytes) -> str:
    """The encoding by how often its letters stand side by side: for a text of which no word is ours."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return ENCODINGS[0]
    found = from_bytes(sample, cp_isolation=list(ENCODINGS)).best()
    # Of Western and Central European letters it takes the one for the other: there the likelier one stands.
    return found.encoding if found is not None and found.encoding not in _LATIN else ENCODINGS[0]


def _known_words(sample: bytes, encoding: str) -> int:
    """How much of the text is ours when read by an encoding: the letters of different words that go beyond ASCII.

    A word's first letter does not count: a single one is met by accident.
    """
    words = set(_WORD.findall(sample.decode(encoding, "replace").casefold()))
    return sum(len(word) - 1 for word in words & _our_words())


@lru_cache(maxsize=1)
def _our_words() -> frozenset[str]:
    """The words of our tables that have a letter beyond ASCII, in every language."""
    return frozenset(
        word for path in data_folder().glob("*.csv") for word in _WORD.findall(path.read_text("utf-8").casefold())
    )

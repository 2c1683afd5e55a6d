"""Remembers answers for later labels: most names on a label have already stood on another one."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
#: Texts of more characters than this hardly ever come again, and are not kept.
LONGEST = 300
#: The most answers a memo holds; a catalogue may have endless different names.
MOST = 50_000


class Memo(dict[K, V]):
    """Answers by what was asked. A memo that is full forgets everything and starts again.

    >>> memo = Memo(most=2)
    >>> [memo.keep(text, len(text)) for text in ("a", "bb", "ccc")], dict(memo)
    ([1, 2, 3], {'ccc': 3})
    """

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self.most = most

    def keep(self, asked: K, answer: V) -> V:
        """Keep an answer, and return it."""
        if len(self) >= self.most:
            self.clear()
        self[asked] = answer
        return answer

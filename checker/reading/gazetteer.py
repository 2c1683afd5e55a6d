"""The names and phrases that a reader looks up. The knowledge fills it in; reading itself knows no ingredient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from checker.model.terms import How
from checker.reading.memo import LONGEST, Memo
from checker.reading.phrases import Phrases
from checker.reading.scan import Scan

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """What is known of names and phrases, and a memo of what was read with it.

    The memos belong to the gazetteer, because everything in them depends on it. The fields with a default may be left
    out: then only names that are known as printed are recognised.
    """

    #: The words printed around and inside ingredient lists, with their role ("starts_list", "prose", ...).
    headings: Phrases[str]
    #: The INCI name that a printed name stands for, not just yes or no; None where the printed name is not known.
    is_name: Callable[[str], str | None]
    #: How a printed name will be matched in the end: exactly, by a naming pattern, with its spelling repaired, ...
    how: Callable[[str], How] = lambda printed: How.UNREAD
    #: Whether any known name holds a word, given by its comparison key.
    is_word: Callable[[str], bool] = lambda key: True
    #: Whether letters (a comparison key without its spaces) begin any known name or remark.
    begins: Callable[[str], bool] = lambda letters: True
    #: Whether a word is a name of concern wherever it stands. "Limonene" is; "alcohol" also ends harmless names.
    is_concern: Callable[[str], bool] = lambda key: False
    #: Whether a text, taken as one name, would hide a stricter known name inside it: "Tocophero Limonene".
    hides: Callable[[str, str], bool] = lambda printed, name: False
    #: Whether a text names something and denies all that it names: "without perfume".
    denies: Callable[[str], bool] = lambda printed: False
    #: What is left of a name without words of a product's form: "vitamin C" of "vitamin C serum".
    core: Callable[[str], str] = lambda printed: printed
    #: Three memos: scans of the text between two commas, the pieces of a segment, and answers to single questions.
    scans: Memo[str, Scan] = field(default_factory=Memo)
    segments: Memo[Any, Any] = field(default_factory=Memo)
    answers: Memo[tuple[Any, ...], Any] = field(default_factory=Memo)

    def recall(self, asked: tuple[Any, ...], find: Callable[[], T]) -> T:
        """The answer to a question about a text, worked out only once.

        `asked` is the function that asks, the text, and whatever else the answer depends on.
        """
        answer: T | None = self.answers.get(asked)
        if answer is None:
            answer = find()
            if len(asked[1]) <= LONGEST:
                self.answers.keep(asked, answer)
        return answer

    @cached_property
    def remarks(self) -> frozenset[str]:
        """The comparison keys of words that stand in lists and are no ingredient."""
        return self.headings.keys_of("not_an_ingredient") | self.headings.keys_of("free_from")

"""What a pattern needs: no name that follows a pattern is kept from it by the screen."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.knowledge.load import load_knowledge
from checker.knowledge.needed import needed, possible, screen_of

KNOWLEDGE = load_knowledge()

CASES = [
    # pattern, sets of words: a match contains one of each
    ("papain", [{"papain"}]),
    ("papain|bromelain", [{"papain", "bromelain"}]),
    ("(?:.* )?(?:papain|bromelain)(?: .*)?", [{"papain", "bromelain"}]),
    ("juices?", [{"juice"}]),  # the last letter may be missing
    ("ab+cde", [{"cde"}, {"ab"}]),  # the longest letters first
    ("(?:lemon|lime) juice", [{" juice"}, {"lemon", "lime"}]),
    ("(?:lemon|lime) juice|mel", [{" juice", "mel"}]),  # of each alternative what tells most
    (r"dea\.x|y", [{"dea.x", "y"}]),  # a dot that is a dot
    ("(?=.*copper).*peptide", [{"peptide"}, {"copper"}]),
    ("(?=.*copper).*", [{"copper"}]),  # looked for ahead, so it is there
    ("(?!.*copper).*oil", [{"oil"}]),  # what must not be there is not needed
    ("(?<!see)oil", [{"oil"}]),
    (r"[\]a]oil", [{"oil"}]),
    ("(?:oil){1,2}", [{"oil"}]),
    ("(?:oil){0,2}|wax", []),  # one alternative needs nothing
    ("(?:oil)*", []),
    (r"\w+ ?\d", []),
    ("(?i)oil", []),  # signs that are not read: nothing is claimed
    (r"(oil)\1", []),
    (r"\x41oil", []),
    ("", []),
]


@pytest.mark.parametrize(("pattern", "needs"), CASES, ids=[case[0] for case in CASES])
def test_the_words_a_pattern_needs(pattern, needs):
    assert needed(pattern) == needs


_ATOMS = st.sampled_from(["a", "b", "oil", r"\w", "[ab]", ".", r"\.", "é"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{2}", "{1,}?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?={part}).*"),
        inner.map(lambda part: f"(?!{part}).*"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(_PATTERNS, st.data())
def test_whatever_matches_contains_what_is_needed(pattern, data):
    text = data.draw(st.one_of(st.from_regex(pattern, fullmatch=True), st.text("aboilé. ", max_size=8)))
    if re.fullmatch(pattern, text):
        assert all(any(word in text for word in words) for words in needed(pattern))
        assert possible(text, screen_of([needed(pattern)])) == [0]


def test_the_screen_lets_every_name_through_that_follows_a_pattern():
    patterns = [family.pattern for family in KNOWLEDGE.families]
    screen = screen_of([needed(pattern) for pattern in patterns])
    compiled = [re.compile(pattern) for pattern in patterns]
    names = random.Random(3).sample([*KNOWLEDGE.names], 300)
    for name in names:
        matching = [number for number, pattern in enumerate(compiled) if pattern.fullmatch(name)]
        let_through = possible(name, screen)
        assert set(matching) <= set(let_through)
        assert len(let_through) < len(patterns) / 4

"""Comparison keys: laws for any text and for the whole knowledge."""

from hypothesis import given
from hypothesis import strategies as st

from checker.knowledge.load import load_knowledge
from checker.model.names import fold, split_percent, squeeze


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=80))
def test_capitals_and_outer_signs_do_not_matter(text):
    key = fold(text)
    assert fold(f"  {text}. ") == key
    if text.isascii():
        assert fold(text.upper()) == key


@given(st.text(max_size=60), st.integers(0, 100))
def test_the_name_lies_within_the_text_whatever_percentage_is_cut(text, percent):
    for printed in (text, f"{percent}% {text}", f"{text} ({percent} %)"):
        start, end, _ = split_percent(printed)
        assert 0 <= start <= end <= len(printed)


def test_every_known_name_keeps_its_key():
    for key, name in load_knowledge().names.items():
        assert fold(name.printed) == key == fold(key)


def test_squeezed_keys_keep_numbers_apart():
    assert squeeze(fold("PEG-4 0")) != squeeze(fold("PEG-40"))
    assert squeeze(fold("be henyl alcohol")) == squeeze(fold("Behenyl Alcohol"))

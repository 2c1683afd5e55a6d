"""The languages of a handout: each catalogue has every sentence with its placeholders, in plain and allowed words."""

import io
import re
import string
from functools import cache

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from checker.clinic import wording_handout
from checker.clinic.translations import LANGUAGES, Language, catalogue
from tests.answer.test_wording import refused
from tests.sentences import syllables

TRANSLATED = [language for language in Language if language is not Language.EN]


def test_every_language_can_be_chosen():
    assert set(LANGUAGES) == set(Language)


@cache
def keys() -> frozenset[str | tuple[str, str]]:
    """The English sentences in the code; two forms where a number decides."""
    return frozenset(message for _, message, _, _ in extract_from_file("python", wording_handout.__file__))


@cache
def messages(language: Language):
    return tuple(m for m in read_po(io.BytesIO(catalogue(language).read_bytes()), locale=language.value) if m.id)


def texts(language: Language) -> list[str]:
    if language is Language.EN:
        return [text for key in keys() for text in ([key] if isinstance(key, str) else key)]
    return [text for m in messages(language) for text in ([m.string] if isinstance(m.string, str) else m.string)]


def placeholders(text: str) -> set[str | None]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_sentence_and_no_other(language):
    assert len(keys()) > 50
    assert {m.id for m in messages(language)} == keys()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated_with_its_placeholders(language):
    for message in messages(language):
        english = (message.id,) if isinstance(message.id, str) else message.id
        own_words = (message.string,) if isinstance(message.string, str) else message.string
        assert len(own_words) == len(english), message.id
        assert not message.fuzzy, message.id
        for key, text in zip(english, own_words, strict=True):
            assert text.strip(), key
            assert placeholders(text) == placeholders(key), key
            assert text != key or key == "Microneedling"


@pytest.mark.parametrize("language", Language)
def test_no_language_uses_a_forbidden_word(language):
    assert [(text, found) for text in texts(language) if (found := refused("handout", text))] == []


@pytest.mark.parametrize(
    "said",
    [
        "Diese Creme ist sicher.",
        "Cette crème est sans danger.",
        "Esta crema es segura.",
        "Une crème sûre",
        "Kein Sonnenschutz!",
    ],
)
def test_a_judgement_of_a_product_is_refused_in_every_language(said):
    assert refused("handout", said)


#: Reading ease (100 is easiest; 60 and more reads well at about 12): a constant, and what a word in a sentence and a
#: syllable in a word take off. Kandel and Moles for French, Amstad for German, Fernández Huerta for Spanish.
EASE = {Language.FR: (207, 1.015, 73.6), Language.DE: (180, 1, 58.5), Language.ES: (206.84, 1.02, 60)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_sentences_are_short_and_plain(language):
    sentences = [s for text in texts(language) for s in re.split(r"[.!?:;]+(?:\s|$)", text) if len(s.split()) >= 4]
    words = [re.findall(r"[^\W\d_]+", sentence) for sentence in sentences]
    assert max(map(len, words)) <= 24
    count = sum(map(len, words))
    vowels = sum(len(re.findall(r"[aeiouyàâäáéèêëíîïóôöúùûüœ]+", word.lower())) for each in words for word in each)
    if language is Language.FR:  # a final e is silent
        vowels -= sum(bool(re.search(r"[^aeiouéèê](e|es)$", w.lower())) for each in words for w in each if len(w) > 3)
    base, of_words, of_syllables = EASE[language]
    assert base - of_words * count / len(sentences) - of_syllables * vowels / count >= 60


def test_english_is_plain_too():
    words = [word for text in texts(Language.EN) for word in re.findall(r"[A-Za-z’']+", text)]
    assert sum(map(syllables, words)) / len(words) < 1.6

"""The languages of a handout: sentences from gettext catalogues, and dates as each language writes them.

The English sentences stand in `wording_handout.py`; they are the keys of the catalogues in `checker/answer/locale/`. A
catalogue is compiled when it is loaded, so a translator edits only one text file for each language.
"""

from __future__ import annotations

import gettext
import io
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from checker.model.paths import languages

LOCALE = languages()


class Language(StrEnum):
    """A language of the handout, as its BCP 47 tag."""

    EN = "en"
    FR = "fr"
    DE = "de"
    ES = "es"


#: The name of each language in that language, to choose from.
LANGUAGES = {Language.EN: "English", Language.FR: "Français", Language.DE: "Deutsch", Language.ES: "Español"}
#: English dates are written with the day before the month, as everywhere in this project.
_DATES = {Language.EN: "en_GB"}


def catalogue(language: Language) -> Path:
    """The file of a language's sentences; English has the template, whose keys are its sentences."""
    return (
        LOCALE / language.value / "LC_MESSAGES" / "checker.po"
        if language is not Language.EN
        else LOCALE / "checker.pot"
    )


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """The sentences of a language.

    >>> translations(Language.FR).gettext("Ask us first")
    'Demandez-nous d’abord'
    """
    if language is Language.EN:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(catalogue(language).read_bytes()), locale=language.value))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def full_date(on: date, language: Language) -> str:
    """A date with its weekday and year.

    >>> full_date(date(2026, 11, 27), Language.ES)
    'viernes, 27 de noviembre de 2026'
    """
    return format_date(on, "full", locale=_DATES.get(language, language.value))


def plain_date(on: date, language: Language) -> str:
    """A day and its month, not broken at the end of a line.

    >>> plain_date(date(2026, 11, 27), Language.DE)
    '27.\\xa0November'
    """
    return _unbroken(format_skeleton("MMMMd", on, locale=_DATES.get(language, language.value)))


def short_date(on: date, language: Language) -> str:
    """A short date with its weekday, not broken at the end of a line.

    >>> [short_date(date(2026, 11, 27), language) for language in (Language.EN, Language.FR)]
    ['Fri\\xa027\\xa0Nov', 'ven.\\xa027\\xa0nov.']
    """
    return _unbroken(format_skeleton("MMMEd", on, locale=_DATES.get(language, language.value)))


def _unbroken(text: str) -> str:
    """Text that stays on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")

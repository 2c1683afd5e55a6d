"""What every page has around it: style, heading, what happens on an error, foot."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from html import escape
from traceback import format_tb
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from checker import KnowledgeError, PlanError
from checker.answer import wording
from checker.web import style
from checker.web import wording as wording_pages

_log = logging.getLogger(__name__)


@contextmanager
def page(title: str, lead: str = "") -> Iterator[None]:
    """Draw a page between its heading and its foot; an error is answered with a sentence, never with a traceback."""
    st.html(style.sheet(st.context.theme.type))
    below = f"<p>{escape(lead)}</p>" if lead else ""
    st.html(f'<div class="ck-head"><h1>{escape(title)}</h1>{below}</div>')
    try:
        yield
    except PlanError as error:
        st.error(as_markdown(str(error)))
    except KnowledgeError as error:
        st.error(wording_pages.FAULTY_TABLES)
        _log.error("%s", error)
    except Exception as error:
        # Only the kind and the place of an error are logged, not its message: what was pasted stays with the visitor.
        _log.error("a page failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        st.error(wording_pages.OUR_FAULT)
    st.html(f'<div class="ck-foot"><p class="ck-quiet">{escape(wording.DISCLAIMER)}</p></div>')


def to_the_top(answer: int) -> None:
    """Scroll to the top, once for each number of an answer: on a phone the button that asks stands far below it."""
    st.html(
        f"<script>/* {answer:d} */ document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0)</script>",
        unsafe_allow_javascript=True,
    )


def today() -> date:
    """Today where the visitor is; where the browser names no zone that is known, where the server is."""
    try:
        return datetime.now(ZoneInfo(st.context.timezone or "")).date()
    except (ValueError, ZoneInfoNotFoundError):
        return date.today()


def as_markdown(text: str) -> str:
    """Markdown that shows a text as it is.

    >>> as_markdown("**Aqua** <b>")
    '\\\\*\\\\*Aqua\\\\*\\\\* &lt;b&gt;'
    """
    for sign in "\\`*_[]#$~|:":
        text = text.replace(sign, "\\" + sign)
    return text.replace("<", "&lt;").replace(">", "&gt;")

"""Who stands before the clinic's pages: what Streamlit knows of the request and the sign-in, put to `clinic.access`."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError
from streamlit.navigation.page import StreamlitPage

from checker.clinic import wording as words
from checker.clinic.access import Access, May, People, access, is_local, why_failed
from checker.clinic.opening import default_url
from checker.clinic.store import Store
from checker.web import frame

#: Where Streamlit says that it refused a token. Nothing of it reaches a page: the visitor is led back, not signed in.
_REFUSING = logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes")


def visitor() -> Access:
    """What the visitor of this page may do."""
    headers = st.context.headers
    told = [(name, value) for name in headers for value in headers.get_all(name)]
    # Streamlit says None for a connection from the machine itself.
    local = is_local(st.get_option("server.address"), st.context.ip_address or "127.0.0.1", told)
    auth = _section("auth")
    user = st.user.to_dict()
    signed_in = user if user.get("is_logged_in") else None
    return access(local, signed_in, str(auth.get("client_id", "")), People.listed(_section("clinic")), time.time())


def run(page: StreamlitPage) -> None:
    """Run a page; where the clinic has closed the pages for everybody else, only for those who are listed."""
    is_open = not _section("clinic").get("close_check", False) or visitor().may is not May.NOTHING
    if is_open or page.url_path == "clinic":
        page.run()
        return
    with frame.page(words.TITLE):
        let_in(the_store(default_url()))


@st.cache_resource(max_entries=2)
def the_store(url: str) -> Store:
    """The store of an address, opened once; sign-ins that Streamlit itself refuses come into its journal as well."""
    store = Store.open(url)
    if _section("auth"):
        _REFUSING.addHandler(_IntoJournal(store))
    return store


class _IntoJournal(logging.Handler):
    """Puts what Streamlit logs of a refused token into a store's journal; whose it was is not known."""

    def __init__(self, store: Store) -> None:
        super().__init__(logging.WARNING)
        self._store = store

    def emit(self, record: logging.LogRecord) -> None:
        """Note a refusal, beside the server's loop, which waits for no database."""
        if record.exc_info and (error := record.exc_info[1]) is not None:
            refused = Access(May.NOTHING, why_failed(error))
            threading.Thread(target=note_refusal, args=(self._store, refused, "sign in")).start()


def let_in(store: Store) -> Access | None:
    """The visitor, or nobody: then the page says why, and the attempt is in the journal."""
    visitor_ = visitor()
    if visitor_.may is not May.NOTHING:
        return visitor_
    note_refusal(store, visitor_, "open the clinic's shelf")
    st.warning(words.CLOSED[visitor_.why])
    _offer(visitor_)
    return None


def note_refusal(store: Store, visitor_: Access, attempt: str) -> None:
    """Put a refused attempt into the journal, once a minute for the same person and reason."""
    _note(store, visitor_.who or "unknown", f"{attempt}: {visitor_.why}", int(time.time() // 60))


@lru_cache(maxsize=1000)
def _note(store: Store, who: str, what: str, minute: int) -> None:
    store.note_refusal(who, what)


def sign_out(visitor_: Access) -> None:
    """Who is signed in, and the way out."""
    if visitor_.who:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(frame.as_markdown(words.signed_in_as(visitor_.who)))
            st.button(words.SIGN_OUT, on_click=st.logout)


def _offer(visitor_: Access) -> None:
    if _section("auth"):
        if visitor_.who:
            sign_out(visitor_)
        else:
            st.button(words.SIGN_IN, type="primary", on_click=st.login)


def _section(name: str) -> Mapping[str, Any]:
    try:
        found = st.secrets.get(name, {})
    except (StreamlitSecretNotFoundError, FileNotFoundError):
        return {}
    return found if isinstance(found, Mapping) else {}

"""A photo of the pack on the check page: taken or chosen, shown with its lines marked beside the text, confirmed.

The photo itself is let go once it is read; what is kept while the page is open is the marked picture, as it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from checker import check_label
from checker.photo import wording as words
from checker.photo.model import MOST_BYTES, PhotoError, PhotoText
from checker.photo.photos import is_busy, is_installed, read_photos
from checker.web import frame, look

#: More places than this are marked in the picture, but not listed.
MOST_LISTED = 6
#: What cameras and phones make, by the end of the name.
ENDINGS = ("jpg", "jpeg", "png", "webp", "heic", "heif")


@dataclass(frozen=True)
class _Shown:
    """A read photo as the page keeps it: the marked pictures, the places to compare in words, the barcode."""

    pictures: tuple[bytes, ...]
    places: tuple[str, ...]
    barcode: str


def take() -> None:
    """Draw the line that opens the uploader and the camera; what is given is read at once into the text field."""
    with st.expander(words.TAKE, icon=":material/photo_camera:"):
        if not is_installed():
            st.html(f'<p class="ck-quiet">{escape(words.NOT_INSTALLED)}</p>')
            return
        number = st.session_state.get("photo_number", 0)
        way = st.radio(
            words.HOW, [words.UPLOAD, words.CAMERA], key="photo_way", horizontal=True, label_visibility="collapsed"
        )
        if way == words.CAMERA:
            key = f"camera {number}"
            # Without a resolution the photo is as small as its preview on the page.
            taken = st.camera_input(
                words.CAMERA_LABEL, key=key, resolution="1080p", on_change=_remove_if_none, args=(key,)
            )
            files = [taken] if taken else []
        else:
            key = f"photos {number}"
            files = st.file_uploader(
                words.CHOOSE, type=ENDINGS, accept_multiple_files=True, key=key, help=words.CHOOSE_HELP,
                max_upload_size=MOST_BYTES // 1_000_000, on_change=_remove_if_none, args=(key,),
            )  # fmt: skip
        st.html(f'<p class="ck-quiet">{escape(words.PRIVATE)}</p>')
        given = tuple(file.file_id for file in files)
        if given and st.session_state.get("photo_given") != given:
            st.session_state["photo_given"] = given
            _read([(file.name, file.getvalue()) for file in files])
        if problem := st.session_state.get("photo_problem"):
            st.error(frame.as_markdown(problem))
        if is_given():
            st.button(words.REMOVE, on_click=_remove, key="remove_photo", type="tertiary")


def is_given() -> bool:
    """Whether the text on the page comes from a photo."""
    return "photo" in st.session_state


def compare() -> str:
    """Draw the marked pictures beside the text, to be corrected, and the box to confirm it; the text."""
    shown: _Shown = st.session_state["photo"]
    picture, beside = st.columns(2, gap="large")
    with picture:
        for number, file in enumerate(shown.pictures, 1):
            st.image(file, width="stretch", alt=words.PICTURE.format(number=number))
        st.html(f'<p class="ck-quiet">{escape(words.PICTURE_CAPTION)}</p>')
    with beside:
        text = st.text_area(words.READ_TEXT, key="text", height=260)
        if shown.places:
            listed = "".join(f"<li>{look.shown(place)}</li>" for place in shown.places[:MOST_LISTED])
            more = len(shown.places) - MOST_LISTED
            rest = f"<p>{escape(words.MORE_PLACES.format(count=more))}</p>" if more > 0 else ""
            st.html(f'<div class="ck-text"><p>{escape(words.LOOK_HERE)}</p><ol>{listed}</ol>{rest}</div>')
        else:
            st.html(f'<div class="ck-text"><p>{escape(words.LOOK_NOWHERE)}</p></div>')
        st.checkbox(words.CONFIRM, key="confirmed")
    return text


def origin() -> dict[str, Any]:
    """Where the text comes from, as `check_label` takes it."""
    return {"source": "photo", "confirmed": bool(st.session_state["confirmed"])} if is_given() else {}


def ask_to_confirm() -> None:
    """Below an answer to a photo nobody compared yet: the question, and the button that says yes."""
    if is_given() and not st.session_state["confirmed"]:
        st.html(f'<p class="ck-text">{escape(words.CONFIRM_ASK)}</p>')
        st.button(words.CONFIRM_NOW, on_click=_confirm, key="confirm_now", icon=":material/fact_check:")


def forget() -> None:
    """Let go of the photo and of its barcode; the text it gave is left as it is."""
    _let_go()
    st.session_state.pop("photo_given", None)
    # A new key empties the uploader.
    st.session_state["photo_number"] = st.session_state.get("photo_number", 0) + 1


def _remove() -> None:
    forget()
    st.session_state["text"] = ""
    st.session_state["answered"] = False
    if "given" in st.session_state:
        st.session_state["given"] |= {"text": "", "name": st.session_state["name"]}


def _remove_if_none(given: str) -> None:
    if not st.session_state[given]:
        _remove()


def _let_go() -> None:
    st.session_state.pop("photo_problem", None)
    shown: _Shown | None = st.session_state.pop("photo", None)
    if shown and shown.barcode and st.session_state.get("name") == shown.barcode:
        st.session_state["name"] = ""
    st.session_state["confirmed"] = False


def _confirm() -> None:
    st.session_state["confirmed"] = True
    st.session_state["given"]["confirmed"] = True


def _read(files: list[tuple[str, bytes]]) -> None:
    _let_go()
    with st.spinner(words.WAITING if is_busy() else words.READING):
        try:
            read = read_photos(files)
        except PhotoError as error:
            st.session_state["photo_problem"] = str(error)
            return
        st.session_state["photo"] = _shown(read)
    st.session_state["text"] = read.text
    if read.barcode and not st.session_state["name"]:
        st.session_state["name"] = read.barcode
    st.rerun()  # The form below is drawn anew, with the picture in it.


def _shown(read: PhotoText) -> _Shown:
    from checker.photo.pictures import as_jpeg
    from checker.photo.show import all_doubts, doubt_in_words, marked

    doubts = all_doubts(read, check_label(read.text, source="photo", confirmed=False))
    return _Shown(
        tuple(as_jpeg(marked(read, number, doubts)) for number in range(len(read.pictures))),
        tuple(doubt_in_words(read, doubt) for doubt in doubts),
        read.barcode,
    )

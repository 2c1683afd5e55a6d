"""The clinic's desk: the page for a patient, tables in and the whole store out, the protocol, the clinic's own details."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from checker import HealingPlan, PlanError
from checker.answer import wording
from checker.answer.sheet import Paper
from checker.clinic import handing_out, shelf
from checker.clinic import wording as words
from checker.clinic.access import Access, May
from checker.clinic.logo import LogoError, fitted
from checker.clinic.model import Clinic, Shelved
from checker.clinic.protocol import COLUMNS, EMPTY, RULES, ProtocolError, decoded, read_protocol
from checker.clinic.store import Store, StoreError
from checker.clinic.table import import_table
from checker.clinic.transfer import export
from checker.clinic.translations import LANGUAGES, Language
from checker.model.terms import Level, Phase, Treatment
from checker.shelf.routine import LONGEST_LIST, LONGEST_NAME, Item
from checker.web import frame, gate, look

#: How many products of the patient's own can be pasted: one, until another is asked for.
_BROUGHT = "clinic brought"
_PAPERS = {Paper.A4: "A4", Paper.LETTER: "Letter"}


def hand_out(store: Store, found: Sequence[Shelved], rules: shelf.Rules) -> None:
    """The page for a patient, made from the shelf; nothing of the patient is kept."""
    decided = {s.product.id: s for s in found if s.decision is not None}
    with st.form("clinic handout", border=False):
        when, how, language, paper = st.columns([2, 3, 2, 2])
        treated_on: date | None = when.date_input(
            words.TREATED_ON, frame.today(), max_value=frame.today(), format="YYYY-MM-DD"
        )
        treatment = how.selectbox(
            words.TREATMENT, list(Treatment), list(Treatment).index(Treatment.STANDARD),
            format_func=wording.NEEDLES.__getitem__,
        )  # fmt: skip
        tongue = language.selectbox(words.LANGUAGE, list(Language), format_func=LANGUAGES.__getitem__)
        size = paper.selectbox(words.PAPER, list(Paper), format_func=_PAPERS.__getitem__)
        usual = [s.product.id for s in handing_out.usual(found)][: handing_out.MOST]
        title = {number: shelved.product.title for number, shelved in decided.items()}
        # Streamlit draws a field without options too faint to be read.
        chosen = st.multiselect(words.PRODUCTS, list(decided), usual, format_func=title.__getitem__) if decided else []
        brought = [item for at in range(st.session_state.setdefault(_BROUGHT, 1)) if (item := _brought(at))]
        st.form_submit_button(words.ONE_MORE, icon=":material/add:", on_click=_one_more)
        made = st.form_submit_button(words.MAKE, type="primary")
    st.caption(words.KEPT_NOTHING)
    if not made or treated_on is None:
        return
    plan = HealingPlan.since(treated_on, frame.today(), treatment=treatment)
    try:
        page = handing_out.hand_out(
            store.clinic(),
            [decided[number] for number in chosen],
            brought,
            plan,
            rules,
            tongue or Language.EN,
            size or Paper.A4,
        )
    except (StoreError, LogoError, PlanError) as error:
        st.error(frame.as_markdown(str(error)))
        return
    st.download_button(
        words.TAKE, page, "handout.pdf", "application/pdf", on_click="ignore", icon=":material/picture_as_pdf:"
    )


def _brought(at: int) -> Item | None:
    """A product that the patient brought; None where nothing was pasted."""
    called, listed = st.columns([1, 2])
    name = called.text_input(words.OWN_NAME, max_chars=LONGEST_NAME, key=f"clinic own name {at}")
    text = listed.text_area(
        words.OWN_LIST, height=90, max_chars=LONGEST_LIST, placeholder=words.LIST_HINT, key=f"clinic own list {at}"
    )
    return Item(name.strip() or words.OWN_NAME, text) if text.strip() else None


def _one_more() -> None:
    st.session_state[_BROUGHT] += 1


def transfer(store: Store, rules: shelf.Rules, who: str, visitor: Access) -> None:
    """Tables of products in, the whole store out, and the clinic's own details."""
    table = st.file_uploader(words.UPLOAD, type=["csv", "tsv", "xlsx", "parquet", "jsonl"], key="clinic table file")
    if (
        st.button(words.IMPORT, type="primary", disabled=table is None)
        and table is not None
        and _may(store, who, visitor)
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "products")
            path.write_bytes(table.getvalue())
            try:
                done = import_table(store, path, who, table.name)
                shelf.recheck(store, rules)
            except StoreError as error:
                st.error(frame.as_markdown(str(error)))
                return
        st.success(words.imported(done.added, done.changed, done.same, done.signed))
        if done.refused:
            st.html(look.bullets(words.refused_line(r.line, r.what, r.why) for r in done.refused[:200]))
    st.download_button(
        words.EXPORT, lambda: "".join(export(store)).encode(), "clinic.jsonl", "application/jsonl", on_click="ignore",
        help=words.EXPORT_HELP, icon=":material/download:",
    )  # fmt: skip
    st.html(look.heading(words.OUR_DETAILS))
    known = store.clinic()
    with st.form("clinic own", border=False):
        name = st.text_input(words.CLINIC_NAME, known.name, max_chars=200)
        phone = st.text_input(words.PHONE, known.phone, max_chars=60)
        logo = st.file_uploader(words.LOGO, type=["png", "jpg", "jpeg"], max_upload_size=5)
        saved = st.form_submit_button(words.SAVE)
    if known.logo:
        st.image(known.logo, width=160)
    if saved and _may(store, who, visitor):
        try:
            store.save_clinic(Clinic(name, phone, fitted(logo.getvalue()) if logo else known.logo), who)
        except (StoreError, LogoError) as error:
            st.error(frame.as_markdown(str(error)))
            return
        st.session_state["clinic said"] = words.SAVED
        st.rerun()


def protocol(store: Store, rules: shelf.Rules, who: str, visitor: Access) -> None:
    """The clinic's own rules, edited as a table or loaded from a spreadsheet; kept only when they have no fault."""
    st.caption(words.PROTOCOL_HELP)
    stored = store.protocol()
    text = stored.text if stored else EMPTY
    loaded = st.file_uploader(words.PROTOCOL_FILE, type=["csv"], max_upload_size=5, key="clinic protocol file")
    if loaded is not None:
        text = decoded(loaded.getvalue())
    name = st.text_input(
        words.PROTOCOL_NAME, Path(loaded.name).stem if loaded else stored.name if stored else "", max_chars=100
    )
    edited = text
    if (rows := _rows(text)) is not None:
        config = {
            "rule": st.column_config.SelectboxColumn(options=list(RULES), required=True),
            "about": st.column_config.TextColumn(width="medium"),
            "treatment": st.column_config.SelectboxColumn(options=["", *(t.value for t in Treatment)]),
            "phase": st.column_config.SelectboxColumn(options=["", *(p.value for p in Phase)]),
            "use": st.column_config.SelectboxColumn(options=["", "leave_on", "rinse_off"]),
            "value": st.column_config.TextColumn(help=", ".join(Level)),
            "note": st.column_config.TextColumn(width="large"),
        }
        table = st.data_editor(
            rows, num_rows="dynamic", hide_index=True, column_config=config, placeholder="",
            key=f"clinic protocol {stored.id if stored else 0} {loaded.file_id if loaded else ''}",
        )  # fmt: skip
        edited = table.fillna("").to_csv(index=False, lineterminator="\n")
    save, take = st.columns(2)
    take.download_button(
        words.PROTOCOL_TAKE, edited.encode("utf-8-sig"), "protocol.csv", "text/csv", on_click="ignore", width="stretch"
    )
    if save.button(words.PROTOCOL_SAVE, type="primary", width="stretch") and _may(store, who, visitor):
        try:
            read = read_protocol(edited, name.strip() or "protocol", rules.ours)
            store.save_protocol(read.name, read.version, edited, who)
        except (ProtocolError, StoreError) as error:
            st.error(frame.as_markdown(str(error)).replace("\n", "\n\n"))
            return
        done = shelf.recheck(store, shelf.rules_of(store, rules.ours))
        st.session_state["clinic said"] = words.protocol_saved(read.version, done.formulas, done.moved)
        st.rerun()


def _rows(text: str) -> pd.DataFrame | None:
    """A protocol as a table to edit; None where its header is not that of one, which saving then says."""
    separator = ";" if text.partition("\n")[0].count(";") else ","
    try:
        rows = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError):
        return None
    return rows[list(COLUMNS)] if set(COLUMNS) <= set(rows.columns) else None


def _may(store: Store, who: str, visitor: Access) -> bool:
    """Whether the visitor may change something now; if not, the page says why."""
    if visitor.may is not May.SIGN:
        gate.note_refusal(store, visitor, "change the store")
        st.error(words.READ_ONLY)
        return False
    if not who:
        st.error(words.NAME_FIRST)
    return bool(who)

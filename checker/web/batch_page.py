"""Batch: a whole table judged beside the page by the engine of the command line; seen, filtered and taken away here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet
import streamlit as st

from checker import HealingPlan, check_label
from checker.answer import wording
from checker.batch import wording as wording_batch
from checker.batch.job import RESULT, SPREADSHEET, VIEW, Job, JobError, Preview, State
from checker.model.terms import Treatment, Use, Verdict
from checker.web import batch_look, frame, look
from checker.web import wording as words

#: Rows in sight at once; a browser holds no more with ease.
MOST_SHOWN = 1_000
MOST_PROBLEMS = 5
_JOB, _ASKED = "batch job", "batch asked"


@dataclass
class _Bench:
    """What a visitor has on the bench: a table, and from its start on the run."""

    job: Job
    preview: Preview
    running: bool = False


def show() -> None:
    """Draw the page."""
    st.html(batch_look.style())
    with frame.page(wording_batch.TITLE, wording_batch.LEAD):
        bench: _Bench | None = st.session_state.get(_JOB)
        if bench is not None and not bench.job.folder.exists():
            del st.session_state[_JOB]
            bench = None
            st.warning(wording_batch.GONE)
        if bench is not None:
            _stay(bench.job)
        if bench is None:
            _upload()
        elif not bench.running:
            _choose(bench)
        else:
            _watch(bench)


@st.fragment(run_every=60.0)
def _stay(job: Job) -> None:
    """Draws nothing: as long as the page is open, its table is kept."""
    job.touch()


# --- upload and columns ----------------------------------------------------------------------------------------


def _upload() -> None:
    file = st.file_uploader(
        wording_batch.UPLOAD, type=["csv", "tsv", "txt", "xlsx", "parquet", "jsonl", "json", "gz"],
        key=f"batch file {st.session_state.get('batch files', 0)}",
    )  # fmt: skip
    _quiet(wording_batch.KEPT)
    if file is None:
        _quiet(wording_batch.COMMAND_LINE.replace("`", ""))
        return
    job = Job(file, file.name)
    try:
        with st.spinner(wording_batch.OPENING):
            preview = job.look()
    except JobError as error:
        job.close()
        st.error(frame.as_markdown(str(error)))
        return
    # A new key empties the field: the table is held once, in its folder.
    st.session_state["batch files"] = st.session_state.get("batch files", 0) + 1
    st.session_state[_JOB] = _Bench(job, preview)
    st.rerun()


def _choose(bench: _Bench) -> None:
    """Columns and plan, with a preview of what they find."""
    preview = bench.preview
    st.html(
        f'<p class="ck-text"><strong>{look.shown(wording_batch.rows_found(bench.job.name, preview.rows))}</strong></p>'
    )
    if preview.said:
        st.info(frame.as_markdown(preview.said))
    header = list(dict.fromkeys(preview.header))
    columns, plan_side = st.columns(2, gap="large")
    with columns:
        if "ingredients" not in preview.columns:
            st.warning(wording_batch.CHOOSE_INGREDIENTS)
        ingredients = st.selectbox(
            wording_batch.INGREDIENTS, header, _place(header, preview.columns.get("ingredients"))
        )
        found = _place(header, preview.columns.get("name"))
        # The engine takes the usual name of the column by itself, so "none" is offered only where there is no such.
        choices = [None, *header] if found is None else header
        name = st.selectbox(
            wording_batch.NAMES, choices, found or 0, lambda column: wording_batch.NO_NAME if column is None else column
        )
    with plan_side:
        plan = _ask_plan()
        own = [preview.columns[role] for role in ("treatment", "day", "use") if role in preview.columns]
        if own:
            _quiet(wording_batch.own_plan(own))
    if ingredients is not None:
        rows = _first_rows(preview, ingredients, name, plan)
        st.html(look.heading(wording_batch.FIRST_ROWS) + batch_look.preview(rows))
        if rows and all(found == wording_batch.names_read(0) for _, found, _ in rows):
            st.warning(wording_batch.NOT_A_COLUMN)
    with st.container(horizontal=True):
        pressed = st.button(wording_batch.CHECK_ALL, type="primary", disabled=ingredients is None or not preview.rows)
        if pressed and ingredients is not None:
            chosen = {"ingredients": ingredients, **({"name": name} if name else {})}
            bench.job.start(plan, chosen, preview.rows)
            bench.running = True
            st.rerun()
        _other_table(bench)


def _place(header: list[str], column: str | None) -> int | None:
    return header.index(column) if column in header else None


def _ask_plan() -> HealingPlan:
    """The plan of all rows; what is not known is taken as on the command line."""
    usual = HealingPlan()
    treatments = list(Treatment)
    treatment = st.selectbox(
        words.HOW_TREATED, treatments, treatments.index(usual.treatment), format_func=wording.NEEDLES.__getitem__
    )
    day = st.number_input(wording_batch.DAYS, min_value=0, max_value=3650, value=usual.day)
    use = st.selectbox(wording_batch.PRODUCTS, list(Use), format_func=wording.USES.__getitem__)
    return HealingPlan(treatment=treatment or usual.treatment, day=int(day), use=use or usual.use)


def _first_rows(preview: Preview, ingredients: str, name: str | None, plan: HealingPlan) -> list[tuple[str, str, str]]:
    """Name, what is found, and the beginning of the list, of the first rows."""
    place = preview.header.index(ingredients)
    rows = []
    for cells in preview.first:
        found = len(check_label(cells[place], plan).findings)
        rows.append((cells[preview.header.index(name)] if name else "", wording_batch.names_read(found), cells[place]))
    return rows


def _other_table(bench: _Bench, label: str = wording_batch.ANOTHER) -> None:
    if st.button(label):
        bench.job.close()
        for key in [key for key in st.session_state if str(key).startswith("batch filter")]:
            del st.session_state[key]
        del st.session_state[_JOB]
        st.rerun()


# --- the run ---------------------------------------------------------------------------------------------------


def _watch(bench: _Bench) -> None:
    """The run while it goes on, then its result."""
    state = bench.job.state()
    if state.stage in ("done", "failed"):
        (_result if state.stage == "done" else _failed)(bench, state)
    else:
        _progress(bench)


@st.fragment(run_every=1.0)
def _progress(bench: _Bench) -> None:
    """Looks at the run once a second; only this part of the page is drawn anew."""
    state = bench.job.state()
    if state.stage in ("done", "failed"):
        st.rerun()
    texts = {
        "starting": wording_batch.STARTING, "waiting": wording_batch.WAITING, "writing": wording_batch.WRITING,
    }  # fmt: skip
    text = texts.get(state.stage, wording_batch.progress(state.rows, state.total))
    st.progress(min(1.0, state.rows / max(1, state.total)), text)
    if state.rows:
        st.html(batch_look.verdicts(state.verdicts))
    _other_table(bench, wording_batch.STOP)


def _failed(bench: _Bench, state: State) -> None:
    st.error(frame.as_markdown(state.error))
    _other_table(bench)


def _result(bench: _Bench, state: State) -> None:
    folder = bench.job.folder
    (st.warning if state.problems else st.success)(wording_batch.finished(state.rows, state.problems))
    with st.container(horizontal=True):
        stem = re.sub(r"[^\w-]+", "-", Path(bench.job.name).name.split(".")[0]).strip("-") or "table"
        st.download_button(
            wording_batch.CSV, partial((folder / RESULT).read_bytes), f"{stem}-checked.csv", "text/csv",
            on_click="ignore", type="primary", icon=":material/download:",
        )  # fmt: skip
        if not state.no_spreadsheet:
            st.download_button(
                wording_batch.XLSX, partial((folder / SPREADSHEET).read_bytes), f"{stem}-checked.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
        _other_table(bench)
    if state.no_spreadsheet:
        _quiet(state.no_spreadsheet)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(look.heading(wording_batch.ANSWERS) + batch_look.verdicts(state.verdicts))
    with right:
        if state.reasons:
            st.html(look.heading(wording_batch.REASONS) + batch_look.names(state.reasons))
    if state.unread:
        with st.expander(wording_batch.UNREAD):
            st.html(batch_look.names(state.unread))
    if state.problems:
        rows = _rows(folder, verdicts=[], text="", only_problems=True, sort="row")[0].slice(0, MOST_PROBLEMS)
        listed = [(row["row"], row["name"], row["problem"]) for row in rows.to_pylist()]
        title = wording_batch.problem_rows(state.problems, MOST_PROBLEMS)
        st.html(look.heading(title) + batch_look.problems(listed))
    st.html(look.heading(wording_batch.ALL_ROWS))
    _table(folder)


@st.fragment
def _table(folder: Path) -> None:
    """The rows, filtered and sorted; a change here draws only this part anew."""
    verdicts = st.pills(
        wording_batch.ONLY_ANSWERS, wording_batch.VERDICTS, selection_mode="multi", key="batch filter verdicts",
        format_func=lambda verdict: f"{wording.ICONS[verdict]} {wording.VERDICTS[verdict]}",
    )  # fmt: skip
    search, order = st.columns(2)
    text = search.text_input(wording_batch.ONLY_WORD, max_chars=100, key="batch filter text")
    sort = order.selectbox(
        wording_batch.ORDER,
        list(wording_batch.SORTS),
        format_func=wording_batch.SORTS.__getitem__,
        key="batch filter sort",
    )
    only_problems = st.toggle(wording_batch.ONLY_PROBLEMS, key="batch filter problems")
    rows, total = _rows(folder, verdicts=list(verdicts), text=text, only_problems=only_problems, sort=sort or "row")
    told = wording_batch.shown(rows.num_rows, total, MOST_SHOWN)
    _quiet(told)
    titles: dict[str, Any] = {
        name: st.column_config.Column(title) for name, title in wording_batch.COLUMN_TITLES.items()
    }
    said = pyarrow.array([wording.VERDICTS[Verdict(v)] for v in rows["verdict"].slice(0, MOST_SHOWN).to_pylist()])
    part = rows.slice(0, MOST_SHOWN)
    part = part.set_column(part.schema.get_field_index("verdict"), "verdict", said.cast(pyarrow.string()))
    st.dataframe(part, hide_index=True, width="stretch", column_config=titles, alt=told, placeholder="-")


def _rows(
    folder: Path, verdicts: list[Verdict], text: str, only_problems: bool, sort: str
) -> tuple[pyarrow.Table, int]:
    """The rows asked for, in order, and how many there are in all."""
    rows = pyarrow.parquet.read_table(folder / VIEW)
    total = rows.num_rows
    if verdicts:
        rows = rows.filter(pc.is_in(rows["verdict"], pyarrow.array([verdict.value for verdict in verdicts])))
    if only_problems:
        rows = rows.filter(pc.not_equal(rows["problem"], ""))
    if text.strip():
        found = [
            pc.match_substring(rows[name], text.strip(), ignore_case=True)
            for name in ("name", "binding", "bound_by_claim", "unread", "problem")
        ]
        rows = rows.filter(reduce(pc.or_, found))
    if sort != "row":
        ranks = [Verdict(verdict).rank for verdict in rows["verdict"].to_pylist()]
        # No day at all is later than any day.
        days = pc.fill_null(rows["free_from_day"], 10_000)
        keys = pyarrow.table({"row": rows["row"], "name": rows["name"], "strictest": ranks, "latest": days})
        by = [(sort, "ascending" if sort == "name" else "descending"), ("row", "ascending")]
        rows = rows.take(pc.sort_indices(keys, by))
    return rows, total


def _quiet(text: str) -> None:
    st.html(f'<p class="ck-quiet">{look.shown(text)}</p>')

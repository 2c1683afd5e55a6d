"""My shelf: several products side by side, on one timeline, with a plan to take along. Kept in the session only."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from checker import HealingPlan
from checker.answer import wording
from checker.answer.sheet import Paper
from checker.answer.sheet_pdf import to_pdf
from checker.model.terms import Treatment, Use
from checker.shelf import calendar_file, link
from checker.shelf import wording as wording_shelf
from checker.shelf.plan_sheet import plan_sheet, to_csv
from checker.shelf.routine import LONGEST_LIST, LONGEST_NAME, Item, Routine, check_routine
from checker.shelf.shelf_file import ShelfError, add, read_products
from checker.web import frame, look, shelf_look
from checker.web import wording as words

#: The link's part of the address.
PARAMETER = "shelf"
_ITEMS, _PLAN, _SAID, _BROKEN, _FIELD = "shelf items", "shelf's plan", "shelf said", "shelf link broken", "shelf plan "
SAMPLE = (
    Item("Hydrating serum", "Aqua, Glycerin, Sodium Hyaluronate, Panthenol, Phenoxyethanol, Ethylhexylglycerin"),
    Item("Night cream", "Aqua, Glycerin, Cetearyl Alcohol, Retinol, Tocopherol, Phenoxyethanol, Parfum, Linalool"),
    Item("Foaming cleanser", "Aqua, Glycerin, Decyl Glucoside, Cocamidopropyl Betaine, Parfum", Use.RINSE_OFF),
    Item("Acid toner", "Aqua, Glycolic Acid, Propanediol, Sodium Hydroxide, Phenoxyethanol"),
    Item("Mineral sunscreen", "Aqua, Zinc Oxide, Caprylic/Capric Triglyceride, Glycerin", Use.SUNSCREEN),
)


def show() -> None:
    """Draw the page."""
    st.html(shelf_look.style())
    with frame.page(wording_shelf.TITLE, wording_shelf.LEAD):
        _open_link()
        plan = _ask_plan()
        items = _items()
        if items:
            routine = check_routine(items, plan)
            seen, given = st.columns([3, 2], gap="large")
            with seen:
                _show(routine)
            with given:
                _take_along(routine)
                _add()
                _change(items)
        else:
            st.info(wording_shelf.EMPTY)
            st.button(wording_shelf.TRY_SAMPLE, on_click=_fill_sample)
            _add(opened=True)
        _quiet(wording_shelf.KEPT)


def _items() -> tuple[Item, ...]:
    found: tuple[Item, ...] = st.session_state.get(_ITEMS, ())
    return found


# --- the link --------------------------------------------------------------------------------------------------


def _open_link() -> None:
    """Put the shelf of an opened link on the page, once; a link that cannot be read is answered with a sentence."""
    word = st.query_params.get(PARAMETER)
    if word and st.session_state.get("shelf link") != word:
        st.session_state["shelf link"] = word
        try:
            items, plan = link.unpack(word, frame.today())
            st.session_state[_ITEMS] = add((), items)
            _set_plan(plan)
            st.session_state[_SAID] = wording_shelf.LINK_OPENED
            st.session_state.pop(_BROKEN, None)
        except (link.LinkError, ShelfError) as error:
            st.session_state[_BROKEN] = str(error)
    if not _items() and (broken := st.session_state.get(_BROKEN)):
        st.error(frame.as_markdown(broken))
    if said := st.session_state.pop(_SAID, ""):
        st.success(said)


def _address(word: str) -> str:
    """This page's address with a packed shelf in it."""
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, f"{PARAMETER}={word}", ""))


# --- the plan --------------------------------------------------------------------------------------------------


def _set_plan(plan: HealingPlan) -> None:
    """Take a plan over: the fields are drawn anew with it."""
    st.session_state[_PLAN] = plan
    for key in [key for key in st.session_state if str(key).startswith(_FIELD)]:
        del st.session_state[key]


def _known_plan() -> HealingPlan:
    """The plan of this shelf; at first the one given on the check page."""
    if _PLAN in st.session_state:
        kept: HealingPlan = st.session_state[_PLAN]
        return kept
    given: dict[str, Any] = st.session_state.get("given", {})
    names = ("treatment", "treated_on", "slow_healing", "still_irritated", "allergies")
    return _plan_of({name: given[name] for name in names if name in given})


def _plan_of(fields: dict[str, Any]) -> HealingPlan:
    """The plan that fields stand for; no date means day 1, as on the check page."""
    options = {**fields, "allergies": tuple(filter(None, map(str.strip, fields.get("allergies", "").split(","))))}
    treated_on = options.pop("treated_on", None)
    return HealingPlan.since(treated_on, frame.today(), **options) if treated_on else HealingPlan(**options)


def _ask_plan() -> HealingPlan:
    """When and how the skin was treated; the plan is kept while the visitor looks at other pages."""
    known = _known_plan()
    today = frame.today()
    for name in ("treatment", "treated_on", "slow_healing", "still_irritated"):
        st.session_state.setdefault(_FIELD + name, getattr(known, name))
    st.session_state.setdefault(_FIELD + "allergies", ", ".join(known.allergies))
    summary = st.container()
    with summary.expander(frame.as_markdown(wording_shelf.plan_line(known)), icon=":material/edit:"):
        fields = {
            "treatment": st.selectbox(
                words.HOW_TREATED, list(Treatment), format_func=wording.NEEDLES.__getitem__, key=_FIELD + "treatment"
            ),
            "treated_on": st.date_input(
                words.TREATED_ON, value=None, min_value=today - timedelta(days=3650), max_value=today,
                format="YYYY-MM-DD", key=_FIELD + "treated_on", help=words.TREATED_ON_HELP,
            ),
            "slow_healing": st.checkbox(words.SLOW, key=_FIELD + "slow_healing"),
            "still_irritated": st.checkbox(words.IRRITATED, key=_FIELD + "still_irritated"),
            "allergies": st.text_input(words.ALLERGIES, max_chars=500, key=_FIELD + "allergies"),
        }  # fmt: skip
    plan = _plan_of(fields)
    if plan != known:
        st.session_state[_PLAN] = plan
        st.rerun()  # The line above the fields tells the plan, so it has to be drawn again.
    return plan


# --- what is seen ----------------------------------------------------------------------------------------------


def _show(routine: Routine) -> None:
    for note in routine.notes:
        st.warning(frame.as_markdown(note))
    st.html(shelf_look.piles(routine))
    st.html(look.heading(wording_shelf.NEEDS_TITLE) + shelf_look.needs(routine))
    st.html(look.heading(wording_shelf.DAYS_TITLE) + shelf_look.by_day(routine))
    doubts = [
        (item.name, wording.questions(report)) for item, report in zip(routine.items, routine.reports, strict=True)
    ]
    if any(questions for _, questions in doubts):
        with st.expander(wording_shelf.DOUBTS_TITLE):
            for name, questions in doubts:
                for question in questions:
                    st.markdown(f"**{frame.as_markdown(name)}**: {frame.as_markdown(question)}")
            _quiet(wording_shelf.DOUBTS_NEXT)
    _quiet(wording.RESTART_DAYS)


def _take_along(routine: Routine) -> None:
    st.html(look.heading(wording_shelf.TAKE_TITLE))
    today = frame.today()
    with st.container(horizontal=True):
        for paper, title in wording_shelf.PAPERS.items():
            st.download_button(
                title, partial(_pdf, routine, today, paper), f"skin-care-plan-{paper}.pdf", "application/pdf",
                on_click="ignore", width="stretch", icon=":material/picture_as_pdf:",
            )  # fmt: skip
    with st.container(horizontal=True):
        if routine.plan.treated_on and routine.returns():
            st.download_button(
                wording_shelf.CALENDAR, partial(calendar_file.to_ics, routine), "skin-care-plan.ics", "text/calendar",
                on_click="ignore", width="stretch", icon=":material/calendar_add_on:",
            )  # fmt: skip
        st.download_button(
            wording_shelf.TABLE, lambda: to_csv(routine).encode("utf-8-sig", "replace"), "skin-care-plan.csv", "text/csv",
            on_click="ignore", width="stretch", icon=":material/table:", help=wording_shelf.TABLE_HELP,
        )  # fmt: skip
    if not (routine.plan.treated_on and routine.returns()):
        _quiet(wording_shelf.no_calendar(routine))
    with st.expander(wording_shelf.MAKE_LINK, icon=":material/link:"):
        try:
            address = _address(link.pack(routine.items, routine.plan))
            st.code(address, language=None, wrap_lines=True)
            _quiet(wording_shelf.link_note(len(address)))
        except link.LinkError as error:
            st.warning(frame.as_markdown(str(error)))


def _pdf(routine: Routine, today: date, paper: Paper) -> bytes:
    return to_pdf(plan_sheet(routine, today), paper, wording_shelf.left_off)


def _quiet(text: str) -> None:
    st.html(f'<p class="ck-quiet">{look.shown(text)}</p>')


# --- what is given ---------------------------------------------------------------------------------------------


def _add(opened: bool = False) -> None:
    st.html(look.heading(wording_shelf.ADD_TITLE))
    with st.form("shelf add", clear_on_submit=True, border=False):
        name = st.text_input(wording_shelf.NAME, max_chars=LONGEST_NAME)
        use = st.selectbox(words.PRODUCT_USE, list(Use), format_func=wording.USES.__getitem__)
        text = st.text_area(wording_shelf.LIST, height=160, placeholder=wording_shelf.LIST_HINT)
        if st.form_submit_button(wording_shelf.ADD, type="primary", width="stretch"):
            if text.strip():
                _put((Item(name, text, use or Use.LEAVE_ON),))
            else:
                st.warning(wording_shelf.NO_LIST_GIVEN)
    with st.expander(wording_shelf.FROM_FILE, icon=":material/upload_file:"):
        files = st.file_uploader(
            wording_shelf.FILE_LABEL, type=["csv", "tsv", "txt", "xlsx"], max_upload_size=1,
            key=f"shelf file {st.session_state.get('shelf files', 0)}",
        )  # fmt: skip
        if files is not None:
            # A new key empties the field, so that the file is not put on the shelf again with every change.
            st.session_state["shelf files"] = st.session_state.get("shelf files", 0) + 1
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "products")
                path.write_bytes(files.getvalue())
                try:
                    found = read_products(path, files.name)
                except ShelfError as error:
                    st.session_state[_SAID] = ""
                    st.error(frame.as_markdown(str(error)))
                    return
            if found:
                _put(found)
            else:
                st.warning(wording_shelf.NOTHING_IN_FILE)


def _put(more: tuple[Item, ...]) -> None:
    """Put products on the shelf and draw the page again."""
    before = _items()
    try:
        st.session_state[_ITEMS] = add(before, more)
    except ShelfError as error:
        st.error(frame.as_markdown(str(error)))
        return
    st.session_state[_SAID] = wording_shelf.added(len(st.session_state[_ITEMS]) - len(before))
    st.rerun()


def _change(items: tuple[Item, ...]) -> None:
    """Rename, use otherwise, or remove one product."""
    with st.expander(wording_shelf.CHANGE, icon=":material/edit:"):
        place = st.selectbox(
            wording_shelf.WHICH, range(len(items)), format_func=lambda n: items[n].name if n < len(items) else ""
        )
        chosen = items[place]
        with st.form(f"shelf change {place} {chosen.name}", border=False):
            name = st.text_input(wording_shelf.NAME, chosen.name, max_chars=LONGEST_NAME)
            use = st.selectbox(words.PRODUCT_USE, list(Use), list(Use).index(chosen.use), wording.USES.__getitem__)
            text = st.text_area(wording_shelf.LIST, chosen.text, height=120, max_chars=LONGEST_LIST)
            save, remove = st.columns(2)
            saved = save.form_submit_button(wording_shelf.SAVE, width="stretch")
            removed = remove.form_submit_button(wording_shelf.REMOVE, width="stretch")
        if saved or removed:
            others = [item for n, item in enumerate(items) if n != place]
            if saved:
                others.insert(place, Item(" ".join(name.split()) or chosen.name, text, use or chosen.use))
            st.session_state[_ITEMS] = tuple(others)
            st.rerun()
        if st.button(wording_shelf.EMPTY_IT, width="stretch"):
            st.session_state[_ITEMS] = ()
            with suppress(KeyError):
                del st.query_params[PARAMETER]
            st.rerun()


def _fill_sample() -> None:
    st.session_state[_ITEMS] = SAMPLE
    today = frame.today()
    _set_plan(HealingPlan.since(today - timedelta(days=2), today, treatment=Treatment.STANDARD))

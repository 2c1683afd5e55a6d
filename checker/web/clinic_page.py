"""The clinic's shelf: what needs attention, the shelf as a table, and the ways on; one section a time is drawn."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from checker.answer import wording
from checker.clinic import shelf
from checker.clinic import wording as words
from checker.clinic.access import Access, May
from checker.clinic.model import Advice, Concern, Shelved
from checker.clinic.opening import StoreError, default_url
from checker.clinic.protocol import ProtocolError
from checker.clinic.store import Store
from checker.model.terms import Phase, Verdict
from checker.web import clinic_desk, clinic_look, clinic_product, frame, gate

#: So many products that need attention are drawn; so many can be opened by name.
MOST_DRAWN, MOST_NAMED = 30, 500
_ANY = ""


def show() -> None:
    """Draw the page."""
    st.html(clinic_look.style())
    with frame.page(words.TITLE, words.LEAD):
        try:
            store = gate.the_store(default_url())
            visitor = gate.let_in(store)
            if visitor is not None:
                _show(store, visitor)
        except (StoreError, ProtocolError) as error:
            st.error(frame.as_markdown(str(error)))


@st.cache_resource(max_entries=2)
def _shelf(_store: Store, url: str, revision: int) -> list[Shelved]:
    """The shelf as it is at an entry of the journal, in which every change is."""
    return _store.shelf()


def _show(store: Store, visitor: Access) -> None:
    gate.sign_out(visitor)
    rules = shelf.rules_of(store)
    if store.checked_edition() != rules.edition:
        with st.spinner(words.CHECKING):
            shelf.recheck(store, rules)
    found = _shelf(store, default_url(), store.revision())
    who = _who(visitor)
    if (number := st.query_params.get("product", "")).isdecimal():
        clinic_product.show(store, rules, int(number[:9]), who, visitor)
        return
    if said := st.session_state.pop("clinic said", ""):
        st.success(frame.as_markdown(said))
    today = frame.today()
    needy = [s for s in found if shelf.concerns(s, today)]
    section = st.pills(
        words.SECTION, list(words.SECTIONS), key="clinic section", label_visibility="collapsed", required=True,
        default="attention" if needy else "vet" if not found else "shelf",
        format_func=lambda name: words.SECTIONS[name] + (f" ({len(needy)})" if name == "attention" else ""),
    )  # fmt: skip
    match section:
        case "attention":
            _attention(needy, found, today)
        case "shelf":
            _table(found, rules, today)
        case "vet":
            clinic_product.vet(store, rules, who, visitor)
        case "handout":
            clinic_desk.hand_out(store, found, rules)
        case "import":
            clinic_desk.transfer(store, rules, who, visitor)
        case _:
            clinic_desk.protocol(store, rules, who, visitor)
    protocol = rules.protocol
    st.caption(
        frame.as_markdown(
            words.protocol_line(
                protocol.name if protocol else "", protocol.version if protocol else "", rules.both.edition
            )
        )
    )


def _who(visitor: Access) -> str:
    """The name that changes are signed with: the signed-in person's, else the one that is typed."""
    if visitor.may is not May.SIGN:
        st.info(words.READ_ONLY)
        return ""
    if visitor.who:
        return visitor.who
    # Streamlit forgets the fields of a page that is left.
    st.session_state.setdefault("clinic who", st.session_state.get("clinic signed by", ""))
    who = st.text_input(words.YOUR_NAME, key="clinic who", max_chars=100)
    st.session_state["clinic signed by"] = who
    return who.strip()


def _attention(needy: list[Shelved], found: list[Shelved], today: date) -> None:
    if not needy:
        st.success(words.ALL_IN_ORDER if found else words.NOTHING_YET)
        return
    order = list(Concern)
    needy = sorted(needy, key=lambda s: order.index(shelf.concerns(s, today)[0]))
    for shelved in needy[:MOST_DRAWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            reasons = [words.concern(concern, shelved) for concern in shelf.concerns(shelved, today)]
            st.html(clinic_look.attention(shelved, reasons, shelved.product.title))
            st.button(
                words.LOOK,
                key=f"clinic open {shelved.product.id}",
                on_click=clinic_product.go_to,
                args=(shelved.product.id,),
            )
    if len(needy) > MOST_DRAWN:
        st.caption(words.first_of(MOST_DRAWN, len(needy)))


def _table(found: list[Shelved], rules: shelf.Rules, today: date) -> None:
    """The shelf as a table, narrowed by what is asked for."""
    if not found:
        st.info(words.NOTHING_YET)
        return
    search, treatment, day = st.columns([2, 2, 1])
    text = search.text_input(words.SEARCH, placeholder=words.SEARCH_HINT, key="clinic search")
    plan = clinic_product.ask_plan(treatment, day, "clinic")
    with_verdict, with_decision, with_concern = st.columns(3)
    verdict = with_verdict.selectbox(
        words.WITH_VERDICT,
        [_ANY, *Verdict],
        format_func=lambda v: wording.VERDICTS[v] if v else words.ANY,
        key="clinic verdict",
    )
    decision = with_decision.selectbox(
        words.WITH_DECISION,
        [_ANY, *Advice],
        format_func=lambda a: words.ADVICE[a] if a else words.ANY,
        key="clinic decision",
    )
    concern = with_concern.selectbox(
        words.WITH_CONCERN,
        [_ANY, *Concern],
        format_func=lambda c: words.CONCERNS[c] if c else words.ANY,
        key="clinic concern",
    )
    phase = shelf.phase_of(plan, rules.both)
    wanted = text.casefold().split()
    shown = [
        s
        for s in found
        if (not verdict or shelf.verdict_in(s.judgement, phase) is verdict)
        and (not decision or (s.decision is not None and s.decision.verdict is decision))
        and (not concern or concern in shelf.concerns(s, today))
        and all(part in f"{s.product.title} {s.product.barcode}".casefold() for part in wanted)
    ]
    st.caption(words.found_line(len(shown), len(found)))
    # Opened before the page is drawn: a choice counts for what stood there when it was made, whatever is drawn meanwhile.
    st.dataframe(
        _frame(shown, phase, today), hide_index=True, key="clinic table", on_select=lambda: _open_row(shown),
        selection_mode="single-row",
    )  # fmt: skip
    st.selectbox(
        words.OPEN, shown[:MOST_NAMED], index=None, placeholder=words.OPEN_HINT, key="clinic pick", on_change=_open_named,
        format_func=lambda s: f"{s.product.title} ({s.product.id})",
    )  # fmt: skip


def _open_row(shown: list[Shelved]) -> None:
    for row in st.session_state["clinic table"].selection.rows[:1]:
        clinic_product.go_to(shown[row].product.id)


def _open_named() -> None:
    # Streamlit gives the bare text of an option that the list, narrowed meanwhile, no longer has.
    if isinstance(chosen := st.session_state["clinic pick"], Shelved):
        clinic_product.go_to(chosen.product.id)


def _frame(found: list[Shelved], phase: Phase, today: date) -> pd.DataFrame:
    verdicts = {v: f"{wording.ICONS[v]} {wording.VERDICTS[v]}" for v in Verdict}
    rows = [
        (
            s.product.title,
            verdicts[shelf.verdict_in(s.judgement, phase)],
            words.decided(s.decision) if s.decision else words.NOT_DECIDED,
            ", ".join(words.CONCERNS[c] for c in shelf.concerns(s, today)),
            s.decision.who if s.decision else "",
            s.decision.expires_on.isoformat() if s.decision and s.decision.expires_on else "",
            s.product.barcode,
            s.product.id,
        )
        for s in found
    ]
    return pd.DataFrame(rows, columns=list(words.COLUMNS))

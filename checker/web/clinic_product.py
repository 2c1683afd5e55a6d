"""One product of a clinic: vetting a new one, and what became of one that is there; each saving names what was looked at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from checker import HealingPlan, check_label
from checker.answer import wording
from checker.answer.notes import default_notes
from checker.clinic import shelf
from checker.clinic import wording as words
from checker.clinic.access import Access, May
from checker.clinic.difference import differences
from checker.clinic.model import Advice, Shelved
from checker.clinic.rows import LONGEST_LINE, hash_of
from checker.clinic.store import LONGEST_LIST, ConflictError, NewProduct, Store, StoreError
from checker.model.terms import Treatment, Use
from checker.web import clinic_look, frame, gate, look
from checker.web import wording as page_words

#: A decision holds for half a year unless another day is given: makers change their lists about as often.
HOLDS = timedelta(days=182)
#: The product as it was when its forms were filled: what a saving names. What stands in between is never overwritten unseen.
_SEEN, _CONFLICT, _FORM = "clinic seen", "clinic conflict", "clinic form "


def go_to(number: int | None) -> None:
    """Go to a product, or back to the shelf."""
    _forget("clinic pick", "clinic table")
    if number is None:
        with suppress(KeyError):
            del st.query_params["product"]
    else:
        st.query_params["product"] = str(number)


def _forget(*more: str) -> None:
    """Let the forms begin anew, with what is on the shelf then."""
    for key in [key for key in st.session_state if str(key).startswith(_FORM)]:
        del st.session_state[key]
    for name in (_SEEN, _CONFLICT, *more):
        st.session_state.pop(name, None)


# --- a new one ---------------------------------------------------------------------------------------------------


def vet(store: Store, rules: shelf.Rules, who: str, visitor: Access) -> None:
    """Paste, see the verdict, sign: one screen, and each step is there when the one before is done."""
    given, said = st.columns(2, gap="large")
    with given, st.form("clinic vet", border=False):
        left, right = st.columns(2)
        brand = left.text_input(words.BRAND, max_chars=LONGEST_LINE)
        name = right.text_input(words.NAME, max_chars=LONGEST_LINE)
        text = st.text_area(words.LIST, height=170, placeholder=words.LIST_HINT)
        use = st.selectbox(words.USE, list(Use), format_func=wording.USES.__getitem__) or Use.LEAVE_ON
        left, right = st.columns(2)
        barcode = left.text_input(words.BARCODE, max_chars=20)
        batch = right.text_input(words.BATCH, max_chars=60)
        if st.form_submit_button(words.CHECK, type="primary", width="stretch"):
            st.session_state["clinic vetting"] = NewProduct(brand, name, text, use, barcode, batch, frame.today())
    new: NewProduct | None = st.session_state.get("clinic vetting")
    with said:
        if new is None or not new.text.strip() or len(new.text) > LONGEST_LIST:
            if new is not None:
                st.warning(
                    wording.NOTHING_PASTED if not new.text.strip() else page_words.too_long(len(new.text), LONGEST_LIST)
                )
            return
        _verdict(new.text, f"{new.brand} {new.name}".strip(), new.use, rules)
        signed = _ask_decision(None)

    def put() -> None:
        shelved = store.add(new, who)
        shelf.recheck(store, rules, [shelved])
        if signed and signed["verdict"] is not None:
            store.sign(store.product(shelved.product.id), who=who, **signed)
        st.session_state.pop("clinic vetting", None)
        go_to(shelved.product.id)

    if signed is not None:
        _do(put, words.SIGNED if signed["verdict"] is not None else words.PUT, store, who, visitor)


# --- one that is there -------------------------------------------------------------------------------------------


def show(store: Store, rules: shelf.Rules, number: int, who: str, visitor: Access) -> None:
    """A product: what is said of it, its decision, its lists and how they differ."""
    st.button(words.BACK, on_click=go_to, args=(None,), icon=":material/arrow_back:")
    now = store.product(number)
    if st.session_state.get(_SEEN, now).product.id != number:
        _forget()
    seen: Shelved = st.session_state.setdefault(_SEEN, now)
    if said := st.session_state.pop("clinic said", ""):
        st.success(frame.as_markdown(said))
    if (conflict := st.session_state.get(_CONFLICT)) is not None:
        st.warning(frame.as_markdown(f"{conflict} {words.MEANWHILE}"))
        st.html(clinic_look.both(conflict.mine, conflict.theirs))
    st.html(look.heading(now.product.title))
    reasons = [words.concern(concern, now) for concern in shelf.concerns(now, frame.today())]
    if reasons:
        st.html(clinic_look.attention(now, reasons))
    said_, done = st.columns(2, gap="large")
    with said_:
        _verdict(now.formula.text, now.product.title, now.product.use, rules)
    with done:
        if now.decision is not None:
            st.html(look.heading(words.DECISIONS) + clinic_look.decisions(store.decisions(number)))
        signed = _ask_decision(seen)
        changed = _ask_changes(seen)
    _history(store, now, rules)
    if signed is not None:
        judged = now.judgement if now.formula == seen.formula else seen.judgement
        _do(lambda: store.sign(replace(seen, judgement=judged), who=who, **signed), words.SIGNED, store, who, visitor)
    elif "text" in changed and hash_of(changed["text"]) == now.formula.hash:
        st.info(words.SAME_LIST)
    elif "text" in changed:

        def note() -> None:
            store.add_formula(seen, changed["text"], who, frame.today(), changed["batch_code"])
            shelf.recheck(store, rules, [store.product(number)])

        _do(note, words.NOTED, store, who, visitor)
    elif changed:

        def save() -> None:
            store.save(replace(seen.product, **changed), who)
            shelf.recheck(store, rules, [store.product(number)])

        _do(save, words.SAVED, store, who, visitor)


def ask_plan(treatment: DeltaGenerator, day: DeltaGenerator, key: str) -> HealingPlan:
    """The treatment and the day that are asked about, chosen in two places of the page."""
    of_treatment = treatment.selectbox(
        words.TREATMENT, list(Treatment), list(Treatment).index(Treatment.STANDARD),
        format_func=wording.NEEDLES.__getitem__, key=f"{key} treatment",
    )  # fmt: skip
    on_day = int(day.number_input(words.ON_DAY, 0, 28, 1, key=f"{key} day"))
    return HealingPlan(treatment=of_treatment or Treatment.UNKNOWN, day=on_day)


def _verdict(text: str, name: str, use: Use, rules: shelf.Rules) -> None:
    """What is said of a list on a day, with the protocol where there is one, and what it changed."""
    treatment, day = st.columns([3, 1], vertical_alignment="bottom")
    plan = replace(ask_plan(treatment, day, "clinic vet"), use=use)
    report = check_label(text, plan, name, protocol=rules.protocol, knowledge=rules.ours)
    st.html(look.verdict_card(report) + look.timeline(report.timeline, plan.day))
    notes = [note for note in report.notes if note not in default_notes(plan)]
    if report.changed_by_protocol:
        notes = [words.changed_line(change) for change in report.changed_by_protocol] + notes
    st.html(look.bullets([*wording.questions(report), *notes]))
    if report.findings:
        with st.expander(page_words.ALL_ENTRIES.format(count=len(report.findings))):
            st.html(look.entries_table(report.findings, dict(rules.ours.sources)))


def _field(name: str, value: Any) -> str:
    """The key of a form's field, which holds a value until the visitor changes it, whatever others save meanwhile."""
    st.session_state.setdefault(_FORM + name, value)
    return _FORM + name


def _ask_decision(of: Shelved | None) -> dict[str, Any] | None:
    """The decision that was just signed; for a new product, one without a verdict where it was put off."""
    known = of.decision if of else None
    with st.form("clinic sign", border=True):
        verdict = st.radio(
            words.DECISION, list(Advice), index=None, format_func=words.ADVICE.__getitem__,
            key=_field("verdict", known.verdict if known else None),
        )  # fmt: skip
        from_day, expires = st.columns(2)
        day = from_day.number_input(
            words.FROM_DAY, 0, 365, value=None, key=_field("day", known.from_day if known else None)
        )
        until: date | None = expires.date_input(
            words.EXPIRES, value=None, format="YYYY-MM-DD", key=_field("until", frame.today() + HOLDS)
        )
        reason = st.text_area(words.REASON, height=70, max_chars=2000, key=_field("reason", ""))
        signed = st.form_submit_button(words.SIGN, type="primary", width="stretch")
        put_off = of is None and st.form_submit_button(words.LATER, width="stretch")
    if put_off:
        return {"verdict": None}
    if not signed:
        return None
    if verdict is None:
        st.warning(words.CHOOSE)
        return None
    first = int(day) if day is not None and verdict is Advice.RECOMMENDED_FROM else None
    return {"verdict": verdict, "from_day": first, "reason": reason, "expires_on": until}


def _ask_changes(of: Shelved) -> dict[str, Any]:
    """What was just changed: a new list with its batch code, or brand, name, use and barcode."""
    with st.expander(words.NEW_LIST, icon=":material/edit_note:"), st.form("clinic new list", border=False):
        text = st.text_area(words.LIST, height=140, placeholder=words.LIST_HINT, key=_field("text", ""))
        batch = st.text_input(words.BATCH, max_chars=60, key=_field("batch", ""))
        if st.form_submit_button(words.NOTE_LIST, width="stretch"):
            return {"text": text, "batch_code": batch}
    with st.expander(words.DETAILS_OF, icon=":material/edit:"), st.form("clinic details", border=False):
        product = of.product
        changed = {
            "brand": st.text_input(words.BRAND, max_chars=LONGEST_LINE, key=_field("brand", product.brand)),
            "name": st.text_input(words.NAME, max_chars=LONGEST_LINE, key=_field("name", product.name)),
            "use": st.selectbox(
                words.USE, list(Use), format_func=wording.USES.__getitem__, key=_field("use", product.use)
            ),
            "barcode": st.text_input(words.BARCODE, max_chars=20, key=_field("barcode", product.barcode)),
        }
        if st.form_submit_button(words.SAVE, width="stretch"):
            return changed
    return {}


def _history(store: Store, now: Shelved, rules: shelf.Rules) -> None:
    formulas = store.formulas(now.product.id)
    st.html(look.heading(words.HISTORY))
    numbered = list(enumerate(formulas, start=1))
    for (_, before), (number, formula) in reversed(list(pairwise(numbered))):
        st.caption(frame.as_markdown(words.formula_line(number, formula.seen_on, formula.seen_by, formula.batch_code)))
        changes = differences(before.text, formula.text, HealingPlan(use=now.product.use), rules.both)
        st.html(clinic_look.difference(changes))
    first = formulas[0]
    st.caption(frame.as_markdown(words.formula_line(1, first.seen_on, first.seen_by, first.batch_code)))
    st.html(clinic_look.pasted_list(first.text))
    with st.expander(words.JOURNAL):
        st.html(clinic_look.journal(store.journal("product", now.product.id, newest=100)))


def _do(change: Callable[[], Any], said: str, store: Store, who: str, visitor: Access) -> None:
    """Make a change as the visitor, and draw the page anew; what cannot be is said."""
    if visitor.may is not May.SIGN:
        gate.note_refusal(store, visitor, "sign")
        st.error(words.READ_ONLY)
        return
    if not who:
        st.error(words.NAME_FIRST)
        return
    try:
        change()
    except ConflictError as conflict:
        # Both are shown now, so the next saving is over theirs; the fields keep what was typed.
        st.session_state[_CONFLICT], st.session_state[_SEEN] = conflict, conflict.theirs
        st.rerun()
    except StoreError as error:
        st.error(frame.as_markdown(str(error)))
        return
    _forget()
    st.session_state["clinic said"] = said
    st.rerun()

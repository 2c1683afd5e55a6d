"""The check page: paste a list, say when and how you were treated, read the answer."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any

import streamlit as st

from checker import HealingPlan, Report, check_label, load_knowledge
from checker.answer import wording
from checker.answer.advice import already_used, case_of_report
from checker.model.findings import Finding
from checker.model.terms import How, Level, Treatment, Use
from checker.web import frame, look, photo_part
from checker.web import wording as words

#: A cream with the usual trouble in it.
SAMPLE = (
    "Ingredients: Aqua (Water), Glycerin, Caprylic/Capric Triglyceride, Cetearyl Alcohol, Butyrospermum Parkii (Shea) "
    "Butter, Niacinamide, Panthenol, Ceramide NP, Sodium Hyaluronate, Retionl, Tocopherol, Phenoxyethanol, "
    "Ethylhexylglycerin, Lactic Acid, Parfum (Linalool, Limonene). Please be aware that ingredient lists may change."
)
#: Far longer than any list with the shop text around it; unread names take the longest to look up.
LONGEST = 50_000
#: A list of more doubtful names than this needs another look at the pack, not more questions.
MOST_QUESTIONS = 5
#: The fields of the form by their keys, as they stand at first.
FIELDS: dict[str, Any] = {
    "text": "",
    "use": Use.LEAVE_ON,
    "treated_on": None,
    "treatment": Treatment.UNKNOWN,
    "name": "",
    "slow_healing": False,
    "still_irritated": False,
    "from_clinic": False,
    "allergies": "",
    "confirmed": False,
}


def show() -> None:
    """Draw the page: the form first; once there is an answer, the answer first and the form behind one line."""
    at_first = not (st.session_state.get("answered") or st.session_state.get("wrong"))
    with frame.page(words.CHECK_TITLE, words.CHECK_LEAD if at_first else ""):
        if st.toggle(words.ANYTHING_WRONG, key="wrong"):
            st.html(look.red_flags())
            return
        place = st.container()
        answered = st.session_state.get("answered", False)
        text, name, plan = _ask(place, answered)
        if len(text) > LONGEST:
            st.error(words.too_long(len(text), LONGEST))
        elif answered and text.strip():
            _answer(text, name, plan)
        elif answered:
            st.warning(wording.NOTHING_PASTED)


def _ask(place: Any, answered: bool) -> tuple[str, str, HealingPlan]:
    """What the person gives: text, name and plan. After an answer the form is folded into the line that sums it up."""
    for field, value in st.session_state.get("given", FIELDS).items():
        st.session_state.setdefault(field, value)  # Streamlit forgets the fields of a page that is left.
    if answered:
        # A new key after each answer folds the form again.
        folded = st.session_state.get("text", "").strip() != ""
        place = place.expander(
            frame.as_markdown(wording.plan_summary(_plan())),
            expanded=not folded,
            icon=":material/edit:",
            key=f"change {st.session_state['answers']}",
        )
    with place:
        photo_part.take()
        if not photo_part.is_given():
            # Outside the form: Enter in a field of the form presses its first button.
            st.button(words.SAMPLE_BUTTON, on_click=_fill_sample, key="sample", type="tertiary")
    with place, st.form("form", border=False):
        if photo_part.is_given():
            text = photo_part.compare()
        paste, about = st.columns(2, gap="large")
        with paste:
            if not photo_part.is_given():
                text = st.text_area(words.PASTE, key="text", height=170, placeholder=words.PASTE_HINT)
            st.selectbox(words.PRODUCT_USE, list(Use), key="use", format_func=wording.USES.__getitem__)
        with about:
            st.date_input(
                words.TREATED_ON, value=None, max_value=frame.today(), key="treated_on", format="YYYY-MM-DD",
                help=words.TREATED_ON_HELP,
            )  # fmt: skip
            st.radio(
                words.HOW_TREATED, list(Treatment), key="treatment",
                format_func=wording.NEEDLES.__getitem__,
                captions=[words.TREATMENTS_EXPLAINED[treatment] for treatment in Treatment],
            )  # fmt: skip
        with st.expander(words.MORE):
            name = st.text_input(words.PRODUCT_NAME, key="name", max_chars=200, help=words.PRODUCT_NAME_HELP)
            st.checkbox(words.SLOW, key="slow_healing")
            st.checkbox(words.IRRITATED, key="still_irritated")
            st.checkbox(words.FROM_CLINIC, key="from_clinic")
            st.text_input(words.ALLERGIES, key="allergies", max_chars=500)
        st.form_submit_button(words.CHECK, type="primary", width="stretch", on_click=_answer_now, key="check")
        st.html(f'<p class="ck-quiet">{escape(words.NOT_STORED)}</p>')
    return text, name, _plan()


def _plan() -> HealingPlan:
    """The plan as the form stands; no date means day 1, as on the command line."""
    given = st.session_state
    options: dict[str, Any] = {
        "treatment": given["treatment"],
        "use": given["use"],
        "slow_healing": given["slow_healing"],
        "still_irritated": given["still_irritated"],
        "from_clinic": given["from_clinic"],
        "allergies": tuple(part.strip() for part in given["allergies"].split(",") if part.strip()),
    }
    treated_on = given["treated_on"]
    return HealingPlan.since(treated_on, frame.today(), **options) if treated_on else HealingPlan(**options)


def _answer_now() -> None:
    st.session_state["given"] = {field: st.session_state[field] for field in FIELDS}
    st.session_state["answered"] = True
    st.session_state["answers"] = st.session_state.get("answers", 0) + 1


def _fill_sample() -> None:
    photo_part.forget()
    st.session_state["text"] = SAMPLE
    st.session_state["treatment"] = Treatment.STANDARD
    st.session_state["treated_on"] = frame.today() - timedelta(days=2)
    _answer_now()


def _start_again() -> None:
    photo_part.forget()
    st.session_state["given"] |= {"text": "", "name": ""}
    st.session_state["text"] = st.session_state["name"] = ""
    st.session_state["answered"] = False


def _answer(text: str, name: str, plan: HealingPlan) -> None:
    """What the checker says, the answer itself above all else."""
    origin = photo_part.origin()
    report = check_label(text, plan, name, **origin)
    said, in_text = st.columns(2, gap="medium")
    with said:
        first = st.container()  # The answer stands above the questions, though it depends on their answers.
        readings = _ask_readings(report) if report.findings else {}
        if readings:
            report = check_label(text, plan, name, readings=readings, **origin)
        with first:
            used = already_used(case_of_report(report))
            st.html(look.verdict_card(report) + (look.more(words.ALREADY, used) if used else ""))
            photo_part.ask_to_confirm()
            if plan.use is Use.SUNSCREEN:
                st.html(f'<p class="ck-text">{escape(wording.SUN)}</p>')
            # Only a prescriber or the clinic knows the day, so none is drawn.
            if report.findings and not report.ask_clinic:
                st.html(look.timeline(report.timeline, plan.day, plan.treated_on))
        _helps(report)
    with in_text:
        st.html(look.heading(words.YOUR_TEXT) + look.pasted(text, report))
    _details(report)
    st.button(words.ANOTHER, on_click=_start_again, key="another")
    frame.to_the_top(st.session_state["answers"])


def _helps(report: Report) -> None:
    if lines := wording.hydration(report):
        st.html(look.heading(words.AGAINST_DRYNESS) + look.bullets(lines))
    if len(report.products) > 1:
        listed = [
            f"{product.name or words.UNNAMED}: {wording.VERDICTS[product.verdict]}" for product in report.products
        ]
        st.html(look.heading(words.PRODUCTS) + look.bullets(listed))


def _details(report: Report) -> None:
    sources = dict(load_knowledge().sources)
    if report.findings:
        with st.expander(words.ALL_ENTRIES.format(count=len(report.findings))):
            st.html(look.entries_table(report.findings, sources))
    if report.left_out:
        with st.expander(words.LEFT_OUT_HEADING.format(count=len(report.left_out))):
            lines = [f"{part.text[:300]} ({wording.LEFT_OUT.get(part.why, part.why)})" for part in report.left_out]
            st.html(look.bullets(lines[: look.MOST_ROWS]))
    with st.expander(words.NOTES):
        st.html(look.bullets([*report.notes, wording.RESTART_DAYS]))
        cited = dict.fromkeys(s for f in report.findings if f.level is not Level.OK for s in f.sources)
        st.html(look.source_lines(sources[source] for source in cited if sources[source].show))
        st.html(f'<p class="ck-quiet">{escape(words.EDITION.format(edition=report.edition))}</p>')


def _ask_readings(report: Report) -> dict[str, str | None]:
    """Spelling questions with their answers so far; an answer can be changed back at any time."""
    doubtful: dict[str, Finding] = {}
    for finding in report.findings:
        match = finding.match
        if match.how in (How.REPAIRED, How.AMBIGUOUS) or (match.how is How.UNREAD and match.near):
            doubtful.setdefault(match.entry.printed, finding)
    if not doubtful:
        return {}
    st.html(look.heading(words.PLEASE_LOOK) + f'<p class="ck-quiet">{words.PLEASE_LOOK_HELP}</p>')
    readings: dict[str, str | None] = {}
    for printed, finding in list(doubtful.items())[:MOST_QUESTIONS]:
        question, choices = _question(finding)
        chosen = st.segmented_control(
            frame.as_markdown(question), choices, format_func=lambda choice: frame.as_markdown(choice),
            key=f"reading {printed}",
        )  # fmt: skip
        if chosen is not None:
            readings[printed] = None if chosen == words.KEEP else chosen.removeprefix(words.CONFIRM.format(inci=""))
    if len(doubtful) > MOST_QUESTIONS:
        st.html(f'<p class="ck-quiet">{words.MORE_TO_LOOK_AT.format(count=len(doubtful) - MOST_QUESTIONS)}</p>')
    return readings


def _question(finding: Finding) -> tuple[str, list[str]]:
    match = finding.match
    if match.how is How.REPAIRED and match.ingredient:
        inci = match.ingredient.inci
        others = [name for name in match.near if name != inci]
        return words.REPAIRED.format(printed=match.entry.printed, inci=inci), [
            words.CONFIRM.format(inci=inci), *others, words.KEEP,
        ]  # fmt: skip
    question = words.WHICH_ONE if match.how is How.AMBIGUOUS else words.STILL_UNREAD
    proposed = [match.ingredient.inci] if match.ingredient else []
    return question.format(printed=match.entry.printed), [*dict.fromkeys([*proposed, *match.near]), words.KEEP]

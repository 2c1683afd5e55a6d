"""The check page: paste a list, say when and how you were treated, read the answer."""

from __future__ import annotations

import logging
from datetime import date
from traceback import format_tb
from typing import Any

import streamlit as st

from checker import HealingPlan, KnowledgeError, PlanError, Report, check_label, load_knowledge, wording
from checker.model import Finding, How, Treatment, Use
from checker.render import read_as
from checker.web import look

#: Filled in by the button: a cream with the usual trouble in it.
SAMPLE = (
    "Ingredients: Aqua (Water), Glycerin, Caprylic/Capric Triglyceride, Cetearyl Alcohol, Butyrospermum Parkii (Shea) "
    "Butter, Niacinamide, Panthenol, Ceramide NP, Sodium Hyaluronate, Retionl, Tocopherol, Phenoxyethanol, "
    "Ethylhexylglycerin, Lactic Acid, Parfum (Linalool, Limonene). Please be aware that ingredient lists may change."
)
_KEEP = "keep as printed"
_log = logging.getLogger(__name__)


def show() -> None:
    """Draw the page; an error of ours is logged and answered with a sentence, never with a traceback."""
    st.html(look.style(st.context.theme.type or "light"))
    st.title("May I use this after microneedling?")
    given, answer = st.columns(2, gap="large")
    try:
        with given:
            text, name, plan = _ask()
        with answer:
            _answer(text, name, plan)
    except PlanError as error:
        st.error(str(error))
    except KnowledgeError as error:
        st.error("The knowledge tables have faults; run `python -m checker data` to list them.")
        _log.error("%s", error)
    except Exception as error:
        # Only the kind and the place of an error are logged, not its message: what was pasted stays with the visitor.
        _log.error("the check page failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
        st.error("Something went wrong on our side; your text was not stored. Reload the page and try again.")
    _foot()


def _ask() -> tuple[str, str, HealingPlan]:
    """What the person gives: text, name and plan."""
    with st.expander("Is something wrong right now?"):
        for urgency, signs in wording.RED_FLAGS:
            st.markdown(f"**{urgency}:**\n" + "\n".join(f"- {sign}" for sign in signs))
        st.markdown(wording.NORMAL)
        st.markdown(wording.ALREADY_USED)
    treatment = st.selectbox(
        "How were you treated?", list(Treatment), format_func=wording.TREATMENTS.__getitem__, index=1
    )
    knows_date = st.toggle("I know the date of treatment", value=False)
    plan_words: dict[str, Any] = {"treatment": treatment}
    if knows_date:
        treated_on = st.date_input("Date of treatment", value=date.today(), format="YYYY-MM-DD")
    else:
        day = st.number_input("Days since the treatment (0 is the day itself)", min_value=0, max_value=3650, value=2)
    plan_words["use"] = st.selectbox("The product ...", list(Use), format_func=wording.USES.__getitem__)
    with st.expander("More about you and the product"):
        name = st.text_input("Product name (optional; “peeling” in it counts)", key="name", max_chars=200)
        plan_words["slow_healing"] = st.checkbox(
            "My skin heals slowly (eczema, rosacea, diabetes, immune suppression ...)"
        )
        plan_words["still_irritated"] = st.checkbox("My skin is still red, flaking or tender")
        plan_words["from_clinic"] = st.checkbox("My clinic gave or named this product")
        allergies = st.text_input("My allergies, with commas between (optional)", max_chars=500)
        plan_words["allergies"] = tuple(part.strip() for part in allergies.split(",") if part.strip())
    text = st.text_area("Paste the ingredient list", key="text", height=220, placeholder="Aqua, Glycerin, ...")
    check, sample = st.columns(2)
    check.button("Check", type="primary", width="stretch")
    sample.button("Try a sample", on_click=_fill_sample, width="stretch")
    st.caption("What you paste stays on this machine and is not stored.")
    if knows_date:
        if not isinstance(treated_on, date):
            raise PlanError("Choose the date of treatment.")
        return text, name, HealingPlan.since(treated_on, date.today(), **plan_words)
    return text, name, HealingPlan(day=int(day), **plan_words)


def _fill_sample() -> None:
    st.session_state["text"] = SAMPLE


def _answer(text: str, name: str, plan: HealingPlan) -> None:
    """What the checker says."""
    if not text.strip():
        st.info(wording.NOTHING_PASTED)
        return
    report = check_label(text, plan, name)
    first = st.container()  # The answer stands above the questions, though it depends on their answers.
    readings = _ask_readings(report)
    if readings:
        report = check_label(text, plan, name, readings=readings)
    with first:
        st.html(look.verdict_card(report))
        if report.findings:
            st.html(look.timeline(report.timeline, plan.day))
    for question in wording.questions(report):
        st.markdown(_escaped(question))
    if help_lines := wording.hydration(report):
        st.subheader("Against dryness")
        st.markdown("\n".join(f"- {_escaped(line)}" for line in help_lines))
    if len(report.products) > 1:
        st.subheader("Products in the text")
        st.markdown(
            "\n".join(f"- {_escaped(p.name or 'unnamed')}: {wording.VERDICTS[p.verdict]}" for p in report.products)
        )
    st.subheader("The text you pasted")
    st.html(look.pasted(text, report))
    if report.findings:
        with st.expander(f"All {len(report.findings)} ingredients"):
            st.dataframe([_row(finding) for finding in report.findings], hide_index=True, width="stretch")
    if report.left_out:
        with st.expander("Left out of the text"):
            for part in report.left_out:
                st.markdown(f"- {_escaped(part.text[:300])} ({wording.LEFT_OUT.get(part.why, part.why)})")
    with st.expander("Notes, sources and limits"):
        st.markdown("\n".join(f"- {_escaped(note)}" for note in report.notes))
        sources = load_knowledge().sources
        used = dict.fromkeys(
            source for finding in report.findings if finding.level != "ok" for source in finding.sources
        )
        st.markdown("\n".join(f"- {_escaped(wording.source_line(sources[source]))}" for source in used))
        st.markdown(wording.RESTART_DAYS)
        st.caption(f"Edition {report.edition}")


def _ask_readings(report: Report) -> dict[str, str | None]:
    """Spelling questions with their answers so far; an answer can be changed back at any time."""
    readings: dict[str, str | None] = {}
    for finding in report.findings:
        match = finding.match
        doubtful = match.how in (How.REPAIRED, How.AMBIGUOUS) or (match.how is How.UNREAD and match.near)
        if not doubtful or match.entry.printed in readings:
            continue
        proposed = match.ingredient.inci if match.ingredient else None
        choices = [*dict.fromkeys([*([proposed] if proposed else []), *match.near]), _KEEP]
        chosen = st.segmented_control(
            f"“{_escaped(match.entry.printed)}” on the pack means", choices, key=f"reading {match.entry.printed}"
        )
        if chosen is not None:
            readings[match.entry.printed] = None if chosen == _KEEP else chosen
    return readings


def _row(finding: Finding) -> dict[str, object]:
    entry, group = finding.match.entry, finding.match.group
    return {
        "#": entry.position,
        "Printed": entry.printed,
        "Read as": read_as(finding),
        "Level": wording.LEVELS[finding.level],
        "What it is": group.title if group else "",
        "Why": finding.reason,
        "Judged otherwise": finding.rule or "",
        "Evidence": wording.EVIDENCE.get(finding.evidence, ""),
        "Sources": " ".join(finding.sources),
    }


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    for sign in "\\`*_[]#$~|:":
        text = text.replace(sign, "\\" + sign)
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _foot() -> None:
    st.divider()
    st.caption(wording.DISCLAIMER)

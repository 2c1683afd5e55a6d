"""The page that says how it works: rules, phases, evidence, figures, limits, what is stored, sources, edition."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from checker import load_knowledge
from checker.answer import wording
from checker.answer.lookup import rests_on_convention
from checker.knowledge.load import Knowledge
from checker.model.paths import figures
from checker.model.signed import signed
from checker.model.terms import Phase, Treatment
from checker.review import wording as wording_review
from checker.web import frame, look
from checker.web import wording as words

#: Written by `python -m tests.benchmarks accuracy --write`.
FIGURES = figures()
#: Figures of fewer labels say little.
FEWEST_LABELS = 5


def show() -> None:
    """Draw the page."""
    with frame.page(words.HOW_TITLE, words.HOW_LEAD):
        knowledge = load_knowledge()
        st.html(look.heading(words.WHAT_HAPPENS) + _steps(knowledge))
        st.html(look.heading(words.ANSWERS) + _answers())
        st.html(look.heading(words.PHASES_HEADING) + _text(words.PHASES_LEAD) + _phases(knowledge))
        with st.expander(words.BASES):
            st.html(_bases(knowledge))
        st.html(look.heading(words.EVIDENCE_HEADING) + _evidence(knowledge))
        st.html(_text(wording_review.signed(signed())))
        st.html(look.heading(words.FIGURES) + _figures())
        st.html(look.heading(words.LIMITS) + look.bullets(words.LIMITS_LISTED))
        st.html(look.heading(words.STORED) + _text(words.STORED_EXPLAINED))
        _sources(knowledge)
        st.html(look.heading(words.EDITION_HEADING) + _text(words.EDITION_EXPLAINED.format(edition=knowledge.edition)))


def _text(text: str) -> str:
    return f'<div class="ck-text"><p>{look.shown(text)}</p></div>'


def _steps(knowledge: Knowledge) -> str:
    counts = {
        "ingredients": len(knowledge.ingredients),
        "others": len(knowledge.names) - len(knowledge.ingredients),
        "groups": len(knowledge.groups),
    }
    steps = "".join(f"<li><b>{escape(name)}</b> {escape(what.format(**counts))}</li>" for name, what in words.STEPS)
    return f'<ol class="ck-steps">{steps}</ol>'


def _answers() -> str:
    rows = "".join(
        f'<tr><th scope="row"><span class="ck-badge ck-{look.ROLE[verdict]}">{look.icon(look.ROLE[verdict])} '
        f"{wording.VERDICTS[verdict]}</span></th><td>{escape(meaning)}</td></tr>"
        for verdict, meaning in words.ANSWERS_EXPLAINED.items()
    )
    return f'<table class="ck-table ck-cards">{rows}</table>'


def _phases(knowledge: Knowledge) -> str:
    """A row a phase: what the skin does, and the day on which it begins after each treatment."""
    treatments = [treatment for treatment in Treatment if treatment is not Treatment.UNKNOWN]
    head = "".join(f'<th scope="col">{_treatment(treatment)}</th>' for treatment in treatments)
    body = ""
    for number, phase in enumerate(Phase):
        row = knowledge.phases[Treatment.STANDARD][number]
        days = "".join(
            f'<td><span class="ck-label">{_treatment(treatment)}: </span>'
            f"{words.DAY_COLUMN.format(day=knowledge.phases[treatment][number].from_day)}</td>"
            for treatment in treatments
        )
        what = f"{look.shown(row.title)}<small>{look.shown(row.what)}</small>"
        body += f'<tr id="{phase.value}"><th scope="row">{what}</th>{days}</tr>'
    head = f'<thead><tr><th scope="col">{words.PHASE_COLUMN}</th>{head}</tr></thead>'
    return f'<table class="ck-table ck-cards ck-phases">{head}<tbody>{body}</tbody></table>'


def _bases(knowledge: Knowledge) -> str:
    """What the first day of each phase rests on; treatments that rest on the same share a line."""
    treatments = [treatment for treatment in Treatment if treatment is not Treatment.UNKNOWN]
    lines = []
    for number, _ in enumerate(Phase):
        rows = [knowledge.phases[treatment][number] for treatment in treatments]
        for basis, same in groupby(sorted(rows, key=lambda row: row.basis), key=lambda row: row.basis):
            alike = list(same)
            names = "; ".join(wording.NEEDLES[row.treatment] for row in alike)
            about = words.BASIS_OF_ALL if len(alike) == len(rows) else words.BASIS_OF.format(treatments=names)
            sources = dict.fromkeys(one for row in alike for one in row.sources if knowledge.sources[one].show)
            graded = f"{wording.EVIDENCE[alike[0].evidence]}, {alike[0].evidence}; {', '.join(sources)}"
            lines.append(f"{alike[0].title}{about}: {basis} ({graded})")
    return look.bullets(lines)


def _treatment(treatment: Treatment) -> str:
    return escape(wording.NEEDLES[treatment])


def _evidence(knowledge: Knowledge) -> str:
    graded = Counter(group.evidence for group in knowledge.groups.values())
    lines = [
        f"{wording.EVIDENCE[letter].capitalize()} ({letter}): {meaning} "
        f"{words.EVIDENCE_COUNT.format(count=graded[letter], total=graded.total())}"
        for letter, meaning in words.EVIDENCE_EXPLAINED.items()
    ]
    conventions = sum(rests_on_convention(group, knowledge) for group in knowledge.groups.values())
    said = words.EVIDENCE_BY_CONVENTION.format(count=conventions)
    return look.bullets(lines) + _text(f"{said} {words.EVIDENCE_OF_PHASES}")


def _figures() -> str:
    if not FIGURES.exists():
        return _text(words.FIGURES_MISSING)
    measured = json.loads(FIGURES.read_text(encoding="utf-8"))
    kinds = measured["kinds"]
    lead = words.FIGURES_LEAD.format(
        labels=kinds["all"]["labels"], date=words.full_date(date.fromisoformat(measured["date"]))
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in words.FIGURES_COLUMNS)
    body = "".join(
        f'<tr><th scope="row">{words.FIGURES_KINDS[kind]} ({kinds[kind]["labels"]})</th>{_shares(kinds[kind])}</tr>'
        for kind in words.FIGURES_KINDS
        if kind in kinds and kinds[kind]["labels"] >= FEWEST_LABELS
    )
    reassured = words.FIGURES_REASSURED.get(measured["reassured"]) or words.FIGURES_REASSURED_MANY.format(
        count=measured["reassured"]
    )
    table = f'<table class="ck-table ck-cards ck-figures"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return _text(lead) + table + _text(f"{reassured} {words.FIGURES_LIMIT}")


def _shares(kind: dict[str, Any]) -> str:
    columns = zip(("f1", "right_group", "concern_found", "concern_false"), words.FIGURES_COLUMNS[1:], strict=True)
    return "".join(
        f'<td><span class="ck-label">{column}: </span>{kind[figure]:.1%}</td>'.replace("%<", " %<")
        for figure, column in columns
    )


def _sources(knowledge: Knowledge) -> None:
    sources = [source for source in knowledge.sources.values() if source.show]
    by_status = Counter(source.status for source in sources)
    counts = {status: by_status[status] for status in words.SOURCES_BY_STATUS}
    st.html(look.heading(words.SOURCES) + _text(words.SOURCES_LEAD.format(total=len(sources), **counts)))
    for status, title in words.SOURCES_BY_STATUS.items():
        if by_status[status]:
            with st.expander(f"{title} ({by_status[status]})"):
                st.html(look.source_lines(source for source in sources if source.status == status))

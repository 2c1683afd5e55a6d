"""The ingredients page: look up any name and read what is known of it; `?name=...` is the link to an entry."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from checker import load_knowledge
from checker.answer import lookup, wording
from checker.knowledge.load import Knowledge
from checker.matching.matcher import matcher_for
from checker.model.findings import Reading
from checker.model.rows import Group, Ingredient
from checker.model.terms import How, Treatment
from checker.web import frame, look
from checker.web import wording as words

#: The longest name taken from a link or the field, and the most names listed in a row.
LONGEST_NAME, MOST_NAMES = 200, 40


def show() -> None:
    """Draw the page."""
    with frame.page(words.INGREDIENTS_TITLE, words.INGREDIENTS_LEAD):
        st.session_state.setdefault("looked up", st.query_params.get("name", "")[:LONGEST_NAME])
        typed = st.text_input(
            words.SEARCH, key="looked up", max_chars=LONGEST_NAME, placeholder=words.SEARCH_HINT, on_change=_link
        ).strip()
        knowledge = load_knowledge()
        if not typed:
            st.html(_links(words.TRY_ONE, words.EXAMPLES))
            return
        reading = matcher_for(knowledge).read_or_ask(typed, False)
        if reading.group is None and not reading.near:
            st.html(f'<p class="ck-text">{look.shown(wording.not_known(typed, ()))}</p>')
        elif reading.group is None or reading.how is How.AMBIGUOUS:
            asked = words.WHICH_ONE if reading.group else words.NOT_KNOWN
            st.html(_links(asked.format(printed=typed), reading.near))
        if reading.group is not None:
            _entry(typed, reading, reading.group, knowledge)
        own = reading.ingredient.inci if reading.ingredient else ""
        if found := [n for n in lookup.names_with(typed, knowledge) if n != own and n not in reading.near]:
            st.html(_links(words.ALSO_FOUND.format(text=typed), found))


def _link() -> None:
    """The address follows what is typed, so that it can be sent on."""
    typed = st.session_state["looked up"].strip()
    if typed:
        st.query_params["name"] = typed
    else:
        st.query_params.clear()


def _entry(typed: str, reading: Reading, group: Group, knowledge: Knowledge) -> None:
    ingredient = reading.ingredient
    title = ingredient.inci if ingredient else typed
    how = "" if reading.how is How.EXACT else words.READ_THUS.format(typed=typed, how=wording.HOW[reading.how])
    st.html(
        f'<article class="ck-entry"><h2 class="ck-name">{look.shown(title)}</h2>'
        f'<p class="ck-quiet">{look.shown(words.GROUP_LINE.format(title=group.title, role=words.role(group.role.value)))}</p>'
        f"{f'<p class=ck-quiet>{look.shown(how)}</p>' if how else ''}"
        f'<p class="ck-reason">{look.shown(group.reason)} <span class="ck-evidence">({wording.EVIDENCE[group.evidence]})</span></p>'
        f"{f'<p class=ck-reason>{look.shown(ingredient.note)}</p>' if ingredient and ingredient.note else ''}"
        f"{f'<p class=ck-reason><b>{words.CLINIC_ONLY}</b></p>' if group.ask_clinic else ''}</article>"
    )
    treatment = st.session_state.get("given", {}).get("treatment", Treatment.UNKNOWN)
    days = wording.day_spans(knowledge.phases[treatment])
    after = words.LEVELS_AFTER.format(treatment=words.AFTER_NEEDLES[treatment])
    st.html(look.heading(words.LEVELS) + look.levels_table(lookup.by_use(group), days))
    st.html(f'<p class="ck-quiet">{look.shown(after)}</p>')
    convention = f"{wording.BY_CONVENTION} " if lookup.rests_on_convention(group, knowledge) else ""
    st.html(f'<p class="ck-quiet">{_late_help(group)}{convention}{wording.RESTART_DAYS}</p>')
    if ingredient:
        _names(ingredient, group, knowledge)
    sources = [
        knowledge.sources[s] for s in dict.fromkeys([*group.sources, *(ingredient.sources if ingredient else ())])
    ]
    st.html(look.heading(words.SOURCES) + look.source_lines(source for source in sources if source.show))
    st.html(f'<p class="ck-quiet">{_anchor(title, words.LINK)}</p>')


def _late_help(group: Group) -> str:
    return f"{words.AFTER_LINE_HELP} " if group.late_leave_on else ""


def _names(ingredient: Ingredient, group: Group, knowledge: Knowledge) -> None:
    if others := lookup.other_names(ingredient, knowledge):
        st.html(look.heading(words.OTHER_NAMES) + f'<p class="ck-text">{_listed(others)}</p>')
    if alike := lookup.look_alikes(ingredient, knowledge):
        st.html(look.heading(words.LOOK_ALIKES) + _links(words.LOOK_ALIKES_HELP, alike))
    if rules := [*knowledge.rules.get(ingredient.inci, ()), *knowledge.rules.get(group.id, ())]:
        st.html(look.heading(words.OTHERWISE) + look.bullets(rule.why for rule in rules))
    relatives = [i.inci for i in knowledge.ingredients.values() if i.group == group.id and i is not ingredient]
    if relatives:
        with st.expander(f"{words.RELATIVES} ({len(relatives)})"):
            st.html(_links("", sorted(relatives, key=lambda name: (len(name), name))[:MOST_NAMES], len(relatives)))


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMES
    return look.shown(" · ".join(names[:MOST_NAMES])) + (f" {words.AND_MORE.format(count=rest)}" if rest > 0 else "")


def _links(before: str, names: Sequence[str], total: int = 0) -> str:
    """Names as links to their entries."""
    listed = "".join(f"<li>{_anchor(name, name)}</li>" for name in names)
    rest = total - len(names)
    more = f"<li>{words.AND_MORE.format(count=rest)}</li>" if rest > 0 else ""
    lead = f'<p class="ck-quiet">{look.shown(before)}</p>' if before else ""
    return f'{lead}<ul class="ck-names">{listed}{more}</ul>'


def _anchor(name: str, text: str) -> str:
    return f'<a class="ck-link" href="ingredients?name={quote(name, safe="")}" target="_self">{look.shown(text)}</a>'

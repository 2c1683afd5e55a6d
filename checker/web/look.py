"""How answers look: pieces of HTML in which whatever was pasted is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby

from checker.answer import render, wording
from checker.answer.reasons import Told, told
from checker.model.findings import Finding
from checker.model.plan import LAST_DAY
from checker.model.report import Day, Report
from checker.model.rows import Levels, Source
from checker.model.terms import How, Level, Phase, Verdict
from checker.web import wording as words

ROLE = {
    Verdict.AVOID: "stop",
    Verdict.CAUTION: "care",
    Verdict.NO_KNOWN_PROBLEM: "calm",
    Verdict.CANNOT_TELL: "neutral",
}
LEVEL_ROLE = {Level.AVOID: "stop", Level.CAUTION: "care", Level.OK: "calm", None: "neutral"}
#: Controls that turn the direction of what follows: they are named instead of obeyed, as no label needs them.
_TURNS = {
    "\u202a": "left-to-right", "\u202b": "right-to-left", "\u202d": "left-to-right", "\u202e": "right-to-left",
    "\u2066": "left-to-right", "\u2067": "right-to-left", "\u2068": "direction", "\u2069": "", "\u202c": "",
}  # fmt: skip
_TURNS_NAMED = {ord(sign): f"[{name} sign]" if name else "" for sign, name in _TURNS.items()}
#: A day and its number stay on one line.
_NUMBER = re.compile(r"\b([Dd]ay) (\d)")
#: The longest table shown; everything is checked all the same.
MOST_ROWS = 300
#: Characters from which on the pasted text scrolls in its own box.
LONG = 4000


def shown(text: str) -> str:
    """Pasted text as HTML: markup is shown, signs that turn the direction of the text are named.

    >>> shown("<b>Aqua")
    '&lt;b&gt;Aqua'
    """
    return escape(text.translate(_TURNS_NAMED))


def icon(role: str) -> str:
    """The icon of a role, in the colour of the words beside it."""
    return f'<span class="ck-icon ck-icon-{role}" aria-hidden="true"></span>'


def heading(text: str) -> str:
    """A heading inside a page."""
    return f'<h2 class="ck-h2">{shown(text)}</h2>'


def bullets(lines: Iterable[str]) -> str:
    """Lines as a list."""
    return f'<div class="ck-text"><ul>{"".join(f"<li>{shown(line)}</li>" for line in lines)}</ul></div>'


def more(summary: str, text: str) -> str:
    """A quiet line that opens a text."""
    return f'<details class="ck-more"><summary>{escape(summary)}</summary><p>{escape(text)}</p></details>'


def verdict_card(report: Report) -> str:
    """The answer at a glance: icon, words, what to do and until when, and at most two reasons."""
    role = ROLE[report.verdict]
    to_do = _NUMBER.sub(r"\1&nbsp;\2", shown(wording.to_do(report)))
    claim = _reason(*wording.claim_deciding(report.bound_by_claim)) if report.bound_by_claim else ""
    chosen, others = told(report)
    rest = f"<li>{escape(wording.and_more(others, report.verdict))}</li>" if others else ""
    reasons = claim + "".join(map(_deciding, chosen)) + rest
    because = f'<ul aria-label="{words.BECAUSE}">{reasons}</ul>' if reasons else ""
    return (
        f'<section class="ck-card ck-{role}" role="status">'
        f"<h2>{icon(role)}<span>{shown(wording.headline(report))}</span></h2>"
        f'<p class="ck-date">{to_do}</p>{because}</section>'
    )


def _deciding(reason: Told) -> str:
    name, why, evidence = wording.deciding(reason.finding)
    printed, _, title = name.partition(" - ")
    what = title if title.casefold() != printed.casefold() else ""
    return _reason(f"{printed}{wording.like_it(reason.others)}", why, evidence, what)


def _reason(printed: str, why: str, evidence: str, title: str = "") -> str:
    strength = f' <span class="ck-evidence">({evidence})</span>' if evidence else ""
    what = f" · {shown(title)}" if title else ""
    return f"<li><b><bdi>{shown(printed)}</bdi></b>{what}<br>{shown(why)}{strength}</li>"


def red_flags() -> str:
    """What stands in place of an answer when something is wrong: whom to call, by signs."""
    groups = "".join(
        f"<li><b>{escape(urgency)}</b><ul>{''.join(f'<li>{escape(sign)}</li>' for sign in signs)}</ul></li>"
        for urgency, signs in wording.RED_FLAGS
    )
    return (
        f'<section class="ck-card ck-stop ck-call" role="alert"><h2>{icon("care")}<span>{escape(words.CALL)}</span></h2>'
        f'<p class="ck-date">{escape(words.CALL_LEAD)}</p><ul>{groups}</ul></section>'
        f'<div class="ck-text"><p>{escape(wording.NORMAL)}</p><p>{escape(words.AGAIN)}</p></div>'
    )


# --- days ------------------------------------------------------------------------------------------------------


def runs(days: Sequence[Day]) -> list[tuple[int, int, Verdict]]:
    """Days of one verdict in a row, as first day, last day, verdict."""
    found = []
    for verdict, same in groupby(days, key=lambda day: day.verdict):
        numbers = [day.day for day in same]
        found.append((numbers[0], numbers[-1], verdict))
    return found


def timeline(days: Sequence[Day], today: int, treated_on: date | None = None) -> str:
    """The days from treatment (0) to 28 as bands; today and the day of healing are marked, dates where known."""
    found = runs(days)
    bands = []
    for first, last, verdict in found:
        role, length = ROLE[verdict], last - first + 1
        word = _band_word(role, words.BAND[verdict], length)
        bands.append(f'<span class="ck-{role}" style="flex:{length} 1 0">{word}</span>')
    marker = ""
    if today <= LAST_DAY:
        side = " ck-late" if today > LAST_DAY / 2 else ""
        marker = f'<div class="ck-today{side}" style="left:{_place(today + 0.5)}"><b>{words.TODAY}</b></div>'
    healed = next((day.day for day in days if day.phase is Phase.HEALED), None)
    ticks = [f'<span style="left:0">{_tick(words.TREATED, 0, treated_on)}</span>']
    if healed is not None and healed < LAST_DAY:
        ticks.append(f'<span style="left:{_place(healed)}">{_tick(words.HEALED, healed, treated_on)}</span>')
    ticks.append(f'<span style="left:100%">{_tick("", LAST_DAY, treated_on)}</span>')
    label = escape(words.timeline_in_words(found, today))
    return (
        f'<div class="ck-days" role="img" aria-label="{label}"><div class="ck-band">{"".join(bands)}</div>{marker}</div>'
        f'<div class="ck-scale" aria-hidden="true">{"".join(ticks)}</div>'
    )


def _band_word(role: str, word: str, length: int) -> str:
    """What fits into a band: icon and word, the word, or the icon. A day is some 12 px wide on a phone, a letter 7.5."""
    room, needed = 12 * length, 10 + 7.5 * len(word)
    if room >= needed + 18:
        return f"<i>{icon(role)} {word}</i>"
    return f"<i>{word}</i>" if room >= needed else icon(role) if room >= 18 else ""


def _place(day: float) -> str:
    return f"{day / (LAST_DAY + 1):.2%}"


def _tick(word: str, day: int, treated_on: date | None) -> str:
    when = words.short_date(treated_on + timedelta(days=day)) if treated_on else f"day {day}"
    return f"{word} {when}".strip()


# --- the text in place -----------------------------------------------------------------------------------------


def pasted(text: str, report: Report) -> str:
    """The pasted text as it was, every entry marked in place by its level, what was left out in italics.

    The reason of a mark stands beside it and shows when the mark is pointed at, tapped or has the keyboard's focus; only
    marks that ask for attention are stops of the Tab key.
    """
    pieces: list[str] = []
    done = 0
    spans: list[tuple[int, int, Finding | str]] = [
        *((f.match.entry.start, f.match.entry.end, f) for f in report.findings),
        *((part.start, part.end, part.why) for part in report.left_out),
    ]
    for number, (start, end, what) in enumerate(sorted(spans, key=lambda span: span[0])):
        if start < done:
            continue
        pieces.append(shown(text[done:start]))
        inside = shown(text[start:end])
        if isinstance(what, str):
            why = escape(wording.LEFT_OUT.get(what, what))
            pieces.append(f'<span class="ck-out" title="{why}">{inside}</span>')
        else:
            pieces.append(_mark(what, inside, f"why-{number}"))
        done = end
    text_shown = "".join(pieces) + shown(text[done:])
    levels = {finding.level for finding in report.findings}
    key = "".join(
        f'<span class="ck-{LEVEL_ROLE[level]}"><u>{words.KEY[level]}</u></span>'
        for level in (Level.AVOID, Level.CAUTION, None)
        if level in levels
    )
    long = " ck-long" if len(text) > LONG else ""
    return (
        f'<div class="ck-paste{long}" tabindex="0" role="region" aria-label="{words.YOUR_TEXT}">{text_shown}</div>'
        f'<div class="ck-key">{key}<span>{words.YOUR_TEXT_HELP}</span></div>'
    )


def _mark(finding: Finding, inside: str, identity: str) -> str:
    role = LEVEL_ROLE[finding.level]
    stop = "-1" if finding.level is Level.OK else "0"
    tip = f'<span class="ck-tip" role="tooltip" id="{identity}">{_tip(finding)}</span>'
    return f'<mark class="ck-{role}" tabindex="{stop}" aria-describedby="{identity}">{inside}{tip}</mark>'


def _tip(finding: Finding) -> str:
    if finding.match.how is How.UNREAD:
        return shown(" ".join(wording.deciding(finding)[:2]))
    group = finding.match.group
    title = f" · {shown(group.title)}" if group else ""
    return f"<b>{wording.LEVELS[finding.level].capitalize()}</b>{title}<br>{shown(finding.reason)}"


# --- tables ----------------------------------------------------------------------------------------------------


def entries_table(findings: Sequence[Finding], sources: dict[str, Source]) -> str:
    """Every entry with what it was read as, its level, group, reason, evidence and sources; a card each on a phone."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in words.COLUMNS)
    body = "".join(_entry_row(finding, sources) for finding in findings[:MOST_ROWS])
    first = escape(words.FIRST_ENTRIES.format(count=MOST_ROWS)) if len(findings) > MOST_ROWS else ""
    return f'<table class="ck-table ck-cards ck-entries">{_caption(first)}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _entry_row(finding: Finding, sources: dict[str, Source]) -> str:
    entry, group, role = finding.match.entry, finding.match.group, LEVEL_ROLE[finding.level]
    how = ""
    if finding.match.how not in (How.EXACT, How.UNREAD):
        how = words.READ_AS.format(name=render.read_as(finding).partition(" (")[0], how=wording.HOW[finding.match.how])
    why = finding.reason if finding.match.how is not How.UNREAD else words.NOT_READ
    rule = (
        f"<small>{shown(words.CHANGED_BY.format(rule=wording.rule_says(finding.rule)))}</small>" if finding.rule else ""
    )
    evidence = wording.EVIDENCE.get(finding.evidence, "")
    cited = ", ".join(source for source in finding.sources if sources[source].show)
    return (
        f'<tr><td>{entry.position}</td><th scope="row"><bdi>{shown(entry.printed)}</bdi><small>{shown(how)}</small></th>'
        f'<td><span class="ck-badge ck-{role}">{wording.LEVELS[finding.level]}</span></td>'
        f"<td>{f'<b>{shown(group.title)}</b><br>' if group else ''}{shown(why)}{rule}</td>"
        f"<td>{evidence}<small>{cited}</small></td></tr>"
    )


def _caption(text: str) -> str:
    return f"<caption>{text}</caption>" if text else ""


def levels_table(rows: Sequence[tuple[str, Levels]], days: Sequence[str]) -> str:
    """Levels by the `days` of the phases as a small picture: a row a way of use, each with sign and word."""
    head = "".join(f'<th scope="col">{escape(span)}</th>' for span in days)
    body = ""
    for use, levels in rows:
        cells = "".join(
            f'<td class="ck-{LEVEL_ROLE[level]}">{icon(LEVEL_ROLE[level])}{wording.LEVELS[level]}</td>'
            for level in levels
        )
        body += f'<tbody><tr><th colspan="5" scope="rowgroup">{escape(use)}</th></tr><tr>{cells}</tr></tbody>'
    return f'<table class="ck-levels"><caption class="ck-quiet"></caption><thead><tr>{head}</tr></thead>{body}</table>'


def source_lines(sources: Iterable[Source]) -> str:
    """Sources with their status, each with a link where its address is known."""
    lines = []
    for source in sources:
        link = (
            f' <a href="{escape(source.address)}" rel="noreferrer">{escape(source.address)}</a>'
            if source.address
            else ""
        )
        text = shown(f"{source.id} ({wording.SOURCE_STATUS[source.status]}): {source.citation}")
        lines.append(f"<li>{text.rstrip('.')}.{link}</li>")
    return f'<div class="ck-text"><ul>{"".join(lines)}</ul></div>'

"""How answers look: colours for both themes, and pieces of HTML in which whatever was pasted is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from checker import render, wording
from checker.model import Day, Finding, How, Level, Report, Verdict

#: Text on tint, per theme; every pair reaches 4.5:1.
_COLOURS = {
    "light": {"stop": ("#8a1c1c", "#fdecea"), "care": ("#6b4700", "#fff4d6"), "calm": ("#0b5345", "#e3f4ef"),
              "neutral": ("#33415c", "#eaeef6")},
    "dark": {"stop": ("#ffb4ab", "#4a1513"), "care": ("#ffd98a", "#443205"), "calm": ("#9be0cd", "#0d3b31"),
             "neutral": ("#c3d0ea", "#26314a")},
}  # fmt: skip
_ROLE = {
    Verdict.AVOID: "stop",
    Verdict.CAUTION: "care",
    Verdict.NO_KNOWN_PROBLEM: "calm",
    Verdict.CANNOT_TELL: "neutral",
}
_LEVEL_ROLE = {Level.AVOID: "stop", Level.CAUTION: "care", Level.OK: "calm", None: "neutral"}
#: Line styles carry the level as well, for print and for eyes that do not tell the colours apart.
_UNDERLINE = {"stop": "solid", "care": "dashed", "calm": "none", "neutral": "dotted"}
#: A longer paste is shown up to here; everything is checked all the same.
LONGEST_SHOWN = 20_000


def style(theme: str) -> str:
    """The style sheet of a theme ("light" or "dark")."""
    colours = _COLOURS["dark" if theme == "dark" else "light"]
    rules = [
        '[data-testid="stCaptionContainer"] p{opacity:1;color:' + colours["neutral"][0] + '}',
        "h1{font-size:clamp(1.4rem,6vw,2.25rem)!important}",
        ".ck-card{border-radius:.75rem;padding:1rem 1.25rem;margin:.25rem 0 1rem}",
        ".ck-card h2{margin:0;padding:0;font-size:1.6rem;line-height:1.25;color:inherit}",
        ".ck-card p{margin:.35rem 0 0}",
        ".ck-paste{white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.9;max-width:65ch}",
        ".ck-paste mark{padding:.1em .15em;border-radius:.2em;text-decoration-thickness:2px;text-underline-offset:3px}",
        ".ck-out{opacity:.75;font-style:italic}",
        ".ck-days{display:grid;grid-template-columns:repeat(29,1fr);gap:2px;margin:.5rem 0 .25rem}",
        ".ck-days span{height:1.6rem;border-radius:2px;font-size:.7rem;text-align:center;line-height:1.6rem}",
        ".ck-days .ck-today{outline:3px solid currentColor;outline-offset:1px}",
        ".ck-key{font-size:.875rem}",
        ".ck-key b{padding:.05em .45em;border-radius:.2em}",
    ]
    for role, (text, tint) in colours.items():
        line = _UNDERLINE[role]
        decoration = f"text-decoration:underline {line}" if line != "none" else "text-decoration:none"
        rules.append(f".ck-{role}{{color:{text};background:{tint}}}.ck-paste mark.ck-{role}{{{decoration}}}")
    return f"<style>{''.join(rules)}</style>"


def verdict_card(report: Report) -> str:
    """The answer at a glance: icon, words, dates and at most two reasons."""
    lines = [*wording.dates(report), *wording.reasons(report)]
    paragraphs = lines if report.findings or not report.notes else [report.notes[0], *report.notes[1:2]]
    body = "".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    if report.findings and (dates := wording.dates(report)):
        body = body.replace(f"<p>{escape(dates[0])}</p>", f"<p><strong>{escape(dates[0])}</strong></p>", 1)
    icon = wording.ICONS[report.verdict]
    headline = escape(wording.headline(report))
    return (
        f'<section class="ck-card ck-{_ROLE[report.verdict]}" role="status" aria-label="The answer">'
        f'<h2><span aria-hidden="true">{icon}</span> {headline}</h2>{body}</section>'
    )


def timeline(days: Sequence[Day], today: int) -> str:
    """Days 0 to 28 as a row of cells, today outlined; the sign in a cell repeats its colour."""
    signs = {Verdict.AVOID: "✕", Verdict.CAUTION: "△", Verdict.NO_KNOWN_PROBLEM: "", Verdict.CANNOT_TELL: "?"}
    cells = []
    for day in days:
        words = f"Day {day.day}, {wording.PHASES[day.phase]}: {wording.VERDICTS[day.verdict]}"
        mark = " ck-today" if day.day == today else ""
        cells.append(f'<span class="ck-{_ROLE[day.verdict]}{mark}" title="{escape(words)}">{signs[day.verdict]}</span>')
    key = " ".join(
        f'<b class="ck-{_ROLE[verdict]}">{signs[verdict]} {words}</b>'
        for verdict, words in (
            (Verdict.AVOID, "wait"),
            (Verdict.CAUTION, "with care"),
            (Verdict.NO_KNOWN_PROBLEM, "fine"),
        )
    )
    label = escape(f"Timeline from day 0 to day 28; today is day {today}")
    return (
        f'<div role="img" aria-label="{label}"><div class="ck-days">{"".join(cells)}</div></div>'
        f'<div class="ck-key">Day 0 (treatment) to day 28, day {today} outlined. {key}</div>'
    )


def pasted(text: str, report: Report) -> str:
    """The pasted text as it was, every entry marked in place by its level, what was left out in italics."""
    pieces: list[str] = []
    done = 0
    spans: list[tuple[int, int, Finding | str]] = [
        *((f.match.entry.start, f.match.entry.end, f) for f in report.findings),
        *((part.start, part.end, part.why) for part in report.left_out),
    ]
    for start, end, what in sorted(spans, key=lambda span: span[0]):
        if start < done or end > LONGEST_SHOWN:
            continue
        pieces.append(escape(text[done:start]))
        if isinstance(what, str):
            why = escape(f"Left out: {wording.LEFT_OUT.get(what, what)}")
            pieces.append(f'<span class="ck-out" title="{why}">{escape(text[start:end])}</span>')
        else:
            role = _LEVEL_ROLE[what.level]
            pieces.append(f'<mark class="ck-{role}" title="{escape(_hint(what))}">{escape(text[start:end])}</mark>')
        done = end
    rest = text[done : max(done, LONGEST_SHOWN)]
    cut = " … (shown up to here; all of it was checked)" if len(text) > max(done, LONGEST_SHOWN) else ""
    return f'<div class="ck-paste" tabindex="0" role="region" aria-label="The text you pasted">{"".join(pieces)}{escape(rest)}{cut}</div>'


def _hint(finding: Finding) -> str:
    level = wording.LEVELS[finding.level]
    if finding.match.how is How.UNREAD:
        return "not read"
    return f"{level}: {render.read_as(finding)}. {finding.reason}"

"""Lays out a report for reading: as plain text for a terminal, as Markdown for a page or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from checker.answer import wording
from checker.model.findings import Finding
from checker.model.report import Report
from checker.model.terms import How, Level, Verdict

#: Colours by name, as click and most terminals know them.
VERDICT_COLOURS = {
    Verdict.AVOID: "red",
    Verdict.CAUTION: "yellow",
    Verdict.NO_KNOWN_PROBLEM: "green",
    Verdict.CANNOT_TELL: "blue",
}
_BAR = {Verdict.AVOID: "#", Verdict.CAUTION: "=", Verdict.NO_KNOWN_PROBLEM: ".", Verdict.CANNOT_TELL: "?"}

Paint = Callable[[str, str], str]


def plain(text: str, colour: str) -> str:
    """Text without colour."""
    return text


def as_text(report: Report, paint: Paint = plain) -> str:
    """The report as lines for a terminal; `paint(text, colour)` colours the lines that carry the verdict."""
    colour = VERDICT_COLOURS[report.verdict]
    lines = [
        *([report.name] if report.name else []),
        wording.plan_line(report.plan),
        "",
        paint(f"{wording.ICONS[report.verdict]} {wording.headline(report)}", colour),
        f"  {_one_line(wording.to_do(report))}",
    ]
    lines += _block("Because of", wording.reasons(report))
    if report.findings:
        lines += ["", paint(timeline_bar(report), colour), "  " + TIMELINE_KEY]
    lines += _block("For dry skin", wording.hydration(report))
    lines += _block("Please look", wording.questions(report))
    if len(report.products) > 1:
        lines += _block("Products", [f"{p.name or 'unnamed'}: {wording.VERDICTS[p.verdict]}" for p in report.products])
    if report.findings:
        lines += ["", f"Ingredients ({len(report.findings)})"]
        lines += [f"  {_row(finding)}" for finding in report.findings]
    lines += _block("Left out of the text", _left_out(report))
    lines += _block("Notes", report.notes)
    lines += ["", wording.RESTART_DAYS, report.disclaimer, f"Edition {report.edition}"]
    return "\n".join(lines)


TIMELINE_KEY = "day 0 to 28:  # not yet   = with care   . no known problem   ? cannot tell   | the day asked"


def timeline_bar(report: Report) -> str:
    """Days 0 to 28 as one line of signs, with a bar after the day asked."""
    signs = [_BAR[day.verdict] + ("|" if day.day == report.plan.day else "") for day in report.timeline]
    return "  " + "".join(signs)


def as_markdown(report: Report) -> str:
    """The report as Markdown; pasted text is escaped."""
    lines = [
        f"# {_escape(report.name) or 'Ingredient check'}",
        "",
        f"**{wording.headline(report)}**  ",
        f"{wording.plan_line(report.plan)}",
        "",
        _escape(wording.to_do(report)),
    ]
    for title, items in (
        ("Because of", wording.reasons(report)),
        ("For dry skin", wording.hydration(report)),
        ("Please look", wording.questions(report)),
        ("Left out of the text", _left_out(report)),
        ("Notes", list(report.notes)),
    ):
        if items:
            lines += ["", f"## {title}", "", *[f"- {_escape(item)}" for item in items]]
    if report.findings:
        lines += [
            "",
            "## Ingredients",
            "",
            "| # | Printed | Read as | Level | What it is | Evidence |",
            "|---|---|---|---|---|---|",
        ]
        lines += ["| " + " | ".join(_escape(cell) for cell in _cells(finding)) + " |" for finding in report.findings]
    lines += ["", f"_{wording.RESTART_DAYS}_", "", f"_{report.disclaimer}_", "", f"Edition {report.edition}"]
    return "\n".join(lines)


def read_as(finding: Finding) -> str:
    """What an entry was read as, and how, in a few words."""
    match = finding.match
    if match.how is How.UNREAD:
        return "not read"
    name = match.ingredient.inci if match.ingredient else f"{match.group.title if match.group else 'known name'}"
    return name if match.how in (How.EXACT, How.OTHER_NAME, How.PART) else f"{name} ({wording.HOW[match.how]})"


def _row(finding: Finding) -> str:
    level = wording.LEVELS[finding.level] if finding.level is not Level.OK else ""
    group = finding.match.group.title if finding.match.group else ""
    tail = "  ".join(part for part in (read_as(finding), group) if part)
    return f"{finding.match.entry.position:>3}  {level:<9} {_one_line(finding.match.entry.printed)}  ->  {tail}"


def _cells(finding: Finding) -> tuple[str, ...]:
    group = finding.match.group
    return (
        str(finding.match.entry.position),
        _one_line(finding.match.entry.printed),
        read_as(finding),
        wording.LEVELS[finding.level],
        group.title if group else "",
        wording.EVIDENCE.get(finding.evidence, ""),
    )


def _left_out(report: Report, longest: int = 120) -> list[str]:
    return [
        f"{_one_line(part.text)[:longest]}{'...' if len(part.text) > longest else ''} ({wording.LEFT_OUT.get(part.why, part.why)})"
        for part in report.left_out
    ]


def _block(title: str, items: Iterable[str]) -> list[str]:
    found = list(items)
    return ["", title, *_indented(found)] if found else []


def _indented(items: Iterable[str]) -> list[str]:
    return [f"  {item}" for item in items]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    """Text in which the signs of Markdown and HTML mean nothing.

    >>> _escape("<b>*Oil*</b> | [x](y)")
    '&lt;b&gt;\\\\*Oil\\\\*&lt;/b&gt; \\\\| \\\\[x\\\\](y)'
    """
    for sign in "\\`*_[]|#":
        text = text.replace(sign, "\\" + sign)
    return text.replace("<", "&lt;").replace(">", "&gt;")
